"""The map of a region by lever: what each of its territories takes, in total, by the head or in the physical unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from copilote.exchange.perimeters import places
from copilote.exchange.shares import default_rule
from copilote.planning.declination import Rule
from copilote.reference.errors import InputError, UnknownNameError, fold
from copilote.reference.simulator import LeverFigures, Region
from copilote.reference.sources import Source
from copilote.sharing.pages.region_lines import TWICE, Line, Lines, column, decimals_for, lines_of
from copilote.sharing.pages.region_words import (
    LEVELS,
    Key,
    KeyRow,
    cautions,
    count_of,
    crte_notes,
    key_of,
    key_rows,
    name_of,
    plural_of,
    sources_of,
    unit_of,
)
from copilote.sharing.recorded import redrawn_at
from copilote.sharing.shapes import Shapes, shapes_of
from copilote.simulator.names import load_levers
from copilote.simulator.pages.frame import Entry, Page, lever_of, lever_slug, region_of
from copilote.simulator.pages.observed import Choice
from copilote.simulator.pages.offers import ENDINGS, IMAGES, Offer
from copilote.simulator.pages.seen import address_of, notices, tied
from copilote.ui.charts.choropleth import Area, Choropleth, Named, choropleth
from copilote.ui.translation import t
from copilote.ui.words import NBSP, format_decimals, format_kt, format_number, format_percent, with_unit

MEASURES = {
    "total": gettext_noop("total, en ktCO2e"),
    "habitant": gettext_noop("par habitant, en tCO2e"),
    "grandeur": gettext_noop("grandeur physique en 2030"),
}
SORTS: dict[str, Callable[[Line], object]] = {
    "nom": lambda one: fold(one.name),
    "kt": lambda one: -(one.tonnes or 0),
    "habitant": lambda one: -(one.each or 0.0),
    "grandeur": lambda one: -(one.physical or 0.0),
    "part": lambda one: -(one.share or 0.0),
    "note": lambda one: one.grade,
    "population": lambda one: -(one.people or 0),
}
TEXTS = ("nom", "note")
"""Columns that are not numbers; sorted from A to Z, the others from the largest."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for. lever : None for all together; measure : a key of MEASURES; sort : of SORTS."""

    region: Region
    lever: LeverFigures | None
    level: str
    measure: str
    sort: str

    @cached_property
    def rule(self) -> Rule | None:
        """How the lever is shared by default: whether its quantity adds up."""
        return default_rule(self.lever.id, self.region.code) if self.lever else None

    @property
    def adds_up(self) -> bool:
        """Whether the lever has a physical quantity that can be added: cars, not litres for 100 km."""
        return self.rule is not None and not self.rule.rate_over and bool(self.lever and self.lever.translated)

    def query(self, **changes: str) -> str:
        """The query of the page with something changed; defaults are left out."""
        known = {"levier": lever_slug(self.lever) if self.lever else "", "niveau": self.level,
                 "mesure": self.measure, "tri": self.sort} | changes  # fmt: skip
        plain = {"niveau": LEVELS[0], "mesure": "total", "tri": "kt"}
        return urlencode({key: value for key, value in known.items() if value and plain.get(key) != value})


@dataclass(frozen=True, slots=True)
class Group:
    """The levers of a theme, to choose from."""

    name: str
    levers: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its address sorts by it; `sorted` is "ascending", "descending" or ""."""

    text: str
    address: str
    sorted: str
    number: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A territory as the table writes it; `cells` are (column, text); `partial`: it goes on in another region."""

    code: str
    name: str
    address: str
    cells: tuple[tuple[str, str], ...]
    grade: str
    partial: bool


@dataclass(frozen=True, kw_only=True)
class TerritoriesPage(Page):
    """The map and its table. `map` None when no territory is drawn; `key` None for all levers together."""

    notices: tuple[str, ...]
    cautions: tuple[str, ...]
    groups: tuple[Group, ...]
    levels: tuple[Choice, ...]
    measures: tuple[Choice, ...]
    all_levers: bool
    sort: str
    map: Choropleth | None
    map_text: str
    unit: str
    heads: tuple[Head, ...]
    labels: tuple[str, ...]
    rows: tuple[Row, ...]
    last: tuple[Row, ...]
    caption: str
    notes: tuple[str, ...]
    key: Key | None
    keys: tuple[KeyRow, ...]
    keys_address: str
    links: tuple[Entry, ...]
    sources: tuple[Source, ...]
    offer: Offer


