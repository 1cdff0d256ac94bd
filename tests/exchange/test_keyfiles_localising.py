"""Published files that say where networks, vehicles, land take and farm land are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from copilote.exchange.intake import FileError
from copilote.exchange.keyfiles.model import Options
from copilote.exchange.keyfiles.plan import LoadingPlan, prepare
from copilote.exchange.keyfiles.vehicles import is_older
from copilote.reference.communes import load_frame
from support_keyfiles import SURVEY_COLUMNS, communes_of, enaf, fleet, survey, uses, written

CENTRE = communes_of("24")
EVERY = load_frame().codes.tolist()


@pytest.fixture(autouse=True)
def nothing_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))


def plan(content: bytes, name: str = "fichier.csv", **options: Any) -> LoadingPlan:
    found = prepare([(name, content)], Options(**options))
    assert isinstance(found, LoadingPlan)
    return found


def refusal(content: bytes, **options: Any) -> str:
    with pytest.raises(FileError) as caught:
        plan(content, **options)
    return str(caught.value)


def values(found: LoadingPlan, suffix: str = "") -> dict[str, float]:
    held = next(found.values[one.key.id] for one in found.keys if one.key.id.endswith(suffix))
    return {code: value for code, value in held.items() if value}


def served(found: LoadingPlan) -> dict[str, tuple[str, str]]:
    return {lever: (one.key.grade_commune, one.key.grade_epci) for one in found.keys for lever in one.key.levers}


# Cerema: land take


def test_roads_and_railways_are_no_one_s_land_take() -> None:
    """Maillé (37142) has a high-speed line; what its people built is what is kept."""
    found = plan(enaf([("37142", {"fer": 900_000, "rou": 60_000, "hab": 1000, "act": 500, "mix": 300, "inc": 200})]))
    assert (found.file.layout, found.file.year) == ("enaf", 2023)
    assert values(found) == {"37142": pytest.approx(10 * 2000 / 10_000)}
    assert served(found) == {"reduc_artif": ("B", "B"), "co2_artif": ("B", "B")}
    assert any("2014 à 2023, sans les routes" in remark for remark in found.remarks)


def test_the_last_ten_years_up_to_the_one_asked_for_are_added() -> None:
    found = plan(enaf([("45234", {"hab": 10_000})]), year=2015)
    assert (found.file.year, values(found)) == (2015, {"45234": pytest.approx(5)})
    assert "n’a pas de flux avant 2005. Années présentes : 2011 à 2023" in refusal(enaf([("45234", {})]), year=2005)


def test_a_rounding_residue_is_nothing_and_a_true_negative_is_refused() -> None:
    assert values(plan(enaf([("45234", {"hab": 10_000, "inc": -2})]))) == {"45234": pytest.approx(10)}
    assert "colonne « art14inc15 » : -250 est négatif" in refusal(enaf([("45234", {"hab": 10_000, "inc": -250})]))


def test_land_take_without_its_destinations_is_refused_and_twice_the_same_commune_too() -> None:
    header = ["idcom", "naf22art23", "art22hab23", "art22act23"]
    assert "par destination pour 2022" in refusal(written(header, [["45234", 9, 5, 4]]))
    assert "45234 est déjà donné ligne 2" in refusal(enaf([("45234", {"hab": 1}), ("45234", {"hab": 1})]))


# SDES: vehicles


def test_old_cars_stand_for_thermal_cars_over_five_years_and_buses_that_burn_for_buses() -> None:
    rows = [
        ("45234", "vp", "Essence", "Crit'Air 1", 1000),
        ("45234", "vp", "Essence", "Crit'Air 3", 30),
        ("45234", "vp", "Diesel", "Crit'Air 2", 200),
        ("45234", "vp", "Diesel", "Non classée", 1),
        ("45234", "vp", "Electrique et hydrogène", "Crit'Air E", 70),
        ("45234", "vp", "Inconnu", "Inconnu", 3),
        ("45234", "vul", "Diesel", "Crit'Air 2", 500),
        ("45234", "tcp", "Diesel", "Crit'Air 2", 40),
        ("45234", "tcp", "Electrique", "Crit'Air E", 15),
        ("45234", "tcp", "Inconnu", "Crit'Air E", 6),
    ]
    found = plan(fleet(rows))
    assert (found.file.layout, found.file.year) == ("vehicules", 2022)
    assert values(found, "_voitures-anciennes") == {"45234": 231}
    assert values(found, "_bus") == {"45234": 40}
    assert served(found) == {
        "augm_voitelec": ("B", "B"),
        "reduc_consovp": ("B", "B"),
        "co2_voitelec": ("B", "B"),
        "augm_buselec": ("B", "A"),
    }
    assert any("vignette « inconnu »" in remark for remark in found.remarks)
    assert any("Véhicules laissés de côté : VUL" in remark or "vul" in remark for remark in found.remarks)
    assert values(plan(fleet(rows), year=2021), "_bus") == {"45234": 80}
    assert "n’a pas l’année 2005" in refusal(fleet(rows), year=2005)


def test_with_ages_and_fuels_the_key_is_the_state_s_own() -> None:
    header = ["COMMUNE_CODE", "CLASSE_VEHICULE", "CARBURANT", "AGE", "PARC_2022"]
    rows = [
        ["45234", "vp", "Diesel", "7 ans", 10],
        ["45234", "vp", "Essence", "5 ans", 100],
        ["45234", "vp", "Essence hybride non rechargeable", "6", 1],
        ["45234", "vp", "Essence hybride rechargeable", "6", 1000],
        ["45234", "vp", "Electrique et hydrogène", "8", 1000],
        ["45234", "vp", "Essence", "Plus de 20 ans", 2],
    ]
    found = plan(written(header, rows, ";"))
    assert values(found) == {"45234": 13}
    assert served(found)["reduc_consovp"] == ("A", "A")
    assert "« vieux » n’est pas un âge" in refusal(written(header, [["45234", "vp", "Diesel", "vieux", 1]], ";"))


@pytest.mark.parametrize(
    ("age", "older"),
    [
        ("5", False),
        ("6", True),
        ("6 à 10 ans", True),
        ("moins de 6 ans", False),
        ("plus de 5 ans", True),
        ("Inconnu", False),
    ],
)
def test_an_age_is_over_five_years_or_not(age: str, older: bool) -> None:
    assert is_older(age) is older


def test_a_fleet_with_rows_that_describe_its_columns_above_and_beneath_is_read() -> None:
    body = fleet([("45234", "vp", "Diesel", "Crit'Air 2", 5)]).decode()
    header, row = body.strip().split("\n")
    described = "Code commune;Libellé;Classe;Catégorie;Carburant;Crit'Air;Parc au 01/01/2021;Parc au 01/01/2022"
    content = f"{described}\n{header}\n{described}\n;;;;;;véhicules;véhicules\n{row}\n"
    assert values(plan(content.encode("cp1252"))) == {"45234": 5}


def test_a_fleet_says_twice_the_same_vehicles_or_not_which_are_cars() -> None:
    row = ("45234", "vp", "Diesel", "Crit'Air 2", 5)
    assert "ligne 3, colonne « COMMUNE_CODE » : 1\u00a0ligne est en double" in refusal(fleet([row, row]))
    assert values(plan(fleet([row, (*row[:4], 6)]))) == {"45234": 11}, "a column that told them apart was left out"
    assert "CLASSE_VEHICULE" in refusal(
        written(["COMMUNE_CODE", "CRITAIR", "PARC_2022"], [["45234", "Crit'Air 2", 5]], ";")
    )


# SDES: energy


def test_tertiary_gas_is_the_state_s_key_and_gas_meters_stand_for_gas_heated_homes() -> None:
    rows = [
        ("45234", "G", "TERTIAIRE", "1 200,5", 40),
        ("45234", "Gaz", "RESIDENTIEL", 900, 300),
        ("45234", "G", "INDUSTRIE", 9999, 3),
        ("45004", "G", "T", 10, 1),
        ("45004", "G", "Petits professionnels", 5, 1),
        ("45004", "F", "T", 777, 1),
    ]
    found = plan(uses(rows))
    assert (found.file.layout, found.file.year) == ("energie", 2022)
    assert values(found, "_gaz-tertiaire") == {"45234": 1200.5, "45004": 15}
    assert values(found, "_gaz-logements") == {"45234": 300}
    assert served(found) == {"reduc_tgaz": ("A", "A"), "reduc_rgaz": ("B", "B")}
    assert any("Sans le fichier de l’électricité" in remark for remark in found.remarks)


def test_gas_and_power_together_stand_for_all_the_energy_of_homes_and_offices() -> None:
    gas = uses([("45234", "G", "R", 100, 3), ("45234", "G", "T", 10, 1)])
    power = uses([("45234", "E", "R", 50, 9), ("45234", "E", "T", 7, 1), ("45234", "C", "R", 30, 1)])
    found = prepare([("gaz.csv", gas), ("elec.csv", power)], Options())
    assert isinstance(found, LoadingPlan)
    assert found.file.file == "gaz.csv + elec.csv"
    assert values(found, "_energie-logements") == {"45234": 180}
    assert values(found, "_energie-tertiaire") == {"45234": 17}
    assert {"reduc_rconso", "reduc_tconso", "reduc_tgaz", "reduc_rgaz"} == set(served(found))
    with pytest.raises(FileError, match="pas de la même année"):
        prepare([("gaz.csv", gas), ("elec.csv", uses([("45234", "E", "R", 1, 1)], year=2021))], Options())
    with pytest.raises(FileError, match=r"« elec\.csv », ligne 2, colonne « CONSO »"):
        prepare([("gaz.csv", gas), ("elec.csv", uses([("45234", "E", "R", "x", 1)]))], Options())
    assert "ne dit rien du gaz" in refusal(power)


def test_a_secret_figure_makes_its_commune_unknown_not_zero() -> None:
    rows = [("45234", "G", "T", "secret", ""), ("45234", "G", "T", 50, 2), ("45004", "G", "T", 10, 1)]
    found = plan(uses(rows))
    assert values(found, "_gaz-tertiaire") == {"45004": 10}
    assert "45234" not in found.values["energie-2022_gaz-tertiaire"]


def test_the_older_layout_has_sectors_as_columns_and_rows_of_all_levels() -> None:
    header = [
        "OPERATEUR",
        "ANNEE",
        "FILIERE",
        "TYPE",
        "CODE",
        "CONSOA",
        "PDLA",
        "CONSOI",
        "PDLI",
        "CONSOT",
        "PDLT",
        "CONSOR",
        "PDLR",
    ]
    rows = [
        ["GRDF", 2016, "G", "Région", "24", 0, 0, 0, 0, 5000, 1, 6000, 1],
        ["GRDF", 2016, "G", "EPCI", "244500468", 0, 0, 0, 0, 500, 1, 600, 1],
        ["GRDF", 2016, "G", "Commune", "45234", 0, 0, 0, 0, 50, 1, 60, 8],
        ["Régie", 2016, "G", "Commune", "45234", 0, 0, 0, 0, 5, 1, 6, 2],
    ]
    found = plan(written(header, rows, ";"))
    assert values(found, "_gaz-tertiaire") == {"45234": 55}
    assert values(found, "_gaz-logements") == {"45234": 10}


def test_a_file_put_together_twice_is_a_mistake() -> None:
    twice = uses([("45234", "G", "T", 50, 2)]).decode()
    content = twice + twice.split("\n")[1] + "\n"
    assert "ligne 3, colonne « CODE_COMMUNE_CODE » : 1\u00a0ligne est en double" in refusal(content.encode())


# Heat networks


def test_carbonised_heat_is_what_is_neither_renewable_nor_recovered() -> None:
    rows = [
        ["4501C", "Orléans", "Nord", 0.1, 0.75, 1000],
        ["4502C", "ORLEANS", "Sud", 0.2, "0,5", "2 000"],
        ["7501C", "Paris", "CPCU", 0.1, 0.5, 4000],
        ["7501F", "Paris", "Froid", 0.1, 0.5, 9000],
    ]
    found = plan(survey(rows), year=2022)
    assert values(found) == {"45234": pytest.approx(1250), "75056": pytest.approx(2000)}
    assert served(found) == {"reduc_chal": ("A", "A")}
    assert any("Réseaux de froid laissés de côté : 1" in remark for remark in found.remarks)


def test_rates_may_be_percentages_and_a_network_may_serve_several_communes() -> None:
    header = ["Identifiant reseau", "communes", "nom_reseau", "contenu CO2", "Taux EnR&R", "livraisons_totale_MWh"]
    rows = [["9101C", "Massy, Antony", "x", 0.1, 60, 1000], ["4501C", "Orléans", "x", 0.1, 100, 5]]
    assert "Massy" not in refusal(survey([["4501C", "Nulle-Part", "x", 0.1, 60, 1000]], header), year=2022)
    found = plan(survey([["9101C", "Massy, Palaiseau", "x", 0.1, 60, 1000], rows[1]], header), year=2022)
    held = values(found)
    assert set(held) == {"91377", "91477"}
    assert sum(held.values()) == pytest.approx(400)
    assert held["91377"] > held["91477"]
    assert served(found) == {"reduc_chal": ("B", "A")}
    lost = plan(survey([*rows, ["4502C", "Orléans", "y", 0.1, 50, 10]], header), year=2022)
    assert any("Massy, Antony (9101C)" in remark for remark in lost.remarks), "Antony is in another département"


def test_without_a_rate_heat_is_no_longer_the_state_s_key() -> None:
    header = ["Identifiant reseau", "code_insee", "livraisons_totale_MWh"]
    bare = plan(survey([["4501C", "45234", 1000]], header), year=2022)
    assert (served(bare), values(bare)) == ({"reduc_chal": ("B", "B")}, {"45234": 1000})
    content = plan(survey([["4501C", "45234", 0.2, 1000]], [*header[:2], "contenu CO2", header[2]]), year=2022)
    assert (served(content), values(content)) == ({"reduc_chal": ("B", "B")}, {"45234": 200})


def test_a_network_twice_or_a_rate_beyond_all_is_refused() -> None:
    rows = [["4501C", "Orléans", "x", 0.1, 0.5, 1000]]
    assert "même réseau (4501C) qu’à la ligne 2" in refusal(survey(rows * 2), year=2022)
    assert "un taux ne passe pas 100 %" in refusal(survey([["4501C", "Orléans", "x", 0.1, "140 %", 1000]]), year=2022)
    assert SURVEY_COLUMNS[4] in refusal(survey([["4501C", "Orléans", "x", 0.1, "beaucoup", 1000]]), year=2022)


def test_a_file_of_one_departement_says_nothing_of_its_neighbours() -> None:
    (heat,) = plan(survey([["4501C", "Orléans", "x", 0.1, 0.5, 1000]]), year=2022).keys
    centre = next(one for one in heat.regions if one.region == "24")
    loiret = sum(code.startswith("45") for code in CENTRE)
    assert (centre.known, centre.used) == (loiret, False)


# Farm parcels


def parcels(rows: list[list[Any]], header: tuple[str, ...] = ("code_commune", "CODE_GROUP", "surface_ha")) -> bytes:
    return written(header, rows, ";")


def test_parcels_tell_farm_land_arable_land_and_grass_and_leave_out_summer_pastures() -> None:
    rows = [
        ["45234", 1, "100,5"],
        ["45234", 18, 40],
        ["45234", "19", 30],
        ["45234", 17, 999],
        ["45234", "VIGNES", 5],
        ["45234", 15, 7],
        ["45234", "11.0", 3],
    ]
    found = plan(parcels(rows), year=2023)
    assert values(found, "_sau") == {"45234": pytest.approx(185.5)}
    assert values(found, "_terres-arables") == {"45234": pytest.approx(140.5)}
    assert values(found, "_azote") == {"45234": pytest.approx(100.5)}
    assert values(found, "_prairies") == {"45234": 40}
    assert served(found) == {
        "reduc_eneragri": ("B", "A"),
        "augm_haies": ("B", "A"),
        "augm_couverts": ("A", "A"),
        "reduc_azote": ("B", "B"),
        "augm_prairies": ("B", "B"),
        "co2_elevage": ("B", "B"),
    }
    assert any("Estives et landes" in remark for remark in found.remarks)


def test_parcels_may_be_given_one_by_one_in_square_metres_or_with_a_total_beneath() -> None:
    header = ("INSEE_COM", "ID_PARCEL", "CODE_GROUP", "surface_m2")
    found = plan(
        parcels([["45234", 1, 1, 10_000], ["45234", 2, 1, 20_000], ["Total", "", "", 30_000]], header), year=2023
    )
    assert values(found, "_sau") == {"45234": pytest.approx(3)}
    assert any("1\u00a0ligne de total" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["45234", 29, 1]], "« 29 » n’est pas un groupe du registre"),
        ([["45234", "Jardins", 1]], "« Jardins » n’est pas un groupe"),
        ([["45234", 1, 1], ["45234", 1, 1]], "ligne 3, colonne « code_commune » : 1\u00a0ligne est en double"),
        ([["45999", 1, 1]], "aucune commune n’a eu le code 45999"),
    ],
)
def test_a_wrong_parcel_is_named(rows: list[list[Any]], said: str) -> None:
    assert said in refusal(parcels(rows), year=2023)


def test_crops_without_their_group_are_asked_for_it() -> None:
    assert "CODE_GROUP" in refusal(parcels([["45234", "BTH", 1]], ("code_commune", "CODE_CULTU", "surface_ha")))


# All of them


def test_arrondissements_and_communes_of_another_year_are_carried_by_every_layout() -> None:
    rows = [(code, "vp", "Diesel", "Crit'Air 2", 10) for code in ("75101", "75120", "49144", "44180", "1004")]
    found = plan(fleet(rows))
    assert values(found, "_voitures-anciennes") == {"75056": 20, "44180": 20, "01004": 10}


def test_a_total_far_from_what_is_published_is_told() -> None:
    near = plan(fleet([(code, "vp", "Diesel", "Crit'Air 2", 700) for code in EVERY]))
    assert any("ordre de grandeur" in remark and "à vérifier" not in remark for remark in near.remarks)
    far = plan(enaf([(code, {"hab": 10_000_000}) for code in EVERY]))
    assert any("à vérifier (unité ?)" in remark for remark in far.remarks)
    part = plan(fleet([(code, "vp", "Diesel", "Crit'Air 2", 700) for code in CENTRE]))
    assert not any("ordre de grandeur" in remark for remark in part.remarks), "a region is not the country"


def test_two_files_of_different_layouts_are_not_mixed() -> None:
    heat, land = survey([["4501C", "Orléans", "x", 0.1, 0.5, 1000]]), enaf([("45234", {"hab": 1})])
    with pytest.raises(FileError, match="ne vont pas ensemble"):
        prepare([("a.csv", heat), ("b.csv", land)], Options(year=2022))
