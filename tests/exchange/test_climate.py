"""The climate of a territory is the weighted sum of its communes', each way said; what lacks is told."""

from __future__ import annotations

import pytest

from copilote.exchange.climate import FAR, SUMMER, TerritoryClimate, climate_of, likeness_of
from copilote.exchange.perimeters import find_place, place_of
from copilote.exchange.risks import disasters_of, other_risks_of
from copilote.reference.climate import HORIZONS
from copilote.reference.errors import InputError
from copilote.reference.tables import read_rows, table_path
from copilote.reference.territories import load_communes

EPCI, AGGLOPOLYS = "epci", "200030385"


def of(level: str, code: str, weighting: str = "population") -> TerritoryClimate:
    return climate_of(place_of(level, code), weighting)


@pytest.mark.parametrize("weighting", ["population", "area"])
def test_an_epci_s_climate_is_an_independent_sum_over_its_communes(weighting: str) -> None:
    here = of(EPCI, AGGLOPOLYS, weighting)
    area = {row["code"]: float(row["area_km2"] or "nan") for row in read_rows(table_path("communes", "figures.csv"))}
    communes = [commune for commune in load_communes("24") if commune.epci == AGGLOPOLYS]
    weights = [commune.population if weighting == "population" else area[commune.code] for commune in communes]
    own = [of("commune", commune.code) for commune in communes]
    assert here.communes == here.covered == len(communes)
    for index in here.indices:
        for level in HORIZONS:
            for name in ("median", "low", "high"):
                values = [getattr(each.get(index.index.id).at(level), name) for each in own]
                expected = (
                    None if None in values else sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)
                )
                assert getattr(index.at(level), name) == (
                    None if expected is None else pytest.approx(expected, abs=1e-5)
                )


def test_a_commune_is_told_as_its_cell_is_and_by_no_weight() -> None:
    here = of("commune", "41018")
    assert (here.cells, here.weighting) == (1, "cell")
    assert here.get("jours_30").reference == 9.2
    assert here.get("jours_30").at("+4.0").median == 35.7
    assert here.get("t_moy_ete").at("+2.7").low is None
    assert of("commune", "41018", "area").indices == here.indices


def test_population_and_area_differ_and_each_says_which_it_is() -> None:
    people, area = of("region", "24"), of("region", "24", "area")
    assert people.get("jours_30").at("+2.7") != area.get("jours_30").at("+2.7")
    assert any("habitants" in caution for caution in people.cautions)
    assert any("surface" in caution for caution in area.cautions)
    with pytest.raises(InputError, match="population, area"):
        of("region", "24", "surface")


def test_cautions_of_the_source_are_kept() -> None:
    text = " ".join(of("commune", "41018").cautions)
    for kept in (
        "maille de 8 km",
        "aléa, pas un risque",
        "ne s’additionnent pas",
        "10 modèles sur 17",
        "toute l’année",
    ):
        assert kept in text


@pytest.mark.parametrize(("level", "code"), [("region", "04"), ("commune", "97105"), ("departement", "973")])
def test_overseas_has_no_projection_and_what_exists_is_told(level: str, code: str) -> None:
    here = of(level, code)
    assert (here.indices, here.cells, here.covered) == ((), 0, 0)
    assert any("aucune projection" in caution for caution in here.cautions)
    assert likeness_of(here) is None
    assert disasters_of(here.place).total > 0


def test_a_territory_partly_without_cells_says_how_many_do_not_count() -> None:
    here = climate_of(place_of("france", "france"), only=("jours_30",))
    assert here.covered < here.communes
    assert here.cautions[0] == "Sans projection, donc hors de compte ici : 129\u00a0communes."


def test_arrondissements_of_a_city_and_merged_communes_lead_to_the_commune_once() -> None:
    assert find_place("75101").code == find_place("75056").code == "75056"
    assert place_of("departement", "75").codes == ("75056",)
    assert of("departement", "69").communes == len([row for row in load_communes("84") if row.departement == "69"])


def test_the_summers_of_blois_will_be_like_those_of_a_place_further_south() -> None:
    like = likeness_of(of("commune", "41018"))
    assert like is not None
    assert like.place is not None
    assert like.told is not None
    assert like.place.distance < like.told.distance < 0.5
    assert 300 < like.told.km < 600
    here, there = of("commune", "41018"), of("commune", like.place.code)
    for name in SUMMER:
        assert there.get(name).reference == pytest.approx(here.get(name).at("+2.7").median, rel=0.1)


def test_where_no_summer_of_the_past_is_like_none_is_named() -> None:
    like = likeness_of(of("commune", "66136"))
    assert like is not None
    assert like.place is None
    assert like.told is None
    assert FAR == 1.0


def test_disasters_of_a_territory_are_those_of_its_communes_and_the_kinds_make_the_total() -> None:
    epci = disasters_of(place_of(EPCI, AGGLOPOLYS))
    own = [disasters_of(place_of("commune", row.code)) for row in load_communes("24") if row.epci == AGGLOPOLYS]
    assert epci.total == sum(each.total for each in own) == sum(epci.by_kind.values())
    assert epci.last_ten_years == sum(each.last_ten_years for each in own)
    assert epci.last_year == max(each.last_year for each in own if each.last_year)
    assert epci.struck == sum(each.total > 0 for each in own)


def test_other_risks_count_communes_and_name_the_summers_of_the_departement() -> None:
    loiret = other_risks_of(place_of("departement", "45"))
    assert sum(loiret.radon.values()) == len(place_of("departement", "45").codes)
    assert [(row.year, row.red) for row in loiret.vigilance][-1] == (2025, 2)
    assert loiret.coastal == 0
    assert other_risks_of(place_of("region", "53")).coastal > 100
