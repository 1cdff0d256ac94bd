"""The page of an indicator: its path, its sentence, its target and the rule of it, all regions."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.dossier.model import Drawing
from copilote.dossier.observed import KEY_GRADES, followed_levers, sentence
from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.planning.windows import Span, Window
from copilote.reference.errors import UnknownNameError
from copilote.reference.links import LinkKind, levers_of_indicator
from copilote.simulator.names import load_axes, load_lever_names, load_levers
from copilote.simulator.pages.everywhere import Everywhere, everywhere
from copilote.simulator.pages.frame import Entry, Page, lever_slug, region_of
from copilote.simulator.pages.seen import (
    CellView,
    TableView,
    TraceSection,
    axes_of,
    chart_table,
    drawn,
    marks,
    national_indicators,
    readable,
    result,
    seen_in,
    seen_in_france,
    tied,
    trace,
)
from copilote.ui.translation import say, t
from copilote.ui.words import format_decimals, format_short, plural, with_unit


@dataclass(frozen=True, kw_only=True)
class IndicatorPage(Page):
    """Everything that the page of an indicator says; `parts` are the other series of the same indicator."""

    number: str
    national: bool
    grade: str
    grade_label: str
    mark: str
    sentence: str
    figures: tuple[tuple[str, str], ...]
    chart: Drawing
    table: TableView
    target_rule: str
    key_grade: str
    producer: str
    target_source: str
    warnings: tuple[str, ...]
    windows: TableView | None
    levers: tuple[tuple[Entry, str], ...]
    axes: tuple[str, ...]
    parts: tuple[tuple[str, str, Drawing], ...]
    counterpart: Entry | None
    everywhere: Everywhere | None
    trace: tuple[TraceSection, ...]
    marks: tuple[tuple[str, str], ...]


def indicator_page(slug: str, number: str) -> IndicatorPage:
    """An indicator ("826") in a region. Raises UnknownNameError when the region has no such series."""
    region = region_of(slug)
    found = [one for one in seen_in(region.code) if one.indicator == number]
    if not found:
        known = ", ".join(dict.fromkeys(one.indicator for one in seen_in(region.code))) or _("aucun")
        raise UnknownNameError(f"Indicateur de {region.name}", number, [], f"Numéros connus : {known}.")
    one, *others = [readable(each) for each in found]
    levers = {lever.id: lever for lever in load_levers(region.code)}
    links = tuple(
        (Entry(label, reverse("lever", args=[region.slug, lever_slug(levers[key])])), t(kind))
        for key, label, kind in followed_levers(one, levers)
    )
    national = national_indicators().get(one.national or "")
    counterpart = None
    if national is not None and national.id in seen_in_france():
        counterpart = Entry(tied(seen_in_france()[national.id].name), reverse("national", args=[national.id]))
    return _page(
        one,
        region=region,
        section="observed",
        trail=(
            Entry(_("Observé"), reverse("observed", args=[region.slug])),
            Entry(one.name, reverse("indicator", args=[region.slug, number])),
        ),
        levers=links,
        parts=_parts(others),
        counterpart=counterpart,
        everywhere=everywhere(region, number),
        trace=trace(region.code, number),
    )


def national_page(number: str) -> IndicatorPage:
    """A row of the national barometer ("fr-059"). Raises UnknownNameError when it holds no value."""
    one = seen_in_france().get(number)
    if one is None:
        raise UnknownNameError("Indicateur national", number, [], "De fr-001 à fr-358, parmi ceux qui ont une valeur.")
    names = {lever.id: lever.label for lever in load_lever_names()}
    links = tuple(
        (Entry(names[link.lever], ""), t(link.kind.label))
        for link in levers_of_indicator(number)
        if link.kind is not LinkKind.NONE and link.lever in names
    )
    return _page(
        one,
        region=None,
        section="france",
        trail=(
            Entry(_("France"), reverse("france")),
            Entry(one.name, reverse("national", args=[number])),
        ),
        levers=links,
        parts=(),
        counterpart=None,
        everywhere=None,
        trace=trace("france", number),
    )


def _page(one: Observation, **rest: object) -> IndicatorPage:
    chart = drawn(one, "chemin", large=True)
    names = load_axes()
    return IndicatorPage(
        title=tied(result(one)),
        summary=tied(sentence(one)),
        number=one.indicator,
        national=rest["region"] is None,
        grade=one.pace.grade.value,
        grade_label=t(one.pace.word),
        mark=t(one.soundness.label),
        sentence=tied(sentence(one)),
        figures=_figures(one),
        chart=chart,
        table=chart_table(chart.wide, "valeurs"),
        target_rule=_rule(one),
        key_grade=_key_grade(one),
        producer=one.producer or "",
        target_source=one.target_source or "",
        warnings=tuple(tied(text) for text in one.warnings),
        windows=_windows(one),
        axes=tuple(names[axis] for axis in axes_of(one)),
        marks=marks(),
        **rest,  # type: ignore[arg-type]
    )


def _figures(one: Observation) -> tuple[tuple[str, str], ...]:
    """(value, meaning): last value, observed pace, required pace, target."""
    found, unit = one.pace, one.unit or ""
    figures = [(with_unit(format_short(found.last_value), unit), _("en %(year)s") % {"year": found.last_year})]
    if found.pace_observed is not None:
        period = t(found.basis.words) if found.basis is not None else ""
        figures.append((_a_year(found.pace_observed, unit), _("par an observé, %(period)s") % {"period": period}))
    if found.pace_required is not None and not found.reached:
        figures.append((_a_year(found.pace_required, unit), _("par an demandé, jusqu’en 2030")))
    if one.target_2030 is not None:
        figures.append((with_unit(format_short(one.target_2030), unit), _("cible de 2030")))
    if found.year_reached is not None and not found.reached:
        year = int(found.year_reached)
        figures.append((str(year) if year < 2100 else _("après 2100"), _("au rythme observé, année d’atteinte")))
    return tuple(figures)


def _windows(one: Observation) -> TableView | None:
    """What each window says by itself; nothing without a grade that comes from them."""
    if one.target_2030 is None or not any(window.used and window.grade.plain for window in one.pace.windows):
        return None
    heads = (_("Période"), _("Ce qu’elle dit"), _("Observé sur demandé"), _("Par an"))
    rows, remarks = [], []
    for window in one.pace.windows:
        if window.pace is None or window.start is None:
            continue
        period = t(window.words)
        if window.span is Span.LAST_YEAR:
            period = f"{period} ({window.start}-{window.end})"
        if window.reason or window.mark:
            remarks.append((period, t(window.reason or window.mark)))
        rows.append(
            (
                CellView(period, heads[0]),
                CellView(_said(window, one.pace.reached), heads[1]),
                CellView(format_decimals(window.ratio, 2, unknown=""), heads[2], True),
                CellView(format_short(window.pace, sign=True), heads[3], True),
            )
        )
    columns = tuple(CellView(head, number=i > 1) for i, head in enumerate(heads))
    unit = (_("points") if one.unit == "%" else one.unit) or _("sans unité")
    caption = _("Ce que dit chaque période (rythmes en %(unit)s par an)") % {"unit": unit}
    return TableView("periodes", caption, columns, tuple(rows), remarks=tuple(remarks))


def _said(window: Window, reached: bool) -> str:
    if not window.used:
        return _("non retenue")
    kept = {Grade.AHEAD: _("cible tenue"), Grade.ON_PACE: _("marge réduite"), Grade.WRONG_WAY: _("cible perdue")}
    return kept[window.grade] if reached and window.grade in kept else t(window.grade.label)


def _a_year(pace: float, unit: str) -> str:
    """A change a year: that of a percentage is counted in points."""
    return with_unit(format_short(pace, sign=True), plural(pace, "point") if unit == "%" else unit)


def _rule(one: Observation) -> str:
    if one.target_2030 is None:
        why = one.rule_text or _("aucune cible nationale pour 2030.")
        return tied(_("Pas de cible : %(why)s") % {"why": why})
    return tied(one.rule_text or "")


def _key_grade(one: Observation) -> str:
    if one.key_grade is None:
        return ""
    if one.rule == "national":
        return _("A : cible nationale publiée")
    return say("%(name)s : %(value)s", name=one.key_grade, value=t(KEY_GRADES[one.key_grade]))


def _parts(others: list[Observation]) -> tuple[tuple[str, str, Drawing], ...]:
    """(name, sentence, chart) of the other series of the indicator."""
    return tuple(
        (tied(t(one.part) if one.part else one.name), tied(sentence(one)), drawn(one, f"partie{i}"))
        for i, one in enumerate(others)
    )
