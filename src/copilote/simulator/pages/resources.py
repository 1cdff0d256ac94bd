"""The second panorama drawn: a tile for each lever of nature, water, resources, pollution and health."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from copilote.exchange.resource_scenario import resource_starts
from copilote.exchange.resources import resource_levers
from copilote.exchange.uses_words import LAND, law_words
from copilote.planning.resources import ResourceLever
from copilote.publish import columns
from copilote.publish.table import Cell, Column, Linked, Table
from copilote.reference.simulator import Region
from copilote.ui.addresses import region_of
from copilote.ui.cautions import fiction, marks
from copilote.ui.page import Entry, Page
from copilote.ui.resources import ResourceWords, judged, resource_words
from copilote.ui.summary import KeyFigure
from copilote.words import N_, _, ngettext, per_language
from copilote.words.numbers import counted
from copilote.words.typography import tied

SOURCES = ("irpe-2026", "barometre-2026", "simulateur-2023", "corine-2018", "onde-2019", "copilote-liens")


@dataclass(frozen=True, slots=True)
class Panel:
    """A group of the panorama: what is measured in the region, then what is measured in the country, or nowhere."""

    key: str
    name: str
    tiles: tuple[ResourceWords, ...]

    @property
    def first(self) -> tuple[ResourceWords, ...]:
        """What is measured, or aimed at, in the region."""
        return tuple(tile for tile in self.tiles if tile.here or tile.lever.aimed)

    @property
    def rest(self) -> tuple[ResourceWords, ...]:
        """What is neither."""
        return tuple(tile for tile in self.tiles if not (tile.here or tile.lever.aimed))

    @property
    def sum(self) -> str:
        """How many of each, beside its name."""
        here = sum(tile.here for tile in self.tiles)
        return ngettext(
            "%(here)s mesuré dans la région sur %(all)s",
            "%(here)s mesurés dans la région sur %(all)s",
            here,
            here=here,
            all=len(self.tiles),
        )


@dataclass(frozen=True, kw_only=True)
class ResourcesPage(Page):
    """Everything that the page of a region's second panorama says."""

    notices: tuple[str, ...]
    figures: tuple[KeyFigure, ...]
    panels: tuple[Panel, ...]
    table: Table
    marks: tuple[tuple[str, str], ...]


def resources_page(slug: str) -> ResourcesPage:
    """The second panorama of a region. Raises UnknownNameError, with the nearest names, for a slug of none."""
    region = region_of(slug)
    levers = resource_levers(region)
    return ResourcesPage(
        title=resources_title(region),
        summary=resources_summary(levers),
        region=region,
        section="resources",
        trail=(Entry.to(_("Nature et ressources"), "resources", region.slug),),
        notices=fiction(region),
        figures=resource_figures(levers),
        panels=resource_panels(region),
        table=_told_table(region),
        marks=marks(),
    )


def resources_title(region: Region) -> str:
    """The result: how many quantities are on track (a ceiling is kept by going slowly), or that none can be judged."""
    graded, good = judged(resource_levers(region))
    if not graded:
        result = _("aucun rythme ne peut encore être jugé")
    elif not good:
        result = ngettext(
            "la seule mesure jugée n’est pas en bonne voie pour 2030",
            "aucune des %(all)s mesures jugées n’est en bonne voie pour 2030",
            graded,
            all=graded,
        )
    else:
        result = ngettext(
            "%(good)s mesure jugée sur %(all)s est en bonne voie pour 2030",
            "%(good)s mesures jugées sur %(all)s sont en bonne voie pour 2030",
            good,
            good=good,
            all=graded,
        )
    return tied(_("%(region)s, nature et ressources : %(result)s", region=region.name, result=result))


