"""What territories say: public pages, and the form of who speaks for one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from copilote.cop.middleware import takes_forms
from copilote.cop.permissions import rights_of, speakers_only
from copilote.sharing.decisions import record_figure
from copilote.sharing.pages.proposal import ProposalPage, asked_otherwise, proposal_page, share_fields
from copilote.sharing.pages.proposals import proposals_page
from copilote.sharing.pages.region_proposals import region_proposals_page
from copilote.sharing.pages.territory import find_territory
from copilote.sharing.sheet_words import region_of_code
from copilote.simulator.views.canonical import canonical_region


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
    page = proposals_page(level, code, request.GET.get("region", ""), rights_of(request))
    return render(request, "sharing/proposals.html", {"page": page})


@never_cache
@takes_forms
@require_http_methods(["GET", "HEAD", "POST"])
@speakers_only
def proposal(request: HttpRequest, level: str, code: str, lever: str) -> HttpResponse:
    """The form of one lever, by who speaks for the territory."""
    member = rights_of(request).speaker(level, code)
    assert member is not None  # noqa: S101  the decorator saw to it
    place, where = find_territory(level, code), region_of_code(member.cop.region)
    if request.method != "POST":
        page, _said = proposal_page(place, where, lever, None)
        return render(request, "sharing/proposal.html", {"page": page})
    fields, again = asked_otherwise(request.POST, share_fields(place, where, lever))
    page, said = proposal_page(place, where, lever, fields)
    if again:
        return render(request, "sharing/proposal.html", {"page": page})
    if page.wrong:
        return render(request, "sharing/proposal.html", {"page": page}, status=400)
    if fields.get("vu") != said.seen:
        return render(request, "sharing/proposal_seen.html", {"page": page})
    record_figure(member, lever, said.done_kt, said.proposed_kt, said.reason)
    messages.success(request, _("Ce que le territoire avait dit est retiré.") if page.withdraws else _published(page))
    return HttpResponseRedirect(reverse("proposals", args=[level, code]))


def _published(page: ProposalPage) -> str:
    """What was published, in both units."""
    said = " ; ".join(f"{field.label} : {field.said}" for field in page.fields if field.said)
    return _("Enregistré, et public. %(said)s.") % {"said": said}
