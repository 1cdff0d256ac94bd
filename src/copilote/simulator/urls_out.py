"""Addresses of what goes out: files and images of the pages, and pages to be framed by other sites.

They come before those of the pages, whose parts of address (a lever's, an indicator's) accept a dot.
"""

from __future__ import annotations

from django.urls import path, register_converter

from copilote.simulator.views import downloads, embed


class DataEnding:
    """Ending of a file of data."""

    regex = "csv|json|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        if value not in self.regex.split("|"):
            raise ValueError(value)
        return value


class ImageEnding(DataEnding):
    """Ending of an image."""

    regex = "svg|png"


register_converter(DataEnding, "data")
register_converter(ImageEnding, "image")

REGION = "regions/<slug:slug>"
LEVER = f"{REGION}/leviers/<str:lever>"
STEP = f"{REGION}/simulateur/<slug:step>"
INDICATOR = f"{REGION}/observe/<str:number>"
NATIONAL = "france/indicateurs/<str:number>"
CHART = "graphique-<slug:name>.<image:ending>"

urlpatterns = [
    path("france.<data:ending>", downloads.france, name="france_data"),
    path(f"{NATIONAL}.<data:ending>", downloads.national, name="national_data"),
    path(f"{REGION}.<data:ending>", downloads.region, name="region_data"),
    path(f"{REGION}/observe.<data:ending>", downloads.observed, name="observed_data"),
    path(f"{REGION}/panoramas.<data:ending>", downloads.panoramas, name="panoramas_data"),
    path(f"{REGION}/panoramas/<slug:axis>.<data:ending>", downloads.panorama, name="panorama_data"),
    path(f"{REGION}/comparer.<data:ending>", downloads.compare, name="compare_data"),
    path(f"{REGION}/comparer/{CHART}", downloads.compare_chart, name="compare_chart"),
    path(f"{LEVER}.<data:ending>", downloads.lever, name="lever_data"),
    path(f"{STEP}.<data:ending>", downloads.step, name="step_data"),
    path(f"{INDICATOR}.<data:ending>", downloads.indicator, name="indicator_data"),
    path(f"france/{CHART}", downloads.france_chart, name="france_chart"),
    path(f"{NATIONAL}/{CHART}", downloads.national_chart, name="national_chart"),
    path(f"{REGION}/{CHART}", downloads.region_chart, name="region_chart"),
    path(f"{LEVER}/{CHART}", downloads.lever_chart, name="lever_chart"),
    path(f"{STEP}/{CHART}", downloads.step_chart, name="step_chart"),
    path(f"{INDICATOR}/{CHART}", downloads.indicator_chart, name="indicator_chart"),
    path(f"{REGION}/integrer", embed.snippets, name="embed_help"),
    path("embed/regions/<slug:slug>/panorama", embed.panorama, name="embed_panorama"),
    path("embed/regions/<slug:slug>/leviers/<str:lever>", embed.lever, name="embed_lever"),
    path("embed/regions/<slug:slug>/observe/<str:number>", embed.indicator, name="embed_indicator"),
]
