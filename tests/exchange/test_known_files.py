"""Programmes of PCAET and plans of Territoires en Transitions, in the layouts that they come in. All fictional."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

import pytest

from copilote.exchange.intake import FileError
from copilote.exchange.known import KnownAction, KnownReading, Origin, read_known
from copilote.planning.actions import Status
from support_files import workbook

BLOIS, ORLEANS = "200030385", "244500468"
HEADERS = (
    "Id;Date_creation;Date_modification;Date_lancement;Type_demarche;Nom;Description_rapide;"
    "SIREN collectivites_coporteuses;Collectivités porteuses;Population_couverte;Demarche_etat\n"
    f"7;01/01/2019;02/03/2021;05/06/2019;PCAET;Plan du val;;{BLOIS};CA du Val;100000;Mise en œuvre\n"
    f"8;01/01/2019;;;PCAET;Plan commun;;{ORLEANS}, {BLOIS};Métropole et CA;300000;En cours\n"
    f"9;;;;PCAET;Ailleurs;;{ORLEANS};Métropole;200000;En cours\n"
)
PROGRAMME: list[dict[str, Any]] = [
    {
        "id": 7,
        "typesDemarche": [{"libcourt": "PCAET"}],
        "actions": [
            {
                "intitule": "Planter des haies ",
                "secteurs": [{"secteur": {"libelle": "Agriculture"}}],
                "volets": [{"libelle": "Atténuation"}],
                "typesPorteur": [{"libelle": "Collectivité"}],
            },
            {"intitule": "", "secteurs": []},
        ],
    },
    {"id": 8, "typesDemarche": [], "actions": [{"intitule": "Réseau de chaleur"}]},
    {"id": 9, "typesDemarche": [], "actions": [{"intitule": "Tramway"}]},
]
SHEETS = (
    "Id_action;Id_demarche;Nom_demarche;Intitule_action;Description_action;Date_lancement;Type_action;Cible_action\n"
    '101;7;Plan du val;Planter des haies;"Dix kilomètres\nchaque année";01/09/2020;Travaux;Agriculteurs\n'
    "102;7;Plan du val;Bus au biogaz;;;;\n"
    "abc;x;Plan du val;Perdue;;;;\n"
)
PCAET = (
    ("Demarches_PCAET_V2_entete.csv", ("\ufeff" + HEADERS).encode()),
    ("Demarches_PCAET_Programme_Actions_V2.json", json.dumps(PROGRAMME).encode()),
    ("Fiches_Action.csv", SHEETS.encode()),
)


def read(*files: tuple[str, bytes], level: str = "epci", code: str = BLOIS) -> KnownReading:
    return read_known(files, "24", level, code)


def test_the_programmes_that_a_territory_carries_are_its_known_actions() -> None:
    reading = read(*PCAET)
    assert [action.title for action in reading.actions] == ["Planter des haies", "Réseau de chaleur", "Bus au biogaz"]
    hedges, network, bus = reading.actions
    assert hedges.description == "Dix kilomètres\nchaque année"
    assert hedges.start == date(2020, 9, 1)
    assert hedges.dated == date(2021, 3, 2)
    assert {action.origin for action in reading.actions} == {Origin.PCAET}
    assert {(action.siren, action.level, action.code) for action in reading.actions} == {(BLOIS, "epci", BLOIS)}
    assert network.holder == "Métropole et CA"
    assert {action.status for action in reading.actions} == {None}
    assert (bus.amount_eur, bus.quantity, bus.levers) == (None, None, ())


def test_what_is_wrong_is_told_by_file_row_and_column() -> None:
    told = [(each.file, each.line, each.column, each.value) for each in read(*PCAET).problems]
    assert ("Fiches_Action.csv", 5, "Id_demarche", "x") in told
    assert ("Demarches_PCAET_Programme_Actions_V2.json", 1, "actions[2].intitule", "") in told


def test_an_action_has_the_same_id_with_or_without_its_sheet_and_in_any_order() -> None:
    ids = {action.title: action.origin_id for action in read(*PCAET).actions}
    assert {action.title: action.origin_id for action in read(*reversed(PCAET)).actions} == ids
    alone = read(*PCAET[:2]).actions
    assert {action.title: action.origin_id for action in alone}.items() <= ids.items()
    assert alone[0].description == "Secteurs : Agriculture"
    assert {action.title for action in read(PCAET[0], PCAET[2]).actions} == {"Planter des haies", "Bus au biogaz"}


def test_without_who_carries_them_programmes_are_nobody_s() -> None:
    reading = read(PCAET[1])
    assert reading.actions == ()
    assert any("entete" in remark for remark in reading.remarks)
    assert any("intercommunalité" in remark for remark in read(*PCAET, level="commune", code="41018").remarks)
    with pytest.raises(FileError, match="ajoutez"):
        read(PCAET[0])


@pytest.mark.parametrize("content", [b"[1, 2]", b'{"id": 7}', b'[{"id": 7}]', b"[{", b"[" * 100_000])
def test_a_json_that_is_no_programme_is_refused(content: bytes) -> None:
    with pytest.raises(FileError):
        read(PCAET[0], ("Programme.json", content))


def test_the_programmes_of_a_whole_country_are_read_in_seconds() -> None:
    headers = "Id;SIREN collectivites_coporteuses;Collectivités porteuses\n"
    headers += "".join(f"{rank};{BLOIS};CA\n" for rank in range(500))
    programme = [{"id": rank, "actions": [{"intitule": f"Action {n}"} for n in range(40)]} for rank in range(500)]
    started = time.process_time()
    reading = read(("entete.csv", headers.encode()), ("programme.json", json.dumps(programme).encode()))
    assert len(reading.actions) == 20_000
    assert time.process_time() - started < 5


GROUPS = ["Présentation de l’action", "", "", "", "", "", "Acteurs"]
TEMPLATE = ["Axe (x)", "Sous-axe (x.x)", "Titre de la fiche action", "Titre de la sous-action", "Descriptif",
            "Structure pilote", "Personne pilote", "Financeur 1", "Montant € HT", "Financeur 2", "Montant € HT",
            "Budget prévisionnel total € HT", "Statut ", "Date de début", "Date de fin"]  # fmt: skip
GUIDE = ["Champ texte", "Champ texte", "Champ texte", "Champ texte non importé"]
EXAMPLE = ["1. Axe", "", "Action 1 - Exemple", "", "La Collectivité Exemple organise des rencontres"]
ROWS = [
    ["1", "", "Isoler les écoles", "", "Trois écoles", "Ville", "Anne X", "Région", "1 500,50 €", "État", "", "12 000",
     "a venir", "16/11/2025", "2027"],
    ["1", "", "Isoler les écoles", "Poser des capteurs", "", "", "", "", "", "", "", "", "REALISE", "", ""],
    ["2. Bouger", "", "", "", "", "", "", "", "", "", "", "", "", "", ""],
    ["2", "", "Covoiturage", "", "", "CC", "Paul Y", "", "", "", "", "beaucoup", "Presque", "12/31/2026", "True"],
    ["2", "", "", "", "sans titre", "", "", "", "", "", "", "", "", "", ""],
]  # fmt: skip


def plan(*rows: list[str], **more: Any) -> tuple[str, bytes]:
    return "plan.xlsx", workbook(**({"Fichier dimport": list(rows)} | more))


def seen(action: KnownAction) -> tuple[object, ...]:
    return action.title, action.status, action.start, action.end, action.amount_eur, action.holder


def test_the_template_is_read_whatever_stands_above_and_beneath_its_headers() -> None:
    reading = read(plan(["Notre plan"], GROUPS, TEMPLATE, GUIDE, EXAMPLE, *ROWS))
    assert [seen(action) for action in reading.actions] == [
        ("Isoler les écoles", Status.DECIDED, date(2025, 11, 16), date(2027, 1, 1), 12_000.0, "Ville"),
        ("Poser des capteurs", Status.DONE, None, None, None, ""),
        ("Covoiturage", None, date(2026, 12, 31), None, None, "CC"),
    ]
    first, sub, _third = reading.actions
    assert [(each.name, each.amount_eur) for each in first.funders] == [("Région", 1500.5), ("État", None)]
    assert sub.part_of == first.origin_id
    assert (first.level, first.code, first.source) == ("epci", BLOIS, "plans-tet")
    told = [(each.line, each.column.strip()) for each in reading.problems]
    assert told == [
        (9, "Budget prévisionnel total € HT"),
        (9, "Statut"),
        (9, "Date de fin"),
        (10, "Titre de la fiche action"),
    ]
    assert any("consignes" in remark for remark in reading.remarks)


def test_persons_are_never_kept() -> None:
    reading = read(plan(TEMPLATE, *ROWS))
    assert "Anne" not in repr(reading.actions)


def test_the_variants_give_the_same_actions() -> None:
    expected = [seen(action) for action in read(plan(TEMPLATE, *ROWS)).actions]
    other = [title.replace("HT", "TTC").replace("fiche action", "fiche action ") for title in TEMPLATE]
    assert [seen(action) for action in read(plan(other, *ROWS)).actions] == expected
    shorter = ["Titre de l'action" if title == "Titre de la fiche action" else title for title in TEMPLATE]
    assert [seen(action) for action in read(plan(shorter, *ROWS)).actions] == expected
    csv = "\n".join(";".join(row) for row in (TEMPLATE, *ROWS)).encode("cp1252")
    assert [seen(action) for action in read(("plan.csv", csv)).actions] == expected


def test_the_same_file_twice_is_the_same_actions_and_two_of_one_name_are_two() -> None:
    once = read(plan(TEMPLATE, *ROWS))
    both = read(plan(TEMPLATE, *ROWS), plan(TEMPLATE, *ROWS))
    assert both.actions == once.actions
    doubled = read(plan(TEMPLATE, ROWS[0], ROWS[0])).actions
    assert len({action.origin_id for action in doubled}) == 2
    reordered = read(plan(TEMPLATE, ROWS[3], *ROWS[:2])).actions
    assert {action.origin_id for action in reordered} == {action.origin_id for action in once.actions}


def test_a_table_that_is_no_plan_is_refused_with_what_it_lacks() -> None:
    with pytest.raises(FileError, match="colonne absente"):
        read(plan(["Recette", "Ingrédients"], ["Tarte", "Pommes"]))


LIST = (
    "tet_id,nom,description,budget,forecasted_start_date,phase,phasestatut,restricted,commune,insee_code,epci,"
    "siren_epci,nature_epci,leviers,codes_competences,competences\n"
    f'1,Pistes,,120000,2026-05-01,Opération,Terminé,f,,,CA du Val,{BLOIS},CA,"{{""Vélo"",NULL,NULL}}",,\n'
    f'2,Étude mobilité,,,,Étude,Terminé,,,,CA du Val,{BLOIS},CA,"{{""Un levier inconnu"",Covoiturage}}",,\n'
    f"3,Ailleurs,,,,Opération,,,,,Métropole,{ORLEANS},METRO,,,\n"
)


def test_the_list_with_levers_ties_those_that_the_links_know() -> None:
    cycling, study = read(("actions-tet.csv", LIST.encode())).actions
    assert (cycling.origin_id, cycling.status, cycling.amount_eur) == ("tet-1", Status.DONE, 120_000.0)
    assert cycling.levers == ("augm_vélotc",)
    assert (study.status, study.phase, study.stated) == (Status.IDEA, "Étude", "Terminé")
    assert study.named_levers == ("Un levier inconnu", "Covoiturage")
    assert study.levers == ("augm_covoit",)
