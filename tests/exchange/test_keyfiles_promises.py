"""What each layout promises: A only for the State's own key, measured there; and what would be localised."""

from __future__ import annotations

from copilote.exchange.keyfiles.records import layouts_record
from copilote.planning.key_test import GRADES
from copilote.reference.english import word
from copilote.reference.keys import load_lever_keys
from copilote.words import _, speaking

STATE_KEYS = {
    "co2_indus": "émissions de GES de l’industrie (Citepa)",
    "co2_industrie": "émissions de GES de l’industrie (Citepa)",
    "reduc_rgaz": "résidences principales chauffées au gaz (INSEE)",
    "reduc_rfioul": "résidences principales chauffées au fioul (INSEE)",
    "co2_elevage": "taille du cheptel bovin (Agreste)",
    "augm_voitelec": "parc de véhicules thermiques de plus de 5 ans (SDES)",
    "reduc_consovp": "parc de véhicules thermiques de plus de 5 ans (SDES)",
    "co2_voitelec": "parc de véhicules thermiques de plus de 5 ans (SDES)",
    "augm_buselec": "parc de bus et cars thermiques (SDES)",
    "reduc_tgaz": "consommation de gaz naturel du tertiaire (SDES)",
    "reduc_chal": "chaleur carbonée livrée par les réseaux (Cerema)",
    "reduc_eneragri": "surface agricole utile (Agreste)",
    "augm_haies": "surface agricole utile (Agreste)",
    "augm_couverts": "terres arables (Agreste)",
}
"""The State's keys of the levers that some layout grades A, as the territorial simulator gives them."""
PROMISED = {
    ("igt", "co2_indus", "Émissions de l’industrie"): "AA",
    ("igt", "co2_industrie", "Émissions de l’industrie"): "AA",
    ("irpe", "co2_indus", "Émissions de l’industrie"): "AA",
    ("irpe", "co2_industrie", "Émissions de l’industrie"): "AA",
    ("chauffage", "reduc_rgaz", "Résidences principales chauffées au gaz de réseau"): "AA",
    ("chauffage", "reduc_rfioul", "Résidences principales chauffées au fioul"): "AA",
    ("bovins", "co2_elevage", "Cheptel bovin"): "AA",
    ("vehicules", "augm_voitelec", "Voitures thermiques de plus de 5 ans"): "AA",
    ("vehicules", "reduc_consovp", "Voitures thermiques de plus de 5 ans"): "AA",
    ("vehicules", "co2_voitelec", "Voitures thermiques de plus de 5 ans"): "AA",
    ("vehicules", "augm_buselec", "Bus et cars thermiques"): "BA",
    ("irpe", "augm_buselec", "Bus et cars thermiques"): "BA",
    ("energie", "reduc_tgaz", "Gaz consommé par le tertiaire"): "AA",
    ("reseaux-chaleur", "reduc_chal", "Chaleur carbonée livrée par les réseaux"): "AA",
    ("irpe", "reduc_eneragri", "Surface agricole utile"): "AA",
    ("irpe", "augm_haies", "Surface agricole utile"): "AA",
    ("parcelles", "reduc_eneragri", "Surfaces agricoles déclarées"): "BA",
    ("parcelles", "augm_haies", "Surfaces agricoles déclarées"): "BA",
    ("parcelles", "augm_couverts", "Terres arables déclarées"): "AA",
}


def test_grade_a_is_promised_by_this_list_and_no_other_key() -> None:
    found = {
        (row["layout"], row["lever"], row["key"]): f"{row['grade_commune']}{row['grade_epci']}"
        for row in layouts_record()
        if "A" in (row["grade_commune"], row["grade_epci"])
    }
    assert found == PROMISED
    assert {lever for _layout, lever, _key in found} == set(STATE_KEYS)


def test_a_key_that_is_not_the_state_s_says_what_the_state_s_is() -> None:
    for row in layouts_record():
        assert {row["grade_commune"], row["grade_epci"]} <= set(GRADES)
        if row["lever"]:
            assert "clé de l’État" in row["reason"], (row["layout"], row["key"])


def test_every_layout_serves_levers_that_there_are_and_wood_and_waste_are_not_guessed() -> None:
    served = {row["lever"] for row in layouts_record()} - {None}
    assert served <= set(load_lever_keys())
    assert not served & {"co2_prodbois", "augm_valodma", "reduc_proddma", "co2_biogaz", "co2_enr"}


def test_the_levers_that_cannot_be_shared_are_told_with_the_files_that_would() -> None:
    told = {(row["layout"], row["lever"]) for row in layouts_record() if row["localises"]}
    assert {layout for layout, lever in told if lever == "co2_indus"} == {"igt", "irep", "observatoire", "irpe"}
    assert ("reseaux-chaleur", "reduc_chal") in told
    assert not any(lever in ("augm_depla", "augm_covoit") for _layout, lever in told)


def test_english_pages_have_the_words_of_every_loaded_key() -> None:
    with speaking("en"):
        for row in layouts_record():
            for text in (row["key"], row["reason"]):
                assert word(_(text)) != text, text
