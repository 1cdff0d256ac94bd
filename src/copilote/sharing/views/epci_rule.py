"""The page of the EPCI rule: all that is typed is in its address, nothing is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from copilote.sharing.pages.epci_rule import epci_rule_page
from copilote.simulator.pages.frame import region_of
from copilote.simulator.views.canonical import canonical_region


@require_safe
@canonical_region
def epci_rule(request: HttpRequest, slug: str) -> HttpResponse:
    """The rule's reading of an EPCI beside ours."""
    return render(request, "sharing/epci_rule.html", {"page": epci_rule_page(region_of(slug), request.GET.dict())})