def asked_of(slug: str, lever: str = "", level: str = "", measure: str = "", sort: str = "") -> Asked:
    """What an address asks for; "" for the default. Raises UnknownNameError, or InputError with what is accepted."""
    region = region_of(slug)
    if region.fictional:
        said = _("Une région réelle est attendue : celle-ci est fictive et n’a pas de territoires.")
        raise UnknownNameError(_("Territoires de la région"), region.name, [], said)
    known = tuple(one for one in LEVELS if places(region.code, one))
    _checked(_("Niveau"), level, known)
    _checked(_("Mesure"), measure, tuple(MEASURES))
    _checked(_("Tri"), sort, tuple(SORTS))
    found = lever_of(region, lever) if lever else None
    return Asked(region, found, level or known[0], measure or "total", sort or "kt")


def _checked(what: str, given: str, accepted: Sequence[str]) -> None:
    if given and given not in accepted:
        said = {"what": what, "given": given[:40], "known": ", ".join(accepted)}
        raise InputError(_("%(what)s « %(given)s » inconnu. Valeurs acceptées : %(known)s.") % said)


def territories_page(asked: Asked) -> TerritoriesPage:
    """The map of a region by lever, with its table."""
    told = []
    if asked.measure == "grandeur" and not asked.adds_up:
        told.append(_no_quantity(asked.lever))
        asked = replace(asked, measure="total")
    region, lever = asked.region, asked.lever
    lines = lines_of(region.code, asked.level, lever.id if lever else "")
    drawn = map_of(asked, lines)
    address = reverse("territories", args=[region.slug])
    ordered = sorted(sorted(lines.rows, key=SORTS["kt"]), key=SORTS[asked.sort])  # type: ignore[arg-type]
    rows, last = _rows(asked, ordered, lines)
    heads = _heads(asked)
    trail = [Entry(_("Territoires"), address)]
    if lever is not None:
        trail.append(Entry(lever.label, f"{address}?{asked.query()}"))
    return TerritoriesPage(
        title=tied(_title(asked, lines)),
        summary=drawn.description if drawn else "",
        region=region,
        section="territories",
        trail=tuple(trail),
        notices=(*notices(region), *map(tied, told)),
        cautions=cautions(),
        groups=_groups(asked),
        levels=tuple(
            Choice(one, plural_of(one).capitalize() if one != "crte" else "CRTE", one == asked.level)
            for one in LEVELS
            if places(region.code, one)
        ),
        measures=tuple(
            Choice(one, _(label), one == asked.measure)
            for one, label in MEASURES.items()
            if one != "grandeur" or asked.adds_up
        ),
        all_levers=lever is None,
        sort=asked.sort,
        map=drawn,
        map_text=drawn.description if drawn else "",
        unit=unit_of(asked.measure, lever),
        heads=heads,
        labels=tuple(head.text for head in heads),
        rows=rows,
        last=last,
        caption=_caption(asked),
        notes=_notes(asked, lines),
        key=key_of(lever, region, asked.level, lines.whole) if lever else None,
        keys=key_rows(region, asked.level) if lever is None else (),
        keys_address=_keys_address(asked),
        links=_links(asked),
        sources=sources_of(region, lever, asked.level),
        offer=_offer(asked),
    )


def map_of(asked: Asked, lines: Lines, *, legend: bool = False) -> Choropleth | None:
    """The map of what is asked for; None when no territory of the level is drawn."""
    level = asked.level
    areas = tuple(
        Area(
            one.code,
            one.name,
            (),
            _value(asked, one),
            (one.place and address_of("territory", one.place.level, one.code)) or f"#t-{one.code}",
            _("sa partie dans la région") if one.partial else "",
        )
        for one in lines.rows
    )
    unit = unit_of(asked.measure, asked.lever)
    shapes = shapes_of(asked.region.code, level, redrawn_at(asked.region.code, level))
    return _drawn(get_language() or "", shapes, areas, _caption(asked), unit, legend)


