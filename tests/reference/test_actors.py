"""Who can act on each lever: one lead each, a few others, in daily words, by texts that give the competence.

Each rule of the table is a function that tells what breaks it. The table breaks none, and each is shown to see a table
that does: one row of ours, drawn at random, is spoilt.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.reference.actors import Actor, LeverActor, actors_of, lead_of, load_actors
from copilote.reference.english import english_of
from copilote.reference.errors import TableError
from copilote.reference.records import load
from copilote.reference.simulator import load_lever_names, load_levers
from copilote.reference.sources import find_source, find_table
from copilote.words import speaking

ROWS = load(LeverActor, "actors", "actors.csv", "2026")
LEVERS = {lever.id for lever in load_levers("24")}
"""The 30 levers of a region of mainland France."""

Rows = Sequence[LeverActor]
LAW = re.compile(
    r"(CGCT|code d[eu’][ \w’]+|code (rural|forestier)), "
    r"(art\. [LRD]\. \d+(-\d+)*( et [LRD]\. \d+(-\d+)*)?|[a-zé][\w ’]{8,})"
    r"|(loi|décret) n° \d{2,4}-\d+ du \d{1,2}(er)? [a-zéû]+ \d{4}(, art\. \d+)?"
    r"|loi [a-zé’ -]+ (de|du \d{1,2} [a-zé]+) \d{4}"
    r"|arrêté du \d{1,2} [a-zé]+ \d{4}, [\w ’]+"
    r"|règlement \(UE\) \d{4}/\d+"
    r"|plan stratégique national de la PAC \d{4}-\d{4}"
)
"""A code and its article, or its subject where the article was not sure; a law, a decree, an order, a regulation."""


def without_one_lead(rows: Rows) -> list[str]:
    leads = Counter(row.lever for row in rows if row.lead)
    return [lever for lever in LEVERS if leads[lever] != 1]


def without_three_to_seven(rows: Rows) -> list[str]:
    counts = Counter(row.lever for row in rows)
    return [lever for lever in LEVERS if not 3 <= counts[lever] <= 7]


def of_no_lever(rows: Rows) -> list[str]:
    return [row.lever for row in rows if row.lever not in LEVERS]


def twice(rows: Rows) -> list[str]:
    counts = Counter((row.lever, row.actor) for row in rows)
    return [f"{lever}/{actor.value}" for (lever, actor), count in counts.items() if count > 1]


def too_long(rows: Rows) -> list[str]:
    return [row.action for row in rows if not 10 < len(row.action) <= 90]


def badly_written(rows: Rows) -> list[str]:
    """From a lower case letter, no full stop, French apostrophes, no blank to spare."""
    return [
        row.action
        for row in rows
        if not row.action[:1].islower()
        or not unicodedata.is_normalized("NFC", row.action)
        or re.search(r"'|\.$|^ | $|  | [;:!?%]", row.action)
    ]


def in_initials(rows: Rows) -> list[str]:
    """Daily words: no initials, nor the words of the trade that an official would have to ask about."""
    trade = r"\b[A-ZÉ]{2,}|\b(filière|ingénierie|maîtrise d’ouvrage|levier|décarbon\w+|bas-carbone|mix|synergies?)\b"
    return [row.action for row in rows if re.search(trade, row.action)]


def not_a_law(rows: Rows) -> list[str]:
    return [row.basis for row in rows if row.basis and not LAW.fullmatch(row.basis)]


def without_basis(rows: Rows) -> list[str]:
    """An authority acts by a competence; others may act freely."""
    free = {Actor.COMPANIES, Actor.FARMERS, Actor.FOREST_OWNERS, Actor.HOUSEHOLDS}
    return [f"{row.lever}/{row.actor.value}" for row in rows if not row.basis and row.actor not in free]


Rule = Callable[[Rows], list[str]]
Spoil = Callable[[LeverActor], list[LeverActor]]
BROKEN_BY: dict[Rule, list[Spoil]] = {
    without_one_lead: [
        lambda row: [replace(row, lead=not row.lead)],
        lambda row: [row, replace(row, lead=True), replace(row, lead=True)],
    ],
    without_three_to_seven: [lambda row: [row] * 6],
    of_no_lever: [
        lambda row: [replace(row, lever="augm_fusée")],
        lambda row: [replace(row, lever=row.lever.upper())],
        lambda row: [replace(row, lever="co2_hfc")],
    ],
    twice: [lambda row: [row, row], lambda row: [row, replace(row, action="une autre façon d’agir")]],
    too_long: [
        lambda row: [replace(row, action="")],
        lambda row: [replace(row, action=(row.action + ", " + "a" * 90)[:91])],
    ],
    badly_written: [
        lambda row: [replace(row, action=row.action[:1].upper() + row.action[1:])],
        lambda row: [replace(row, action=row.action + ".")],
        lambda row: [replace(row, action=row.action + " ")],
        lambda row: [replace(row, action=row.action + ", aujourd'hui")],
        lambda row: [replace(row, action=row.action + " : et après")],
        lambda row: [replace(row, action=unicodedata.normalize("NFD", row.action + " é"))],
    ],
    in_initials: [
        lambda row: [replace(row, action="réviser le PCAET")],
        lambda row: [replace(row, action=f"{row.action} et décarboner")],
    ],
    not_a_law: [
        lambda row: [replace(row, basis="bonne volonté")],
        lambda row: [replace(row, basis="CGCT")],
        lambda row: [replace(row, basis="CGCT, art. 2224-37")],
        lambda row: [replace(row, basis=f"d’après {row.basis}")],
    ],
    without_basis: [lambda row: [replace(row, actor=Actor.COMMUNE, basis="")]],
}
SPOILT = [(rule, spoil) for rule, spoils in BROKEN_BY.items() for spoil in spoils]


@pytest.mark.parametrize("rule", BROKEN_BY, ids=lambda rule: rule.__name__)
def test_the_table_breaks_no_rule(rule: Rule) -> None:
    assert rule(ROWS) == []


@pytest.mark.parametrize(
    ("rule", "spoil"), SPOILT, ids=[f"{rule.__name__}-{rank}" for rank, (rule, _) in enumerate(SPOILT)]
)
@settings(max_examples=20)
@given(at=st.integers(0, len(ROWS) - 1))
def test_each_rule_sees_a_row_that_breaks_it(rule: Rule, spoil: Spoil, at: int) -> None:
    assert rule([*ROWS[:at], *spoil(ROWS[at]), *ROWS[at + 1 :]]) != []


@given(lever=st.sampled_from(sorted(LEVERS)))
def test_a_lever_with_too_few_rows_or_none_is_seen(lever: str) -> None:
    own = [row for row in ROWS if row.lever == lever]
    others = [row for row in ROWS if row.lever != lever]
    assert without_three_to_seven([*others, *own[:2]]) == [lever]
    assert without_one_lead(others) == without_three_to_seven(others) == [lever]


def test_each_of_the_30_levers_has_its_actors_the_lead_first() -> None:
    assert len(LEVERS) == 30
    assert set(load_actors()) == LEVERS
    for lever in LEVERS:
        found = actors_of(lever)
        assert {row.lever for row in found} == {lever}
        assert [row.lead for row in found] == [True] + [False] * (len(found) - 1)
        assert lead_of(lever) == found[0]
    assert sum(map(len, load_actors().values())) == len(ROWS)


def test_the_one_who_makes_the_gesture_leads() -> None:
    leads = {lever: lead_of(lever).actor for lever in LEVERS}  # type: ignore[union-attr]
    assert leads["reduc_rfioul"] is Actor.HOUSEHOLDS
    assert leads["co2_indus"] is Actor.COMPANIES
    assert leads["augm_haies"] is Actor.FARMERS
    assert leads["co2_foret"] is Actor.FOREST_OWNERS
    assert leads["reduc_artif"] is Actor.EPCI


def test_every_actor_of_the_closed_list_acts_somewhere_and_has_words_of_its_own() -> None:
    assert len(Actor) == 9
    assert {row.actor for row in ROWS} == set(Actor)
    assert Actor.COMMUNE.label == "la mairie"
    for language in ("fr", "en"):
        with speaking(language):
            assert len({actor.label for actor in Actor}) == 9


def test_the_accent_of_an_identifier_may_be_typed_decomposed() -> None:
    assert actors_of(unicodedata.normalize("NFD", "augm_vélotc")) == actors_of("augm_vélotc") != ()


def test_a_lever_without_a_row_has_no_actor() -> None:
    overseas = {lever.id for lever in load_lever_names()} - LEVERS
    for lever in [*overseas, "augm_fusée", ""]:
        assert actors_of(lever) == ()
        assert lead_of(lever) is None


def test_actions_labels_and_texts_have_an_english() -> None:
    with speaking("en"):
        assert Actor.COMMUNE.label == "the town hall"
        english = {(row.lever, row.actor): row for row in load(LeverActor, "actors", "actors.csv", "2026")}
    for row in ROWS:
        told = english[row.lever, row.actor]
        assert told.action == english_of(row.action) != row.action, row
        assert told.action[:1].islower(), row
        assert len(told.action) <= 90, row
        assert told.basis == (english_of(row.basis) if row.basis else ""), row
        assert not re.search(r"\b(code de|loi|décret|arrêté|règlement)\b", told.basis), row


def test_an_actor_out_of_the_list_is_refused_by_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "actors" / "2030"
    own.mkdir(parents=True)
    own.joinpath("actors.csv").write_text(
        "lever,actor,lead,action,basis\naugm_haies,martiens,true,planter des haies,\n", encoding="utf-8"
    )
    monkeypatch.setenv("COPILOTE_EDITIONS", str(tmp_path))
    with pytest.raises(TableError, match="ligne 2, colonne actor"):
        load_actors("2030")


def test_the_table_says_that_it_is_a_reading_to_be_validated() -> None:
    table = find_table("actors/2026/actors.csv")
    assert table.made_by == "hand"
    assert "à valider par la COP" in table.title
    assert table.sources[:2] == (ROWS[0].source, "legifrance")
    assert "lecture proposée" in find_source(ROWS[0].source).note
    assert find_source("legifrance").licence == "Licence Ouverte 2.0"
