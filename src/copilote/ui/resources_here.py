"""The second panorama of a territory in words: what is measured there, what its region aims at, what is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from copilote.exchange.place import Place
from copilote.exchange.resources import resource_levers
from copilote.exchange.resources_here import HereMeasure, ResourcesHere, resources_here
from copilote.publish import columns
from copilote.publish.table import Column, Kind, Linked, Table
from copilote.reference.english import word
from copilote.reference.resources import ResourceTile, load_groups, load_tiles
from copilote.reference.simulator import Region, find_region
from copilote.ui.measured import cautioned, source_words, titled
from copilote.ui.resources import resource_words
from copilote.words import N_, _
from copilote.words.numbers import counted, format_decimals, format_short, listed, with_unit
from copilote.words.typography import tied

QUANTITIES = {
    "land_take": N_("de terres bâties de 2012 à 2018, d’après les changements de 5 hectares et plus"),
    "permanent_grassland": N_("de prairies"),
    "wetlands": N_("de zones humides : la part ici de celles de 25 hectares et plus"),
    "vacant_dwellings": N_("des logements sont vacants"),
    "dry_streams": N_("stations de petits cours d’eau à sec au moins une fois dans l’été"),
    "pesticides": N_("de pesticides achetés, en substances actives, selon l’adresse de l’acheteur"),
}
"""What is counted of each tile in a territory: not always the quantity that its region is told in."""
NONE = {
    "land_take": N_("aucun changement de 5 hectares et plus n’est cartographié de 2012 à 2018, ce qui ne veut pas dire "
                    "qu’il n’y en a eu aucun"),
    "wetlands": N_("aucune zone humide de 25 hectares et plus n’est cartographiée : les petites, les plus nombreuses, "
                   "n’y sont pas"),
    "permanent_grassland": N_("aucune prairie de 25 hectares et plus n’est cartographiée"),
}  # fmt: skip
"""What a zero says."""
DATED = ("land_take",)
"""Those whose quantity says its years."""
MEASURED_BY = {
    "commune": N_("commune"),
    "epci": N_("intercommunalité"),
    "departement": N_("département"),
    "file": N_("fichier chargé"),
}


@dataclass(frozen=True, slots=True)
class HereWords:
    """A tile in a territory: its lever, its value ("40 sur 61"), what it counts, what its region aims at ("" where the
    territory lies in several)."""

    measure: HereMeasure
    name: str
    value: str
    meaning: str
    aim: str


@dataclass(frozen=True, slots=True)
class PanoramaHere:
    """The second panorama of a territory: its lines, how many tiles there are, what is not measured there by group
    (name, levers), and why, in sentences; cautions : of loaded files. sources : keys."""

    place: Place
    lines: tuple[HereWords, ...]
    tiles: int
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    why: tuple[str, ...]
    cautions: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def figures(self) -> tuple[HereWords, ...]:
        """The lines that are worth a figure: a zero of these maps says too little."""
        return tuple(line for line in self.lines if not _nothing(line.measure))

    @property
    def nothing(self) -> str:
        """What the maps show none of, in sentences."""
        empty = (line for line in self.lines if _nothing(line.measure))
        return " ".join(tied(_("%(name)s : %(value)s", name=line.name, value=line.meaning)) + "." for line in empty)

    @property
    def count(self) -> str:
        """How much of it is measured there."""
        measured = counted(len(self.lines), "case mesurée", "cases mesurées")
        return _("%(measured)s ici, sur les %(all)s du panorama.", measured=measured, all=self.tiles)


def panorama_here(place: Place) -> PanoramaHere:
    """What a territory's page and sheet say of its second panorama."""
    found = resources_here(place)
    region = find_region(place.regions[0]) if not place.several_regions else None
    aims = _aims(region) if region else {}
    lines = tuple(_words(measure, aims) for measure in found.measures)
    sources = tuple(dict.fromkeys(measure.source for measure in found.measures))
    return PanoramaHere(
        place, lines, len(load_tiles()), _by_group(found.missing), _why(found), _cautions(found), sources
    )


def here_table(panorama: PanoramaHere) -> Table:
    """Its lines as a table, for pages, paper and slides."""
    fields = [
        (columns.LEVER, lambda line: line.name),
        (columns.VALUE, lambda line: Linked(line.measure.value, text=line.value)),
        (Column("among", N_("Sur"), Kind.COUNT, page=False), lambda line: line.measure.among),
        (Column("unit", N_("Unité"), page=False), lambda line: line.measure.unit),
        (Column("quantity", N_("Ce qui est compté")), lambda line: line.meaning),
        (Column("year", N_("Année"), Kind.YEAR, page=False), lambda line: line.measure.year),
        (Column("level", N_("Mesuré par"), page=False), lambda line: _(MEASURED_BY[line.measure.level])),
        (Column("aim", N_("Ce que vise la région")), lambda line: line.aim or _("plusieurs régions")),
    ]
    title = _("Nature et ressources : ce qui est mesuré ici")
    return Table.of("resources", title, fields, panorama.lines, panorama.sources)


def _aims(region: Region) -> dict[str, str]:
    """What the region aims at, by tile."""
    return {words.id: words.target for words in resource_words(resource_levers(region), lambda _lever: "")}


def _words(measure: HereMeasure, aims: dict[str, str]) -> HereWords:
    tile = measure.tile.id
    meaning = _(QUANTITIES[tile]) if measure.loaded is None else titled(measure.loaded.key.title)
    if _nothing(measure):
        meaning = _(NONE[tile])
    elif measure.year is not None and tile not in DATED:
        meaning = _("%(text)s, en %(year)s", text=meaning, year=measure.year)
    if measure.where:
        meaning = _("%(text)s, dans tout le département (%(name)s)", text=meaning, name=measure.where)
    return HereWords(measure, tied(measure.tile.name), _value(measure), tied(meaning), tied(aims.get(tile, "")))


def _nothing(measure: HereMeasure) -> bool:
    return measure.loaded is None and not measure.value and measure.tile.id in NONE


def _value(measure: HereMeasure) -> str:
    if measure.among is not None:
        return _("%(some)s sur %(all)s", some=format_decimals(measure.value, 0), all=measure.among)
    return with_unit(format_short(measure.value), word(measure.unit) if measure.loaded else measure.unit)


def _by_group(tiles: tuple[ResourceTile, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    groups: dict[str, list[str]] = defaultdict(list)
    for tile in tiles:
        groups[load_groups()[tile.group]].append(tied(tile.name))
    return tuple((name, tuple(names)) for name, names in groups.items())


def _why(found: ResourcesHere) -> tuple[str, ...]:
    """Why what is missing is."""
    sentences = []
    if found.wider:
        names = listed(tile.name[:1].lower() + tile.name[1:] for tile in found.wider)
        sentences.append(_("Mesurés par intercommunalité, donc pas dits d’un territoire plus petit : %(names)s.",
                           names=names))  # fmt: skip
    sentences.append(
        _("Haies : la table publiée par intercommunalité est trop lacunaire pour être dite d’un territoire.")
    )
    sentences.append(_("Le reste n’est publié que pour la région ou pour la France, ou ne l’est pas encore."))
    return tuple(map(tied, sentences))


def _cautions(found: ResourcesHere) -> tuple[str, ...]:
    """What is to be read with what loaded files say, a sentence a file."""
    loaded = (measure.loaded for measure in found.measures if measure.loaded)
    return tuple(map(tied, dict.fromkeys(cautioned(f"{source_words(one)}.", one) for one in loaded)))
