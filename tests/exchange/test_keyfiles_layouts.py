"""Published layouts become keys: which levers they serve, how well, and what was changed on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from copilote.exchange.intake import FileError
from copilote.exchange.keyfiles.crte import Perimeters
from copilote.exchange.keyfiles.model import Options
from copilote.exchange.keyfiles.plan import LoadingPlan, prepare
from copilote.reference.perimeters import load_all_crte
from copilote.reference.territories import load_communes, load_epci
from published import PUBLISHED, needs_published
from support_keyfiles import IGT, communes_of, igt, igt_rows, written

CENTRE = communes_of("24")


@pytest.fixture(autouse=True)
def nothing_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("COPILOTE_EDITIONS", str(tmp_path / "editions"))


def plan(content: bytes, name: str = "fichier.csv", **options: Any) -> LoadingPlan:
    found = prepare([(name, content)], Options(**options))
    assert isinstance(found, LoadingPlan)
    return found


def key(found: LoadingPlan, suffix: str) -> Any:
    return next(one for one in found.keys if one.key.id.endswith(suffix))


def served(found: LoadingPlan) -> dict[str, tuple[str, str]]:
    return {lever: (one.key.grade_commune, one.key.grade_epci) for one in found.keys for lever in one.key.levers}


# ADEME and Citepa


def test_the_inventory_serves_industry_as_the_state_does_and_the_rest_as_proxies() -> None:
    found = plan(igt(CENTRE), year=2021)
    assert found.file.layout == "igt"
    assert found.file.name == "igt-2021"
    assert served(found) == {
        "co2_indus": ("A", "A"),
        "co2_industrie": ("A", "A"),
        "co2_isdnd": ("B", "B"),
        "reduc_rconso": ("B", "B"),
        "reduc_tconso": ("B", "B"),
        "reduc_tfioul": ("B", "B"),
        "reduc_tgaz": ("B", "B"),
    }


def test_the_total_of_the_inventory_leaves_out_biomass_and_international_transport() -> None:
    rows = [["45234", "ORLEANS", 1, 2, 1000, 1000, 4, 8, 16, 32, 64, 128]]
    found = plan(written(IGT, rows), year=2021)
    assert key(found, "_emissions").key.total == 255
    assert key(found, "_emissions").key.role == "emissions"


def test_an_empty_cell_of_an_inventoried_commune_is_no_emission() -> None:
    found = plan(igt(CENTRE), year=2021)
    assert key(found, "_industrie").key.known == len(CENTRE)
    assert all(one.key.title != "Émissions de la branche énergie" for one in found.keys), "0 everywhere: no key"
    assert any("vaut 0 partout" in remark for remark in found.remarks)


def test_arrondissements_are_summed_into_their_city_or_left_out_when_it_is_there_too() -> None:
    districts = [f"751{rank:02d}" for rank in range(1, 21)] + ["69381", "69389", "13201", "13216"]
    found = plan(igt(districts), year=2021)
    industry = found.values["igt-2021_industrie"]
    assert industry["75056"] == sum(range(101, 121))
    assert industry["69123"] == 381 + 389
    assert industry["13055"] == 201 + 216
    twice = plan(written(IGT, igt_rows(["75056", *districts[:20]])), year=2021)
    assert twice.values["igt-2021_industrie"]["75056"] == 56
    assert key(twice, "_industrie").key.total == 56
    assert any("comptées une fois" in remark for remark in twice.remarks)


def test_communes_of_another_year_are_merged_and_split() -> None:
    # Freigné joined Vallons-de-l'Erdre in 2018; Notre-Dame-d'Estrées-Corbon was parted anew in 2024.
    found = plan(igt(["44180", "49144", "2A004", "15141"]), year=2016)
    values = found.values["igt-2016_industrie"]
    assert values["44180"] == 180 + 144
    assert values["2A004"] == 4
    assert key(found, "_industrie").kept_total == pytest.approx(180 + 144 + 4 + 141)
    assert any("réunie" in remark for remark in found.remarks)


# INSEE


def heating_rows(codes: list[str]) -> list[list[Any]]:
    return [[code, 10, 20, 30, 40, 50, 60] for code in codes]


@pytest.mark.parametrize("pattern", ["P20_RP_CMBL{}", "CMBL{}", "CATL1_CMBL{}"])
def test_homes_by_fuel_serve_oil_and_gas_as_the_state_does(pattern: str) -> None:
    header = ["CODGEO", *(pattern.format(rank) for rank in range(1, 7))]
    found = plan(written(header, heating_rows(CENTRE), ";"), name="rp.csv", year=2020)
    assert served(found) == {"reduc_rfioul": ("A", "A"), "reduc_rgaz": ("A", "A"), "reduc_chal": ("B", "B")}
    assert key(found, "_fioul").key.total == 30 * len(CENTRE)
    assert key(found, "_gaz").key.total == 20 * len(CENTRE)


def test_the_year_of_the_census_is_in_its_columns() -> None:
    header = ["CODGEO", "LIBGEO", *(f"P20_RP_CMBL{rank}" for rank in range(1, 7))]
    assert plan(written(header, [["45234", "Orléans", 1, 2, 3, 4, 5, 6]])).file.name == "chauffage-2020"


def test_crossed_columns_of_one_fuel_are_added() -> None:
    header = ["CODGEO", "CMBL2_TYPLR1", "CMBL2_TYPLR2", "CMBL3_TYPLR1", "CMBL3_TYPLR2"]
    found = plan(written(header, [["45234", 1, 2, 3, 4], ["45004", 5, "", 7, 8]]), year=2020)
    assert key(found, "_fioul").key.total == 22
    assert found.values["chauffage-2020_gaz"] == {"45234": 3}, "a sum that lacks a part is not known"


# Agreste

AGRESTE_COLUMNS = (
    "NOM;ANNREF;FRANCE;FRDOM;REGION;DEP;COM;G_2141_LIB_DIM1;G_2141_MOD_DIM1;G_2141_LIB_DIM2;G_2141_MOD_DIM2;"
    "G_2141_LIB_DIM3;G_2141_MOD_DIM3;VALEUR;QUALITE"
)
AGRESTE = AGRESTE_COLUMNS.split(";")
ALL_FARMS, HEADS, DOTS = (
    "Ensemble des exploitations (hors pacages collectifs)",
    "Cheptel correspondant (têtes)",
    "." * 12,
)


def census(commune: str, animal: str, value: Any, unit: str = HEADS, farms: str = ALL_FARMS) -> list[Any]:
    return ["G_2141", 2010, "FR", "METRO", "NR24", "45", commune, farms, "1", animal, "2", unit, "3", value, ""]


def test_the_agricultural_census_gives_the_heads_of_cattle_of_communes_only() -> None:
    rows = [
        census(DOTS, "Total Bovins", 999999),
        census("45001", "Total Bovins", 120),
        census("45001", "Total Bovins", 90, unit="Unité Gros Bétail Tous aliments  (UGBTA)"),
        census("45001", "Vaches laitières", 60),
        census("45001", "Total Bovins", 50, farms="Moyennes et grandes exploitations"),
        census("45002", "Total Bovins", "", HEADS),
    ]
    found = plan(written(AGRESTE, rows, ";"), name="FDS_G_2141_2010.txt")
    assert found.file.year == 2010
    assert found.values["bovins-2010_bovins"] == {"45001": 120}
    assert served(found) == {"co2_elevage": ("A", "A")}
    assert any("secret" in remark for remark in found.remarks)


def test_a_plain_column_of_cattle_will_do_and_a_file_by_canton_will_not() -> None:
    found = plan(written(["Code commune", "Total bovins (têtes)"], [["45001", "1 200,5"]], ";"), year=2020)
    assert found.values["bovins-2020_bovins"] == {"45001": 1200.5}
    with pytest.raises(FileError, match="par canton"):
        plan(written(["Code canton", "Total bovins"], [["4501", "12"]], ";"))


# Observatories

EPCI = load_epci("24")


def observatory(unit: str, rows: list[list[Any]]) -> bytes:
    return written(["code_epci", "nom_epci", "annee", "secteur", f"emissions_{unit}"], rows, ";")


def test_an_observatory_s_epci_are_brought_to_communes_by_the_present_key() -> None:
    rows = [[one.code, one.name, 2022, "Industrie (hors branche énergie)", "1,5"] for one in EPCI]
    rows += [[one.code, one.name, 2021, "Industrie (hors branche énergie)", "9"] for one in EPCI]
    found = plan(observatory("ktCO2e", rows))
    assert found.file.year == 2022
    assert found.level == "intercommunalité"
    industry = key(found, "_industrie")
    assert (industry.key.grade_commune, industry.key.grade_epci) == ("B", "B"), "the State's inventory is Citepa's"
    assert industry.key.total == pytest.approx(1500 * len(EPCI))
    assert industry.kept_total == pytest.approx(1500 * len(EPCI))
    members = {one.code for one in load_communes() if one.epci == EPCI[0].code}
    assert sum(found.values["observatoire-2022_industrie"][one] for one in members) == pytest.approx(1500)


def test_an_observatory_may_have_a_column_for_each_sector_and_one_year_is_taken() -> None:
    header = ["SIREN", "EPCI", "Année", "Résidentiel (tCO2e)", "Tertiaire (tCO2e)", "Agriculture (tCO2e)"]
    rows = [[EPCI[0].code, EPCI[0].name, year, 100, 10, 5] for year in (2019, 2020)]
    found = plan(written(header, rows), year=2019)
    assert key(found, "_residentiel").key.total == 100
    assert key(found, "_emissions").key.total == 115
    with pytest.raises(FileError, match=r"n’a pas l’année 2001. Années présentes : 2019, 2020"):
        plan(written(header, rows), year=2001)


def test_an_observatory_without_a_unit_is_asked_for_it() -> None:
    content = written(["code_epci", "annee", "secteur", "valeur"], [[EPCI[0].code, 2020, "Industrie", 3]])
    with pytest.raises(FileError, match="--unit"):
        plan(content)
    assert key(plan(content, unit="ktCO2e"), "_industrie").key.total == 3000


def test_an_epci_of_the_past_is_found_by_its_name_or_named() -> None:
    rows = [["999999999", EPCI[1].name, 2022, "Industrie", 2], ["888888888", "CC d’hier", 2022, "Industrie", 3]]
    found = plan(observatory("tCO2e", rows))
    assert any(EPCI[1].code in remark for remark in found.remarks)
    assert any("CC d’hier (888888888)" in remark for remark in found.remarks)
    assert key(found, "_industrie").kept_total == pytest.approx(2)


# The State's indicator service


def service(cube: str, measure: str, rows: list[dict[str, Any]]) -> bytes:
    data = [{f"{cube}.{name}": value for name, value in row.items()} for row in rows]
    return json.dumps({"query": {"measures": [f"{cube}.{measure}"]}, "data": data, "annotation": {}}).encode()


def test_the_service_s_emissions_by_sector_are_keys_of_the_newest_year() -> None:
    rows = [
        {"geocode_commune": "45234", "annee": year, "secteur": sector, "id_1": str(value)}
        for year in ("2018", "2021")
        for sector, value in (("Industrie hors-énergie", 10), ("Transports", 5), ("CO2 biomasse hors-total", 99))
    ]
    found = plan(service("emission_ges_secteur_com", "id_1", rows), name="irpe.json")
    assert found.file.name == "irpe-emissions-2021"
    assert key(found, "_industrie").key.grade_commune == "A"
    assert key(found, "_emissions").key.total == 15


def test_the_service_s_vehicles_give_old_cars_and_buses() -> None:
    rows = [
        {"geocode_commune": "45234", "date_mesure": "2023-01-01T00:00:00.000", "type_vehicule": kind, "critair": mark,
         "tot_parc_roulant_critair": value}
        for kind, mark, value in (
            ("VP", "Crit'Air E", 5), ("VP", "Crit'Air 1", 50), ("VP", "Crit'Air 2", 30), ("VP", "Crit'Air 5", 2),
            ("VP", "Non classée", 1), ("TCP_BUS", "Crit'Air 2", 4), ("TCP_CAR", "Crit'Air E", 3),
            ("PL", "Crit'Air 2", 9),
        )
    ]  # fmt: skip
    found = plan(service("parc_vehicule_com", "tot_parc_roulant_critair", rows), name="parc.json")
    assert key(found, "_voitures-anciennes").key.total == 33
    assert key(found, "_bus").key.total == 4, "an electric bus has nothing to become"
    assert served(found) == {
        "augm_voitelec": ("B", "B"),
        "reduc_consovp": ("B", "B"),
        "co2_voitelec": ("B", "B"),
        "augm_buselec": ("B", "A"),
    }


@pytest.mark.parametrize(
    ("cube", "measure", "levers"),
    [
        ("surfaces_agricoles_com", "id_544", {"reduc_eneragri": ("A", "A"), "augm_haies": ("A", "A")}),
        ("conso_enaf_com", "id_611", {"reduc_artif": ("C", "C"), "co2_artif": ("C", "C")}),
        ("chaleur_livree_com", "id_509", {"reduc_chal": ("B", "B")}),
        ("puissance_elec_installee_com", "id_899", {}),
        ("prelevement_eau_usage_com", "id_638", {}),
    ],
)
def test_other_measures_of_the_service(cube: str, measure: str, levers: dict[str, Any]) -> None:
    rows = [{"geocode_commune": "45234", "annee": 2022, "usage": "Irrigation", measure: 3.5}]
    assert served(plan(service(cube, measure, rows), name="x.json")) == levers


def test_a_commune_without_a_heat_network_has_none_and_another_region_is_not_known() -> None:
    rows = [{"geocode_commune": code, "annee": 2022, "id_509": 0.1} for code in ("45234", "37261", "18033")]
    (heat,) = plan(service("chaleur_livree_com", "id_509", rows), name="x.json").keys
    by_region = {one.region: one for one in heat.regions}
    assert (by_region["24"].known, by_region["24"].used) == (len(CENTRE), True)
    assert (by_region["11"].known, by_region["11"].used) == (0, False)


def test_an_answer_that_lacks_a_dimension_or_is_a_refusal_says_so() -> None:
    rows = [{"geocode_commune": "45234", "annee": 2022, "tot_parc_roulant_critair": 4}]
    with pytest.raises(FileError, match=r"parc_vehicule_com\.critair, parc_vehicule_com\.type_vehicule"):
        plan(service("parc_vehicule_com", "tot_parc_roulant_critair", rows))
    with pytest.raises(FileError, match="Invalid token"):
        plan(b'{"error": "Invalid token"}')
    with pytest.raises(FileError, match="aucune mesure connue"):
        plan(service("autre", "id_9", [{"geocode_commune": "45234", "id_9": 1}]))
    with pytest.raises(FileError, match="ligne 1"):
        plan(b'{"data": [')


# Ours


def test_two_columns_serve_the_levers_that_one_names() -> None:
    content = written(["code", "Cheminées"], [[code, 1] for code in CENTRE])
    found = plan(content, name="Cheminées d’usine 2023.csv", levers=("co2_indus",), grade="A")
    assert found.file.name == "cheminees-d-usine-2023-2023"
    assert served(found) == {"co2_indus": ("A", "A")}
    assert [(one.lever, one.regions, one.keeping) for one in found.changes] == [("co2_indus", 1, 17)]


def test_two_columns_of_epci_are_b_at_the_commune() -> None:
    found = plan(written(["siren", "valeur"], [[one.code, 2] for one in EPCI]), levers=("co2_indus",), grade="A")
    assert served(found) == {"co2_indus": ("B", "A")}


def test_a_key_that_serves_nothing_says_so() -> None:
    found = plan(written(["insee", "valeur"], [["45234", 2]]))
    assert found.changes == ()
    assert any("Aucun levier nommé" in remark for remark in found.remarks)


# CRTE

CRTE_COLUMNS = (
    "insee_reg,lib_reg,dep_chef_file,lib_dep,id_crte,lib_crte,type_grp_crte,crte_interreg,crte_interdep,"
    "siren_groupement,lib_groupement"
)
CRTE = CRTE_COLUMNS.split(",")


def crte_row(crte: str, name: str, siren: str, label: str) -> list[str]:
    return ["24", "Centre-Val de Loire", "45", "Loiret", crte, name, "EPCI", "0", "0", siren, label]


def test_the_official_list_of_crte_becomes_perimeters_of_today() -> None:
    rows = [
        crte_row("crte-24-45-1", "Giennois", EPCI[0].code, EPCI[0].name),
        crte_row("crte-24-45-1", "Giennois", "999999999", EPCI[1].name),
        crte_row("crte-24-45-1", "Giennois", "888888888", "CC d’hier"),
        crte_row("crte-24-45-2", "Autre", EPCI[0].code, EPCI[0].name),
    ]
    found = prepare([("crte.csv", written(CRTE, rows))], Options())
    assert isinstance(found, Perimeters)
    assert found.perimeters[0].epci == (EPCI[0].code, EPCI[1].code)
    assert "CC d’hier" in found.perimeters[0].note
    assert any("plusieurs CRTE : Giennois, Autre" in remark for remark in found.file.remarks)
    assert found.outside == len(load_epci()) - 2


@needs_published
def test_the_published_list_is_loaded_as_it_is_and_its_repeated_rows_count_once() -> None:
    body = (PUBLISHED / "crte-2023" / "epci-crte-2023-01.csv").read_bytes()
    found = prepare([("crte.csv", body)], Options(year=2023))
    assert isinstance(found, Perimeters)
    assert [(one.id, one.epci) for one in found.perimeters] == [(one.code, one.epci) for one in load_all_crte()]
    assert any("comptées une fois : 11" in remark for remark in found.file.remarks)
    assert found.outside == 0


def test_the_service_gives_the_crte_too() -> None:
    rows = [
        {"geocode_crte": "crte-24-45-1", "libelle_crte": "Giennois", "geocode_epci": EPCI[0].code, "libelle_epci": "x"},
        {"geocode_crte": None, "libelle_crte": None, "geocode_epci": EPCI[1].code, "libelle_epci": "y"},
    ]
    found = prepare([("ref_geo.json", service("ref_geo", "count_epci", rows))], Options())
    assert isinstance(found, Perimeters)
    assert [one.name for one in found.perimeters] == ["Giennois"]
