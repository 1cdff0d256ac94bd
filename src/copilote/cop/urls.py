"""Addresses of the accounts."""

from __future__ import annotations

from django.urls import path

from copilote.cop import views

urlpatterns = [
    path("regions/<slug:slug>/cop", views.cop, name="cop"),
    path("regions/<slug:slug>/cop/calendrier", views.calendar, name="cop_calendar"),
    path("connexion", views.sign_in, name="login"),
    path("deconnexion", views.sign_out, name="logout"),
    path("mot-de-passe/<str:code>/<str:token>", views.choose_password, name="choose_password"),
    path("mon-espace", views.space, name="space"),
]
