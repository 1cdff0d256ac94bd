"""A table of actions, ours or any other, is read row by row: what can be counted, and what is wrong, cell by cell."""

from __future__ import annotations

import contextlib
import datetime
import time
from pathlib import Path
from typing import Any

import pytest

from copilote.exchange.actions.cells import STATUSES, amounts, day, lever_cell, part, quantity
from copilote.exchange.actions.places import Places
from copilote.exchange.actions.reading import Reading, read_actions
from copilote.exchange.intake import FileError
from copilote.planning.actions import Status
from copilote.reference.errors import InputError
from copilote.reference.simulator import load_levers
from support_files import workbook

HEAD = "Titre;Levier;Statut;Quantité;Unité;ktCO2e;Territoire;Porteur;Début;Fin;Budget"


def read_text(tmp_path: Path, *lines: str, head: str = HEAD, region: str = "24", **columns: str) -> Reading:
    path = tmp_path / "actions.csv"
    path.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    return read_actions(path, region, columns=columns)


def problems(reading: Reading) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.value) for problem in reading.problems]


def test_a_row_becomes_an_action_with_its_kt(tmp_path: Path) -> None:
    reading = read_text(
        tmp_path, "Voitures;augm_voitelec;Faite;500;véhicules;;Blois;Agglopolys;2024;31/12/2026;1 200 000,50 €"
    )
    [action] = reading.actions
    assert reading.problems == ()
    assert (action.row, action.title, action.status, action.holder) == (2, "Voitures", Status.DONE, "Agglopolys")
    assert action.kt == pytest.approx(0.5 / 0.4677)
    assert (action.quantity, action.measured) == (0.5, "augm_voitelec")
    assert action.area == {"41018"}
    assert (action.start, action.end) == (datetime.date(2024, 1, 1), datetime.date(2026, 12, 31))
    assert action.amount_eur == 1_200_000.5


@pytest.mark.parametrize(
    ("amount", "unit", "kt"),
    [
        ("500", "voitures", 0.5 / 0.4677),
        ("0,5", "milliers de véhicules", 0.5 / 0.4677),
        ("0,5", "", 0.5 / 0.4677),
        ("500 véhicules", "", 0.5 / 0.4677),
        ("1\u202f500", "véhicules électriques", 1.5 / 0.4677),
        ("2", "ktCO2e", 2.0),
        ("2 500", "tCO2e", 2.5),
    ],
)
def test_a_quantity_is_read_in_any_of_the_lever_s_units(tmp_path: Path, amount: str, unit: str, kt: float) -> None:
    [action] = read_text(tmp_path, f"Voitures;augm_voitelec;Faite;{amount};{unit};;;;;;").actions
    assert action.kt == pytest.approx(kt)


def test_what_falls_is_said_with_or_without_its_sign(tmp_path: Path) -> None:
    reading = read_text(
        tmp_path, "A;reduc_rfioul;Faite;2 563;logements;;;;;;", "B;reduc_rfioul;Faite;-2563;logements;;;;;;"
    )
    assert [action.kt for action in reading.actions] == [pytest.approx(10.0), pytest.approx(10.0)]
    rising = read_text(tmp_path, "A;augm_haies;Faite;-3;km;;;;;;")
    assert rising.actions == ()
    assert problems(rising) == [(2, "Quantité", "-3")]


def test_a_rate_counts_for_its_territory_alone(tmp_path: Path) -> None:
    lines = [
        f"A {place};augm_covoit;Faite;10;km/voiture/an;;{place};;;;"
        for place in ("", "Centre-Val de Loire", "41", "Blois")
    ]
    whole, region, departement, commune = (action.kt or 0.0 for action in read_text(tmp_path, *lines).actions)
    assert whole == pytest.approx(10 / 5.2385)
    assert region == pytest.approx(whole)
    assert 0 < commune < departement < region / 3
    unknown = read_text(tmp_path, "A;augm_covoit;Faite;10;km/voiture/an;;Atlantide;;;;")
    assert unknown.actions[0].kt is None
    assert {column for _line, column, _value in problems(unknown)} == {"Territoire", "Quantité"}


