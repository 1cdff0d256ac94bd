"""Shared links of the official simulator, in and out without loss."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.exchange.links import HOST, read_link, write_link
from copilote.planning.scenario import Change, Scenario
from copilote.reference.errors import InputError, UnknownNameError
from copilote.reference.simulator import find_region, load_lever_names, load_territories

BASE = f"https://{HOST}/territoire/centre-val-de-loire/ambition"
IDS = [lever.id for lever in load_lever_names()]
AMOUNTS = st.one_of(st.none(), st.floats(0, 1e6), st.integers(0, 5000).map(float))


def test_a_link_of_the_official_simulator_is_read() -> None:
    link = read_link(f"{BASE}?c-augm_voitelec=100&t-augm_voitelec=500")
    assert link.region.code == "24"
    assert link.scenario.changes == {"augm_voitelec": Change(100.0, 500.0)}
    assert link.remarks == ()


@pytest.mark.parametrize(
    "path", ["objectifs", "ordres_de_grandeur", "ordres_de_grandeur/edition", "ambition/edition", ""]
)
def test_all_pages_of_a_territory_are_understood(path: str) -> None:
    assert read_link(f"/territoire/paca/{path}?t-co2_foret=3").region.code == "93"


def test_every_territory_s_official_address_is_understood() -> None:
    for region in load_territories():
        assert read_link(f"/territoire/{region.official_slug}/ambition").region == region


@given(st.dictionaries(st.sampled_from(IDS), st.builds(Change, AMOUNTS, AMOUNTS)))
def test_a_scenario_survives_the_way_through_a_link(changes: dict[str, Change]) -> None:
    said = {lever: change for lever, change in changes.items() if change != Change()}
    region = find_region("24")
    link = read_link(write_link(region, Scenario("24", "2023", changes)))
    assert link.scenario.changes == said
    assert link.remarks == ()


def test_what_is_not_understood_is_reported_and_written_back() -> None:
    query = "c-zut=3&x=1&t-augm_covoit=abc&c-augm_covoit=5&c-augm_covoit=6&t-augm_haies=-4&utm=&t-augm_depla=inf"
    link = read_link(f"{BASE}?{query}")
    assert len(link.remarks) == 7
    back = parse_qsl(urlsplit(write_link(link.region, link.scenario)).query, keep_blank_values=True)
    assert set(parse_qsl(query, keep_blank_values=True)) - set(back) == {("t-augm_haies", "-4")}
    assert ("t-augm_haies", "0") in back


def test_the_accent_of_an_id_may_be_written_in_two_ways() -> None:
    composed, decomposed = "t-augm_v%C3%A9lotc=1", "t-augm_ve%CC%81lotc=1"
    assert read_link(f"{BASE}?{composed}").scenario.changes == read_link(f"{BASE}?{decomposed}").scenario.changes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://example.org/territoire/bretagne/ambition?c-augm_covoit=1", "autre site"),
        (f"https://{HOST}/a-propos", "aucun territoire"),
        ("n’importe quoi", "aucun territoire"),
        ("http://[", "pas un lien"),
        (f"{BASE}?" + "&".join(f"c-x{i}=1" for i in range(10_000)), "trop long"),
        (f"{BASE}?" + "&".join(f"c={i}" for i in range(1000)), "1000 paramètres"),
    ],
)
def test_a_link_that_is_none_of_ours_says_why(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_link(text)


def test_a_link_of_an_unknown_territory_suggests_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Bretagne"):
        read_link(f"https://{HOST}/territoire/bretane/ambition")
