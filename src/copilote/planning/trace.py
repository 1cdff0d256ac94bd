"""Where each figure comes from: its formula with its numbers, its table and row, its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from copilote.planning.conversion import physical_quantity
from copilote.planning.observation import Observation as ObservedSeries
from copilote.planning.pace import TARGET_YEAR
from copilote.planning.panorama import total_target
from copilote.planning.trajectory import YEARS, cumulated_avoided, lever_trajectory, shape_of
from copilote.planning.windows import RECENT_YEARS, Span
from copilote.reference.errors import french, operand
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
        formula = PUBLISHED if value is not None else _not_known(lever.reason)
        return TracedFigure(key, label, value, unit, year, mark, formula, _targets(lever), _row(lever), lever.source)

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
    formula = f"max(0 ; {french(baseline)} + {operand(target)} × {operand(ratio)}) : départ 2019 + objectif × ratio"
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
            PUBLISHED if o.value is not None else _not_known("la source la dit non disponible"),
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
    known = [lever.target_kt for lever in levers if lever.target_kt is not None]
    formula = f"somme exacte de {len(known)} objectif{'s' if len(known) > 1 else ''} : " + " + ".join(
        map(operand, known)
    )
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

    `table` and `row` say where the published values lie ("826", to which the year is added); a computed series names
    itself the rows that it takes.
    """
    made = {one.year: one for one in seen.computed}
    unit = seen.unit or ""

    def rows(*years: int) -> str:
        named = [made[year].rows if year in made else (f"{row}/{year}",) for year in years]
        return ", ".join(dict.fromkeys(one for group in named for one in group))

    figures = [
        TracedFigure(
            f"value_{year}",
            f"Valeur {year}",
            value,
            unit,
            year,
            seen.series_soundness,
            made[year].formula if year in made else PUBLISHED,
            table,
            rows(year),
            seen.source,
        )
        for year, value in dict.fromkeys(seen.values[:1] + seen.values[-1:])
    ]
    if seen.target_2030 is not None:
        formula = f"{seen.target_formula}. {seen.rule_text or ''}".strip() if seen.target_formula else PUBLISHED
        figures.append(
            TracedFigure(
                "target_2030",
                "Cible 2030",
                seen.target_2030,
                unit,
                TARGET_YEAR,
                seen.target_soundness,
                formula,
                "barometer/2026/targets.csv",
                f"{seen.national}/{TARGET_YEAR}",
                "barometre-2026",
            )
        )
    figures += [
        TracedFigure(
            one.key,
            one.label,
            one.value,
            one.unit,
            seen.pace.last_year,
            _derived_mark(seen),
            one.formula,
            table,
            rows(*one.years),
            seen.source,
        )
        for one in _paces(seen)
    ]
    return tuple(figures)


@dataclass(frozen=True, slots=True)
class _Step:
    """A pace or their ratio, with the years of the values that it takes."""

    key: str
    label: str
    value: float
    unit: str
    formula: str
    years: tuple[int, ...]


def _paces(seen: ObservedSeries) -> list[_Step]:
    computed, known = seen.pace, dict(seen.values)
    last, value = computed.last_year, computed.last_value
    if last is None or value is None:
        return []
    steps = []

    def since(key: str, label: str, start: int | None, pace: float | None) -> None:
        if start is not None and pace is not None:
            formula = f"({french(value)} − {operand(known[start])}) / ({last} − {start})"
            steps.append(_Step(key, label, pace, _yearly(pace, seen.unit), formula, (start, last)))

    before = max((year for year in known if year < last), default=None)
    for key, usual, label, start, pace in (
        ("pace_1y", 1, "Rythme sur un an", before, computed.pace_1y),
        ("pace_3y", RECENT_YEARS, "Rythme sur trois ans", computed.pace_3y_from, computed.pace_3y),
    ):
        spans_more = start is not None and last - start != usual
        since(key, f"Rythme annuel de {start} à {last}" if spans_more else label, start, pace)
    for window in computed.windows:
        if window.used and window.span is Span.SINCE_2019:
            since("pace_since", f"Rythme annuel de {window.start} à {last}", window.start, window.pace)
        elif window.used and window.span is Span.TREND and window.pace is not None and window.start is not None:
            formula = f"pente des moindres carrés, de {window.start} à {last}"
            label, years = f"Tendance de {window.start} à {last}", (window.start, last)
            steps.append(_Step("pace_trend", label, window.pace, _yearly(window.pace, seen.unit), formula, years))
    required, basis = computed.pace_required, computed.basis
    if seen.target_2030 is not None and required is not None:
        formula = f"({french(seen.target_2030)} − {operand(value)}) / ({TARGET_YEAR} − {last})"
        label = "Rythme permis par le plafond" if computed.ceiling else "Rythme demandé"
        steps.append(_Step("pace_required", label, required, _yearly(required, seen.unit), formula, (last,)))
        if computed.ratio is not None and basis is not None and basis.pace is not None and basis.start is not None:
            formula = (
                f"{french(basis.pace)} / {operand(required)}, rythme observé / rythme demandé : {computed.grade.label}"
            )
            steps.append(_Step("ratio", "Rapport des rythmes", computed.ratio, "", formula, (basis.start, last)))
    return steps


def _yearly(pace: float, unit: str | None) -> str:
    """The unit of a pace; the change of a percentage is counted in points, plural from 2 on as French has it."""
    if unit == "%":
        return "points par an" if abs(pace) >= 2 else "point par an"
    return f"{unit} par an" if unit else "par an"


def _not_known(reason: str | None) -> str:
    """What stands in place of a formula for a figure that is not known."""
    text = (reason or "non publiée").rstrip(".")
    return f"non connue : {text[:1].lower()}{text[1:]}"


def _derived_mark(seen: ObservedSeries) -> Soundness:
    return weakest((seen.soundness, Soundness.DERIVED))


def _targets(lever: LeverFigures) -> str:
    return f"simulator/{lever.edition}/targets.csv"


def _row(lever: LeverFigures) -> str:
    return f"{lever.region}/{lever.id}"
