"""Tables go out whole, the same each time, and never as a formula."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from copilote.exchange.tabular import (
    FORMULA,
    Book,
    Cell,
    Column,
    Table,
    book_record,
    csv_bytes,
    json_bytes,
    safe,
    sheet_names,
    xlsx_bytes,
)
from copilote.reference.errors import TableError

COLUMNS = (
    Column("label", "Levier"),
    Column("target_kt", "Objectif 2030", "ktCO2e", 1),
    Column("year", "Année", year=True),
    Column("shown", "Publié"),
)
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("Véhicules électriques", 482.1358, 2030, True),
    ("Captage ; « à part »", None, 2030, False),
    ("=1+1", -3.5, None, None),
)
TABLE = Table("levers", "Les leviers : objectifs [2030]", COLUMNS, ROWS, ("simulateur-2023",))
BOOK = Book("copilote-test", "Essai", (TABLE,), ("Chiffres indicatifs.",), "https://exemple.fr/regions/bretagne")


def read(body: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_a_french_spreadsheet_opens_the_default_csv_by_itself() -> None:
    body = csv_bytes(TABLE)
    assert body.startswith(b"\xef\xbb\xbf")
    head, *rows = read(body, ";")
    assert head == ["Levier", "Objectif 2030 (ktCO2e)", "Année", "Publié", "source"]
    assert rows[0][:4] == ["Véhicules électriques", "482,1358", "2030", "oui"]
    assert rows[0][4].startswith("Simulateur territorial")


def test_a_program_reads_the_other_spelling() -> None:
    body = csv_bytes(TABLE, machine=True)
    assert not body.startswith(b"\xef\xbb\xbf")
    head, *rows = read(body, ",")
    assert head == ["label", "target_kt", "year", "shown", "source"]
    assert rows[0] == ["Véhicules électriques", "482.1358", "2030", "true", "simulateur-2023"]


def test_what_is_not_known_is_empty_and_never_zero() -> None:
    assert read(csv_bytes(TABLE), ";")[2][1] == ""
    assert book_record(BOOK)["tables"]["levers"]["rows"][1]["target_kt"] is None
    sheet = load_workbook(io.BytesIO(xlsx_bytes(BOOK))).worksheets[0]
    assert sheet["B3"].value is None


def test_a_text_that_looks_like_a_formula_is_written_as_text() -> None:
    for machine in (False, True):
        rows = read(csv_bytes(TABLE, machine=machine), "," if machine else ";")
        assert rows[3][0] == "'=1+1"
        assert rows[3][1] in ("-3,5", "-3.5")
    sheet = load_workbook(io.BytesIO(xlsx_bytes(BOOK))).worksheets[0]
    assert sheet["A4"].value == "=1+1"
    assert sheet["A4"].data_type == "s"
    raw = xlsx_bytes(Book("b", "t", (Table("t", "t", (Column("a", "A"),), (("=1+1",),)),)))
    assert b"<f>" not in _sheet_xml(raw)


def _sheet_xml(workbook: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/"))


@given(st.text(max_size=30))
def test_no_text_of_a_csv_can_start_a_formula(text: str) -> None:
    table = Table("t", "t", (Column("a", "A"),), ((text,),))
    cell = str(safe(text))
    assert not cell.lstrip(" ").startswith(FORMULA)
    assert cell in (text, "'" + text)
    encoded = text.encode("utf-8", "replace").decode()
    written = read(csv_bytes(table), ";")[1][0]
    assert written in (encoded, "'" + encoded)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**12), 10**12))
@settings(max_examples=50)
def test_numbers_come_back_exactly(value: float, count: int) -> None:
    table = Table("t", "t", (Column("a", "A"), Column("b", "B")), ((value, count),))
    french = read(csv_bytes(table), ";")[1]
    plain = read(csv_bytes(table, machine=True), ",")[1]
    assert float(french[0].replace(",", ".")) == float(plain[0]) == value
    assert int(french[1]) == int(plain[1]) == count
    assert json.loads(json_bytes(Book("b", "t", (table,))))["tables"]["t"]["rows"] == [{"a": value, "b": count}]


def test_the_same_numbers_give_the_same_bytes() -> None:
    for make in (json_bytes, xlsx_bytes):
        assert make(BOOK) == make(BOOK)
    assert csv_bytes(TABLE) == csv_bytes(TABLE)


def test_a_workbook_has_a_sheet_a_table_and_one_for_the_sources() -> None:
    book = load_workbook(io.BytesIO(xlsx_bytes(BOOK)))
    assert book.sheetnames == ["Les leviers objectifs 2030", "Sources"]
    first, last = book.worksheets
    assert first.freeze_panes == "B2"
    assert [cell.value for cell in first[1]] == ["Levier", "Objectif 2030 (ktCO2e)", "Année", "Publié"]
    assert first["B2"].value == 482.1358
    assert first["C2"].number_format == "0"
    texts = [cell.value for row in last.iter_rows() for cell in row if cell.value]
    assert "Chiffres indicatifs." in texts
    assert any("Licence Ouverte" in str(text) for text in texts)
    assert "Page : https://exemple.fr/regions/bretagne" in texts


@given(st.lists(st.text(max_size=60), min_size=1, max_size=8))
def test_names_of_sheets_are_what_a_workbook_accepts(titles: list[str]) -> None:
    names = sheet_names(titles)
    assert len({name.lower() for name in names}) == len(titles)
    for name in names:
        assert 1 <= len(name) <= 31
        assert not set(name) & set("[]:*?/\\'")


def test_a_book_names_each_source_once_and_refuses_an_unknown_one() -> None:
    twice = Book("b", "t", (TABLE, Table("o", "o", COLUMNS, (), ("irpe-2026", "simulateur-2023"))))
    assert [source.key for source in twice.sources] == ["simulateur-2023", "irpe-2026"]
    lost: Any = Book("b", "t", (Table("o", "o", COLUMNS, (), ("nulle-part",)),))
    with pytest.raises(TableError):
        json_bytes(lost)
