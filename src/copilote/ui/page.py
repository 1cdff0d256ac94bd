"""What every page holds: title, summary, breadcrumb, and the navigation that the apps register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.apps import apps
from django.db import Error

from copilote.publish.table import Table
from copilote.reference.simulator import LeverFigures, Region
from copilote.reference.territories import load_departements
from copilote.ui.addresses import address_of, held_slug, path_to
from copilote.ui.charts import Chart
from copilote.words import N_, _


@dataclass(frozen=True)
class Entry:
    """A link of the navigation or of the breadcrumb."""

    label: str
    address: str
    current: bool = False
    note: str = ""

    @classmethod
    def to(cls, label: str, route: str, *args: str, current: bool = False, note: str = "") -> Entry:
        """The link to the page of a route. note : said after it."""
        return cls(label, path_to(route, *args), current, note)

    @classmethod
    def to_lever(cls, lever: LeverFigures, region: Region) -> Entry:
        """The link to the page of a lever in a region, by its name."""
        return cls.to(lever.label, "lever", region.slug, lever.slug)


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A value that a filter offers."""

    key: str
    label: str
    chosen: bool


def choices(labels: Mapping[str, str], chosen: str) -> tuple[FilterChoice, ...]:
    """The values of a filter, by key."""
    return tuple(FilterChoice(key, label, key == chosen) for key, label in labels.items())


@dataclass(frozen=True)
class MenuItem:
    """An entry of the main navigation, which an app registers in `menu` of its AppConfig.

    section : that of the pages for which it is the current one. label : marked by `N_`; "" is the region's name.
    route : name of its address. place : its rank among all. regional : shown where a region is in view (its slug comes
    first in `args` of the address), None everywhere. real : not for the fictional region. stage : that of a COP in
    which it is read ("partage"), shown where one is open; "" for what helps to understand, shown always. A section
    within another is named after it ("territories.keys"); that one's entry is the current one where no COP is open.
    members : behind sign-in, hence shown on its own pages only, which visitors do not see.
    """

    section: str
    label: str
    route: str
    place: int
    regional: bool | None = True
    args: tuple[str, ...] = ()
    real: bool = False
    stage: str = ""
    members: bool = False

    def holds(self, section: str) -> bool:
        """Whether it is the current one on the pages of a section."""
        return section == self.section or section.startswith(f"{self.section}.")

    def entry(self, region: Region | None, section: str, departement: str = "") -> Entry | None:
        """The link, seen from a page of a section; None where it has no place. On the pages of a département's COP it
        leads to what that COP has, else to the region's."""
        if self.regional not in (None, region is not None) or (self.real and region and region.fictional):
            return None
        slug = (region.slug,) if self.regional and region else ()
        own = departement and slug and address_of(self.route, held_slug(*slug, departement), *self.args)
        address = own or address_of(self.route, *slug, *self.args)
        label = _(self.label) or (region.name if region else "")
        return Entry(label, address, self.holds(section)) if address else None


@dataclass(frozen=True, slots=True)
class RailStage:
    """A stage of the COP of a region, as an app tells it (`rail` of its AppConfig). key : what entries of the menu are
    registered under; note : until when it is open, or from when; address : where it is told, when it has no page."""

    key: str
    label: str
    note: str
    is_open: bool
    address: str


@dataclass(frozen=True, slots=True)
class RailStop:
    """A stop of the rail: its number, a stage and its pages. current : the page in view is one of these."""

    number: str
    label: str
    note: str
    address: str
    is_open: bool
    current: bool
    pages: tuple[Entry, ...]


UNDERSTAND = RailStage("", N_("Comprendre"), N_("objectifs, leviers, territoires"), False, "")
"""The stop before the stages."""


def _rail_stages(region: Region | None, departement: str) -> tuple[RailStage, ...]:
    """The stages of the COP that a region, or a département of it, holds today; none where there is no COP, or where
    the base cannot say."""
    if region is None or region.fictional:
        return ()
    for config in apps.get_app_configs():
        if hasattr(config, "rail"):
            return tuple(config.rail(region, departement))
    return ()


def latest_in_cops() -> tuple[Entry, ...] | None:
    """What happens in the COPs of this site, as the apps tell it (`latest` of their AppConfig), newest first.

    None where the database cannot be read, which the page then says.
    """
    try:
        return tuple(entry for app in apps.get_app_configs() if hasattr(app, "latest") for entry in app.latest())
    except Error:
        return None


