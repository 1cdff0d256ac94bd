"""A département may hold a COP under its region's: each has its own page and rights; neither sees the other."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from copilote.cop.calendar import seen_of
from copilote.cop.cops import drafted, make_current, open_cop, saved
from copilote.cop.invitations import revoke
from copilote.cop.meetings import announce, withdraw
from copilote.cop.members import add_member
from copilote.cop.models import Cop, Invitation, Meeting, Period, Role
from copilote.cop.scope import invites, sees_people
from copilote.exchange.shares import KeyChoice
from copilote.reference.errors import InputError
from copilote.sharing.decisions import record_choice, record_figure
from copilote.sharing.recorded import choices_of, figures_of
from support_cop import BLOIS, CVL, browser_of
from support_rights import World, departement_world
from support_words import text_of

__all__ = ["departement_world"]

PAGE = f"{CVL}/cop/departements/45"


@pytest.fixture
def region() -> Cop:
    return open_cop("24", "COP Centre-Val de Loire")


@pytest.fixture
def loiret(region: Cop) -> Cop:
    return saved(drafted(Cop(region="24", name="COP du Loiret", departement="45", parent=region)), "essai")


def test_both_are_current_and_named(region: Cop, loiret: Cop) -> None:
    assert (region.slug, loiret.slug) == ("centre-val-de-loire", "cop-du-loiret")
    assert region.current
    assert loiret.current
    assert make_current(loiret.slug).current
    region.refresh_from_db()
    assert region.current, "another COP of the region is not touched"


def test_a_territory_has_one_current_cop(region: Cop, loiret: Cop) -> None:
    second = drafted(Cop(region="24", name="Encore une", departement="45", parent=region))
    assert not second.current
    second.current = True
    with pytest.raises(InputError, match="déjà une COP en cours"):
        saved(second, "essai")
    for wrong in ({"departement": "45", "parent": None}, {"departement": "", "parent": region}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cop.objects.create(region="24", name="Faux", slug="faux", current=False, **wrong)


def test_each_page_shows_its_own(region: Cop, loiret: Cop, client: Client) -> None:
    lead = add_member("lou@exemple.fr", "24", "animateur", cop=loiret.slug)
    fields = {"quoi": "reunion", "titre": "Réunion du Loiret", "jour": "2030-06-01", "lieu": "Montargis"}
    assert browser_of(lead).post(f"{PAGE}/reunions", fields).status_code == 302
    assert "Réunion du Loiret" in text_of(client.get(PAGE))
    regional = text_of(client.get(f"{CVL}/cop"))
    assert "Réunion du Loiret" not in regional
    assert "COP du Loiret" in regional, "the way to it"
    assert b"Montargis" in client.get(f"{PAGE}/reunions.ics").content
    assert b"Montargis" not in client.get(f"{CVL}/cop/reunions.ics").content
    assert client.get(f"{CVL}/cop/departements/35").status_code == 404
    assert "aucune COP n’est ouverte" in text_of(client.get(f"{CVL}/cop/departements/41"))


def test_who_leads_one_has_no_right_in_the_other(region: Cop, loiret: Cop) -> None:
    leads = {
        "": add_member("anne@exemple.fr", "24", "animateur"),
        "/departements/45": add_member("lou@exemple.fr", "24", "animateur", cop=loiret.slug),
    }
    for own, lead in leads.items():
        for place in leads:
            fields = {"vu": seen_of(leads[place].cop), "etape": leads[place].cop.stage, "du_debat": "2026-01-05"}
            answer = browser_of(lead).post(f"{CVL}/cop{place}/calendrier", fields)
            assert answer.status_code == (302 if place == own else 403)
    assert Period.objects.filter(cop=region).count() == Period.objects.filter(cop=loiret).count() == 1
    assert browser_of(leads["/departements/45"]).get(f"{CVL}/repartition/choisir").status_code == 403
    space = browser_of(leads["/departements/45"]).get("/mon-espace").content.decode()
    assert f"{PAGE}/calendrier" in space
    assert "repartition" not in space.split("À lire")[0]


def test_what_a_departement_s_cop_writes_is_not_the_region_s(region: Cop, loiret: Cop) -> None:
    lead = add_member("lou@exemple.fr", "24", "animateur", cop=loiret.slug)
    record_choice(lead, KeyChoice("augm_voitelec", (("population", 1.0),), (), "Raison"))
    speaker = add_member("bob@exemple.fr", "24", "contributeur", BLOIS, cop=loiret.slug)
    record_figure(speaker, "augm_voitelec", None, 3.0, "Raison")
    assert choices_of("24") == ()
    assert figures_of("24") == ()
    answer = browser_of(speaker).get(f"/territoires/{BLOIS.replace(':', '/')}/propositions/augm_voitelec")
    assert answer.status_code == 403
    assert not Meeting.objects.exists()


PRIVATE = re.compile(rf'(?:href|action|src)="{CVL}/cop/(?!departements)([^"?#]*)')
WITHIN = f"{CVL}/cop/departements/41"


@pytest.mark.parametrize("role", ["animator", "speaker", "relay"])
def test_each_page_of_a_departement_s_cop_leads_to_its_own(departement_world: World, role: str) -> None:
    """From one's space on, every page that is led to answers, and none leads to what members of the region's see."""
    world = departement_world
    world.actions.prepare("actions/<row:number>")
    world.survey.prepare("")
    world.priorities.prepare("")
    browser, seen, waiting = world.browser(role), set[str](), ["/mon-espace"]
    while waiting:
        address = waiting.pop()
        answer = browser.get(address, follow=True)
        assert answer.status_code == 200, address
        if "html" not in answer["Content-Type"]:
            continue
        body = html.unescape(answer.content.decode())
        assert PRIVATE.findall(body) == [], address
        for link in re.findall(r'href="([^"#]+)', body):
            page = link.partition("?")[0]
            if page.startswith((f"{WITHIN}/", f"{WITHIN}.")) and page not in seen:
                seen.add(page)
                waiting.append(link)
    asked = {"organisations", "actions", "priorites", "questions", "decisions"}
    asked |= {"suivi", "personnes"} if role != "speaker" else {"actions/tableau"}
    assert {f"{WITHIN}/{page}" for page in asked} <= seen


def test_one_is_invited_answers_and_is_followed_within_a_departement(loiret: Cop, client: Client) -> None:
    lead = browser_of(add_member("lou@exemple.fr", "24", "animateur", cop=loiret.slug))
    assert "Blois" not in text_of(lead.get(f"{PAGE}/organisations/territoires")), "it lies in another département"
    lead.post(f"{PAGE}/organisations/territoires", {"territoire": "epci:244500468"})
    orleans = loiret.organisations.get()
    person = {"email": "zoe@exemple.fr", "role": "validateur", "organisation": str(orleans.pk)}
    assert lead.post(f"{PAGE}/invitations/inviter", person).status_code == 302
    invitation = loiret.invitations.get()
    client.post(f"/invitation/{invitation.token}", {"nom": "Zoé"}, follow=True)
    assert f"{PAGE}/actions" in client.get("/mon-espace").content.decode()
    action = {"titre": "Plantation de haies", "statut": "decided", "visible": "public", "levier1": "augm_haies"}
    made = client.post(f"{PAGE}/actions/ajouter", action | {"part1": "100", "certain": "x", "autre": "1"})
    page = made["Location"]
    assert page.startswith(f"{PAGE}/actions/")
    assert client.post(f"{page}/valider", {"vu": "1"}).status_code == 302
    published = client.get(f"{PAGE}/diagnostic")["Location"]
    assert published == f"{PAGE}/diagnostic/territoires/departement/45"
    assert client.get(published).status_code == 200
    assert "Plantation de haies" in text_of(lead.get(f"{PAGE}/actions"))
    assert text_of(lead.get(f"{PAGE}/suivi")).count(str(orleans))
    regional = browser_of(add_member("anne@exemple.fr", "24", "animateur"))
    for address in (page, f"{PAGE}/suivi", f"{PAGE}/personnes"):
        assert regional.get(address).status_code == 403
    assert regional.get(page.replace("/departements/45", "")).status_code == 404
    assert "Plantation de haies" not in text_of(regional.get(f"{CVL}/cop/actions"))


def test_nobody_sees_or_invites_the_people_of_the_other(region: Cop, loiret: Cop) -> None:
    lead = add_member("anne@exemple.fr", "24", "animateur")
    relay = add_member("rene@exemple.fr", "24", "relais", "departement:45")
    theirs = add_member("nadia@exemple.fr", "24", "contributeur", "epci:244500468", cop=loiret.slug).organisation
    assert theirs is not None
    for member in (lead, relay):
        assert not sees_people(member, theirs)
        assert not invites(member, theirs)
    later = timezone.now() + timedelta(days=1)
    sent = Invitation.objects.create(cop=loiret, role=Role.ANIMATOR, email="zoe@exemple.fr", expires_at=later)
    with pytest.raises(InputError, match="pas de celles que vous tenez"):
        revoke(lead, sent)


def test_nobody_takes_back_a_meeting_of_the_other(region: Cop, loiret: Cop) -> None:
    lou = add_member("lou@exemple.fr", "24", "animateur", cop=loiret.slug)
    announce(lou, Meeting(title="Réunion du Loiret", held_on=date(2030, 6, 1)))
    with pytest.raises(InputError, match="plus sur la page"):
        withdraw(add_member("anne@exemple.fr", "24", "animateur"), Meeting, Meeting.objects.get().pk)
