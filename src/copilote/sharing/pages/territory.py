"""The page of a territory: its share, why this much, what is funded and measured there, territories like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.cop.members import LEVELS as ANSWERING
from copilote.dossier.model import Cell, Drawing, Kind, Table
from copilote.dossier.phrases import place_of as in_region
from copilote.exchange.perimeters import LEVEL_WORDS, Place, Redrawn, drawn, place_of
from copilote.exchange.shares import key_title
from copilote.exchange.tabular import Book
from copilote.reference.errors import UnknownNameError, nearest
from copilote.reference.simulator import LeverFigures, Region
from copilote.reference.sources import Source
from copilote.reference.territories import current_communes
from copilote.sharing.around import containing
from copilote.sharing.quantities import quantity_words, remark_on
from copilote.sharing.recorded import perimeter_numbered
from copilote.sharing.sheet import Decision, Figure, Sheet, Unplaced, sheet_of
from copilote.sharing.sheet_words import region_of_code, shown_name
from copilote.simulator.names import find_source
from copilote.simulator.pages.books import caution, of_dossier
from copilote.simulator.pages.frame import Entry, Page, lever_slug
from copilote.simulator.pages.offers import ENDINGS, Offer
from copilote.simulator.pages.regions import GradeCount, grade_counts
from copilote.simulator.pages.seen import TableView, address_of, slug_of, table_view, tied
from copilote.ui.translation import t
from copilote.ui.words import format_decimals, format_number, format_percent

LEVELS = ("departement", "crte", "epci", "ept", "arrondissement", "commune")
"""Levels that have pages; a region has its own, elsewhere."""
DRAWN = "perimetre"
"""Level of a perimeter that a COP drew."""
FIRST = 10
"""Rows that a long list shows before it is unfolded."""


@dataclass(frozen=True, slots=True)
class LeverRow:
    """A lever's share as the page writes it; `map_address` and `address` are "" where there is no such page."""

    label: str
    address: str
    map_address: str
    target: str
    quantity: str
    physical: str
    remark: str
    share: str
    key: str
    grade: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Heavy:
    """One of the levers that weigh most."""

    label: str
    address: str
    target: str
    words: str
    grade: str


@dataclass(frozen=True, slots=True)
class Folded:
    """A long table: its first rows, and the others to be unfolded (None when there are none)."""

    first: TableView
    rest: TableView | None
    rest_title: str


@dataclass(frozen=True, slots=True)
class SeenRegion:
    """What is observed in a region that the territory lies in; `where` has its preposition."""

    where: str
    address: str
    grades: tuple[GradeCount, ...]


@dataclass(frozen=True, kw_only=True)
class TerritoryPage(Page):
    """Everything that the page of a territory says; see `sharing.sheet.Sheet` for the texts."""

    subtitle: str
    notices: tuple[str, ...]
    lead: str
    figures: tuple[Figure, ...]
    around: tuple[tuple[str, Entry], ...]
    actions: tuple[Entry, ...]
    why: tuple[str, ...]
    keys: TableView | None
    keys_pages: tuple[Entry, ...]
    certainty: tuple[tuple[str, str, str], ...]
    certainty_text: str
    heaviest: tuple[Heavy, ...]
    unplaced: tuple[Unplaced, ...]
    by_theme: Drawing
    themes: TableView | None
    levers: tuple[LeverRow, ...]
    inside: tuple[Folded, ...]
    funded: tuple[str, ...]
    funded_table: TableView | None
    projects: Folded | None
    observed: tuple[str, ...]
    measured: TableView | None
    regions_seen: tuple[SeenRegion, ...]
    rest: tuple[str, ...]
    declared: TableView | None
    likeness: Drawing | None
    similar: TableView | None
    decisions: tuple[Decision, ...]
    cautions: tuple[str, ...]
    sources: tuple[Source, ...]
    offer: Offer

    @property
    def plan(self) -> tuple[Entry, ...]:
        """The parts of the page."""
        found = [
            ("pourquoi", _("Pourquoi ce chiffre")),
            ("poids", _("Ce qui pèse le plus")),
            ("themes", _("Par thème")),
            ("pareils", _("Territoires comparables") if self.similar else ""),
            ("reste", _("Ce qui reste")),
            ("decisions", _("Décisions")),
            ("leviers", _("Tous les leviers")),
            ("a-localiser", _("À localiser") if self.unplaced else ""),
            ("dedans", _("Territoires contenus") if self.inside else ""),
            ("finance", _("Déjà financé")),
            ("mesure", _("Mesuré et observé")),
            ("emporter", _("Sources et fichiers")),
        ]
        return tuple(Entry(label, f"#{anchor}") for anchor, label in found if label)

    @property
    def astride(self) -> bool:
        """Whether it lies in several regions, where a share of one target means nothing."""
        return len(self.regions_seen) > 1


