"""The site's own words: every one is there in both languages."""

from __future__ import annotations

import pytest

from copilote.reference.glossary import load_glossary, load_statements
from copilote.words import ENGLISH, speaking


def test_every_term_has_its_english_with_what_the_french_has() -> None:
    french = load_glossary()
    with speaking(ENGLISH):
        english = load_glossary()
    assert len(french) == len(english) > 50
    assert {bool(term.full) for term in french} == {True, False}
    assert sum(bool(term.full) for term in french) == sum(bool(term.full) for term in english)
    assert all(term.word and term.meaning for term in (*french, *english))
    assert len({term.anchor for term in english}) == len(english)


@pytest.mark.parametrize("about", ["domain", "rule", "rule_meaning", "log", "verified", "limit", "indicator"])
def test_every_statement_is_in_both_languages(about: str) -> None:
    french = load_statements(about)
    with speaking(ENGLISH):
        english = load_statements(about)
    assert list(french) == list(english)
    assert french
    assert all(french.values())
    assert all(english.values())


def test_each_rule_has_a_name_and_a_meaning() -> None:
    assert list(load_statements("rule")) == list(load_statements("rule_meaning"))
