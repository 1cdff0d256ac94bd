"""Words lead to levers: rightly enough, with the words that say so, and nowhere when nothing fits."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.exchange.actions.titles import matcher
from copilote.planning.matching import Matcher, measured
from copilote.planning.matching.words import Spelling
from copilote.reference.links import procedure_levers
from copilote.reference.matching import (
    DEVELOPMENT,
    HELD_OUT,
    Expression,
    expressions_of,
    load_thesaurus,
    load_titles,
)
from copilote.reference.projects import load_projects
from copilote.reference.simulator import load_lever_names, load_levers, load_regions

HELD = [title for title in load_titles() if title.part == HELD_OUT]


def levers_of(title: str, description: str = "", region: str = "24") -> list[str]:
    return [suggestion.lever for suggestion in matcher(region).suggest(title, description)]


@pytest.mark.parametrize(
    ("title", "lever"),
    [
        ("Aire de covoiturage de Seilh", "augm_covoit"),
        ("Rénovation énergétique de l’école", "reduc_tconso"),
        ("Rénovation énergétique de 2 logements communaux", "reduc_rconso"),
        ("Suppression des chaudières fioul de la mairie", "reduc_tfioul"),
        ("Aide à la sortie du fioul des ménages", "reduc_rfioul"),
        ("Plantation de haies bocagères", "augm_haies"),
        ("Unité de méthanisation", "co2_biogaz"),
        ("Captage du méthane de la décharge", "co2_isdnd"),
        ("Bus électriques pour le réseau urbain", "augm_buselec"),
        ("Réseau de chaleur au bois", "reduc_chal"),
        ("Télétravail des agents", "augm_depla"),
        ("Réemploi et zéro déchet", "reduc_proddma"),
        ("Reconversion de la friche industrielle", "reduc_artif"),
        ("Filière bois construction locale", "co2_prodbois"),
        ("Légumineuses et moins d’engrais azotés", "reduc_azote"),
    ],
)
def test_a_plain_title_leads_to_its_lever_first(title: str, lever: str) -> None:
    assert levers_of(title)[0] == lever


@pytest.mark.parametrize(
    "title",
    [
        "Fête du village",
        "Réfection du clocher de l’église",
        "Poteaux d’incendie",
        "Programme d’actions de prévention des inondations",
        "Restauration d’un herbier de zostères",
        "",
        "123 456",
        "🌳🌳🌳",
    ],
)
def test_nothing_is_proposed_where_nothing_fits(title: str) -> None:
    assert levers_of(title) == []


def test_each_proposal_says_the_words_that_made_it_as_they_were_written() -> None:
    [first, second] = matcher().suggest("Covoiturge des agents et ISOLATION de l’école")
    assert (first.lever, first.words) == ("augm_covoit", ("covoiturge",))
    assert (second.lever, second.words) == ("reduc_tconso", ("isolation",))


def test_a_slip_in_the_words_of_a_lever_is_understood() -> None:
    [solar] = matcher().suggest("Panneaux photovltaïques")
    assert (solar.lever, solar.words) == ("co2_enr", ("photovltaïques",))


def test_three_levers_at_most_are_proposed_best_first() -> None:
    proposed = matcher().suggest("Vélo, covoiturage, haies, friches, méthanisation, photovoltaïque et compost")
    assert len(proposed) == 3
    assert [each.score for each in proposed] == sorted((each.score for each in proposed), reverse=True)


def test_a_word_that_cancels_an_expression_does_so() -> None:
    expressions = [Expression("a", ("isol*",), 0.8, ("acoustique*",))]
    assert Matcher(expressions).suggest("Isolation du gymnase")
    assert not Matcher(expressions).suggest("Isolation acoustique du gymnase")


def test_words_too_far_apart_or_in_two_sentences_are_no_expression() -> None:
    expressions = [Expression("a", ("reseau*", "chaleur"), 0.8, ())]
    assert Matcher(expressions).suggest("Réseau urbain de chaleur")
    assert not Matcher(expressions).suggest("Réseau d’eau. Chaleur humaine")
    assert not Matcher(expressions).suggest("Réseau " + "de mots qui séparent " * 5 + "chaleur")


def test_what_is_outside_the_levers_weakens_all_but_the_plainest_words() -> None:
    expressions = [
        Expression("weak", ("arbre*",), 0.8, ()),
        Expression("plain", ("haie*",), 0.9, ()),
        Expression("", ("inondation*",), 0.9, ()),
    ]
    assert not Matcher(expressions).suggest("Arbres contre les inondations")
    assert Matcher(expressions).suggest("Haies contre les inondations")[0].score == 0.9


def test_a_description_helps_and_weighs_less_than_the_title() -> None:
    assert levers_of("Action 3.2", "Créer des aires de covoiturage.") == ["augm_covoit"]
    [said] = matcher().suggest("Action 3.2", "Créer des aires de covoiturage.")
    [titled] = matcher().suggest("Créer des aires de covoiturage.")
    assert said.score < titled.score


def test_a_word_of_another_meaning_is_not_taken_for_a_slip() -> None:
    spelling = Spelling(["covoiturage", "communal", "photovoltaique"])
    assert spelling.nearest("covoiturge") == "covoiturage"
    assert spelling.nearest("photovoltaque") == "photovoltaique"
    assert spelling.nearest("communication") is None
    assert spelling.nearest("covoiturage") is None, "right as it is"


def test_titles_that_were_put_aside_are_led_to_their_levers() -> None:
    found = measured(matcher(), HELD)
    assert found.titles >= 300
    assert found.precision_at_1 is not None
    assert found.precision_at_1 >= 0.85
    assert found.strict_precision_at_1 is not None
    assert found.strict_precision_at_1 >= 0.7
    assert found.recall_at_3 is not None
    assert found.recall_at_3 >= 0.9
    assert found.silent >= 0.9 * found.silent_wanted


def test_the_measure_falls_when_the_thesaurus_is_cut() -> None:
    whole = measured(matcher(), HELD).recall_at_3
    half = measured(Matcher(expressions_of()[::2]), HELD).recall_at_3
    assert whole is not None
    assert half is not None
    assert half < whole - 0.1


def test_annotated_titles_are_real_and_each_is_in_one_part() -> None:
    titles = load_titles()
    known = {lever.id for lever in load_lever_names()}
    assert {title.part for title in titles} == {DEVELOPMENT, HELD_OUT}
    assert len({(title.source, title.id) for title in titles}) == len(titles)
    assert len({title.title.casefold() for title in titles}) >= len(titles) - 8, "some plans share a heading"
    assert all({*title.levers, *title.also} <= known for title in titles)
    assert all(not set(title.levers) & set(title.also) for title in titles)
    names = {
        project.id: " ".join(project.name.split())
        for region in (*(region.code for region in load_regions()), "com")
        for project in load_projects(region)
    }
    assert all(names[title.id] == title.title for title in titles if title.source == "fonds-vert-2023")


def test_every_lever_of_every_region_can_be_reached_by_words() -> None:
    for region in load_regions():
        reached = {expression.lever for expression in expressions_of(region.code)}
        assert {lever.id for lever in load_levers(region.code)} <= reached, region.name


def test_expressions_are_weighed_between_none_and_sure_and_folded() -> None:
    for expression in load_thesaurus():
        assert 0 < expression.weight < 1
        for word in (*expression.words, *expression.unless):
            assert word == word.lower()
            assert word.rstrip("*").isascii(), word


def test_a_procedure_s_projects_mostly_lead_to_the_lever_that_it_serves() -> None:
    served = {
        procedure: {link.lever for link in links if link.lever} for procedure, links in procedure_levers().items()
    }
    for procedure, least in (("69278", 0.9), ("69022", 0.9), ("69281", 0.9), ("69071", 0.55)):
        names = [project.name for project in load_projects("24") if project.procedure == procedure]
        right = sum(bool(set(levers_of(name)) & served[procedure]) for name in names)
        assert right >= least * len(names), procedure


def test_ten_thousand_titles_take_seconds() -> None:
    names = [project.name for region in load_regions() for project in load_projects(region.code)]
    assert len(names) > 10_000
    started = time.process_time()
    for name in names:
        matcher().suggest(name)
    assert time.process_time() - started < 20


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_answered_the_same_way_twice(text: str) -> None:
    first = matcher().suggest(text)
    assert first == matcher().suggest(text)
    assert all(0.4 <= each.score <= 1 for each in first)
