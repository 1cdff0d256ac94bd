"""Bad files are refused as a whole, told line by line; what can be understood is, and said."""

from __future__ import annotations

import datetime
import io
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.exchange.intake import FileError, Limits
from copilote.exchange.keyfiles import plan as plans
from copilote.exchange.keyfiles.model import Options
from copilote.exchange.keyfiles.plan import LoadingPlan, prepare
from copilote.reference.errors import InputError, UnknownNameError
from support_keyfiles import IGT, communes_of, igt, igt_rows, save, written

CENTRE = communes_of("24")


@pytest.fixture(autouse=True)
def nothing_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))


def plan(content: bytes, name: str = "f.csv", **options: Any) -> LoadingPlan:
    found = prepare([(name, content)], Options(**({"year": 2021} | options)))
    assert isinstance(found, LoadingPlan)
    return found


def refusal(content: bytes, name: str = "f.csv", **options: Any) -> FileError:
    with pytest.raises(FileError) as caught:
        plan(content, name, **options)
    return caught.value


def own(*rows: tuple[Any, Any]) -> bytes:
    return written(["code", "valeur"], rows, ";")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("45234", "-3")], "ligne 2, colonne « valeur » : -3 est négatif"),
        ([("45234", "beaucoup")], "ligne 2, colonne « valeur » : « beaucoup » n’est pas un nombre"),
        ([("45234", "inf")], "« inf » n’est pas un nombre"),
        ([("45234", 1), ("45004", 2), ("45234", 3)], "ligne 4, colonne « code » : 45234 est déjà donné ligne 2"),
        ([("", 1), ("45234", 1)], "ligne 2, colonne « code » : code de commune manquant"),
        ([("Orléans", 1)], "« Orléans » n’est pas un code de commune"),
        ([("45999", 1)], "aucune commune n’a eu le code 45999"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(rows: list[tuple[Any, Any]], said: str) -> None:
    error = refusal(own(*rows))
    assert said in str(error)
    assert "rien n’est chargé" in str(error)


def test_the_first_twenty_errors_are_told_and_all_are_counted() -> None:
    error = refusal(own(*[(code, "x") for code in CENTRE[:50]]))
    assert (error.count, len(error.problems)) == (50, 20)
    assert "50 erreurs, les 20 premières" in str(error)
    assert [problem.line for problem in error.problems] == list(range(2, 22))


def test_codes_that_nobody_had_may_be_left_out() -> None:
    found = plan(own(("45999", 1), ("45234", 2)), skip_unknown=True)
    assert found.values["f-2021"] == {"45234": 2}
    assert any("45999" in remark for remark in found.remarks)


def test_empty_and_secret_cells_are_not_known_and_filled() -> None:
    found = plan(own(*[(code, "s" if rank < 3 else "" if rank < 5 else 10) for rank, code in enumerate(CENTRE)]))
    (key,) = found.keys
    assert key.key.known == len(CENTRE) - 5
    centre = next(one for one in key.regions if one.region == "24")
    assert (centre.filled, centre.used) == (5, True)
    assert key.filled_total > 0
    assert any("5\u00a0cases vides ou secrètes" in remark for remark in found.remarks)


def test_a_region_that_is_barely_covered_keeps_its_key() -> None:
    (key,) = plan(own(("45234", 5), ("75056", 5)), levers=("co2_indus",)).keys
    used = {one.region for one in key.regions if one.used}
    assert used == set()
    assert {one.region for one in key.regions if one.unknown == one.communes} == {
        one.region for one in key.regions if one.region not in ("24", "11")
    }


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings(separator: str, encoding: str) -> None:
    text = igt(CENTRE[:30]).decode().replace(",", separator)
    assert plan(text.encode(encoding)).file.layout == "igt"


def test_a_decimal_comma_and_spaces_in_numbers() -> None:
    assert plan(own(("45234", "1 234,5"), ("45004", "1\u202f000"))).values["f-2021"] == {"45234": 1234.5, "45004": 1000}


def test_lost_zeros_small_letters_and_notes_above_the_header() -> None:
    content = b"Une source;\nMise a jour 2021;\n\ncode;valeur\n1004;3\n2a004;4\n"
    found = plan(content)
    assert found.values["f-2021"] == {"01004": 3, "2A004": 4}
    assert any("Zéro initial" in remark for remark in found.remarks)


def test_accents_lost_on_the_way_are_told() -> None:
    spoilt = igt(CENTRE[:5]).decode().encode().decode("cp1252").encode()
    assert "a perdu ses accents" in str(refusal(spoilt))


def test_what_is_no_table_is_told_with_what_is_accepted() -> None:
    assert "présentation inconnue. Colonnes trouvées : a, b, c" in str(refusal(b"a,b,c\n1,2,3\n"))
    assert "est vide" in str(refusal(b""))
    assert "ni un tableau" in str(refusal(b"\x89PNG\x00\x00"))
    assert "aucune ligne" in str(refusal(b"code,valeur\n"))
    assert "aucune valeur au-dessus de 0" in str(refusal(own(("45234", 0))))


def workbook(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Lisez-moi").write_string(0, 0, "Des notes")
    sheet = book.add_worksheet("Données")
    for line, row in enumerate(rows, start=2):
        for at, cell in enumerate(row):
            sheet.write(line, at, cell)
    book.close()
    return out.getvalue()


def test_a_workbook_is_read_in_whichever_sheet_and_its_lines_are_those_of_the_sheet() -> None:
    rows = [[int(row[0]), *row[1:]] for row in igt_rows(CENTRE[:5])]  # numbers: a spreadsheet's codes
    found = plan(workbook([IGT, *rows]), "igt.xlsx")
    assert found.values["igt-2021_industrie"][CENTRE[1]] == int(CENTRE[1][-3:])
    rows[1][8] = -1
    assert "ligne 5, colonne « Industrie hors-énergie »" in str(refusal(workbook([IGT, *rows]), "igt.xlsx"))


def test_an_open_document_is_read() -> None:
    """The smallest ODS: a table of two rows."""
    rows = (("code", "valeur"), ("45234", "12,5"))
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" '
        f'xmlns:text="{space}text:1.0"><office:body><office:spreadsheet><table:table table:name="A">{cells}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", "<x/>")
    assert plan(out.getvalue(), "f.ods").values["f-2021"] == {"45234": 12.5}


def test_a_damaged_workbook_is_told() -> None:
    broken = workbook([IGT])[:300]
    assert "abîmé" in str(refusal(broken, "igt.xlsx"))


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "."), content)
    return out.getvalue()


