"""The page of a region: its target, what weighs most, how fast things really move, what is funded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from copilote.exchange.resources import resource_levers
from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.planning.panorama import By, Panorama, panorama, total_target
from copilote.publish.levers import group_table, lever_table
from copilote.publish.table import Table
from copilote.reference.simulator import LeverFigures, Region, load_levers, load_territories
from copilote.reference.territories import load_departements, load_epci
from copilote.sharing.reads import EpciShare, epci_shares
from copilote.simulator.pages.easy import easy_region
from copilote.simulator.pages.resources import resource_panels, resources_summary
from copilote.simulator.pages.slides import region_slides
from copilote.simulator.pages.traces import TraceSection, trace
from copilote.ui.addresses import region_of
from copilote.ui.cautions import marks, notices
from copilote.ui.charts import PaceRow, paces
from copilote.ui.daily_words import near_share, place_of
from copilote.ui.drawing import Drawing
from copilote.ui.funded import Funded, funded
from copilote.ui.indicators import GradeCount, count_grades, shown_in, verdict
from copilote.ui.page import EasyPart, Page, Slide, latest_in_cops
from copilote.ui.resources import ResourceWords
from copilote.ui.summary import KeyFigure, on_track, region_figures
from copilote.ui.targets import LeverWords, heaviest, inhabitants, lead, objectives_map, sharing, unshown
from copilote.words import _, ngettext, per_language
from copilote.words.numbers import counted, format_decimals, format_kt
from copilote.words.typography import tied

PARTS = {"theme": By.THEME, "secteur": By.SECTOR}


@dataclass(frozen=True, kw_only=True)
class RegionPage(Page):
    """Everything that the page of a region says."""

    notices: tuple[str, ...]
    facts: str
    lead: str
    sharing: str
    caveat: str
    figures: tuple[KeyFigure, ...]
    decided: str | None
    by: str
    map: Drawing
    groups: Table
    heaviest: tuple[LeverWords, ...]
    grades: tuple[GradeCount, ...]
    observed_title: str
    observed_text: str
    paces: Drawing | None
    second: str
    tiles: tuple[ResourceWords, ...]
    around: tuple[EpciShare, ...]
    levers: Table
    funded: Funded
    trace: tuple[TraceSection, ...]
    marks: tuple[tuple[str, str], ...]
    every_lever: tuple[LeverFigures, ...]

    @property
    def around_title(self) -> str:
        """What its EPCI take by inhabitant, from the least to the most."""
        least, most = (format_decimals(share.per_head_t, 1) for share in (self.around[-1], self.around[0]))
        return _("Par habitant, de %(least)s à %(most)s tonnes selon le territoire", least=least, most=most)

    @property
    def tiles_sum(self) -> str:
        """How many objectives the second panorama shows, beside its title."""
        return counted(len(self.tiles), "objectif", "objectifs") if self.tiles else ""

    @property
    def around_sum(self) -> str:
        """How many bodies it has, beside what they take."""
        return counted(len(self.around), "intercommunalité", "intercommunalités")

    @property
    def easy(self) -> tuple[EasyPart, ...]:
        """The region in easy words."""
        target = total_target(self.every_lever).value
        return easy_region(self.region, target, self.heaviest, self.grades) if self.region else ()

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The region for a room."""
        region, observed = self.region, (self.observed_title, self.grades)
        return (
            region_slides(region, self.title, self.every_lever, self.figures, self.heaviest, observed) if region else ()
        )


@per_language
def objectives(code: str, by: str) -> tuple[Drawing, Table]:
    """The treemap of a region's targets and its table, by theme or sector."""
    levers, slug = load_levers(code), region_slug(code)
    drawing = objectives_map(levers, PARTS[by], lambda lever: reverse("lever", args=[slug, lever.slug]))
    return drawing, group_table(levers, PARTS[by], code)


def region_slug(code: str) -> str:
    """The slug of a region by its code."""
    return next(region.slug for region in load_territories() if region.code == code)


@per_language
def money(code: str) -> Funded:
    """What the Fonds vert 2023 already funds in a region."""
    return funded(code, load_levers(code))


@per_language
def lever_list(code: str, slug: str) -> Table:
    """All the levers, largest target first, each with the address of its page."""
    levers = load_levers(code)
    table = lever_table(levers, code)
    addresses = {lever.label: reverse("lever", args=[slug, lever.slug]) for lever in levers}
    return replace(table.without("id").linked(addresses), note="")


