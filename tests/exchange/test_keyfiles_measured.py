"""Plans, clay, water: in their publishers' columns, told where one lives with their caution; rates are not averaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from copilote.exchange.intake import FileError
from copilote.exchange.keyfiles.model import Options
from copilote.exchange.keyfiles.plan import LoadingPlan, prepare
from copilote.exchange.keyfiles.store import install, remove
from copilote.exchange.measured import measured_in
from copilote.exchange.perimeters import place_of
from copilote.reference.loaded import look_again
from copilote.ui.measured import measured_lines
from copilote.words import speaking
from support_keyfiles import written
from support_words import text_of

PLANS = ["CODE MODELE", "LIBELLE MODELE", "CODE PROCEDURE", "LIBELLE PROCEDURE", "LIBELLE ORGANISME",
         "CODE INSEE COMMUNE", "NOM COMMUNE", "CODE RISQUE 1", "LIBELLE RISQUE 1", "CODE RISQUE 2", "LIBELLE RISQUE 2",
         "CODE RISQUE 2", "LIBELLE RISQUE 3", "APPROBATION", "LIBELLE ETAT", "LIBELLE SOUS-ETAT"]  # fmt: skip
SERVICES = ["DPT du siège de la coll.", "Id SISPEA de l'entité de gestion", "D102.0", "P104.3", "P106.3", "VP.059",
            "VP.060", "VP.077"]  # fmt: skip
PLACES = ["Année", "Code INSEE de la commune adhérente", "Nom de la commune adhérente", "Population de la commune",
          "Identifiant SISPEA de l'entité de gestion à laquelle la commune adhère", "Distribution"]  # fmt: skip
WATER = ["Année", "Code Sandre de l'ouvrage", "Code INSEE", "Commune", "Volume (m3)", "Code usage BNPE"]
ORGANIC = ["annee", "codedepartement", "codeepci", "codeinseecommune", "commune", "nb_exp", "surfab", "surfc123",
           "surfbio"]  # fmt: skip
WASTE = ["annee", "c_acteur", "n_acteur", "l_typologie", "c_dept", "pop_dma", "tonnage_dma", "tonnage_omr"]
COLLECTED = [
    ["2023", "7", 'Communauté d\'agglomération de Blois "Agglopolys"', "Mixte", "41", "100000", "50000", "20000"],
    ["2023", "8", "Communauté de communes Coeur de Sologne", "Rural", "41", "10000", "9000", ""],
    ["2023", "9", "Syndicat de Blois", "Mixte", "41", "1000", "900", "1"],
]
CLAY = ["insee_com", "nb_logement", "nb_logement_alea_moyen_fort", "nb_logement_alea_faible"]
DECLARED = [
    ["041", "1", "2,1", "80", "2", "900000", "100000", "100"],
    ["041", "2", "2,5", "60", "6", "100000", ".", "300"],
    ["041", "3", "2,5", "130", "-4", "5000", "0", "20"],
]
SERVED = [
    ["2024", "41018", "Blois", "40000", "1", "Oui"],
    ["2024", "41018", "Blois", "40000", "9", "Non"],
    ["2024", "41194", "Romorantin", "10000", "2", "Oui"],
    ["2024", "41047", "La Chaussée", "10000", "1", "Oui"],
    ["2024", "41025", "Cellettes", "2000", "3", "Oui"],
]
TAKEN = [
    ["2022", "OPR1", "41018", "Blois", "1000", "AEP"],
    ["2023", "OPR1", "41018", "Blois", "2000000", "AEP"],
    ["2023", "OPR2", "41018", "Blois", "500", "IRR"],
    ["2023", "OPR3", "41018", "Blois", "9e9", "BAR"],
    ["2023", "OPR4", "41194", "Romorantin", "", "IND"],
]


@pytest.fixture(autouse=True)
def nothing_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))


def of_plan(code: str, risk: str, state: str = "Opposable", plan: str = "41DDT1", name: str = "PPRI") -> list[str]:
    return ["PPRN-I" if risk == "Inondation" else "PPRN-Mvt", "Modèle", plan, name, "DDT", code, "X", "1",
            "Naturel", "11", risk, "110", risk, "2015-08-14", state, "Approuvé"]  # fmt: skip


def planned(*files: tuple[str, bytes], **options: Any) -> LoadingPlan:
    found = prepare(list(files), Options(**options))
    assert isinstance(found, LoadingPlan)
    return found


def plans(rows: list[list[str]], header: list[str] = PLANS) -> tuple[str, bytes]:
    lines = [";".join(row) for row in (header, *rows)]
    return "pprn_gaspar_2026-09-21.csv", "\r\n".join(lines).encode()


def services(declared: Any = DECLARED, served: Any = SERVED) -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    return ("SISPEA.csv", written(SERVICES, declared, ";")), ("composition.csv", written(PLACES, served, ";"))


def remarks(plan: LoadingPlan) -> list[str]:
    return [remark.replace("\u00a0", " ").replace("\u202f", " ") for remark in plan.remarks]


def told(level: str, code: str) -> list[str]:
    look_again()
    lines = measured_lines(measured_in(place_of(level, code)))
    return [line.replace("\u00a0", " ").replace("\u202f", " ") for line in lines]


def test_a_plan_in_force_is_told_of_a_commune_and_counted_over_an_epci() -> None:
    rows = [
        of_plan("41018", "Inondation", name="PPRI ; Loire"),  # its name holds the separator
        of_plan("41018", "Inondation", plan="41DDT2"),
        of_plan("41018", "Mouvement de terrain", "Prescrit"),
        of_plan("41194", "Mouvement de terrain"),
        of_plan("41194", "Éruption volcanique"),
    ]
    plan = planned(plans(rows))
    assert {key.key.title.split(" contre ")[1]: key.key.total for key in plan.keys} == {
        "les inondations ou les submersions": 2.0,
        "les mouvements de terrain (argiles comprises)": 1.0,
    }
    assert any("Prescrit (1)" in remark for remark in remarks(plan))
    assert any("« Plan de prévention en vigueur contre les avalanches » vaut 0" in remark for remark in remarks(plan))
    install(plan)
    (line,) = told("commune", "41018")
    assert "les inondations ou les submersions : oui ; plan de prévention en vigueur contre les mouvements" in line
    assert "(argiles comprises) : non (Plans de prévention" in line
    assert "(2026), chargé le" in line
    assert line.endswith("et sans plan le risque peut exister.")
    assert ": 1 commune sur 43 ; " in told("epci", "200030385")[0]
    remove(plan.file.name)
    assert told("commune", "41018") == []


def test_the_plans_of_factories_and_mines_are_not_those_of_nature() -> None:
    with pytest.raises(FileError, match="plans naturels"):
        planned(plans([["PPRT", *of_plan("41018", "Industriel")[1:]]]))


@pytest.mark.django_db
def test_rates_are_joined_by_what_they_are_rates_of(client: Client) -> None:
    plan = planned(*services())
    assert plan.file.year == 2024
    assert any("1 service déclare un rendement" in remark for remark in remarks(plan))
    install(plan)
    (line,) = told("commune", "41047")
    assert "Rendement des réseaux d’eau potable : 80 % ;" in line, "a commune has the rate of its service"
    assert "pertes des réseaux d’eau potable : 2 m³ par km et par jour (" in line
    assert line.endswith("de chacun.")
    over = {one.key.id: one for one in measured_in(place_of("departement", "41"))}
    used, lost = over["sispea-2024_utile"], over["sispea-2024_pertes"]
    assert used.amount / (used.over or 0) == pytest.approx(860_000 / 1_100_000), "not (80 + 60) / 2"
    assert lost.amount / (lost.over or 0) == pytest.approx((2 * 100 + 6 * 300) / 400)
    assert (used.known, told("commune", "41025")) == (3, [])
    page = text_of(client.get("/territoires/commune/41018/climat")).replace("\u00a0", " ")
    assert "Rendement des réseaux d’eau potable : 80 %" in page
    with speaking("en"):
        assert "; losses of drinking water networks: 2 m³ per km and per day (Indicators" in told("commune", "41018")[0]
    with pytest.raises(FileError, match="composition communale"):
        planned(services()[0])


def test_water_taken_is_told_by_use_without_dams_and_what_is_empty_is_not_known() -> None:
    plan = planned(("prelevements.csv", written(WATER, TAKEN)))
    assert plan.file.year == 2023
    assert any("1 volume de barrages" in remark for remark in remarks(plan))
    assert any("vides ou secrètes : non connues" in remark for remark in remarks(plan))
    install(plan)
    (line,) = told("commune", "41018")
    assert "tous usages, sans les barrages : 2 000 500 m³ ; eau prélevée pour l’eau potable : 2 000 000 m³ ;" in line
    assert "pour l’irrigation : 500 m³ (" in line
    assert line.endswith("revient en grande partie aux rivières.")
    assert [line.split(" : ")[0] for line in told("commune", "41194")] == [], "its only figure is secret"
    assert " ; " not in told("commune", "41001")[0], "no use is told of which there is none"


def test_dwellings_on_clay_are_told_with_their_part() -> None:
    rows = [["41018", "1000", "600", "100"], ["41194", "3000", "300", "0"], ["41001", "", "5", "1"]]
    plan = planned(("indicateurs_rga_2019.csv", written(CLAY, rows)))
    install(plan)
    assert ": 600 logements sur 1 000, soit 60 % (" in told("commune", "41018")[0]
    clay = measured_in(place_of("departement", "41"))[0]
    assert (clay.amount, clay.over, clay.known) == (900.0, 4000.0, 2)
    assert told("commune", "41001") == []


def test_organic_land_is_that_of_the_seats_and_a_secret_is_not_zero() -> None:
    rows = [
        ["2022", "41", "200030385", "41018", "Blois", "9", "90", "10", "100"],
        ["2023", "41", "200030385", "41018", "Blois", "12", "150", "50", "200"],
        ["2023", "41", "200018406", "41194", "Romorantin", "1", "NC", "5", "NC"],
    ]
    plan = planned(("surfaces.csv", written(ORGANIC, rows)))
    assert plan.file.year == 2023
    install(plan)
    (line,) = told("commune", "41018")
    assert "conversion comprise : 200 ha ; surface en conversion" in line
    assert ": 50 ha sur 200, soit 25 % ;" in line
    assert ": 12 exploitations (" in line
    assert line.endswith("où que soient ses terres.")
    assert told("commune", "41194")[0].startswith("Exploitations en"), "its farm is counted, its land is a secret"
    assert "conversion comprise : 0 ha ; exploitations" in told("commune", "41001")[0]
    with pytest.raises(FileError, match="présentation inconnue"):
        planned(("cultures.csv", written([*ORGANIC, "code_groupe"], [[*row, "SF"] for row in rows])))


def test_waste_a_head_is_that_of_the_epci_that_collects_and_a_syndicate_is_not_guessed() -> None:
    plan = planned(("sinoe.csv", written(WASTE, COLLECTED)))
    assert any("laissées de côté : Syndicat de Blois" in remark for remark in remarks(plan))
    install(plan)
    (line,) = told("commune", "41018")
    assert "assimilés collectés : 500 kg par habitant ; ordures ménagères résiduelles : 200 kg par habitant (" in line
    waste = measured_in(place_of("departement", "41"))[0]
    assert waste.amount / (waste.over or 0) == pytest.approx(59e6 / 110_000), "not (500 + 900) / 2"
    again = ["2023", "10", "CC Coeur de Sologne", "Rural", "41", "1", "1", "1"]
    doubtful = planned(("sinoe.csv", written(WASTE, [*COLLECTED, again])))
    assert any("Plusieurs collectivités pour une" in remark for remark in remarks(doubtful))
    assert not set(place_of("epci", "200000800").codes) & set(doubtful.values["dechets-2023_habitants"])


@pytest.mark.parametrize(
    ("files", "line", "said"),
    [
        ([plans([of_plan("41018", "Inondation"), of_plan("99999", "Inondation")])], 3, "99999"),
        ([plans([of_plan("41018", "Inondation"), of_plan("", "Inondation")])], 3, "code de commune"),
        (services([*DECLARED, ["041", "4", "2", "80", "peu", "1", "1", "1"]]), 5, "peu"),
        (services([*DECLARED, ["041", "4", "2", "80", "2", "1", "1", "-7"]]), 5, "négatif"),
        (services([*DECLARED, DECLARED[0]]), 5, "déjà donné"),
        (services(served=[*SERVED, ["2024", "99999", "X", "5", "1", "Oui"]]), 7, "99999"),
        (services(served=[*SERVED, ["2024", "41001", "X", "5", "", "Oui"]]), 7, "service manquant"),
        ([("eau.csv", written(WATER, [*TAKEN, ["2023", "O", "41018", "B", "-3", "IRR"]]))], 7, "négatif"),
        ([("eau.csv", written(WATER, [*TAKEN, ["2023", "O", "41018", "B", "3", ""]]))], 7, "usage manquant"),
        ([("eau.csv", written(WATER, [*TAKEN, ["", "O", "41018", "B", "3", "IRR"]]))], 7, "année"),
        ([("rga.csv", written(CLAY, [["41018", "10", "5", "1"], ["41194", "10", "11", "1"]]))], 3, "11 logements"),
        ([("sinoe.csv", written(WASTE, [*COLLECTED, ["2023", "7", "X", "", "41", "1", "1", "1"]]))], 5, "même"),
        ([("sinoe.csv", written(WASTE, [*COLLECTED, ["2023", "11", "", "", "41", "1", "1", "1"]]))], 5, "nom de la"),
        ([("bio.csv", written(ORGANIC, [["2023", "41", "", "41018", "B", "1", "x", "2", "trois"]]))], 2, "trois"),
        ([("bio.csv", written(ORGANIC, [["2023", "41", "", "41000", "B", "1", "2", "2", "3"]]))], 2, "41000"),
        ([("rga.csv", written(CLAY, [["41018", "10", "5", "1"], ["41018", "10", "5", "1"]]))], 3, "déjà donné"),
    ],
)
def test_what_is_wrong_is_told_by_line(files: Any, line: int, said: str) -> None:
    with pytest.raises(FileError) as error:
        planned(*files)
    assert said in str(error.value)
    assert f"ligne {line}" in str(error.value)
