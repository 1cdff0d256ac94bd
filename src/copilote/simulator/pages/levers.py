"""The page of a lever in a region: the two quantities side by side, what is observed, what is funded, sources."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.dossier.dated import dated_observations
from copilote.dossier.levers import physical_2030
from copilote.dossier.model import Drawing
from copilote.dossier.observed import is_ceiling, sentence
from copilote.dossier.page import inhabitants
from copilote.dossier.phrases import daily_words
from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.planning.trajectory import YEARS, cumulated_avoided, lever_trajectory, shape_of
from copilote.reference.errors import UnknownNameError
from copilote.reference.links import LinkKind, indicator_links, lever_links, procedures_of
from copilote.reference.projects import by_departement, load_projects, of_lever, total
from copilote.reference.simulator import LeverFigures, Region
from copilote.reference.territories import load_departements
from copilote.simulator.names import load_levers, load_levers_72, load_levers_2026, load_procedures
from copilote.simulator.pages.equation import Equation, equation
from copilote.simulator.pages.frame import Entry, Page, lever_of, lever_slug, region_of
from copilote.simulator.pages.seen import (
    CellView,
    TableView,
    TraceSection,
    chart_table,
    drawn,
    marks,
    notices,
    per_language,
    seen_in,
    seen_in_france,
    shown_in,
    table_view,
    tied,
    trace,
    verdict,
)
from copilote.ui.charts import Bar, bars, columns_by_year
from copilote.ui.quantities import unit_words
from copilote.ui.translation import t
from copilote.ui.words import (
    counted,
    format_decimals,
    format_eur,
    format_kt,
    format_number,
    format_short,
    with_unit,
)


@dataclass(frozen=True, slots=True)
class Followed:
    """An indicator that follows the lever: chart, grade and the two figures that make it."""

    key: str
    name: str
    address: str
    kind: str
    reason: str
    chart: Drawing
    table: TableView
    sentence: str
    grade: str
    grade_label: str
    mark: str
    rule: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """The funded projects of the procedures that serve the lever."""

    text: str
    procedures: tuple[str, ...]
    drawing: Drawing | None
    table: TableView | None


@dataclass(frozen=True, slots=True)
class Sibling:
    """The same lever in another list."""

    name: str
    kind: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LeverPage(Page):
    """Everything that the page of a lever says."""

    lever: LeverFigures
    notices: tuple[str, ...]
    reason: str
    equation: Equation | None
    words: str
    figures: tuple[tuple[str, str, str], ...]
    path: Drawing | None
    path_table: TableView | None
    path_text: str
    regional: tuple[Followed, ...]
    national: tuple[Followed, ...]
    no_indicator: tuple[str, ...]
    dated_text: tuple[str, ...]
    dated: tuple[TableView, ...]
    money: Money
    levers_72: tuple[Sibling, ...]
    levers_2026: tuple[Sibling, ...]
    trace: tuple[TraceSection, ...]
    marks: tuple[tuple[str, str], ...]
    previous: Entry | None
    next: Entry | None

    @property
    def neighbours(self) -> tuple[Entry | None, Entry | None]:
        """The levers before and after this one, for a room."""
        before, after = (
            Entry(one.label, f"{one.address}?salle=1") if one else None for one in (self.previous, self.next)
        )
        return before, after


def canonical(slug: str, lever: str) -> tuple[Region, LeverFigures]:
    """The region and lever of an address; official ids are understood too."""
    region = region_of(slug)
    return region, lever_of(region, lever)


def lever_page(region: Region, lever: LeverFigures, kt: str = "", physical: str = "") -> LeverPage:
    """The page of a lever, with what was typed in one of the two fields of its equation ("" for nothing)."""
    people = inhabitants(region)
    quantity = physical_2030(lever)
    words = tied(daily_words(lever, None if quantity is None else quantity.value, people))
    regional, national, none = followed(region.code, region.slug, lever.id)
    before, after = _neighbours(region, lever)
    path, path_table, path_text = way(lever)
    dated_text, dated = _dated(region, lever)
    return LeverPage(
        title=tied(_title(region, lever)),
        summary=words[0].upper() + words[1:] + ".",
        region=region,
        trail=(
            Entry(_("Leviers"), reverse("region", args=[region.slug]) + "#leviers"),
            Entry(lever.label, reverse("lever", args=[region.slug, lever_slug(lever)])),
        ),
        lever=lever,
        notices=(*notices(region, lever.id), *((tied(lever.caution),) if lever.caution else ())),
        reason=tied(lever.reason or ""),
        equation=equation(lever, people, kt, physical) if lever.translated else None,
        words=words,
        figures=_figures(lever, people),
        path=path,
        path_table=path_table,
        path_text=path_text,
        regional=regional,
        national=national,
        no_indicator=none,
        dated_text=dated_text,
        dated=dated,
        money=funding(region.code, lever.id),
        levers_72=_siblings(lever.id, "72"),
        levers_2026=_siblings(lever.id, "2026"),
        trace=trace(region.code, lever.id),
        marks=marks(),
        previous=before,
        next=after,
    )


def _title(region: Region, lever: LeverFigures) -> str:
    """What is asked, and how fast it comes when the region measures the same quantity."""
    if lever.target_kt is None:
        return _("%(lever)s : objectif non connu") % {"lever": lever.label}
    said = {"lever": lever.label, "target": format_kt(lever.target_kt)}
    same = [link.indicator for link in indicator_links(lever.id, "region") if link.kind is LinkKind.SAME]
    seen = next((one for one in shown_in(region.code) if one.indicator in same and verdict(one)), None)
    if seen is None:
        return _("%(lever)s : %(target)s à éviter en 2030") % said
    return _("%(lever)s : %(target)s à éviter en 2030, %(verdict)s") % (said | {"verdict": _pace(seen)})


def _pace(seen: Observation) -> str:
    told = verdict(seen)
    if seen.pace.grade is Grade.TOO_SLOW and not is_ceiling(seen):
        return _("un rythme %(verdict)s") % {"verdict": told}
    return told


def _figures(lever: LeverFigures, people: int | None) -> tuple[tuple[str, str, str], ...]:
    """(value, meaning, mark) of the start and of the target."""
    figures = []
    unit = unit_words(lever)
    quantity = physical_2030(lever)
    if lever.translated and lever.counts_completed:
        figures.append((with_unit(format_short(lever.baseline_2019), unit), _("en 2019, point de départ"), _("mesuré")))
    if quantity is not None:
        value = with_unit(format_decimals(quantity.value, quantity.decimals, sign=quantity.sign), unit)
        meaning = _("en 2030, à l’objectif") if lever.counts_completed else _("en 2030, en plus de 2019")
        figures.append((value, meaning, _("calculé")))
    figures.append(
        (
            format_kt(lever.target_kt, mega=False),
            _("à éviter chaque année en 2030, par rapport à 2019"),
            t(lever.soundness.label),
        )
    )
    if people and lever.target_kt is not None:
        each = with_unit(format_number(1e6 * lever.target_kt / people), "kg de CO2e")
        figures.append((each, _("par habitant et par an"), _("calculé")))
    return tuple(figures)


@per_language
def way(lever: LeverFigures) -> tuple[Drawing | None, TableView | None, str]:
    """The lever's way from 2019 to 2030: drawing, table and sentence; nothing without a target."""
    if not lever.target_kt or lever.target_kt < 0:
        return None, None, ""
    shape = shape_of(lever.id)
    values = [float(value) for value in lever_trajectory(lever.target_kt, shape)]
    title = _("%(lever)s : émissions évitées chaque année, si le levier suit sa trajectoire") % {"lever": lever.label}
    unit = "ktCO2e"
    wide = columns_by_year(YEARS, values, title=title, prefix="chemin", unit=unit, group=lever.theme)
    narrow = columns_by_year(
        YEARS, values, title=title, prefix="chemin-m", unit=unit, group=lever.theme, width=300, height=200
    )
    whole = format_kt(float(cumulated_avoided(lever_trajectory(lever.target_kt, shape))))
    text = _(
        "Chemin illustratif (%(shape)s) : le simulateur ne publie que 2030. %(whole)s évitées en tout de 2020 à 2030."
    ) % {"shape": t(shape.label), "whole": whole}
    return Drawing(wide, narrow, title), chart_table(wide, "trajectoire"), tied(text)


