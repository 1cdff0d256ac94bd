"""The page of a territory: its share, why this much, what is funded and measured there, territories like it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from copilote.adaptation.reads import ClimateBlock, climate_block
from copilote.cop.members import LEVELS as ANSWERING
from copilote.exchange.around import containing, funded_in, measured
from copilote.exchange.place import LEVEL_WORDS, Place
from copilote.exchange.shares import key_title
from copilote.planning.declination import Part
from copilote.publish.columns import CERTAINTY, KEY, LEVER
from copilote.publish.table import Book, Cell, Column, Kind, Linked, Table
from copilote.reference.passage import passage_note
from copilote.reference.projects import Project
from copilote.reference.simulator import LeverFigures, Region
from copilote.reference.sources import Source, find_source
from copilote.sharing.pages.acting import WhoActs, who_acts
from copilote.sharing.pages.mini_map import mini_map
from copilote.sharing.quantities import quantity_words, remark_on
from copilote.sharing.recorded import crte_of
from copilote.sharing.sheet import TerritorySheet, sheet_of
from copilote.sharing.sheet_words import region_of_code
from copilote.sharing.territories import find_territory
from copilote.ui.addresses import address_of, slug_of
from copilote.ui.cautions import caution
from copilote.ui.charts import Chart
from copilote.ui.daily_words import place_of as in_region
from copilote.ui.downloads import Offer, offer
from copilote.ui.easy import efforts, tonnes, who_decides, why
from copilote.ui.indicators import GradeCount, count_grades, shown_in
from copilote.ui.page import EasyPart, Entry, Page, Slide
from copilote.ui.quantities import in_tonnes
from copilote.ui.resources_here import PanoramaHere, here_table, panorama_here
from copilote.ui.summary import KeyFigure
from copilote.ui.targets import LeverWords
from copilote.words import N_, _
from copilote.words.numbers import counted, format_decimals, format_eur, format_number, format_percent
from copilote.words.typography import capital, quoted, tied

CARS, THOUSAND = "augm_voitelec", 1000
"""The lever of electric cars, that its region counts in thousands."""
GRANTS = 3
FIRST = 10
"""Rows that a long list shows before it is unfolded."""


@dataclass(frozen=True, kw_only=True)
class TerritoryPage(Page):
    """What the page of a territory adds to its sheet, which holds the texts and drawings.

    around : (level in words, link) of what it lies in. answers : whether its members say something of it. heaviest :
    with the addresses of their pages. tables : those of the sheet, by key. inside, projects : long ones, their first
    rows and the others (None when there are none). regions_seen : (region with its preposition, address, grades) of
    what is observed around. screen_sources : the sources of what is not printed, when nothing else needs them.
    """

    sheet: TerritorySheet
    passage: str
    around: tuple[tuple[str, Entry], ...]
    answers: bool
    regions: tuple[Region, ...]
    heaviest: tuple[tuple[LeverWords, str], ...]
    levers: Table
    tables: Mapping[str, Table]
    inside: tuple[tuple[Table, Table | None], ...]
    projects: tuple[Table, Table | None] | None
    regions_seen: tuple[tuple[str, str, tuple[GradeCount, ...]], ...]
    household: KeyFigure | None
    map: Chart | None
    climate: ClimateBlock
    panorama: PanoramaHere
    acting: WhoActs | None
    grants: tuple[Project, ...]
    grants_near: tuple[str, Entry] | None
    sources: tuple[Source, ...]
    screen_sources: tuple[Source, ...]
    offer: Offer

    @property
    def easy(self) -> tuple[EasyPart, ...]:
        """The territory in easy words."""
        kt = self.sheet.share.total_kt
        asked = _(
            "Ici, il faut éviter environ %(tonnes)s de gaz chaque année. C’est un repère, pas un ordre.",
            tonnes=tonnes(kt),
        )
        parts = [why(), EasyPart(_("Que faut-il faire d’ici 2030 ?"), (asked,) if kt else ())]
        largest = efforts(lever for lever, _address in self.heaviest)
        parts.append(EasyPart(_("Quels sont les plus gros efforts ?"), largest))
        if self.acting:
            parts += [
                EasyPart(
                    _("Que peut faire %(who)s ?", who=acting.label),
                    tuple(f"{capital(action)}." for _lever, action, _basis in acting.actions),
                )
                for acting in self.acting.near
            ]
        return (*(part for part in parts if part.sentences), who_decides())

    @property
    def simulated(self) -> bool:
        """Whether the simulator opens on its own levers: not one astride regions, nor one without a placed lever."""
        return len(self.regions) == 1 and bool(self.sheet.share.placed) and not self.sheet.share.official

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The territory for a room: its share by theme, what weighs most, of whom it depends."""
        figures = tuple((figure.value, figure.meaning) for figure in self.sheet.figures)
        note = _("Part indicative")
        slides = [Slide(self.title, self.sheet.by_theme.narrow, figures[:3], note)]
        if self.heaviest:
            weighty = tuple((lever.target, lever.sentence) for lever, _address in self.heaviest[:3])
            slides.append(Slide(_("%(name)s : ce qui pèse le plus", name=self.sheet.name), None, weighty, note))
        if self.acting:
            actors = tuple((acting.part, acting.label) for acting in self.acting.others if acting.part)[:3]
            title = _("%(name)s : de qui cela dépend", name=self.sheet.name)
            slides.append(Slide(title, self.acting.drawing.narrow, actors, note))
        return tuple(slides)

    @property
    def keys(self) -> Table | None:
        """What each key shares, with its part of the region's where there is one region."""
        keys = self.tables.get("keys")
        return keys.without("weight_percent") if keys and self.sheet.place.several_regions else keys


