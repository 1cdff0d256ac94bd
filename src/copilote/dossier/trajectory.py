"""The region's way from 2019 to 2030, sector by sector: drawing, table, and what adds up over the years."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from copilote.dossier.model import Cell, Column, Drawing, Kind, Table
from copilote.planning.trajectory import (
    YEARS,
    PathShape,
    cumulated_avoided,
    lever_trajectory,
    shape_of,
    sum_trajectories,
)
from copilote.reference.errors import fold
from copilote.reference.simulator import LeverFigures
from copilote.ui.charts import Layer, stack
from copilote.ui.words import format_kt

CAPTION = "Émissions évitées chaque année par rapport à 2019, par secteur, si chaque levier suit sa trajectoire"


def trajectory(levers: Sequence[LeverFigures], place: str, region: str) -> tuple[Drawing, Table, tuple[str, ...]]:
    """Stack by sector, its table (with the running total) and the sentences that say it."""
    targets = [math.nan if lever.target_kt is None else lever.target_kt for lever in levers]
    paths = lever_trajectory(targets, [shape_of(lever.id) for lever in levers])
    sums = sum_trajectories(paths, [lever.sector for lever in levers])
    known = np.nan_to_num(sums.paths)
    order = sorted(range(len(sums.groups)), key=lambda i: (-float(known[i, -1]), sums.groups[i]))
    names = [sums.groups[i] for i in order]
    layers = [Layer(sums.groups[i], tuple(float(v) for v in known[i])) for i in order if known[i, -1] > 0]
    total = known.sum(axis=0)
    running = [float(cumulated_avoided(total[: n + 1], YEARS[: n + 1])) if n else 0.0 for n in range(len(YEARS))]
    title = f"De 2019 à 2030 : {format_kt(float(total[-1]))} évitées par an au bout du chemin"
    drawing = Drawing(
        stack(layers, YEARS, title=title, prefix="trajectoire"),
        stack(layers, YEARS, title=title, prefix="trajectoire-m", width=300, height=320),
        CAPTION,
    )
    rows: list[tuple[Cell, ...]] = [
        (year, *(float(known[i, n]) for i in order), float(total[n]), running[n]) for n, year in enumerate(YEARS)
    ]
    missing = [lever.label for lever in levers if lever.target_kt is None]
    table = Table(
        key="trajectory",
        title="Émissions évitées par an et par secteur (ktCO2e), et total cumulé",
        columns=(
            Column("year", "Année", Kind.YEAR),
            *(Column(f"{fold(name).replace(' ', '_')}_kt", name, Kind.KT) for name in names),
            Column("total_kt", "Total", Kind.KT),
            Column("cumulated_kt", "Cumul depuis 2020", Kind.KT),
        ),
        rows=tuple(rows),
        sources=("simulateur-2023",),
        follow=f"copilote explain {region} IDENTIFIANT",
        note="Valeurs déduites des objectifs de 2030 ; seule l’année 2030 est publiée."
        + (f" Sans : {', '.join(missing)} (objectif non connu)." if missing else ""),
    )
    curved = [lever.label for lever in levers if shape_of(lever.id) is PathShape.ADOPTION]
    sentences = [
        f"Si chaque levier suit sa trajectoire, {format_kt(running[-1])} sont évitées en tout {place} de 2020 à 2030, "
        f"dont {format_kt(float(total[-1]))} la dernière année.",
        "Le simulateur ne publie que l’objectif de 2030 : le chemin est illustratif. Il suit une ligne droite"
        + (
            f", et une courbe en S, lente puis rapide, pour ce qui se diffuse comme une technique ({_list(curved)})."
            if curved
            else "."
        ),
    ]
    return drawing, table, tuple(sentences)


def _list(names: Sequence[str]) -> str:
    lowered = [name[0].lower() + name[1:] for name in names]
    return lowered[0] if len(lowered) == 1 else ", ".join(lowered[:-1]) + " et " + lowered[-1]
