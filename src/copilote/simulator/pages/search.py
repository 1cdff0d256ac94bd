"""Search: territories lead to their own pages, levers and indicators to those of a region, projects to their place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from django.urls import reverse

from copilote.reference.errors import UnknownNameError, fold, nearest
from copilote.reference.perimeters import load_all_crte
from copilote.reference.projects import Project, load_projects
from copilote.reference.series import load_regional_rules, load_series
from copilote.reference.simulator import (
    Region,
    find_region,
    load_lever_names,
    load_levers,
    load_regions,
    load_territories,
)
from copilote.reference.territories import Epci, commune_or_none, load_epci, load_ept
from copilote.reference.territory_search import Match, search
from copilote.simulator.pages.places import collectivities, departements, in_departement
from copilote.ui.addresses import address_of
from copilote.ui.indicators import seen_in_france
from copilote.ui.page import Entry, Page
from copilote.words import _, ngettext, per_language
from copilote.words.numbers import format_decimals, format_eur
from copilote.words.typography import quoted, tied

MOST = 30
"""Territories given at most; a name that has more is to be typed further."""
MOST_SUBJECTS = 8
SMALL = 10_000
"""A commune under this population does not keep a region of the same name from being opened (Bretagne, Indre)."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was found: its name, where it lies or what it is, and the page it leads to.

    `address` is "" where there is no page (an overseas collectivity is in no region); `others` are further pages.
    `former` is the name of a commune merged since that led there.
    """

    name: str
    detail: str
    address: str
    note: str = ""
    others: tuple[Entry, ...] = ()
    former: str = ""


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Results of one kind: "territories", "levers", "indicators" or "projects"."""

    kind: str
    title: str
    results: tuple[Result, ...]


@dataclass(frozen=True, kw_only=True)
class SearchPage(Page):
    """`asked` is what was typed; `near` are names that look like it, when nothing was found."""

    asked: str
    groups: tuple[ResultGroup, ...]
    near: tuple[str, ...]
    more: bool


def search_page(asked: str, region: Region | None = None) -> SearchPage:
    """What answers to a text; in the region in view, levers and indicators lead straight to its pages."""
    text = " ".join(asked.replace("\0", " ").split())[:100]
    matches = _matches(text) if fold(text) else ()
    groups = (*_territories(matches[:MOST]), *_perimeters(fold(text)), *subjects(fold(text), region))
    count = sum(len(group.results) for group in groups)
    if not fold(text):
        title = _("Chercher un territoire, un levier ou un indicateur")
    elif not count:
        title = _("Aucune réponse pour « %(text)s »", text=text)
    else:
        title = ngettext(
            "%(count)s réponse pour « %(text)s »", "%(count)s réponses pour « %(text)s »", count, count=count, text=text
        )
    return SearchPage(
        title=tied(title),
        region=region,
        trail=(Entry.to(_("Recherche"), "search"),),
        asked=text,
        groups=groups,
        near=_near(text) if fold(text) and not count else (),
        more=len(matches) > MOST,
    )


def only_region(asked: str) -> Region | None:
    """The region that a text names exactly, when nothing else of weight bears that name; a number never is one.

    "Bretagne" is also a village of the Indre: a commune under `SMALL` inhabitants does not count.
    """
    key = fold(asked)
    if not key or len(key) > 60 or key.isdigit():
        return None
    try:
        region = find_region(key)
    except UnknownNameError:
        return None
    for match in _matches(" ".join(asked.split())[:100]):
        same = fold(match.name) == key
        if same and match.level in ("commune", "epci", "ept") and (match.population or 0) >= SMALL:
            return None
    return region


def only_page(page: SearchPage) -> str:
    """The address of the only answer whose name is exactly what was typed; "" when there is none, or several.

    A commune merged since counts too beside one that bears its name today: who asks for it is perhaps from there.
    """
    key = fold(page.asked)
    results = [result for group in page.groups for result in group.results]
    today = {result.address for result in results if fold(result.name) == key}
    once = {result.address for result in results if result.former and fold(result.former) == key}
    return today.pop() if len(today) == 1 and once <= today else ""


@per_language
def _matches(text: str) -> tuple[Match, ...]:
    return search(text, MOST + 1)


