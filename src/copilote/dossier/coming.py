"""The chapter of the climate that comes and of the second panorama."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from copilote.adaptation.reads import climate_sheet
from copilote.dossier.model import ComingPart
from copilote.exchange.perimeters import place_of
from copilote.exchange.resources import resource_levers
from copilote.planning.observation import Observation
from copilote.publish import columns
from copilote.publish.table import Cell, Column, Kind, Table
from copilote.reference.simulator import Region
from copilote.ui.resources import ResourceWords, resource_words
from copilote.words.numbers import counted

SOURCES = ("irpe-2026", "barometre-2026", "simulateur-2023", "corine-2018", "onde-2019", "copilote-liens")


def coming(region: Region) -> ComingPart:
    """The chapter of a region; the fictional one has no place, hence no climate, and no measure of its own."""
    if region.fictional:
        text = "Cette région est fictive : ni climat, ni mesure de la nature et des ressources n’y sont publiés."
        return ComingPart((text,), (), (), (), None, (), (), ())
    climate = climate_sheet(place_of("region", region.code))
    tiles = resource_words(resource_levers(region), lambda _lever: "")
    without = () if climate.cards else ("Aucune projection du climat n’est publiée ici.",)
    return ComingPart(
        text=(climate.lead, *without),
        cards=climate.cards,
        alike=climate.alike[:1],
        struck=(*climate.struck, *climate.others),
        struck_drawing=climate.struck_drawing,
        cautions=climate.cautions,
        panels=tuple(_panel(group, tuple(own)) for group, own in groupby(tiles, lambda tile: tile.lever.group)),
        tables=tuple(
            table for table in (climate.indices, climate.values, climate.disasters, _resources(tiles)) if table
        ),
    )


def _panel(group: str, tiles: tuple[ResourceWords, ...]) -> tuple[str, str, tuple[ResourceWords, ...]]:
    shown = tuple(tile for tile in tiles if tile.here or tile.lever.aimed)
    here = sum(tile.here for tile in tiles)
    many = counted(here, "case mesurée dans la région", "cases mesurées dans la région")
    return group, f"{many}, sur {len(tiles)}", shown


def _resources(tiles: list[ResourceWords]) -> Table:
    """Every tile: on the page in words, in files with the numbers of the region's series."""

    def seen(of: Callable[[Observation], Cell]) -> Callable[[ResourceWords], Cell]:
        return lambda tile: None if tile.lever.regional is None else of(tile.lever.regional)

    fields: list[tuple[Column, Callable[[ResourceWords], Cell]]] = [
        (columns.LEVER, lambda tile: tile.name),
        (Column("group", "Groupe", page=False), lambda tile: tile.lever.group),
        (Column("told", "Où l’on en est", file=False), lambda tile: tile.value if tile.here else tile.unmeasured),
        (Column("quantity", "Ce qui est compté"), lambda tile: tile.quantity),
        (Column("value", "Dernière valeur", Kind.NUMBER, page=False), seen(lambda own: own.pace.last_value)),
        (Column("unit", "Unité", page=False), seen(lambda own: own.unit)),
        (Column("year", "Année", Kind.YEAR, page=False), seen(lambda own: own.pace.last_year)),
        (Column("target_2030", "Cible 2030", Kind.NUMBER, page=False), seen(lambda own: own.target_2030)),
        (Column("aim", "Ce qui est visé"), lambda tile: tile.target),
        (Column("gap", "Écart", file=False), lambda tile: tile.gap),
        (Column("pace", "Rythme"), lambda tile: tile.pace),
    ]
    return Table.of("resources", "Nature, eau, ressources, santé : case par case", fields, tiles, SOURCES)
