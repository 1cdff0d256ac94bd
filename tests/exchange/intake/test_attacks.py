"""Files made to break the reader: each is refused in words, in bounded memory and time, and the site goes on."""

from __future__ import annotations

import io
import resource
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.exchange.intake import INSTALLED, UPLOADED, FileColumn, FileError, FileLayout, Limits, read
from copilote.exchange.intake import tables as tables_module
from support_files import open_document, open_row, raw_workbook, workbook, zipped

LAYOUT = FileLayout("Deux colonnes", (FileColumn("a", ("a",)), FileColumn("b", ("b",), filled=True)))
GOOD = b"a;b\n1;2\n"


def refusal(content: bytes, name: str = "f.csv", limits: Limits = INSTALLED) -> str:
    with pytest.raises(FileError) as caught:
        read((name, content), LAYOUT, limits=limits)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "est vide. Colonnes attendues : a, b"),
        (b" \r\n\t", "est vide"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "n’est ni un tableau"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "est un PDF"),
        (b"a;b\n1;\x002\n", "n’est ni un tableau"),
        (b"\xff\xfea", "n’est ni un tableau"),
        (b'a;b\n1;"2\n', "ligne 2 : ce n’est pas un CSV lisible, guillemets non fermés"),
        (b'a;b\n1;2\n1;"2\n3;4\n', "ligne 3 : ce n’est pas un CSV lisible"),
        (b'a;b\n1;"' + b"x" * 200_000 + b'"\n', "ligne 2 : ce n’est pas un CSV lisible"),
        (b"\x1f\x8b\x08\x00", "n’est ni un tableau"),
        (b"PK\x03\x04" + b"\x00" * 50, "abîmé"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "classeur abîmé"),
        (b"<html><table><tr><td>a</td></tr></table>", "est une page web"),
        (b'{"a": 1}', "n’est pas une liste de lignes"),
        (b"[" * 100_000, "JSON trop imbriqué"),
        (b'[{"a": ' + b"9" * 5000 + b"}]", "nombre trop long"),
        (b'[{"b": "x", "a": ' + b"[" * 900 + b"]" * 900 + b"}, {}]", "ligne 2, colonne « b »"),
        (b"a;b\n" + b"\n" * 5000, "aucune ligne"),
        ("Ã©;Ã¨\n".encode(), "a perdu ses accents"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_a_table_is_known_by_what_it_holds_and_not_by_its_name() -> None:
    assert read(("f.xlsx", GOOD), LAYOUT).rows == ({"a": "1", "b": "2"},)
    assert read(("f.csv", workbook(A=[["a", "b"], [1, 2]])), LAYOUT).rows == ({"a": "1", "b": "2"},)


def test_a_row_of_a_hundred_thousand_columns_is_refused() -> None:
    wide = b";".join([b"a"] * 100_000) + b"\n"
    assert "colonnes" in refusal(wide)
    assert "est trop grand" in refusal(b"a;b\n" + wide)
    assert "2 lignes, 16 384 colonnes" in refusal(GOOD * 3, limits=Limits(size=1000, rows=2, cells=100)).replace(
        "\u202f", " "
    )
    assert "est trop grand" in refusal(GOOD * 3, limits=Limits(size=1000, rows=100, cells=5))


def test_a_large_file_is_not_read_beyond_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    with path.open("wb") as handle:
        handle.truncate(3_000_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileError, match="trop gros : 3\u202f000 Mo, 1 au plus"):
        read(path, LAYOUT, limits=Limits(size=1_000_000, rows=10, cells=10))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000, "kilobytes"
    with pytest.raises(FileError, match="il n’existe pas"):
        read(tmp_path / "absent.csv", LAYOUT)
    with pytest.raises(FileError, match="est un dossier"):
        read(tmp_path, LAYOUT)


def hidden(name: str, megabytes: int, **others: str) -> bytes:
    """A small zip that holds so much of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for other, content in others.items():
            packed.writestr(other, content)
        with packed.open(name, "w") as inside:
            for _block in range(megabytes):
                inside.write(b"\x00" * 1_000_000)
    return out.getvalue()


def test_a_zip_that_hides_two_hundred_megabytes_is_refused() -> None:
    packed = hidden("f.csv", 200)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "trop gros : 200 Mo, 50 au plus" in refusal(packed, "f.zip")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000, "kilobytes"
    lying = bytearray(packed)
    place = lying.find(b"PK\x01\x02") + 24
    lying[place : place + 4] = (10).to_bytes(4, "little")
    assert refusal(bytes(lying), "f.zip")


@pytest.mark.parametrize("column", ["XFD", "CV"])
def test_a_kilobyte_that_asks_for_all_memory_stops_neither_the_site_nor_the_machine(column: str) -> None:
    """A header and one cell far below: 17 thousand million cells between them, or 3 GB of them."""
    header = "".join(f'<c r="{name}1" t="inlineStr"><is><t>{name.lower()}</t></is></c>' for name in "AB")
    far = raw_workbook(f'<row r="1">{header}</row><row r="1048576"><c r="{column}1048576"><v>1</v></c></row>')
    assert len(far) < 2000
    assert "est trop grand" in refusal(far, "f.xlsx")


def test_an_open_document_that_repeats_a_cell_everywhere_is_refused() -> None:
    row = open_row(["x"] * 100, repeated=1_048_576)
    wide = '<table:table-cell table:number-columns-repeated="16384" '
    assert refusal(open_document(row.replace("<table:table-cell ", wide)), "f.ods")


def test_a_long_text_that_thousands_of_cells_share_is_refused() -> None:
    shared = f"<si><t>{'x' * 30_000}</t></si>"
    cells = "".join(f'<row r="{line}"><c r="A{line}" t="s"><v>0</v></c></row>' for line in range(1, 5_001))
    assert "est trop grand" in refusal(raw_workbook(cells, shared), "f.xlsx", UPLOADED)


def test_a_workbook_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_module, "SECONDS", 1)
    assert "est trop grand" in refusal(raw_workbook("<row><c><v>1</v></c></row>" * 1_000_000), "f.xlsx")


def test_a_workbook_that_unpacks_to_more_than_was_allowed_is_refused_before_it_is_read() -> None:
    packed = hidden("xl/worksheets/sheet1.xml", 12, **{"[Content_Types].xml": "<x/>"})
    assert "trop gros : 12 Mo, 1 au plus" in refusal(packed, "f.xlsx", Limits(size=1_000_000, rows=10, cells=10))


def test_a_damaged_an_encrypted_and_an_empty_workbook_are_told() -> None:
    whole = workbook(A=[["a", "b"], [1, 2]])
    for length in range(40, len(whole), 400):
        assert refusal(whole[:length], "f.xlsx")
    assert "est vide" in refusal(workbook(A=[]), "f.xlsx")
    assert "abîmé" in refusal(zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x"}), "f.xlsx")


def test_formulas_give_what_they_last_gave_and_one_in_error_is_missing() -> None:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
    row = '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="{}"><f>A2</f><v>{}</v></c></row>'
    assert read(("f.xlsx", raw_workbook(cell + row.format("n", 3))), LAYOUT).rows == ({"a": "2", "b": "3"},)
    assert "ligne 2, colonne « b » : valeur manquante" in refusal(
        raw_workbook(cell + row.format("e", "#REF!")), "f.xlsx"
    )
    text = read(("f.csv", b"a;b\n=1+1;+CMD|' /C calc'!A0\n"), LAYOUT).rows[0]
    assert text["a"] == "=1+1", "a text stays a text"


def test_merged_cells_count_once_where_they_begin() -> None:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("A")
    sheet.merge_range("A1:B1", "Un titre sur deux colonnes")
    sheet.write_row(1, 0, ["a", "b"])
    sheet.merge_range("A3:A4", "x")
    sheet.write_column(2, 1, [1, 2])
    book.close()
    assert read(("f.xlsx", out.getvalue()), LAYOUT).rows == ({"a": "x", "b": "1"}, {"a": None, "b": "2"})


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    assert refusal(content)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(at: int, changed: bytes) -> None:
    content = bytearray(workbook(A=[["a", "b"], [1, 2]]))
    content[at : at + len(changed)] = changed
    with suppress(FileError):
        read(("f.xlsx", bytes(content)), LAYOUT)