def find_territory(level: str, code: str) -> Place:
    """The territory of an address, whatever the case; raises UnknownNameError with the nearest ones."""
    wanted = level.lower()
    if wanted == DRAWN:
        return drawn_place(code)
    if wanted not in (*LEVELS, "region"):
        accepted = _("Niveaux acceptés : %(levels)s.") % {"levels": ", ".join(LEVELS)}
        raise UnknownNameError(_("Niveau"), level[:40], nearest(wanted, LEVELS), accepted)
    return place_of(wanted, code.lower() if wanted == "crte" else code.upper())


def drawn_place(code: str) -> Place:
    """A perimeter that a COP drew, by its number; raises UnknownNameError for one that is no longer in force."""
    found = perimeter_numbered(int(code)) if code.isdecimal() and len(code) < 10 else None
    if found is None:
        accepted = _("La liste des périmètres de chaque COP est sur la page de sa région.")
        raise UnknownNameError(_("Périmètre"), code[:20], accepted=accepted)
    if found.kind == "crte":
        return drawn(Redrawn(str(found.id), found.name, found.codes, found.replaces))
    note = "Périmètre dessiné par la COP : un périmètre de travail."
    return replace(found.gathered.place, code=str(found.id), name=found.name, note=note)


def territory_page(place: Place, former: str = "") -> TerritoryPage:
    """The page of a territory; `former` is the code of a commune of the past that led to it, "" or another text."""
    sheet = sheet_of(place)
    main = region_of_code(place.regions[0])
    regions = tuple(region_of_code(code) for code in place.regions)
    alike = sheet.table("similar")
    names = {part.lever.id: part.lever for part in sheet.share.parts}
    return TerritoryPage(
        title=tied(sheet.title),
        summary=tied(sheet.lead),
        region=main,
        section="territories",
        trail=_trail(sheet, main),
        subtitle=sheet.subtitle,
        notices=tuple(tied(note) for note in (*_passage(place, former), *sheet.notes)),
        lead=tied(sheet.lead),
        figures=tuple(Figure(one.value, tied(one.meaning)) for one in sheet.figures),
        around=_around(place, regions),
        actions=_actions(place, main),
        why=tuple(tied(sentence) for sentence in sheet.why),
        keys=_view(sheet.table("keys"), leave_out=("weight_percent",) if len(regions) > 1 else ()),
        keys_pages=_pages("keys", regions),
        certainty=sheet.certainty,
        certainty_text=tied(sheet.certainty_text),
        heaviest=tuple(
            Heavy(one.label, _lever_address(names[one.id], main), one.target, tied(one.words), one.grade)
            for one in sheet.heaviest
        ),
        unplaced=sheet.unplaced,
        by_theme=sheet.by_theme,
        themes=_view(sheet.table("themes")),
        levers=_levers(sheet, main),
        inside=tuple(_split(_to_territories(table)) for table in sheet.tables if table.key.startswith("inside")),
        funded=tuple(tied(sentence) for sentence in sheet.funded),
        funded_table=_view(sheet.table("funded")),
        projects=_folded(sheet.table("projects")),
        observed=tuple(tied(sentence) for sentence in sheet.observed),
        measured=_view(sheet.table("measured")),
        regions_seen=tuple(
            SeenRegion(in_region(one), reverse("observed", args=[one.slug]), grade_counts(one.code, one.slug))
            for one in regions
        ),
        rest=tuple(tied(sentence) for sentence in sheet.rest),
        declared=_view(sheet.table("declared")),
        likeness=sheet.likeness,
        similar=None if alike is None else _to_territories(alike),
        decisions=sheet.decisions,
        cautions=tuple(tied(sentence) for sentence in sheet.cautions),
        sources=tuple(
            find_source(key) for key in dict.fromkeys(key for table in sheet.tables for key in table.sources)
        ),
        offer=_offer(place),
    )


