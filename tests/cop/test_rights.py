"""Rights are held in a COP, never in a region; each guard that the table of addresses cannot see has its test here."""

from __future__ import annotations

import html
import re
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from copilote.cop.cops import make_current, set_stage
from copilote.cop.members import add_member, password_path
from copilote.cop.middleware import Forms
from copilote.cop.models import Cop, Membership, Organisation, Stage, User, check_siren, current_cop
from copilote.cop.permissions import may
from copilote.reference.errors import InputError
from copilote.sharing.decisions import (
    before,
    choice_in_force,
    close_perimeter,
    closed_perimeters,
    history_of,
    restore_perimeter,
    undo_choice,
)
from copilote.sharing.journal import latest_decisions
from copilote.sharing.models import Perimeter
from copilote.sharing.recorded import all_choices, choices_of, figures_of, perimeter_numbered, perimeters_of
from copilote.territories.models import Territory
from support_cop import BLOIS, CHOICE, CVL, KEYS, animator, browser_of, publish, reader, speaker
from support_rights import LEVER, ROLES, World, world
from support_words import text_of

__all__ = ["world"]

DREUX = "epci:200040277"
"""In Centre-Val de Loire (24) and in Normandie (28)."""
IN_DREUX = f"/territoires/epci/200040277/propositions/{LEVER}"
CARS = f"/territoires/epci/200030385/propositions/{LEVER}"


def test_a_perimeter_of_another_cop_is_closed_by_nobody(world: World) -> None:
    theirs = world.held[world.other.pk]
    for name, row in (("retirer", theirs["drawn"]), ("remettre", theirs["closed"])):
        response = world.browser("animator").post(f"{CVL}/perimetres/{name}", {"perimetre": str(row.pk)})
        assert response.status_code == 400
    lead = world.members["animator"]
    with pytest.raises(InputError):
        close_perimeter(lead, theirs["drawn"].pk)
    Perimeter.objects.filter(cop=world.cop, name="Ancien").delete()
    with pytest.raises(InputError):
        restore_perimeter(lead, theirs["closed"].pk)
    assert Perimeter.objects.get(pk=theirs["drawn"].pk).in_force


def test_a_choice_of_another_cop_is_undone_by_nobody(world: World) -> None:
    theirs, own = world.held[world.other.pk]["choice"], world.held[world.cop.pk]["choice"]
    with pytest.raises(InputError, match="n’est plus en vigueur"):
        undo_choice(world.members["animator"], theirs, "Erreur")
    assert before(theirs) is None, "what the other COP of the region chose comes before nothing of this one"
    assert undo_choice(world.members["animator"], own, "Erreur").withdrawn
    theirs.refresh_from_db()
    assert theirs.in_force


def test_public_pages_show_the_current_cop_alone(world: World) -> None:
    drawn = {cop: held["drawn"] for cop, held in world.held.items()}
    for shown, hidden in ((world.cop, world.other), (world.other, world.cop)):
        make_current(shown.slug)
        assert [choice.reason for choice in choices_of("24")] == [f"Raison de {shown}"]
        assert [len(choices) for choices in all_choices().values()] == [1]
        assert [row.cop_id for row in figures_of("24")] == [shown.pk]
        assert perimeters_of("24") == (drawn[shown.pk],)
        assert perimeter_numbered(drawn[hidden.pk].pk) is None
        rows = Client().get("/api/v1/regions/24/decisions").json()
        assert len(rows) == 5, "a choice, a figure, two perimeters, of which one taken out"
        assert closed_perimeters("24") == (world.held[shown.pk]["closed"],)
        assert history_of("24", LEVER) == (choice_in_force("24", LEVER),) == (world.held[shown.pk]["choice"],)
        assert latest_decisions()[0][2].startswith("4\N{NO-BREAK SPACE}décisions")


def test_only_members_of_the_current_cop_see_who_decided(world: World, subtests: pytest.Subtests) -> None:
    members = {"animator", "reader", "speaker", "validator", "relay", "other_speaker", "speaker_of_another_level"}
    for role in ROLES:
        with subtests.test(role=role):
            text = world.browser(role).get(f"{KEYS}?levier={LEVER}").content.decode()
            assert "animation de la COP" in text
            assert ("Anne Martin" in text) is (role in members)


