"""The tables' texts have an exact English, and loaders give it where one reads in English; the rest does not change."""

from __future__ import annotations

import pytest

from copilote.reference.barometer import load_axes, load_levers_2026, load_national_indicators
from copilote.reference.english import english_of, french_of, in_language, lacks_english
from copilote.reference.keys import load_keys, load_lever_keys
from copilote.reference.links import LinkKind, lever_links
from copilote.reference.simulator import find_lever, load_levers, load_observations, load_territories
from copilote.reference.soundness import Soundness
from copilote.reference.sources import load_sources, load_tables
from copilote.words import speaking


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Véhicules électriques", "Electric vehicles"),
        ("véhicules électriques", "electric vehicles"),
        ("Véhicules électriques.", "Electric vehicles."),
        ("Loir-et-Cher", None),
    ],
)
def test_typography_case_and_a_full_stop_do_not_matter(french: str, english: str | None) -> None:
    assert english_of(french) == english


def test_the_french_of_an_english_name_is_found_again() -> None:
    assert french_of("Electric vehicles") == "Véhicules électriques"
    assert french_of("Loir-et-Cher") == "Loir-et-Cher"


def test_what_people_typed_lacks_english_only_for_who_reads_it() -> None:
    assert not lacks_english("Parce que")
    with speaking("en"):
        assert lacks_english("Parce que")
        assert not lacks_english("Véhicules électriques")
        assert not lacks_english("Electric vehicles")
        assert not lacks_english("")


def test_levers_have_english_texts_and_the_same_figures_and_slugs() -> None:
    for region in load_territories():
        french = load_levers(region.code)
        with speaking("en"):
            english = load_levers(region.code)
        for one, other in zip(french, english, strict=True):
            assert (one.id, one.target_kt, one.ratio, one.slug) == (other.id, other.target_kt, other.ratio, other.slug)
            for field in ("name", "label", "sector", "theme", "unit", "unit_short", "quantity", "reason", "caution"):
                text = getattr(one, field)
                assert getattr(other, field) == (None if text is None else english_of(text)), (field, text)
        assert len({lever.slug for lever in french}) == len(french)


def test_a_lever_is_found_by_its_french_name_in_either_language() -> None:
    for lever in load_levers("24"):
        with speaking("en"):
            assert find_lever("24", lever.label).id == lever.id
            assert find_lever("24", find_lever("24", lever.id).label).id == lever.id


def test_rows_and_marks_follow_the_french_of_an_observation() -> None:
    french = load_observations("24")
    with speaking("en"):
        english = load_observations("24")
    assert [(one.key, one.soundness) for one in french] == [(one.key, one.soundness) for one in english]
    assert [one.quantity for one in french] != [one.quantity for one in english]


def test_no_text_of_these_tables_stays_french() -> None:
    french = (load_levers_2026(), load_national_indicators(), lever_links("augm_voitelec"))
    with speaking("en"):
        english = (load_levers_2026(), load_national_indicators(), lever_links("augm_voitelec"))
        assert load_axes()["eau"] != "Eau"
        assert Soundness.MEASURED.label == "measured"
        assert LinkKind.SAME.label == "same quantity"
        assert load_sources()["simulateur-2023"].title.startswith("Territorial simulator")
        assert load_tables()[0].title.startswith("The 18 regions")
        assert load_keys()["forest"].title == "Forests"
        assert load_lever_keys()["augm_voitelec"].official_unit == "vehicles"
    for field, rank in (("name", 0), ("label", 1), ("reason", 2)):
        for one, other in zip(french[rank], english[rank], strict=True):
            assert getattr(other, field) == english_of(getattr(one, field))


def test_records_are_the_loaders_own_in_french() -> None:
    levers = load_levers("24")
    assert in_language(levers, "name") == levers
    assert load_levers("24") is levers