def territory_book(level: str, code: str) -> Book:
    """The tables of a territory's page, the levers first, for its files."""
    sheet = sheet_of(find_territory(level, code))
    place = sheet.place
    first = sheet.table("levers")
    tables = [table for table in (first, *sheet.tables) if table is not None]
    kept = dict.fromkeys(table.key for table in tables)
    by_key = {table.key: table for table in tables}
    title = _("%(name)s : part indicative des objectifs de 2030") % {"name": sheet.name}
    notes = (*sheet.notes, sheet.certainty_text, caution())
    return Book(
        f"copilote-{place.level}-{slug_of(place.code)}-part",
        title,
        tuple(of_dossier(by_key[key]) for key in kept),
        notes,
    )


def _passage(place: Place, former: str) -> tuple[str, ...]:
    """The note of a commune of the past, when it is one that this commune holds."""
    if place.level != "commune" or not former or former == place.code:
        return ()
    try:
        passage = current_communes(former)
    except UnknownNameError:
        return ()
    return (t(passage.note),) if place.code in passage.codes else ()


def _trail(sheet: Sheet, region: Region) -> tuple[Entry, ...]:
    here = reverse("territory", args=[sheet.place.level, sheet.place.code])
    territories = address_of("territories", region.slug)
    found = (Entry(_("Territoires"), territories),) if territories else ()
    return (*found, Entry(sheet.name, here))


def _around(place: Place, regions: Sequence[Region]) -> tuple[tuple[str, Entry], ...]:
    """(level in words, link) of what the territory lies in."""
    found = [
        (t(LEVEL_WORDS[one.level]), Entry(shown_name(one.name), reverse("territory", args=[one.level, one.code])))
        for one in containing(place)
    ]
    return (*found, *((t("région"), Entry(one.name, reverse("region", args=[one.slug]))) for one in regions))


def _actions(place: Place, region: Region) -> tuple[Entry, ...]:
    """What one does next: print the sheet, show the deck, look at the map."""
    found = [Entry(_("Imprimer la fiche (PDF)"), address_of("territory_sheet", place.level, place.code))]
    if place.level == "departement":
        found += [
            Entry(_("Diaporama de la réunion (PDF)"), address_of("deck", region.slug, place.code, "pdf")),
            Entry(_("Diaporama modifiable (PPTX)"), address_of("deck", region.slug, place.code, "pptx")),
        ]
    found.append(Entry(_("Comparer sur la carte de la région"), address_of("territories", region.slug)))
    if place.level in ANSWERING:
        found.append(Entry(_("Propositions du territoire"), address_of("proposals", place.level, place.code)))
    return tuple(one for one in found if one.address)


def _pages(name: str, regions: Sequence[Region]) -> tuple[Entry, ...]:
    found = (Entry(one.name, address_of(name, one.slug)) for one in regions)
    return tuple(one for one in found if one.address)


def _lever_address(lever: LeverFigures, region: Region) -> str:
    home = region if lever.region == region.code else region_of_code(lever.region)
    return reverse("lever", args=[home.slug, lever_slug(lever)])