def test_pages_offer_what_one_may_do_and_nothing_else(world: World, subtests: pytest.Subtests) -> None:
    pages = {
        f"{KEYS}?levier={LEVER}": ("/repartition/choisir", "/repartition/annuler"),
        f"{CVL}/perimetres": ("/perimetres/retirer", "/perimetres/remettre"),
        "/perimetre?t=200030385&nom=Val": ("/perimetres/enregistrer",),
        "/territoires/epci/200030385/propositions": (f"/propositions/{LEVER}",),
    }
    for stage in (Stage.SHARING, Stage.CLOSED):
        set_stage(world.cop.slug, stage)
        for role, (page, offered) in product(ROLES, pages.items()):
            with subtests.test(stage=stage, role=role, page=page):
                body = world.browser(role).get(page).content.decode()
                for address in offered:
                    whose = ("speaker", "validator") if "propositions" in address else ("animator",)
                    assert (address in body) is (role in whose and stage == Stage.SHARING), address


def test_who_speaks_for_a_territory_in_two_regions_does_so_in_both_cops() -> None:
    browser = browser_of(speaker(DREUX, "24"))
    speaker(DREUX, "28")
    page = text_of(browser.get(IN_DREUX))
    assert "Dans : COP Centre-Val de Loire COP Normandie" in page
    space = html.unescape(browser.get("/mon-espace").content.decode())
    for code, slug, kt in (("24", "centre-val-de-loire", 11.0), ("28", "normandie", 7.0)):
        address = f"{IN_DREUX}?region={slug}"
        assert f"/propositions?region={slug}" in space
        assert f'action="{address}"' in browser.get(address).content.decode()
        assert publish(browser, address, {"fait": str(kt)})["Location"].endswith(f"?region={slug}")
        assert [row.done_kt for row in figures_of(code)] == [kt]
    refused = browser.post(IN_DREUX, {"fait": "3"})
    assert refused.status_code == 400
    assert "à plusieurs titres" in text_of(refused)
    assert browser.get(f"{IN_DREUX}?region=bretagne").status_code == 403


def test_what_a_colleague_published_meanwhile_is_shown_and_not_replaced() -> None:
    browser = browser_of(speaker())
    typed = {"connu": "0", "proposition": "12", "raison": "Nos bornes."}
    seen = html.unescape(re.search(r'name="vu" value="([^"]*)"', browser.post(CARS, typed).content.decode())[1])
    publish(browser_of(speaker(email="lou@exemple.fr")), CARS, {"proposition": "25", "raison": "Deux parcs."})
    response = browser.post(CARS, typed | {"vu": seen})
    assert response.status_code == 409
    page, body = text_of(response), response.content.decode()
    assert "Quelqu’un a publié autre chose" in page
    assert "25 kt" in page
    assert "Deux parcs." in page
    assert 'value="12"' in body
    assert "Nos bornes." in page
    assert [row.proposed_kt for row in figures_of("24")] == [25.0]
    again = re.search(r'name="connu" value="([^"]*)"', body)
    assert browser.post(CARS, typed | {"vu": seen, "connu": again[1]}).status_code == 302
    assert [row.proposed_kt for row in figures_of("24")] == [12.0]


def test_the_stage_that_forbids_is_said() -> None:
    browser = browser_of(animator())
    set_stage("centre-val-de-loire", "debat")
    page = browser.get(f"{KEYS}/choisir?levier={LEVER}")
    assert page.status_code == 403
    assert "en est à l’étape « débat »" in text_of(page)
    assert "partage, feuille de route, suivi" in text_of(page)


def test_an_inactive_person_has_neither_session_nor_link() -> None:
    user = reader().user
    browser, link = browser_of(user.memberships.get()), password_path(user)
    assert Client().get(link).status_code == 302
    assert Client().get(link.rsplit("/", 1)[0] + "/un-autre-jeton").status_code == 404
    user.is_active = False
    user.save()
    assert Client().get(link).status_code == 404
    refused = Client().post(link, {"password1": "des étangs et des haies", "password2": "des étangs et des haies"})
    assert refused.status_code == 404
    assert browser.get("/mon-espace").status_code == 302
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_what_is_kept_for_visitors_is_not_shown_to_members_nor_theirs_to_visitors(settings: Settings) -> None:
    settings.PAGES_KEPT_S = 60
    user, browser = animator().user, Client()  # one site, and what it keeps, for both
    for page in (f"{KEYS}?levier={LEVER}", f"{CVL}/perimetres"):
        for _time in range(2):
            browser.cookies.clear()
            assert "/mon-espace" not in browser.get(page).content.decode()
            browser.force_login(user)
            response = browser.get(page)
            assert "/mon-espace" in response.content.decode()
            assert response["Cache-Control"] == "private, no-store"


