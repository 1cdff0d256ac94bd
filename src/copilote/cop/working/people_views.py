"""The people of a COP and their invitations, in the browser."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copilote.cop import invitation_list
from copilote.cop.invitations import Wanted, link_of, open_meeting, resend, revoke
from copilote.cop.lists import source_of
from copilote.cop.models import Invitation, InvitationState, ListKind, Membership, Role
from copilote.cop.people import change_role, leads_alone, take_away
from copilote.cop.permissions import may, rights_of
from copilote.cop.scope import invites
from copilote.cop.working.list_pages import ListWords, loaded_words
from copilote.cop.working.list_views import ListDesk
from copilote.cop.working.organisation_views import sent_file
from copilote.cop.working.people_forms import InviteForm, MeetingForm, ReplaceForm, RoleForm
from copilote.cop.working.people_pages import (
    form_page,
    invitations_page,
    meeting_page,
    meetings_page,
    people_page,
    person_page,
    trail,
)
from copilote.reference.errors import InputError
from copilote.ui.page import Entry
from copilote.ui.phones import origin_of
from copilote.words.numbers import whole_number

LAST = "Cette personne anime seule la COP : invitez d’abord quelqu’un à l’animer, ou remplacez-la."


@never_cache
@require_safe
@may("cop.see_people")
def people(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Who is in the COP, as far as the reader sees."""
    role, number = request.GET.get("role", ""), request.GET.get("page", "1")
    page = people_page(
        member,
        rights_of(request),
        role if role in Role.values else "",
        request.GET.get("q", "")[:100].strip(),
        whole_number(number) or 1,
    )
    return render(request, "cop/people.html", {"page": page})


@never_cache
@require_safe
@may("cop.see_people")
def invitations(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The invitations that the reader holds."""
    state = request.GET.get("etat", "")
    page = invitations_page(member, state if state in InvitationState.values else "")
    return render(request, "cop/invitations.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.invite")
def invite(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Invite a person; `?organisation=` proposes one."""
    sent = request.method == "POST"
    form = InviteForm(member, request.POST.dict() if sent else None, request.GET.get("organisation", ""))
    if sent and form.is_valid():
        try:
            _made, words = invitation_list.invite_one(member, form.wanted)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("invitations", args=[slug]))
    title, summary = "Inviter une personne", "Elle verra à quoi elle est invitée avant de donner quoi que ce soit."
    page = form_page(member.cop, title, summary, form, Entry("Inviter", reverse("invite", args=[slug])))
    return render(request, "cop/invite.html", {"page": page}, status=400 if sent else 200)


