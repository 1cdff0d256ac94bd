"""Shares of any perimeter: they add up at every level of every region, and say the same however they are asked."""

from __future__ import annotations

import numpy as np
import pytest

from copilote.exchange.key_rules import state_key
from copilote.exchange.overlap import counted_twice
from copilote.exchange.perimeters import find_place, gather_list, place_of, places
from copilote.exchange.place import LEVELS, members_of
from copilote.exchange.shares import (
    Bound,
    KeyChoice,
    blocks_of,
    inside_of,
    key_title,
    keys_for,
    lines_at,
    share_of,
    shared,
    shares_at,
)
from copilote.planning.allocation import AllocationError
from copilote.planning.scenario import Change, Scenario, evaluate
from copilote.reference.errors import InputError
from copilote.reference.simulator import load_levers, load_regions

REGIONS = tuple(region.code for region in load_regions())
CENTRE = 9_503_874
"""Tonnes of Centre-Val de Loire."""


def test_the_six_departements_of_the_region_add_up_to_its_total() -> None:
    found = shares_at("24", "departement")
    assert [one.place.code for one in found] == ["18", "28", "36", "37", "41", "45"]
    assert sum(one.whole_tonnes for one in found) == CENTRE
    region = share_of(place_of("region", "24"))
    assert region.tonnes == region.whole_tonnes == CENTRE, "the region's own targets are all placed in it"


@pytest.mark.parametrize("region", REGIONS)
def test_every_level_of_every_region_adds_up_lever_by_lever(region: str) -> None:
    declined = shared(region)
    whole = declined.tonnes.sum(axis=1)
    exact = np.nan_to_num(declined.targets_kt).sum() * 1000
    assert abs(int(whole.sum()) - exact) <= 0.5 + 1e-6
    assert (declined.tonnes >= 0).all()
    for level in LEVELS:
        members, _index = inside_of(region, level)
        outside = np.setdiff1d(np.arange(len(declined.communes)), members)
        # A commune of two CRTE is in the lines of both: what is counted once more is taken away.
        again = np.bincount(members, minlength=len(declined.communes)).clip(1) - 1
        found = lines_at(region, level).tonnes.sum(axis=1) + declined.tonnes[:, outside].sum(axis=1)
        found -= (declined.tonnes * again).sum(axis=1)
        assert again.any() == (level == "crte" and region in ("11", "84"))
        assert found.tolist() == whole.tolist(), level


@pytest.mark.parametrize(
    ("region", "bodies"),
    [
        ("84", ["epci:240100750", "epci:240100891"]),
        ("11", ["ept:200057966", "ept:200057974", "ept:200057982", "ept:200057990"]),
        ("24", []),
    ],
)
def test_what_crte_count_twice_is_what_is_in_two_of_them(region: str, bodies: list[str]) -> None:
    twice = sum(share_of(find_place(body)).whole_tonnes for body in bodies)
    assert counted_twice(region, "crte", unfit_too=True) == twice
    assert counted_twice(region, "epci", unfit_too=True) == 0
    first = share_of(find_place(bodies[0])).part("covoiturage") if bodies else None
    cars = counted_twice(region, "crte", lever="covoiturage", unfit_too=True)
    assert cars >= (first.tonnes or 0 if first else 0)
    assert counted_twice(region, "crte") <= twice
    assert counted_twice(region, "crte", kept=[0, 1], unfit_too=True) <= twice


@pytest.mark.parametrize("level", LEVELS[1:])
def test_a_level_at_once_says_what_each_territory_says_alone(level: str) -> None:
    found = {one.place.code: one for one in shares_at("94", level)}
    assert set(found) == {place.code for place in places("94", level)}
    for place in places("94", level)[:25]:
        assert found[place.code].parts == share_of(place).parts


