"""Forms of people: an invitation, the code of a meeting, a role that changes or goes to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from copilote.cop.invitations import Wanted
from copilote.cop.models import SPEAKING, Membership, Organisation, Role, tidy
from copilote.cop.models.invitation import MEETING_ROLES
from copilote.cop.organisations import departements_in, of_cop
from copilote.cop.scope import IN_ORGANISATION, invites
from copilote.territories.models import Territory
from copilote.ui.forms import Form

DOES = {
    Role.ANIMATOR: "Animation : tient le calendrier, les organisations, les personnes et les décisions",
    Role.RELAY: "Relais départemental : suit et relance les organisations d’un département",
    Role.CONTRIBUTOR: "Contribution : écrit les réponses de son organisation",
    Role.VALIDATOR: "Validation : relit et signe les réponses de son organisation",
    Role.READER: "Lecture : lit ce que les membres se disent, n’écrit rien",
}
MOST_HOURS, MOST_PEOPLE = 72, 500


class InviteForm(Form):
    """A person to invite: whom, to what."""

    email = forms.EmailField(
        label="Adresse e-mail",
        max_length=254,
        help_text="L’invitation y est envoyée. Par exemple : prenom.nom@exemple.fr",
        error_messages={"invalid": "Écrivez une adresse entière, comme prenom.nom@exemple.fr."},
    )
    nom = forms.CharField(label="Prénom et nom", max_length=120, required=False, help_text="Facultatif.")
    role = forms.ChoiceField(label="Rôle")
    organisation = forms.ChoiceField(
        label="Organisation", required=False, help_text="Pour qui cette personne contribue, valide ou lit."
    )
    departement = forms.ChoiceField(label="Département suivi", required=False, help_text="Pour un relais seulement.")

    def __init__(self, member: Membership, given: Mapping[str, str] | None, organisation: str = "") -> None:
        super().__init__(given, initial={"organisation": organisation, "role": Role.CONTRIBUTOR}, auto_id="%s")
        self.member = member
        every = of_cop(member.cop)
        self.offered = {str(row.pk): row for row in every if invites(member, row)}
        leads = member.role == Role.ANIMATOR
        self.offer("role", [(role, DOES[role]) for role in Role if leads or role in IN_ORGANISATION])
        empty = [("", "Aucune" if leads else "Choisissez")]
        self.offer("organisation", empty + [(number, str(row)) for number, row in self.offered.items()])
        if leads:
            departements = departements_in(member.cop)
            self.offer("departement", [("", "Aucun"), *((row.code, row.name) for row in departements)])
        else:
            del self.fields["departement"]

    def clean(self) -> dict[str, Any]:
        """What the role needs, and nothing more."""
        cleaned = super().clean() or {}
        role, organisation = cleaned.get("role", ""), cleaned.get("organisation", "")
        if role in SPEAKING and not organisation:
            self.add_error("organisation", "Choisissez l’organisation : qui contribue ou valide le fait pour elle.")
        elif not organisation and self.member.role != Role.ANIMATOR and "organisation" not in self.errors:
            self.add_error("organisation", "Choisissez l’organisation.")
        if role == Role.RELAY and not cleaned.get("departement"):
            self.add_error("departement", "Choisissez le département que suit ce relais.")
        return cleaned

    @property
    def wanted(self) -> Wanted:
        """Who is invited, once valid."""
        given = self.cleaned_data
        role = Role(given["role"])
        organisation = self.offered.get(given["organisation"]) if role in IN_ORGANISATION else None
        over = None
        if role == Role.RELAY:
            names = {row.code: row.name for row in departements_in(self.member.cop)}
            over = Territory.of("departement", given["departement"], names[given["departement"]])
        return Wanted(tidy(given["email"]), role, organisation, over, given["nom"].strip())


class MeetingForm(Form):
    """The code of a meeting."""

    nom = forms.CharField(
        label="Réunion", max_length=120, help_text="Ce que les participants liront : Atelier mobilité."
    )
    role = forms.ChoiceField(label="Rôle donné", choices=[(role, DOES[role]) for role in MEETING_ROLES])
    organisation = forms.ChoiceField(
        label="Organisation",
        required=False,
        help_text="Sans elle, qui contribue choisit la sienne, et vous voyez laquelle.",
    )
    heures = forms.IntegerField(
        label="Valable pendant (heures)",
        min_value=1,
        max_value=MOST_HOURS,
        initial=4,
        help_text=f"De 1 à {MOST_HOURS}.",
    )
    personnes = forms.IntegerField(
        label="Personnes au plus", min_value=1, max_value=MOST_PEOPLE, initial=50, help_text=f"De 1 à {MOST_PEOPLE}."
    )

    def __init__(self, member: Membership, given: Mapping[str, str] | None) -> None:
        super().__init__(given, auto_id="%s")
        self.organisations = {str(row.pk): row for row in of_cop(member.cop)}
        rows = [(number, str(row)) for number, row in self.organisations.items()]
        self.offer("organisation", [("", "Chacun choisit la sienne"), *rows])

    @property
    def shared(self) -> Organisation | None:
        """The one that all join, once valid."""
        return self.organisations.get(self.cleaned_data["organisation"])

    @property
    def until(self) -> datetime:
        """When the code ends, once valid."""
        return timezone.now() + timedelta(hours=self.cleaned_data["heures"])


class RoleForm(Form):
    """Another role for the same organisation."""

    role = forms.ChoiceField(label="Rôle")

    def __init__(self, member: Membership, given: Mapping[str, str] | None) -> None:
        super().__init__(given, initial={"role": member.role}, auto_id="%s")
        self.offer("role", [(role, DOES[role]) for role in roles_for(member)])


def roles_for(member: Membership) -> tuple[Role, ...]:
    """The roles that a membership may become, staying for the same organisation."""
    if member.organisation_id is not None:
        return IN_ORGANISATION
    return (Role.RELAY,) if member.over_id is not None else (Role.ANIMATOR, Role.READER)


class ReplaceForm(Form):
    """Who takes the place of a person."""

    email = forms.EmailField(
        label="Adresse e-mail de qui la remplace",
        max_length=254,
        error_messages={"invalid": "Écrivez une adresse entière, comme prenom.nom@exemple.fr."},
    )
    nom = forms.CharField(label="Prénom et nom", max_length=120, required=False, help_text="Facultatif.")
