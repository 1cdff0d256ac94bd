"""Addresses of the COPs, and of the accounts."""

from __future__ import annotations

from django.urls import include, path

from copilote.cop import cockpit_views, meeting_views, opening_views, views
from copilote.cop.accounts.urls import urlpatterns as accounts
from copilote.ui import converters  # noqa: F401  registers the endings of files

OF_REGION, OF_DEPARTEMENT = "regions/<slug:slug>/cop", "regions/<slug:slug>/cop/departements/<str:departement>"
urlpatterns = [
    path("", include("copilote.cop.working.urls")),
    *(
        path(f"{start}{end}", view, name=f"{name}{kind}")
        for start, kind in ((OF_REGION, ""), (OF_DEPARTEMENT, "_within"))
        for end, view, name in (
            ("", views.cop, "cop"),
            ("/calendrier", views.calendar, "cop_calendar"),
            ("/reunions", meeting_views.meetings, "cop_meetings"),
            ("/reunions.ics", meeting_views.agenda, "cop_agenda"),
        )
    ),
    path("cop/ouvrir", opening_views.open_cop, name="open_cop"),
    path("regions/<slug:slug>/cop/suivi.<data:ending>", cockpit_views.follow_data, name="cop_follow_data"),
    path("regions/<slug:slug>/cop/suivi", cockpit_views.follow, name="cop_follow"),
    path("regions/<slug:slug>/cop/suivi/relancer", cockpit_views.remind_some, name="cop_remind"),
    path("regions/<slug:slug>/cop/suivi/avis", cockpit_views.review, name="cop_review"),
    path("premier-acces/<str:code>", opening_views.first_run, name="first_run"),
    path("", include("copilote.cop.mail.urls")),
    path("mon-espace", views.space, name="space"),
    path("administration/securite", views.security, name="security"),
    *accounts,
]
