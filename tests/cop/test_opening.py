"""An administrator opens a COP from what is proposed: nothing is kept before the end, and then all of it."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from copilote.cop import opening
from copilote.cop.administrators import add_administrator
from copilote.cop.cops import open_cop
from copilote.cop.models import Cop, Membership, Organisation, Period, User
from copilote.outbox.models import Message
from copilote.reference.errors import InputError
from support_cop import animator, browser_of
from support_words import text_of

ADDRESS, BRETAGNE = "/cop/ouvrir", "/cop/ouvrir?territoire=53"


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.force_login(add_administrator("anne@exemple.fr", "Anne Martin"))
    return client


def shown(browser: Client, address: str = BRETAGNE) -> dict[str, Any]:
    """What the form of an address holds when it is opened, as a browser would send it."""
    form = browser.get(address).context["page"].form
    fields = {field.html_name: field.value() or "" for field in form if field.html_name != "territoire"}
    fields = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in fields.items()}
    return fields | {"territoire": [f"{level}:{code}" for level, code in form.wanted]}


def written() -> list[int]:
    return [model.objects.count() for model in (Cop, Organisation, Membership, Period, User)]


def test_a_cop_is_opened_with_all_that_was_proposed(browser: Client, client: Client) -> None:
    before, fields = written(), shown(browser)
    summary = browser.post(BRETAGNE, fields | {"etape": "resume"})
    told = text_of(summary)
    assert "Ouvrir la COP Bretagne ?" in told
    assert "4 organisations" in told
    assert written() == before, "nothing is kept before"
    held = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', summary.content.decode())
    again: dict[str, list[str]] = {}
    for name, value in held:
        again.setdefault(name, []).append(html.unescape(value))
    answer = browser.post(BRETAGNE, again | {"etape": "ouvrir"})
    assert (answer.status_code, answer["Location"]) == (302, "/regions/bretagne/cop")
    cop = Cop.objects.get()
    assert (cop.name, cop.current, cop.stage, cop.brand) == ("COP Bretagne", True, "diagnostic", "neutre")
    assert Organisation.objects.filter(cop=cop, territory__level="epci").count() == 60
    assert Organisation.objects.filter(cop=cop, territory__level="departement").count() == 4
    assert Period.objects.filter(cop=cop).count() == 5
    member = Membership.objects.get()
    assert (member.user.email, member.role) == ("anne@exemple.fr", "animateur")
    page = text_of(client.get("/regions/bretagne/cop"))
    assert "Préfecture de région Bretagne (SGAR) · Conseil régional Bretagne" in page
    assert "administration du site" in text_of(client.get("/regions/bretagne/decisions"))


def test_another_person_animates_it_and_is_told_how_to_come_in(browser: Client) -> None:
    fields = shown(browser) | {"qui": "autre", "courriel": "Max@exemple.fr", "personne": "Max Leroy"}
    answer = browser.post(BRETAGNE, fields | {"etape": "ouvrir"}, follow=True)
    assert [member.user.email for member in Membership.objects.all()] == ["max@exemple.fr"]
    assert "Max Leroy (max@exemple.fr) anime cette COP" in text_of(answer)
    told = Message.objects.get()
    assert (told.email, told.kind, told.scope) == ("max@exemple.fr", "cop.leads", Cop.objects.get().slug)
    assert "/connexion" in told.body
    assert "jeton" not in told.body, "a code opens the account, no link"


def test_what_was_changed_is_what_is_opened(browser: Client) -> None:
    fields = shown(browser) | {"territoire": ["epci:243500139"], "nom": "COP d’Armorique", "etat": "", "au_debat": ""}
    assert browser.post(BRETAGNE, fields | {"etape": "ouvrir"}).status_code == 302
    cop = Cop.objects.get()
    assert (cop.name, cop.state_service) == ("COP d’Armorique", "")
    assert [organisation.territory.code for organisation in cop.organisations.all()] == ["243500139"]
    assert Period.objects.get(cop=cop, stage="debat").closes_on is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"nom": ""}, "obligatoire"),
        ({"qui": "autre"}, "Donnez l’adresse"),
        ({"qui": "deux", "courriel": "ANNE@exemple.fr"}, "C’est la vôtre"),
        ({"qui": "autre", "courriel": "max"}, "adresse entière"),
        ({"au_debat": "2024-01-01"}, "finirait avant"),
        ({"du_partage": "1024-01-01"}, "Donnez une année"),
    ],
)
@pytest.mark.parametrize("step", ["resume", "ouvrir"])
def test_what_is_wrong_is_told_and_nothing_is_kept(
    browser: Client, wrong: dict[str, str], told: str, step: str
) -> None:
    fields, before = shown(browser), written()
    answer = browser.post(BRETAGNE, fields | wrong | {"etape": step})
    assert answer.status_code == 400
    assert told in text_of(answer)
    assert written() == before


def test_a_territory_of_elsewhere_is_not_asked(browser: Client) -> None:
    fields = shown(browser) | {"territoire": ["epci:200030385", "epci:x", "commune:35238"]}
    assert browser.post(BRETAGNE, fields | {"etape": "ouvrir"}).status_code == 302
    assert not Organisation.objects.exists()


def test_it_is_whole_or_not_at_all(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fields, before = shown(browser), written()

    def fail(*_call: Any, **_named: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(opening, "add_member", fail)
    with pytest.raises(RuntimeError):
        browser.post(BRETAGNE, fields | {"etape": "ouvrir"})
    assert written() == before


def test_a_region_that_has_a_cop_opens_no_other_but_those_of_its_departements(browser: Client) -> None:
    fields = shown(browser)
    open_cop("53", "COP Bretagne")
    assert browser.post(BRETAGNE, fields | {"etape": "ouvrir"}).status_code == 400
    assert Cop.objects.count() == 1
    assert 'value="53:35"' in browser.get(ADDRESS).content.decode()
    assert 'value="53"' not in browser.get(ADDRESS).content.decode()
    within = f"{ADDRESS}?territoire=53:35"
    fields = shown(browser, within)
    assert all(pair != "departement:29" for pair in fields["territoire"])
    answer = browser.post(within, fields | {"etape": "ouvrir"})
    assert answer["Location"] == "/regions/bretagne/cop/departements/35"
    cop = Cop.objects.get(departement="35")
    assert cop.parent == Cop.objects.get(departement="")
    assert cop.name == "COP Ille-et-Vilaine"


def test_the_state_s_brand_is_offered_where_the_installation_has_it(browser: Client, settings: Settings) -> None:
    refused = shown(browser) | {"marque": "etat", "etape": "ouvrir"}
    browser.post(BRETAGNE, refused)
    assert Cop.objects.get().brand == "neutre"
    settings.BRAND = "etat"
    occitanie = f"{ADDRESS}?territoire=76"
    browser.post(occitanie, shown(browser, occitanie) | {"marque": "etat", "etape": "ouvrir"})
    pages = {slug: Client().get(f"/regions/{slug}").content.decode() for slug in ("bretagne", "occitanie", "corse")}
    assert {slug: "theme-etat" in page for slug, page in pages.items()} == {
        "bretagne": False,
        "occitanie": True,
        "corse": True,
    }


def test_only_an_administrator_opens_one(client: Client) -> None:
    assert client.get(ADDRESS)["Location"].startswith("/connexion")
    lead = browser_of(animator())
    assert lead.get(ADDRESS).status_code == 403
    assert lead.post(BRETAGNE, {"nom": "x", "etape": "ouvrir"}).status_code == 403


def test_two_who_open_the_same_region_at_once_open_one_cop() -> None:
    """Both summaries were shown before either was sent."""
    wanted = opening.Opening(
        opening.draft_of(opening.Ground("53", "", "Bretagne")), opening.proposed_dates(), frozenset(), ()
    )
    open_cop("53", "COP Bretagne")
    with pytest.raises(InputError, match="déjà une COP en cours"):
        opening.open_whole(wanted)
    assert Cop.objects.count() == 1
