"""Addresses of the sharing."""

from __future__ import annotations

from typing import Any

from django.urls import path, register_converter

from copilote.sharing.views import documents, epci_rule, keys, perimeter, proposals, region_map, territory
from copilote.simulator import urls_out  # noqa: F401  registers the endings of files


class SlidesEnding:
    """Ending of a file of slides."""

    regex = "pdf|pptx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SlidesEnding, "slides")

urlpatterns: list[Any] = [
    path("regions/<slug:slug>/departements/<str:code>/diaporama.<slides:ending>", documents.deck, name="deck"),
    path("regions/<slug:slug>/fiches.json", documents.sheets_progress, name="sheets_progress"),
    path("regions/<slug:slug>/fiches/<str:level>.zip", documents.sheets_zip, name="sheets_zip"),
    path("regions/<slug:slug>/fiches", documents.sheets, name="sheets"),
    path("territoires/<str:level>/<str:code>/fiche.pdf", documents.territory_sheet, name="territory_sheet"),
    path("regions/<slug:slug>/repartition", keys.keys, name="keys"),
    path("regions/<slug:slug>/repartition/choisir", keys.choose, name="keys_choose"),
    path("regions/<slug:slug>/repartition/annuler", keys.undo, name="keys_undo"),
    path("regions/<slug:slug>/propositions", proposals.region, name="region_proposals"),
    path("territoires/<str:level>/<str:code>/propositions", proposals.territory, name="proposals"),
    path("territoires/<str:level>/<str:code>/propositions/<str:lever>", proposals.proposal, name="proposal"),
    path("perimetre.<data:ending>", perimeter.data, name="perimeter_data"),
    path("perimetre", perimeter.perimeter, name="perimeter"),
    path("regions/<slug:slug>/perimetres", perimeter.perimeters, name="perimeters"),
    path("regions/<slug:slug>/perimetres/enregistrer", perimeter.save, name="perimeter_save"),
    path("regions/<slug:slug>/perimetres/retirer", perimeter.remove, name="perimeter_remove"),
    path("regions/<slug:slug>/perimetres/remettre", perimeter.restore, name="perimeter_restore"),
    path("france/territoires.<data:ending>", region_map.france_shares_data, name="france_shares_data"),
    path("france/territoires", region_map.france_shares, name="france_shares"),
    path("regions/<slug:slug>/territoires.<data:ending>", region_map.territories_data, name="territories_data"),
    path(
        "regions/<slug:slug>/territoires/graphique-carte.<image:ending>",
        region_map.territories_chart,
        name="territories_chart",
    ),
    path("regions/<slug:slug>/territoires", region_map.territories, name="territories"),
    path("regions/<slug:slug>/contours/<slug:level>.json", region_map.contours, name="contours"),
    path("regions/<slug:slug>/regle-epci", epci_rule.epci_rule, name="epci_rule"),
    path("territoires/<str:level>/<str:code>.<data:ending>", territory.data, name="territory_data"),
    path("territoires/<str:level>/<str:code>", territory.territory, name="territory"),
]
