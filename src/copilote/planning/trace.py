"""Where each figure comes from: its formula with its numbers, its table and row, its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from copilote.planning.conversion import physical_quantity
from copilote.planning.observation import Observation as ObservedSeries
from copilote.planning.panorama import total_target
from copilote.planning.trajectory import YEARS, cumulated_avoided, lever_trajectory, shape_of
from copilote.reference.errors import french
from copilote.reference.simulator import LeverFigures, Observation
from copilote.reference.soundness import Soundness, weakest

PUBLISHED = "valeur publiée, reprise telle quelle"


@dataclass(frozen=True)
class TracedFigure:
    """A figure and its way back to a publication.

    key : the name that JSON answers give it. formula : in French, with its numbers; PUBLISHED for a figure carried
    over. table, row : where it (or what it is made of) lies. source : key of sources.toml. year : of the figure.
    """

    key: str
    label: str
    value: float | None
    unit: str
    year: int | None
    soundness: Soundness
    formula: str
    table: str
    row: str
    source: str


def lever_figures(lever: LeverFigures) -> tuple[TracedFigure, ...]:
    """The published figures of a lever in a region, and those that are computed from them."""

    def published(key: str, label: str, value: float | None, unit: str, year: int, mark: Soundness) -> TracedFigure:
        return TracedFigure(key, label, value, unit, year, mark, PUBLISHED, _targets(lever), _row(lever), lever.source)

    target = published("target_kt", "Objectif 2030", lever.target_kt, "ktCO2e évitées par an", 2030, lever.soundness)
    figures = [target]
    if lever.ratio is not None and lever.baseline_2019 is not None:
        unit = lever.unit or ""
        figures.append(published("ratio", "Ratio", lever.ratio, f"{unit} par ktCO2e", 2030, Soundness.OFFICIAL_TARGET))
        if lever.counts_completed:
            start = published("baseline_2019", "Point de départ", lever.baseline_2019, unit, 2019, Soundness.MEASURED)
            figures.append(start)
        if lever.target_kt is not None:
            figures.append(_physical(lever, lever.target_kt, lever.baseline_2019, lever.ratio))
    if lever.target_kt is not None:
        figures.append(_cumulated(lever, lever.target_kt))
    return tuple(figures)


def _physical(lever: LeverFigures, target: float, baseline: float, ratio: float) -> TracedFigure:
    value = float(physical_quantity(lever, target))
    formula = f"max(0 ; {french(baseline)} + {french(target)} × {french(ratio)}) : départ 2019 + objectif × ratio"
    return TracedFigure(
        "physical_2030",
        lever.quantity or "Grandeur physique",
        value,
        lever.unit or "",
        2030,
        Soundness.DERIVED if lever.soundness is Soundness.OFFICIAL_TARGET else lever.soundness,
        formula,
        _targets(lever),
        _row(lever),
        "simulateur-methode",
    )


def _cumulated(lever: LeverFigures, target: float) -> TracedFigure:
    shape = shape_of(lever.id)
    value = float(cumulated_avoided(lever_trajectory(target, shape), YEARS))
    formula = f"somme de 2020 à 2030 d’une trajectoire de 0 à {french(target)} ktCO2e ({shape.label})"
    return TracedFigure(
        "cumulated_kt",
        "Émissions évitées cumulées",
        value,
        "ktCO2e",
        2030,
        Soundness.ESTIMATED,
        formula,
        _targets(lever),
        _row(lever),
        lever.source,
    )


def observation_figures(seen: Iterable[Observation], lever: str) -> tuple[TracedFigure, ...]:
    """The simulator's dated observations of a lever."""
    return tuple(
        TracedFigure(
            f"observation_{o.year}",
            f"{o.quantity} ({'France' if o.territory == 'france' else o.period})",
            o.value,
            o.unit or "",
            o.year,
            o.soundness,
            PUBLISHED if o.value is not None else "non disponible, dit la source",
            f"simulator/{o.edition}/observations.csv",
            f"{o.territory}/{o.lever}/{o.quantity}/{o.period}",
            o.source,
        )
        for o in seen
        if o.lever == lever
    )


