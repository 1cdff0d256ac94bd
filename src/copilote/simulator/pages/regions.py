"""The page of a region: its target, what weighs most, how fast things really move, what is funded."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copilote.dossier.funded import Funded, funded
from copilote.dossier.levers import group_table, lever_table
from copilote.dossier.model import Drawing
from copilote.dossier.page import heaviest, inhabitants, lead, objectives_map
from copilote.dossier.phrases import place_of
from copilote.planning.grade import Grade
from copilote.planning.panorama import By, panorama
from copilote.simulator.names import load_levers
from copilote.simulator.pages.frame import Page, lever_slug, region_of
from copilote.simulator.pages.seen import (
    GRADES,
    TableView,
    TraceSection,
    marks,
    notices,
    per_language,
    shown_in,
    table_view,
    tied,
    trace,
)
from copilote.ui.translation import t
from copilote.ui.words import NBSP, counted, format_eur, format_kt, format_number, plural

PARTS = {
    "theme": (By.THEME, gettext_noop("thème"), gettext_noop("Objectifs par thème")),
    "secteur": (By.SECTOR, gettext_noop("secteur"), gettext_noop("Objectifs par secteur")),
}
FIELDS = {"theme": "theme", "secteur": "sector"}


@dataclass(frozen=True, slots=True)
class BigFigure:
    """A figure of the summary: its value written, what it counts, and where its detail is."""

    value: str
    meaning: str
    address: str


@dataclass(frozen=True, slots=True)
class Heavy:
    """One of the levers that weigh most, in daily words."""

    label: str
    address: str
    target: str
    words: str


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many indicators have a grade, and the address of those."""

    key: str
    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class ThemeLevers:
    """The levers of a theme, to go to their pages."""

    name: str
    target: str
    levers: tuple[Heavy, ...]


@dataclass(frozen=True, kw_only=True)
class RegionPage(Page):
    """Everything that the page of a region says."""

    notices: tuple[str, ...]
    lead: tuple[str, ...]
    figures: tuple[BigFigure, ...]
    by: str
    map: Drawing
    groups: TableView
    heaviest: tuple[Heavy, ...]
    grades: tuple[GradeCount, ...]
    observed_text: str
    themes: tuple[ThemeLevers, ...]
    levers: TableView
    funded: Funded
    funded_tables: tuple[TableView, ...]
    trace: tuple[TraceSection, ...]
    marks: tuple[tuple[str, str], ...]


@per_language
def objectives(code: str, by: str) -> tuple[Drawing, TableView]:
    """The treemap of a region's targets and its table, by theme or sector."""
    levers = load_levers(code)
    part, noun, name = PARTS[by]
    word, title = _(noun), _(name)
    table = group_table(FIELDS[by] + "s", title, word.capitalize(), panorama(levers, part), code)
    return objectives_map(levers, FIELDS[by], word), table_view(table)


@per_language
def money(code: str) -> Funded:
    """What the Fonds vert 2023 already funds in a region."""
    return funded(code, load_levers(code))


@per_language
def lever_list(code: str, slug: str) -> TableView:
    """All the levers, largest target first, each with the address of its page."""
    levers = load_levers(code)
    table = lever_table(levers, panorama(levers, By.THEME), code)
    addresses = {lever.label: reverse("lever", args=[slug, lever_slug(lever)]) for lever in levers}
    return table_view(table, links=addresses, leave_out=("id",), note=False)


