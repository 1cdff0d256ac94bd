"""`copilote diagnose`: what a table of actions comes to in a region, whatever the table."""

from __future__ import annotations

import datetime
import io
import resource
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from copilote.exchange.actions.columns import HEADINGS, layout_of
from copilote.publish.actions_template import COLUMNS, template_bytes
from copilote.reference.simulator import find_region, load_levers
from support_cli import copilote, refused
from support_files import open_document, open_row, raw_workbook, workbook

KEYS = ["region", "actions_read", "levers", "totals", "errors", "duplicates"]
LEVER_KEYS = ["id", "target_kt", "done_kt", "under_way_kt", "decided_kt", "remaining_kt", "observed"]
HEAD = ["Titre", "Levier", "Statut", "Quantité", "Unité", "ktCO2e", "Territoire"]
CARS = ["Achat de voitures", "augm_voitelec", "Faite", 467.7, "véhicules", "", "Blois"]


def diagnosis(path: Path, region: str = "24", *more: str):
    answer = copilote("diagnose", region, "--actions", str(path), "--format", "json", *more)
    assert answer.code == 0, answer.err
    return answer.json


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def of_lever(record, lever: str):
    return next(row for row in record["levers"] if row["id"] == lever)


def test_the_answer_has_the_promised_shape(tmp_path: Path) -> None:
    rows = [HEAD, CARS, CARS, ["Fioul", "reduc_rfioul", "finnie", 3, "logements", "", ""]]
    record = diagnosis(written(tmp_path, "a.xlsx", workbook(Actions=rows)))
    assert list(record) == KEYS
    assert [list(row) for row in record["levers"]] == [LEVER_KEYS] * 30
    assert [row["id"] for row in record["levers"]] == [lever.id for lever in load_levers("24")]
    assert record["region"] == "24"
    assert record["actions_read"] == 2
    assert record["errors"] == [
        {
            "sheet": "Actions",
            "row": 4,
            "column": "Statut",
            "value": "finnie",
            "message": "« finnie » est inconnu, vouliez-vous dire : Faite ?",
        }
    ]
    [[first, second, why]] = record["duplicates"]
    assert (first, second) == (2, 3)
    assert why == "lignes identiques"


def test_kt_are_counted_once_and_what_remains_follows(tmp_path: Path) -> None:
    under_way = ["Bornes", "augm_voitelec", "En cours", "", "", "2,5", ""]
    record = diagnosis(written(tmp_path, "a.xlsx", workbook(Actions=[HEAD, CARS, CARS, under_way])))
    cars = of_lever(record, "augm_voitelec")
    assert cars["done_kt"] == pytest.approx(1.0)
    assert cars["under_way_kt"] == 2.5
    assert cars["decided_kt"] == 0.0
    assert cars["remaining_kt"] == pytest.approx(482.1358 - 3.5)
    assert record["totals"]["counted_once_kt"] == pytest.approx(1.0)
    assert record["totals"]["done_kt"] == pytest.approx(1.0)


def test_what_is_observed_stands_beside_and_is_never_added(tmp_path: Path) -> None:
    record = diagnosis(written(tmp_path, "a.xlsx", workbook(Actions=[HEAD, CARS])))
    observed = of_lever(record, "augm_voitelec")["observed"]
    assert observed["unit"] == "milliers de véhicules électriques"
    assert observed["year"] >= 2022
    assert observed["kt"] > 20
    assert of_lever(record, "augm_voitelec")["done_kt"] == pytest.approx(1.0)
    assert of_lever(record, "augm_covoit")["observed"] is None
    assert of_lever(record, "augm_fret")["observed"]["link"] == "part"
    assert of_lever(record, "augm_fret")["observed"]["kt"] is None
    made_up = diagnosis(written(tmp_path, "b.xlsx", workbook(Actions=[HEAD, CARS])), "exemple")
    assert all(row["observed"] is None for row in made_up["levers"])


def test_the_table_says_it_in_french_and_csv_has_a_lever_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "Titre;Levier;Statut;ktCO2e\nHaies;augm_haies;Faite;3\nFrais;;Faite;2\n")
    answer = copilote("diagnose", "24", "--actions", str(path))
    assert answer.code == 0
    assert "Centre-Val de Loire : 2\xa0actions lues" in answer.out
    assert "1 sans levier" in answer.out
    assert "ligne 3, colonne « Levier » : levier manquant" in answer.out
    assert "ne s’ajoutent pas" in answer.out
    lines = copilote("diagnose", "24", "--actions", str(path), "--format", "csv").out.splitlines()
    assert len(lines) == 31
    assert lines[0].startswith("id,target_kt,done_kt")


