"""Where every figure comes from: the sources (`sources.toml`) and the tables that carry them (`tables.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache

from copilote.reference.errors import TableError
from copilote.reference.loaded import loaded_files
from copilote.reference.perimeters import LOADED_SOURCE, load_crte_list
from copilote.reference.tables import PACKAGED


@dataclass(frozen=True)
class Source:
    """A publication; `address` is empty when it has no stable one (then `note` says where it was read)."""

    key: str
    title: str
    publisher: str
    year: int
    licence: str
    address: str
    note: str


@dataclass(frozen=True)
class Table:
    """A table of ours; `name` may hold * (one file a region); `made_by` is a script or "hand"."""

    name: str
    title: str
    sources: tuple[str, ...]
    made_by: str


@lru_cache(maxsize=1)
def load_sources() -> dict[str, Source]:
    """All sources by key."""
    content = tomllib.loads((PACKAGED / "sources.toml").read_text(encoding="utf-8"))
    return {key: Source(key=key, **({"note": ""} | fields)) for key, fields in content.items()}


@lru_cache(maxsize=1)
def load_tables() -> tuple[Table, ...]:
    """All tables declared."""
    content = tomllib.loads((PACKAGED / "tables.toml").read_text(encoding="utf-8"))
    return tuple(
        Table(name, fields["title"], tuple(fields["sources"]), fields["made_by"]) for name, fields in content.items()
    )


def find_source(key: str) -> Source:
    """The source of that key, that of a loaded file too; raises TableError when none has it."""
    sources = load_sources()
    for file in loaded_files() if key not in sources else ():
        if file.source == key:
            note = f"Fichier « {file.file} », chargé le {file.loaded_on:%d/%m/%Y}."
            year = file.year or file.loaded_on.year
            return Source(key, file.title, file.publisher, year, file.licence, file.address, note)
    if key == LOADED_SOURCE and (held := load_crte_list()).source == key:
        year = int((held.listed or held.loaded)[:4] or sources[key].year)
        return replace(sources[key], year=year, note=held.words)
    if key not in sources:
        raise TableError(f"Source « {key} » absente de sources.toml.")
    return sources[key]


def find_table(name: str) -> Table:
    """The declaration of a table ("simulator/2023/targets.csv"); raises TableError when it has none."""
    for table in load_tables():
        if fnmatchcase(name, table.name):
            return table
    raise TableError(f"Table « {name} » absente de tables.toml.")
