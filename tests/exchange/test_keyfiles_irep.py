"""The register of polluting emissions says where industry and landfills are."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from copilote.exchange.intake import FileError
from copilote.exchange.keyfiles.carry import commune_named
from copilote.exchange.keyfiles.model import Options
from copilote.exchange.keyfiles.plan import LoadingPlan, prepare
from support_keyfiles import ALL_CO2, EMISSION_COLUMNS, FOSSIL, communes_of, emissions, plants, written

CENTRE = communes_of("24")
STEEL, CEMENT, POWER, DUMP, HOSPITAL = "0001", "0002", "0003", "0004", "0005"
PLACES = {STEEL: "13039", CEMENT: "18015", POWER: "59183", DUMP: "45234", HOSPITAL: "75056"}
ACTIVITIES = {STEEL: "2410Z", CEMENT: "2351Z", POWER: "3511Z", DUMP: "3821Z", HOSPITAL: "8610Z"}
OLD_COLUMNS = ["Identifiant", "Nom_Etablissement", "Annee_Emission", "Milieu", "Polluant", "quantite", "unite"]
REGISTER = [
    {"identifiant": one, "nom_etablissement": f"Usine {one}", "code_insee": PLACES[one], "code_ape": ACTIVITIES[one]}
    for one in PLACES
]


@pytest.fixture(autouse=True)
def nothing_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))


def together(emitted: bytes, places: bytes | None = None, **options: Any) -> LoadingPlan:
    files = [("emissions.csv", emitted), ("etablissements.csv", plants(REGISTER) if places is None else places)]
    found = prepare(files, Options(**options))
    assert isinstance(found, LoadingPlan)
    return found


def values(found: LoadingPlan, suffix: str) -> dict[str, float]:
    held = next(found.values[one.key.id] for one in found.keys if one.key.id.endswith(suffix))
    return {code: value for code, value in held.items() if value}


def test_steel_and_cement_are_where_their_chimneys_are_and_power_stations_are_not_industry() -> None:
    found = together(emissions([(STEEL, FOSSIL, 6e9), (CEMENT, FOSSIL, "500000000"), (POWER, FOSSIL, 4e9)]))
    assert found.file.layout == "irep"
    assert found.file.year == 2022
    assert values(found, "_industrie") == {"13039": 6e6, "18015": 5e5}
    assert values(found, "_energie") == {"59183": 4e6}
    served = {lever: (one.key.grade_commune, one.key.grade_epci) for one in found.keys for lever in one.key.levers}
    assert served == {"co2_indus": ("B", "B"), "co2_industrie": ("B", "B")}


def test_hospitals_water_and_soil_and_carbon_monoxide_are_no_industry() -> None:
    rows = [
        [CEMENT, "x", 2022, "Eau (direct)", FOSSIL, 9e9, "kg/an"],
        [CEMENT, "x", 2022, "Air", "Monoxyde de carbone (CO)", 9e9, "kg/an"],
        [CEMENT, "x", 2022, "Air", FOSSIL, 1e6, "kg/an"],
        [HOSPITAL, "x", 2022, "Air", FOSSIL, 9e9, "kg/an"],
    ]
    found = together(written(EMISSION_COLUMNS.split(";"), rows, ";"))
    assert values(found, "_industrie") == {"18015": 1000}


def test_the_carbon_of_wood_is_left_out_however_the_register_writes_it() -> None:
    old = "CO2 Total d'origine non biomasse uniquement"
    wood = "CO2 Total d'origine biomasse uniquement"
    everything = "CO2 Total (CO2 d'origine biomasse et non biomasse)"
    found = together(emissions([(STEEL, everything, 9e6), (STEEL, wood, 7e6), (STEEL, old, 2e6),
                                (CEMENT, everything, 9e6), (CEMENT, wood, 8e6)]))  # fmt: skip
    assert values(found, "_industrie") == {"13039": 2000, "18015": 1000}
    alone = together(emissions([(CEMENT, ALL_CO2, 9e6)]))
    assert values(alone, "_industrie") == {"18015": 9000}
    assert any("que le CO2 total" in remark for remark in alone.remarks)


def test_nitrous_oxide_and_methane_count_by_what_they_warm() -> None:
    found = together(emissions([(CEMENT, "Protoxyde d'azote (N2O)", 1000), (CEMENT, "Méthane (CH4)", 1000)]))
    assert values(found, "_industrie") == {"18015": pytest.approx(265 + 28)}


def test_the_methane_of_landfills_serves_their_lever_and_that_of_factories_does_not() -> None:
    found = together(emissions([(DUMP, "Méthane (CH4)", 1e6), (CEMENT, "Méthane (CH4)", 5e6)]))
    assert values(found, "_decharges") == {"45234": 28_000}
    dumps = next(one for one in found.keys if one.key.id.endswith("_decharges"))
    assert (dumps.key.levers, dumps.key.grade_commune) == (("co2_isdnd",), "B")
    incinerator = [{**REGISTER[3], "code_eprtr": "5.(b)", "libelle_eprtr": "Installations d'incinération"}]
    with pytest.raises(FileError, match="aucune valeur"):
        together(emissions([(DUMP, "Méthane (CH4)", 1e6)]), plants(incinerator))


def test_a_declaration_under_the_threshold_is_counted_nothing_and_told() -> None:
    found = together(emissions([(STEEL, FOSSIL, "< seuil"), (CEMENT, FOSSIL, 1e6)]))
    assert values(found, "_industrie") == {"18015": 1000}
    assert any("1\u00a0déclaration sous le seuil" in remark for remark in found.remarks)


def test_a_region_is_known_whole_and_one_without_a_plant_is_not() -> None:
    others = [
        {"identifiant": f"9{code}", "code_insee": code, "code_ape": "8610Z"} for code in ("28085", "36044", "37261")
    ]
    found = together(emissions([(CEMENT, FOSSIL, 1e6)]), plants([*REGISTER, *others]))
    industry = next(one for one in found.keys if one.key.id.endswith("_industrie"))
    by_region = {one.region: one for one in industry.regions}
    assert (by_region["24"].known, by_region["24"].used) == (len(CENTRE), True)
    assert by_region["53"].known == 0


def test_the_zip_of_a_year_is_loaded_whatever_else_it_holds() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("2022/Prod_dechets_dangereux.csv", "identifiant;nom;quantite\n1;x;2\n")
        packed.writestr("2022/abime.csv", b"\x00\x01")
        packed.writestr("2022/etablissements.csv", plants(REGISTER))
        packed.writestr("2022/emissions.csv", b"\xef\xbb\xbf" + emissions([(CEMENT, FOSSIL, 1e6)]))
    found = prepare([("2022.zip", out.getvalue())], Options())
    assert isinstance(found, LoadingPlan)
    assert (found.file.name, found.file.file) == ("irep-2022", "2022.zip")
    assert values(found, "_industrie") == {"18015": 1000}
    assert any("Prod_dechets_dangereux.csv" in remark for remark in found.remarks)


def test_emissions_alone_are_refused_since_nothing_tells_power_stations_from_factories() -> None:
    with pytest.raises(FileError, match=r"donnez aussi etablissements\.csv"):
        prepare([("emissions.csv", emissions([(CEMENT, FOSSIL, 1e6)]))], Options())


def test_older_years_without_codes_are_placed_by_name() -> None:
    """Fields of the register of 2017: no `code_insee`, names in capitals."""
    old = [
        {"identifiant": STEEL, "commune": "FOS-SUR-MER", "departement": "BOUCHES-DU-RHONE", "code_ape": "2410Z"},
        {"identifiant": CEMENT, "commune": "ST DOULCHARD", "code_postal": "18230", "code_ape": "2351Z"},
        {"identifiant": POWER, "commune": "NULLE-PART", "departement": "LOIRET", "code_ape": "2011Z",
         "nom_etablissement": "Usine perdue"},
    ]  # fmt: skip
    found = together(emissions([(one, FOSSIL, 1e6) for one in (STEEL, CEMENT, POWER)]), plants(old))
    assert values(found, "_industrie") == {"13039": 1000, "18205": 1000}
    assert any("Usine perdue (1000 tCO2e)" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            [CEMENT, "x", 2022, "Air", FOSSIL, "beaucoup", "kg/an"],
            "fichier « emissions.csv », ligne 3, colonne « quantite » :",
        ),
        ([CEMENT, "x", 2022, "Air", FOSSIL, -1, "kg/an"], "-1 est négatif"),
        ([CEMENT, "x", 2022, "Air", FOSSIL, 1, "livres"], "unité « livres » inconnue"),
        ([STEEL, "x", 2022, "Air", FOSSIL, 1, "kg/an"], "même établissement et même polluant qu’à la ligne 2"),
        ([CEMENT, "x", "", "Air", FOSSIL, 1, "kg/an"], "année manquante ou illisible"),
    ],
)
def test_a_wrong_declaration_is_named_by_file_line_and_column(row: list[Any], said: str) -> None:
    rows = [[STEEL, "x", 2022, "Air", FOSSIL, 1, "kg/an"], row]
    content = written(EMISSION_COLUMNS.split(";"), rows, ";")
    with pytest.raises(FileError) as caught:
        together(content)
    assert said in str(caught.value)


def test_several_years_are_told_and_one_is_taken() -> None:
    rows = [[CEMENT, "x", year, "Air", FOSSIL, year * 1000, "kg/an"] for year in (2020, 2021)]
    content = written(OLD_COLUMNS, rows)
    assert values(together(content), "_industrie") == {"18015": 2021}
    assert values(together(content, year=2020), "_industrie") == {"18015": 2020}


@pytest.mark.parametrize(
    ("name", "departement", "code"),
    [
        ("LE HAVRE", "76", "76351"),
        ("HAVRE (LE)", "SEINE-MARITIME", "76351"),
        ("SAINT-DENIS", "93", "93066"),
        ("ST DENIS", "974", "97411"),
        ("MARSEILLE 03", "13", "13055"),
        ("Paris 15e Arrondissement", "75", "75056"),
        ("LYON CEDEX 07", "69", "69123"),
        ("AJACCIO", "20", "2A004"),
        ("Freigné", "49", "49144"),
        ("Orléans", "18", None),
    ],
)
def test_communes_are_found_by_name_in_their_departement(name: str, departement: str, code: str | None) -> None:
    assert commune_named(name, departement) == code