def test_the_template_goes_out_and_back_in_without_loss(tmp_path: Path) -> None:
    region = find_region("24")
    days = datetime.date(2025, 3, 1), datetime.date(2027, 12, 31)
    own = ["A1", "=Voitures", "Décrite", "Agglopolys", "Blois"]
    levers = ["Véhicules électriques", 60, "Covoiturage", 40, "", ""]
    rows = [
        [*own, *levers, "En cours", 467.7, "véhicules", "", "", *days, 12_000.5, ""],
        ["A2", "Part de A1", *[""] * 3, levers[0], *[""] * 5, "Faite", "", "", 0.25, "Calcul", *[""] * 3, "A1"],
    ]
    content = template_bytes(region, rows)
    path = written(tmp_path, "t.xlsx", content)
    record = diagnosis(path)
    assert record["errors"] == []
    assert record["actions_read"] == 2
    assert of_lever(record, "augm_voitelec")["under_way_kt"] == pytest.approx(0.6)
    assert of_lever(record, "augm_voitelec")["done_kt"] == 0.0, "it counts within A1"
    assert of_lever(record, "augm_covoit")["under_way_kt"] == pytest.approx(0.4)
    sheet = openpyxl.load_workbook(path)["Actions"]
    back = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2, max_row=3, max_col=len(COLUMNS))]
    again = [[cell.date() if isinstance(cell, datetime.datetime) else cell or "" for cell in line] for line in back]
    assert again == rows
    assert template_bytes(region, again) == content
    assert sheet["B2"].data_type == "s", "a text that begins as a formula is a text"


def test_the_template_has_lists_for_what_is_chosen_and_headings_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    answer = copilote("diagnose", "24", "--template", str(path))
    assert answer.code == 0
    assert "tableau d’actions à remplir" in answer.out
    book = openpyxl.load_workbook(path)
    lists = {str(each.sqref).split(":")[0]: each.formula1 for each in book["Actions"].data_validations.dataValidation}
    assert set(lists) == {"F2", "H2", "J2", "L2", "N2"}
    labels = [cell.value for cell in book["Listes"]["A"][1:] if cell.value]
    assert labels == [lever.label for lever in load_levers("24")]
    layout = layout_of("24")
    read = {rank for ranks in layout.places([name for name, _width, _help in COLUMNS]).values() for rank in ranks}
    assert read == set(range(len(COLUMNS)))
    assert "aucune ligne" in refused("diagnose", "24", "--actions", str(path))


def test_nothing_that_can_be_read_ends_with_2(tmp_path: Path) -> None:
    assert "--actions" in refused("diagnose", "24")
    assert "n’existe pas" in refused("diagnose", "24", "--actions", str(tmp_path / "absent.xlsx"))
    assert "introuvable" in refused("diagnose", "Atlantide", "--actions", "x.csv")
    path = written(tmp_path, "a.csv", "Titre;Levier;Statut\nA;inconnu;Faite\n")
    assert "aucune action n’a pu être lue" in refused("diagnose", "24", "--actions", str(path))
    assert "--column titre=" in refused("diagnose", "24", "--actions", str(path), "--column", "titre")


