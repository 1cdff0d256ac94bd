"""What figures mean in daily words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilote.planning.conversion import convert_kt
from copilote.planning.quantities import Scale
from copilote.reference.simulator import find_lever, find_region, load_levers, load_regions
from copilote.ui.daily_words import daily_words, near_share, one_in, place_of
from copilote.ui.quantities import shown_change
from copilote.words import speaking
from copilote.words.numbers import NBSP, THIN


def test_a_share_is_told_as_one_in_n_only_when_it_is_near() -> None:
    assert one_in(0.756, "logement", "logements") == "trois logements sur quatre"
    assert one_in(0.5, "logement", "logements") == "un logement sur deux"
    assert one_in(0.85, "logement", "logements") is None
    assert near_share(0.52) == f"un peu plus de la moitié (52{NBSP}%)"
    assert near_share(0.15) == f"15{NBSP}%"


@pytest.mark.parametrize(
    ("lever", "words"),
    [
        ("reduc_rfioul", f"trois logements au fioul sur quatre changent d’énergie (132{THIN}000 en 2019, "
                         f"32{THIN}100 en 2030)"),
        ("reduc_rconso", f"15{NBSP}% de moins d’énergie consommée par les logements"),
        ("augm_haies", f"4{THIN}170{NBSP}km de haies de plus qu’en 2019"),
        ("augm_covoit", f"600{NBSP}km de moins par voiture et par an grâce au covoiturage, 12 par semaine"),
        ("reduc_artif", f"432{NBSP}ha consommés par an, contre 996 en 2019 : 1,2{NBSP}ha par jour au lieu de 2,7"),
        ("augm_buselec", f"448{NBSP}bus et cars en 2030, contre 19 en 2019"),
    ],
)  # fmt: skip
def test_a_lever_means_something_in_daily_words(lever: str, words: str) -> None:
    figures = find_lever("24", lever)
    assert daily_words(figures, convert_kt(figures, figures.target_kt).physical) == words


@pytest.mark.parametrize("region", load_regions(), ids=lambda region: region.slug)
def test_every_translated_lever_of_every_region_has_words_without_absurdity(region) -> None:
    for lever in load_levers(region.code):
        if lever.translated and lever.target_kt is not None:
            words = daily_words(lever, convert_kt(lever, lever.target_kt).physical)
            assert words
            assert "non connu" not in words
            assert "−" not in words, f"{lever.id}: a negative quantity"


def test_a_region_is_named_with_its_preposition() -> None:
    assert place_of(find_region("Hauts-de-France")) == "dans les Hauts-de-France"
    assert place_of(find_region("Mayotte")) == "à Mayotte"
    assert place_of(find_region("Bretagne")) == "en Bretagne"


def test_a_phrase_is_english_where_one_reads_in_english() -> None:
    figures = find_lever("24", "reduc_rfioul")
    with speaking("en"):
        words = daily_words(figures, convert_kt(figures, figures.target_kt).physical)
        assert words == "three in four homes heated with oil change energy (132,000 in 2019, 32,100 in 2030)"
        assert place_of(find_region("Grand Est")) == "in Grand Est"


@pytest.mark.parametrize(
    ("lever", "start", "end", "words"),
    [
        ("augm_buselec", 0.783, 18.2, f"18{NBSP}bus et cars en 2030, contre moins d’un en 2019"),
        ("augm_buselec", 3.2, 44.6, f"45{NBSP}bus et cars en 2030, contre quelques-uns en 2019"),
        ("augm_buselec", 0.1, 2.73, "moins de cinq bus et cars, trop peu pour en dire plus à cette échelle"),
        ("reduc_rfioul", 0.002, 0.0004, "moins de cinq logements au fioul, trop peu pour en dire plus à cette échelle"),
        ("augm_voitelec", 0.003, 0.4, "400 voitures électriques en circulation, contre quelques-unes en 2019"),
    ],
)
def test_few_things_are_not_counted_out_loud_and_never_have_decimals(lever, start, end, words) -> None:
    figures = replace(find_lever("24", lever), baseline_2019=start)
    assert daily_words(figures, end) == words


def test_a_change_of_few_things_is_told_without_a_number() -> None:
    homes = Scale("logements", 1.0, "logement")
    changes = ((2.0, 0.6), (3.0, 2.0), (3.0, 230.0), (0.4, 0.2))
    told = [shown_change(start, end, homes, "B", 2) for start, end in changes]
    assert told == [
        f"quelques → moins d’un{NBSP}logement",
        f"quelques{NBSP}logements",
        f"quelques → environ 230{NBSP}logements",
        f"moins d’un{NBSP}logement",
    ]
