"""Search of a territory as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.reference.errors import InputError, fold
from copilote.reference.territories import load_communes, load_epci
from copilote.reference.territory_search import search


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        ("paris", "commune", "75056"),
        ("PACA", "region", "93"),
        ("Ile de France", "region", "11"),
        ("picardie", "region", "32"),
        ("st denis", "commune", "97411"),
        ("Saint-Denis 93", "commune", "93066"),
        ("lhay les roses", "commune", "94038"),
        ("L’Haÿ-les-Roses", "commune", "94038"),
        ("mans", "commune", "72181"),
        ("marseile", "commune", "13055"),
        ("chalons s/ saone", "commune", "71076"),
        ("37000", "commune", "37261"),
        ("45234", "commune", "45234"),
        ("200046977", "epci", "200046977"),
        ("orleans metropole", "epci", "244500468"),
        ("faucigny glieres", "epci", "200000172"),
        ("est ensemble", "ept", "200057875"),
        ("val d'oise", "departement", "95"),
        ("2a", "departement", "2A"),
        ("Paris 15e", "commune", "75056"),
        ("Y", "commune", "80829"),
        ("nouvelle caledonie", "collectivite", "988"),
    ],
)
def test_the_first_answer_is_the_place_meant(text: str, level: str, code: str) -> None:
    first = search(text)[0]
    assert (first.level, first.code) == (level, code)


@pytest.mark.parametrize(
    ("text", "code", "via"),
    [
        ("Freigné", "44180", "ancienne commune : Freigné (49144)"),
        ("49144", "44180", "ancienne commune : Freigné (49144)"),
        ("Châlons-sur-Marne", "51108", "ancien nom : Châlons-sur-Marne"),
        ("20004", "2A004", "ancien code : Ajaccio (20004)"),
        ("75115", "75056", "Paris 15e Arrondissement (75115)"),
        ("37000", "37261", "code postal 37000"),
    ],
)
def test_what_is_no_more_leads_to_the_commune_of_today_and_says_how(text: str, code: str, via: str) -> None:
    first = search(text)[0]
    assert (first.code, first.via) == (code, via)


def test_a_code_of_two_levels_finds_both() -> None:
    assert {(match.level, match.code) for match in search("01")} == {("region", "01"), ("departement", "01")}


def test_among_equal_names_the_most_populous_comes_first_and_the_limit_holds() -> None:
    found = search("saint denis", limit=4)
    assert [match.name for match in found] == ["Saint-Denis"] * 4
    populations = [match.population or 0 for match in found]
    assert populations == sorted(populations, reverse=True)


def test_nothing_near_gives_an_empty_answer_and_nothing_typed_is_refused() -> None:
    assert search("zzzzqqq") == ()
    for empty in ("", "  ", "—", "…"):
        with pytest.raises(InputError, match="Recherche vide"):
            search(empty)


def test_every_commune_is_found_by_its_name_and_its_code() -> None:
    for commune in load_communes("94")[::15]:
        assert commune.code in [match.code for match in search(f"{commune.name} {commune.departement}")]
        assert search(commune.code)[0].code == commune.code


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=1, max_size=40).filter(fold))
def test_any_text_with_a_letter_or_a_digit_gives_at_most_the_limit(text: str) -> None:
    assert len(search(text, limit=3)) <= 3


def test_names_of_communes_can_be_scanned_as_text() -> None:
    for commune in load_communes():
        assert not set(commune.name) & set(',"\n')
    assert any("," in body.name for body in load_epci())