def _levers(sheet: Sheet, region: Region) -> tuple[LeverRow, ...]:
    shown = [part for part in sheet.share.placed if part.tonnes is not None]
    ordered = sorted(shown, key=lambda part: (-(part.tonnes or 0), part.lever.label))
    across = address_of("territories", region.slug)
    return tuple(
        LeverRow(
            t(part.lever.label),
            _lever_address(part.lever, region),
            f"{across}?levier={part.lever.id}" if across and part.lever.region == region.code else "",
            _kt(part.target_kt, sheet.share.total_kt),
            t(part.lever.quantity or ""),
            quantity_words(part),
            tied(remark_on(part)),
            "" if part.share is None else format_percent(part.share),
            t(key_title(part.rule.key)),
            sheet.grade_words(part),
            part.rule.chosen,
        )
        for part in ordered
    )


def _kt(value: float | None, largest: float) -> str:
    """A share with as many decimals as its column needs, so that they stand one under the other."""
    if value is None or 0 < value < (0.005 if largest >= 1 else 0.0005):
        return format_number(value)
    return format_decimals(value, 1 if largest >= 1000 else 2 if largest >= 1 else 3)


def _shown(table: Table, leave_out: Sequence[str] = ()) -> TableView:
    """A table of the sheet; its kt are written to the scale of the territory, to the tonne in a village."""
    view = table_view(table, leave_out=leave_out)
    kinds = [(i, column.kind) for i, column in enumerate(table.columns) if column.page and column.key not in leave_out]
    columns = tuple(
        replace(one, number=one.number and kind is not Kind.YEAR)
        for one, (_i, kind) in zip(view.columns, kinds, strict=True)
    )
    largest = max((v for row in table.rows for v in _kt_of(row, table)), default=0.0)
    rows = tuple(
        tuple(
            replace(cell, text=_kt(_number(row[i]), largest)) if kind is Kind.KT and largest < 100 else cell
            for cell, (i, kind) in zip(cells, kinds, strict=True)
        )
        for cells, row in zip(view.rows, table.rows, strict=True)
    )
    return replace(view, columns=columns, rows=rows, note=tied(view.note))


def _view(table: Table | None, leave_out: Sequence[str] = ()) -> TableView | None:
    return None if table is None else _shown(table, leave_out)


def _kt_of(row: Sequence[Cell], table: Table) -> list[float]:
    found = [_number(cell) for cell, column in zip(row, table.columns, strict=True) if column.kind is Kind.KT]
    return [one for one in found if one is not None]


def _number(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None


def _linked(view: TableView, addresses: Sequence[str]) -> TableView:
    """The first cell of each row as a link."""
    rows = tuple((replace(row[0], link=address), *row[1:]) for row, address in zip(view.rows, addresses, strict=True))
    return replace(view, rows=rows)


def _to_territories(table: Table) -> TableView:
    """Rows of territories (name, code, level, …), each leading to its page."""
    return _linked(_shown(table), [reverse("territory", args=[str(row[2]), str(row[1])]) for row in table.rows])


def _folded(table: Table | None) -> Folded | None:
    return None if table is None else _split(_shown(table))


def _split(view: TableView) -> Folded:
    if len(view.rows) <= FIRST + 2:
        return Folded(view, None, "")
    title = _("%(title)s : les %(count)s suivants") % {"title": view.caption, "count": len(view.rows) - FIRST}
    rest = replace(view, key=f"{view.key}-suite", caption=title, rows=view.rows[FIRST:], note="")
    return Folded(replace(view, rows=view.rows[:FIRST]), rest, title)


def _offer(place: Place) -> Offer:
    titles = (
        _("Données pour un tableur (CSV)"),
        _("Classeur et sources (XLSX)"),
        _("Données pour un programme (JSON)"),
    )
    files = tuple(
        Entry(title, reverse("territory_data", args=[place.level, place.code, ending]))
        for title, ending in zip(titles, ENDINGS, strict=True)
    )
    return Offer(files)
