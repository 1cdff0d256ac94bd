"""Pages where organisations are written: one, a merge, the territories of the region in one click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from copilote.cop.models import Cop, Invitation, Membership, Organisation
from copilote.cop.organisations import Key, Respondent, propose_respondents
from copilote.cop.recorded import recorded_models
from copilote.cop.working.organisation_forms import MergeForm, OrganisationForm
from copilote.cop.working.organisation_pages import trail
from copilote.ui.page import Entry, Page
from copilote.words.numbers import counted
from copilote.words.typography import capital

GROUPS = {
    "departement": "Départements",
    "epci": "Intercommunalités",
    "crte": "Porteurs de CRTE (pays, PETR, PNR)",
}


@dataclass(frozen=True, kw_only=True)
class WritingPage(Page):
    """A form about an organisation, None for a new one; back : where nothing is changed. following : what a merge
    takes along."""

    form: Any
    organisation: Organisation | None
    back: str
    following: tuple[str, ...] = ()


def organisation_form_page(cop: Cop, form: OrganisationForm, organisation: Organisation | None) -> WritingPage:
    """The form of an organisation."""
    slug = cop.held_at
    if organisation is None:
        here = Entry("Ajouter", reverse("organisation_add", args=[slug]))
        title = "Ajouter une organisation"
        summary = "Un territoire est connu par son code, toute autre organisation par son SIREN, sinon par son nom."
        back = reverse("organisations", args=[slug])
    else:
        here = Entry("Modifier", reverse("organisation_edit", args=[slug, organisation.pk]))
        title = f"Modifier {organisation}"
        summary = "Chaque changement est gardé avec sa date et votre rôle."
        back = reverse("organisation", args=[slug, organisation.pk])
    return WritingPage(
        title=title,
        summary=summary,
        region=cop.place,
        departement=cop.departement,
        section="cop",
        trail=trail(slug, here),
        form=form,
        organisation=organisation,
        back=back,
    )


def merge_page(organisation: Organisation, form: MergeForm) -> WritingPage:
    """The form of a merge, with what it takes along."""
    slug = organisation.cop.held_at
    people = Membership.objects.filter(organisation=organisation).count()
    waiting = Invitation.objects.waiting().filter(organisation=organisation).count()
    decisions = sum(model._default_manager.filter(organisation=organisation).count() for model in recorded_models())
    following = (
        counted(people, "personne, avec son rôle", "personnes, avec leur rôle"),
        counted(
            waiting,
            "invitation en attente : son lien continue de servir",
            "invitations en attente : leurs liens continuent de servir",
        ),
        counted(decisions, "décision, avec sa date et son auteur", "décisions, avec leur date et leur auteur"),
    )
    return WritingPage(
        title=f"Fusionner {organisation} dans une autre",
        summary="Pour un doublon, ou des collectivités qui fusionnent. C’est écrit au journal et ne se défait pas.",
        region=organisation.cop.place,
        departement=organisation.cop.departement,
        section="cop",
        trail=trail(
            slug,
            Entry(str(organisation), reverse("organisation", args=[slug, organisation.pk])),
            Entry("Fusionner", reverse("organisation_merge", args=[slug, organisation.pk])),
        ),
        form=form,
        organisation=organisation,
        back=reverse("organisation", args=[slug, organisation.pk]),
        following=following,
    )


@dataclass(frozen=True, kw_only=True)
class RespondentsPage(Page):
    """The territories that a COP may ask, by group: (title, how many are there already, those that are not)."""

    groups: tuple[tuple[str, int, tuple[Respondent, ...]], ...]
    advised: int


def respondents_page(cop: Cop) -> RespondentsPage:
    """The page where they are added in one click."""
    slug = cop.held_at
    proposed = propose_respondents(cop)
    missing = [row for row in proposed if not row.present]
    advised = sum(row.advised for row in missing)
    groups = tuple(
        (
            title,
            sum(row.present for row in proposed if row.level == level),
            tuple(row for row in missing if row.level == level),
        )
        for level, title in GROUPS.items()
    )
    title = (
        f"{counted(advised, 'territoire à ajouter', 'territoires à ajouter')} aux organisations de la COP"
        if advised
        else f"Tous les territoires {'du département' if cop.departement else 'de la région'} sont dans la COP"
    )
    return RespondentsPage(
        title=capital(title),
        summary="Départements, intercommunalités, porteurs de CRTE : décochez ceux que la COP n’interroge pas.",
        region=cop.place,
        departement=cop.departement,
        section="cop",
        trail=trail(slug, Entry("Territoires proposés", reverse("respondents", args=[slug]))),
        groups=groups,
        advised=advised,
    )


def wanted_in(sent: QueryDict) -> set[Key]:
    """The territories that were ticked."""
    pairs = (text.partition(":") for text in sent.getlist("territoire"))
    return {(level, code) for level, _colon, code in pairs}
