"""The page of an indicator: its path, its sentence, its target and the rule of it, all regions."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.planning.pace import TOO_FAST, Pace
from copilote.planning.windows import Span, Window
from copilote.publish.table import Table
from copilote.reference.barometer import load_axes
from copilote.reference.links import LinkKind, levers_of_indicator
from copilote.reference.simulator import Region, load_lever_names, load_levers
from copilote.simulator.pages.everywhere import Everywhere, everywhere
from copilote.simulator.pages.traces import TraceSection, trace
from copilote.ui.addresses import region_of
from copilote.ui.cautions import marks
from copilote.ui.drawing import Drawing
from copilote.ui.indicators import (
    ShownSeries,
    axes_of,
    drawn,
    national_of,
    result,
    seen_in_france,
    series_of,
    target_text,
)
from copilote.ui.observations import KEY_GRADES, followed_levers, readable, sentence
from copilote.ui.page import Entry, Page, Slide
from copilote.ui.tables import chart_table
from copilote.words import _
from copilote.words.language import noun
from copilote.words.numbers import format_decimals, format_short, with_unit
from copilote.words.typography import tied


@dataclass(frozen=True, kw_only=True)
class IndicatorPage(Page):
    """Everything that the page of an indicator says.

    levers : those that it follows, with the nature of the link. parts : (name, sentence, drawing) of the other series
    of the same indicator. counterpart : the national indicator, on the page of a regional one.
    """

    shown: ShownSeries
    figures: tuple[tuple[str, str], ...]
    chart: Drawing
    table: Table
    target_rule: str
    key_grade: str
    windows: Table | None
    levers: tuple[tuple[Entry, str], ...]
    axes: tuple[str, ...]
    parts: tuple[tuple[str, str, Drawing], ...] = ()
    counterpart: Entry | None = None
    everywhere: Everywhere | None = None
    trace: tuple[TraceSection, ...]
    marks: tuple[tuple[str, str], ...]

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The indicator for a room."""
        return (Slide(self.title, self.chart.narrow, self.figures[:3], self.shown.sentence),)


def indicator_page(slug: str, number: str) -> IndicatorPage:
    """An indicator ("826") in a region. Raises UnknownNameError when the region has no such series."""
    region = region_of(slug)
    observation, *others = [readable(series) for series in series_of(region, number)]
    levers = {lever.id: lever for lever in load_levers(region.code)}
    national = seen_in_france().get(observation.national or "")
    return _page(
        ShownSeries(observation, reverse("indicator", args=[region.slug, number])),
        region=region,
        above=Entry.to(_("Observé"), "observed", region.slug),
        levers=tuple(
            (Entry.to_lever(levers[key], region), kind) for key, _label, kind in followed_levers(observation, levers)
        ),
        parts=tuple(
            (tied(other.part or other.name), tied(sentence(other)), drawn(other, f"partie{rank}"))
            for rank, other in enumerate(others)
        ),
        counterpart=None if national is None else Entry.to(tied(national.name), "national", national.indicator),
        everywhere=everywhere(region, number),
    )


def national_page(number: str) -> IndicatorPage:
    """A row of the national barometer ("fr-059"). Raises UnknownNameError when it holds no value."""
    names = {lever.id: lever.label for lever in load_lever_names()}
    return _page(
        ShownSeries(national_of(number), reverse("national", args=[number])),
        region=None,
        above=Entry.to(_("France"), "france"),
        levers=tuple(
            (Entry(names[link.lever], ""), link.kind.label)
            for link in levers_of_indicator(number)
            if link.kind is not LinkKind.NONE and link.lever in names
        ),
    )


