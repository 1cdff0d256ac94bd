"""Where each figure comes from: its formula with its numbers, its table and row, its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from copilote.planning.conversion import physical_quantity
from copilote.planning.observation import Observation as ObservedSeries
from copilote.planning.pace import TARGET_YEAR
from copilote.planning.panorama import total_target
from copilote.planning.trajectory import cumulated_avoided, lever_trajectory, shape_of
from copilote.planning.windows import RECENT_YEARS, Span
from copilote.reference.simulator import DatedObservation, LeverFigures
from copilote.reference.soundness import Soundness, weakest
from copilote.words import N_, _
from copilote.words.language import noun
from copilote.words.numbers import KT, format_six, listed, operand

PUBLISHED = N_("valeur publiée, reprise telle quelle")
KT_A_YEAR = N_("ktCO2e évitées par an")


@dataclass(frozen=True)
class TracedFigure:
    """A figure and its way back to a publication.

    key : the name that JSON answers give it. formula : with its numbers; PUBLISHED for a figure carried over. table,
    row : where it (or what it is made of) lies. source : key of sources.toml. year : of the figure.
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
        formula = _(PUBLISHED) if value is not None else _not_known(lever.reason)
        return _figure(lever, key, label, value, unit, mark, formula, year=year)

    target, ratio, baseline, unit = lever.target_kt, lever.ratio, lever.baseline_2019, lever.unit or ""
    figures = [published("target_kt", _("Objectif 2030"), target, _(KT_A_YEAR), 2030, lever.soundness)]
    if ratio is not None and baseline is not None:
        a_kt = _("%(unit)s par ktCO2e", unit=unit)
        figures.append(published("ratio", _("Ratio"), ratio, a_kt, 2030, Soundness.OFFICIAL_TARGET))
        if lever.counts_completed:
            start = _("Point de départ")
            figures.append(published("baseline_2019", start, baseline, unit, 2019, Soundness.MEASURED))
        if target is not None:
            formula = _(
                "max(0 ; %(a)s + %(b)s × %(c)s) : départ 2019 + objectif × ratio",
                a=format_six(baseline),
                b=operand(target),
                c=operand(ratio),
            )
            mark = Soundness.DERIVED if lever.soundness is Soundness.OFFICIAL_TARGET else lever.soundness
            quantity = float(physical_quantity(lever, target))
            name = lever.quantity or _("Grandeur physique")
            physical = _figure(lever, "physical_2030", name, quantity, unit, mark, formula)
            figures.append(replace(physical, source="simulateur-methode"))
    if target is not None:
        shape = shape_of(lever.id)
        formula = _(
            "somme de 2020 à 2030 d’une trajectoire de 0 à %(kt)s ktCO2e (%(shape)s)",
            kt=format_six(target),
            shape=shape.label,
        )
        total, name = cumulated_avoided(lever_trajectory(target, shape)), _("Émissions évitées cumulées")
        figures.append(_figure(lever, "cumulated_kt", name, total, _(KT), Soundness.ESTIMATED, formula))
    return tuple(figures)


def _figure(
    lever: LeverFigures,
    key: str,
    label: str,
    value: float | None,
    unit: str,
    mark: Soundness,
    formula: str,
    *,
    year: int = TARGET_YEAR,
    row: str = "",
) -> TracedFigure:
    """A figure of the table of targets; of the lever's row, unless another is named."""
    table, row = f"simulator/{lever.edition}/targets.csv", row or f"{lever.region}/{lever.id}"
    return TracedFigure(key, label, value, unit, year, mark, formula, table, row, lever.source)


def observation_figures(observations: Iterable[DatedObservation], lever: str) -> tuple[TracedFigure, ...]:
    """The simulator's dated observations of a lever."""
    return tuple(
        TracedFigure(
            f"observation_{dated.year}",
            f"{dated.quantity} ({'France' if dated.territory == 'france' else dated.period})",
            dated.value,
            dated.unit or "",
            dated.year,
            dated.soundness,
            _(PUBLISHED) if dated.value is not None else _not_known(_("la source la dit non disponible")),
            f"simulator/{dated.edition}/observations.csv",
            dated.key,
            dated.source,
        )
        for dated in observations
        if dated.lever == lever
    )


def total_figures(levers: Sequence[LeverFigures], name: str) -> tuple[TracedFigure, ...]:
    """The total of a region, a sector or a theme, and each of its parts."""
    total = total_target(levers)
    known = [lever.target_kt for lever in levers if lever.target_kt is not None]
    targets = noun(len(known), "objectif", "objectifs")
    formula = _(
        "somme exacte de %(count)s %(targets)s : %(parts)s",
        count=len(known),
        targets=targets,
        parts=" + ".join(map(operand, known)),
    )
    if total.missing:
        formula = listed((formula, _("il manque : %(names)s", names=", ".join(total.missing))))
    first = levers[0]
    row = f"{first.region}/…"
    head = _figure(first, "target_kt", name, total.value, _(KT_A_YEAR), total.soundness, formula, row=row)
    parts = [replace(lever_figures(lever)[0], label=f"{lever.label} ({lever.id})") for lever in levers]
    return (head, *parts)


