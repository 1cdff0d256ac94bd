"""What was found in a file: a sheet whose header was recognised, and its rows, read under the layout's columns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from copilote.exchange.intake.cells import CellKind, folded
from copilote.exchange.intake.layout import FileColumn, FileLayout, Places
from copilote.exchange.intake.notes import FileProblem, Notes
from copilote.exchange.intake.tables import TextRow, TextTable
from copilote.reference.errors import InputError
from copilote.words import _

HEADER_WITHIN = 20
"""Rows among which the header is looked for: publishers put a title and notes above it."""
PATIENCE_S, EVERY_S = 2.0, 0.5
"""Progress is told after this time, and no more often than that."""
Progress = Callable[[int, int], None]
"""Told the rows done and all of them."""


@dataclass(frozen=True)
class FileSheet:
    """A table of a file in a layout. header : as written; body : the rows beneath; among : one of several files."""

    layout: FileLayout
    file: str
    name: str
    header: tuple[str, ...]
    body: Sequence[TextRow]
    notes: Notes
    places: Places
    beside: tuple[FileSheet, ...] = ()
    among: bool = False
    on_progress: Progress | None = None

    @cached_property
    def columns(self) -> dict[str, FileColumn]:
        """Its layout's columns by name."""
        return {column.name: column for column in self.layout.columns}

    @cached_property
    def titles(self) -> list[str]:
        """Column titles, folded."""
        return [folded(title) for title in self.header]

    def has(self, column: str) -> bool:
        """Whether a column is there."""
        return bool(self.places[column])

    def title(self, column: str | int) -> str:
        """A column's title as written; the name that the layout gives it when it is not there."""
        if isinstance(column, int):
            return self.header[column]
        return self.header[self.places[column][0]] if self.places.get(column) else column

    def problem(self, line: int, column: str | int, what: str, value: str = "", *, doubt: bool = False) -> None:
        """Note what makes the file unusable. value : the cell. doubt : it is only to be looked at."""
        title = self.title(column) if column != "" else ""
        self.notes.problem(FileProblem(line, title, what, self.name, self.file if self.among else "", value, doubt))

    def __iter__(self) -> Iterator[FileRow]:
        """The rows, each as wide as the header at least; one that says the header again is left out."""
        width, total, started = len(self.header), len(self.body), time.monotonic()
        last = started + PATIENCE_S - EVERY_S
        for rank, (line, cells) in enumerate(self.body):
            if self.on_progress is not None and not rank % 256 and time.monotonic() - last > EVERY_S:
                last = time.monotonic()
                self.on_progress(rank, total)
            if cells != self.header:
                short = width - len(cells)
                yield FileRow(self, line, cells + ("",) * short if short > 0 else cells)
        if self.on_progress is not None and time.monotonic() - started > PATIENCE_S:
            self.on_progress(total, total)


class FileRow:
    """A row: `row["amount"]` is the value of a column, None when it is empty or wrong (which is noted)."""

    __slots__ = ("_known", "cells", "line", "sheet")

    def __init__(self, sheet: FileSheet, line: int, cells: tuple[str, ...]) -> None:
        self.sheet, self.line, self.cells = sheet, line, cells
        self._known: dict[str, Any] | None = None

    def text(self, column: str | int) -> str:
        """A column's cell (by name or rank) without spaces around; "" when the column is not there."""
        ranks = self.sheet.places[column] if isinstance(column, str) else (column,)
        return self.cells[ranks[0]].strip() if ranks else ""

    def folded(self, column: str) -> str:
        """The same without accents, case nor punctuation."""
        return folded(self.text(column))

    def at(self, rank: int, kind: CellKind) -> Any:
        """The value of the cell at a rank; None when it is empty or wrong."""
        cell = self.cells[rank]
        if not cell or cell.isspace():
            return None
        try:
            return kind(cell)
        except InputError as error:
            self.problem(rank, str(error))
            return None

    def __getitem__(self, name: str) -> Any:
        if self._known is not None:
            return self._known[name]
        column = self.sheet.columns[name]
        ranks = self.sheet.places[name]
        if column.several:
            return [self.at(rank, column.kind) for rank in ranks]
        return self.at(ranks[0], column.kind) if ranks else None

    def values(self) -> dict[str, Any]:
        """All values by column, read once; an empty cell of a column to be filled is a problem."""
        if self._known is None:
            values = {name: self[name] for name in self.sheet.columns}
            for name, column in self.sheet.columns.items():
                if column.filled and not self.text(name):
                    self.problem(name, _("valeur manquante"))
            self._known = values
        return dict(self._known)

    def problem(self, column: str | int, what: str, *, doubt: bool = False) -> None:
        """Note what makes the file unusable in a column of this row ("" for all of it). doubt : or only asks a look."""
        self.sheet.problem(self.line, column, what, "" if column == "" else self.text(column), doubt=doubt)


def sheet_at(layout: FileLayout, table: TextTable, header: tuple[str, ...], after: int, notes: Notes) -> FileSheet:
    """The sheet of a table whose header was found: its rows are those from rank `after`."""
    return FileSheet(layout, table.file, table.sheet, header, table.rows[after:], notes, layout.places(header))


def headed(tables: Sequence[TextTable], layouts: Sequence[FileLayout], notes: Notes) -> FileSheet | None:
    """The first row near the top of a table that a layout accepts, and the table beneath it."""
    for table in tables:
        for rank, (_line, cells) in enumerate(table.rows[:HEADER_WITHIN]):
            layout = next((layout for layout in layouts if layout.accepts(cells)), None)
            if layout is not None:
                return sheet_at(layout, table, cells, rank + 1, notes)
    return None
