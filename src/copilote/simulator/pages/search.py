"""Search: territories lead to their own pages, levers and indicators to those of a region."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from copilote.reference.errors import UnknownNameError, fold, nearest
from copilote.reference.perimeters import load_all_crte
from copilote.reference.series import load_regional_rules, load_series
from copilote.reference.simulator import Region, find_region, load_regions, load_territories
from copilote.reference.territories import Match, commune_or_none, load_epci, load_ept, search
from copilote.simulator.names import load_lever_names, load_levers, per_language
from copilote.simulator.pages.frame import Entry, Page, lever_slug
from copilote.simulator.pages.places import collectivities, departements, in_departement
from copilote.simulator.pages.seen import address_of, seen_in_france, tied
from copilote.ui.translation import t
from copilote.ui.words import format_decimals

MOST = 30
"""Territories given at most; a name that has more is to be typed further."""
MOST_SUBJECTS = 8
SMALL = 10_000
"""A commune under this population does not keep a region of the same name from being opened (Bretagne, Indre)."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was found: its name, where it lies or what it is, and the page it leads to.

    `address` is "" where there is no page (an overseas collectivity is in no region); `others` are further pages.
    """

    name: str
    detail: str
    address: str
    note: str = ""
    others: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Results of one kind."""

    title: str
    results: tuple[Result, ...]


@dataclass(frozen=True, kw_only=True)
class SearchPage(Page):
    """`asked` is what was typed; `near` are names that look like it, when nothing was found."""

    asked: str
    groups: tuple[Group, ...]
    near: tuple[str, ...]
    more: bool


def search_page(asked: str, region: Region | None = None) -> SearchPage:
    """What answers to a text; in the region in view, levers and indicators lead straight to its pages."""
    text = " ".join(asked.replace("\0", " ").split())[:100]
    matches = _matches(text) if fold(text) else ()
    groups = (
        (*_territories(matches[:MOST]), *_perimeters(fold(text)), *_subjects(fold(text), region)) if fold(text) else ()
    )
    count = sum(len(group.results) for group in groups)
    if not fold(text):
        title = _("Chercher un territoire, un levier ou un indicateur")
    elif not count:
        title = _("Aucune réponse pour « %(text)s »") % {"text": text}
    else:
        title = ngettext("%(count)s réponse pour « %(text)s »", "%(count)s réponses pour « %(text)s »", count) % {
            "count": count,
            "text": text,
        }
    return SearchPage(
        title=tied(title),
        region=region,
        trail=(Entry(_("Recherche"), reverse("search")),),
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


@lru_cache(maxsize=2000)
def _matches(text: str) -> tuple[Match, ...]:
    return search(text, MOST + 1)


def _territories(matches: tuple[Match, ...]) -> tuple[Group, ...]:
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
        grouped.setdefault(kinds[match.level], []).append(_territory(match))
    return tuple(Group(title, tuple(results)) for title, results in grouped.items())


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Region]:
    return {one.code: one for one in load_territories()}


@lru_cache(maxsize=1)
def _groupings() -> dict[str, tuple[str, ...]]:
    return {one.code: one.regions for one in (*load_epci(), *load_ept())}


def _territory(match: Match) -> Result:
    codes, detail = _where(match)
    regions = [_by_code()[code] for code in codes]
    if not regions:
        return Result(match.name, detail or _("hors des 18 régions du simulateur"), "", match.via or "")
    addresses = [Entry(one.name, reverse("region", args=[one.slug])) for one in regions]
    own = "" if match.level == "region" else address_of("territory", match.level, match.code)
    if not own:
        return Result(match.name, detail, addresses[0].address, match.via or "", tuple(addresses[1:]))
    return Result(_quoted(match.name), detail, own, match.via or "", (*_grouping(match), *addresses))


def _grouping(match: Match) -> tuple[Entry, ...]:
    """The EPCI of a commune: what most people look for when they type where they live."""
    commune = commune_or_none(match.code) if match.level == "commune" else None
    if commune is None or commune.epci is None:
        return ()
    return (Entry(_quoted(_epci_names()[commune.epci]), address_of("territory", "epci", commune.epci)),)


@lru_cache(maxsize=1)
def _epci_names() -> dict[str, str]:
    return {one.code: one.name for one in load_epci()}


def _quoted(name: str) -> str:
    """A name of the official list with the quotes of French."""
    return re.sub(r'"([^"]*)"', "«\u00a0\\1\u00a0»", name)