def _invitation(member: Membership, number: int) -> Invitation:
    """An invitation or a meeting of the COP of a member, among those that it holds."""
    related = Invitation.objects.select_related("cop", "organisation__territory", "over")
    row = related.filter(cop=member.cop, pk=number).first()
    if row is None or not invites(member, row.organisation):
        raise Http404
    return row


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.invite")
def resend_invitation(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Send it again; or show its link, for who does not receive our mails."""
    invitation = _invitation(member, number)
    if request.method == "POST":
        resend(member, invitation)
        messages.success(request, f"Invitation renvoyée à {invitation.email}.")
        return HttpResponseRedirect(reverse("invitations", args=[slug]))
    if not invitation.waits or invitation.code:
        raise InputError("Cette invitation ne sert plus : faites-en une autre.")
    title = f"L’invitation de {invitation.name or invitation.email}"
    summary = "À copier ou imprimer, si nos courriels n’arrivent pas."
    here = Entry("Lien", reverse("invitation_resend", args=[slug, number]))
    page = form_page(member.cop, title, summary, None, here)
    shown = {"page": page, "invitation": invitation, "link": link_of(invitation)}
    return render(request, "cop/invitation_link.html", shown)


@never_cache
@require_POST
@may("cop.invite")
def revoke_invitation(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Take it back."""
    invitation = _invitation(member, number)
    revoke(member, invitation)
    messages.success(request, "Code retiré." if invitation.code else f"Invitation de {invitation.email} retirée.")
    return HttpResponseRedirect(reverse("meeting_codes" if invitation.code else "invitations", args=[slug]))


def words_of(slug: str) -> ListWords:
    """What the pages of a list of people say."""
    return ListWords(
        title="Inviter par une liste",
        trail=trail(slug, Entry("Inviter par une liste", reverse("invitation_list", args=[slug]))),
        summary="Une ligne par personne. Vous verrez qui serait invité à quoi avant que quoi que ce soit parte.",
        singular="invitation",
        plural="invitations",
        columns=(
            ("E-mail", "l’adresse de la personne"),
            ("Nom", "facultatif"),
            ("Organisation", "son nom, son SIREN ou son code, parmi celles de la COP ; un département pour un relais"),
            ("Rôle", "contributeur, validateur, lecteur, relais ou animateur"),
        ),
        templates=(
            Entry("Modèle à remplir (XLSX)", reverse("invitations_template", args=[slug, "xlsx"])),
            Entry("Modèle à remplir (CSV)", reverse("invitations_template", args=[slug, "csv"])),
        ),
        action="Envoyer les invitations",
        undo=reverse("invitation_list_undo", args=[slug]),
        back=Entry("Retour aux personnes", reverse("people", args=[slug])),
        undone="retire les invitations que personne n’a encore acceptées",
    )


LISTS = ListDesk(
    kind=ListKind.INVITATIONS,
    action="cop.invite",
    route="invitation_list",
    after="invitations",
    words=words_of,
    plan=lambda member, sent: invitation_list.plan(member, source_of(sent)),
    write=invitation_list.write,
    told=lambda plan: (
        f"{loaded_words(plan, 'invitation part', 'invitations partent')} Elles arrivent dans les minutes qui viennent."
    ),
    undo=invitation_list.undo,
    holds=lambda member, sent: member.role == Role.ANIMATOR or sent.sent_by_id == member.user_id,
)
"""Who leads holds all the lists, the others their own."""


@never_cache
@require_safe
@may("cop.invite")
def template(request: HttpRequest, member: Membership, slug: str, ending: str) -> HttpResponse:
    """An empty list, to be filled."""
    return sent_file(invitation_list.template_book(member.cop), ending)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.open_meeting")
def meeting_codes(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The codes of meetings, and another."""
    sent = request.method == "POST"
    form = MeetingForm(member, request.POST.dict() if sent else None)
    if sent and form.is_valid():
        given = form.cleaned_data
        role = Role(given["role"])
        made = open_meeting(member, role, form.shared, form.until, given["personnes"], given["nom"].strip())
        return HttpResponseRedirect(reverse("meeting_code", args=[slug, made.pk]))
    page = meetings_page(member.cop, form)
    return render(request, "cop/meeting_codes.html", {"page": page}, status=400 if sent else 200)


@never_cache
@require_safe
@may("cop.see_meeting_code")
def meeting_code(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """A code to be projected (`?salle`), and who came by it."""
    meeting = _invitation(member, number)
    if not meeting.code:
        raise Http404
    return render(request, "cop/meeting_code.html", {"page": meeting_page(meeting, origin_of(request))})


def _person(member: Membership, number: int) -> Membership:
    related = Membership.objects.select_related("user", "cop", "organisation__territory", "over")
    row = related.filter(cop=member.cop, pk=number).first()
    if row is None:
        raise Http404
    return row


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.keep_people")
def person(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """A member: its role changes, goes to another, or ends, as `acte` says."""
    row = _person(member, number)
    act = request.POST.get("acte", "") if request.method == "POST" else ""
    role_form = RoleForm(row, request.POST.dict() if act == "role" else None)
    replace_form = ReplaceForm(request.POST.dict() if act == "remplacer" else None, auto_id="%s")
    refused = ""
    try:
        told = _done(member, row, act, role_form, replace_form)
    except InputError as error:
        told, refused = "", str(error)
    if told:
        messages.success(request, told)
        return HttpResponseRedirect(reverse("people", args=[slug]))
    page = person_page(row, role_form, replace_form, refused or (LAST if leads_alone(row) else ""))
    return render(request, "cop/person.html", {"page": page}, status=400 if request.method == "POST" else 200)


def _done(member: Membership, row: Membership, act: str, role_form: RoleForm, replace_form: ReplaceForm) -> str:
    """Do what was asked of a member, and say it; "" where nothing was. Raises InputError."""
    name, why = str(row.user), member.signature
    if act == "role" and role_form.is_valid():
        change_role(row, Role(role_form.cleaned_data["role"]), f"changé par : {why}")
        return f"{name} : {row.words}."
    if act == "remplacer" and replace_form.is_valid():
        given = replace_form.cleaned_data
        wanted = Wanted(
            given["email"].strip().lower(), Role(row.role), row.organisation, row.over, given["nom"].strip()
        )
        made, words = invitation_list.invite_one(member, wanted, row)
        if made is None:
            raise InputError(f"{words} Retirez simplement le rôle de {name}.")
        return f"{words} Le rôle de {name} prendra fin quand cette invitation sera acceptée."
    if act == "retirer":
        closed = take_away(row, f"retiré par : {why}")
        return f"{name} n’a plus ce rôle{' ; son compte est fermé, ce qui a été décidé reste' if closed else ''}."
    return ""