def test_a_zip_of_one_csv_is_opened_and_another_is_refused() -> None:
    assert plan(zipped(igt__csv=igt(CENTRE[:5]), lisez__pdf=b"x"), "igt.zip").file.file == "igt.zip"
    assert "« a.csv, b.csv » : présentation inconnue" in str(refusal(zipped(a__csv=b"a", b__csv=b"b"), "deux.zip"))
    twice = zipped(a__csv=igt(CENTRE[:5]), b__csv=igt(CENTRE[:5]))
    assert "ne vont pas ensemble" in str(refusal(twice, "deux.zip"))
    assert "zip vide" in str(refusal(zipped(__cache=b"x"), "vide.zip"))
    assert "abîmé" in str(refusal(zipped(a__csv=b"abcdef" * 50)[:90], "coupe.zip"))


def test_a_large_file_and_a_zip_that_hides_one_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "INSTALLED", Limits(size=1000, rows=1000, cells=1000))
    assert "au plus" in str(refusal(zipped(a__csv=b"0" * 5000), "a.zip"))
    with pytest.raises(FileError, match="au plus"):
        prepare([save(tmp_path / "gros.csv", b"0" * 1001)], Options())
    with pytest.raises(FileError, match="ne peut pas être lu"):
        prepare([tmp_path / "absent.csv"], Options())
    with pytest.raises(FileError, match="dossier"):
        prepare([tmp_path], Options())


def test_options_are_checked() -> None:
    with pytest.raises(UnknownNameError, match="co2_indus"):
        plan(own(("45234", 1)), levers=("co2_indu",))
    with pytest.raises(InputError, match="minuscules"):
        prepare([("f.csv", own(("45234", 1)))], Options(name="Ma clé"))
    with pytest.raises(InputError, match="https"):
        prepare([("f.csv", own(("45234", 1)))], Options(address="javascript:alert(1)"))
    with pytest.raises(InputError, match="entre 1960"):
        prepare([("f.csv", own(("45234", 1)))], Options(year=21))
    with pytest.raises(InputError, match="est le nom d’une clé de Copilote"):
        prepare([("f.csv", own(("45234", 1)))], Options(name="jobs"))
    with pytest.raises(InputError, match="une seule clé"):
        plan(igt(CENTRE[:3]), levers=("co2_indus",))
    with pytest.raises(FileError, match="Certitude « C »"):
        plan(own(("45234", 1)), grade="C")


def test_a_plan_knows_the_file_and_the_day() -> None:
    found = prepare([("f 2019.csv", own(("45234", 1)))], Options(), datetime.date(2026, 3, 3))
    assert isinstance(found, LoadingPlan)
    assert found.file.dated == "valeur (2019), chargé le 03/03/2026"
    assert len(found.file.sha256) == 64


cells = st.one_of(
    st.integers(-5, 10**6).map(str), st.floats(allow_nan=True).map(str), st.text(max_size=8), st.sampled_from(["", "s"])
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*CENTRE[:20], "75101", "49144", "x", ""]), cells), max_size=12))
def test_any_rows_are_loaded_or_refused_in_words(rows: list[tuple[str, str]]) -> None:
    with suppress(FileError):
        found = plan(own(*rows))
        (key,) = found.keys
        assert key.kept_total == pytest.approx(key.key.total)
        assert all(value >= 0 for value in found.values[key.key.id].values())


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(FileError):
        plan(content)