def region_page(slug: str, by: str = "theme") -> RegionPage:
    """The page of a region; `by` is "theme" or "secteur" (anything else is "theme").

    Raises UnknownNameError with the nearest names for a slug that no region bears.
    """
    region = region_of(slug)
    levers = load_levers(region.code)
    by = by if by in PARTS else "theme"
    drawing, groups = objectives(region.code, by)
    view = panorama(levers, By.THEME)
    people = inhabitants(region)
    fund = money(region.code)
    labels = {lever.id: lever for lever in levers}
    heavy = tuple(
        Heavy(one.label, reverse("lever", args=[region.slug, lever_slug(labels[one.id])]), one.target, tied(one.words))
        for one in heaviest(levers, people)
    )
    themes = tuple(
        ThemeLevers(
            group.name,
            format_kt(group.target.value, mega=False),
            tuple(
                Heavy(
                    labels[one].label,
                    reverse("lever", args=[region.slug, lever_slug(labels[one])]),
                    format_kt(labels[one].target_kt, mega=False),
                    "",
                )
                for one in sorted(group.levers, key=lambda one: -(labels[one].target_kt or 0.0))
            ),
        )
        for group in view.groups
    )
    told = lead(place_of(region), view, people)
    title = _("%(region)s : %(target)s à éviter en 2030") % {
        "region": region.name,
        "target": format_kt(view.target.value),
    }
    return RegionPage(
        title=tied(title),
        summary=tied(told[0]),
        region=region,
        section="region",
        notices=notices(region),
        lead=tuple(tied(sentence) for sentence in told),
        figures=_figures(region.slug, view.target.value, people, region.code, fund),
        by=by,
        map=drawing,
        groups=groups,
        heaviest=heavy,
        grades=grade_counts(region.code, region.slug),
        observed_text=_observed_text(region.code),
        themes=themes,
        levers=lever_list(region.code, region.slug),
        funded=fund,
        funded_tables=tuple(table_view(table, leave_out=("id", "code", "number")) for table in fund.tables[:2]),
        trace=trace(region.code, "total"),
        marks=marks(),
    )


def grade_counts(code: str, slug: str) -> tuple[GradeCount, ...]:
    """How many of the region's indicators are ahead, on pace, too slow, going the wrong way, uncertain, unknown."""
    shown = shown_in(code)
    address = reverse("observed", args=[slug])
    return tuple(
        GradeCount(
            grade.value,
            t(grade.label),
            sum(one.pace.grade is grade for one in shown),
            f"{address}?avis={grade.value}",
        )
        for grade in GRADES
        if shown
    )


def _figures(slug: str, target: float | None, people: int | None, code: str, fund: Funded) -> tuple[BigFigure, ...]:
    figures = [BigFigure(format_kt(target), _("à éviter chaque année en 2030, par rapport à 2019"), "#objectifs")]
    if people and target is not None:
        each = format_number(1000 * target / people, 2) + NBSP + _("t de CO2e")
        figures.append(BigFigure(each, _("par habitant et par an, en moyenne"), "#objectifs"))
    shown = shown_in(code)
    graded = [one for one in shown if one.pace.grade.plain]
    if graded:
        good = sum(one.pace.grade in (Grade.AHEAD, Grade.ON_PACE) for one in graded)
        value = _("%(good)s sur %(all)s") % {"good": good, "all": len(graded)}
        meaning = _("indicateurs observés au rythme de leur cible, ou en avance")
        figures.append(BigFigure(value, meaning, reverse("observed", args=[slug])))
    if fund.count:
        meaning = _("du Fonds vert 2023, pour %(projects)s") % {"projects": counted(fund.count, "projet")}
        figures.append(BigFigure(format_eur(fund.amount_eur), meaning, "#finance"))
    return tuple(figures)


def _observed_text(code: str) -> str:
    shown = shown_in(code)
    if not shown:
        return _("Aucune série régionale n’est publiée pour ce territoire.")
    unknown = sum(one.pace.grade is Grade.UNKNOWN for one in shown)
    uncertain = sum(one.pace.grade is Grade.UNCERTAIN for one in shown)
    return _(
        "%(all)s sont suivis dans la région. Pour %(unknown)s d’entre eux, le rythme ne peut pas être jugé : cible "
        "ou valeurs manquantes. Pour %(uncertain)s, il est incertain : les périodes ne disent pas la même chose, ou la "
        "cible est douteuse."
    ) % {
        "all": f"{len(shown)} {plural(len(shown), 'indicateur')}",
        "unknown": unknown,
        "uncertain": uncertain,
    }
