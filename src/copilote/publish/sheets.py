"""What workbooks of every format have in common: names of sheets, what is read first, the sources and licences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilote.publish.table import Book
from copilote.reference.sources import find_source
from copilote.words import _

MOST = 31
"""Characters of a sheet's name that every spreadsheet accepts."""


def names_of(book: Book) -> list[str]:
    """The names of its sheets: "À lire" when it has an opening, its tables, "Sources" unless a table says them."""
    titles = [table.sheet or table.title for table in book.tables]
    ends = [] if sources_told(book) else ["Sources"]
    return sheet_names([*([_("À lire")] if book.opening else []), *titles, *ends])


def sources_told(book: Book) -> bool:
    """Whether one of its tables is that of the sources."""
    return any(table.key == "sources" for table in book.tables)


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Titles as names of sheets: 31 characters at most, none of []:*?/\\, no two the same.

    >>> sheet_names(["Leviers : 2030", "Leviers : 2030"])
    ['Leviers 2030', 'Leviers 2030 2']
    """
    names: list[str] = []
    for title in titles:
        plain = title.replace("\u202f", " ").replace("\u00a0", " ").replace("'", "’")
        words = re.sub(r"[\[\]:*?/\\]", " ", plain).split()
        base = _shortened(words, MOST)
        name, rank = base, 2
        while name.lower() in (other.lower() for other in names):
            name, rank = f"{_shortened(base.split(), MOST - 4)} {rank}", rank + 1
        names.append(name)
    return names


def _shortened(words: Sequence[str], most: int) -> str:
    """As many whole words as fit."""
    kept = ""
    for word in words:
        if kept and len(kept) + 1 + len(word) > most:
            break
        kept = f"{kept} {word}".strip()
    return kept[:most] or "Table"


def source_lines(book: Book) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The sheet of sources: (lines of text, rows of the table of sources, its head first)."""
    texts = (book.title, *book.notes, *([f"Page : {book.address}"] if book.address else []))
    head = (_("Source"), _("Producteur"), _("Année"), _("Licence"), _("Adresse"))
    rows = tuple(
        (source.title, source.publisher, str(source.year), source.licence, source.address)
        for source in map(find_source, book.source_keys)
    )
    return texts, (head, *rows)