def _territories(matches: tuple[Match, ...]) -> tuple[ResultGroup, ...]:
    kinds = {
        "region": _("Régions"),
        "departement": _("Départements"),
        "collectivite": _("Collectivités d’outre-mer"),
        "epci": _("Intercommunalités"),
        "ept": _("Intercommunalités"),
        "commune": _("Communes"),
    }
    grouped: dict[str, list[Result]] = {}
    for match in matches:
        grouped.setdefault(kinds[match.level], []).append(territory_result(match))
    return tuple(ResultGroup("territories", title, tuple(results)) for title, results in grouped.items())


@per_language
def _regions() -> dict[str, Region]:
    return {region.code: region for region in load_territories()}


@lru_cache(maxsize=1)
def _groupings() -> dict[str, Epci]:
    """The EPCI and the EPT of Paris by code."""
    return {grouping.code: grouping for grouping in (*load_epci(), *load_ept())}


def territory_result(match: Match) -> Result:
    """The answer that a territory found is."""
    codes, detail = _where(match)
    regions = [_regions()[code] for code in codes]
    note = match.via or ""
    if not regions:
        return Result(match.name, detail or _("hors des 18 régions du simulateur"), "", note)
    links = [Entry.to(region.name, "region", region.slug) for region in regions]
    own = "" if match.level == "region" else address_of("territory", match.level, match.code)
    if not own:
        return Result(match.name, detail, links[0].address, note, tuple(links[1:]))
    return Result(quoted(match.name), detail, own, note, (*_grouping(match), *links), match.former)


def _grouping(match: Match) -> tuple[Entry, ...]:
    """The EPCI of a commune: what most people look for when they type where they live."""
    commune = commune_or_none(match.code) if match.level == "commune" else None
    if commune is None or commune.epci is None:
        return ()
    name = _groupings()[commune.epci].name
    return (Entry(quoted(name), address_of("territory", "epci", commune.epci)),)


def _perimeters(key: str) -> tuple[ResultGroup, ...]:
    """The CRTE of the list whose name holds the words typed, "CRTE" apart."""
    words = [word for word in key.split() if word != "crte"]
    if (not words and "crte" not in key.split()) or len("".join(words)) in (1, 2):
        return ()
    results = tuple(
        Result(
            crte.name,
            _("CRTE, %(place)s", place=in_departement(departements()[crte.departement])),
            address_of("territory", "crte", crte.code),
        )
        for crte in load_all_crte()
        if all(f" {word}" in f" {fold(crte.name)}" for word in words)
    )
    return (ResultGroup("territories", _("Périmètres de CRTE"), results[:MOST_SUBJECTS]),) if results else ()


def _where(match: Match) -> tuple[tuple[str, ...], str]:
    """The regions of a territory, and where it lies in words."""
    if match.level == "region":
        people = "" if match.population is None else format_decimals(match.population, 0)
        return (match.code,), _("%(people)s habitants", people=people) if people else ""
    if match.level in ("epci", "ept"):
        regions = _groupings()[match.code].regions if match.code in _groupings() else ()
        names = _(" et ").join(_regions()[code].name for code in regions)
        return regions, ngettext("région %(names)s", "régions %(names)s", len(regions), names=names)
    departement = departements().get(match.code if match.level == "departement" else match.departement or "")
    if departement is not None and match.level in ("departement", "commune"):
        region = _regions()[departement.region].name
        place = in_departement(departement)
        if match.level == "departement":
            text = _("département, région %(region)s", region=region)
        elif departement.name in (match.name, region):
            text = _("région %(region)s", region=region)
        else:
            text = _("%(place)s, région %(region)s", place=place, region=region)
        return (departement.region,), text
    commune = commune_or_none(match.code) if match.level == "commune" else None
    name = collectivities().get(commune.region, "") if commune else ""
    outside = _("hors des 18 régions du simulateur")
    return (), f"{name}, {outside}" if name else outside


