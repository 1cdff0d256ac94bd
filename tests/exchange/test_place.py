"""Perimeters as arrays: who is inside, how finely keys must tell them, what they take of tonnes by commune."""

from __future__ import annotations

import numpy as np

from copilote.exchange.perimeters import place_of, places
from copilote.exchange.place import made_of, members_in, members_of
from copilote.exchange.shares import share_of, shared, tonnes_in
from copilote.words import speaking


def test_a_place_s_communes_are_columns_of_the_declinations_of_its_regions() -> None:
    dreux = place_of("epci", "200040277")
    assert dreux.several_regions
    for region in dreux.regions:
        inside = dreux.inside(region)
        assert members_of(region)[inside].tolist() == dreux.within(region).tolist()
    assert sum(dreux.inside(region).size for region in dreux.regions) == dreux.ranks.size


def test_keys_tell_a_perimeter_as_finely_as_it_is_drawn() -> None:
    assert place_of("region", "24").grain == place_of("france", "france").grain == "region"
    assert made_of("all", members_of("24")).grain == "region"
    assert place_of("departement", "37").grain == place_of("epci", "200030385").grain == "epci"
    assert place_of("commune", "41018").grain == made_of("two", members_of("24")[:2]).grain == "commune"


def test_what_perimeters_take_adds_up_and_may_be_kept_to_another() -> None:
    tonnes = shared("24").tonnes[0]
    epci = places("24", "epci")
    assert sum(tonnes_in(tonnes, epci, "24")) == int(tonnes.sum())
    indre = place_of("departement", "36")
    within = tonnes_in(tonnes, epci, "24", indre)
    assert sum(within) == int(tonnes[indre.inside("24")].sum())
    assert 0 in within
    assert tonnes_in(tonnes, (), "24") == []
    members, index = members_in(epci, "24", indre)
    assert np.isin(members, indre.inside("24")).all()
    assert members.size == index.size == indre.ranks.size


def test_what_is_placed_is_grouped_the_heaviest_first() -> None:
    share = share_of(place_of("departement", "37"))
    themes = share.groups(lambda part: part.lever.theme)
    sums = [sum(part.tonnes or 0 for part in parts) for _theme, parts in themes]
    assert sums == sorted(sums, reverse=True)
    assert sum(sums) == share.tonnes
    assert share.heaviest[0].tonnes == max(part.tonnes or 0 for part in share.placed)
    assert {part.lever.id for part in share.largest_unplaced} == {part.lever.id for part in share.unplaced}
    assert share.per_head_t is not None
    assert not share.official
    assert share_of(place_of("region", "24")).official


def test_what_is_kept_speaks_the_language_in_use() -> None:
    french = shared("24")
    with speaking("en"):
        in_english = shared("24")
        note = place_of("commune", "75101").note
    assert in_english.exact_kt is french.exact_kt
    assert shared("24") is french
    assert place_of("commune", "75101").note == note or "Paris" in note
