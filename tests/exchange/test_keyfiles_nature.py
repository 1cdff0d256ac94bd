"""Dense city, protected land, the state of rivers: in their publishers' columns, told where one lives; former plans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from copilote.exchange.intake import FileError
from copilote.exchange.keyfiles import waste
from copilote.exchange.keyfiles.model import Options
from copilote.exchange.keyfiles.plan import LoadingPlan, prepare
from copilote.exchange.keyfiles.store import install
from copilote.exchange.measured import measured_in
from copilote.exchange.perimeters import place_of
from copilote.exchange.resources_here import resources_here
from copilote.reference.loaded import look_again
from copilote.ui.measured import measured_lines
from copilote.words import speaking
from support_keyfiles import written
from support_words import text_of

ZONES = ["identifier", "hre", "are", "bur", "lcz", "lcz_int", "INSEE_COM"]
MAPPED = [
    ["1-FR", "18", "3000", "74", "2", "2", "41018"],
    ["2-FR", "0", "1000", "0", "E", "105", "41018"],
    ["3-FR", "6", "4000", "10", "9", "9", "41018"],
    ["4-FR", "0", "2000", "0", "a", "101", "41018"],
    ["5-FR", "0", "500", "0", "G", "107", "41047"],
]
PROTECTED = ["code_geographique", "LIBELLE_VARIABLE", "SOUS_CHAMP", "A2018", "A2019"]
KEPT = [
    ["41018", "Ensemble des surfaces protégées", "TOU_PRO", "90", "100,5"],
    ["41018", "Ensemble des surfaces protégées", "FOR_PRO", "5", "6"],
    ["41018", "Surfaces Natura 2000", "NATURA", "40", "50"],
    ["41018", "Surfaces inventaires", "ZNIEFF1", "70", "80"],
    ["41047", "Ensemble des surfaces protégées", "TOU_PRO", "9", "10"],
]
BODIES = ["euSurfaceWaterBodyCode", "surfaceWaterBodyName", "swEcologicalStatusOrPotentialValue", "cYear"]
STATES = [
    ["FRGR0007", "La Loire", "2", "2022"],
    ["FRGR0312", "Le Cosson", "4", "2022"],
    ["FRGR0313", "Le Beuvron", "Unknown", "2022"],
    ["FRGR0312", "Le Cosson", "1", "2016"],
]
STATIONS = ["CdStationMesureEauxSurface", "LbStationMesureEauxSurface", "CodeCommune", "LbCommune", "CdEuMasseDEau"]
PLACED = [
    ["04050500", "Loire à Blois", "41018", "Blois", "FRGR0007"],
    ["04050600", "Cosson à Blois", "41018", "Blois", "FRGR0312"],
    ["04050700", "Cosson à Vineuil", "41295", "Vineuil", "FRGR0312"],
    ["04050800", "Beuvron à Candé", "41029", "Candé", "FRGR0313"],
    ["04050900", "Inconnue", "41029", "Candé", ""],
]
FORMER = ["cod_nat_pprn", "lib_bassin_risques", "num_risque", "lib_risque", "cod_commune", "lib_commune", "cod_ppr",
          "dat_prescription", "dat_appli_ant", "dat_approbation", "dat_annulation", "dat_abrogation"]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))


def planned(*files: tuple[str, bytes], **options: Any) -> LoadingPlan:
    found = prepare(list(files), Options(**options))
    assert isinstance(found, LoadingPlan)
    return found


def zones(rows: list[list[str]] = MAPPED) -> tuple[str, bytes]:
    return "LCZ_SPOT_2022_Blois.csv", written(ZONES, rows)


def protected(rows: list[list[str]] = KEPT) -> tuple[str, bytes]:
    return "surfaces_protegees.csv", written(PROTECTED, rows, ";")


def water(states: Any = STATES, placed: Any = PLACED) -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    return ("SWB_SurfaceWaterBody.csv", written(BODIES, states)), ("stations.csv", written(STATIONS, placed, ";"))


def former(code: str, risk: str, plan: str = "41DDT1", **dates: str) -> list[str]:
    dates = {"approved": "2015-08-14"} | dates
    return [plan, "Loire", "140", risk, code, "X", "PPRN", "2010-01-01",
            *(dates.get(name, "") for name in ("early", "approved", "annulled", "repealed"))]  # fmt: skip


def remarks(plan: LoadingPlan) -> str:
    return " ".join(plan.remarks).replace("\u00a0", " ").replace("\u202f", " ")


def told(level: str, code: str) -> list[str]:
    look_again()
    lines = measured_lines(measured_in(place_of(level, code)))
    return [line.replace("\u00a0", " ").replace("\u202f", " ") for line in lines]


def test_dense_and_green_city_are_parts_of_what_is_mapped() -> None:
    plan = planned(zones())
    assert plan.file.year == 2022
    install(plan)
    (line,) = told("commune", "41018")
    assert "(LCZ 1 à 3, 8, 10 et E) : 40 % ; végétation et eau (LCZ A à D, et G) : 20 % (Zones climatiques" in line
    assert line.endswith("Les villes plus petites ne sont pas cartographiées.")
    assert told("commune", "41001") == [], "no city there is mapped"
    (over,) = told("epci", "200030385")
    assert ": 38 % ;" in over, "4 000 m² of 10 500, not the mean of two communes"
    assert "Connu dans 2 communes sur 43" in over


def test_the_area_that_lies_in_a_commune_comes_before_that_of_the_whole_zone() -> None:
    cut = [[*row, area] for row, area in zip(MAPPED[:2], ("100", "300"), strict=True)]
    install(planned(("lcz_2022.csv", written([*ZONES, "surface"], cut))))
    assert measured_in(place_of("commune", "41018"))[0].over == 400.0


@pytest.mark.django_db
def test_protected_land_is_told_of_its_newest_year_and_on_the_tiles_of_the_panorama(client: Client) -> None:
    plan = planned(protected())
    assert plan.file.year == 2019
    assert "Protections sans clé, laissées de côté : ZNIEFF1." in remarks(plan)
    install(plan)
    (line,) = told("commune", "41018")
    assert "une mesure de protection : 101 ha ; surface sous protection forte : 6 ha ; surface en site" in line
    assert "ces surfaces ne s’additionnent pas" in line
    assert [one.known for one in measured_in(place_of("departement", "41"))] == [2, 2, 2]
    assert planned(protected(), year=2018).keys[0].key.total == 99.0
    tiles = {measure.tile.id: measure for measure in resources_here(place_of("commune", "41018")).measures}
    assert (tiles["protected_areas"].value, tiles["protected_areas"].unit) == (100.5, "ha")
    assert tiles["strong_protection"].loaded is not None
    page = text_of(client.get("/territoires/commune/41018")).replace("\u00a0", " ").replace("\u202f", " ")
    assert "6 ha Surface sous protection forte, en 2019" in page
    assert page.count(". Une même terre peut avoir plusieurs protections") == 1, "two tiles of one file, one caution"


def test_stations_tell_the_state_of_the_river_that_they_measure() -> None:
    plan = planned(*water())
    assert plan.file.year == 2022
    assert "2 stations dont l’état de la masse d’eau n’est pas connu" in remarks(plan)
    install(plan)
    (line,) = told("commune", "41018")
    assert "en bon ou très bon état écologique : 1 sur 2, soit 50 % (" in line
    assert told("commune", "41029") == [], "nothing is told where no state is known"
    (good,) = measured_in(place_of("epci", "200030385"))
    assert (good.amount, good.over) == (1.0, 3.0)
    tile = next(one for one in resources_here(place_of("epci", "200030385")).measures if one.tile.id == "surface_water")
    assert (tile.value, tile.among) == (1.0, 3)
    with speaking("en"):
        assert "in good or high ecological status" in told("commune", "41018")[0]
    with pytest.raises(FileError, match="stations de Naïades"):
        planned(water()[0])


def test_the_columns_of_hub_eau_are_those_of_stations_too() -> None:
    columns = ["code_station", "libelle_station", "code_commune", "libelle_commune", "code_eu_masse_eau"]
    assert planned(water()[0], ("stations.csv", written(columns, PLACED))).keys[0].key.total == 1.0


def test_rates_of_loaded_files_are_told_on_the_tiles_in_their_unit() -> None:
    header = ["annee", "c_acteur", "n_acteur", "c_dept", "pop_dma", "tonnage_dma", "tonnage_omr"]
    row = ["2023", "7", 'Communauté d\'agglomération de Blois "Agglopolys"', "41", "100000", "50000", "20000"]
    install(planned(("sinoe.csv", written(header, [row]))))
    services = ["Id SISPEA de l'entité de gestion", "P104.3", "P106.3", "VP.059", "VP.060", "VP.077"]
    places = ["Année", "Code INSEE de la commune adhérente", "Population de la commune",
              "Identifiant SISPEA de l'entité de gestion à laquelle la commune adhère"]  # fmt: skip
    served = [["1", "80", "2", "900000", "100000", "100"]]
    install(planned(("s.csv", written(services, served)), ("p.csv", written(places, [["2024", "41018", "9", "1"]]))))
    look_again()
    tiles = {measure.tile.id: measure for measure in resources_here(place_of("commune", "41018")).measures}
    assert (tiles["household_waste"].value, tiles["household_waste"].unit) == (500.0, "kg par habitant")
    assert (tiles["leaks"].value, tiles["leaks"].unit) == (80.0, "%")
    here = resources_here(place_of("commune", "41001"))
    assert "household_waste" in {tile.id for tile in here.missing}, "its EPCI is not in the file"


def test_plans_of_before_2025_are_in_force_when_approved_and_not_ended() -> None:
    rows = [
        former("41018", "Par une crue à débordement lent de cours d'eau"),
        former("41018", "Inondation"),
        former("41047", "Inondation", plan="41DDT2", approved="", early="2020-01-01"),
        former("41295", "Inondation", plan="41DDT3", approved=""),
        former("41029", "Inondation", plan="41DDT4", annulled="2019-05-05"),
        former("41001", "Inondation", plan="41DDT5", repealed="2019-05-05"),
        former("41001", "Volcan", plan="41DDT6"),
    ]
    plan = planned(("pprn_gaspar.csv", written(FORMER, rows, ";")), year=2024)
    assert (plan.file.name, [key.key.total for key in plan.keys]) == ("pprn-2024", [2.0])
    assert "annulé ou abrogé (2), sans date d’approbation (1)" in remarks(plan)
    assert "Risques sans clé, laissés de côté : Volcan (1)" in remarks(plan)
    install(plan)
    assert "les inondations ou les submersions : oui (Plans" in told("commune", "41047")[0]
    assert "les inondations ou les submersions : non (Plans" in told("commune", "41029")[0]


def test_a_name_that_two_epci_of_a_departement_have_is_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    header = ["annee", "c_acteur", "n_acteur", "c_dept", "pop_dma", "tonnage_dma", "tonnage_omr"]
    rows = [
        ["2023", "7", "CA de Blois Agglopolys", "41", "100000", "50000", "20000"],
        ["2023", "8", "CC Coeur de Sologne", "41", "10000", "9000", ""],
    ]
    two = waste._by_name() | {("41", "blois agglopolys"): {"200030385", "200000800"}}
    monkeypatch.setattr(waste, "_by_name", lambda: two)
    plan = planned(("sinoe.csv", written(header, rows)))
    assert "laissées de côté : CA de Blois Agglopolys" in remarks(plan)
    assert not set(place_of("epci", "200030385").codes) & set(plan.values["dechets-2023_habitants"])


@pytest.mark.parametrize(
    ("files", "line", "said"),
    [
        ([zones([*MAPPED, ["6-FR", "0", "9", "0", "H", "108", "41018"]])], 7, "« H »"),
        ([zones([*MAPPED, ["6-FR", "0", "-9", "0", "A", "101", "41018"]])], 7, "négatif"),
        ([zones([*MAPPED, ["6-FR", "0", "9", "0", "A", "101", "41999"]])], 7, "41999"),
        ([protected([*KEPT, KEPT[1]])], 7, "même commune"),
        ([protected([*KEPT, ["41018", "X", "", "1", "1"]])], 7, "sorte de protection"),
        ([protected([*KEPT, ["41018", "X", "SIC", "1", "1"], ["41047", "X", "FOR_PRO", "1", "peu"]])], 8, "peu"),
        (water([*STATES, ["FRGR0007", "La Loire", "3", "2022"]]), 6, "FRGR0007"),
        (water([*STATES, ["", "La Loire", "3", "2022"]]), 6, "masse d’eau manquant"),
        (water([*STATES, ["FRGR9", "La Loire", "3", ""]]), 6, "année"),
        (water(placed=[*PLACED, PLACED[0]]), 7, "04050500"),
        (water(placed=[*PLACED, ["", "X", "41018", "Blois", "FRGR0007"]]), 7, "station manquant"),
        (water(placed=[*PLACED, ["1", "X", "99999", "Blois", "FRGR0007"]]), 7, "99999"),
        ([("pprn.csv", written(FORMER, [former("41018", "Inondation"), former("", "Inondation")], ";"))], 3, "commune"),
    ],
)
def test_what_is_wrong_is_told_by_line(files: Any, line: int, said: str) -> None:
    with pytest.raises(FileError) as error:
        planned(*files)
    assert said in str(error.value)
    assert f"ligne {line}" in str(error.value)