def region_page(slug: str, by: str = "theme") -> RegionPage:
    """The page of a region; `by` is "theme" or "secteur" (anything else is "theme").

    Raises UnknownNameError with the nearest names for a slug that no region bears.
    """
    region = region_of(slug)
    levers = load_levers(region.code)
    by = by if by in PARTS else "theme"
    drawing, groups = objectives(region.code, by)
    view = panorama(levers, By.THEME)
    people = inhabitants(region)
    fund = money(region.code)
    address = reverse("observed", args=[region.slug])
    shown, news = shown_in(region.code), latest_in_cops()
    addresses = ("#objectifs", address, "#finance")
    title = _("%(region)s : %(target)s à éviter en 2030", region=region.name, target=format_kt(view.target.value))
    return RegionPage(
        title=tied(title),
        summary=tied(lead(place_of(region), view, people)[0]),
        region=region,
        section="region",
        notices=notices(region),
        facts=_facts(region, people),
        lead=tied(_lead(view)),
        sharing=tied(sharing(view)),
        caveat=tied(unshown(view)),
        figures=region_figures(view, people, shown, fund, addresses),
        decided=None if news is None else next((entry.note for entry in news if entry.label == region.name), ""),
        by=by,
        map=drawing,
        groups=groups,
        heaviest=tuple(replace(lever, words=tied(lever.words)) for lever in heaviest(levers, people)),
        grades=count_grades(shown, address) if shown else (),
        observed_title=_observed_title(shown),
        observed_text=_observed_text(region.code),
        paces=observed_paces(region.code),
        second=resources_summary(resource_levers(region)),
        tiles=second_tiles(region),
        around=() if region.fictional or news is None else epci_shares(region),
        levers=lever_list(region.code, region.slug),
        funded=fund,
        trace=trace(region.code, "total"),
        marks=marks(),
        every_lever=tuple(levers),
    )


def _lead(view: Panorama) -> str:
    """How many levers, and which theme weighs most."""
    heavy = max(view.groups, key=lambda group: group.share or 0.0)
    return _(
        "%(count)s leviers de la planification écologique y mènent : « %(theme)s » compte pour %(share)s.",
        count=len(view.levers),
        theme=heavy.name,
        share=near_share(heavy.share or 0.0),
    )


def _facts(region: Region, people: int | None) -> str:
    """What the region is made of: its départements, intercommunal bodies and inhabitants."""
    if people is None:
        return _("Région fictive, pour s’exercer")
    departements, groupings = len(load_departements(region.code)), len(load_epci(region.code))
    return " · ".join(
        (
            _("Région"),
            counted(departements, "département", "départements"),
            counted(groupings, "intercommunalité", "intercommunalités"),
            counted(people, "habitant", "habitants"),
        )
    )


def _observed_title(shown: Sequence[Observation]) -> str:
    """The number that are on track, among those that can be told."""
    graded, good = on_track(shown)
    if not graded:
        return _("Ce qui est observé depuis 2019")
    if not good:
        return _("Ce qui est observé : aucune des %(all)s mesures comparables n’est en bonne voie", all=graded)
    return ngettext(
        "Ce qui est observé : %(good)s mesure sur %(all)s est en bonne voie",
        "Ce qui est observé : %(good)s mesures sur %(all)s sont en bonne voie",
        good,
        good=good,
        all=graded,
    )


@per_language
def observed_paces(code: str) -> Drawing | None:
    """The series of a region that have a plain grade, from what goes backwards to what is ahead; None without any."""
    slug = region_slug(code)
    rows = [
        PaceRow(
            pace.word.capitalize(),
            tied(observation.name),
            None if pace.ceiling or pace.reached else pace.ratio,
            verdict(observation) if pace.ceiling or pace.reached else "" if (pace.ratio or 0) > 0 else _("recule"),
            reverse("indicator", args=[slug, observation.indicator]),
        )
        for observation in sorted(shown_in(code), key=_slowest_first)
        if (pace := observation.pace).grade.plain
    ]
    if not rows:
        return None
    return Drawing.of(
        paces,
        rows,
        title=_("Rythmes observés, comparés au rythme qu’il faudrait tenir jusqu’en 2030"),
        prefix="rythmes",
        caption=_("Indicateurs dont l’appréciation est sûre. À droite de la ligne, c’est assez vite."),
        width=900.0,
        narrow={"width": 340.0},
    )


def _slowest_first(observation: Observation) -> tuple[int, bool, float]:
    order = (Grade.WRONG_WAY, Grade.TOO_SLOW, Grade.ON_PACE, Grade.AHEAD, Grade.UNCERTAIN, Grade.UNKNOWN)
    return order.index(observation.pace.grade), observation.pace.ceiling, observation.pace.ratio or 0.0


def second_tiles(region: Region) -> tuple[ResourceWords, ...]:
    """Tiles of the second panorama that are measured in the region and have a target there."""
    tiles = (tile for panel in resource_panels(region) for tile in panel.first)
    return tuple(tile for tile in tiles if tile.here and tile.lever.aimed)


def _observed_text(code: str) -> str:
    shown = shown_in(code)
    if not shown:
        return _("Aucune série régionale n’est publiée pour ce territoire.")
    grades = [observation.pace.grade for observation in shown]
    return _(
        "%(all)s sont suivis dans la région. Pour %(unknown)s d’entre eux, le rythme ne peut pas être jugé : cible "
        "ou valeurs manquantes. Pour %(uncertain)s, il est incertain : les périodes ne disent pas la même chose, ou la "
        "cible est douteuse.",
        all=counted(len(shown), "indicateur", "indicateurs"),
        unknown=grades.count(Grade.UNKNOWN),
        uncertain=grades.count(Grade.UNCERTAIN),
    )
