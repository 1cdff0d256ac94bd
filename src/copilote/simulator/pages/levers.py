"""The page of a lever in a region: the two quantities side by side, what is observed, what is funded, sources."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse

from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.planning.trajectory import YEARS, cumulated_avoided, lever_trajectory, shape_of
from copilote.publish.levers import dated_tables, physical_2030
from copilote.publish.table import Table
from copilote.reference.actors import LeverActor, actors_of
from copilote.reference.barometer import load_levers_2026
from copilote.reference.errors import UnavailableError, UnknownNameError
from copilote.reference.links import IndicatorLink, LinkKind, indicator_links, lever_links, procedures_of
from copilote.reference.nomenclature import load_levers_72
from copilote.reference.projects import by_departement, load_procedures, load_projects, of_lever, total
from copilote.reference.simulator import LeverFigures, Region, load_levers
from copilote.reference.territories import load_departements
from copilote.sharing.reads import EpciShare, epci_shares
from copilote.simulator.pages.easy import easy_lever
from copilote.simulator.pages.equation import Equation, equation
from copilote.simulator.pages.traces import TraceSection, trace
from copilote.ui.addresses import lever_of, region_of
from copilote.ui.cautions import marks, notices
from copilote.ui.charts import Bar, bars, columns_by_year
from copilote.ui.drawing import Drawing
from copilote.ui.indicators import ShownSeries, drawn, linked_series, shown_in, verdict
from copilote.ui.observations import is_ceiling
from copilote.ui.page import EasyPart, Entry, Page, Slide
from copilote.ui.quantities import scale_in_words, shown
from copilote.ui.tables import chart_table
from copilote.ui.targets import inhabitants, words_of
from copilote.words import N_, _, per_language
from copilote.words.numbers import (
    counted,
    format_eur,
    format_kt,
    format_number,
    with_unit,
)
from copilote.words.typography import tied

LARGEST = 8
"""EPCI that the page names."""


@dataclass(frozen=True)
class FollowedSeries(ShownSeries):
    """A series that follows the lever: nature and reason of the link, drawing, table, rule of its target."""

    kind: str
    reason: str
    chart: Drawing
    table: Table
    rule: str


@dataclass(frozen=True, slots=True)
class Money:
    """The funded projects of the procedures that serve the lever."""

    text: str
    procedures: tuple[str, ...]
    drawing: Drawing | None = None
    table: Table | None = None
    sum: str = ""


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
    place: str
    notices: tuple[str, ...]
    reason: str
    main: FollowedSeries | None
    equation: Equation | None
    words: str
    figures: tuple[tuple[str, str, str], ...]
    path: Drawing | None
    path_table: Table | None
    path_text: str
    regional: tuple[FollowedSeries, ...]
    national: tuple[FollowedSeries, ...]
    no_indicator: tuple[str, ...]
    dated_text: tuple[str, ...]
    dated: tuple[Table, ...]
    money: Money
    actors: tuple[LeverActor, ...]
    largest: tuple[EpciShare, ...] | None
    levers_72: tuple[Sibling, ...]
    levers_2026: tuple[Sibling, ...]
    trace: tuple[TraceSection, ...]
    marks: tuple[tuple[str, str], ...]
    previous: Entry | None
    next: Entry | None

    @property
    def easy(self) -> tuple[EasyPart, ...]:
        """The lever in easy words."""
        return easy_lever(self.lever, self.words, self.main.observation if self.main else None, self.actors)

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The lever for a room: its path, or the way to its target; where it starts, what is asked."""
        drawing = self.main.chart if self.main else self.path
        note = self.main.sentence if self.main else self.path_text
        figures = tuple((value, meaning) for value, meaning, _mark in self.figures[:3])
        return (Slide(self.title, drawing.narrow if drawing else None, figures, note),)

    @property
    def neighbours(self) -> tuple[Entry | None, Entry | None]:
        """The levers before and after this one, for a room."""
        before, after = (
            replace(entry, address=f"{entry.address}?salle=1") if entry else None
            for entry in (self.previous, self.next)
        )
        return before, after


def canonical(slug: str, lever: str) -> tuple[Region, LeverFigures]:
    """The region and lever of an address; official ids are understood too."""
    region = region_of(slug)
    return region, lever_of(region, lever)


