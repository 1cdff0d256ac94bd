"""Likely duplicates: found where they are, not where they are not, in seconds."""

from __future__ import annotations

import random
import time
from datetime import date

import pytest

from copilote.planning.actions import Action, Share, Status
from copilote.planning.duplicates import Pair, groups, likely_pairs
from copilote.reference.simulator import load_levers

BLOIS, VENDOME = frozenset({"41018"}), frozenset({"41269"})
BLOCKS = {"41018": "E1", "41269": "E2"}


def made(title: str, lever: str = "reduc_tconso", **fields: object) -> Action:
    levers = (Share(lever),) if lever else ()
    fields.setdefault("area", BLOIS)
    return Action(2, title, levers=levers, status=Status.DONE, **fields)  # type: ignore[arg-type]


def pairs(*actions: Action) -> list[tuple[int, int]]:
    return [(pair.first, pair.second) for pair in likely_pairs(actions, BLOCKS)]


SCHOOL, FERRY = "Rénovation de l’école", "Rénovation de l’école Jules Ferry"
NOWHERE: frozenset[str] = frozenset()
EARLY, LATE = date(2020, 1, 1), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (made(FERRY), made(FERRY)),
        (made(FERRY), made("RENOVATION ECOLE JULES-FERRY", holder="Blois")),
        (made("Action 4.2 - Rénovation de l’école"), made("1.3.1. Rénovation de l’école")),
        (made(FERRY, amount_eur=1e5), made("Rénovation énergétique de l’école Jules Ferry", amount_eur=1.01e5)),
        (made(FERRY, holder="Blois"), made("Rénovation de l’école Jules Fery", holder="blois")),
        (made(SCHOOL), made(SCHOOL, lever="")),
        (made(SCHOOL, area=NOWHERE), made(SCHOOL, area=NOWHERE)),
        (made(SCHOOL, area=NOWHERE, holder="Ville de Blois"), made(SCHOOL, area=BLOIS, holder="ville de blois")),
        (made(SCHOOL, area=frozenset(f"41{code:03}" for code in range(300))), made(SCHOOL)),
    ],
)
def test_the_same_action_declared_twice_is_found(one: Action, other: Action) -> None:
    assert pairs(one, other) == [(0, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (made(SCHOOL), made(SCHOOL, area=VENDOME)),
        (made(SCHOOL), made(SCHOOL, lever="augm_haies")),
        (made(FERRY), made("Rénovation de l’école Victor Hugo")),
        (made("Rénovation de la salle des fêtes", holder="B"), made("Rénovation de la halle des fêtes", holder="B")),
        (
            made("Éclairage du quartier nord, tranche 1", holder="B"),
            made("Éclairage du quartier nord, tranche 2", holder="B"),
        ),
        (made(SCHOOL, holder="R"), made(SCHOOL, holder="R", area=VENDOME)),
        (made(SCHOOL, start=EARLY, amount_eur=1e4), made(SCHOOL, start=LATE, amount_eur=9e4)),
        (made(SCHOOL, area=NOWHERE), made(SCHOOL, area=NOWHERE, description="Isolation")),
        (made(SCHOOL, area=NOWHERE, holder="Blois"), made(SCHOOL, area=NOWHERE, holder="Vendôme")),
        (made("Vélo"), made("Vélo et covoiturage et bus et train")),
    ],
)
def test_two_actions_that_only_look_alike_are_left_apart(one: Action, other: Action) -> None:
    assert pairs(one, other) == []


def test_why_is_said_in_words() -> None:
    one = made(SCHOOL, holder="Blois", amount_eur=100.0, start=date(2024, 1, 1))
    [same] = likely_pairs([one, one], BLOCKS)
    assert same.why == "lignes identiques"
    [pair] = likely_pairs([one, made(SCHOOL, holder="Blois", amount_eur=101.0, start=date(2024, 9, 1))], BLOCKS)
    assert pair.why == "même titre, même levier, même porteur, territoire commun, montants proches, dates proches"


def test_pairs_are_gathered_in_groups_and_a_person_may_say_that_two_are_different() -> None:
    told = [Pair(0, 1, ""), Pair(1, 3, ""), Pair(4, 5, "")]
    assert groups(told, 6) == ((0, 1, 3), (4, 5))
    assert groups(told, 6, apart=[(3, 1)]) == ((0, 1), (4, 5))


def test_many_actions_of_one_title_are_one_group() -> None:
    same = [made("Rénovation de l’école") for _ in range(2000)]
    assert [len(group) for group in groups(likely_pairs(same, BLOCKS), len(same))] == [2000]


def _thousands() -> tuple[list[Action], dict[str, str]]:
    """Ten thousand actions of 82 EPCI, some of them twice, some over the whole region."""
    chance = random.Random(5)  # noqa: S311 (the same ones at each run)
    levers = [lever.id for lever in load_levers("24")]
    verbs = ["Rénovation", "Isolation", "Étude", "Aménagement", "Extension", "Réseau"]
    nouns = ["école", "mairie", "gymnase", "piscine", "halle", "bourg", "salle", "stade", "crèche", "théâtre"]
    ends = ["", "du centre", "des écoles", "neuve"]
    blocks = {f"{epci:02}{rank:03}": f"E{epci}" for epci in range(82) for rank in range(20)}
    by_epci: dict[str, list[str]] = {}
    for code, epci in blocks.items():
        by_epci.setdefault(epci, []).append(code)
    actions = []
    for rank in range(10_000):
        epci = f"E{rank % 82}"
        own = by_epci[epci]
        area = frozenset(blocks) if rank % 50 == 0 else frozenset(own if rank % 3 else chance.sample(own, 1))
        title = f"{chance.choice(verbs)} de la {chance.choice(nouns)} {chance.choice(ends)}"
        amount = float(chance.randrange(10_000, 900_000))
        actions.append(made(title, chance.choice(levers), area=area, holder=epci, amount_eur=amount))
    return actions, blocks


def test_duplicates_among_ten_thousand_actions_take_seconds() -> None:
    actions, blocks = _thousands()
    twice = [*actions[:9_800], *(actions[rank] for rank in range(0, 9_800, 49))]
    started = time.process_time()
    found = likely_pairs(twice, blocks)
    assert time.process_time() - started < 5
    gathered = groups(found, len(twice))
    of = {rank: number for number, group in enumerate(gathered) for rank in group}
    again = [(rank, 9_800 + number) for number, rank in enumerate(range(0, 9_800, 49))]
    assert sum(of.get(one) == of.get(other) and one in of for one, other in again) == len(again)
