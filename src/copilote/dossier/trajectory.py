"""The region's way from 2019 to 2030, sector by sector: drawing, table, and what adds up over the years."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from copilote.planning.trajectory import (
    YEARS,
    PathShape,
    cumulated_avoided,
    lever_trajectory,
    shape_of,
    sum_trajectories,
)
from copilote.publish import columns
from copilote.publish.table import Column, Kind, Table
from copilote.reference.errors import fold
from copilote.reference.simulator import LeverFigures
from copilote.ui.charts import Band, stack
from copilote.ui.drawing import Drawing
from copilote.words.numbers import format_kt

CAPTION = "Émissions évitées chaque année par rapport à 2019, par secteur, si chaque levier suit sa trajectoire"


def trajectory(levers: Sequence[LeverFigures], place: str, region: str) -> tuple[Drawing, Table, tuple[str, ...]]:
    """Stack by sector, its table (with the running total) and the sentences that say it."""
    targets = [math.nan if lever.target_kt is None else lever.target_kt for lever in levers]
    paths = lever_trajectory(targets, [shape_of(lever.id) for lever in levers])
    sums = sum_trajectories(paths, [lever.sector for lever in levers])
    total = sum(sums.values(), np.zeros(len(YEARS)))
    sectors = {name: path.tolist() for name, path in sorted(sums.items(), key=lambda pair: (-pair[1][-1], pair[0]))}
    running = [cumulated_avoided(total[:end]) for end, _year in enumerate(YEARS, 1)]
    last = format_kt(float(total[-1]))
    drawing = Drawing.of(
        stack,
        [Band(name, tuple(path)) for name, path in sectors.items() if path[-1] > 0],
        YEARS,
        title=f"De 2019 à 2030 : {last} évitées par an au bout du chemin",
        prefix="trajectoire",
        caption=CAPTION,
        narrow={"height": 320},
    )
    missing = ", ".join(lever.label for lever in levers if lever.target_kt is None)
    table = Table(
        "trajectory",
        "Émissions évitées par an et par secteur (ktCO2e), et total cumulé",
        (
            columns.YEAR,
            *(Column(f"{fold(name).replace(' ', '_')}_kt", name, Kind.KT) for name in sectors),
            Column("total_kt", "Total", Kind.KT),
            Column("cumulated_kt", "Cumul depuis 2020", Kind.KT),
        ),
        tuple(zip(YEARS, *sectors.values(), total.tolist(), running, strict=True)),
        ("simulateur-2023",),
        follow=f"copilote explain {region} IDENTIFIANT",
        note="Valeurs déduites des objectifs de 2030 ; seule l’année 2030 est publiée."
        + (f" Sans : {missing} (objectif non connu)." if missing else ""),
    )
    curved = _listed([lever.label for lever in levers if shape_of(lever.id) is PathShape.ADOPTION])
    shape = f", et une courbe en S, lente puis rapide, pour ce qui se diffuse comme une technique ({curved})"
    return (
        drawing,
        table,
        (
            f"Si chaque levier suit sa trajectoire, {format_kt(running[-1])} sont évitées en tout {place} de 2020 à "
            f"2030, dont {last} la dernière année.",
            "Le simulateur ne publie que l’objectif de 2030 : le chemin est illustratif. Il suit une ligne droite"
            f"{shape if curved else ''}.",
        ),
    )


def _listed(names: Sequence[str]) -> str:
    *firsts, last = [name[0].lower() + name[1:] for name in names] or [""]
    return f"{', '.join(firsts)} et {last}" if firsts else last