@lru_cache(maxsize=48)
def _drawn(
    _language: str, shapes: Shapes, areas: tuple[Area, ...], title: str, unit: str, legend: bool
) -> Choropleth | None:
    """The drawing of territories and their values, which come without outlines: it depends on nothing else."""
    around = shapes_of(shapes.region, "departement")
    areas = tuple(replace(area, rings=shapes.outline(area.code)) for area in areas)
    if not any(area.rings for area in areas):
        return None
    names = tuple(Named(one.name, around.outline(one.code)) for one in places(shapes.region, "departement"))
    return choropleth(
        areas,
        title=title,
        unit=unit,
        what=plural_of(shapes.level),
        borders=around.lines,
        names=names if len(names) > 1 else (),
        legend=legend,
        write=lambda value: format_number(value, 2 if abs(value) < 1000 else 3),
    )


def _value(asked: Asked, line: Line) -> float | None:
    if asked.measure == "total":
        return line.kt
    return line.each if asked.measure == "habitant" else line.physical


def _title(asked: Asked, lines: Lines) -> str:
    kt = lines.whole.kt
    what = f"{asked.lever.label}, {asked.region.name}" if asked.lever else asked.region.name
    if kt is None:
        return _("%(what)s : objectif non connu, rien à partager") % {"what": what}
    said = {"what": what, "target": format_kt(kt), "count": count_of(len(lines.rows), asked.level)}
    if asked.measure == "habitant" and lines.whole.each is not None:
        each = f"{format_number(lines.whole.each, 2)}{NBSP}t"
        return _("%(what)s : %(target)s à partager, %(each)s par habitant") % {**said, "each": each}
    return _("%(what)s : %(target)s à partager entre %(count)s") % said


def _caption(asked: Asked) -> str:
    what = asked.lever.label if asked.lever else _("Tous les leviers")
    said = {"what": what, "unit": unit_of(asked.measure, asked.lever), "level": plural_of(asked.level)}
    return tied(_("%(what)s : parts indicatives des %(level)s, en %(unit)s") % said)


def _no_quantity(lever: LeverFigures | None) -> str:
    if lever is None:
        return _("Tous les leviers ensemble n’ont pas de grandeur physique commune : la carte est en ktCO2e.")
    if not lever.translated:
        return _("Ce levier n’a pas de grandeur physique : la carte est en ktCO2e.")
    return _("La grandeur de ce levier est un taux, qui ne s’additionne pas : la carte est en ktCO2e.")


def _groups(asked: Asked) -> tuple[Group, ...]:
    found: dict[str, list[Choice]] = {}
    chosen = asked.lever.id if asked.lever else ""
    for lever in load_levers(asked.region.code):
        found.setdefault(lever.theme, []).append(Choice(lever_slug(lever), lever.label, lever.id == chosen))
    return tuple(Group(theme, tuple(levers)) for theme, levers in found.items())


def _heads(asked: Asked) -> tuple[Head, ...]:
    texts = {"nom": _("Territoire"), "kt": "ktCO2e", "habitant": _("tCO2e par habitant")}
    if asked.lever is not None and asked.lever.translated:
        texts["grandeur"] = _("En 2030, %(unit)s") % {"unit": asked.lever.unit}
    texts |= {"part": _("Part de la région"), "note": _("Certitude"), "population": _("Habitants")}
    return tuple(
        Head(
            text,
            "?" + asked.query(tri=key),
            ("ascending" if key in TEXTS else "descending") if key == asked.sort else "",
            key not in TEXTS,
        )
        for key, text in texts.items()
    )