def subjects(key: str, region: Region | None) -> tuple[ResultGroup, ...]:
    """Levers, indicators and funded projects whose names hold all the words of a folded text."""
    words = [f" {word.rstrip('sx')}" for word in key.split() if len(word) > 2]
    if not words:
        return ()

    def answers(folded: str) -> bool:
        return all(word in folded for word in words)

    levers = [
        _lever(lever.id, lever.label, region)
        for lever in load_lever_names()
        if answers(f" {fold(f'{lever.label} {lever.quantity or str()}')}")
    ]
    series = [_series(number, name, region) for number, name in _series_names().items() if answers(f" {fold(name)}")]
    country = [
        Result(tied(observation.name), _("en France"), reverse("national", args=[observation.indicator]))
        for observation in seen_in_france().values()
        if answers(f" {fold(observation.name)}")
    ]
    projects = projects_named(words)
    largest = sorted(
        projects, key=lambda project: (project.region != (region.code if region else ""), -project.amount_eur)
    )
    groups = (
        ResultGroup("levers", _("Leviers"), tuple(filter(None, levers))[:MOST_SUBJECTS]),
        ResultGroup("indicators", _("Indicateurs régionaux"), tuple(filter(None, series))[:MOST_SUBJECTS]),
        ResultGroup("indicators", _("Indicateurs nationaux"), tuple(country[:MOST_SUBJECTS])),
        ResultGroup("projects", _("Projets financés"), tuple(map(_project, largest[:MOST_SUBJECTS]))),
    )
    return tuple(group for group in groups if group.results)


def projects_named(words: Sequence[str]) -> list[Project]:
    """The funded projects whose names hold all of some folded words, each with the blank before it."""
    text, starts, known = _project_names()
    longest = max(words, key=len)
    lines = sorted({bisect_right(starts, match.start()) - 1 for match in re.finditer(re.escape(longest), text)})
    return [known[line][1] for line in lines if all(word in known[line][0] for word in words)]


@lru_cache(maxsize=1)
def _project_names() -> tuple[str, list[int], tuple[tuple[str, Project], ...]]:
    """All names in one text, that is searched at once, and where each begins."""
    known = _folded_projects()
    starts = list(accumulate((len(name) + 1 for name, _project in known[:-1]), initial=0))
    return "\n".join(name for name, _project in known), starts, known


def _folded_projects() -> tuple[tuple[str, Project], ...]:
    """The projects of the Fonds vert in the regions, by the folded name that searches read."""
    return tuple(
        (f" {fold(project.name)}", project) for region in load_regions() for project in load_projects(region.code)
    )


def _project(project: Project) -> Result:
    """A project leads to what is funded in its commune, else in its EPCI, else in its département."""
    level, code = ("departement", project.departement)
    if project.located and project.commune:
        level, code = "commune", project.commune
    elif project.epci:
        level, code = "epci", project.epci
    detail = _(
        "%(amount)s, %(place)s",
        amount=format_eur(float(project.amount_eur)),
        place=in_departement(departements()[project.departement]),
    )
    return Result(project.name, detail, f"{address_of('territory', level, code)}#finance")


def _lever(lever: str, label: str, region: Region | None) -> Result | None:
    """A lever leads to its page in the region in view; without one, to the choice of a region."""
    pages = tuple(
        Entry.to(place.name, "lever", place.slug, figures.slug)
        for place in _places(region)
        for figures in load_levers(place.code)
        if figures.id == lever
    )
    return _subject(label, pages, region)


def _series(number: str, name: str, region: Region | None) -> Result | None:
    pages = tuple(
        Entry.to(place.name, "indicator", place.slug, number)
        for place in _places(region)
        if number in _numbers_in(place.code)
    )
    return _subject(tied(name), pages, region)


def _places(region: Region | None) -> tuple[Region, ...]:
    """The region in view, else all of them."""
    return (region,) if region else tuple(load_regions())


def _subject(name: str, pages: tuple[Entry, ...], region: Region | None) -> Result | None:
    if not pages:
        return None
    if region is not None:
        return Result(name, region.name, pages[0].address)
    return Result(name, _("choisissez une région"), "", others=pages)


@lru_cache(maxsize=32)
def _numbers_in(code: str) -> frozenset[str]:
    return frozenset(series.number for series in load_series(code)) if code.isdigit() else frozenset()


@per_language
def _series_names() -> dict[str, str]:
    """Names of the regional series by number: those that pages show."""
    labels = {series.number: series.label for series in load_series("24")}
    return {rule.number: (rule.label or labels[rule.number]) for rule in load_regional_rules() if rule.number in labels}


def _near(text: str) -> tuple[str, ...]:
    names = [region.name for region in load_territories()]
    names += [departement.name for departement in departements().values()]
    return tuple(nearest(text, [*names, *(lever.label for lever in load_lever_names())]))
