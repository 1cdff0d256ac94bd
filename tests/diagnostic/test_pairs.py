"""Actions that look alike are found as they are written: at once for few, by the worker for many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from copilote.cop.models import Cop, Membership
from copilote.diagnostic.models import Action, Standing
from copilote.diagnostic.reads import as_planned
from copilote.diagnostic.twice import finding
from copilote.diagnostic.twice.finding import AT_ONCE, look, search, search_of
from copilote.diagnostic.twice.models import LikelyPair
from copilote.diagnostic.writing import change, content_of, create_all, refuse, replaced, take_back, validate
from copilote.exchange.actions.places import Places
from copilote.planning.duplicates import likely_pairs
from support_actions import AUTHOR, CARS, POOL, new, organisation, territories
from support_cop import BLOIS, CVL, TOURS, animator
from support_words import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territories")]
__all__ = ["territories"]
BORNES = "Bornes de recharge sur les parkings"
HERE = (("epci", "200030385"),)


def pairs() -> set[tuple[str, str]]:
    return {(pair.first.title, pair.second.title) for pair in LikelyPair.objects.select_related("first", "second")}


def numbers() -> set[tuple[int, int]]:
    return set(LikelyPair.objects.values_list("first_id", "second_id"))


@pytest.fixture
def lead() -> Membership:
    return animator()


def test_a_pair_is_found_with_the_action_that_makes_it_and_goes_with_it(lead: Membership) -> None:
    blois, tours = organisation(BLOIS, "b@exemple.fr"), organisation(TOURS, "t@exemple.fr")
    one, *_others = create_all(
        lead.cop, [new(blois, BORNES, CARS, kt=4.0, places=HERE), new(tours, "Navettes", POOL)], AUTHOR, "essai"
    )
    assert not pairs()
    [other] = create_all(lead.cop, [new(tours, f"{BORNES} !", CARS, kt=4.0, places=HERE)], AUTHOR, "essai")
    assert numbers() == {(one.pk, other.pk)}
    assert "même levier" in LikelyPair.objects.get().why
    moved = change(lead, other.pk, replaced(content_of(other), title="Covoiturage du plateau"), other.version)
    assert not pairs()
    change(lead, other.pk, replaced(content_of(moved), title=BORNES), moved.version)
    assert numbers() == {(one.pk, other.pk)}


def test_what_is_not_ours_is_like_nothing(lead: Membership) -> None:
    blois = organisation(BLOIS, "b@exemple.fr")
    known = new(blois, BORNES, CARS, kt=4.0, standing=Standing.DRAFT)
    one, other = create_all(lead.cop, [known, known], AUTHOR, "essai")
    assert numbers() == {(one.pk, other.pk)}
    refuse(lead, other.pk)
    assert not pairs()
    take_back(lead, other.pk)
    validate(lead, other.pk)
    assert numbers() == {(one.pk, other.pk)}


def crowd(cop: Cop, count: int = 48) -> list[Action]:
    """Actions of two organisations, many alike; as many at once as are compared at once."""
    blois, tours = organisation(BLOIS, "b@exemple.fr"), organisation(TOURS, "t@exemple.fr")
    words = ("bornes", "navettes rapides", "parkings relais", "vélos", "haies bocagères", "chaudières bois")
    made = [
        new(
            (blois, tours)[rank % 2],
            f"{words[rank % 6]} du secteur {rank % 9}",
            *((CARS, POOL) if rank % 3 else (POOL,)),
            kt=float(rank % 7),
            places=HERE if rank % 4 else (("region", "24"),),
        )
        for rank in range(count)
    ]
    return create_all(cop, made, AUTHOR, "essai")


def test_few_by_few_or_all_at_once_the_pairs_are_the_same(lead: Membership) -> None:
    crowd(lead.cop)
    rows = list(Action.objects.select_related("organisation__territory").order_by("pk"))
    planned = [as_planned(row) for row in rows]
    wanted = {(rows[each.first].pk, rows[each.second].pk) for each in likely_pairs(planned, Places("24").blocks)}
    assert wanted
    assert numbers() == wanted
    LikelyPair.objects.all().delete()
    search(lead.cop)
    assert numbers() == wanted


def test_of_many_the_search_is_the_workers_and_pages_say_so(lead: Membership, client: Client) -> None:
    blois = organisation(BLOIS, "b@exemple.fr")
    many = [new(blois, f"{BORNES} {rank // 2}", CARS, kt=1.0) for rank in range(AT_ONCE + 10)]
    create_all(lead.cop, many, AUTHOR, "essai")
    assert search_of(lead.cop).due
    assert not pairs()
    page = text_of(client.get(f"{CVL}/diagnostic"))
    assert "doublons sont en cours de recherche" in page
    assert "déclarées deux fois" not in page
    look(lambda: True)
    assert search_of(lead.cop).due, "asked to stop, it leaves it to the next"
    look(lambda: False)
    assert not search_of(lead.cop).due
    page = text_of(client.get(f"{CVL}/diagnostic"))
    assert "en cours de recherche" not in page
    assert "Sans doute déclarées deux fois : 30 actions" in page


def test_what_is_written_while_the_worker_looks_keeps_its_own_pairs(
    lead: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    blois = organisation(BLOIS, "b@exemple.fr")
    made = [new(blois, BORNES, CARS, kt=4.0), new(blois, BORNES, CARS, kt=4.0), new(blois, "Haies", CARS)]
    one, other, third = create_all(lead.cop, made, AUTHOR, "essai")
    found = finding.likely_pairs

    def meanwhile(*given: object) -> object:
        told = found(*given)
        change(lead, other.pk, replaced(content_of(other), title="Covoiturage du plateau"), other.version)
        change(lead, third.pk, replaced(content_of(third), title=BORNES, kt=4.0), third.version)
        return told

    monkeypatch.setattr(finding, "likely_pairs", meanwhile)
    search(lead.cop)
    assert numbers() == {(one.pk, third.pk)}


def test_writing_asks_as_much_of_the_base_however_many_actions_are_around(lead: Membership) -> None:
    blois = organisation(BLOIS, "b@exemple.fr")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            create_all(lead.cop, [new(blois, BORNES, CARS, kt=4.0)], AUTHOR, "essai")
        return len(queries)

    asked()
    first = asked()
    crowd(lead.cop)
    assert asked() == first


def test_a_page_looks_for_nothing(lead: Membership, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd(lead.cop)
    monkeypatch.setattr(finding, "likely_pairs", None)
    monkeypatch.setattr(finding, "alike", None)
    assert client.get(f"{CVL}/diagnostic").status_code == 200