@per_language
def followed(code: str, slug: str, lever: str) -> tuple[tuple[Followed, ...], tuple[Followed, ...], tuple[str, ...]]:
    """The regional, then the national indicators that follow a lever, closest first; and why there is none."""
    regional: list[Followed] = []
    none = []
    for link in indicator_links(lever, "region"):
        if link.indicator is None:
            none.append(tied(t(link.reason)))
            continue
        for one in seen_in(code):
            shown = next((s for s in shown_in(code) if (s.indicator, s.part) == (one.indicator, one.part)), None)
            if one.indicator == link.indicator and shown is not None:
                address = reverse("indicator", args=[slug, one.indicator])
                regional.append(_followed(shown, t(link.kind.label), link.reason, address, f"r{len(regional)}"))
    national: list[Followed] = []
    known = seen_in_france()
    for link in indicator_links(lever, "france"):
        if link.indicator is None:
            none.append(tied(t(link.reason)))
        elif link.indicator in known:
            address = reverse("national", args=[link.indicator])
            national.append(
                _followed(known[link.indicator], t(link.kind.label), link.reason, address, f"f{len(national)}")
            )
    return tuple(regional), tuple(national), tuple(none)


def _followed(one: Observation, kind: str, reason: str, address: str, prefix: str) -> Followed:
    chart = drawn(one, prefix)
    rule = one.rule_text or ""
    if one.target_2030 is None:
        rule = _("Pas de cible : %(why)s") % {"why": rule} if rule else _("Pas de cible pour 2030.")
    return Followed(
        key=prefix,
        name=one.name,
        address=address,
        kind=kind,
        reason=tied(t(reason)),
        chart=chart,
        table=chart_table(chart.narrow, f"table-{prefix}"),
        sentence=tied(sentence(one)),
        grade=one.pace.grade.value,
        grade_label=t(one.pace.word),
        mark=t(one.soundness.label),
        rule=tied(rule),
        warnings=tuple(tied(text) for text in one.warnings),
    )


