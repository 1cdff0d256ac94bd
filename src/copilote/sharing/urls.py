"""Addresses of the sharing."""

from __future__ import annotations

from typing import Any

from django.urls import path

from copilote.sharing.views import documents, keys, perimeter, proposals, region, territory
from copilote.ui import converters  # noqa: F401  registers the endings of files

urlpatterns: list[Any] = [
    path("regions/<slug:slug>/departements/<str:code>/reunion", documents.meeting, name="meeting"),
    path("regions/<slug:slug>/departements/<str:code>/diaporama.<slides:ending>", documents.deck, name="deck"),
    path("regions/<slug:slug>/fiches.json", documents.sheets_progress, name="sheets_progress"),
    path("regions/<slug:slug>/fiches/<str:level>.zip", documents.sheets_zip, name="sheets_zip"),
    path("regions/<slug:slug>/fiches/arreter", documents.sheets_stop, name="sheets_stop"),
    path("regions/<slug:slug>/fiches", documents.sheets, name="sheets"),
    path("territoires/<str:level>/<str:code>/fiche.pdf", documents.territory_sheet, name="territory_sheet"),
    path("regions/<slug:slug>/repartition", keys.keys, name="keys"),
    path("regions/<slug:slug>/repartition/choisir", keys.choose, name="keys_choose"),
    path("regions/<slug:slug>/repartition/annuler", keys.undo, name="keys_undo"),
    path("regions/<ground:slug>/decisions.<data:ending>", region.journal_data, name="journal_data"),
    path("regions/<ground:slug>/decisions", region.journal, name="journal"),
    path("regions/<slug:slug>/propositions", proposals.region, name="region_proposals"),
    path("territoires/<str:level>/<str:code>/propositions", proposals.territory, name="proposals"),
    path("territoires/<str:level>/<str:code>/propositions/envoyer", proposals.send, name="answer_send"),
    path("territoires/<str:level>/<str:code>/propositions/valider", proposals.validate, name="answer_validate"),
    path("territoires/<str:level>/<str:code>/propositions/<str:lever>", proposals.proposal, name="proposal"),
    path("perimetre.<data:ending>", perimeter.data, name="perimeter_data"),
    path("perimetre", perimeter.perimeter, name="perimeter"),
    path("regions/<slug:slug>/perimetres", perimeter.perimeters, name="perimeters"),
    path("regions/<slug:slug>/perimetres/enregistrer", perimeter.save, name="perimeter_save"),
    path("regions/<slug:slug>/perimetres/retirer", perimeter.remove, name="perimeter_remove"),
    path("regions/<slug:slug>/perimetres/remettre", perimeter.restore, name="perimeter_restore"),
    path("france/territoires.<data:ending>", region.france_shares_data, name="france_shares_data"),
    path("france/territoires", region.france_shares, name="france_shares"),
    path("regions/<slug:slug>/territoires.<data:ending>", region.territories_data, name="territories_data"),
    path(
        "regions/<slug:slug>/territoires/graphique-carte.<image:ending>",
        region.territories_chart,
        name="territories_chart",
    ),
    path("regions/<slug:slug>/territoires", region.territories, name="territories"),
    path("regions/<slug:slug>/contours/<slug:level>.json", region.contours, name="contours"),
    path("regions/<slug:slug>/regle-epci", region.epci_rule, name="epci_rule"),
    path("territoires/<str:level>/<str:code>.<data:ending>", territory.data, name="territory_data"),
    path("territoires/<str:level>/<str:code>", territory.territory, name="territory"),
]