def resources_summary(levers: Sequence[ResourceLever]) -> str:
    """How much is measured, and how much is aimed at."""
    here, aimed = _counts(levers)
    return tied(
        _(
            "Sur %(levers)s de la biodiversité, de l’eau, des ressources et de la pollution, %(here)s dans la région "
            "et %(aimed)s pour 2030. Le reste n’est suivi que pour la France, ou pas encore.",
            levers=counted(len(levers), "levier", "leviers"),
            here=counted(here, "est mesuré", "sont mesurés"),
            aimed=counted(aimed, "y a un objectif", "y ont un objectif"),
        )
    )


def resource_figures(levers: Sequence[ResourceLever]) -> tuple[KeyFigure, ...]:
    """What is measured, aimed at, on track, and without any target."""
    (here, aimed), (graded, good) = _counts(levers), judged(levers)
    figures = [
        KeyFigure(_("%(some)s sur %(all)s", some=here, all=len(levers)), _("leviers mesurés dans la région")),
        KeyFigure(str(aimed), _("ont un objectif pour 2030 dans la région")),
        KeyFigure(str(len(levers) - aimed), _("n’ont pas d’objectif régional publié")),
    ]
    if graded:
        meaning = _("en bonne voie pour 2030, parmi les mesures jugées")
        figures.append(KeyFigure(_("%(some)s sur %(all)s", some=good, all=graded), meaning))
    return tuple(figures)


@per_language
def resource_panels(region: Region) -> tuple[Panel, ...]:
    """The four groups of a region; of each, the tiles with a target there, then those that are measured there."""
    panels: dict[str, list[ResourceWords]] = {}
    ambition = reverse("resource_step", args=[region.slug, "ambition"])
    moved = {start.id for start in resource_starts(region)}
    for tile in resource_words(resource_levers(region), tile_address(region)):
        simulated = f"{ambition}#ts-{tile.id}" if tile.id in moved else ""
        law = tied(law_words(region)) if tile.id == LAND and tile.lever.target_2030 is not None else ""
        beside = (law, reverse("uses", args=[region.slug]) + "#budget") if law else None
        panels.setdefault(tile.lever.tile.group, []).append(replace(tile, simulated=simulated, beside=beside))
    return tuple(
        Panel(key, tiles[0].lever.group, tuple(sorted(tiles, key=_aimed_first))) for key, tiles in panels.items()
    )


def _aimed_first(tile: ResourceWords) -> tuple[bool, int]:
    return not tile.lever.aimed, tile.lever.place.rank


def _counts(levers: Sequence[ResourceLever]) -> tuple[int, int]:
    """How many are measured in the region, and have a target there."""
    return sum(lever.regional is not None for lever in levers), sum(lever.aimed for lever in levers)


def tile_address(region: Region) -> Callable[[ResourceLever], str]:
    """Where a tile leads: the page of its series in the region, of its row in the country, or of the State's lever."""

    def address(lever: ResourceLever) -> str:
        tile = lever.tile
        if lever.regional is not None and lever.regional.indicator == tile.regional:
            return reverse("indicator", args=[region.slug, tile.regional])
        if tile.state is not None and (lever.regional is not None or lever.addition is not None):
            return reverse("lever", args=[region.slug, tile.state])
        measured = lever.national is not None and lever.national.pace.last_value is not None
        return reverse("national", args=[tile.national]) if measured else ""

    return address


@per_language
def _told_table(region: Region) -> Table:
    """What the tiles do not say: where each target comes from, or why there is none, and who measures."""
    fields: tuple[tuple[Column, Callable[[ResourceWords], Cell]], ...] = (
        (columns.LEVER, lambda tile: Linked(tile.name, tile.address)),
        (Column("why", N_("D’où vient l’objectif, ou pourquoi il n’y en a pas")), lambda tile: tied(tile.lever.why)),
        (Column("reason", N_("À savoir")), lambda tile: tied(tile.reason)),
    )
    tiles = [tile for panel in resource_panels(region) for tile in panel.first]
    return Table.of(
        "told", _("Ce qui est mesuré dans la région, et d’où viennent les objectifs"), fields, tiles, SOURCES
    )
