"""Who may do what: a table of role × action, for every view that writes or shows what is not public."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import product

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse

from copilote.cop import urls as cop_urls
from copilote.cop.models import Member
from copilote.exchange.shares import KeyChoice
from copilote.sharing import urls as sharing_urls
from copilote.sharing.decisions import close_perimeter, record_choice, record_perimeter
from copilote.sharing.models import LeverKeyChoice, Perimeter, TerritoryFigure
from support_cop import CHOICE, CVL, KEYS, TOURS, animator, browser_of, publish, reader, speaker

OWN = "/territoires/epci/200030385/propositions/augm_voitelec"
ROLES = ("visitor", "reader", "elsewhere", "speaker", "animator_elsewhere", "animator")
SIGN_IN, NO, YES, DONE = "sign in", "refused", "shown", "done"

# action: what each of ROLES gets, in their order.
TABLE = {
    "see the form of the choice": (SIGN_IN, NO, NO, NO, NO, YES),
    "record a choice": (SIGN_IN, NO, NO, NO, NO, DONE),
    "see the form of undoing": (SIGN_IN, NO, NO, NO, NO, YES),
    "undo a choice": (SIGN_IN, NO, NO, NO, NO, DONE),
    "see the form of a proposal": (SIGN_IN, NO, NO, YES, NO, NO),
    "record a proposal": (SIGN_IN, NO, NO, DONE, NO, NO),
    "save a perimeter": (SIGN_IN, NO, NO, NO, NO, DONE),
    "remove a perimeter": (SIGN_IN, NO, NO, NO, NO, DONE),
    "replace a CRTE": (SIGN_IN, NO, NO, NO, NO, DONE),
    "put a perimeter back": (SIGN_IN, NO, NO, NO, NO, DONE),
    "see one's space": (SIGN_IN, YES, YES, YES, YES, YES),
}


def member(role: str) -> Member | None:
    made = {
        "reader": reader,
        "elsewhere": lambda: speaker(TOURS, email="tom@exemple.fr"),
        "speaker": speaker,
        "animator_elsewhere": lambda: animator("53", "bea@exemple.fr"),
        "animator": animator,
    }
    return made[role]() if role in made else None


def act(action: str, browser: Client) -> str:
    """Do it, and say what came of it."""
    lead = animator(email="chef@exemple.fr")
    if "undo" in action:
        record_choice(lead, KeyChoice("augm_voitelec", (("population", 1.0),), (), "Raison"))
    drawn = record_perimeter(lead, "Val", "crte", ("200030385",)) if action.endswith(("a perimeter", "back")) else None
    if drawn and "back" in action:
        close_perimeter(lead, drawn.pk)
    held = LeverKeyChoice.objects.filter(in_force=True).values_list("pk", flat=True).first()
    asked = {
        "see the form of the choice": lambda: browser.get(f"{KEYS}/choisir?levier=augm_voitelec"),
        "record a choice": lambda: browser.post(f"{KEYS}/choisir", CHOICE | {"etape": "enregistrer"}),
        "see the form of undoing": lambda: browser.get(f"{KEYS}/annuler?levier=augm_voitelec"),
        "undo a choice": lambda: browser.post(
            f"{KEYS}/annuler", {"levier": "augm_voitelec", "vu": str(held), "raison": "Erreur"}
        ),
        "see the form of a proposal": lambda: browser.get(OWN),
        "record a proposal": lambda: publish(browser, OWN, {"proposition": "12", "raison": "Nous pouvons."}),
        "save a perimeter": lambda: browser.post(
            f"{CVL}/perimetres/enregistrer", {"t": "200030385", "nom": "Blésois", "nature": "crte"}
        ),
        "remove a perimeter": lambda: browser.post(
            f"{CVL}/perimetres/retirer", {"perimetre": str(drawn.pk if drawn else 0)}
        ),
        "replace a CRTE": lambda: browser.post(
            f"{CVL}/perimetres/enregistrer",
            {"t": "200030385", "nom": "Blésois", "nature": "crte", "remplace": "crte-24-41-1"},
        ),
        "put a perimeter back": lambda: browser.post(
            f"{CVL}/perimetres/remettre", {"perimetre": str(drawn.pk if drawn else 0)}
        ),
        "see one's space": lambda: browser.get("/mon-espace"),
    }
    before = _written()
    response = asked[action]()
    changed = _written() != before
    if response.status_code == 302 and "/connexion" in response["Location"]:
        assert not changed
        return SIGN_IN
    if response.status_code == 403:
        assert not changed
        return NO
    assert response.status_code in (200, 302), response.content.decode()[:3000]
    return DONE if changed else YES


def _written() -> list[object]:
    models = (LeverKeyChoice, TerritoryFigure, Perimeter)
    return [list(model.objects.order_by("pk").values_list("pk", "in_force")) for model in models]


@pytest.mark.parametrize(("role", "action"), list(product(ROLES, TABLE)))
def test_a_role_does_what_it_may_and_nothing_else(role: str, action: str) -> None:
    wanted = TABLE[action][ROLES.index(role)]
    assert act(action, browser_of(member(role))) == wanted


@pytest.mark.parametrize(("role", "sees"), [*zip(ROLES, (False, True, True, True, False, True), strict=True)])
def test_only_members_of_the_cop_see_who_decided(role: str, sees: bool) -> None:
    record_choice(animator(email="chef@exemple.fr"), KeyChoice("augm_voitelec", (("population", 1.0),), (), "Raison"))
    text = browser_of(member(role)).get(f"{KEYS}?levier=augm_voitelec").content.decode()
    assert "animation de la COP" in text
    assert ("Anne Martin" in text) is sees


SAMPLES = {"slug": "centre-val-de-loire", "level": "epci", "code": "200030385", "lever": "augm_voitelec"}


def _patterns() -> Iterator[tuple[str, str]]:
    """The name and an address of every page of the two rooms."""
    for pattern in (*cop_urls.urlpatterns, *sharing_urls.urlpatterns):
        if not isinstance(pattern, URLPattern) or not pattern.name:
            continue
        names = pattern.pattern.converters
        for ending in ("csv", "svg", "pdf", "zip"):
            values = {name: SAMPLES.get(name, ending if name == "ending" else "1") for name in names}
            with suppress(NoReverseMatch):
                yield pattern.name, reverse(pattern.name, kwargs=values)
                break
        else:
            raise AssertionError(f"no sample address for {pattern.name}")


@pytest.mark.parametrize(("name", "address"), sorted(_patterns()))
def test_no_view_takes_anything_from_a_stranger(name: str, address: str) -> None:
    before = _written()
    response = Client().post(address, CHOICE | {"etape": "enregistrer", "t": "200030385", "nom": "x"})
    assert _written() == before
    open_to_all = {"login": 400, "logout": 302, "choose_password": 404}
    if name in open_to_all:
        assert response.status_code == open_to_all[name]
    elif response.status_code == 302:
        assert response["Location"].startswith("/connexion")
    else:
        assert response.status_code in (403, 404, 405), response.status_code