def total_figures(levers: Sequence[LeverFigures], name: str) -> tuple[TracedFigure, ...]:
    """The total of a region, a sector or a theme, and each of its parts."""
    total = total_target(levers)
    formula = f"somme exacte de {len(levers)} objectifs : " + " + ".join(french(o.target_kt or 0) for o in levers)
    if total.missing:
        formula += f" ; il manque : {', '.join(total.missing)}"
    head = TracedFigure(
        "target_kt",
        name,
        total.value,
        "ktCO2e évitées par an",
        2030,
        total.soundness,
        formula,
        _targets(levers[0]),
        f"{levers[0].region}/…",
        levers[0].source,
    )
    parts = [lever_figures(lever)[0] for lever in levers]
    labels = [f"{lever.label} ({lever.id})" for lever in levers]
    renamed = [replace(part, label=label) for part, label in zip(parts, labels, strict=True)]
    return (head, *renamed)


def indicator_figures(seen: ObservedSeries, table: str, row: str) -> tuple[TracedFigure, ...]:
    """The figures of an observed series: first and last values, target of 2030, paces and their ratio.

    `table` and `row` say where its values lie.
    """
    computed, unit = seen.pace, seen.unit or ""
    measured = seen.series_soundness in (Soundness.MEASURED, Soundness.INCOMPLETE, Soundness.ESTIMATED)
    origin = PUBLISHED if measured else f"calculée à partir de séries publiées : {seen.rule_text}"
    figures = [
        TracedFigure(
            f"value_{year}",
            f"Valeur {year}",
            value,
            unit,
            year,
            seen.series_soundness,
            origin,
            table,
            f"{row}/{year}",
            seen.source,
        )
        for year, value in dict.fromkeys(seen.values[:1] + seen.values[-1:])
    ]
    derived = _derived_mark(seen)

    def computed_figure(key: str, label: str, value: float | None, its_unit: str, formula: str) -> None:
        if value is not None:
            figures.append(
                TracedFigure(
                    key, label, value, its_unit, computed.last_year, derived, formula, table, f"{row}/…", seen.source
                )
            )

    if seen.target_2030 is not None:
        official = seen.rule == "national"
        figures.append(
            TracedFigure(
                "target_2030",
                "Cible 2030",
                seen.target_2030,
                unit,
                2030,
                seen.target_soundness,
                PUBLISHED
                if official
                else f"cible nationale ({seen.national}), règle « {seen.rule} » : {seen.rule_text}",
                "barometer/2026/targets.csv",
                f"{seen.national}/2030",
                "barometre-2026",
            )
        )
    known = dict(seen.values)
    # The change of a percentage is counted in points.
    yearly = "point par an" if unit == "%" else f"{unit} par an"
    if computed.last_year is not None and computed.last_value is not None:
        last, value = computed.last_year, computed.last_value
        before = max((year for year in known if year < last), default=None)
        if before is not None:
            formula = f"({french(value)} − {french(known[before])}) / ({last} − {before})"
            computed_figure("pace_1y", "Rythme sur un an", computed.pace_1y, yearly, formula)
        start = computed.pace_3y_from
        if start is not None:
            formula = f"({french(value)} − {french(known[start])}) / ({last} − {start})"
            computed_figure("pace_3y", "Rythme sur trois ans", computed.pace_3y, yearly, formula)
        if seen.target_2030 is not None and computed.pace_required is not None:
            formula = f"({french(seen.target_2030)} − {french(value)}) / (2030 − {last})"
            computed_figure("pace_required", "Rythme demandé", computed.pace_required, yearly, formula)
    if computed.ratio is not None:
        formula = "rythme observé / rythme demandé : " + computed.grade.label
        computed_figure("ratio", "Rapport des rythmes", computed.ratio, "", formula)
    return tuple(figures)


def _derived_mark(seen: ObservedSeries) -> Soundness:
    return weakest((seen.soundness, Soundness.DERIVED))


def _targets(lever: LeverFigures) -> str:
    return f"simulator/{lever.edition}/targets.csv"


def _row(lever: LeverFigures) -> str:
    return f"{lever.region}/{lever.id}"
