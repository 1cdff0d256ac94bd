"""Addresses of the actions of organisations, and of what they come to."""

from __future__ import annotations

from django.urls import include, path

from copilote.diagnostic import views
from copilote.diagnostic.achieved import views as achieved
from copilote.diagnostic.attached import views as attached
from copilote.diagnostic.remarks import views as remarks
from copilote.diagnostic.twice import views as duplicates
from copilote.diagnostic.working import column_views, file_views, workbench_views
from copilote.ui import converters  # noqa: F401  its converters

ACTIONS = "regions/<cop:slug>/actions"

urlpatterns = [
    path("", include("copilote.diagnostic.live_urls")),
    path("", include("copilote.diagnostic.survey.views")),
    path(ACTIONS, views.actions, name="actions"),
    path(f"{ACTIONS}.<data:ending>", views.actions_data, name="actions_data"),
    path(f"{ACTIONS}/leviers.json", views.action_levers, name="action_levers"),
    path(f"{ACTIONS}/modele.xlsx", file_views.template, name="action_template"),
    path(f"{ACTIONS}/tableau.xlsx", file_views.sheet, name="actions_sheet"),
    *file_views.FILES.paths(ACTIONS),
    path(f"{ACTIONS}/liste/<row:number>/colonnes", column_views.columns, name="action_columns"),
    path(f"{ACTIONS}/doublons.<data:ending>", duplicates.duplicates_data, name="duplicates_data"),
    path(f"{ACTIONS}/doublons", duplicates.duplicates, name="duplicates"),
    path(f"{ACTIONS}/doublons/decider", duplicates.decide_some, name="duplicates_decide"),
    path(f"{ACTIONS}/doublons/revenir", duplicates.undecide, name="duplicates_undo"),
    path(f"{ACTIONS}/chercher", views.search_known, name="actions_search"),
    path(f"{ACTIONS}/tableau", workbench_views.workbench, name="workbench"),
    path(f"{ACTIONS}/tableau/enregistrer", workbench_views.save_cells, name="workbench_save"),
    path(f"{ACTIONS}/tableau/etat.json", workbench_views.workbench_state, name="workbench_state"),
    path(f"{ACTIONS}/tableau/envoyer", workbench_views.send_workbench, name="workbench_send"),
    path(f"{ACTIONS}/tableau/publier", workbench_views.publish_workbench, name="workbench_publish"),
    path(f"{ACTIONS}/ajouter", views.add, name="action_add"),
    path(f"{ACTIONS}/<row:number>", views.action, name="action"),
    path(f"{ACTIONS}/<row:number>/modifier", views.edit, name="action_edit"),
    path(f"{ACTIONS}/<row:number>/dire", views.say, name="action_say"),
    path(f"{ACTIONS}/<row:number>/realise", achieved.achieved, name="achieved"),
    path(f"{ACTIONS}/<row:number>/realise/retirer", achieved.achieved_withdraw, name="achieved_withdraw"),
    path(f"{ACTIONS}/<row:number>/documents", attached.documents, name="action_documents"),
    path(f"{ACTIONS}/<row:number>/documents/retirer", attached.document_out, name="action_document_out"),
    path(f"{ACTIONS}/<row:number>/documents/<row:document>", attached.document, name="action_document"),
    path(f"{ACTIONS}/<row:number>/precision", remarks.ask, name="action_ask"),
    path(f"{ACTIONS}/<row:number>/repondre", remarks.answer, name="action_answer"),
    path(f"{ACTIONS}/<row:number>/regler", remarks.settle, name="action_settle"),
    path(f"{ACTIONS}/<row:number>/arreter", views.stop, name="action_stop"),
    path(f"{ACTIONS}/<row:number>/valider", views.validate, name="action_validate"),
]
