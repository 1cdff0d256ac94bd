"""What the page of the second panorama offers to download: a line a lever, in the units of the tables."""

from __future__ import annotations

from collections.abc import Callable

from copilote.planning.observation import Observation
from copilote.planning.resources import Addition
from copilote.publish import columns
from copilote.publish.table import Book, Cell, Column, Kind, Table
from copilote.simulator.pages.resources import SOURCES, resource_panels
from copilote.ui.addresses import region_of
from copilote.ui.cautions import side_by_side
from copilote.ui.resources import ResourceWords
from copilote.words import N_, _

Read = Callable[[ResourceWords], Cell]
PLACES = {"region": N_("région"), "france": N_("France"), "none": N_("nulle part encore")}


def seen(read: Callable[[Observation], Cell]) -> Read:
    """What is read from the series of a tile; nothing where nobody measures it."""
    return lambda tile: None if tile.lever.observation is None else read(tile.lever.observation)


def national(read: Callable[[Observation], Cell]) -> Read:
    """What is read from the country's row."""
    return lambda tile: None if tile.lever.national is None else read(tile.lever.national)


def added(read: Callable[[Addition], Cell]) -> Read:
    """What is read from a target of the State that counts what is added."""
    return lambda tile: None if tile.lever.addition is None else read(tile.lever.addition)


FIELDS: tuple[tuple[Column, Read], ...] = (
    (Column("group", N_("Groupe")), lambda tile: tile.lever.group),
    (columns.LEVER, lambda tile: tile.name),
    (columns.QUANTITY, lambda tile: tile.lever.tile.quantity),
    (columns.NUMBER, seen(lambda row: row.indicator)),
    (Column("place", N_("Où")), lambda tile: _(PLACES[tile.lever.place.value])),
    (columns.LAST_YEAR, seen(lambda row: row.pace.last_year)),
    (columns.LAST_VALUE, seen(lambda row: row.pace.last_value)),
    (columns.UNIT, seen(lambda row: row.unit)),
    (columns.TARGET_2030.called(N_("Objectif régional 2030")), lambda tile: tile.lever.target_2030),
    (Column("added_2030", N_("En plus d’ici 2030"), Kind.NUMBER), added(lambda more: more.value)),
    (Column("added_unit", N_("Unité de ce plus")), added(lambda more: more.lever.unit)),
    (
        Column("national_target_2030", N_("Cible nationale 2030"), Kind.NUMBER),
        national(lambda row: row.target_2030),
    ),
    (Column("national_unit", N_("Unité de la cible nationale")), national(lambda row: row.unit)),
    (Column("basis", N_("Nature de l’objectif")), lambda tile: tile.basis or None),
    (Column("gap", N_("Ce qui manque")), lambda tile: tile.gap or None),
    (columns.GRADE, lambda tile: tile.pace),
    (Column("why", N_("Règle de l’objectif, ou pourquoi il n’y en a pas")), lambda tile: tile.lever.why),
    (columns.SOUNDNESS, seen(lambda row: row.soundness.label)),
    (Column("producer", N_("Producteur")), seen(lambda row: row.producer)),
    (Column("warnings", N_("Avertissements")), seen(lambda row: " ".join(row.warnings) or None)),
)
"""Of a tile."""


def resources_book(slug: str) -> Book:
    """The second panorama of a region. Raises UnknownNameError for a slug that no region bears."""
    region = region_of(slug)
    tiles = [tile for panel in resource_panels(region) for tile in panel.tiles]
    title = _("%(region)s : nature et ressources", region=region.name)
    table = Table.of("resources", _("Leviers et grandeurs"), FIELDS, tiles, SOURCES)
    return Book(f"copilote-{region.slug}-ressources", title, (table,), (side_by_side(),))
