"""The one table: typed columns over rows of cells, the same object for the page, the files, the print and the slide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from copilote.publish.mention import said
from copilote.words import _

Item = TypeVar("Item")


class Kind(Enum):
    """What a column holds, hence how it is written and which side it leans to."""

    TEXT = "text"
    CODE = "code"
    YEAR = "year"
    COUNT = "count"
    NUMBER = "number"
    KT = "kt"
    PERCENT = "percent"
    EUR = "eur"

    @property
    def numeric(self) -> bool:
        """True for what leans to the right and is a number in a spreadsheet."""
        return self not in (Kind.TEXT, Kind.CODE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as its reader needs it: `decimals`, and its sign for an addition; files hold it whole."""

    value: float
    decimals: int
    sign: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """A cell that leads somewhere on a page; files hold `value` alone.

    french : the text was typed by people and stays French on an English page, which says so. text : how the page
    writes it, when not as its column does; "" writes nothing. note : what the page says beneath, in small letters.
    """

    value: str | int | float | None
    address: str = ""
    french: bool = False
    text: str | None = None
    note: str = ""


Plain = str | int | float | bool | None
Cell = Plain | Shown | Linked


def plain(cell: Cell) -> Plain:
    """A cell as files hold it: the whole number or the bare text, not its written form."""
    return cell.value if isinstance(cell, Shown | Linked) else cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column, declared once (`publish.columns`) and reused.

    key : its English name in files, with its unit ("target_kt"). title : French, marked by `N_` where it is a constant.
    unit : as people say it, "" without one. decimals : what a spreadsheet shows of a number, None: those of its kind.
    page, file : False keeps it out of the page, or out of the files. typed : names and reasons that people wrote, which
    an English page says to be French.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    decimals: int | None = None
    page: bool = True
    file: bool = True
    typed: bool = False

    @property
    def heading(self) -> str:
        """The title in the language in use."""
        return _(self.title)

    @property
    def head(self) -> str:
        """Title and unit in one, as files have it."""
        return f"{self.heading} ({_(self.unit)})" if self.unit else self.heading

    @property
    def leans(self) -> bool:
        """Whether it leans to the right: numbers do, but years."""
        return self.kind.numeric and self.kind is not Kind.YEAR

    def called(self, title: str, *, unit: str | None = None) -> Column:
        """The same under another title, or in another unit."""
        return replace(self, title=title, unit=self.unit if unit is None else unit)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns; None is "not known". The first column of the page names the row.

    sources : keys of sources.toml. sheet : name of its sheet in a workbook, the title when "". origin : the project's
    table. follow : the command that traces its figures. remarks : (mark, text) of the notes that rows refer to.
    anchors : an identifier a row, for links within the page. total : whether the last row is a sum. heads : ranks of
    the rows that open a group and sum it. changed : ranks of the rows that stand out.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sources: tuple[str, ...] = ()
    origin: str = ""
    follow: str = ""
    note: str = ""
    remarks: tuple[tuple[str, str], ...] = ()
    anchors: tuple[str, ...] = ()
    sheet: str = ""
    total: bool = False
    heads: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()

    @classmethod
    def of(
        cls,
        key: str,
        title: str,
        fields: Sequence[tuple[Column, Callable[[Item], Cell]]],
        items: Iterable[Item],
        sources: Iterable[str] = (),
        **rest: Any,
    ) -> Table:
        """A table of (column, how it is read from an item) over items: what a column is and holds, on one line."""
        rows = tuple(tuple(read(item) for _column, read in fields) for item in items)
        columns = tuple(column for column, _read in fields)
        return cls(key, title, columns, rows, tuple(dict.fromkeys(sources)), **rest)

    @classmethod
    def of_texts(
        cls,
        key: str,
        title: str,
        heads: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        numbers: Sequence[int] = (),
        **rest: Any,
    ) -> Table:
        """A table of texts that are written already, under titles; `numbers` are the ranks of columns of numbers."""
        columns = tuple(
            Column(f"{key}_{rank}", head, Kind.NUMBER if rank in numbers else Kind.TEXT)
            for rank, head in enumerate(heads)
        )
        return cls(key, title, columns, tuple(tuple(row) for row in rows), **rest)

    def linked(self, addresses: Mapping[str, str]) -> Table:
        """The table with its first cells leading to pages, by their text."""
        rows = tuple((Linked(str(plain(row[0])), addresses.get(str(plain(row[0])), "")), *row[1:]) for row in self.rows)
        return replace(self, rows=rows)

    def cut(self, kept: Callable[[Column], bool]) -> Table:
        """The table with the columns that are kept."""
        at = [rank for rank, column in enumerate(self.columns) if kept(column)]
        rows = tuple(tuple(row[rank] for rank in at) for row in self.rows)
        return replace(self, columns=tuple(self.columns[rank] for rank in at), rows=rows)

    def without(self, *keys: str) -> Table:
        """The table without some columns."""
        return self.cut(lambda column: column.key not in keys)

    def picked(self, *columns: Column) -> Table:
        """These columns, found by their keys, in this order and as they are declared here."""
        keys = [column.key for column in self.columns]
        at = [keys.index(column.key) for column in columns]
        return replace(self, columns=columns, rows=tuple(tuple(row[rank] for rank in at) for row in self.rows))

    def called(self, titles: Mapping[str, str]) -> Table:
        """The table with other titles for some columns, by key, which hold their unit."""
        columns = (column.called(titles[column.key], unit="") if column.key in titles else column
                   for column in self.columns)  # fmt: skip
        return replace(self, columns=tuple(columns))

    @property
    def for_page(self) -> Table:
        """The columns that a page or a document shows."""
        return self.cut(lambda column: column.page)

    @property
    def for_files(self) -> Table:
        """The columns that files hold, with plain cells."""
        table = self.cut(lambda column: column.file)
        return replace(table, rows=tuple(tuple(plain(cell) for cell in row) for row in table.rows))

    def records(self) -> Iterator[dict[str, Cell]]:
        """The rows by the keys of their columns."""
        keys = [column.key for column in self.columns]
        for row in self.rows:
            yield dict(zip(keys, row, strict=True))


@dataclass(frozen=True, slots=True)
class Book:
    """What a page offers to download: its tables, the main one first, what must be read with them, and its address.

    name : of the files, without ending. address : of the page, as its reader sees it. opening : paragraphs of a first
    sheet "À lire"; none when empty.
    """

    name: str
    title: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    address: str = ""
    opening: tuple[str, ...] = ()

    @property
    def mentioned(self) -> Book:
        """The book as it leaves: with what every file says first, where there is something."""
        mention = said()
        if not mention or mention in self.notes:
            return self
        return replace(self, notes=(mention, *self.notes), opening=(mention, *self.opening))

    @property
    def source_keys(self) -> tuple[str, ...]:
        """The sources of all the tables, in order, once each."""
        return tuple(dict.fromkeys(key for table in self.tables for key in table.sources))
