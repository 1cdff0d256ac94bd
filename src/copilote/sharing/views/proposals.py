"""What territories say: public pages, and the form of who speaks for one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copilote.cop.journal import MeanwhileError
from copilote.cop.models import Membership
from copilote.cop.permissions import may, rights_of
from copilote.sharing.answers import record_answer
from copilote.sharing.decisions import record_figure
from copilote.sharing.models import AnswerStep
from copilote.sharing.pages.proposals import page_address, proposals_page
from copilote.sharing.pages.region_proposals import region_proposals_page
from copilote.sharing.sheet_words import region_of_code
from copilote.sharing.territories import find_territory
from copilote.sharing.working.proposal import (
    ProposalForm,
    changed_by_buttons,
    fields_of,
    held_figure,
    own_lever,
    proposal_page,
)
from copilote.ui.canonical import canonical_region
from copilote.words.numbers import whole_number

FORM, SEEN = "sharing/working/proposal.html", "sharing/working/proposal_seen.html"


@require_safe
@canonical_region
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """The sum of proposals against the target; `?niveau=`."""
    page = region_proposals_page(slug, request.GET.get("niveau", ""))
    return render(request, "sharing/region_proposals.html", {"page": page})


@require_safe
def territory(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """A territory's proposals; `?region=` where it lies in several."""
    place = find_territory(level, code)
    if (place.level, place.code) != (level, code):
        return HttpResponsePermanentRedirect(reverse("proposals", args=[place.level, place.code]))
    page = proposals_page(place, request.GET.get("region", ""), rights_of(request))
    return render(request, "sharing/proposals.html", {"page": page})


@never_cache
@require_POST
@may("sharing.send_answer")
def send(request: HttpRequest, member: Membership, level: str, code: str) -> HttpResponse:
    """Say that what a territory answered is its whole answer."""
    record_answer(member, AnswerStep.SENT, _seen(request))
    messages.success(request, "Réponse envoyée. Merci ! L’animation de la COP et le relais du département la voient.")
    return HttpResponseRedirect(page_address(find_territory(level, code), region_of_code(member.cop.region)))


@never_cache
@require_POST
@may("sharing.validate")
def validate(request: HttpRequest, member: Membership, level: str, code: str) -> HttpResponse:
    """Validate what a territory answered, by who signs for it."""
    record_answer(member, AnswerStep.VALIDATED, _seen(request))
    messages.success(request, "Réponse validée. Elle le dit désormais à tous, avec la date et votre fonction.")
    return HttpResponseRedirect(page_address(find_territory(level, code), region_of_code(member.cop.region)))


def _seen(request: HttpRequest) -> int | None:
    """The number of the last figure that was on the page; None where it is not said."""
    return whole_number(request.POST.get("vu", ""))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("sharing.propose")
def proposal(request: HttpRequest, member: Membership, level: str, code: str, lever: str) -> HttpResponse:
    """The form of one lever, by who speaks for the territory; `?region=` by who does so in several COPs."""
    place, where = find_territory(level, code), region_of_code(member.cop.region)
    own, sent = own_lever(place, where, lever), request.method == "POST"
    fields, again = changed_by_buttons(own, request.POST.dict()) if sent else (fields_of(place, where, own), True)
    form = ProposalForm(own, fields)
    cops = [held.cop for held in rights_of(request).holding("sharing.propose", territory=(level, code))]
    page = proposal_page(place, where, own, form, cops)
    if not form.is_valid() or again:
        return render(request, FORM, {"page": page}, status=200 if again else 400)
    if fields.get("vu") != form.seen:
        return render(request, SEEN, {"page": page})
    known = form.cleaned_data["connu"]
    try:
        record_figure(member, lever, form.kt("fait"), form.kt("proposition"), form.cleaned_data["raison"], known)
    except MeanwhileError:
        held = held_figure(place, where, own)
        form.data = {**fields, "connu": held.pk if held else 0}
        page = proposal_page(place, where, own, form, cops, meanwhile=True)
        return render(request, FORM, {"page": page}, status=409)
    published = " ; ".join(f"{label} : {amount}" for _name, label, amount, _asked in form.given)
    message = f"Enregistré, et public. {published}." if published else "Ce que le territoire avait dit est retiré."
    messages.success(request, message)
    return HttpResponseRedirect(page.back)