def _rows(asked: Asked, ordered: Sequence[Line], lines: Lines) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The lines in order as the table writes them, and those of its foot: communes elsewhere, the region."""
    shown = [*ordered, *([lines.rest] if lines.rest else [])]
    whole = lines.whole
    twice = lines.twice
    kt = column([one.kt for one in shown], twice and twice.kt, whole.kt, 1)
    share = None if twice is None or twice.share is None else 100 * twice.share
    percents = column([None if one.share is None else 100 * one.share for one in shown], share, 100.0, 1)
    places_after = decimals_for([one.physical for one in shown])
    each = decimals_for([one.each for one in shown], 2)
    total = whole.physical if asked.adds_up else None
    physical = column([one.physical for one in shown], twice and twice.physical, total, places_after)
    rows = []
    for at, one in enumerate([*shown, *([twice] if twice else [])]):
        percent = "" if one.share is None else with_unit(percents[at], "%")
        cells = _cells(asked, one, kt[at], each, physical[at] if one is not twice or asked.adds_up else "", percent)
        address = address_of("territory", one.place.level, one.code) if one.place else ""
        rows.append(Row(one.code, name_of(one, asked.level), address, cells, one.grade, one.partial))
    told = format_decimals(total, places_after) if total is not None else ""
    cells = _cells(asked, whole, format_decimals(whole.kt, 1), each, told, format_percent(1.0) if whole.tonnes else "")
    foot = Row("region", asked.region.name, reverse("region", args=[asked.region.slug]), cells, whole.grade, False)
    return tuple(rows[: len(ordered)]), (*rows[len(ordered) :], foot)


def _cells(asked: Asked, one: Line, kt: str, each: int, physical: str, percent: str) -> tuple[tuple[str, str], ...]:
    """(column, text) of a line; `each` are the decimals of a quantity by the head."""
    cells = [("kt", kt), ("habitant", "" if one.code == TWICE else format_decimals(one.each, each))]
    if asked.lever is not None and asked.lever.translated:
        cells.append(("grandeur", physical if one.physical is not None else ""))
    return (*cells, ("part", percent), ("population", format_decimals(one.people, 0)))


def _notes(asked: Asked, lines: Lines) -> tuple[str, ...]:
    found = []
    partial = [one.name for one in lines.rows if one.partial]
    if partial:
        said = _("* %(names)s : seule la partie située dans la région compte ici ; la page du territoire dit le tout.")
        found.append(said % {"names": ", ".join(partial)})
    if asked.level == "crte":
        found += crte_notes(asked.region, lines.places)
    if asked.lever is not None and asked.lever.translated and not asked.adds_up:
        found.append(_("La grandeur de ce levier est un taux : elle ne s’additionne pas d’un territoire à l’autre."))
    found.append(_("Les arrondis sont faits pour que les parts affichées s’additionnent au total de la région."))
    return tuple(map(tied, found))


def _keys_address(asked: Asked) -> str:
    found = address_of("keys", asked.region.slug)
    return f"{found}?levier={asked.lever.id}" if found and asked.lever else found


def _links(asked: Asked) -> tuple[Entry, ...]:
    found = [Entry(_("Les parts dans les 18 régions"), address_of("france_shares"))]
    if asked.lever is not None:
        lever = reverse("lever", args=[asked.region.slug, lever_slug(asked.lever)])
        found.insert(0, Entry(_("La page du levier dans la région"), lever))
    found.append(Entry(_("La règle publique par EPCI, à côté de la nôtre"), address_of("epci_rule", asked.region.slug)))
    found.append(Entry(_("Composer un périmètre"), address_of("perimeter")))
    found.append(Entry(_("Fiches à imprimer"), address_of("sheets", asked.region.slug)))
    return tuple(one for one in found if one.address)


def _offer(asked: Asked) -> Offer:
    words = (_("Données pour un tableur (CSV)"), _("Classeur et sources (XLSX)"), _("Données pour un programme (JSON)"))
    query = asked.query(tri="")
    end = f"?{query}" if query else ""
    slug = asked.region.slug
    files = tuple(
        Entry(label, reverse("territories_data", args=[slug, ending]) + end)
        for label, ending in zip(words, ENDINGS, strict=True)
    )
    images = tuple(
        Entry(t(f"Image de la carte ({ending.upper()})"), reverse("territories_chart", args=[slug, ending]) + end)
        for ending in IMAGES
    )
    contours = Entry(_("Contours (TopoJSON)"), reverse("contours", args=[slug, asked.level]))
    return Offer(files, images, (contours,))
