"""What an invitation is: the database refuses what makes no sense, its link is sealed, its state is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from copilote.cop.models import Invitation, InvitationState, Organisation
from copilote.territories.models import Territory
from factories import CopFactory, UserFactory

LINK = {"email": "eva@exemple.fr", "role": "lecteur"}


def made(**fields: Any) -> Invitation:
    return Invitation.objects.create(cop=CopFactory(), **(LINK | fields))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"email": ""}, "invitation_by_link_or_code"),
        ({"code": "ABCD"}, "invitation_by_link_or_code"),
        ({"most": 2}, "invitation_by_link_or_code"),
        ({"email": "", "code": "ABCD", "role": "animateur"}, "invitation_meeting_role"),
        ({"role": "contributeur"}, "invitation_organisation"),
        ({"role": "relais"}, "invitation_over"),
        ({"role": "roi"}, "invitation_role_known"),
        ({"uses": 2}, "invitation_uses"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused_by_the_base(fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        made(**fields)


def test_a_person_is_invited_once_for_the_same_thing_until_it_is_settled() -> None:
    first = made()
    with pytest.raises(IntegrityError), transaction.atomic():
        made()
    Invitation.objects.filter(pk=first.pk).update(revoked_at=timezone.now())
    place = Territory.of("departement", "45", "Loiret")
    own = Organisation.objects.create(cop=first.cop, kind="departement", name="Loiret", territory=place)
    made()
    made(role="contributeur", organisation=own)
    made(role="relais", over=place)
    for again in ({"role": "validateur", "organisation": own}, {"role": "relais", "over": place}):
        with pytest.raises(IntegrityError), transaction.atomic():
            made(**again)


def test_a_meeting_has_a_code_of_its_own_and_is_open_to_several() -> None:
    meeting = {"email": "", "code": "ABCD", "most": 40, "role": "contributeur"}
    made(**meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        made(**meeting)


def test_a_link_opens_its_own_invitation_and_no_other() -> None:
    invitation = made()
    other = made(email="max@exemple.fr")
    assert Invitation.of_token(invitation.token) == invitation
    seal = invitation.token.partition(".")[2]
    number = invitation.pk
    for wrong in ("", ".", f"{other.pk}.{seal}", f"{number}.", f"{number}.{seal}0", f"x.{seal}", "9" * 30):
        assert Invitation.of_token(wrong) is None, wrong
    token = invitation.token
    Invitation.objects.filter(pk=invitation.pk).update(email="zoe@exemple.fr")
    assert Invitation.of_token(token) is None, "the number was given to somebody else"


def test_a_code_is_no_link() -> None:
    meeting = made(email="", code="ABCD", most=3)
    assert Invitation.of_token(meeting.token) is None


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, InvitationState.TO_SEND),
        ({"sent_at": timezone.now()}, InvitationState.SENT),
        ({"sent_at": timezone.now(), "opened_at": timezone.now()}, InvitationState.OPENED),
        ({"accepted_at": timezone.now()}, InvitationState.ACCEPTED),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, InvitationState.EXPIRED),
        ({"revoked_at": timezone.now()}, InvitationState.REVOKED),
        ({"email": "", "code": "ABCD", "most": 2, "uses": 2}, InvitationState.FULL),
    ],
)
def test_its_state_is_told_and_whether_it_waits(fields: dict[str, Any], state: InvitationState) -> None:
    invitation = made(**fields)
    waits = state in (InvitationState.TO_SEND, InvitationState.SENT, InvitationState.OPENED)
    assert (invitation.state, invitation.waits) == (state, waits)
    assert Invitation.objects.waiting().exists() is waits


def test_it_stays_when_who_made_it_or_came_by_it_goes() -> None:
    person = UserFactory()
    invitation = made(created_by=person, created_role="animation de la COP", accepted_by=person)
    person.delete()
    invitation.refresh_from_db()
    assert (invitation.created_by, invitation.accepted_by) == (None, None)
    assert invitation.created_role == "animation de la COP"
