"""Every table says where it comes from."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

from copilote.reference.tables import PACKAGED

ROOT = Path(__file__).resolve().parents[1]
TABLES = tomllib.loads((PACKAGED / "tables.toml").read_text(encoding="utf-8"))
SOURCES = tomllib.loads((PACKAGED / "sources.toml").read_text(encoding="utf-8"))


def test_every_table_is_declared_with_its_sources() -> None:
    found = {path.relative_to(PACKAGED).as_posix() for path in PACKAGED.rglob("*.csv")}
    assert found
    assert sorted(name for name in found if not any(fnmatch(name, pattern) for pattern in TABLES)) == []


def test_every_declaration_has_a_table_a_title_and_a_maker() -> None:
    found = {path.relative_to(PACKAGED).as_posix() for path in PACKAGED.rglob("*") if path.is_file()}
    for pattern, table in TABLES.items():
        assert any(fnmatch(name, pattern) for name in found), pattern
        assert table["title"], pattern
        assert table["sources"], pattern
        made_by = table["made_by"]
        assert made_by == "hand" or (ROOT / made_by).is_file(), pattern
        assert set(table["sources"]) <= set(SOURCES), pattern


def test_every_source_can_be_cited() -> None:
    for key, source in SOURCES.items():
        for field in ("title", "publisher", "year", "licence", "address"):
            assert field in source, f"{key}.{field}"
            assert source[field] or field == "address", f"{key}.{field}"
        assert source["address"] or source.get("note"), f"{key}: no address and no note"
        assert 2000 <= source["year"] <= 2100, key
