"""A document to be read on paper or reworked in an office: parts of sentences, tables and pictures, whatever its form.

`paper_pdf` sets it, `paper_docx` gives it real styles: both from the same texts, so that they say the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from copilote.publish.cells import written
from copilote.publish.table import Cell, Column, Kind, Linked, Table

VIEW = re.compile(r'viewBox="\S+ \S+ ([\d.]+) ')
HERE = "#"
"""What the address of a cell begins with when it leads to a part of the same document, by its anchor."""
LEAST, MOST, NOTE = 7, 46, 15
"""Letters that a column is made for, at least, at most, and for what stands beneath its cells."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing (SVG). alternative : what it says, for who does not see it."""

    svg: str
    alternative: str
    caption: str = ""

    @property
    def width(self) -> float:
        """In its own units."""
        return float(VIEW.search(self.svg)[1])  # type: ignore[index]


@dataclass(frozen=True, slots=True)
class Part:
    """A part under its heading. level : 1, or 2 for one within the part before. anchor : what cells lead to it by.

    sentences, then figure, tables and points : (in bold, the rest), a line each, which `telling` says what they are.
    after : small letters beneath all.
    """

    heading: str
    level: int = 1
    anchor: str = ""
    sentences: tuple[str, ...] = ()
    figure: Figure | None = None
    tables: tuple[Table, ...] = ()
    telling: str = ""
    points: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """The document. name : of the file, without its end. kind, line : at the head of each page, left and right; foot :
    beneath each; block : lines of who signs it, at the head of the first; state : under the State's brand. title : says
    the result. whom : for whom it is, "" for all. figures : (value, meaning). address : of the page that it comes from.
    """

    name: str
    kind: str
    line: str
    foot: str
    block: tuple[str, ...]
    title: str
    subtitle: str
    lead: str
    parts: tuple[Part, ...]
    figures: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    whom: str = ""
    address: str = ""
    state: bool = False
    subject: str = ""


@dataclass(frozen=True, slots=True)
class PaperCell:
    """A cell as it is read on paper. to : the anchor that it leads to, "" for none."""

    text: str
    note: str = ""
    to: str = ""


def paper_rows(table: Table) -> list[list[PaperCell]]:
    """The rows of a table as a document writes them; what pages say beneath a cell is kept."""
    return [
        [_paper_cell(cell, column.kind) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows
    ]


def _paper_cell(cell: Cell, kind: Kind) -> PaperCell:
    text = written(cell, kind)
    if not isinstance(cell, Linked):
        return PaperCell(text)
    return PaperCell(text, cell.note, cell.address[1:] if cell.address.startswith(HERE) else "")


def column_weights(table: Table, rows: list[list[PaperCell]]) -> list[float]:
    """The room that each column takes, relative to the others: what its longest lines ask for, within reason."""

    def asked(rank: int, column: Column) -> float:
        word = max((len(word) for word in column.heading.split()), default=0)
        notes = max((len(row[rank].note) for row in rows), default=0)
        longest = max((len(row[rank].text) for row in rows), default=0)
        # What stands beneath a number may be folded; a number itself never is.
        letters = max(LEAST, 1.15 * word, longest, min(NOTE, notes))
        return float(min(MOST, letters) ** 0.7)

    return [asked(rank, column) for rank, column in enumerate(table.columns)]