@dataclass(frozen=True, slots=True)
class Slide:
    """What a room reads from ten metres: one title, one picture, three numbers at most (value, meaning), a note.

    points : sentences (in bold, the rest), and tables, of a meeting's slides that have no number to show.
    """

    title: str
    picture: Chart | None = None
    figures: tuple[tuple[str, str], ...] = ()
    note: str = ""
    points: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class EasyPart:
    """A part of the easy-to-read version: a question, and short sentences of one idea each, without abbreviations."""

    question: str
    sentences: tuple[str, ...]


def _menu() -> list[MenuItem]:
    """The entries that the apps register, in order."""
    items = [item for config in apps.get_app_configs() for item in getattr(config, "menu", ())]
    return sorted(items, key=lambda item: item.place)


def _stop(stage: RailStage, number: str, items: Sequence[MenuItem], here: MenuItem | None, page: Page) -> RailStop:
    """A stop with the pages of its stage; it leads to the first of them."""
    pages = [(item.entry(page.region, "", page.departement), item is here) for item in items]
    entries = tuple(replace(entry, current=current) for entry, current in pages if entry is not None)
    label, note = (_(stage.label), _(stage.note)) if stage is UNDERSTAND else (stage.label, stage.note)
    address = entries[0].address if entries else stage.address
    return RailStop(number, label, note, address, stage.is_open, any(page.current for page in entries), entries)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Base of every page model. `title` is a sentence that says the result; `summary` is the first thing read.

    departement : the code of the one whose COP the page is of, "" for the region's.
    """

    title: str
    summary: str = ""
    region: Region | None = None
    departement: str = ""
    section: str = ""
    trail: tuple[Entry, ...] = field(default=())

    @property
    def held_at(self) -> str:
        """What addresses call the COP that the page is of."""
        return held_slug(self.region.slug, self.departement) if self.region else ""

    @property
    def slides(self) -> tuple[Slide, ...]:
        """What a room is shown of this page, in order; nothing for a page that is only enlarged."""
        return ()

    @property
    def words_told(self) -> bool:
        """Whether the words that not everybody knows are told at its foot: those of a region, a lever, a territory."""
        return self.region is not None

    @property
    def easy_title(self) -> str:
        """The title of the easy version, without a number: the last word of the breadcrumb, else the region."""
        name = self.trail[-1].label if self.trail else self.region.name if self.region else self.title
        return _("%(name)s, en mots simples", name=name)

    @property
    def easy(self) -> tuple[EasyPart, ...]:
        """The page in easy words; nothing where there is no such version."""
        return ()

    @property
    def neighbours(self) -> tuple[Entry | None, Entry | None]:
        """The pages before and after this one, where there is an order: a room goes through them by the arrow keys."""
        return None, None

    @property
    def navigation(self) -> list[Entry]:
        """The main entries, those of the region in view; without those of the stages of a COP."""
        entries = (item.entry(self.region, self.section, self.departement) for item in _menu() if not item.stage)
        return [entry for entry in entries if entry is not None]

    @property
    def rail(self) -> tuple[RailStop, ...]:
        """The calendar of the COP as the navigation: what helps to understand, then each stage with its pages; empty
        where no COP is open, for which `navigation` stands."""
        stages = _rail_stages(self.region, self.departement)
        if not stages:
            return ()
        offered = [item for item in _menu() if not item.members or item.holds(self.section)]
        items = [item for item in offered if item.entry(self.region, "")]
        holding = [item for item in items if item.holds(self.section)]
        here = max(holding, key=lambda item: len(item.section), default=None)
        return tuple(
            _stop(stage, str(rank or "◆"), [item for item in items if item.stage == stage.key], here, self)
            for rank, stage in enumerate((UNDERSTAND, *stages))
        )

    @property
    def breadcrumb(self) -> list[Entry]:
        """From the home page to this one; empty on the home page."""
        if self.region is None and not self.trail:
            return []
        links = [Entry(_("Accueil"), path_to("home"))]
        if self.region is not None:
            links.append(Entry(self.region.name, path_to("region", self.region.slug)))
            for row in load_departements(self.region.code) if self.departement else ():
                if row.code == self.departement:
                    links.append(Entry(row.name, address_of("territory", "departement", row.code)))
        links += self.trail
        links[-1] = Entry(links[-1].label, links[-1].address, True)
        return links