def _page(
    shown: ShownSeries, *, region: Region | None, above: Entry, levers: tuple[tuple[Entry, str], ...], **more: object
) -> IndicatorPage:
    observation, axes = shown.observation, load_axes()
    chart = drawn(observation, "chemin", large=True)
    return IndicatorPage(
        title=tied(result(observation)),
        summary=shown.sentence,
        region=region,
        section="observed" if region else "france",
        trail=(above, Entry(observation.name, shown.address)),
        shown=shown,
        figures=_figures(observation),
        chart=chart,
        table=chart_table(chart.wide, "valeurs"),
        target_rule=_rule(observation),
        key_grade=_key_grade(observation),
        windows=_windows(observation),
        levers=levers,
        axes=tuple(axes[axis] for axis in axes_of(observation)),
        trace=trace(region.code if region else "france", shown.number),
        marks=marks(),
        **more,  # type: ignore[arg-type]
    )


def _figures(observation: Observation) -> tuple[tuple[str, str], ...]:
    """(value, meaning): last value, observed pace, required pace, target, year when it would be reached."""
    pace, unit = observation.pace, observation.unit or ""
    figures = [(with_unit(format_short(pace.last_value), unit), _("en %(year)s", year=pace.last_year))]
    if pace.pace_observed is not None:
        period = pace.basis.words if pace.basis is not None else ""
        figures.append((_a_year(pace.pace_observed, unit), _("par an observé, %(period)s", period=period)))
    if pace.pace_required is not None and not pace.reached:
        asked = _("par an au plus, jusqu’en 2030") if pace.ceiling else _("par an demandé, jusqu’en 2030")
        figures.append((_a_year(pace.pace_required, unit), asked))
    if observation.target_2030 is not None:
        figures.append((target_text(observation), _("cible de 2030")))
    if pace.year_reached is not None and not pace.reached:
        year = int(pace.year_reached)
        figures.append((str(year) if year < 2100 else _("après 2100"), _("au rythme observé, année d’atteinte")))
    return tuple(figures)


def _windows(observation: Observation) -> Table | None:
    """What each window says by itself; nothing without a grade that comes from them."""
    pace = observation.pace
    if observation.target_2030 is None or not any(window.used and window.grade.plain for window in pace.windows):
        return None
    heads = (_("Période"), _("Ce qu’elle dit"), _("Observé sur demandé"), _("Par an"))
    rows, remarks = [], []
    for window in pace.windows:
        if window.pace is None or window.start is None:
            continue
        period = window.words
        if window.span is Span.LAST_YEAR:
            period = f"{period} ({window.start}-{window.end})"
        if window.reason or window.mark:
            remarks.append((period, window.reason or window.mark))
        ratio = format_decimals(window.ratio, 2, unknown="")
        rows.append((period, _grade_text(window, pace), ratio, format_short(window.pace, sign=True)))
    unit = (_("points") if observation.unit == "%" else observation.unit) or _("sans unité")
    caption = _("Ce que dit chaque période (rythmes en %(unit)s par an)", unit=unit)
    return Table.of_texts("periodes", caption, heads, rows, (2, 3), remarks=tuple(remarks))


def _grade_text(window: Window, pace: Pace) -> str:
    """What a window says; of a target that is reached, whether it is kept; of a ceiling, that it nears too fast."""
    if not window.used:
        return _("non retenue")
    kept = {Grade.AHEAD: _("cible tenue"), Grade.ON_PACE: _("marge réduite"), Grade.WRONG_WAY: _("cible perdue")}
    if pace.ceiling and window.grade is Grade.TOO_SLOW:
        return _(TOO_FAST)
    return kept[window.grade] if pace.reached and window.grade in kept else window.grade.label


def _a_year(pace: float, unit: str) -> str:
    """A change a year: that of a percentage is counted in points."""
    return with_unit(format_short(pace, sign=True), noun(pace, "point", "points") if unit == "%" else unit)


def _rule(observation: Observation) -> str:
    """How the target was set, or why there is none."""
    if observation.target_2030 is None:
        why = observation.rule_text or _("aucune cible nationale pour 2030.")
        return tied(_("Pas de cible : %(why)s", why=why))
    return tied(observation.rule_text or "")


def _key_grade(observation: Observation) -> str:
    """How well the national target was brought down to the region; "" without a target."""
    if observation.key_grade is None:
        return ""
    if observation.rule == "national":
        return _("cible nationale publiée")
    return _(KEY_GRADES[observation.key_grade])
