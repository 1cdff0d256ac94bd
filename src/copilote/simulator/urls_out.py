"""Addresses of what goes out: files and images of the pages, and pages to be framed by other sites.

They come before those of the pages, whose parts of address (a lever's, an indicator's) accept a dot.
"""

from __future__ import annotations

from django.urls import path

from copilote.simulator.pages.offers import REGION, TAKEN
from copilote.simulator.views import downloads, embed, resource_steps, sheet, uses
from copilote.ui import converters  # noqa: F401  registers the endings of files
from copilote.ui.downloads import sends_book, sends_picture

STEP = f"{REGION}/simulateur/<slug:step>"
CHART = "graphique-<slug:name>.<image:ending>"

urlpatterns = [
    *(
        path(f"{taken.pattern}.<data:ending>", sends_book(taken.book), name=f"{route}_data")
        for route, taken in TAKEN.items()
    ),
    *(
        path(f"{taken.pattern}/{CHART}", sends_picture(downloads.image_of(taken.images)), name=f"{route}_chart")
        for route, taken in TAKEN.items()
        if taken.images
    ),
    path(f"{REGION}/deux-panoramas.pdf", sheet.panoramas_sheet, name="panoramas_sheet"),
    path(f"{REGION}/comparer.<data:ending>", downloads.compare, name="compare_data"),
    path(f"{REGION}/comparer/{CHART}", downloads.compare_chart, name="compare_chart"),
    path(f"{REGION}/simulateur/resultat.pdf", downloads.result_pdf, name="result_pdf"),
    path(f"{REGION}/simulateur/resultat.pptx", downloads.result_slides, name="result_slides"),
    path(f"{STEP}.<data:ending>", downloads.step, name="step_data"),
    path(f"{STEP}/{CHART}", downloads.step_chart, name="step_chart"),
    path(f"{REGION}/simulateur-ressources/resultat.pdf", resource_steps.result_pdf, name="resource_result_pdf"),
    path(f"{REGION}/simulateur-ressources/resultat.pptx", resource_steps.result_slides, name="resource_result_slides"),
    path(f"{REGION}/simulateur-ressources/<slug:step>.<data:ending>", resource_steps.data, name="resource_step_data"),
    path(f"{REGION}/conflits-d-usage.<data:ending>", uses.data, name="uses_data"),
    path(f"{REGION}/conflits-d-usage/{CHART}", uses.chart, name="uses_chart"),
    path(f"{REGION}/integrer", embed.snippets, name="embed_help"),
    path("embed/regions/<slug:slug>/panorama", embed.panorama, name="embed_panorama"),
    path("embed/regions/<slug:slug>/leviers/<str:lever>", embed.lever, name="embed_lever"),
    path("embed/regions/<slug:slug>/observe/<str:number>", embed.indicator, name="embed_indicator"),
]