def territory_page(place: Place, former: str = "") -> TerritoryPage:
    """The page of a territory; `former` is the code of a commune of the past that led to it, "" or another text."""
    sheet, regions = sheet_of(place), tuple(map(region_of_code, place.regions))
    wider = containing(place, crte_of)
    if sheet.small:
        sheet = replace(sheet, tables=tuple(map(in_tonnes, sheet.tables)))
    tables = {table.key: _at_scale(table) for table in sheet.tables}
    for key, table in tables.items():
        if key == "similar" or key.startswith("inside"):
            tables[key] = _to_territories(table)
    levers, main = {part.lever.id: part.lever for part in sheet.share.parts}, regions[0]
    printed = dict.fromkeys(_source_keys(sheet))
    return TerritoryPage(
        title=tied(sheet.title),
        summary=tied(sheet.lead),
        region=main,
        section="territories",
        trail=(
            Entry.to(_("Territoires"), "territories", main.slug),
            Entry.to(sheet.name, "territory", place.level, place.code),
        ),
        sheet=sheet,
        passage=passage_note(former, place.code) if place.level == "commune" else "",
        around=_around(wider, regions),
        answers=place.level in ANSWERING,
        regions=regions,
        heaviest=tuple((lever, _lever_address(levers[lever.id])) for lever in sheet.heaviest),
        levers=_levers(sheet, main),
        tables=tables,
        inside=tuple(_folded(table) for key, table in tables.items() if key.startswith("inside")),
        projects=_folded(tables["projects"]) if "projects" in tables else None,
        regions_seen=tuple(
            (in_region(region), address, count_grades(shown, address) if (shown := shown_in(region.code)) else ())
            for region in regions
            for address in [reverse("observed", args=[region.slug])]
        ),
        household=_household(sheet),
        map=mini_map(place),
        climate=climate_block(place),
        panorama=(panorama := panorama_here(place)),
        acting=who_acts(sheet.share),
        grants=funded_in(place)[:GRANTS],
        grants_near=_grants_near(wider),
        sources=tuple(map(find_source, printed)),
        screen_sources=tuple(find_source(key) for key in panorama.sources if key not in printed),
        offer=offer("territory", [place.level, place.code]),
    )


def _source_keys(sheet: TerritorySheet) -> tuple[str, ...]:
    return tuple(key for table in sheet.tables for key in table.sources)


def territory_book(level: str, code: str) -> Book:
    """The tables of a territory's page, the levers first, for its files."""
    sheet = sheet_of(find_territory(level, code))
    tables = sorted(sheet.tables, key=lambda table: table.key != "levers")
    if (panorama := panorama_here(sheet.place)).lines:
        tables.append(here_table(panorama))
    return Book(
        f"copilote-{sheet.place.level}-{slug_of(sheet.place.code)}-part",
        _("%(name)s : part indicative des objectifs de 2030", name=sheet.name),
        tuple(tables),
        (*sheet.notes, sheet.certainty_text, caution()),
    )


def _household(sheet: TerritorySheet) -> KeyFigure | None:
    """Electric cars of 2030 by household: "1 pour 5"; None where either is not known, or where that is no whole number
    of households."""
    part = next((part for part in sheet.share.placed if part.lever.id == CARS), None)
    homes = next((figure.value for figure in measured(sheet.place) if figure.figure == "households"), None)
    if part is None or not part.physical or not homes:
        return None
    households = round(homes / (THOUSAND * part.physical))
    if not 2 <= households <= 50:
        return None
    value = _("1 pour %(count)s", count=households)
    return KeyFigure(value, _("ménages : une voiture électrique, en 2030 (environ)"))