def test_several_levers_share_an_action(tmp_path: Path) -> None:
    head = "Titre;Levier 1;Part 1;Levier 2;Part 2;Statut;ktCO2e"
    reading = read_text(
        tmp_path,
        "A;augm_covoit;60 %;Vélo et transport en commun;40;Faite;10",
        "B;augm_covoit;0,6;augm_vélotc;0,3;Faite;10",
        "C;augm_covoit;;augm_vélotc;;Faite;10",
        'D;"augm_covoit (25 %) ; augm_vélotc (75 %)";;;;Faite;4',
        "E;augm_covoit;50;augm_covoit;50;Faite;4",
        "F;augm_covoit;33;augm_vélotc;66;Faite;3",
        "G;augm_covoit|augm_velotc;60/40;;;Faite;10",
        "H;augm_covoit:0.6|augm_velotc=0,4;;;;Faite;10",
        "I;augm_covoit|augm_velotc;;;;Faite;",
        head=head,
    )
    assert [action.title for action in reading.actions] == ["A", "D", "F", "G", "H", "I"]
    shared = [action.kt_of("augm_covoit") for action in reading.actions]
    assert shared == [6.0, 1.0, pytest.approx(1.0), 6.0, 6.0, None]
    assert [line for line, _column, _value in problems(reading)] == [3, 4, 6]
    assert "90" in reading.problems[0].what


def test_what_is_missing_is_told_and_the_action_kept_out_of_the_sums(tmp_path: Path) -> None:
    reading = read_text(tmp_path, "Méthaniseur de Vendôme;;Faite;;;12;;;;;", "Haies;augm_haies;;3;km;;;;;;")
    assert (reading.actions[0].levers, reading.actions[0].status) == ((), Status.DONE)
    assert reading.actions[1].status is None
    assert problems(reading) == [(2, "Levier", ""), (3, "Statut", "")]
    assert reading.problems[0].what.endswith("évoquent : Biogaz"), "proposed by name, not applied"
    assert "en cours" in reading.problems[1].what


def test_a_quantity_without_lever_is_told_as_left_aside(tmp_path: Path) -> None:
    reading = read_text(tmp_path, "Haies;;Faite;45 km;;;;;;;")
    assert reading.actions[0].quantity is None
    assert problems(reading) == [(2, "Levier", ""), (2, "Quantité", "45 km")]
    assert "laissée de côté" in reading.problems[1].what


def test_a_column_that_the_file_has_not_is_told_once_but_a_lever_is_proposed_for_each(tmp_path: Path) -> None:
    reading = read_text(tmp_path, "Haies bocagères", "Méthaniseur", head="Titre;Description")
    assert [(line, column) for line, column, _value in problems(reading)] == [
        (2, "Levier"),
        (2, "Statut"),
        (3, "Levier"),
    ]


def test_a_wrong_cell_that_counts_leaves_the_action_out_and_says_what_is_accepted(tmp_path: Path) -> None:
    reading = read_text(
        tmp_path,
        "A;augm_haie;Faite;1;km;;;;;;",
        "B;augm_haies;finnie;1;km;;;;;;",
        "C;augm_haies;Faite;beaucoup;km;;;;;;",
        "D;augm_haies;Faite;1;logements;;;;;;",
        "E;augm_haies;Faite;1;km;-3;;;;;",
        "F;co2_foret;Faite;12;ha;;;;;;",
        "G;Sobriété et isolation des bâtiments;Faite;1;TWh;;;;;;",
        ";augm_haies;Faite;1;km;;;;;;",
    )
    assert reading.actions == ()
    assert problems(reading) == [
        (2, "Levier", "augm_haie"),
        (3, "Statut", "finnie"),
        (4, "Quantité", "beaucoup"),
        (5, "Unité", "logements"),
        (6, "ktCO2e", "-3"),
        (7, "Quantité", "12"),
        (8, "Levier", "Sobriété et isolation des bâtiments"),
        (9, "Titre", ""),
    ]
    said = [problem.what for problem in reading.problems]
    assert "Gestion des haies" in said[0]
    assert "Faite" in said[1]
    assert "milliers de km, km, mètres" in said[3]
    assert "ktCO2e" in said[5]
    assert "(résidentiel)" in said[6]
    assert "(tertiaire)" in said[6]


def test_a_wrong_cell_that_counts_nothing_is_told_and_the_action_stays(tmp_path: Path) -> None:
    reading = read_text(tmp_path, "A;augm_haies;Faite;1;km;;Atlantide;;32/13/2024;;beaucoup")
    assert len(reading.actions) == 1
    assert [column for _line, column, _value in problems(reading)] == ["Début", "Budget", "Territoire"]
    assert reading.actions[0].start is None


def test_slips_are_flagged_and_counted_as_they_are(tmp_path: Path) -> None:
    reading = read_text(
        tmp_path,
        "A;augm_haies;Faite;43 000;km;;Agglopolys;;;;",
        "B;augm_haies;Faite;1;km;;;;2028;2026;",
        "C;augm_haies;Faite;1;km;;;;;;150 M€",
        "D;reduc_rfioul;Faite;20 000;logements;;Blois;;;;",
        "E;augm_haies;Faite;1;km;;;;;;90 M€",
    )
    assert reading.actions[0].kt == pytest.approx(43 / 0.0333)
    assert problems(reading) == [
        (2, "Quantité", "43 000"),
        (3, "Fin", "2026"),
        (4, "Budget", "150 M€"),
        (5, "Quantité", "20 000"),
    ]
    assert all("compté tel quel" in problem.what for problem in reading.problems)
    assert "mille fois" in reading.problems[0].what