def _perimeters(key: str) -> tuple[Group, ...]:
    """The CRTE of the list whose name holds the words typed, "CRTE" apart."""
    words = [word for word in key.split() if word != "crte"]
    if (not words and "crte" not in key.split()) or len("".join(words)) in (1, 2):
        return ()
    found = tuple(
        Result(
            one.name,
            _("CRTE, %(place)s") % {"place": in_departement(departements()[one.departement])},
            address_of("territory", "crte", one.code),
        )
        for one in load_all_crte()
        if all(f" {word}" in f" {fold(one.name)}" for word in words)
    )
    return (Group(_("Périmètres de CRTE"), found[:MOST_SUBJECTS]),) if found else ()


def _where(match: Match) -> tuple[tuple[str, ...], str]:
    """The regions of a territory, and where it lies in words."""
    if match.level == "region":
        people = "" if match.population is None else format_decimals(match.population, 0)
        return (match.code,), _("%(people)s habitants") % {"people": people} if people else ""
    if match.level == "departement":
        found = departements()[match.code]
        return (found.region,), _("département, région %(region)s") % {"region": _by_code()[found.region].name}
    if match.level in ("epci", "ept"):
        regions = _groupings().get(match.code, ())
        names = _(" et ").join(_by_code()[code].name for code in regions)
        return regions, ngettext("région %(names)s", "régions %(names)s", len(regions)) % {"names": names}
    if match.level == "commune" and match.departement in departements():
        found = departements()[match.departement]
        region = _by_code()[found.region].name
        if found.name in (match.name, region):
            return (found.region,), _("région %(region)s") % {"region": region}
        place = in_departement(found)
        return (found.region,), _("%(place)s, région %(region)s") % {"place": place, "region": region}
    commune = commune_or_none(match.code) if match.level == "commune" else None
    name = collectivities().get(commune.region, "") if commune else ""
    outside = _("hors des 18 régions du simulateur")
    return (), f"{name}, {outside}" if name else outside


def _subjects(key: str, region: Region | None) -> tuple[Group, ...]:
    """Levers and indicators whose names hold all the words typed."""
    words = [word.rstrip("sx") for word in key.split() if len(word) > 2]
    if not words:
        return ()

    def answers(name: str) -> bool:
        folded = f" {fold(name)}"
        return all(f" {word}" in folded for word in words)

    levers = [
        _lever(one.id, one.label, region) for one in load_lever_names() if answers(f"{one.label} {one.quantity or ''}")
    ]
    series = [_series(number, name, region) for number, name in _series_names().items() if answers(name)]
    country = [
        Result(tied(one.name), _("en France"), address_of("national", one.indicator) or reverse("france"))
        for one in seen_in_france().values()
        if answers(one.name)
    ]
    groups = (
        Group(_("Leviers"), tuple(one for one in levers if one is not None)[:MOST_SUBJECTS]),
        Group(_("Indicateurs régionaux"), tuple(one for one in series if one is not None)[:MOST_SUBJECTS]),
        Group(_("Indicateurs nationaux"), tuple(country[:MOST_SUBJECTS])),
    )
    return tuple(group for group in groups if group.results)


def _lever(lever: str, label: str, region: Region | None) -> Result | None:
    """A lever leads to its page in the region in view; without one, to the choice of a region."""
    pages = tuple(
        Entry(one.name, reverse("lever", args=[one.slug, lever_slug(found)]))
        for one in ((region,) if region else load_regions())
        for found in load_levers(one.code)
        if found.id == lever
    )
    return _subject(label, pages, region)


def _series(number: str, name: str, region: Region | None) -> Result | None:
    chosen = (region,) if region else tuple(load_regions())
    pages = tuple(
        Entry(one.name, reverse("indicator", args=[one.slug, number]))
        for one in chosen
        if number in _numbers_in(one.code)
    )
    return _subject(tied(name), pages, region)


def _subject(name: str, pages: tuple[Entry, ...], region: Region | None) -> Result | None:
    if not pages:
        return None
    if region is not None:
        return Result(name, region.name, pages[0].address)
    return Result(name, _("choisissez une région"), "", others=pages)


@lru_cache(maxsize=32)
def _numbers_in(code: str) -> frozenset[str]:
    return frozenset(one.number for one in load_series(code)) if code.isdigit() else frozenset()


@per_language
def _series_names() -> dict[str, str]:
    """Names of the regional series by number: those that pages show."""
    labels = {one.number: one.label for one in load_series("24")}
    return {
        rule.number: t(rule.label or labels[rule.number]) for rule in load_regional_rules() if rule.number in labels
    }


def _near(text: str) -> tuple[str, ...]:
    names = [one.name for one in load_territories()]
    names += [one.name for one in departements().values()]
    names += [one.label for one in load_lever_names()]
    return tuple(nearest(text, names))