def _grants_near(around: Sequence[Place]) -> tuple[str, Entry] | None:
    """What is funded in the territory around, and its page; None for what lies in none."""
    wider = next(iter(around), None)
    projects = funded_in(wider) if wider else ()
    if wider is None or not projects:
        return None
    amount = format_eur(float(sum(project.amount_eur for project in projects)))
    count = counted(len(projects), "projet", "projets")
    entry = Entry(quoted(wider.name), f"{reverse('territory', args=[wider.level, wider.code])}#finance")
    return f"{amount}, {count}", entry


def _around(wider: Sequence[Place], regions: Sequence[Region]) -> tuple[tuple[str, Entry], ...]:
    """(level in words, link) of what the territory lies in."""
    links = [
        (_(LEVEL_WORDS[other.level]), Entry.to(quoted(other.name), "territory", other.level, other.code))
        for other in wider
        if other.name not in {region.name for region in regions}
    ]
    return (*links, *((_("région"), Entry.to(region.name, "region", region.slug)) for region in regions))


def _lever_address(lever: LeverFigures) -> str:
    return address_of("lever", region_of_code(lever.region).slug, lever.slug)


def _levers(sheet: TerritorySheet, region: Region) -> Table:
    """Every lever that is shared here, the heaviest first, with its map across the region."""
    unit, across = _("tCO2e") if sheet.small else _("ktCO2e"), reverse("territories", args=[region.slug])

    def share(part: Part) -> str:
        return format_decimals(part.tonnes, 0) if sheet.small else _kt(part.target_kt, sheet.share.total_kt)

    def key(part: Part) -> Linked:
        return Linked(key_title(part.rule.key), "", note=_("choix de la COP") if part.rule.chosen else "")

    def drawn(part: Part) -> Cell:
        return Linked(_("carte"), f"{across}?levier={part.lever.id}") if part.lever.region == region.code else ""

    fields: list[tuple[Column, Callable[[Part], Cell]]] = [
        (LEVER, lambda part: Linked(part.lever.label, _lever_address(part.lever), note=part.lever.quantity or "")),
        (Column("target_kt", _("Part (%(unit)s)", unit=unit), Kind.NUMBER), share),
        (
            Column("physical", N_("Grandeur physique, 2019 (répartie) → 2030"), Kind.NUMBER),
            lambda part: Linked(quantity_words(part) or _("se compte en CO2e seulement"), note=remark_on(part)),
        ),
        (
            Column("share", N_("Part de la région"), Kind.NUMBER, page=not sheet.place.several_regions),
            lambda part: "" if part.share is None else format_percent(part.share),
        ),
        (KEY.called(N_("Clé de répartition")), key),
        (CERTAINTY, sheet.grade_words),
        (Column("map", N_("Carte")), drawn),
    ]
    title = _("Les leviers du territoire, du plus grand au plus petit")
    # What is nothing here is in the files: a page of "0,00 kt" says nothing to anyone.
    return Table.of("tous-les-leviers", title, fields, [part for part in sheet.share.heaviest if part.tonnes])


def _kt(value: float | None, largest: float) -> str:
    """A share with as many decimals as its column needs, so that they stand one under the other."""
    if value is None or 0 < value < (0.005 if largest >= 1 else 0.0005):
        return format_number(value)
    return format_decimals(value, 1 if largest >= 1000 else 2 if largest >= 1 else 3)


def _at_scale(table: Table) -> Table:
    """A table of the sheet, its kt written to the scale of the territory: to the tonne in a village."""
    kt_ranks = {rank for rank, column in enumerate(table.columns) if column.kind is Kind.KT}

    def amount(rank: int, cell: Cell) -> float | None:
        return cell if rank in kt_ranks and isinstance(cell, int | float) else None

    amounts = [kt for row in table.rows for rank, cell in enumerate(row) if (kt := amount(rank, cell)) is not None]
    largest = max(amounts, default=0.0)
    if largest >= 100:
        return table
    rows = (
        tuple(
            cell if (kt := amount(rank, cell)) is None else Linked(kt, text=_kt(kt, largest))
            for rank, cell in enumerate(row)
        )
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def _to_territories(table: Table) -> Table:
    """Rows of territories (name, code, level, …), each leading to its page."""
    rows = ((Linked(row[0], reverse("territory", args=[row[2], row[1]])), *row[1:]) for row in table.rows)  # type: ignore[arg-type]
    return replace(table, rows=tuple(rows))


def _folded(table: Table) -> tuple[Table, Table | None]:
    """A long table's first rows, and the others to be unfolded; None when there are none."""
    if len(table.rows) <= FIRST + 2:
        return table, None
    title = _("%(title)s : les %(count)s suivants", title=table.title, count=len(table.rows) - FIRST)
    rest = replace(table, key=f"{table.key}-suite", title=title, rows=table.rows[FIRST:], note="")
    return replace(table, rows=table.rows[:FIRST]), rest