def _dated(region: Region, lever: LeverFigures) -> tuple[tuple[str, ...], tuple[TableView, ...]]:
    """The simulator's dated observations of this lever, in the region then in the country."""
    tables = []
    _text, own = dated_observations(region.code, [lever])
    if own:
        tables.append(table_view(own[0], leave_out=("id",), note=False))
    _text, whole = dated_observations("france", [lever])
    if whole:
        country = table_view(whole[1], leave_out=("id", "lever"), note=False)
        tables.append(replace(country, key="dated_france", caption=_("En France, selon le simulateur")))
    if not tables:
        return (_("Le simulateur ne donne aucune valeur datée pour ce levier."),), ()
    return (_("Avec deux valeurs seulement, un rythme n’est qu’un ordre de grandeur."),), tuple(tables)


@per_language
def funding(code: str, lever: str) -> Money:
    """The projects of the Fonds vert 2023 whose procedure serves the lever, by département."""
    titles = {one.number: one.title for one in load_procedures()}
    served = tuple(f"{titles[link.procedure]} ({t(link.kind.label)})" for link in procedures_of(lever))
    try:
        part = of_lever(load_projects(code), lever)
    except UnknownNameError:
        part = ()  # the fictional region
    if not part:
        text = _("Aucun projet du Fonds vert 2023 ne relève d’un dispositif lié à ce levier dans ce territoire.")
        return Money(text, served, None, None)
    whole = total(part)
    text = _("%(count)s, %(amount)s engagés. La liste ne dit ni les quantités évitées, ni l’avancement.") % {
        "count": counted(whole.count, "projet"),
        "amount": format_eur(float(whole.amount_eur)),
    }
    names = {row.code: row.name for row in load_departements(code)}
    places = sorted(
        ((names.get(place, place), found) for place, found in by_departement(part, code).items()),
        key=lambda pair: (-pair[1].amount_eur, pair[0]),
    )
    title = _("Fonds vert 2023 lié à ce levier, par département")
    items = [Bar(name, float(found.amount_eur)) for name, found in places]
    drawing = Drawing(
        bars(items, title=title, prefix="fonds", unit=_("euros engagés"), write=format_eur),
        bars(items, title=title, prefix="fonds-m", unit=_("euros engagés"), width=300, write=format_eur),
        title,
    )
    heads = (_("Département"), _("Projets"), _("Montant engagé"))
    rows = tuple(
        (
            CellView(name, heads[0]),
            CellView(str(found.count), heads[1], True),
            CellView(format_eur(float(found.amount_eur)), heads[2], True),
        )
        for name, found in places
    )
    columns = tuple(CellView(head, number=i > 0) for i, head in enumerate(heads))
    return Money(text, served, drawing, TableView("fonds", title, columns, rows))


def _siblings(lever: str, wanted: str) -> tuple[Sibling, ...]:
    names = {one.number: one.name for one in load_levers_72()} if wanted == "72" else {}
    names = names or {one.id: one.name for one in load_levers_2026()}
    found = [link for link in lever_links(lever) if link.target_list == wanted and link.target]
    found.sort(key=lambda link: link.kind.rank)
    return tuple(Sibling(names[link.target or ""], t(link.kind.label), tied(t(link.reason))) for link in found)


def _neighbours(region: Region, lever: LeverFigures) -> tuple[Entry | None, Entry | None]:
    """The levers before and after, in the published order."""
    levers = load_levers(region.code)
    at = next(i for i, one in enumerate(levers) if one.id == lever.id)

    def entry(i: int) -> Entry | None:
        if not 0 <= i < len(levers):
            return None
        return Entry(levers[i].label, reverse("lever", args=[region.slug, lever_slug(levers[i])]))

    return entry(at - 1), entry(at + 1)
