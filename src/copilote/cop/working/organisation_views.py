"""The organisations of a COP, in the browser."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from copilote.cop import organisation_list
from copilote.cop.history import keep_valid
from copilote.cop.lists import source_of
from copilote.cop.merging import merge
from copilote.cop.models import ListKind, Membership, Organisation
from copilote.cop.organisations import (
    add_organisation,
    add_respondents,
    added_words,
    by_key,
    of_cop,
    standing,
    tie,
)
from copilote.cop.permissions import may, rights_of
from copilote.cop.working.list_pages import ListWords, loaded_words
from copilote.cop.working.list_views import ListDesk
from copilote.cop.working.organisation_forms import MergeForm, OrganisationForm, seen_of
from copilote.cop.working.organisation_pages import (
    OrganisationFilter,
    organisation_page,
    organisations_page,
    trail,
)
from copilote.cop.working.organisation_writing import (
    merge_page,
    organisation_form_page,
    respondents_page,
    wanted_in,
)
from copilote.publish.table import Book
from copilote.publish.to_csv import csv_bytes
from copilote.publish.to_xlsx import xlsx_bytes
from copilote.reference.errors import InputError
from copilote.ui.downloads import TYPES
from copilote.ui.page import Entry

MEANWHILE = "Un collègue a changé cette organisation depuis que la page est ouverte : relisez-la avant d’enregistrer."


def found(member: Membership, number: int) -> Organisation:
    """The organisation of a number in the COP of a member; 404 for one of another COP."""
    related = Organisation.objects.select_related("territory", "cop", "merged_into__territory")
    organisation = related.filter(cop=member.cop, pk=number).first()
    if organisation is None:
        raise Http404
    return organisation


@never_cache
@require_safe
@may("cop.see_organisations")
def organisations(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """All the organisations, as the filter asks."""
    page = organisations_page(member.cop, rights_of(request), OrganisationFilter.of(request.GET.dict()))
    return render(request, "cop/organisations.html", {"page": page})


@never_cache
@require_safe
@may("cop.see_organisations")
def organisations_data(request: HttpRequest, member: Membership, slug: str, ending: str) -> HttpResponse:
    """The organisations as a file that can be sent back."""
    rows = list(of_cop(member.cop))
    return sent_file(organisation_list.book_of(member.cop, rows, f"organisations-{slug}"), ending)


@never_cache
@require_safe
@may("cop.keep_organisations")
def template(request: HttpRequest, member: Membership, slug: str, ending: str) -> HttpResponse:
    """An empty list, to be filled."""
    return sent_file(organisation_list.book_of(member.cop, [], f"modele-organisations-{slug}"), ending)


def sent_file(book: Book, ending: str) -> HttpResponse:
    """A file for its reader alone. Raises Http404 for an ending that is not offered."""
    if ending not in ("csv", "xlsx"):
        raise Http404
    body = csv_bytes(book.tables[0]) if ending == "csv" else xlsx_bytes(book)
    response = HttpResponse(body, content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{book.name}.{ending}"'
    return response


@never_cache
@require_safe
@may("cop.see_organisations")
def organisation(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """One organisation; who asks for one that was merged is led to the one that took its place."""
    asked = found(member, number)
    today = standing(asked)
    if today.pk != asked.pk:
        messages.info(request, f"« {asked} » est fusionnée dans « {today} » : voici sa page.")
        return HttpResponseRedirect(reverse("organisation", args=[slug, today.pk]))
    return render(request, "cop/organisation.html", {"page": organisation_page(asked, rights_of(request))})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.keep_organisations")
def add(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Add one."""
    sent = request.method == "POST"
    form = OrganisationForm(member.cop, request.POST.dict() if sent else None)
    if sent and form.is_valid() and form.identity is not None:
        try:
            made = add_organisation(
                member.cop, form.identity, form.fill(Organisation(cop=member.cop)), f"ajoutée par : {member.signature}"
            )
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"« {made} » est ajoutée. Invitez-y quelqu’un.")
            return HttpResponseRedirect(reverse("organisation", args=[slug, made.pk]))
    page = organisation_form_page(member.cop, form, None)
    return render(request, "cop/organisation_form.html", {"page": page}, status=400 if sent else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.keep_organisations")
def edit(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Change one."""
    held = found(member, number)
    sent, status = request.method == "POST", 200
    form = OrganisationForm(member.cop, request.POST.dict() if sent else None, held)
    if sent:
        status = 400
        if form.is_valid():
            if form.cleaned_data["vu"] != seen_of(held):
                form.add_error(None, MEANWHILE)
                form.data = {**form.data, "vu": seen_of(held)}
                status = 409
            else:
                try:
                    _change(held, form, member)
                except InputError as error:
                    form.add_error(None, str(error))
                else:
                    messages.success(request, "Organisation enregistrée.")
                    return HttpResponseRedirect(reverse("organisation", args=[slug, held.pk]))
    page = organisation_form_page(member.cop, form, found(member, number))
    return render(request, "cop/organisation_form.html", {"page": page}, status=status)


def _change(held: Organisation, form: OrganisationForm, member: Membership) -> None:
    """Write what was typed. Raises InputError where it is another that is there already."""
    form.fill(held)
    if form.identity is not None:
        same = by_key(member.cop).get(form.identity.key)
        if same is not None and same.pk != held.pk:
            raise InputError(f"« {same} » est déjà connue par ce code : fusionnez les deux.")
        tie(held, form.identity)
    keep_valid(held, f"changée par : {member.signature}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.keep_organisations")
def merge_into(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Have another take its place."""
    held = found(member, number)
    sent = request.method == "POST"
    form = MergeForm(held, request.POST.dict() if sent else None)
    if sent and form.is_valid():
        given = form.cleaned_data
        into = found(member, int(given["dans"]))
        try:
            words = merge(member, held, into, given["raison"], given["depuis"])
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("organisation", args=[slug, into.pk]))
    page = merge_page(held, form)
    return render(request, "cop/organisation_merge.html", {"page": page}, status=400 if sent else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.keep_organisations")
def respondents(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The territories of the region, to be added in one click."""
    if request.method == "POST":
        count = add_respondents(member.cop, wanted_in(request.POST), f"territoires ajoutés par : {member.signature}")
        messages.success(request, added_words(count))
        return HttpResponseRedirect(reverse("organisations", args=[slug]))
    return render(request, "cop/respondents.html", {"page": respondents_page(member.cop)})


def words_of(slug: str) -> ListWords:
    """What the pages of a list of organisations say."""
    return ListWords(
        title="Charger une liste d’organisations",
        trail=trail(slug, Entry("Charger une liste", reverse("organisation_list", args=[slug]))),
        summary="Une ligne par organisation. Vous verrez ce que la liste ferait avant de charger quoi que ce soit.",
        singular="organisation",
        plural="organisations",
        columns=(
            ("Organisation", "son nom (pour un territoire, son nom officiel suffit)"),
            ("Nature", "intercommunalité, commune, association… : voyez « Valeurs acceptées » du modèle"),
            (
                "SIREN ou code",
                "neuf chiffres, ou le code du territoire ; vide si le nom suffit (territoire, association)",
            ),
            ("Collège", "facultatif : sans lui, celui de la nature"),
            ("Fonction du contact", "facultatif : une fonction, pas un nom"),
            ("E-mail du contact", "facultatif"),
        ),
        templates=(
            Entry("Modèle à remplir (XLSX)", reverse("organisations_template", args=[slug, "xlsx"])),
            Entry("Modèle à remplir (CSV)", reverse("organisations_template", args=[slug, "csv"])),
        ),
        action="Charger la liste",
        undo=reverse("organisation_list_undo", args=[slug]),
        back=Entry("Retour aux organisations", reverse("organisations", args=[slug])),
        undone="retire ce qu’elle a ajouté et remet comme avant ce qu’elle a changé",
    )


LISTS = ListDesk(
    kind=ListKind.ORGANISATIONS,
    action="cop.keep_organisations",
    route="organisation_list",
    after="organisations",
    words=words_of,
    plan=lambda member, sent: organisation_list.plan(member.cop, source_of(sent)),
    write=organisation_list.write,
    told=lambda plan: f"Liste chargée : {loaded_words(plan, 'organisation ajoutée', 'organisations ajoutées')}",
    undo=organisation_list.undo,
)