def lever_page(region: Region, lever: LeverFigures, kt: str = "", quantity: str = "", physical: str = "") -> LeverPage:
    """The page of a lever, with what was typed in one of the two fields of its equation ("" for nothing).

    physical : a quantity in the simulator's own unit, as older links have it.
    """
    people = inhabitants(region)
    words = tied(words_of(lever, people))
    unmeasured = [link for link in indicator_links(lever.id) if link.indicator is None]
    before, after = _neighbours(region, lever)
    path, path_table, path_text = way(lever)
    dated_text, dated = _dated(region, lever)
    series = followed(region, lever.id)
    return LeverPage(
        title=tied(_title(region, lever)),
        summary=words[0].upper() + words[1:] + ".",
        region=region,
        trail=(
            Entry(_("Leviers"), reverse("region", args=[region.slug]) + "#leviers"),
            Entry.to_lever(lever, region),
        ),
        lever=lever,
        place=_place(region, lever),
        main=series[0] if series else None,
        notices=(*notices(region, lever.id), *((tied(lever.caution),) if lever.caution else ())),
        reason=tied(lever.reason or ""),
        equation=equation(lever, people, kt, quantity, physical) if lever.translated else None,
        words=words,
        figures=_figures(lever, people),
        path=path,
        path_table=path_table,
        path_text=path_text,
        regional=series[1:],
        national=followed(None, lever.id),
        no_indicator=tuple(tied(link.reason) for link in unmeasured),
        dated_text=dated_text,
        dated=dated,
        money=funding(region.code, lever.id),
        actors=actors_of(lever.id),
        largest=_largest(region, lever),
        levers_72=_siblings(lever.id, "72"),
        levers_2026=_siblings(lever.id, "2026"),
        trace=_trace(region, lever),
        marks=marks(),
        previous=before,
        next=after,
    )


def _trace(region: Region, lever: LeverFigures) -> tuple[TraceSection, ...]:
    """Where its figures come from; why it has no quantity is said at the top of the page."""
    sections = trace(region.code, lever.id)
    return tuple(replace(each, note="") if lever.reason and each.note == lever.reason else each for each in sections)


def _title(region: Region, lever: LeverFigures) -> str:
    """What is asked, and how fast it comes when the region measures the same quantity."""
    if lever.target_kt is None:
        return _("%(lever)s : objectif non connu", lever=lever.label)
    target = format_kt(lever.target_kt)
    same = {link.indicator for link in indicator_links(lever.id, "region") if link.kind is LinkKind.SAME}
    known = (observation for observation in shown_in(region.code) if observation.indicator in same)
    judged = next((observation for observation in known if verdict(observation)), None)
    if judged is None:
        return _("%(lever)s : %(target)s à éviter en 2030", lever=lever.label, target=target)
    return _(
        "%(lever)s : %(target)s à éviter en 2030, %(verdict)s",
        lever=lever.label,
        target=target,
        verdict=_pace(judged),
    )


def _largest(region: Region, lever: LeverFigures) -> tuple[EpciShare, ...] | None:
    """The EPCI that take most of the lever; none where it is known in the region only, None where nothing can be read
    of what the COP decided, which the page then says."""
    try:
        shares = () if region.fictional else epci_shares(region, lever.id)
    except UnavailableError:
        return None
    return tuple(sorted(shares, key=lambda share: -share.kt)[:LARGEST])


def _place(region: Region, lever: LeverFigures) -> str:
    """Its theme, and its rank among the levers of the region by what they avoid."""
    levers = load_levers(region.code)
    rank = 1 + sum((other.target_kt or 0.0) > (lever.target_kt or 0.0) for other in levers)
    return _("%(theme)s · n° %(rank)s sur %(all)s par le poids", theme=lever.theme, rank=rank, all=len(levers))


def _pace(observation: Observation) -> str:
    if observation.pace.grade is Grade.TOO_SLOW and not is_ceiling(observation):
        return _("un rythme %(verdict)s", verdict=verdict(observation))
    return verdict(observation)


def _figures(lever: LeverFigures, people: int | None) -> tuple[tuple[str, str, str], ...]:
    """(value, meaning, mark) of the start and of the target."""
    figures = []
    quantity = physical_2030(lever)
    scale = scale_in_words(lever, None if quantity is None else quantity.value)
    if lever.translated and lever.counts_completed and lever.baseline_2019 is not None:
        figures.append((shown(lever.baseline_2019, scale, "A", 3), _("en 2019, point de départ"), _("mesuré")))
    if quantity is not None:
        value = shown(quantity.value, scale, "A", 3, sign=quantity.sign)
        meaning = _("en 2030, à l’objectif") if lever.counts_completed else _("en 2030, en plus de 2019")
        figures.append((value, meaning, _("calculé")))
    figures.append(
        (
            format_kt(lever.target_kt, mega=False),
            _("à éviter chaque année en 2030, par rapport à 2019"),
            lever.soundness.label,
        )
    )
    if people and lever.target_kt is not None:
        each = with_unit(format_number(1e6 * lever.target_kt / people), N_("kg de CO2e"))
        figures.append((each, _("par habitant et par an"), _("calculé")))
    return tuple(figures)


@per_language
def way(lever: LeverFigures) -> tuple[Drawing | None, Table | None, str]:
    """The lever's way from 2019 to 2030: drawing, table and sentence; nothing without a target."""
    if not lever.target_kt or lever.target_kt < 0:
        return None, None, ""
    shape = shape_of(lever.id)
    values = [float(value) for value in lever_trajectory(lever.target_kt, shape)]
    title = _("%(lever)s : émissions évitées chaque année, si le levier suit sa trajectoire", lever=lever.label)
    drawing = Drawing.of(
        columns_by_year,
        YEARS,
        values,
        title=title,
        prefix="chemin",
        unit="ktCO2e",
        group=lever.theme,
        narrow={"height": 200},
        caption=title,
    )
    whole = format_kt(cumulated_avoided(lever_trajectory(lever.target_kt, shape)))
    text = _(
        "Chemin illustratif (%(shape)s) : le simulateur ne publie que 2030. %(whole)s évitées en tout de 2020 à 2030.",
        shape=shape.label,
        whole=whole,
    )
    return drawing, chart_table(drawing.wide, "trajectoire"), tied(text)