def test_kt_and_quantity_that_disagree_are_told(tmp_path: Path) -> None:
    reading = read_text(
        tmp_path, "A;augm_voitelec;Faite;467,7;véhicules;5;;;;;", "B;augm_voitelec;Faite;467,7;véhicules;1;;;;;"
    )
    assert [action.kt for action in reading.actions] == [pytest.approx(1.0), pytest.approx(1.0)]
    assert problems(reading) == [(2, "ktCO2e", "5")]


def test_a_plan_in_the_layout_of_territoires_en_transitions_is_read() -> None:
    start = ["Axe (x)", "Sous-axe (x.x)", "Titre de la fiche action", "Titre de la sous-action", "Descriptif"]
    middle = ["Structure pilote", "Montant € HT", "Montant € HT", "Budget prévisionnel total € HT"]
    head = [*start, *middle, "Statut ", "Date de début", "Date de fin"]
    axis, title = "1. Se déplacer", "Aires de covoiturage"
    rows: list[list[Any]] = [
        ["Présentation de l’action", "", "", "", "", "Acteurs"],
        head,
        [*["Champ texte"] * 4, *[""] * 5, "Champ liste déroulante", "Champ date", "Champ date"],
        [axis],
        [axis, "1.1", title, "", "", "Agglopolys", 1000, "", "12 000 € HT", "Réalisé", 45_000, ""],
        [axis, "1.1", title, "Aire de Blois", "", "", "", "", "", "En retard", "", ""],
        ["2. Énergie", "", "", "Chaufferie", "", "", "", "", "", "À discuter", "", ""],
    ]
    path = _write("plan.xlsx", workbook(Plan=rows, Listes=[["Statut "], ["À venir"]]))
    reading = read_actions(path, "24")
    assert [(action.row, action.title, action.status) for action in reading.actions] == [
        (5, "Aires de covoiturage", Status.DONE),
        (6, "Aire de Blois", Status.UNDER_WAY),
        (7, "Chaufferie", Status.IDEA),
    ]
    assert reading.actions[1].part_of == "Aires de covoiturage"
    assert reading.actions[0].amount_eur == 12_000
    assert reading.actions[0].start == datetime.date(2023, 3, 15)
    assert [(line, column) for line, column, _value in problems(reading)] == [
        (5, "Levier"),
        (6, "Levier"),
        (7, "Levier"),
    ]
    assert reading.problems[0].what.endswith("évoquent : Covoiturage")


def test_several_sheets_are_read_and_named() -> None:
    sheet = [["Titre", "Levier", "Statut"], ["A", "augm_haies", "faite"], ["B", "inconnu", "faite"]]
    reading = read_actions(_write("deux.xlsx", workbook(Nord=sheet, Sud=sheet, Notes=[["rien"]])), "24")
    assert [(action.sheet, action.row) for action in reading.actions] == [("Nord", 2), ("Sud", 2)]
    assert [(problem.sheet, problem.line) for problem in reading.problems] == [("Nord", 3), ("Sud", 3)]
    alone = read_actions(_write("une.xlsx", workbook(Seule=sheet)), "24")
    assert alone.problems[0].sheet == "Seule"


def test_any_table_is_read_when_its_columns_are_named(tmp_path: Path) -> None:
    head = "Opération;Thème SGPE;Où en est-on"
    lines = ("Haies;Gestion des haies;Terminé",)
    with pytest.raises(FileError, match="colonne absente"):
        read_text(tmp_path, *lines, head=head)
    reading = read_text(tmp_path, *lines, head=head, titre="Opération", levier="Thème SGPE", statut="Où en est-on")
    [action] = reading.actions
    assert (action.title, action.levers[0].lever, action.status) == ("Haies", "augm_haies", Status.DONE)
    with pytest.raises(FileError, match="Opérations"):
        read_text(tmp_path, *lines, head=head, titre="Opérations")
    with pytest.raises(InputError, match="levier"):
        read_text(tmp_path, *lines, head=head, leviers="Thème SGPE")


def test_an_overseas_region_and_the_fictional_one_have_their_own_levers(tmp_path: Path) -> None:
    [action] = read_text(tmp_path, "A;Covoiturage et report modal;Faite;;;3;;;;;", region="04").actions
    assert action.levers[0].lever == "co2_covoit"
    assert problems(read_text(tmp_path, "A;augm_haies;Faite;;;3;;;;;", region="04")) == [(2, "Levier", "augm_haies")]
    [made_up] = read_text(tmp_path, "A;augm_covoit;Faite;10;km/voiture/an;;Nulle part;;;;", region="exemple").actions
    assert made_up.kt