def test_a_form_comes_from_a_page_of_ours() -> None:
    forged = browser_of(animator(), csrf=True).post(f"{KEYS}/choisir", CHOICE | {"etape": "enregistrer"})
    assert forged.status_code == 403
    assert choices_of("24") == ()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(("action", "status"), [(None, 405), ("cop.see_space", 405), ("cop.sign_out", 403)])
def test_what_is_sent_stops_before_a_view_that_no_action_marks(method: str, action: str | None, status: int) -> None:
    """403 is Django’s: what comes from no page of ours."""

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("written")

    marked = may(action)(view) if action else view
    answer = Forms(view).process_view(RequestFactory().generic(method, "/"), marked, (), {})
    assert answer.status_code == status


def test_a_view_is_marked_with_an_action_of_the_registry_or_does_not_load() -> None:
    with pytest.raises(KeyError):
        may("sharing.fly")


def test_a_region_has_one_current_cop(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Cop.objects.create(region="24", slug="une-autre", name="Une autre", current=True)
    make_current(world.other.slug)
    assert current_cop("24") == world.other
    assert world.cop.history.order_by("history_date").last().current is False


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"siren": ""},
        {"kind": "club"},
        {"siren": "732829320"},
        {"territory": "200030385"},
    ],
)
def test_the_database_refuses_an_organisation_that_makes_no_sense(values: dict[str, object]) -> None:
    cop = speaker().cop
    known = {"cop": cop, "kind": "entreprise", "name": "Les Étangs"}
    Organisation.objects.create(**known, siren="732829320")
    if "territory" in values:
        values = {"territory": Territory.objects.get(level="epci", code=values["territory"])}
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(**(known | {"siren": "552100554"} | values))


@pytest.mark.parametrize(
    ("siren", "holds"),
    [("732829320", True), ("356000000", True), ("732829321", False), ("7328293", False), ("x", False)],
)
def test_a_siren_verifies_itself(siren: str, holds: bool) -> None:
    if holds:
        check_siren(siren)
    else:
        with pytest.raises(ValidationError):
            check_siren(siren)


def test_the_database_refuses_a_cop_or_a_role_that_makes_no_sense(world: World) -> None:
    member, user = world.members["speaker"], User.objects.create(email="x@exemple.fr")
    twice = {"user": member.user, "cop": member.cop, "organisation": member.organisation, "role": "lecteur"}
    alone = {"user": world.members["animator"].user, "cop": world.cop, "role": "lecteur"}
    for values in (
        twice,
        alone,
        {"user": user, "cop": world.cop, "role": "contributeur"},
        alone | {"user": user, "role": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(**values)
    for values in ({"stage": "fin"}, {"slug": ""}, {"name": ""}, {"slug": world.cop.slug}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cop.objects.create(**({"region": "53", "slug": "b", "name": "B", "current": False} | values))
    with pytest.raises(ValidationError):
        Membership(user=user, cop=world.other, role="contributeur", organisation=member.organisation).full_clean()


def test_a_member_joins_the_cop_that_is_named(world: World) -> None:
    assert add_member("nina@exemple.fr", "24", "lecteur").cop == world.cop
    assert add_member("nina@exemple.fr", "24", "lecteur", cop=world.other.slug).cop == world.other
    with pytest.raises(InputError, match="n’est pas une COP de la région"):
        add_member("nina@exemple.fr", "53", "lecteur", cop=world.other.slug)
    Cop.objects.filter(pk=world.cop.pk).update(current=False)
    with pytest.raises(InputError, match="donnez --cop"):
        add_member("nina@exemple.fr", "24", "contributeur", BLOIS)
