"""Places that everyone knows: nothing that a mayor or a journalist could laugh at is counted there."""

from __future__ import annotations

import pytest

from copilote.exchange.perimeters import place_of, places
from copilote.exchange.shares import TerritoryShare, lines_at, share_of
from copilote.reference.communes import load_frame
from copilote.reference.simulator import load_regions
from copilote.reference.territories import load_communes

FRAME = load_frame()
NAMES = {commune.code: commune.name for commune in load_communes()}
PLANTS = {
    "13039": "Fos-sur-Mer",
    "59183": "Dunkerque",
    "59271": "Grande-Synthe",
    "76305": "Gonfreville-l'Orcher",
    "76476": "Port-Jérôme-sur-Seine",
    "44052": "Donges",
    "44184": "Saint-Nazaire",
    "69276": "Feyzin",
    "57221": "Florange",
    "54159": "Dombasle-sur-Meurthe",
    "64300": "Lacq",
    "79005": "Airvault",
    "62534": "Lumbres",
    "11266": "Port-la-Nouvelle",
    "68064": "Chalampé",
    "38468": "Salaise-sur-Sanne",
}
"""Steel, refineries, cement, chemistry, ports."""
NUCLEAR = {
    "76493": "Paluel",
    "50184": "Flamanville",
    "57124": "Cattenom",
    "37011": "Avoine",
    "08122": "Chooz",
    "82072": "Golfech",
    "41220": "Saint-Laurent-Nouan",
    "45122": "Dampierre-en-Burly",
    "33073": "Braud-et-Saint-Louis",
}
ONE_SITE = {
    "45055": "Bricy",
    "95527": "Roissy-en-France",
    "51595": "Vatry",
    "50353": "Le Mont-Saint-Michel",
    "41034": "Chambord",
    "94065": "Rungis",
    "76493": "Paluel",
}
"""An air base, airports, monuments, a market: more than two jobs an inhabitant."""
FORESTS = {
    "77186": "Fontainebleau",
    "60159": "Compiègne",
    "67180": "Haguenau",
    "45168": "Ingrannes",
    "03221": "Saint-Bonnet-Tronçais",
}
LAND = {"reduc_azote", "augm_couverts", "reduc_eneragri", "augm_haies", "augm_prairies", "co2_elevage", "co2_biogaz"}
MOUNTAINS = {"74056": "Chamonix-Mont-Blanc", "73304": "Val-d'Isère", "73296": "Tignes", "05023": "Briançon"}
ISLANDS = {"29155": "Ouessant", "85113": "L'Île-d'Yeu", "22016": "Île-de-Bréhat", "29083": "Île-de-Sein"}
CORSICAN = {"2A198": "Ota", "2B096": "Corte", "2A004": "Ajaccio", "2A247": "Porto-Vecchio"}
BUILT = {"37142": "Maillé", "33122": "Cestas", "04094": "Gréoux-les-Bains"}
"""A high-speed line, solar parks."""
EVERYWHERE = PLANTS | NUCLEAR | ONE_SITE | FORESTS | MOUNTAINS | ISLANDS | CORSICAN | BUILT | {"75056": "Paris"}


def share(code: str) -> TerritoryShare:
    return share_of(place_of("commune", code))


def placed(code: str) -> set[str]:
    return {part.lever.id for part in share(code).placed}


@pytest.mark.parametrize(("code", "name"), EVERYWHERE.items(), ids=list(EVERYWHERE.values()))
def test_no_known_place_is_told_an_absurd_total(code: str, name: str) -> None:
    """Between a seventh and four times what an inhabitant of its region does with the same levers."""
    found = share(code)
    assert NAMES[code].replace("’", "'") == name
    region = share_of(place_of("region", found.place.regions[0]))
    assert found.place.population
    assert region.place.population
    ratio = (found.tonnes / found.place.population) / (region.like(found) / region.place.population)
    assert 1 / 7 < ratio < 4, f"{name}: {ratio:.2f}"


@pytest.mark.parametrize("code", PLANTS | NUCLEAR, ids=list((PLANTS | NUCLEAR).values()))
def test_industry_is_not_shared_by_jobs_where_plants_make_it(code: str) -> None:
    assert not {"co2_indus", "augm_fret", "augm_logi", "co2_enr"} & placed(code)
    assert share(code).unplaced_kt > 1000


@pytest.mark.parametrize("code", ONE_SITE, ids=list(ONE_SITE.values()))
def test_a_commune_made_by_one_site_is_not_given_its_offices(code: str) -> None:
    assert not {"reduc_tconso", "reduc_tfioul", "reduc_tgaz"} & placed(code)
    assert {"augm_depla", "reduc_rconso"} <= placed(code), "its inhabitants count like others"


@pytest.mark.parametrize("code", [*FORESTS, *ISLANDS, *MOUNTAINS, "75056", "35238"])
def test_no_farmland_is_counted_in_a_commune_by_its_area(code: str) -> None:
    assert not LAND & placed(code)


@pytest.mark.parametrize("code", CORSICAN, ids=list(CORSICAN.values()))
def test_no_gas_network_is_spread_over_corsica(code: str) -> None:
    assert not {"reduc_rgaz", "reduc_tgaz"} & placed(code)
    island = share_of(place_of("departement", code[:2]))
    assert "reduc_rgaz" not in {part.lever.id for part in island.placed}


@pytest.mark.parametrize("code", BUILT, ids=list(BUILT.values()))
def test_a_single_great_work_makes_no_commune_build(code: str) -> None:
    assert "reduc_artif" not in placed(code)


def test_a_high_speed_line_is_not_in_the_land_that_is_built() -> None:
    maille = FRAME.figures["land_take_ha"][FRAME.rank_of("37142")]
    assert maille == 0, "the works of the Tours-Bordeaux line crossed it"


def test_no_commune_of_france_is_out_of_scale() -> None:
    """In any commune of 500 inhabitants or more, at most four tonnes an inhabitant."""
    for region in load_regions():
        tonnes = lines_at(region.code, "commune").placed_tonnes("commune")
        people = [place.population or 0 for place in places(region.code, "commune")]
        worst = max((t / p for t, p in zip(tonnes.tolist(), people, strict=True) if p >= 500), default=0.0)
        assert worst < 4, region.name


@pytest.mark.parametrize(
    ("departement", "most"),
    [
        ("05", {"co2_indus", "co2_enr"}),
        ("48", {"co2_indus"}),
        ("13", {"co2_indus"}),
        ("59", {"co2_indus", "co2_isdnd"}),
    ],
)
def test_a_departement_is_told_no_industry_that_jobs_would_place(departement: str, most: set[str]) -> None:
    found = share_of(place_of("departement", departement))
    assert most <= {part.lever.id for part in found.unplaced}


def test_paris_is_told_as_a_commune_whatever_it_is_asked_as() -> None:
    assert place_of("departement", "75").grain == "commune"
    assert share_of(place_of("departement", "75")).tonnes == share("75056").tonnes


def test_what_a_territory_leaves_out_is_said_with_what_would_place_it() -> None:
    fos = share("13039")
    assert "co2_indus" in {part.lever.id for part in fos.unplaced}
    assert all(part.rule.limit for part in fos.unplaced)
    assert fos.unplaced_kt > 9000
