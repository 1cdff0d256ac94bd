"""Files of priorities in the browser: what is sent, looked at, loaded, undone; the list as it comes back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from copilote.adaptation.actions import LARGEST
from copilote.adaptation.priorities import files
from copilote.adaptation.priorities.columns import book_of
from copilote.adaptation.priorities.list_page import PriorityFilter, trail
from copilote.adaptation.priorities.seeing import seen_by
from copilote.cop.list_jobs import ListJobs
from copilote.cop.lists import Plan
from copilote.cop.models import ListKind, Membership
from copilote.cop.permissions import may
from copilote.cop.working.list_pages import ListWords, loaded_words
from copilote.cop.working.list_views import ListDesk
from copilote.cop.working.organisation_forms import ListForm
from copilote.ui.downloads import send_book
from copilote.ui.page import Entry


class PriorityListForm(ListForm):
    """A file of priorities."""

    most = LARGEST


def _form(_member: Membership, given: object, sent: object) -> PriorityListForm:
    form = PriorityListForm(given, sent, auto_id="%s")
    form.fields["fichier"].help_text = "CSV, XLSX, XLS ou ODS, 10 Mo et 10 000 lignes au plus."
    return form


def words_of(slug: str) -> ListWords:
    """What the pages of a file of priorities say."""
    return ListWords(
        title="Charger un fichier de priorités d’adaptation",
        trail=trail(slug, Entry("Charger un fichier", reverse("priority_list", args=[slug]))),
        summary="Le tableau de l’État (COP, adaptation) ou le nôtre. Vous verrez ce que le fichier ferait avant de "
        "charger quoi que ce soit.",
        singular="priorité",
        plural="priorités",
        columns=(
            ("Intitulé de la priorité identifiée", "la seule colonne qu’il faut"),
            ("Département", "nom ou code ; sans elle, le vôtre"),
            ("Effet du changement climatique", "chaleur, sécheresse, inondations, argiles, forêt, littoral…"),
            ("Niveau de priorité", "forte, moyenne, faible ; ou 1, 2, 3"),
            ("Date de fin prévue", "31/12/2030, ou seulement « juin 2030 », « fin 2030 »"),
            ("Budget total anticipé", "45 000, 300 k€ ou 1,2 M€"),
            ("Numéro", "celui de nos fichiers : une priorité garde alors son histoire si son intitulé change"),
            (
                "Les autres",
                "description, sensibilité, levier, parties prenantes, aides, freins, critères… facultatives",
            ),
        ),
        templates=(
            Entry("La liste, dans les colonnes de l’État (XLSX)", reverse("priorities_data", args=[slug, "xlsx"])),
            Entry("La liste, avec nos colonnes en plus (XLSX)", reverse("priorities_sheet", args=[slug, "xlsx"])),
        ),
        action="Charger le fichier",
        undo=reverse("priority_list_undo", args=[slug]),
        back=Entry("Retour aux priorités", reverse("priorities", args=[slug])),
        undone="retire les priorités qu’il a ajoutées et remet comme avant celles qu’il a changées",
    )


def told(plan: Plan) -> str:
    """What loading a file did."""
    return f"Fichier chargé : {loaded_words(plan, 'priorité en brouillon', 'priorités en brouillon')}"


JOBS = ListJobs(
    kind=ListKind.PRIORITIES,
    reads="priorities-read",
    loads="priorities-load",
    look=files.plan,
    look_again=files.plan,
    write=files.write,
    told=told,
)
FILES = ListDesk(
    kind=ListKind.PRIORITIES,
    action="adaptation.load_priorities",
    route="priority_list",
    after="priorities",
    words=words_of,
    plan=files.plan,
    write=files.write,
    told=told,
    undo=files.undo,
    holds=files.holds,
    form=_form,
    jobs=JOBS,
)
read_file = JOBS.make_plan
"""What a worker does of a long file that was sent."""
load_file = JOBS.make_load
"""And once it was looked at."""


def _sent(request: HttpRequest, member: Membership, slug: str, ending: str, *, full: bool) -> HttpResponse:
    rows = PriorityFilter.of(request.GET.dict()).among(seen_by(member))
    name = f"copilote-{slug}-priorites" + ("-tableau" if full else "")
    response = send_book(request, book_of(member.cop, rows, name, full=full), ending)
    del response["Access-Control-Allow-Origin"]
    return response


@never_cache
@require_safe
@may("adaptation.see_priorities")
def priorities_data(request: HttpRequest, member: Membership, slug: str, ending: str) -> HttpResponse:
    """The list as a file in the columns of the State's sheet, for its reader alone."""
    return _sent(request, member, slug, ending, full=False)


@never_cache
@require_safe
@may("adaptation.see_priorities")
def priorities_sheet(request: HttpRequest, member: Membership, slug: str, ending: str) -> HttpResponse:
    """The same with our columns besides."""
    return _sent(request, member, slug, ending, full=True)
