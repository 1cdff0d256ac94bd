"""The map of a region by lever: what each of its territories takes, in total, by the head or in the physical unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from copilote.exchange.perimeters import places
from copilote.exchange.shares import shared
from copilote.planning.apportionment import TONNES
from copilote.planning.key_test import UNFIT
from copilote.reference.keys import load_lever_keys
from copilote.reference.sources import Source
from copilote.sharing.pages.region_asked import MEASURES, SORTS, Asked
from copilote.sharing.pages.region_lines import Line, Lines, lines_of
from copilote.sharing.pages.region_table import Head, Row, heads_of, rows_of
from copilote.sharing.pages.region_words import (
    LEVELS,
    Key,
    KeyRow,
    cautions,
    count_of,
    crte_notes,
    key_of,
    key_rows,
    no_quantity,
    plural_of,
    sources_of,
    unit_of,
)
from copilote.sharing.recorded import choices_of, redrawn_at
from copilote.sharing.shapes import Shapes, shapes_of
from copilote.sharing.sheet_words import why_unplaced
from copilote.simulator.names import load_levers
from copilote.simulator.pages.frame import Entry, Page, lever_slug
from copilote.simulator.pages.observed import Choice
from copilote.simulator.pages.offers import ENDINGS, IMAGES, Offer
from copilote.simulator.pages.seen import address_of, notices, tied
from copilote.ui.charts.choropleth import Area, Choropleth, Named, choropleth
from copilote.ui.translation import t
from copilote.ui.words import NBSP, format_kt, format_number, listed


@dataclass(frozen=True, slots=True)
class Group:
    """The levers of a theme, to choose from."""

    name: str
    levers: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class TerritoriesPage(Page):
    """The map and its table. `map` None when no territory is drawn; `key` None for all levers together; `unplaced` :
    what cannot be shared at this level, in sentences."""

    notices: tuple[str, ...]
    cautions: tuple[str, ...]
    groups: tuple[Group, ...]
    levels: tuple[Choice, ...]
    measures: tuple[Choice, ...]
    all_levers: bool
    sort: str
    map: Choropleth | None
    map_text: str
    unplaced: tuple[str, ...]
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


def territories_page(asked: Asked) -> TerritoriesPage:
    """The map of a region by lever, with its table."""
    told = []
    if asked.measure == "grandeur" and not asked.adds_up:
        told.append(no_quantity(asked.lever))
        asked = replace(asked, measure="total")
    region, lever = asked.region, asked.lever
    lines = lines_of(region.code, asked.level, lever.id if lever else "")
    if not lines.placed:
        lines = replace(lines, rows=(), rest=None)
    drawn = map_of(asked, lines) if lines.placed else None
    address = reverse("territories", args=[region.slug])
    ordered = sorted(sorted(lines.rows, key=SORTS["kt"]), key=SORTS[asked.sort])  # type: ignore[arg-type]
    rows, last = rows_of(asked, ordered, lines)
    heads = heads_of(asked, lines)
    trail = [Entry(_("Territoires"), address)]
    if lever is not None:
        trail.append(Entry(lever.label, f"{address}?{asked.query()}"))
    return TerritoriesPage(
        title=tied(_title(asked, lines)),
        summary=drawn.description if drawn else "",
        region=region,
        section="territories",
        trail=tuple(trail),
        notices=(*notices(region, lever.id if lever else ""), *map(tied, told)),
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
        unplaced=_unplaced(asked, lines),
        unit=unit_of(asked.measure, lines.scale),
        heads=heads,
        labels=tuple(head.text for head in heads),
        rows=rows,
        last=last,
        caption=_caption(asked, lines),
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
    unit = unit_of(asked.measure, lines.scale)
    shapes = shapes_of(asked.region.code, level, redrawn_at(asked.region.code, level))
    return _drawn(get_language() or "", shapes, areas, _caption(asked, lines), unit, legend)


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
    if not lines.placed:
        return _("%(what)s : %(target)s en région, à localiser") % said
    said["target"] = format_kt(lines.shared.kt)
    if asked.measure == "habitant" and lines.shared.each is not None:
        each = f"{format_number(lines.shared.each, 2)}{NBSP}t"
        return _("%(what)s : %(target)s à partager, %(each)s par habitant") % {**said, "each": each}
    return _("%(what)s : %(target)s à partager entre %(count)s") % said


def _unplaced(asked: Asked, lines: Lines) -> tuple[str, ...]:
    """What is known in the region only, and what would place it."""
    rules = {rule.lever: rule for rule in shared(asked.region.code, choices_of(asked.region.code)).rules}
    localised = load_lever_keys()
    if asked.lever is not None:
        if lines.placed or lines.whole.kt is None:
            return ()
        why = why_unplaced(rules[asked.lever.id])
        told = [_("Cet objectif n’est pas partagé sous la région : nous ne savons pas où il se joue."), why]
        if what := localised[asked.lever.id].localised_by:
            told.append(_("Ce qui le dirait : %(what)s.") % {"what": t(what)})
        return tuple(map(tied, told))
    if not lines.unplaced:
        return ()
    grain = "commune" if asked.level == "commune" else "epci"
    names = [_("« %(name)s »") % {"name": lever.label} for lever in load_levers(asked.region.code)
             if lever.target_kt and rules[lever.id].grade(grain) == UNFIT and not rules[lever.id].chosen]  # fmt: skip
    told = _("À localiser : %(kt)s de la région ne sont comptés dans aucun territoire (%(levers)s).") % {
        "kt": format_kt(lines.unplaced / TONNES),
        "levers": listed(names),
    }
    return (tied(told),)


def _caption(asked: Asked, lines: Lines) -> str:
    what = asked.lever.label if asked.lever else _("Tous les leviers")
    said = {"what": what, "unit": unit_of(asked.measure, lines.scale), "level": plural_of(asked.level)}
    return tied(_("%(what)s : parts indicatives des %(level)s, en %(unit)s") % said)


def _groups(asked: Asked) -> tuple[Group, ...]:
    found: dict[str, list[Choice]] = {}
    chosen = asked.lever.id if asked.lever else ""
    for lever in load_levers(asked.region.code):
        found.setdefault(lever.theme, []).append(Choice(lever_slug(lever), lever.label, lever.id == chosen))
    return tuple(Group(theme, tuple(levers)) for theme, levers in found.items())


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
    if lines.rows:
        found.append(_("Les arrondis sont faits pour que les parts affichées s’additionnent à leur total."))
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
