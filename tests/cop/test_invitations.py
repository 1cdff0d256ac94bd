"""Inviting people: one by one, hundreds at once by a list, sent again, taken back; who may, and where."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from copilote.cop.invitation_list import invite_one
from copilote.cop.invitations import Wanted, accept, invite, link_of, resend, revoke
from copilote.cop.members import add_member
from copilote.cop.models import Invitation, Membership, Role, SentList
from copilote.cop.organisations import add_respondents, of_cop
from copilote.outbox.models import Message
from copilote.reference.errors import InputError
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, speaker
from support_words import text_of

INVITATIONS = f"{CVL}/cop/invitations"
HEAD = "E-mail;Nom;Organisation;Rôle\n"


def sent(browser: Client, text: str) -> Any:
    return browser.post(f"{INVITATIONS}/liste", {"texte": text})


def loaded(browser: Client, text: str) -> Any:
    address = sent(browser, text).headers["Location"]
    return browser.post(address, {"vu": browser.get(address).context["page"].plan.seal})


def plan_of(browser: Client, text: str) -> Any:
    return browser.get(sent(browser, text).headers["Location"]).context["page"].plan


def test_a_person_is_invited_and_told_by_a_message_with_the_link() -> None:
    lead, own = animator(), speaker().organisation
    browser = browser_of(lead)
    assert own is not None
    typed = {"email": " Eva@Exemple.fr", "nom": "Eva Blin", "role": "contributeur", "organisation": str(own.pk)}
    assert browser.post(f"{INVITATIONS}/inviter", typed).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.organisation) == ("eva@exemple.fr", "contributeur", own)
    assert invitation.created_role == "animation de la COP"
    days = (invitation.expires_at - timezone.now()).days
    assert days == 29, "thirty days"
    message = Message.objects.get()
    assert (message.email, message.urgent, message.scope) == ("eva@exemple.fr", True, lead.cop.slug)
    assert link_of(invitation) in message.body
    assert "contribution : CA de Blois" in message.body
    again = browser.post(f"{INVITATIONS}/inviter", typed, follow=True)
    assert "est déjà invité" in text_of(again)
    assert Invitation.objects.count() == Message.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"email": "eva@"}, "Écrivez une adresse entière"),
        ({"role": "contributeur", "organisation": ""}, "Choisissez l’organisation"),
        ({"role": "relais", "organisation": ""}, "Choisissez le département"),
        ({"role": "roi"}, "choix valide"),
    ],
)
def test_an_invitation_that_lacks_something_says_what(fields: dict[str, str], told: str) -> None:
    browser = browser_of(animator())
    typed = {"email": "eva@exemple.fr", "role": "lecteur", "organisation": ""} | fields
    answer = browser.post(f"{INVITATIONS}/inviter", typed)
    assert answer.status_code == 400
    assert told in text_of(answer).replace("n’est pas un choix", "pas un choix").replace(
        "fait pas partie", "pas un choix"
    )
    assert not Invitation.objects.exists()


def test_a_relay_and_an_animator_are_invited_to_no_organisation() -> None:
    browser = browser_of(animator())
    browser.post(f"{INVITATIONS}/inviter", {"email": "r@exemple.fr", "role": "relais", "departement": "45"})
    browser.post(f"{INVITATIONS}/inviter", {"email": "a@exemple.fr", "role": "animateur"})
    rows = {row.email: (row.role, str(row.over or "")) for row in Invitation.objects.all()}
    assert rows == {"r@exemple.fr": ("relais", "Loiret"), "a@exemple.fr": ("animateur", "")}


def test_82_organisations_with_300_people_are_invited_in_one_go_under_five_seconds() -> None:
    lead = animator()
    add_respondents(lead.cop, {("epci", row.code) for row in _epci()})
    rows = list(of_cop(lead.cop))
    assert len(rows) == 82
    lines = [
        f"personne-{n}@exemple.fr;Personne {n};{rows[n % 82].territory.code};{'validateur' if n % 3 else 'lecteur'}\n"
        for n in range(300)
    ]
    browser = browser_of(lead)
    started = time.process_time()
    address = sent(browser, HEAD + "".join(lines)).headers["Location"]
    page = browser.get(address)
    assert "ajouterait 300 invitations" in text_of(page)
    done = browser.post(address, {"vu": page.context["page"].plan.seal}, follow=True)
    assert time.process_time() - started < 5
    assert "300 invitations partent" in text_of(done)
    assert Invitation.objects.count() == Message.objects.count() == 300
    assert len(set(Message.objects.values_list("email", flat=True))) == 300, "each exactly once"
    again = plan_of(browser, HEAD + "".join(lines))
    assert {line.state for line in again.lines} == {"sans changement"}


def _epci() -> Any:
    from copilote.reference.territories import load_epci

    return load_epci("24")


def test_a_list_of_people_tells_its_faults_and_sends_nothing() -> None:
    lead = animator()
    speaker(BLOIS)
    browser = browser_of(lead)
    text = HEAD + (
        "eva@exemple.fr;Eva;200030385;contributeur\n"
        'EVA@exemple.fr;Eva;CA de Blois "Agglopolys";validateur\n'
        "max@exemple;Max;200030385;lecteur\n"
        "zoe@exemple.fr;Zoé;CA de Bloi Agglopoly;contributeur\n"
        "lou@exemple.fr;Lou;;validateur\n"
        "ina@exemple.fr;Ina;Loiret;relais\n"
        "guy@exemple.fr;Guy;Finistère;relais\n"
        "pia@exemple.fr;Pia;200030385;chef\n"
        "bob@exemple.fr;Bob;200030385;contributeur\n"
        "bob2@exemple.fr;Bob;;lecteur\n"
    )
    plan = plan_of(browser, text)
    assert {(fault.line, fault.column) for fault in plan.problems} == {
        (3, "E-mail"),
        (4, "E-mail"),
        (5, "Organisation"),
        (6, "Organisation"),
        (8, "Organisation"),
        (9, "Rôle"),
    }
    told = " ".join(str(fault) for fault in plan.problems)
    for words in ("déjà ligne 2", "vouliez-vous dire", "écrivez-la", "Loiret (45)"):
        assert words in told, words
    states = {line.name: line.state for line in plan.lines}
    assert states == {
        "eva@exemple.fr": "nouvelle",
        "ina@exemple.fr": "nouvelle",
        "bob@exemple.fr": "sans changement",
        "bob2@exemple.fr": "nouvelle",
    }
    assert not Invitation.objects.exists()
    assert not Message.objects.exists()


def test_a_list_is_read_in_other_encodings_and_five_thousand_lines_take_seconds() -> None:
    lead = animator()
    speaker(BLOIS)
    browser = browser_of(lead)
    lines = "".join(f"p{n}@exemple.fr;Prénom {n};200030385;lecteur\n" for n in range(5000))
    for encoding in ("cp1252", "utf-16"):
        from django.core.files.uploadedfile import SimpleUploadedFile

        file = SimpleUploadedFile("liste.csv", (HEAD + lines[:4000]).rsplit("\n", 1)[0].encode(encoding))
        answer = browser.post(f"{INVITATIONS}/liste", {"fichier": file})
        assert answer.status_code == 302, encoding
    started = time.process_time()
    plan = plan_of(browser, HEAD + lines)
    assert time.process_time() - started < 10
    assert len(plan.lines) == 5000


def test_a_list_is_taken_back_as_a_whole_and_who_came_is_said() -> None:
    lead = animator()
    browser = browser_of(lead)
    loaded(browser, HEAD + "eva@exemple.fr;;;lecteur\nmax@exemple.fr;;;lecteur\n")
    accept(Invitation.objects.get(email="eva@exemple.fr").pk, "Eva")
    undone = browser.post(f"{INVITATIONS}/liste/annuler", {"liste": SentList.objects.get().pk}, follow=True)
    assert "1 invitation retirée. 1 personne avait déjà accepté" in text_of(undone)
    assert Invitation.objects.get(email="max@exemple.fr").revoked_at is not None
    assert Membership.objects.filter(user__email="eva@exemple.fr").exists()


def test_an_invitation_is_sent_again_and_holds_anew() -> None:
    lead = animator()
    made, _words = invite_one(lead, Wanted("eva@exemple.fr", Role.READER))
    assert made is not None
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    browser = browser_of(lead)
    answer = browser.post(f"{INVITATIONS}/{made.pk}/renvoyer", follow=True)
    assert "Invitation renvoyée à eva@exemple.fr" in text_of(answer)
    made.refresh_from_db()
    assert made.waits
    assert Message.objects.count() == 2
    shown = text_of(browser.get(f"{INVITATIONS}/{made.pk}/renvoyer"))
    assert link_of(made) in shown, "for the town halls that do not receive our mails"


def test_an_invitation_taken_back_leads_nowhere_and_its_message_does_not_leave() -> None:
    lead = animator()
    made, _words = invite_one(lead, Wanted("eva@exemple.fr", Role.READER))
    assert made is not None
    browser = browser_of(lead)
    assert browser.post(f"{INVITATIONS}/{made.pk}/retirer").status_code == 302
    assert browser.post(f"{INVITATIONS}/{made.pk}/retirer").status_code == 400, "once"
    with pytest.raises(InputError, match="retirée"):
        accept(made.pk, "Eva")
    from copilote.cop.invitations import still_waits

    assert not still_waits(Message.objects.get())
    with pytest.raises(InputError, match="faites-en une autre"):
        resend(lead, Invitation.objects.get())


def test_an_invitation_is_taken_back_by_who_holds_it_and_opens_no_closed_account() -> None:
    made = invite(animator(), [Wanted("bob@exemple.fr", Role.READER)])[0]
    with pytest.raises(InputError, match="pas de celles que vous tenez"):
        revoke(add_member("lou@exemple.fr", "24", "relais", "departement:41"), made)
    bob = speaker()
    bob.user.is_active = False
    bob.user.save()
    with pytest.raises(InputError, match="fermé"):
        accept(made.pk, "Bob")


def test_a_relay_invites_in_its_departement_and_a_validator_its_colleagues() -> None:
    lead = animator()
    blois, tours = speaker(BLOIS).organisation, speaker(TOURS, email="tom@exemple.fr").organisation
    relay = add_member("lou@exemple.fr", "24", "relais", "departement:41")
    signs = add_member("val@exemple.fr", "24", "validateur", TOURS)
    eva = "eva@exemple.fr"
    for member, organisation, may in (
        (lead, blois, True),
        (lead, None, True),
        (relay, blois, True),
        (relay, tours, False),
        (relay, None, False),
        (signs, tours, True),
        (signs, blois, False),
        (Membership.objects.get(user__email="bob@exemple.fr"), blois, False),
    ):
        wanted = [Wanted(eva, Role.READER, organisation)]
        if may:
            revoke(member, invite(member, wanted)[0])
        else:
            with pytest.raises(InputError, match="Vous pouvez inviter"):
                invite(member, wanted)
    browser = browser_of(relay)
    offered = browser.get(f"{INVITATIONS}/inviter").context["page"].form
    assert list(offered.offered) == [str(blois.pk)]  # type: ignore[union-attr]
    assert [role for role, _does in offered.fields["role"].choices] == ["contributeur", "validateur", "lecteur"]
    typed = {"email": eva, "role": "lecteur", "organisation": str(tours.pk)}  # type: ignore[union-attr]
    assert browser.post(f"{INVITATIONS}/inviter", typed).status_code == 400
    refused = plan_of(browser, HEAD + f"{eva};;{TOURS[5:]};lecteur\n{eva};;;animateur\n")
    assert refused.count == 2
    assert "Tom" not in text_of(browser.get(f"{CVL}/cop/personnes"))
    other = invite(lead, [Wanted(eva, Role.READER, tours)])[0]
    for act in ("renvoyer", "retirer"):
        assert browser.post(f"{INVITATIONS}/{other.pk}/{act}").status_code == 404


def test_invitations_and_people_are_listed_in_as_many_queries_whatever_their_number() -> None:
    lead = animator()
    browser = browser_of(lead)
    own = speaker(BLOIS).organisation

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    pages = (INVITATIONS, f"{CVL}/cop/personnes", f"{CVL}/cop/organisations/{own.pk}")  # type: ignore[union-attr]
    invite(lead, [Wanted("a@exemple.fr", Role.READER, own)])
    queries(INVITATIONS)  # the rail of the region is kept from then on
    before = [queries(page) for page in pages]
    made = invite(lead, [Wanted(f"p{n}@exemple.fr", Role.READER, own) for n in range(40)])
    for invitation in made[:20]:
        accept(invitation.pk, "Nom")
    assert [queries(page) for page in pages] == before


def test_the_template_lists_what_it_accepts() -> None:
    browser = browser_of(animator())
    speaker(BLOIS)
    answer = browser.get(f"{INVITATIONS}/modele.csv")
    assert answer.content.decode("utf-8-sig").strip() == "E-mail;Nom;Organisation;Rôle"
    assert browser.get(f"{INVITATIONS}/modele.xlsx").status_code == 200
