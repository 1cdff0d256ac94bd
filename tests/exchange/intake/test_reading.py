"""A list of organisations, as people send it: read whole, or refused with all that is wrong and where."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.exchange.intake import (
    FileColumn,
    FileError,
    FileLayout,
    FileRow,
    choice,
    date,
    email,
    number,
    read,
    rows,
    siren,
    text,
    year,
)
from support_files import open_document, open_row, workbook, zipped
from support_keyfiles import written

COLLEGES = {"État": "state", "Collectivités": "authorities", "Entreprises": "firms", "Associations": "associations",
            "Asso": "associations"}  # fmt: skip
ORGANISATIONS = FileLayout(
    "Liste d’organisations",
    (
        FileColumn("name", ("Nom de l’organisation", "Organisation", "Nom"), text(80), filled=True),
        FileColumn("siren", ("SIREN", "N° SIREN"), siren, needed=False, unique=True),
        FileColumn("college", ("Collège",), choice(COLLEGES), filled=True),
        FileColumn("email", ("Adresse électronique", "E-mail", "Courriel"), email, needed=False),
        FileColumn("since", ("Depuis le",), date, needed=False),
        FileColumn("first_year", ("Première année",), year(2020, 2030), needed=False),
        FileColumn("amount_eur", ("Montant",), number(least=0, unit="€", exact=True), needed=False),
    ),
)
HEADER = ["Nom", "SIREN", "Collège", "E-mail"]
ADEME = ["ADEME", "385 290 309", "État", "cop@ademe.fr"]


@dataclass(frozen=True)
class Organisation:
    name: str
    siren: str | None
    college: str
    email: str | None
    since: datetime.date | None
    first_year: int | None
    amount_eur: Any


def made(source: Any) -> tuple[Organisation, ...]:
    return read(source, ORGANISATIONS, lambda row: Organisation(**row.values())).rows


def refusal(*lines: list[Any], header: list[str] = HEADER) -> FileError:
    with pytest.raises(FileError) as caught:
        made(("liste.csv", written(header, lines, ";")))
    return caught.value


def test_rows_become_what_one_makes_of_them() -> None:
    lines = [[*ADEME, "01/02/2024", "2025", "1 500,50 €"], ["Le Chêne", "", "asso", "", "", "", ""]]
    content = written([*HEADER, "Depuis le", "Première année", "Montant"], lines, ";")
    ademe, oak = made(("liste.csv", content))
    assert ademe.siren == "385290309"
    assert (ademe.since, ademe.first_year, str(ademe.amount_eur)) == (datetime.date(2024, 2, 1), 2025, "1500.50")
    assert oak == Organisation("Le Chêne", None, "associations", None, None, None, None)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ({0: ""}, "ligne 3, colonne « Nom » : valeur manquante"),
        ({1: "12"}, "ligne 3, colonne « SIREN » : « 12 » n’est pas un SIREN (neuf chiffres)"),
        ({1: "385290308"}, "sa clé est fausse"),
        ({1: ADEME[1]}, "« 385 290 309 » est déjà donné ligne 2"),
        ({2: "Entreprise"}, "« Entreprise » est inconnu, vouliez-vous dire : Entreprises ?"),
        ({2: "zzz"}, "« zzz » est inconnu, attendu : État, Collectivités, Entreprises, Associations"),
        ({3: "cop@ademe"}, "« cop@ademe » n’est pas une adresse électronique"),
        ({0: "x" * 81}, "81 caractères, 80 au plus"),
    ],
)
def test_a_wrong_cell_is_told_by_row_and_column_with_what_would_do(cell: dict[int, str], said: str) -> None:
    row = ["CCI", "130 026 032", "Entreprises", "a@b.fr"]
    assert said in str(refusal(ADEME, [cell.get(rank, value) for rank, value in enumerate(row)]))


def test_all_faults_are_told_together_and_nothing_is_made() -> None:
    seen: list[str] = []
    error = refusal(ADEME, ["", "1", "?", "x"], ["B", "2", "État", ""])
    assert error.count == 5
    assert [problem.line for problem in error.problems] == [3, 3, 3, 3, 4]
    content = written(HEADER, [ADEME, ["", "", "", ""], ["B", "2", "État", ""]], ";")
    with pytest.raises(FileError):
        read(("liste.csv", content), ORGANISATIONS, lambda row: seen.append(row["name"]))
    assert seen == ["ADEME"], "a row with a fault is not given to `each`"


def test_each_may_refuse_a_row_for_a_reason_of_its_own() -> None:
    def known(row: FileRow) -> str:
        if row["email"] and not row["email"].endswith(".fr"):
            row.problem("email", "cette adresse n’est pas d’ici")
        return str(row["name"])

    content = written(HEADER, [[*ADEME[:3], "a@b.com"], ["B", "", "État", "a@b.fr"]], ";")
    with pytest.raises(FileError, match="ligne 2, colonne « E-mail » : cette adresse n’est pas d’ici"):
        read(("liste.csv", content), ORGANISATIONS, known)


def test_a_column_that_is_not_there_is_told_with_what_looks_like_it() -> None:
    said = str(refusal(ADEME, header=["Nom", "SIREN", "Collèges", "E-mail"]))
    assert "colonne absente : « Collège » (« Collèges » lui ressemble)" in said
    assert "Colonnes trouvées : Nom, SIREN, Collèges, E-mail" in said
    assert "la colonne « Nom » est là deux fois" in str(refusal(ADEME, header=["Nom", "SIREN", "Collège", "Nom"]))
    assert "5 cellules pour 4 colonnes" in str(refusal([*ADEME, "de trop"]))
    assert "aucune ligne" in str(refusal())


def test_the_header_may_stand_beneath_notes_on_two_rows_and_be_said_again() -> None:
    notes = [["Liste des membres de la COP"], [], ["", "", "Contact"]]
    lines = [*notes, ["Nom", "SIREN", "Collège", "E-mail"], ADEME, ["Nom", "SIREN", "Collège", "E-mail"]]
    assert [one.name for one in made(("l.xlsx", workbook(Feuille=lines)))] == ["ADEME"]
    split = [["Nom", "SIREN", "", ""], ["", "", "Collège", "E-mail"], ADEME]
    assert made(("l.xlsx", workbook(Feuille=split)))[0].email == "cop@ademe.fr"
    layout = FileLayout("x", (FileColumn("a", ("Nom",)), FileColumn("b", ("Montant 2026",), number())))
    over = [["Nom", "Montant", ""], ["", "2025", "2026"], ["X", 1, 2]]
    assert read(("l.xlsx", workbook(Feuille=over)), layout).rows == ({"a": "X", "b": 2.0},)


def test_what_is_left_aside_is_told() -> None:
    sheets = {"Lisez-moi": [["Bonjour"]], "Une": [[*HEADER, "Note"], [*ADEME, "x"]], "Deux": [HEADER, ADEME]}
    intake = read(("liste.xlsx", workbook(**sheets)), ORGANISATIONS)
    assert intake.remarks == (
        "Colonnes laissées de côté : Note.",
        "Seule « Une » est lue, et non : Deux.",
    )
    latin = read(("l.csv", written(HEADER, [ADEME], ";").decode().encode("cp1252")), ORGANISATIONS)
    assert latin.remarks == ("Le fichier n’est pas en UTF-8 : lu en Windows-1252.",)


def test_a_fault_in_a_workbook_names_its_sheet() -> None:
    content = workbook(Notes=[["x"]], Membres=[HEADER, ADEME, ["", "", "", ""], ["B", "", "?", ""]])
    with pytest.raises(FileError, match="feuille « Membres », ligne 4, colonne « Collège »"):
        made(("l.xlsx", content))


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "cp850", "utf-16", "utf-16-le"])
def test_every_csv_reads_the_same(separator: str, encoding: str) -> None:
    content = written(HEADER, [["Forêts élevées", *ADEME[1:]]], separator).decode().encode(encoding)
    (forests,) = made(("l.csv", content))
    assert (forests.name, forests.siren) == ("Forêts élevées", "385290309")


def test_a_workbook_an_open_document_a_zip_and_a_pasted_text_read_the_same() -> None:
    lines = [HEADER, ADEME]
    expected = made(("l.csv", written(HEADER, [ADEME])))
    for source in (
        ("l.xlsx", workbook(A=lines)),
        ("l.ods", open_document("".join(map(open_row, lines)))),
        ("l.zip", zipped({"dossier/l.csv": written(HEADER, [ADEME]), "__MACOSX/l.csv": b"\x00"})),
        ("Tableau", "\t".join(HEADER) + "\n" + "\t".join(ADEME)),
        (
            "l.json",
            b'[{"Nom": "ADEME", "SIREN": 385290309, "Coll\\u00e8ge": "\xc3\x89tat", "Courriel": "cop@ademe.fr"}]',
        ),
    ):
        assert made(source) == expected, source[0]


def test_dates_and_numbers_of_a_workbook_are_its_own() -> None:
    layout = FileLayout("x", (FileColumn("day", ("Jour",), date), FileColumn("amount", ("Montant",), number())))
    lines = [["Jour", "Montant"], [datetime.date(2026, 12, 31), 1234.5], ["1er mars 2026", "1 234,5"]]
    assert [row["day"] for row in read(("l.xlsx", workbook(A=lines)), layout).rows] == [
        datetime.date(2026, 12, 31),
        datetime.date(2026, 3, 1),
    ]


@pytest.mark.parametrize("cell", ["32/01/2026", "1/2/26", "46022", "demain", "2026-02-30", "2026-1-1", ""])
def test_what_is_no_date_is_refused_or_empty(cell: str) -> None:
    layout = FileLayout("x", (FileColumn("day", ("Jour",), date, filled=True), FileColumn("n", ("n",))))
    with pytest.raises(FileError, match=r"n’est pas une date|valeur manquante"):
        read(("l.csv", written(["Jour", "n"], [[cell, "x"]])), layout)


def test_progress_is_told_when_reading_is_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(written(HEADER, [[f"Organisation {rank}", "", "État", ""] for rank in range(2000)], ";"))
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(rows, "PATIENCE_S", 3600.0)
    read(path, ORGANISATIONS, on_progress=lambda done, total: told.append((done, total)))
    assert told == [], "nothing is told before one has to be patient"
    monkeypatch.setattr(rows, "PATIENCE_S", 0.0)
    monkeypatch.setattr(rows, "EVERY_S", -1.0)
    read(path, ORGANISATIONS, on_progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 2000)
    assert told[-1] == (2000, 2000)
    assert len(told) > 5


def test_a_list_of_ten_thousand_is_read_whole() -> None:
    content = written(HEADER, [[f"Organisation {rank}", "", "État", "a@b.fr"] for rank in range(10_000)], ";")
    assert len(made(("l.csv", content))) == 10_000


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), max_size=6))
def test_any_cells_are_read_or_refused_in_words(lines: list[list[str]]) -> None:
    with suppress(FileError):
        assert made(("l.csv", written(HEADER, [ADEME, *lines], ";")))[0].siren == "385290309"
