"""The pages of the diagnostic as they are served: what they say, to whom, in both languages, in few questions."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from copilote.cop.models import Organisation
from copilote.diagnostic.models import Seen, Standing
from support_actions import CARS, POOL, new, organisation, territories, write
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, reader
from support_words import text_of

__all__ = ["territories"]
pytestmark = pytest.mark.usefixtures("territories")
HOME = f"{CVL}/diagnostic"
LEVER = f"{HOME}/leviers/vehicules-electriques"
PLACE = f"{HOME}/territoires/epci/200030385"
PAGES = (HOME, LEVER, PLACE)
FILES = (f"{HOME}.", f"{LEVER}.", f"{PLACE}.")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return text_of(answer)


@pytest.fixture
def blois() -> Organisation:
    """With actions for all, for the COP and for its animation, and a draft."""
    blois, tours = organisation(BLOIS, "b@exemple.fr"), organisation(TOURS, "t@exemple.fr")
    obstacle = {"obstacle": "Le réseau électrique sature.", "obstacle_level": "national"}
    write(
        blois.cop,
        new(blois, "Bornes de recharge", CARS, quantity=1.2, measured=CARS, **obstacle,
            obstacle_lifted_by="Renforcer les postes sources."),
        new(blois, "Flotte interne", CARS, kt=10.0, seen=Seen.COP.value),
        new(blois, "Projet réservé", CARS, kt=100.0, seen=Seen.ANIMATORS.value),
        new(blois, "Encore au brouillon", CARS, kt=1000.0, standing=Standing.DRAFT),
        new(tours, "Aires de covoiturage", POOL, kt=5.0, status="decided"),
    )  # fmt: skip
    return blois


@pytest.mark.parametrize("before", ["", "/en"])
@pytest.mark.parametrize("address", PAGES)
def test_before_any_action_or_cop_a_page_says_what_will_be_there(client: Client, before: str, address: str) -> None:
    text = page(client, before + address)
    assert ("no action has been published" if before else "aucune action n’est encore publiée") in text
    organisation(BLOIS, "b@exemple.fr")
    assert page(client, before + address)


def test_the_headline_says_what_is_declared_and_by_whom(client: Client, blois: Organisation) -> None:
    text = page(client, HOME)
    assert "Centre-Val de Loire : 2 actions déclarées par 2 organisations" in text
    assert "2 sur 2" in text
    assert "Leviers sans action publiée pour l’instant" in text
    assert "70,7" in text, "what the statistics observe of electric cars, in kt"
    assert "%" not in text.split("Levier par levier")[0]


@pytest.mark.parametrize("address", PAGES)
def test_each_sees_what_is_for_them(blois: Organisation, address: str) -> None:
    seen = [
        (word in text)
        for client in (Client(), browser_of(reader()), browser_of(animator()))
        for text in [page(client, address if address != HOME else f"{LEVER}")]
        for word in ("Bornes de recharge", "Flotte interne", "Projet réservé", "Encore au brouillon")
    ]
    assert seen == [True, False, False, False, True, True, False, False, True, True, True, False]


@pytest.mark.parametrize("address", FILES)
def test_files_hold_what_their_reader_sees_and_stay_with_members(blois: Organisation, address: str) -> None:
    for ending in ("csv", "xlsx", "ods", "json"):
        answer = Client().get(address + ending)
        assert (answer.status_code, "public" in answer["Cache-Control"]) == (200, True)
        answer = browser_of(animator()).get(address + ending)
        assert answer.status_code == 200
        assert "private" in answer["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer
    assert "Flotte interne" not in Client().get(f"{address}json").content.decode()


def test_a_file_has_the_same_sums(client: Client, blois: Organisation) -> None:
    book = json.loads(client.get(f"{HOME}.json").content)
    text = json.dumps(book, ensure_ascii=False)
    assert '"done_kt": 2.56' in text
    assert '"decided_kt": 5.0' in text


def test_obstacles_are_gathered_with_how_many_name_them(client: Client, blois: Organisation) -> None:
    text = page(client, LEVER)
    assert "À lever au niveau national" in text
    assert "1 action, 1 organisation" in text
    assert "Renforcer les postes sources." in text
    assert "Ce qui bloque" in page(client, HOME)


def test_a_territory_has_its_share_beside_what_is_declared(client: Client, blois: Organisation) -> None:
    text = page(client, PLACE)
    assert "part indicative des leviers" in text
    assert "Aires de covoiturage" not in text
    assert client.get(f"{HOME}/territoires/epci/200046977").status_code == 404, "of another region"
    assert client.get(f"{HOME}/territoires/region/24").status_code == 404


def test_other_spellings_lead_to_one_address(client: Client) -> None:
    assert client.get("/regions/24/diagnostic")["Location"] == HOME
    assert client.get(f"{HOME}/leviers/augm_voitelec")["Location"] == LEVER
    assert client.get(f"{HOME}/leviers/rien-de-tel").status_code == 404


def test_a_long_list_is_cut_in_pages(client: Client, blois: Organisation) -> None:
    write(blois.cop, *(new(blois, f"Borne numéro {rank}", CARS, kt=rank + 3.0) for rank in range(60)))
    first, second, beyond = (page(client, f"{LEVER}?page={number}") for number in (1, 2, "x"))
    assert "page 1 sur 2" in first
    assert "Borne numéro 59" in first
    assert "Bornes de recharge" in second
    assert "page 1 sur 2" in beyond


@pytest.mark.parametrize("address", PAGES)
def test_as_many_questions_whatever_the_number_of_actions(blois: Organisation, address: str) -> None:
    client = browser_of(animator())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, address)
        return len(queries)

    asked()
    first = asked()
    write(blois.cop, *(new(blois, f"Borne numéro {rank}", CARS, kt=1.0) for rank in range(40)))
    asked()
    assert asked() <= first + 1
    assert first <= 30


def test_no_person_is_named(client: Client, blois: Organisation) -> None:
    animator()
    for address in PAGES:
        text = page(client, address)
        assert "Anne Martin" not in text
        assert "exemple.fr" not in text


def test_the_pages_are_found_from_the_cop_and_the_lever(client: Client, blois: Organisation) -> None:
    for address in (f"{CVL}/cop", f"{CVL}/leviers/vehicules-electriques"):
        assert HOME in client.get(address).content.decode(), address