def test_unusual_places_have_their_share() -> None:
    corsica = [share_of(find_place(code)).whole_tonnes for code in ("2A", "2B")]
    assert sum(corsica) == share_of(place_of("region", "94")).tonnes
    for city, part in (("75056", "75101"), ("69123", "69381"), ("13055", "13201")):
        assert share_of(place_of("commune", city)).tonnes == share_of(place_of("commune", part)).tonnes > 0
    assert share_of(place_of("commune", "75056")).tonnes == share_of(place_of("departement", "75")).tonnes
    reunion = share_of(place_of("region", "04"))
    assert len(reunion.parts) == 13
    assert share_of(place_of("departement", "974")).whole_tonnes == reunion.tonnes
    forest = share_of(place_of("departement", "77"))
    assert forest.missing == ("Gestion des forêts",)


def test_a_perimeter_of_several_regions_adds_each_one_s_share() -> None:
    dreux = place_of("epci", "200040277")
    parts = [
        one.whole_tonnes for code in dreux.regions for one in shares_at(code, "epci") if one.place.code == dreux.code
    ]
    assert len(parts) == 2
    assert share_of(dreux).whole_tonnes == sum(parts)
    halves = gather_list(["200040277"]).place
    assert share_of(halves).whole_tonnes == sum(parts)
    country = share_of(place_of("france", "france"))
    assert country.tonnes == sum(int(shared(code).tonnes.sum()) for code in REGIONS)
    assert all(
        part.share is None for part in country.parts if len([1 for c in REGIONS if part.lever.id]) and part.tonnes
    )


def test_a_choice_changes_its_lever_alone_and_no_sum() -> None:
    choice = KeyChoice("augm_covoit", (("jobs", 1.0), ("population", 1.0)), reason="Le travail.")
    plain, chosen = shared("24"), shared("24", (choice,))
    rank = [lever.id for lever in plain.levers].index("augm_covoit")
    assert chosen.tonnes[rank].tolist() != plain.tonnes[rank].tolist()
    assert chosen.tonnes.sum(axis=1).tolist() == plain.tonnes.sum(axis=1).tolist()
    others = [row for row in range(len(plain.levers)) if row != rank]
    assert (chosen.tonnes[others] == plain.tonnes[others]).all()
    rule = chosen.rules[rank]
    assert (rule.chosen, rule.note, rule.grade_epci) == (True, "Le travail.", "C")
    assert key_title(rule.key) == "1 × Emplois + 1 × Population"
    share = share_of(place_of("epci", "200030385"), {"24": (choice,)})
    assert share.choices["augm_covoit"] is choice


def test_floors_and_ceilings_of_territories_hold() -> None:
    bounds = (Bound("departement", "45", ceiling_kt=10.0), Bound("epci", "200030385", floor_kt=8.0))
    found = {one.place.code: one for one in shares_at("24", "departement", (KeyChoice("augm_covoit", bounds=bounds),))}
    part = found["45"].part("augm_covoit")
    assert part is not None
    assert part.target_kt == pytest.approx(10.0, abs=0.005)
    assert sum(one.whole_tonnes for one in found.values()) == CENTRE
    with pytest.raises(AllocationError, match=r"« Covoiturage » : .* kt"):
        shared("24", (KeyChoice("augm_covoit", bounds=(Bound("departement", "45", floor_kt=1e6),)),))
    with pytest.raises(InputError, match="n’est pas dans la région"):
        shared("24", (KeyChoice("augm_covoit", bounds=(Bound("departement", "75", floor_kt=1.0),)),))


def test_a_scenario_s_targets_are_shared_as_the_official_ones() -> None:
    levers = load_levers("24")
    outcome = evaluate(Scenario("24", "2023", {"augm_covoit": Change(10.0, 50.0)}), levers)
    found = shared("24", (), outcome)
    rank = [lever.id for lever in levers].index("augm_covoit")
    assert int(found.tonnes[rank].sum()) == 60_000
    assert int(lines_at("24", "epci", (), outcome).tonnes.sum()) == int(found.tonnes.sum())


def test_blocks_and_members_cover_the_region_once() -> None:
    assert members_of("24").size == blocks_of("24").size == 1754
    assert set(blocks_of("24")) == set(range(int(blocks_of("24").max()) + 1))


def test_keys_are_offered_the_lever_s_own_first() -> None:
    assert keys_for("augm_voitelec", "24")[0].id == "owner_residences"
    assert [key.id for key in keys_for("co2_enr", "06")] == ["population"]
    assert state_key("augm_voitelec")
