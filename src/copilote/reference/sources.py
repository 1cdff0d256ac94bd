"""Where every figure comes from: the sources (`sources.toml`) and the tables that carry them (`tables.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from copilote.reference.english import in_language
from copilote.reference.errors import TableError
from copilote.reference.loaded import loaded_files
from copilote.reference.perimeters import LOADED_SOURCE, load_crte_list
from copilote.reference.records import keyed
from copilote.reference.tables import PACKAGED
from copilote.words import _, per_language
from copilote.words.typography import day_words


@dataclass(frozen=True)
class Source:
    """A publication; `address` is empty when it has no stable one (then `note` says where it was read)."""

    key: str
    title: str
    publisher: str
    year: int
    licence: str
    address: str
    note: str = ""


@dataclass(frozen=True)
class SourceTable:
    """A table of ours; `name` may hold * (one file a region); `made_by` is a script or "hand"."""

    name: str
    title: str
    sources: tuple[str, ...]
    made_by: str


def _declared(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((PACKAGED / name).read_text(encoding="utf-8"))


@per_language
def load_sources() -> dict[str, Source]:
    """All sources by key."""
    sources = (Source(key=key, **fields) for key, fields in _declared("sources.toml").items())
    return keyed("key", in_language(sources, "title", "licence", "note"))


@per_language
def load_tables() -> tuple[SourceTable, ...]:
    """All tables declared."""
    return in_language(
        (
            SourceTable(name=name, **(fields | {"sources": tuple(fields["sources"])}))
            for name, fields in _declared("tables.toml").items()
        ),
        "title",
    )


def find_source(key: str) -> Source:
    """The source of that key, that of a loaded file too; raises TableError when none has it."""
    sources = load_sources()
    for file in loaded_files() if key not in sources else ():
        if file.source == key:
            day = day_words(file.loaded_on)
            note = _("Fichier « %(file)s », chargé le %(day)s.", file=file.file, day=day)
            year = file.year or file.loaded_on.year
            return Source(key, file.title, file.publisher, year, file.licence, file.address, note)
    if key == LOADED_SOURCE and (crte := load_crte_list()).source == key:
        year = int((crte.listed or crte.loaded)[:4] or sources[key].year)
        return replace(sources[key], year=year, note=crte.words)
    if key not in sources:
        raise TableError(_("Source « %(key)s » absente de sources.toml.", key=key))
    return sources[key]


def find_table(name: str) -> SourceTable:
    """The declaration of a table ("simulator/2023/targets.csv"); raises TableError when it has none."""
    for table in load_tables():
        if fnmatchcase(name, table.name):
            return table
    raise TableError(_("Table « %(name)s » absente de tables.toml.", name=name))