@per_language
def followed(region: Region | None, lever: str) -> tuple[FollowedSeries, ...]:
    """The series that follow a lever in a region, or in the country (None), closest first."""
    return tuple(
        _followed(link, observation, region, f"{'r' if region else 'f'}{rank}")
        for rank, (link, observation) in enumerate(linked_series(lever, region.code if region else "france"))
    )


def _followed(link: IndicatorLink, observation: Observation, region: Region | None, prefix: str) -> FollowedSeries:
    number, chart = observation.indicator, drawn(observation, prefix, large=prefix == "r0")
    rule = observation.rule_text or ""
    if observation.target_2030 is None:
        rule = _("Pas de cible : %(why)s", why=rule) if rule else _("Pas de cible pour 2030.")
    return FollowedSeries(
        observation,
        reverse("indicator", args=[region.slug, number]) if region else reverse("national", args=[number]),
        kind=link.kind.label,
        reason=tied(link.reason),
        chart=chart,
        table=chart_table(chart.narrow, f"table-{prefix}"),
        rule=tied(rule),
    )


def _dated(region: Region, lever: LeverFigures) -> tuple[tuple[str, ...], tuple[Table, ...]]:
    """The simulator's dated observations of this lever, in the region then in the country."""
    tables = []
    own = dated_tables(region.code, [lever])
    if own:
        tables.append(replace(own[0].without("id"), note=""))
    whole = dated_tables("france", [lever])
    if whole:
        title = _("En France, selon le simulateur")
        tables.append(replace(whole[1].without("id", "lever"), key="dated_france", title=title, note=""))
    if not tables:
        return (_("Le simulateur ne donne aucune valeur datée pour ce levier."),), ()
    return (_("Avec deux valeurs seulement, un rythme n’est qu’un ordre de grandeur."),), tuple(tables)


@per_language
def funding(code: str, lever: str) -> Money:
    """The projects of the Fonds vert 2023 whose procedure serves the lever, by département."""
    titles = {procedure.number: procedure.title for procedure in load_procedures()}
    served = tuple(f"{titles[link.procedure]} ({link.kind.label})" for link in procedures_of(lever))
    try:
        projects = of_lever(load_projects(code), lever)
    except UnknownNameError:
        projects = ()  # the fictional region
    if not projects:
        text = _("Aucun projet du Fonds vert 2023 ne relève d’un dispositif lié à ce levier dans ce territoire.")
        return Money(text, served)
    whole = total(projects)
    text = _(
        "%(count)s, %(amount)s engagés. La liste ne dit ni les quantités évitées, ni l’avancement.",
        count=counted(whole.count, "projet", "projets"),
        amount=format_eur(float(whole.amount_eur)),
    )
    names = {departement.code: departement.name for departement in load_departements(code)}
    places = sorted(
        ((names.get(place, place), funding) for place, funding in by_departement(projects, code).items()),
        key=lambda pair: (-pair[1].amount_eur, pair[0]),
    )
    title = _("Fonds vert 2023 lié à ce levier, par département")
    items = [Bar(name, float(funding.amount_eur)) for name, funding in places]
    drawing = Drawing.of(
        bars, items, title=title, prefix="fonds", unit=_("euros engagés"), write=format_eur, caption=title
    )
    heads = (_("Département"), _("Projets"), _("Montant engagé"))
    rows = ((name, str(funding.count), format_eur(float(funding.amount_eur))) for name, funding in places)
    table = Table.of_texts("fonds", title, heads, rows, (1, 2))
    return Money(text, served, drawing, table, format_eur(float(whole.amount_eur)))


def _siblings(lever: str, target_list: str) -> tuple[Sibling, ...]:
    """The same lever among the 72 ("72") or those of 2026 ("2026"), closest first."""
    if target_list == "72":
        names = {target.number: target.name for target in load_levers_72()}
    else:
        names = {target.id: target.name for target in load_levers_2026()}
    links = [link for link in lever_links(lever) if link.target_list == target_list and link.target]
    links.sort(key=lambda link: link.kind.rank)
    return tuple(Sibling(names[link.target or ""], link.kind.label, tied(link.reason)) for link in links)


def _neighbours(region: Region, lever: LeverFigures) -> list[Entry | None]:
    """The levers before and after, in the published order; None at its ends."""
    levers = load_levers(region.code)
    at = [known.id for known in levers].index(lever.id)
    return [Entry.to_lever(levers[i], region) if 0 <= i < len(levers) else None for i in (at - 1, at + 1)]
