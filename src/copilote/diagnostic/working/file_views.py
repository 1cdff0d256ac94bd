"""Files of actions in the browser: the template, what is sent, looked at, loaded, undone; the list as it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from copilote.cop.list_jobs import ListJobs
from copilote.cop.lists import Plan
from copilote.cop.models import ListKind, Membership, Organisation, Role
from copilote.cop.organisations import of_cop
from copilote.cop.permissions import may
from copilote.cop.working.list_pages import ListWords, loaded_words
from copilote.cop.working.list_views import ListDesk
from copilote.cop.working.organisation_forms import ListForm
from copilote.diagnostic import action_list
from copilote.diagnostic.action_list_undo import undo
from copilote.diagnostic.actions import LARGEST
from copilote.diagnostic.column_match import stamp_of
from copilote.diagnostic.working.layout import cells_of, further_columns
from copilote.diagnostic.working.list_page import ActionFilter, asked_by, trail
from copilote.publish.actions_template import template_bytes
from copilote.ui.page import Entry

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ActionListForm(ListForm):
    """A file of actions, and for an animator whose they are."""

    most = LARGEST

    def __init__(self, member: Membership, given: Mapping[str, Any] | None, files: Any) -> None:
        super().__init__(given, files, auto_id="%s")
        self._member = member
        self.fields[
            "fichier"
        ].help_text = (
            "CSV, XLSX, XLS ou ODS, 10 Mo et 10 000 lignes au plus ; ou un zip des fichiers publics de votre PCAET."
        )
        self.fields["fichier"].widget.attrs["accept"] = ".csv,.xlsx,.xls,.ods,.txt,.zip"
        if member.role == Role.ANIMATOR:
            self.fields["organisation"] = forms.ChoiceField(
                label="De quelle organisation",
                required=False,
                choices=[
                    ("", "celle que dit la colonne « Organisation » ou « Porteur »"),
                    *((str(row.pk), str(row)) for row in of_cop(member.cop)),
                ],
            )
            self.dress()

    @property
    def organisation(self) -> Organisation | None:
        """Whose actions they are; None for what the file says row by row, which an animator may send."""
        if self._member.role != Role.ANIMATOR:
            return self._member.organisation
        number = self.cleaned_data["organisation"]
        return of_cop(self._member.cop).get(pk=int(number)) if number else None


def words_of(slug: str) -> ListWords:
    """What the pages of a file of actions say."""
    return ListWords(
        title="Charger un fichier d’actions",
        trail=trail(slug, Entry("Charger un fichier", reverse("action_list", args=[slug]))),
        summary="Votre plan d’actions, notre modèle ou tout autre tableau. Vous verrez ce que le fichier ferait avant "
        "de charger quoi que ce soit.",
        singular="action",
        plural="actions",
        columns=(
            ("Titre", "ce qui est fait ; aussi « Intitulé », « Titre de la fiche action », « Projet »…"),
            ("Levier 1, 2, 3", "le nom d’un levier ; facultatif, à dire plus tard sinon"),
            ("Statut", "idée, décidée, en cours, faite, arrêtée ; ou les mots de votre plan"),
            ("Quantité d’ici 2030, Unité", "ce que l’action ajoute ou enlève, dans une unité du levier"),
            ("Numéro", "le vôtre : le même fichier corrigé change alors l’action au lieu d’en ajouter une"),
            ("Organisation", "pour l’animation, quand le fichier est de plusieurs"),
            ("Les autres", "description, territoires, dates, budget, financeurs, obstacle, lien… facultatives"),
        ),
        templates=(
            Entry("Modèle à remplir (XLSX, avec listes déroulantes)", reverse("action_template", args=[slug])),
            Entry("La liste actuelle, à corriger et à renvoyer (XLSX)", reverse("actions_sheet", args=[slug])),
        ),
        action="Charger le fichier",
        undo=reverse("action_list_undo", args=[slug]),
        back=Entry("Retour aux actions", reverse("actions", args=[slug])),
        undone="retire les actions qu’il a ajoutées et remet comme avant celles qu’il a changées",
        section="diagnostic.actions",
    )


def told(plan: Plan) -> str:
    """What loading a file did."""
    return f"Fichier chargé : {loaded_words(plan, 'action en brouillon', 'actions en brouillon')}"


JOBS = ListJobs(
    kind=ListKind.ACTIONS,
    reads="actions-read",
    loads="actions-load",
    look=action_list.plan,
    look_again=lambda member, sent, on_progress: action_list.plan(member, sent, on_progress, advise=False),
    write=action_list.write,
    told=told,
    stamp=stamp_of,
)
FILES = ListDesk(
    kind=ListKind.ACTIONS,
    action="diagnostic.load_actions",
    route="action_list",
    after="actions",
    words=words_of,
    plan=action_list.plan,
    redo=lambda member, sent: action_list.plan(member, sent, advise=False),
    write=action_list.write,
    told=told,
    undo=undo,
    holds=action_list.holds,
    form=ActionListForm,
    columns="action_columns",
    jobs=JOBS,
)


read_file = JOBS.make_plan
"""What a worker does of a long file that was sent."""
load_file = JOBS.make_load
"""And once it was looked at."""


def _workbook(name: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@never_cache
@require_safe
@may("diagnostic.see_actions")
def template(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """An empty table to be filled, with its lists of accepted values."""
    content = template_bytes(member.cop.place, more=further_columns())
    return _workbook(f"modele-actions-{slug}", content)


@never_cache
@require_safe
@may("diagnostic.see_actions")
def sheet(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The list that a member sees, as a table that comes back without loss."""
    region = member.cop.region
    actions = asked_by(member, ActionFilter.of(request.GET.dict())).select_related("part_of")
    rows = [cells_of(action, region) for action in actions]
    return _workbook(f"actions-{slug}", template_bytes(member.cop.place, rows, more=further_columns()))
