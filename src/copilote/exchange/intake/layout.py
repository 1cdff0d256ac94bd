"""What a file should hold: its columns, under the headings that publishers and people give them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from copilote.exchange.intake.cells import CellKind, folded, text

WORDS = text()
Places = dict[str, tuple[int, ...]]
"""The ranks of each column in a header; none where it is not there."""


@dataclass(frozen=True)
class FileColumn:
    """A column.

    headings : accepted, the best first, as one would write them (case, accents and punctuation do not count), or
    patterns of the whole folded heading. kind : what its cells hold. needed : the file must have it. filled : so must
    each row. unique : no two rows say the same. several : every column that fits is read, not the first alone.
    """

    name: str
    headings: tuple[str | re.Pattern[str], ...]
    kind: CellKind = WORDS
    needed: bool = True
    filled: bool = False
    unique: bool = False
    several: bool = False

    @property
    def title(self) -> str:
        """Its heading, as an error tells it."""
        return next((heading for heading in self.headings if isinstance(heading, str)), self.name)

    def among(self, titles: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
        """Its ranks in a header, by folded title."""
        places: list[int] = []
        for heading in self.headings:
            if isinstance(heading, str):
                places += titles.get(folded(heading), ())
            else:
                places += [rank for title, ranks in titles.items() if heading.fullmatch(title) for rank in ranks]
            if places and not self.several:
                return (places[0],)
        return tuple(dict.fromkeys(places))


@dataclass(frozen=True)
class FileLayout:
    """Columns that make a file of one kind. title : what such a file is, in French.

    either : groups of columns of which one must be there as a whole. also : a further condition on the folded headings.
    chosen : a person chose the columns, and saw those of the same title.
    """

    title: str
    columns: tuple[FileColumn, ...]
    either: tuple[tuple[str, ...], ...] = ()
    also: Callable[[Sequence[str]], bool] | None = None
    chosen: bool = False

    def places(self, header: Sequence[str]) -> Places:
        """Where each column is in a header."""
        titles = by_title(header)
        return {column.name: column.among(titles) for column in self.columns}

    def accepts(self, header: Sequence[str]) -> bool:
        """Whether a row is the header of such a file."""
        titles = by_title(header)
        if not all(column.among(titles) for column in self.columns if column.needed):
            return False
        present = {column.name for column in self.columns if column.among(titles)} if self.either else set()
        return (not self.either or any(present >= set(group) for group in self.either)) and (
            self.also is None or self.also([folded(title) for title in header])
        )


def by_title(header: Sequence[str]) -> dict[str, list[int]]:
    """The ranks of a header's folded titles."""
    titles: dict[str, list[int]] = {}
    for rank, title in enumerate(header):
        titles.setdefault(folded(title), []).append(rank)
    titles.pop("", None)
    return titles