def indicator_figures(series: ObservedSeries, table: str, row: str) -> tuple[TracedFigure, ...]:
    """The figures of an observed series: first and last values, target of 2030, paces and their ratio.

    `table` and `row` say where the published values lie ("826", to which the year is added); a computed series names
    itself the rows that it takes.
    """
    made = {computed.year: computed for computed in series.computed}
    unit = series.unit or ""

    def figure(
        key: str, label: str, value: float, unit: str, year: int | None, mark: Soundness, formula: str, *rows: int
    ) -> TracedFigure:
        named = [name for at in rows for name in (made[at].rows if at in made else (f"{row}/{at}",))]
        where = ", ".join(dict.fromkeys(named))
        return TracedFigure(key, label, value, unit, year, mark, formula, table, where, series.source)

    figures = []
    for year, value in dict.fromkeys(series.values[:1] + series.values[-1:]):
        formula, label = made[year].formula if year in made else _(PUBLISHED), _("Valeur %(year)s", year=year)
        figures.append(figure(f"value_{year}", label, value, unit, year, series.series_soundness, formula, year))
    if series.target_2030 is not None:
        formula = (
            f"{series.target_formula}. {series.rule_text or ''}".strip() if series.target_formula else _(PUBLISHED)
        )
        label, mark = _("Cible 2030"), series.target_soundness
        target = figure("target_2030", label, series.target_2030, unit, TARGET_YEAR, mark, formula)
        place = f"{series.national}/{TARGET_YEAR}"
        figures.append(replace(target, table="barometer/2026/targets.csv", row=place, source="barometre-2026"))
    mark = weakest((series.soundness, Soundness.DERIVED))
    last = series.pace.last_year
    for step in _paces(series):
        figures.append(figure(step.key, step.label, step.value, step.unit, last, mark, step.formula, *step.years))
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


def _paces(series: ObservedSeries) -> list[_Step]:
    paces, known = series.pace, dict(series.values)
    last, value = paces.last_year, paces.last_value
    if last is None or value is None:
        return []
    steps: list[_Step] = []

    def since(key: str, label: str, start: int | None, pace: float | None) -> None:
        if start is not None and pace is not None:
            formula = f"({format_six(value)} − {operand(known[start])}) / ({last} − {start})"
            steps.append(_Step(key, label, pace, _yearly(pace, series.unit), formula, (start, last)))

    def yearly_pace(start: int | None) -> str:
        return _("Rythme annuel de %(start)s à %(end)s", start=start, end=last)

    before = max((year for year in known if year < last), default=None)
    for key, usual, label, start, pace in (
        ("pace_1y", 1, _("Rythme sur un an"), before, paces.pace_1y),
        ("pace_3y", RECENT_YEARS, _("Rythme sur trois ans"), paces.pace_3y_from, paces.pace_3y),
    ):
        since(key, label if start is None or last - start == usual else yearly_pace(start), start, pace)
    for window in paces.windows:
        if window.used and window.span is Span.SINCE_2019:
            since("pace_since", yearly_pace(window.start), window.start, window.pace)
        elif window.used and window.span is Span.TREND and window.pace is not None and window.start is not None:
            formula = _("pente des moindres carrés, de %(start)s à %(end)s", start=window.start, end=last)
            label, years = _("Tendance de %(start)s à %(end)s", start=window.start, end=last), (window.start, last)
            steps.append(_Step("pace_trend", label, window.pace, _yearly(window.pace, series.unit), formula, years))
    required, basis = paces.pace_required, paces.basis
    if series.target_2030 is None or required is None:
        return steps
    formula = f"({format_six(series.target_2030)} − {operand(value)}) / ({TARGET_YEAR} − {last})"
    label = _("Rythme permis par le plafond") if paces.ceiling else _("Rythme demandé")
    steps.append(_Step("pace_required", label, required, _yearly(required, series.unit), formula, (last,)))
    if paces.ratio is not None and basis is not None and basis.pace is not None and basis.start is not None:
        formula = _(
            "%(a)s / %(b)s, rythme observé / rythme demandé : %(grade)s",
            a=format_six(basis.pace),
            b=operand(required),
            grade=paces.grade.label,
        )
        steps.append(_Step("ratio", _("Rapport des rythmes"), paces.ratio, "", formula, (basis.start, last)))
    return steps


def _yearly(pace: float, unit: str | None) -> str:
    """The unit of a pace; the change of a percentage is counted in points."""
    if unit == "%":
        return noun(pace, "point par an", "points par an")
    return _("%(unit)s par an", unit=unit) if unit else _("par an")


def _not_known(reason: str | None) -> str:
    """What stands in place of a formula for a figure that is not known."""
    text = (reason or _("non publiée")).rstrip(".")
    return _("non connue : %(why)s", why=text[:1].lower() + text[1:])
