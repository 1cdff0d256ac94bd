"""Perimeters: every level covers its region, codes of the past are followed and said, what is unknown is named."""

from __future__ import annotations

import numpy as np
import pytest

from copilote.exchange.perimeters import find_place, gather_list, place_of, places
from copilote.exchange.place import LEVELS, Place, overlaps
from copilote.reference.communes import load_frame
from copilote.reference.errors import AmbiguousNameError, InputError, UnknownNameError
from copilote.reference.simulator import load_regions

ISLANDS = {"22016", "29083", "29155", "85113"}
"""Communes without EPCI."""


def test_a_name_has_the_quotes_of_french_and_leads_back_to_its_territory() -> None:
    name = place_of("epci", "200030385").name
    assert name == "CA de Blois «\u00a0Agglopolys\u00a0»"
    assert find_place(name).code == find_place('CA de Blois "Agglopolys"').code == "200030385"
    assert not [place.name for region in load_regions() for place in places(region.code, "epci") if '"' in place.name]


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_is_a_partition_of_every_region(level: str) -> None:
    frame = load_frame()
    for region in load_regions():
        held = places(region.code, level)
        inside = [rank for one in held for rank in one.within(region.code).tolist()]
        if level != "crte":
            assert len(inside) == len(set(inside)), region.name
        members = set(frame.levels["region"].members(region.code).tolist())
        outside = {str(frame.codes[rank]) for rank in members - set(inside)}
        if level == "crte":
            twice, never = overlaps(held, region.code)
            assert set(twice.tolist()) == {rank for rank in inside if inside.count(rank) > 1}
            assert set(frame.codes[never].tolist()) == outside == ({"22016"} if region.code == "53" else set())
            assert twice.size == {"84": 39, "11": 37}.get(region.code, 0)
        elif level == "epci":
            assert outside <= ISLANDS
        elif (level, region.code) == ("arrondissement", "06"):
            assert held == ()  # Mayotte has none
        else:
            assert outside == set()


def test_a_place_says_its_people_its_area_and_its_regions() -> None:
    dreux = place_of("epci", "200040277")
    assert dreux.regions == ("24", "28")
    assert 0 < len(dreux.within("24")) < len(dreux.ranks)
    blois = place_of("commune", "41018")
    assert blois.codes == ("41018",)
    assert (blois.population, blois.area_km2) != (None, None)
    france = place_of("france", "france")
    assert len(france.regions) == 18
    assert place_of("region", "Bretagne").code == "53"
    # A commune whose people are not known leaves the whole unknown.
    assert Place("perimetre", "x", "x", np.arange(3), ("84",)).population is not None


@pytest.mark.parametrize(
    ("code", "now", "said"),
    [
        ("14472", "14654", "L'Oudon"),
        ("75101", "75056", "Paris 1er Arrondissement"),
        ("69381", "69123", "Lyon 1er Arrondissement"),
        ("13201", "13055", "Marseille 1er Arrondissement"),
        ("20004", "2A004", "Ajaccio"),
        ("2A004", "2A004", ""),
        ("2B033", "2B033", ""),
        ("97411", "97411", ""),
    ],
)
def test_a_commune_of_the_past_leads_to_today_s_and_says_so(code: str, now: str, said: str) -> None:
    found = place_of("commune", code)
    assert found.code == now
    assert said in found.note
    assert bool(found.note) == bool(said)


def test_what_no_region_shares_is_refused() -> None:
    with pytest.raises(InputError, match="hors des 18 régions"):
        place_of("commune", "98818")
    with pytest.raises(UnknownNameError):
        place_of("commune", "99999")
    with pytest.raises(UnknownNameError, match=r"Donnez le code|Vouliez-vous"):
        place_of("departement", "20")
    with pytest.raises(InputError, match="fictive"):
        place_of("region", "exemple")
    for ask in (lambda: places("24", "canton"), lambda: place_of("canton", "1")):
        with pytest.raises(InputError, match="Niveaux acceptés"):
            ask()


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        ("45", "departement", "45"),
        ("departement:75", "departement", "75"),
        ("region:75", "region", "75"),
        ("2A", "departement", "2A"),
        ("200030385", "epci", "200030385"),
        ("41018", "commune", "41018"),
        ("75056", "commune", "75056"),
        ("Blois", "commune", "41018"),
        ("crte-41-vendomois", "crte", "crte-24-41-3"),
        ("France", "france", "france"),
        ("Loiret", "departement", "45"),
    ],
)
def test_a_place_is_found_by_code_or_name(text: str, level: str, code: str) -> None:
    found = find_place(text)
    assert (found.level, found.code) == (level, code)


def test_a_name_that_many_bear_or_that_none_bears_is_said() -> None:
    with pytest.raises(AmbiguousNameError, match=r"departement:75 \(Paris\)"):
        find_place("75")
    with pytest.raises(UnknownNameError, match="introuvable"):
        find_place("zzzzz")
    with pytest.raises(UnknownNameError):
        find_place("   ")


def test_a_list_counts_each_commune_once_and_names_what_it_left_out() -> None:
    found = gather_list(["200030385", " 41018 ", "75101", "14472", "99999", "zz", "98818", ""], "Chez nous")
    assert found.place.name == "Chez nous"
    assert {"41018", "75056", "14654"} <= set(found.place.codes)
    assert len(found.place.ranks) == len(place_of("epci", "200030385").ranks) + 2
    assert len(found.refused) == 3
    assert any("Blois (41018) : une commune déjà" in remark for remark in found.remarks)
    assert any("Paris 1er" in remark for remark in found.remarks)
    assert found.place.regions[0] == "11"


@pytest.mark.parametrize("code", ["14712", "15141", "60054", "76676", "85084"])
def test_a_commune_that_was_split_is_today_s_alone(code: str) -> None:
    assert place_of("commune", code).codes == (code,)
    assert gather_list([code]).refused == ()


@pytest.mark.parametrize("codes", [[], ["99999"], ["41018"] * 2001])
def test_a_list_with_nothing_or_with_too_much_is_refused(codes: list[str]) -> None:
    with pytest.raises(InputError):
        gather_list(codes)
