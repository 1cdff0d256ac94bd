"""Addresses of the COPs, and of the accounts."""

from __future__ import annotations

from django.urls import include, path

from copilote.cop import cockpit_views, meeting_views, opening_views, views
from copilote.cop.accounts.urls import urlpatterns as accounts
from copilote.ui import converters  # noqa: F401  its converters

urlpatterns = [
    path("", include("copilote.cop.working.urls")),
    path("regions/<cop:slug>", views.cop, name="cop"),
    path("regions/<cop:slug>/calendrier", views.calendar, name="cop_calendar"),
    path("regions/<cop:slug>/reunions", meeting_views.meetings, name="cop_meetings"),
    path("regions/<cop:slug>/reunions.ics", meeting_views.agenda, name="cop_agenda"),
    path("cop/ouvrir", opening_views.open_cop, name="open_cop"),
    path("regions/<cop:slug>/suivi.<data:ending>", cockpit_views.follow_data, name="cop_follow_data"),
    path("regions/<cop:slug>/suivi", cockpit_views.follow, name="cop_follow"),
    path("regions/<cop:slug>/suivi/relancer", cockpit_views.remind_some, name="cop_remind"),
    path("regions/<cop:slug>/suivi/avis", cockpit_views.review, name="cop_review"),
    path("premier-acces/<str:code>", opening_views.first_run, name="first_run"),
    path("", include("copilote.cop.mail.urls")),
    path("mon-espace", views.space, name="space"),
    path("administration/securite", views.security, name="security"),
    *accounts,
]
