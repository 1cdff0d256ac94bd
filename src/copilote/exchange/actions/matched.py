"""A table whose columns a person led to ours: how its headings are named, and the layout under which it is read.

Also the sheet in which the State collected the priorities of the COPs in 2025, whose columns are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from copilote.exchange.actions.cells import STATUSES
from copilote.exchange.actions.columns import HEADINGS, layout_of
from copilote.exchange.intake import FileColumn, FileLayout, choice
from copilote.exchange.intake.cells import CellKind, folded
from copilote.exchange.intake.layout import Places
from copilote.planning.actions import Status

COLLECTED: Mapping[str, tuple[str, ...]] = {
    "title": ("Intitulé de la priorité identifiée",),
    "description": ("Description de la priorité",),
    "place": ("Département", "Région"),
    "end": ("Date de fin prévue pour l’action",),
    "amount": ("Budget total anticipé (évoqué à date)",),
    "partners": ("Identification des parties prenantes à mobiliser (si déjà disponible)",),
    "funders": ("Porteur d’aide financement (si identifié)",),
    "obstacle": ("Freins à lever Remontées régionales",),
    "obstacle_national": ("Freins à lever Remontées nationales",),
}
"""The columns of the State's sheet of 2025 (planification-ecologique/cop-adaptation, MIT, 2025), by ours. Its levers
are those of adaptation, not the simulator's: they are left aside."""


def keys_of(header: Sequence[str]) -> tuple[str, ...]:
    """What names each column of a header: its folded title, then its rank among those of the same title.

    >>> keys_of(("Coût", "Coût", ""))
    ('cout', 'cout#2', '')
    """
    seen: Counter[str] = Counter()
    keys = []
    for title in header:
        name = folded(title)
        seen[name] += 1
        keys.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(keys)


def print_of(header: Sequence[str]) -> str:
    """A fingerprint of the headings of a table, whatever their order."""
    return sha256("\x1f".join(sorted(filter(None, map(folded, header)))).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Match:
    """Which column of a file is which of ours. print : of its headings (`print_of`). columns : our name of a column by
    its key (`keys_of`); those that are not there are ignored. statuses : ours by the folded word of the file, "" for
    one that is to be said later."""

    print: str
    columns: Mapping[str, str]
    statuses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MatchedLayout(FileLayout):
    """The layout of a table that was matched: its headings alone are it, its chosen columns alone are read."""

    match: Match = field(default_factory=lambda: Match("", {}))

    def places(self, header: Sequence[str]) -> Places:
        """Where each column is in a header."""
        found: dict[str, list[int]] = {}
        for rank, key in enumerate(keys_of(header)):
            if name := self.match.columns.get(key):
                found.setdefault(name, []).append(rank)
        return {column.name: tuple(found.get(column.name, ())) for column in self.columns}

    def accepts(self, header: Sequence[str]) -> bool:
        """Whether these are the headings that were matched."""
        return any(header) and print_of(header) == self.match.print


def matched_layout(region: str, match: Match, also: Iterable[FileColumn] = ()) -> MatchedLayout:
    """The layout of a table that was matched, in a region (code). also : more columns, that the caller reads."""
    base = layout_of(region, also=also)
    columns = tuple(
        replace(column, kind=_status(match.statuses)) if column.name == "status" else column for column in base.columns
    )
    return MatchedLayout(base.title, columns, chosen=True, match=match)


def collection_layout(region: str, also: Iterable[FileColumn] = ()) -> FileLayout:
    """The State's sheet of 2025, as a layout."""
    base = layout_of(region, also=also)
    columns = tuple(
        replace(column, headings=COLLECTED.get(column.name, ()), needed=column.name == "title")
        for column in base.columns
    )
    return FileLayout(base.title, columns)


def _status(own: Mapping[str, str]) -> CellKind:
    known = choice(STATUSES)

    def read(cell: str) -> Status | str:
        word = folded(cell)
        if word in own:
            return Status(own[word]) if own[word] else ""
        return known(cell)

    return read


def names() -> tuple[str, ...]:
    """Our columns that a table of actions may have."""
    return tuple(HEADINGS)
