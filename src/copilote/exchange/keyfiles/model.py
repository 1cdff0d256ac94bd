"""What passes between the modules that read key files: their layouts, and what was read in one."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from copilote.exchange.intake import FileLayout, FileRow, FileSheet, Notes
from copilote.reference.land_budgets import LandBudget
from copilote.reference.loaded import LoadedFile, LoadedKey

DECLARED = Path(__file__).with_name("layouts.toml")


@dataclass(frozen=True)
class Options:
    """What the person who loads a file says of it; None or empty: what the layout says.

    year : of the data, and of the codes of its communes. levers : ids that a one-key file serves. skip_unknown : leave
    out codes that no commune ever had, instead of refusing the file.
    """

    year: int | None = None
    name: str = ""
    title: str = ""
    unit: str = ""
    levers: tuple[str, ...] = ()
    grade: str = ""
    publisher: str = ""
    licence: str = ""
    address: str = ""
    zero_elsewhere: bool = False
    skip_unknown: bool = False


@dataclass(frozen=True)
class KeyDraft:
    """A key that a file gives. suffix : of its id, "" for the only key of a file. zero_elsewhere : a commune that is
    not listed has none of it (when its region has others), instead of being not known. role, told, over (here a key's
    suffix), rate_unit, caution, tile : see `reference.loaded`.
    published : about how much the whole country has, in `unit`, and who says it; None where we know of no such figure.
    """

    title: str
    unit: str
    reason: str
    grade_commune: str
    grade_epci: str
    suffix: str = ""
    levers: tuple[str, ...] = ()
    zero_elsewhere: bool = False
    role: str = ""
    told: str = ""
    over: str = ""
    rate_unit: str = ""
    caution: str = ""
    tile: str = ""
    published: float | None = None
    published_source: str = ""

    def loaded(self, key_id: str, total: float, known: int) -> LoadedKey:
        """The key under its id, once brought to the communes of today."""
        about = {field.name: getattr(self, field.name) for field in fields(LoadedKey) if hasattr(self, field.name)}
        if self.over:
            about["over"] = key_id.removesuffix(self.suffix) + self.over
        return LoadedKey(id=key_id, total=total, known=known, **about)


@dataclass
class KeyEntry:
    """A territory as a file writes it. values : by key suffix, None where the file does not give it; none for a key of
    which no row of the territory speaks, so that it has none of it.
    """

    line: int
    code: str
    name: str = ""
    values: dict[str, float | None] = field(default_factory=dict)

    def add(self, suffix: str, value: float | None) -> None:
        """One more figure of a key; a sum that lacks one of its parts is not known."""
        before = self.values.get(suffix, 0.0)
        self.values[suffix] = None if value is None or before is None else before + value


@dataclass(frozen=True)
class Draft:
    """A file once read, its territories as they are written. column : where their codes stand; level : "commune" or
    "epci".
    """

    layout: KeyLayout
    sheet: FileSheet
    column: str | int
    year: int | None
    keys: tuple[KeyDraft, ...]
    entries: tuple[KeyEntry, ...]
    level: str = "commune"


@dataclass(frozen=True)
class PerimeterDraft:
    """The official list of CRTE once read. members : its rows, an EPCI (or EPT, or commune) of a perimeter each."""

    layout: KeyLayout
    sheet: FileSheet
    year: int | None
    members: tuple[FileRow, ...]


@dataclass(frozen=True)
class BudgetDraft:
    """Land budgets once read."""

    layout: KeyLayout
    sheet: FileSheet
    year: int | None
    budgets: tuple[LandBudget, ...]


@dataclass(frozen=True, kw_only=True)
class KeyLayout(FileLayout):
    """A layout of a published file.

    read : the file. beside : the layout of another table that it is read with. name (else the id), file_title,
    publisher, licence : of what is loaded. keys : those that such a file may give.
    """

    id: str
    read: Callable[[FileSheet, Options], Draft | PerimeterDraft | BudgetDraft]
    name: str = ""
    file_title: str = ""
    publisher: str = ""
    licence: str = "Licence Ouverte 2.0"
    keys: tuple[KeyDraft, ...] = ()
    beside: FileLayout | None = None

    def key(self, suffix: str) -> KeyDraft:
        """A key by its suffix."""
        return next(key for key in self.keys if key.suffix == suffix)

    def loaded(self, year: int | None, notes: Notes, keys: tuple[LoadedKey, ...], **about: Any) -> LoadedFile:
        """What is loaded of a file in this layout. about : what `LoadedFile` says of the file itself."""
        return LoadedFile(
            name=self.name or self.id,
            layout=self.id,
            title=self.file_title,
            publisher=self.publisher,
            licence=self.licence,
            year=year,
            keys=keys,
            remarks=tuple(notes.remarks),
            **about,
        )


@lru_cache(maxsize=1)
def declared() -> dict[str, Any]:
    """The table of layouts and keys (`layouts.toml`)."""
    return tomllib.loads(DECLARED.read_text(encoding="utf-8"))


def key_of(row: Mapping[str, Any]) -> KeyDraft:
    """A key as the table declares it."""
    return KeyDraft(**{**row, "levers": tuple(row.get("levers", ()))})
