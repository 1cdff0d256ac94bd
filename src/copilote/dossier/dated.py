"""Dated observations held by the simulator: what was measured in 2019, 2021 and 2022, beside the target of 2030."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.dossier.levers import physical_2030
from copilote.dossier.model import Cell, Column, Kind, Shown, Table
from copilote.planning.pace import pace
from copilote.reference.simulator import SOURCE, LeverFigures, Observation, load_observations
from copilote.ui.translation import say, t
from copilote.ui.words import counted

_KINDS = {
    "observed": "observé",
    "target": "cible nationale",
    "required": "besoin annuel jusqu’en 2030",
    "not_available": "non disponible, dit la source",
}
SAME = 0.02
"""An observation of 2019 this near to the lever's own starting point is of the same quantity."""


def dated_observations(region: str, levers: Sequence[LeverFigures]) -> tuple[tuple[str, ...], tuple[Table, ...]]:
    """The sentences and the tables of the simulator's observations for a region; no table when it has none.

    The first table has a row per quantity, with its years, target and paces; the second a row per observation.
    """
    own = {lever.id: lever for lever in levers}
    seen = [one for one in load_observations(region) if one.lever in own]
    if not seen:
        return (t("Le simulateur ne donne aucune observation datée pour ce territoire."),), ()
    order = list(own)
    seen.sort(key=lambda one: (order.index(one.lever), one.quantity, one.year))
    count = len({one.lever for one in seen if one.kind == "observed"})
    sentences = (
        say(
            "Le simulateur donne des valeurs datées pour %(count)s, en 2019 et en 2021 ou 2022. Avec deux valeurs "
            "seulement, un rythme n’est qu’un ordre de grandeur.",
            count=counted(count, "levier"),
        ),
    )
    return sentences, (_by_quantity(seen, own, region), _all_rows(seen, own, region))


def _by_quantity(seen: Sequence[Observation], own: dict[str, LeverFigures], region: str) -> Table:
    years = sorted({one.year for one in seen if one.kind in ("observed", "not_available")})
    found: dict[tuple[str, str], list[Observation]] = {}
    for one in seen:
        if one.kind in ("observed", "not_available"):
            found.setdefault((one.lever, one.quantity), []).append(one)
    rows: list[tuple[Cell, ...]] = []
    for (lever_id, quantity), observations in found.items():
        lever = own[lever_id]
        values = {one.year: one.value for one in observations}
        unit = next((one.unit for one in observations if one.unit), None)
        target = _target(lever, values.get(2019))
        known = sorted((year, value) for year, value in values.items() if value is not None)
        computed = pace([y for y, _ in known], [v for _, v in known], target=target.value if target else None)
        cells: list[Cell] = [values.get(year) for year in years]
        for i, year in enumerate(years):
            if year in values and values[year] is None:
                cells[i] = "non disponible"
        rows.append(
            (
                quantity,
                lever_id,
                unit,
                *cells,
                target,
                computed.pace_observed,
                computed.pace_required if target else None,
                computed.word if target else None,
            )
        )
    return Table(
        key="dated_by_quantity",
        title="Valeurs du simulateur, objectif de 2030 et rythmes",
        columns=(
            Column("quantity", "Grandeur"),
            Column("id", "Levier", Kind.CODE),
            Column("unit", "Unité"),
            *(Column(f"value_{year}", f"En {year}", Kind.NUMBER) for year in years),
            Column("physical_2030", "Objectif 2030", Kind.NUMBER),
            Column("pace_observed", "Rythme observé (par an)", Kind.NUMBER),
            Column("pace_required", "Rythme requis (par an)", Kind.NUMBER),
            Column("grade", "Appréciation"),
        ),
        rows=tuple(rows),
        sources=(SOURCE,),
        follow=f"copilote explain {region} IDENTIFIANT",
        origin=f"simulator/{seen[0].edition}/observations.csv",
        note="L’objectif est celui du levier, quand son point de départ de 2019 est la même grandeur.",
    )


def _target(lever: LeverFigures, observed_2019: float | None) -> Shown | None:
    """The lever's quantity in 2030, when what is observed is the same quantity as its starting point."""
    start = lever.baseline_2019
    if not lever.counts_completed or not start or observed_2019 is None:
        return None
    # Published observations are rounded to 0.1: small ones may stray by half of that.
    return physical_2030(lever) if abs(observed_2019 - start) <= max(SAME * start, 0.051) else None


def _all_rows(seen: Sequence[Observation], own: dict[str, LeverFigures], region: str) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            own[one.lever].label,
            one.lever,
            one.quantity,
            one.period,
            one.year,
            one.value,
            one.unit,
            _KINDS[one.kind],
            one.soundness.label,
        )
        for one in seen
    ]
    return Table(
        key="dated_observations",
        title="Observations datées du simulateur, une par ligne",
        columns=(
            Column("lever", "Levier"),
            Column("id", "Identifiant", Kind.CODE),
            Column("quantity", "Grandeur"),
            Column("period", "Période"),
            Column("year", "Année", Kind.YEAR),
            Column("value", "Valeur", Kind.NUMBER),
            Column("unit", "Unité"),
            Column("kind", "Ce que c’est"),
            Column("soundness", "Nature"),
        ),
        rows=tuple(rows),
        sources=(SOURCE,),
        follow=f"copilote explain {region} IDENTIFIANT",
        origin=f"simulator/{seen[0].edition}/observations.csv",
    )
