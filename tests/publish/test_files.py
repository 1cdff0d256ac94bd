"""Tables go out whole, the same each time, and never as a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from contextlib import redirect_stdout
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from copilote.cli.output import write_csv
from copilote.exchange.allocated import ShareRow
from copilote.publish import allocated_files
from copilote.publish.cells import FORMULA, safe, written
from copilote.publish.sheets import sheet_names
from copilote.publish.table import Book, Cell, Column, Kind, Linked, Shown, Table
from copilote.publish.to_csv import csv_bytes
from copilote.publish.to_json import book_record, json_bytes
from copilote.publish.to_ods import ods_bytes
from copilote.publish.to_xlsx import xlsx_bytes
from copilote.reference.errors import TableError

COLUMNS = (
    Column("label", "Levier"),
    Column("target_kt", "Objectif 2030", Kind.NUMBER, "ktCO2e", 1),
    Column("year", "Année", Kind.YEAR),
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


@given(st.text(max_size=30), st.text(max_size=30))
@example("a", "b\r =1+1")
def test_no_cell_that_a_command_writes_can_start_a_formula(name: str, text: str) -> None:
    out = io.StringIO()
    row = ShareRow(name, text, text, text, -3.5, None, text, text, text, None)
    with redirect_stdout(out):
        write_csv([{"a": text, "b": [text, text], "c": -3.5, name: None}])
    allocated_files.write_csv([row], out)
    cells = [cell for line in csv.reader(io.StringIO(out.getvalue(), newline="")) for cell in line]
    assert "-3.5" in cells
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(FORMULA) and cell != "-3.5"]


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**12), 10**12))
@settings(max_examples=50)
def test_numbers_come_back_exactly(value: float, count: int) -> None:
    table = Table("t", "t", (Column("a", "A"), Column("b", "B")), ((value, count),))
    french = read(csv_bytes(table), ";")[1]
    plain = read(csv_bytes(table, machine=True), ",")[1]
    assert float(french[0].replace(",", ".")) == float(plain[0]) == value
    assert int(french[1]) == int(plain[1]) == count
    record = json.loads(json_bytes(book_record(Book("b", "t", (table,)))))
    assert record["tables"]["t"]["rows"] == [{"a": value, "b": count}]


def test_the_same_numbers_give_the_same_bytes() -> None:
    for make in (xlsx_bytes, ods_bytes):
        assert make(BOOK) == make(BOOK)
    assert json_bytes(book_record(BOOK)) == json_bytes(book_record(BOOK))
    assert csv_bytes(TABLE) == csv_bytes(TABLE)


def test_an_open_document_holds_what_the_workbook_holds() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(ods_bytes(BOOK)))
    assert book.sheet_names == ["Les leviers objectifs 2030", "Sources"]
    head, first, second, trapped = book.get_sheet_by_name(book.sheet_names[0]).to_python()
    assert head == ["Levier", "Objectif 2030 (ktCO2e)", "Année", "Publié"]
    assert first == ["Véhicules électriques", 482.1358, 2030, "oui"]
    assert second[1] == ""
    assert trapped[:2] == ["=1+1", -3.5]
    raw = zipfile.ZipFile(io.BytesIO(ods_bytes(BOOK))).read("content.xml").decode()
    assert "table:formula" not in raw


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5), st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=60)
def test_any_text_is_written_in_an_open_document_as_it_is(texts: list[str], number: float) -> None:
    table = Table("t", "t", (Column("a", "A"), Column("b", "B")), tuple((text, np.float64(number)) for text in texts))
    read_back = CalamineWorkbook.from_filelike(io.BytesIO(ods_bytes(Book("b", "t", (table,)))))
    rows = read_back.get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]
    for text, row in zip(texts, rows, strict=True):
        allowed = re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
        if len(allowed.splitlines()) < 2 and "\t" not in allowed:
            assert str(row[0]).strip() == "".join(allowed.splitlines()).strip()
        assert row[1] == number


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
    assert list(twice.source_keys) == ["simulateur-2023", "irpe-2026"]
    lost: Any = Book("b", "t", (Table("o", "o", COLUMNS, (), ("nulle-part",)),))
    with pytest.raises(TableError):
        json_bytes(book_record(lost))


def test_a_table_is_declared_with_how_each_column_is_read() -> None:
    fields: list[tuple[Column, Any]] = [
        (Column("label", "Levier"), lambda item: Linked(item[0], "/leviers/x")),
        (Column("kt", "Objectif", Kind.KT, "ktCO2e"), lambda item: item[1]),
        (Column("id", "Identifiant", page=False), lambda item: "x"),
    ]
    table = Table.of("t", "Leviers", fields, [("Haies", 1138.06), ("Forêts", None)])
    assert next(table.for_files.records()) == {"label": "Haies", "kt": 1138.06, "id": "x"}
    assert [column.key for column in table.for_page.columns] == ["label", "kt"]
    assert table.without("kt").columns == (table.columns[0], table.columns[2])


def test_cells_are_written_for_their_reader() -> None:
    assert written(1138.06, Kind.KT) == "1\u202f138,1"
    assert written(None, Kind.KT) == "non connu"
    assert written(None, Kind.NUMBER) == ""
    assert written(Shown(0.5, 2, sign=True), Kind.NUMBER) == "+0,50"
    assert written(Linked(12.0, "/x", text="douze"), Kind.NUMBER) == "douze"
    assert written(True, Kind.TEXT) == "oui"
