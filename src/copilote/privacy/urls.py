"""Addresses of the register and of one's own data."""

from __future__ import annotations

from django.urls import path

from copilote.privacy import views
from copilote.ui import converters  # noqa: F401  registers the endings of files

urlpatterns = [
    path("vie-privee/registre.<data:ending>", views.register_data, name="privacy_register_data"),
    path("vie-privee/registre", views.register, name="privacy_register"),
    path("mon-espace/donnees.zip", views.own_data, name="own_data_zip"),
    path("mon-espace/donnees", views.own, name="own_data"),
    path("mon-espace/effacer", views.erase_own, name="erase_own"),
]
