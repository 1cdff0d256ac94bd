"""What documents take from a sheet: tables cut to a few columns and rows, already written, and their sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from copilote.dossier.model import Cell, Kind, Table
from copilote.dossier.render import written
from copilote.sharing.quantities import grade_words, quantity_words
from copilote.sharing.sheet import Sheet
from copilote.simulator.names import find_source
from copilote.ui.translation import t
from copilote.ui.words import NBSP, UNKNOWN, with_unit

LONGEST_NAME = 84
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready to be set: titles of the columns, which hold numbers, and texts. total : the last row is a sum."""

    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    total: bool = False


def rows_of(table: Table | None) -> Iterator[Row]:
    """The rows of a table by the keys of its columns; none for a table that does not exist."""
    if table is not None:
        keys = [column.key for column in table.columns]
        for row in table.rows:
            yield dict(zip(keys, row, strict=True))


def text_of(cell: Cell, kind: Kind = Kind.TEXT) -> str:
    """A cell in words: names in the language in use and the French apostrophe; what is not known says so."""
    if cell is None:
        return t(UNKNOWN) if kind.numeric else ""
    return t(cell).replace("'", "’") if isinstance(cell, str) else written(cell, kind)


def grid(
    columns: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]], caption: str = "", *, total: bool = False
) -> Grid:
    """A grid of (title, holds numbers) columns."""
    titles, numeric = zip(*columns, strict=True)
    return Grid(titles, numeric, tuple(tuple(row) for row in rows), caption, total)


def number(key: str, kind: Kind = Kind.KT) -> Callable[[Row], str]:
    """How a column of numbers is written."""
    return lambda row: text_of(row.get(key), kind)


def shortened(text: str, most: int = LONGEST_NAME) -> str:
    """A long name cut between two words, with the sign that it goes on: the files hold it whole."""
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(' ', 1)[0].rstrip(' ,;:-–')}{NBSP}…"


def lever_grid(sheet: Sheet) -> Grid:
    """The levers that are placed, in both units, with their share of the region, key and grade."""
    placed = {part.lever.id: sheet.grade_words(part) for part in sheet.share.placed if part.tonnes is not None}
    columns = (
        (_("Levier"), False),
        (_("Part (kt)"), True),
        (_("Grandeur physique (2019 répartie → 2030)"), False),
        (_("% de la région"), True),
        (_("Clé de répartition"), False),
        (_("Certitude"), False),
    )
    share, kt = number("share_percent", Kind.PERCENT), number("target_kt")

    def physical(row: Row) -> str:
        part = sheet.share.part(str(row["id"]))
        return (quantity_words(part) if part else "") or _("en kt seulement")

    def grade(row: Row) -> str:
        part = sheet.share.part(str(row["id"]))
        return grade_words(part) if part else text_of(row["grade"])

    return grid(
        columns,
        (
            (text_of(row["lever"]), kt(row), physical(row), share(row), text_of(row["key"]), placed[str(row["id"])])
            for row in rows_of(sheet.table("levers"))
            if row["id"] in placed
        ),
    )


def place_grid(table: Table, rows: Iterable[Row] | None = None) -> Grid:
    """Territories with inhabitants, share and share per inhabitant."""
    people, kt, head = number("population", Kind.COUNT), number("target_kt"), number("per_head_t", Kind.NUMBER)
    columns = ((_("Territoire"), False), (_("Habitants"), True), (_("Part (kt)"), True), (_("t par habitant"), True))
    shown = rows_of(table) if rows is None else rows
    return grid(columns, ((text_of(row["name"]), people(row), kt(row), head(row)) for row in shown), t(table.title))


def measured_grid(table: Table) -> Grid:
    """What is measured, with its year and level."""
    rows = (
        (
            text_of(row["label"]),
            with_unit(text_of(row["value"], Kind.NUMBER), text_of(row["unit"])),
            text_of(row["year"], Kind.YEAR) if row["year"] is not None else "",
            text_of(row["level"]),
        )
        for row in rows_of(table)
    )
    columns = ((_("Mesure"), False), (_("Valeur"), True), (_("Année"), False), (_("Mesuré par"), False))
    return grid(columns, rows, t(table.title))


def project_grid(table: Table, most: int) -> Grid:
    """The largest projects with their holder and euros."""
    euros = number("amount_eur", Kind.EUR)
    shown = list(rows_of(table))[:most]
    title = _("Les plus grands projets financés") if len(shown) > 1 else _("Le projet financé")
    columns = ((_("Projet"), False), (_("Porteur"), False), (_("Montant (€)"), True))
    return grid(
        columns,
        ((shortened(text_of(row["name"])), shortened(text_of(row["beneficiary"]), 44), euros(row)) for row in shown),
        title,
    )


def source_lines(tables: Iterable[Table]) -> tuple[str, ...]:
    """The sources of tables, once each: title, publisher by its initials where it has some, year."""
    keys = dict.fromkeys(key for table in tables for key in table.sources)
    found = (find_source(key) for key in keys)
    return tuple(f"{one.title.rstrip('.')} ({_initials(one.publisher)}, {one.year})" for one in found)


def _initials(publisher: str) -> str:
    """ "Institut national de la statistique et des études économiques (Insee)" is read "Insee"."""
    return re.sub(r"(?<!\w)[A-ZÀ-Ý]\w+ [^,;()]*?\s?\((\w+)\)", r"\1", publisher)


def grid_record(one: Grid) -> dict[str, object]:
    """A grid as the templates read it."""
    return {
        "columns": [
            {"title": title, "numeric": numeric} for title, numeric in zip(one.columns, one.numeric, strict=True)
        ],
        "rows": one.rows,
        "caption": one.caption,
        "total": one.total,
    }
