"""Inviting people into a COP: by a link sent to each, one by one or hundreds at once, or by the code of a meeting."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from copilote.cop.history import keep_valid
from copilote.cop.models import Invitation, Membership, Organisation, Role, User
from copilote.cop.models.invitation import link_expiry
from copilote.cop.organisations import AT_ONCE, standing
from copilote.cop.scope import invites
from copilote.outbox import MessageKind, post, whole_address
from copilote.outbox.models import Message
from copilote.reference.errors import InputError
from copilote.territories.models import Territory
from copilote.words import N_, _
from copilote.words.typography import day_words

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of the code of a meeting: none that is taken for another."""
CODE_LENGTH = 8
JOINING = timedelta(hours=24)
"""How long the link that a meeting's code sends holds."""
TAKEN_BACK = N_("Cette invitation a été retirée, a expiré ou a déjà servi.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A person to be invited: to which role, for which organisation, or over which département."""

    email: str
    role: Role
    organisation: Organisation | None = None
    over: Territory | None = None
    name: str = ""

    @property
    def key(self) -> tuple[str, int | None, int | None]:
        """What makes two invitations the same."""
        return self.email, self.organisation.pk if self.organisation else None, self.over.pk if self.over else None


def role_words(role: str, organisation: Organisation | None, over: Territory | None) -> str:
    """A role in words, as a member would bear it: "contribution : Orléans Métropole"."""
    about = over or organisation
    label = str(Role(role).label)
    return f"{label} : {about}" if about else label


def invite(member: Membership, wanted: Sequence[Wanted], replaces: Membership | None = None) -> list[Invitation]:
    """Invite people, all at once; messages leave in the background. Raises InputError where a member may not.

    Who waits for the same already is to be left out (`invitation_list.state_of`).
    """
    for person in wanted:
        if not invites(member, person.organisation):
            raise InputError("Vous pouvez inviter pour votre organisation, ou celles du département que vous suivez.")
    now = timezone.now()
    made = [
        Invitation(
            cop=member.cop,
            organisation=person.organisation,
            role=person.role,
            over=person.over,
            email=person.email,
            name=person.name,
            created_by=member.user,
            created_role=member.signature,
            created_at=now,
            sent_at=now,
            replaces=replaces,
        )
        for person in wanted
    ]
    with transaction.atomic():
        Invitation.objects.bulk_create(made, batch_size=AT_ONCE)
        for invitation in made:
            _post(invitation)
    return made


def _post(invitation: Invitation) -> None:
    """Send the link of an invitation."""
    about = str(invitation.pk)
    post("cop.invitation", invitation.email, _fields(invitation), scope=invitation.cop.slug, urgent=True, about=about)


def _fields(invitation: Invitation) -> dict[str, str]:
    """What the message of an invitation says."""
    return {
        "cop": invitation.cop.name,
        "role": role_words(invitation.role, invitation.organisation, invitation.over),
        "par": invitation.created_role or "l’animation de la COP",
        "lien": link_of(invitation),
        "limite": day_words(timezone.localdate(invitation.expires_at)),
    }


def link_of(invitation: Invitation) -> str:
    """The whole address of an invitation."""
    return whole_address(reverse("invitation", args=[invitation.token]))


def still_waits(message: Message) -> bool:
    """Whether the invitation of a message still serves, just before it leaves."""
    return Invitation.objects.waiting().filter(pk=int(message.about or 0)).exists()


def fields_again(message: Message) -> dict[str, str] | None:
    """What the message of an invitation says, as long as it serves: its link is kept nowhere, and made anew."""
    related = Invitation.objects.waiting().select_related("cop", "organisation", "over")
    invitation = related.filter(pk=int(message.about or 0)).first()
    return _fields(invitation) if invitation else None


def handed_out(message: Message) -> bool:
    """Whether an invitation may be given on paper: not that of who has an account already, which its link opens."""
    return not User.objects.filter(email=message.email).exists()


KIND = MessageKind(
    key="cop.invitation",
    label=N_("Invitation"),
    subject="{cop} : une invitation pour vous",
    body=(
        "Bonjour,\n\n"
        "Vous êtes invité à « {cop} » ({role}), par : {par}.\n"
        "Voyez à quoi, avant de donner quoi que ce soit :\n"
        "{lien}\n\n"
        "Ce lien est pour vous seul, jusqu’au {limite}.\n"
    ),
    fields={
        "cop": "nom de la COP",
        "role": "rôle et organisation",
        "par": "fonction de qui invite",
        "lien": "adresse de l’invitation",
        "limite": "dernier jour",
    },
    examples={"cop": "COP Centre-Val de Loire", "role": "contribution : Loiret", "par": "animation de la COP"},
    urgent=True,
    private=True,
    still_needed=still_waits,
    again=fields_again,
    handed_out=handed_out,
)


def resend(member: Membership, invitation: Invitation) -> None:
    """Send an invitation again; its link holds anew for as long. Raises InputError."""
    _refuse_others(member, invitation)
    if invitation.accepted_at or invitation.revoked_at or invitation.code:
        raise InputError("Cette invitation a déjà servi ou a été retirée : faites-en une autre.")
    with transaction.atomic():
        invitation.expires_at, invitation.sent_at = link_expiry(), timezone.now()
        invitation.save(update_fields=["expires_at", "sent_at"])
        _post(invitation)


def revoke(member: Membership, invitation: Invitation) -> None:
    """Take an invitation, or the code of a meeting, back: its link leads nowhere from now on. Raises InputError."""
    _refuse_others(member, invitation)
    if invitation.accepted_at is not None:
        raise InputError("Cette invitation est déjà acceptée : retirez le rôle sur la page de la personne.")
    held = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not held.update(revoked_at=timezone.now()):
        raise InputError("Cette invitation est déjà retirée.")


def _refuse_others(member: Membership, invitation: Invitation) -> None:
    if invitation.cop_id != member.cop_id or not invites(member, invitation.organisation):
        raise InputError("Cette invitation n’est pas de celles que vous tenez.")


def open_meeting(
    member: Membership, role: Role, organisation: Organisation | None, until: datetime, most: int, name: str
) -> Invitation:
    """A code that people of a meeting join by. most : how many. Raises InputError."""
    if member.role != Role.ANIMATOR:
        raise InputError("Seule l’animation de la COP ouvre une réunion.")
    code = "".join(secrets.choice(LETTERS) for _rank in range(CODE_LENGTH))
    return Invitation.objects.create(
        cop=member.cop,
        role=role,
        organisation=organisation,
        code=code,
        most=most,
        name=name,
        expires_at=until,
        created_by=member.user,
        created_role=member.signature,
    )


def meeting_of(code: str) -> Invitation | None:
    """The meeting of a code, whatever its state, however it was typed; None for none."""
    typed = code.upper().replace(" ", "").replace("-", "")
    if len(typed) != CODE_LENGTH or not typed.isascii():
        return None
    return Invitation.objects.select_related("cop", "organisation__territory").filter(code=typed).first()


def join_meeting(meeting: Invitation, email: str, organisation: Organisation | None, name: str) -> None:
    """Send to who is at a meeting a link of their own, by which they prove their address. Raises InputError."""
    with transaction.atomic():
        held = Invitation.objects.select_for_update(of=("self",)).select_related("cop").get(pk=meeting.pk)
        if not held.waits:
            raise InputError(_(TAKEN_BACK))
        own = organisation or held.organisation
        same = {"cop": held.cop, "email": email, "organisation": own, "accepted_at": None, "revoked_at": None}
        waiting = Invitation.objects.filter(**same).first()
        if waiting is None and held.came.exclude(accepted_by__isnull=False).count() >= 2 * held.most:
            raise InputError(_("Trop de liens ont été demandés pour cette réunion : parlez-en à qui l’anime."))
        if waiting is not None and waiting.sent_at and timezone.now() - waiting.sent_at < timedelta(minutes=1):
            return
        link = waiting or Invitation(**same, role=held.role, meeting=held, name=name, created_role=held.created_role)
        link.sent_at = timezone.now()
        link.expires_at = max(link.expires_at, link.sent_at + JOINING) if waiting else link.sent_at + JOINING
        link.save()
        _post(link)


def accept(number: int, name: str) -> Membership:
    """Make of an invitation the role that it offers, and the account, where there is none. Raises InputError.

    Whoever calls it has seen the link of the invitation, hence holds its address.
    """
    with transaction.atomic():
        related = Invitation.objects.select_for_update(of=("self",)).select_related("cop")
        held = related.get(pk=number)
        if not held.waits or held.code:
            raise InputError(_(TAKEN_BACK))
        if held.meeting_id is not None:
            _count(held.meeting_id)
        user = User.objects.opened(held.email, name)
        if not user.is_active:
            raise InputError(_("Ce compte est fermé : parlez-en à l’animation de la COP."))
        member = _member(held, user)
        held.uses, held.accepted_at, held.accepted_by = 1, timezone.now(), user
        held.save(update_fields=["uses", "accepted_at", "accepted_by"])
        _end_replaced(held, member)
    return member


def _count(meeting: int) -> None:
    """One more came by the code of a meeting."""
    held = Invitation.objects.select_for_update().get(pk=meeting)
    if held.revoked_at is not None or held.uses >= held.most:
        raise InputError(_("Cette réunion est complète, ou son code a été retiré : parlez-en à qui l’anime."))
    held.uses += 1
    held.save(update_fields=["uses"])


def _member(invitation: Invitation, user: User) -> Membership:
    """The role of a person, made or made stronger: who is invited to less than what they are stays what they are."""
    organisation = standing(invitation.organisation) if invitation.organisation else None
    same = {"user": user, "cop": invitation.cop, "organisation": organisation, "over": invitation.over}
    member = Membership.objects.filter(**same).first() or Membership(**same)
    if member.pk is None or Role(invitation.role).outranks(member.role):
        member.role = invitation.role
        keep_valid(member, f"invitation acceptée, de : {invitation.created_role}")
    return member


def _end_replaced(invitation: Invitation, member: Membership) -> None:
    """The role that this one takes the place of ends."""
    former = invitation.replaces
    if former is not None and former.user_id != member.user_id:
        from copilote.cop.people import take_away

        take_away(former, f"remplacée, par : {invitation.created_role}", alone=True)
