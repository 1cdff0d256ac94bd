"""Territories of 2026: who belongs to whom, and populations that add up."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

import build_territories
from copilote.reference.errors import AmbiguousNameError, UnknownNameError
from copilote.reference.tables import PACKAGED
from copilote.reference.territories import (
    Commune,
    Departement,
    Epci,
    RegionBody,
    communes_of,
    load_collectivities,
    load_communes,
    load_departements,
    load_districts,
    load_epci,
    load_ept,
    load_regions,
)
from copilote.reference.territory_sheets import describe, find, find_all

SOURCES = Path(os.environ.get("COPILOTE_SOURCES") or Path(__file__).resolve().parents[2] / ".sources")
EDITIONS = [
    SOURCES / "decoupage" / version / "data" / "communes.json" for version in build_territories.EDITIONS.values()
]


def test_france_has_34875_communes_in_its_18_regions_and_94_in_the_collectivities() -> None:
    assert len(load_regions()) == 18
    assert len(load_departements()) == 101
    assert len(load_communes()) == 34_875
    assert len(load_communes("com")) == 94
    assert len({commune.code for commune in (*load_communes(), *load_communes("com"))}) == 34_969
    assert (len(load_epci()), len(load_ept()), len(load_districts())) == (1_255, 11, 45)


def test_populations_add_up_from_the_communes_to_every_level() -> None:
    people: Counter[tuple[str, str | None]] = Counter()
    counts: Counter[tuple[str, str | None]] = Counter()
    for commune in load_communes():
        assert commune.population is not None
        for key in (
            ("region", commune.region),
            ("departement", commune.departement),
            ("epci", commune.epci),
            ("ept", commune.ept),
        ):
            people[key] += commune.population
            counts[key] += 1
    bodies: list[RegionBody | Departement | Epci] = [*load_regions(), *load_departements(), *load_epci(), *load_ept()]
    for body in bodies:
        assert body.population == people[body.level, body.code], body.name
        assert body.communes == counts[body.level, body.code], body.name
    assert sum(region.population or 0 for region in load_regions()) == 68_350_798


def test_centre_val_de_loire_is_six_departements_and_1754_communes() -> None:
    centre = find("region:24")
    assert isinstance(centre, RegionBody)
    assert [row.code for row in load_departements("24")] == ["18", "28", "36", "37", "41", "45"]
    assert centre.communes == len(load_communes("24")) == 1_754
    assert centre.population == sum(row.population or 0 for row in load_communes("24"))


def test_only_four_island_communes_have_no_epci() -> None:
    alone = {commune.code: commune.name for commune in load_communes() if commune.epci is None}
    assert alone == {"22016": "Île-de-Bréhat", "29083": "Île-de-Sein", "29155": "Ouessant", "85113": "L'Île-d'Yeu"}


def test_lyon_belongs_to_its_metropole_and_paris_to_greater_paris_without_an_ept() -> None:
    lyon, paris = find("69123"), find("75056")
    assert isinstance(lyon, Commune)
    assert isinstance(paris, Commune)
    assert (lyon.departement, lyon.epci) == ("69", "200046977")
    assert (paris.epci, paris.ept) == ("200054781", None)
    assert {commune.departement for commune in communes_of(find("200046977"))} == {"69"}


def test_the_45_arrondissements_are_counted_once_in_their_city() -> None:
    cities = Counter[str]()
    for district in load_districts():
        cities[district.commune] += district.population
    assert set(cities) == {"13055", "69123", "75056"}
    for code, population in cities.items():
        city = find(code)
        assert city.population == population
    codes = {commune.code for commune in load_communes()}
    assert not codes & {district.code for district in load_districts()}


def test_mayotte_says_that_its_population_is_of_2017() -> None:
    years = {row.code: row.population_year for row in load_departements()}
    assert years.pop("976") == 2017
    assert set(years.values()) == {2023}
    assert find("region:06").population == 256_518


def test_an_epci_over_two_regions_belongs_to_both_by_its_communes() -> None:
    across = [body for body in load_epci() if len(body.regions) > 1]
    assert across
    for body in across:
        assert all(body in load_epci(region) for region in body.regions)
        assert {commune.region for commune in communes_of(body)} == set(body.regions)


def test_collectivities_are_apart_and_uninhabited_lands_have_no_population() -> None:
    bodies = {body.code: body for body in load_collectivities()}
    assert set(bodies) == {"975", "977", "978", "984", "986", "987", "988", "989"}
    assert bodies["989"].population is None
    assert bodies["988"].population == sum(row.population or 0 for row in load_communes("988"))
    assert bodies["984"].seat is None


def test_a_code_of_two_levels_gives_both_unless_the_level_is_named() -> None:
    assert [(row.level, row.name) for row in find_all("01")] == [("region", "Guadeloupe"), ("departement", "Ain")]
    assert find("departement:01").name == find("Département:01").name == "Ain"
    assert find("region:01").name == "Guadeloupe"
    with pytest.raises(AmbiguousNameError, match=r"region:01 \(Guadeloupe\), departement:01 \(Ain\)"):
        find("01")


def test_codes_may_be_typed_in_lower_case() -> None:
    assert find("2a004").name == "Ajaccio"


def test_an_unknown_code_or_level_is_refused_with_the_nearest_right_values() -> None:
    with pytest.raises(UnknownNameError, match=r"commune:37261 \(Tours\)"):
        find("tours")
    with pytest.raises(UnknownNameError, match="Donnez un code"):
        find("99999")
    with pytest.raises(UnknownNameError, match="Niveaux acceptés : region"):
        find("canton:01")
    with pytest.raises(UnknownNameError, match="Codes acceptés : 01"):
        load_communes("99")


def test_a_sheet_names_memberships_and_former_communes() -> None:
    (sheet,) = describe("44180")
    assert sheet.name == "Vallons-de-l'Erdre"
    assert sheet.departements == (("44", "Loire-Atlantique"),)
    assert sheet.epci == ("244400552", "CC du Pays d'Ancenis")
    assert ("49144", "Freigné", 2017) in [(row.old_code, row.old_name, row.year_to) for row in sheet.former]


def test_a_former_code_is_described_by_the_commune_of_today_and_says_so() -> None:
    (sheet,) = describe("49144")
    assert sheet.code == "44180"
    assert sheet.notes == ("Freigné (49144) fait aujourd’hui partie de Vallons-de-l'Erdre (44180).",)


@pytest.mark.slow
@pytest.mark.skipif(
    not all(path.exists() for path in EDITIONS),
    reason="editions of the npm package not at hand (tools/build_territories.py --fetch, or COPILOTE_SOURCES)",
)
def test_the_committed_tables_are_what_the_script_makes(tmp_path: Path) -> None:
    build_territories.build(SOURCES, tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert len(made) == 26
    for name in made:
        assert (tmp_path / name).read_bytes() == (PACKAGED / name).read_bytes(), name
