"""Addresses of the organisations and people of a COP."""

from __future__ import annotations

from django.urls import path

from copilote.cop import joining_views as joining
from copilote.cop.working import organisation_views as organisations
from copilote.cop.working import own_views as own
from copilote.cop.working import people_views as people
from copilote.ui import converters  # noqa: F401  its converters

COP = "regions/<cop:slug>"

urlpatterns = [
    path(f"{COP}/personnes", people.people, name="people"),
    path(f"{COP}/personnes/<row:number>", people.person, name="person"),
    path(f"{COP}/invitations", people.invitations, name="invitations"),
    path(f"{COP}/invitations/inviter", people.invite, name="invite"),
    *people.LISTS.paths(f"{COP}/invitations"),
    path(f"{COP}/invitations/modele.<list:ending>", people.template, name="invitations_template"),
    path(f"{COP}/invitations/codes", people.meeting_codes, name="meeting_codes"),
    path(f"{COP}/invitations/codes/<row:number>", people.meeting_code, name="meeting_code"),
    path(f"{COP}/invitations/<row:number>/renvoyer", people.resend_invitation, name="invitation_resend"),
    path(f"{COP}/invitations/<row:number>/retirer", people.revoke_invitation, name="invitation_revoke"),
    path("invitation/<str:token>", joining.invitation, name="invitation"),
    path("rejoindre", joining.join_by_code, name="join_by_code"),
    path("rejoindre/<str:code>", joining.join, name="join"),
    path("mon-espace/titre", own.choose_hat, name="choose_hat"),
    path("mon-espace/quitter/<row:number>", own.leave, name="leave"),
    path(f"{COP}/organisations", organisations.organisations, name="organisations"),
    path(f"{COP}/organisations.<list:ending>", organisations.organisations_data, name="organisations_data"),
    path(f"{COP}/organisations/ajouter", organisations.add, name="organisation_add"),
    path(f"{COP}/organisations/territoires", organisations.respondents, name="respondents"),
    *organisations.LISTS.paths(f"{COP}/organisations"),
    path(f"{COP}/organisations/modele.<list:ending>", organisations.template, name="organisations_template"),
    path(f"{COP}/organisations/<row:number>", organisations.organisation, name="organisation"),
    path(f"{COP}/organisations/<row:number>/modifier", organisations.edit, name="organisation_edit"),
    path(f"{COP}/organisations/<row:number>/fusionner", organisations.merge_into, name="organisation_merge"),
]
