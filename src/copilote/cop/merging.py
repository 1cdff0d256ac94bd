"""Two organisations become one: people, invitations and decisions follow; who asks for the old is led to the new."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from copilote.cop.history import keep, keep_valid
from copilote.cop.journal import DecisionKind, record
from copilote.cop.models import Invitation, Membership, Organisation, OrganisationMerge, Role
from copilote.cop.organisations import standing
from copilote.cop.recorded import recorded_models
from copilote.reference.errors import InputError
from copilote.words import N_, _
from copilote.words.numbers import counted
from copilote.words.typography import day_words


def merge(member: Membership, absorbed: Organisation, into: Organisation, reason: str, since: date | None) -> str:
    """Have an organisation take the place of another in the COP of a member; what followed, in a sentence.

    since : the day of a merger of authorities. Raises InputError.
    """
    if absorbed.cop_id != member.cop_id or into.cop_id != member.cop_id:
        raise InputError("Ces organisations ne sont pas de cette COP.")
    why = f"fusionnée dans {into} : {member.signature}"[:100]
    with transaction.atomic():
        rows = Organisation.objects.select_for_update(of=("self",)).select_related("territory").order_by("pk")
        held = {row.pk: row for row in rows.filter(pk__in=(absorbed.pk, into.pk))}
        old, new = held[absorbed.pk], standing(held[into.pk])
        if old.merged_into_id is not None:
            raise InputError(f"« {old} » est déjà fusionnée dans une autre.")
        if new.pk == old.pk:
            raise InputError("Une organisation ne se fusionne pas avec elle-même : choisissez l’autre.")
        people, invitations = _move_people(old, new, why), _move_invitations(old, new)
        decisions = _move_decisions(old, new)
        row = OrganisationMerge(
            absorbed=old,
            into=new,
            absorbed_name=str(old),
            into_name=str(new),
            effective_on=since,
            reason=reason,
            moved={"members": people, "invitations": invitations, "decisions": decisions},
        )
        record(row, member)
        _keep_contact(old, new, why)
        for app in apps.get_app_configs():
            if hasattr(app, "organisation_merged"):  # what the apps hold of the old follows
                app.organisation_merged(old, new, member)
        old.merged_into = new
        keep_valid(old, why)
    followed = counted(len(people), "personne a suivi", "personnes ont suivi")
    return f"« {old} » est fusionnée dans « {new} » : {followed}, {counted(decisions, 'décision', 'décisions')} aussi."


def _move_people(old: Organisation, new: Organisation, why: str) -> list[int]:
    """The roles follow; a person that had one in both keeps the stronger, once."""
    there = {row.user_id: row for row in Membership.objects.filter(organisation=new)}
    moved = []
    for row in Membership.objects.filter(organisation=old):
        same = there.get(row.user_id)
        if same is None:
            row.organisation = new
            keep(row, why)
            moved.append(row.pk)
            continue
        if Role(row.role).outranks(same.role):
            same.role = row.role
            keep(same, why)
        setattr(row, "_change_reason", why)  # noqa: B010  what the history reads
        row.delete()
        moved.append(same.pk)
    return moved


def _move_invitations(old: Organisation, new: Organisation) -> list[int]:
    """The invitations follow; who waits for one from both keeps that of the new."""
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    twice = waiting.filter(organisation=new).exclude(email="").values("email")
    waiting.filter(organisation=old, email__in=twice).update(revoked_at=timezone.now())
    numbers = list(Invitation.objects.filter(organisation=old).values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=numbers).update(organisation=new)
    return numbers


def _move_decisions(old: Organisation, new: Organisation) -> int:
    """What was decided in the name of the old is found under the new; its author's words stay as they were."""
    return sum(model._default_manager.filter(organisation=old).update(organisation=new) for model in recorded_models())


def _keep_contact(old: Organisation, new: Organisation, why: str) -> None:
    """The contact of the old, where the new has none."""
    if (old.contact_role or old.contact_email) and not (new.contact_role or new.contact_email):
        new.contact_role, new.contact_email = old.contact_role, old.contact_email
        keep_valid(new, why)


def _in_words(row: OrganisationMerge) -> tuple[str, str]:
    since = _(" à compter du %(day)s", day=day_words(row.effective_on)) if row.effective_on else ""
    return row.absorbed_name, _("fusionnée dans %(name)s%(since)s", name=row.into_name, since=since)


KIND = DecisionKind("fusion", N_("Fusion d’organisations"), OrganisationMerge, _in_words)


def absorbed_by(organisation: Organisation) -> list[OrganisationMerge]:
    """The merges that led to an organisation, the last first."""
    return list(OrganisationMerge.objects.filter(into=organisation).order_by("-decided_at"))