@pytest.mark.parametrize(
    ("cell", "levers"),
    [
        ("augm_voitelec", ["augm_voitelec"]),
        ("VEHICULES ELECTRIQUES", ["augm_voitelec"]),
        ("Vélo", ["augm_vélotc"]),
        ("2026-005", ["augm_voitelec"]),
        ('{"Véhicules électriques",Vélo,NULL}', ["augm_voitelec", "augm_vélotc"]),
        ("Gestion des haies, Gestion des prairies", ["augm_haies", "augm_prairies"]),
        ("augm_haies\naugm_prairies", ["augm_haies", "augm_prairies"]),
        ("{NULL,NULL}", []),
    ],
)
def test_levers_are_named_by_any_of_the_three_lists(cell: str, levers: list[str]) -> None:
    assert [lever for lever, _part in lever_cell("24")(cell)] == levers


def test_a_cell_made_to_hold_the_reader_is_refused_at_once(tmp_path: Path) -> None:
    started = time.process_time()
    for cell in ("a" + " " * 50_000 + "b", "1 " * 20_000 + "x", "(" * 50_000, "9" * 50_000):
        for kind in (lever_cell("24"), quantity, amounts, part, day):
            with contextlib.suppress(InputError):
                kind(cell)
    assert time.process_time() - started < 2


def test_every_lever_of_every_region_is_known_by_its_id_and_label() -> None:
    for region in ("24", "11", "94", "04", "03"):
        read = lever_cell(region)
        for lever in load_levers(region):
            assert read(lever.id) == read(lever.label) == ((lever.id, None),)


def test_cells_are_read_as_people_write_them() -> None:
    assert [part("60 %"), part("60"), part("0,6"), part("1")] == [(0.6,), (0.6,), (0.6,), (1.0,)]
    assert part("60 ; 40") == (0.6, 0.4)
    assert quantity("1 500,5 logements") == (1500.5, "logements")
    assert [amounts("12 000 € HT"), amounts("1,2 M€"), amounts("35k€"), amounts("1200")] == [12e3, 1.2e6, 35e3, 1200]
    assert [day("2026"), day("03/2026"), day("46024"), day("1er mars 2026"), day("2026-03-01 00:00:00+00")] == [
        datetime.date(2026, 1, 1),
        datetime.date(2026, 3, 1),
        datetime.date(2026, 1, 2),
        datetime.date(2026, 3, 1),
        datetime.date(2026, 3, 1),
    ]
    told = ("sept. 2028", "septembre 2028", "Sept 2028", "2028-09", "2028/9", "1er sept. 2028")
    assert {day(text) for text in told} == {datetime.date(2028, 9, 1)}
    told = ("T3 2028", "2028-T3", "3e trimestre 2028", "juil. 2028", "S2 2028", "2e semestre 2028")
    assert {day(text) for text in told} == {datetime.date(2028, 7, 1)}
    assert [day("12/31/2026"), day("31/12/26"), day("31.12.2026")] == [datetime.date(2026, 12, 31)] * 3
    for kind, wrong in (
        (day, "13/13/2026"),
        (part, "0"),
        (part, "250 %"),
        (quantity, "environ 500"),
        (amounts, "12 kg"),
        *((day, text) for text in ("bientôt", "T5 2028", "S3 2028", "T3", "jui 2028", "2028-13", "sept 28", "m 2028")),
    ):
        with pytest.raises(InputError):
            kind(wrong)
    assert set(STATUSES.values()) == set(Status)


def test_territories_are_named_by_code_or_name_one_or_several() -> None:
    places = Places("24")
    assert places.area("41018") == places.area("Blois") == {"41018"}
    agglo = places.area("200030385")
    assert agglo
    assert places.area("Agglopolys") == agglo == places.area('CA de Blois "Agglopolys"')
    assert places.area("Blois ; 41269") == {"41018", "41269"}
    assert places.area("Blois, Vendôme") == {"41018", "41269"}
    assert places.area("Loir-et-Cher") == places.area("41") == places.area("Département du Loir-et-Cher")
    assert places.area("Centre-Val de Loire") == places.whole
    assert places.area("Marseille") is None
    assert places.area("Arpheuilles") is None, "two communes have this name"
    assert places.near("Arpheuilles") == ["Arpheuilles (18013)", "Arpheuilles (36008)"]
    assert places.area("36008") == {"36008"}
    assert places.area("Blois ; Marseille") is None


def _write(name: str, content: bytes) -> Path:
    import tempfile

    path = Path(tempfile.mkdtemp()) / name
    path.write_bytes(content)
    return path
