"""Addresses of the adaptation."""

from __future__ import annotations

from typing import Any

from django.urls import path

from copilote.adaptation import views
from copilote.adaptation.issues import views as issues
from copilote.adaptation.maps import views as maps
from copilote.adaptation.priorities import file_views
from copilote.adaptation.priorities import views as priorities
from copilote.ui import converters  # noqa: F401  registers the endings of files

TERRITORY = "territoires/<str:level>/<str:code>/climat"
REGION = "regions/<slug:slug>/climat"
MAPS = f"{REGION}/cartes"
STRUCK = f"{REGION}/catastrophes"
PRIORITIES = "regions/<cop:slug>/priorites"
ISSUES = "regions/<slug:slug>/enjeux"
urlpatterns: list[Any] = [
    path(f"{ISSUES}.<data:ending>", issues.issues_data, name="issues_data"),
    path(f"{ISSUES}/ecrire", issues.write, name="issue_write"),
    path(ISSUES, issues.issues, name="issues"),
    path(PRIORITIES, priorities.priorities, name="priorities"),
    path(f"{PRIORITIES}.<data:ending>", file_views.priorities_data, name="priorities_data"),
    path(f"{PRIORITIES}/tableau.<data:ending>", file_views.priorities_sheet, name="priorities_sheet"),
    path(f"{PRIORITIES}/region", priorities.priorities_region, name="priorities_region"),
    path(f"{PRIORITIES}/freins", priorities.priorities_obstacles, name="priorities_obstacles"),
    *file_views.FILES.paths(PRIORITIES),
    path(f"{PRIORITIES}/ajouter", priorities.add, name="priority_add"),
    path(f"{PRIORITIES}/<row:number>", priorities.priority, name="priority"),
    path(f"{PRIORITIES}/<row:number>/modifier", priorities.edit, name="priority_edit"),
    path(f"{PRIORITIES}/<row:number>/valider", priorities.validate, name="priority_validate"),
    path(f"{PRIORITIES}/<row:number>/remarque", priorities.say, name="priority_remark"),
    path(f"{PRIORITIES}/<row:number>/retirer", priorities.withdraw, name="priority_withdraw"),
    path(f"{TERRITORY}.<data:ending>", views.territory_data, name="climate_data"),
    path(TERRITORY, views.territory, name="climate"),
    path(f"{REGION}/planche-<paper_size:paper>.pdf", maps.plate, name="region_climate_plate"),
    path(f"{STRUCK}.<data:ending>", maps.struck_data, name="region_disasters_data"),
    path(f"{STRUCK}/graphique.<image:ending>", maps.struck_chart, name="region_disasters_chart"),
    path(f"{STRUCK}.pdf", maps.struck_document, name="region_disasters_pdf"),
    path(STRUCK, maps.struck, name="region_disasters"),
    path(f"{MAPS}.<data:ending>", maps.maps_data, name="region_climate_maps_data"),
    path(f"{MAPS}.pdf", maps.maps_document, name="region_climate_maps_pdf"),
    path(f"{MAPS}/graphique-<slug:name>.<image:ending>", maps.maps_chart, name="region_climate_maps_chart"),
    path(MAPS, maps.maps, name="region_climate_maps"),
    path(f"{REGION}.<data:ending>", views.region_data, name="region_climate_data"),
    path(REGION, views.region, name="region_climate"),
]