GOOD = "Titre;Levier;Statut;ktCO2e\nHaies bocagères replantées;augm_haies;Faite;3\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "est vide"),
        (b"PK\x03\x04" + b"\x00" * 50, "abîmé"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "abîmé, ou protégé par un mot de passe"),
        (b"%PDF-1.7", "est un PDF"),
        ("Titre;Levier\nÃ©lectrique;Ã¨\n".encode(), "a perdu ses accents"),
        (GOOD.encode() + b'B;"augm_haies;Faite;1\n', "guillemets non fermés"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refused("diagnose", "24", "--actions", str(written(tmp_path, "a.xlsx", content)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16"])
def test_any_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    record = diagnosis(written(tmp_path, "a.csv", GOOD.replace("Statut", "État d’avancement").encode(encoding)))
    assert of_lever(record, "augm_haies")["done_kt"] == 3.0
    assert record["errors"] == []


def test_a_large_file_and_a_bomb_are_refused_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "grand.csv"
    with path.open("wb") as handle:
        handle.truncate(200_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "trop gros" in refused("diagnose", "24", "--actions", str(path))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open("xl/sheet1.xml", "w") as inside:
            for _megabyte in range(400):
                inside.write(b"0" * 1_000_000)
    assert "trop gros" in refused("diagnose", "24", "--actions", str(written(tmp_path, "bombe.xlsx", bomb.getvalue())))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000, "kilobytes"


def _cell(column: str, row: int, text: str) -> str:
    return f'<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_sheet_of_a_million_empty_rows_is_read_by_those_that_hold_something(tmp_path: Path) -> None:
    head = "".join(
        _cell(column, 1, text) for column, text in zip("ABCD", ("Titre", "Levier", "Statut", "ktCO2e"), strict=True)
    )
    last = "".join(
        _cell(column, 1048576, text) for column, text in zip("ABC", ("Haies", "augm_haies", "Faite"), strict=True)
    )
    rows = f'<row r="1">{head}</row><row r="1048576">{last}<c r="D1048576"><v>3</v></c></row>'
    started = time.process_time()
    record = diagnosis(written(tmp_path, "a.xlsx", raw_workbook(rows)))
    assert record["actions_read"] == 1
    assert of_lever(record, "augm_haies")["done_kt"] == 3.0
    assert time.process_time() - started < 60
    empty = (
        open_row(["Titre", "Levier", "Statut"])
        + open_row(["Haies", "augm_haies", "Faite"])
        + open_row([""], repeated=1_048_574)
    )
    assert diagnosis(written(tmp_path, "a.ods", open_document(empty)))["actions_read"] == 1


def test_macros_formulas_and_merged_cells_are_read_for_their_values(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Plan climat 2026"])
    sheet.merge_cells("A1:D1")
    sheet.append(["Axe", "Titre", "Titre de la sous-action", "Levier", "Statut", "ktCO2e"])
    sheet.append(["1", "Haies", "Haies du nord", "augm_haies", "Faite", 3])
    sheet.append(["", "", "Haies du sud", "augm_haies", "Faite", 4])
    sheet.append(["2", '=HYPERLINK("http://exemple.fr")', "", "augm_haies", "Faite", 1])
    sheet.merge_cells("B3:B4")
    path = tmp_path / "macros.xlsm"
    book.save(path)
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    record = diagnosis(path)
    assert of_lever(record, "augm_haies")["done_kt"] == 7.0
    assert [(error["row"], error["column"]) for error in record["errors"]] == [(5, "Titre")]


def test_what_people_typed_runs_no_formula_where_the_answer_is_opened(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "Titre;Levier;Statut\n=cmd|' /C calc'!A0;;Faite\n\x1b[31mrouge;;Faite\n")
    table = copilote("diagnose", "24", "--actions", str(path)).out
    assert "\x1b" not in table
    lines = copilote("match-levers", "=HYPERLINK(1) covoiturage", "--format", "csv").out.splitlines()
    assert lines[1].startswith("'=HYPERLINK")


def test_errors_beyond_ten_thousand_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"Action {rank};inconnu;Faite;1\n" for rank in range(10_050))
    path = written(tmp_path, "a.csv", GOOD + rows)
    answer = copilote("diagnose", "24", "--actions", str(path), "--format", "json")
    assert answer.code == 0
    assert len(answer.json["errors"]) == 10_000
    assert "10050 erreurs, les 10000 premières" in answer.err


def test_ten_thousand_actions_take_seconds(tmp_path: Path) -> None:
    levers = [lever for lever in load_levers("24") if lever.translated]
    rows = [
        [
            f"Action {rank % 97} de la commune {rank}",
            levers[rank % len(levers)].id,
            "En cours",
            rank % 7,
            "",
            "",
            "200030385",
        ]
        for rank in range(10_000)
    ]
    path = written(tmp_path, "a.xlsx", workbook(Actions=[HEAD, *rows]))
    started = time.process_time()
    assert diagnosis(path)["actions_read"] == 10_000
    assert time.process_time() - started < 10


def test_our_headings_are_the_first_of_each_column() -> None:
    ours = {name for name, _width, _help in COLUMNS}
    firsts = {heading[0] for heading in HEADINGS.values() if isinstance(heading[0], str)}
    assert {name for name in ours if name[:-2] not in ("Levier", "Part")} <= firsts
