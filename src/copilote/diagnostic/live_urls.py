"""Addresses of the diagnostic that is read by all."""

from __future__ import annotations

from typing import Any

from django.urls import path

from copilote.diagnostic import document_views as documents
from copilote.diagnostic import live_views as views
from copilote.ui import converters  # noqa: F401  its converters

REGION = "regions/<slug:slug>/diagnostic"
LEVER = f"{REGION}/leviers/<str:lever>"
HELD = "regions/<ground:slug>/diagnostic"
TERRITORY = f"{HELD}/territoires/<str:level>/<str:code>"
urlpatterns: list[Any] = [
    path(f"{REGION}.<data:ending>", views.region_data, name="diagnostic_data"),
    path(f"{REGION}/document.<paper:ending>", documents.region, name="diagnostic_document"),
    path(HELD, views.region, name="diagnostic"),
    path(f"{REGION}/couverture.<data:ending>", views.covered_data, name="diagnostic_coverage_data"),
    path(f"{REGION}/couverture", views.covered, name="diagnostic_coverage"),
    path(f"{REGION}/plus-grandes-actions.<data:ending>", views.largest_data, name="diagnostic_largest_data"),
    path(f"{REGION}/plus-grandes-actions", views.largest, name="diagnostic_largest"),
    path(f"{LEVER}.<data:ending>", views.lever_data, name="diagnostic_lever_data"),
    path(LEVER, views.lever, name="diagnostic_lever"),
    path(f"{TERRITORY}.<data:ending>", views.territory_data, name="diagnostic_territory_data"),
    path(f"{TERRITORY}/document.<paper:ending>", documents.territory, name="diagnostic_territory_document"),
    path(TERRITORY, views.territory, name="diagnostic_territory"),
]
