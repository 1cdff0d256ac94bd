"""Files of the map of a region: its table and every lever's, its drawing, its outlines."""

from __future__ import annotations

import json
from dataclasses import replace

from django.utils.translation import gettext as _

from copilote.exchange.perimeters import places
from copilote.exchange.shares import key_title
from copilote.exchange.tabular import Book, Cell, Column, Table
from copilote.planning.key_test import UNFIT
from copilote.reference.errors import UnknownNameError, nearest
from copilote.sharing.pages.region_asked import Asked
from copilote.sharing.pages.region_lines import UNPLACED, Line, lines_of
from copilote.sharing.pages.region_map import map_of
from copilote.sharing.pages.region_words import LEVELS, cautions, crte_notes, name_of, plural_of, source_keys
from copilote.sharing.recorded import redrawn_at, shares_of
from copilote.sharing.shapes import shapes_of, topology
from copilote.sharing.sheet_words import shown_name
from copilote.simulator.names import load_levers
from copilote.simulator.pages.frame import lever_slug, region_of
from copilote.simulator.pages.pictures import Picture
from copilote.ui.translation import t


def territories_book(asked: Asked) -> Book:
    """The table of the page at full precision, then every lever in every territory."""
    region, lever = asked.region, asked.lever
    lines = lines_of(region.code, asked.level, lever.id if lever else "")
    sources = source_keys(region, lever, asked.level)
    left = replace(lines.whole, code=UNPLACED, place=None, tonnes=lines.unplaced, people=None, grade=UNFIT)
    feet = (lines.rest, lines.twice, left if lines.unplaced else None)
    shown = [one for one in (*lines.rows, *feet, lines.whole) if one is not None]
    unit = t(lines.scale.unit)
    columns = (
        Column("code", _("Code")),
        Column("name", _("Territoire")),
        Column("level", _("Niveau")),
        Column("target_kt", _("Part de l’objectif"), "ktCO2e", 3),
        Column("target_t_per_inhabitant", _("Part par habitant"), "tCO2e", 3),
        Column("baseline_2019", _("Grandeur en 2019"), unit),
        Column("physical_2030", _("Grandeur en 2030"), unit),
        Column("unit", _("Unité")),
        Column("share", _("Part de la région, de 0 à 1"), decimals=4),
        Column("grade", _("Certitude")),
        Column("inhabitants", _("Habitants"), decimals=0),
        Column("partial", _("En partie hors de la région")),
    )
    rows = tuple(_row(one, asked, unit) for one in shown)
    title = _("%(region)s, parts des %(level)s : %(what)s") % {
        "region": region.name,
        "level": plural_of(asked.level),
        "what": lever.label if lever else _("tous les leviers"),
    }
    name = "-".join(["copilote", region.slug, "parts", asked.level, *([lever_slug(lever)] if lever else [])])
    main = Table("territories", title, columns, rows, sources)
    notes = crte_notes(region, lines.places) if asked.level == "crte" else ()
    return Book(name, title, (main, _every_lever(asked)), (*notes, *cautions()))


def _row(one: Line, asked: Asked, unit: str) -> tuple[Cell, ...]:
    level = one.place.level if one.place else "region" if one.code == asked.region.code else ""
    return (
        one.code,
        name_of(one, asked.level),
        level,
        one.kt,
        one.each,
        one.baseline,
        one.physical,
        unit or None,
        one.share,
        one.grade,
        one.people,
        one.partial,
    )


def _every_lever(asked: Asked) -> Table:
    region = asked.region
    names = {lever.id: lever for lever in load_levers(region.code)}
    columns = (
        Column("code", _("Code")),
        Column("name", _("Territoire")),
        Column("lever", _("Identifiant")),
        Column("label", _("Levier")),
        Column("target_kt", _("Part de l’objectif"), "ktCO2e", 3),
        Column("baseline_2019", _("Grandeur en 2019")),
        Column("physical_2030", _("Grandeur en 2030")),
        Column("unit", _("Unité")),
        Column("share", _("Part de la région, de 0 à 1"), decimals=4),
        Column("key", _("Clé de répartition")),
        Column("grade", _("Certitude")),
    )
    rows = tuple(
        (
            share.place.code,
            shown_name(share.place.name),
            part.lever.id,
            names[part.lever.id].label,
            part.target_kt,
            part.baseline,
            part.physical,
            names[part.lever.id].unit,
            part.share,
            t(key_title(part.rule.key)),
            part.grade,
        )
        for share in shares_of(region.code, asked.level)
        for part in share.parts
    )
    return Table("levers", _("Levier par levier"), columns, rows, source_keys(region, None, asked.level))


def territories_picture(asked: Asked) -> Picture:
    """The map alone with its legend. Raises UnknownNameError when nothing is drawn."""
    lines = lines_of(asked.region.code, asked.level, asked.lever.id if asked.lever else "")
    if not lines.placed:
        accepted = _("Ce levier n’est connu qu’en région : aucune part à dessiner.")
        raise UnknownNameError(_("Carte"), asked.level, [], accepted)
    drawn = map_of(asked, lines, legend=True)
    if drawn is None:
        raise UnknownNameError(_("Carte"), asked.level, [], _("Aucun territoire de ce niveau n’a de contour."))
    sources = ("simulateur-2023", "copilote-cles", "ign-contours-2024")
    name = "-".join(
        [asked.region.slug, "carte", asked.level, *([lever_slug(asked.lever)] if asked.lever else []), asked.measure]
    )
    notes = (drawn.description, *cautions())
    return Picture(name, f"{asked.region.name}. {drawn.title}", drawn, sources, notes)


def contours_json(slug: str, level: str) -> bytes:
    """The outlines of a level as compact TopoJSON. Raises UnknownNameError for another level or a fictional region."""
    region = region_of(slug)
    redrawn = redrawn_at(region.code, level)
    known = () if region.fictional else tuple(one for one in LEVELS if places(region.code, one))
    if level not in known:
        accepted = _("Niveaux connus : %(names)s.") % {"names": ", ".join(known) or _("aucun")}
        raise UnknownNameError(_("Niveau de contours"), level, nearest(level, known), accepted)
    names = {one.code: shown_name(one.name) for one in places(region.code, level, redrawn)}
    found = topology(shapes_of(region.code, level, redrawn), names)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
