"""The documents of the diagnostic: for each reader what they may see, as PDF or DOCX."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from copilote.cop.permissions import rights_of
from copilote.diagnostic.documents.region import region_paper
from copilote.diagnostic.documents.territory import territory_paper
from copilote.diagnostic.live_parts import view_of
from copilote.publish.paper import Paper
from copilote.ui.answers import cached
from copilote.ui.canonical import canonical_region

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
@canonical_region
def region(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """A region."""
    view = view_of(slug, rights_of(request))
    page = request.build_absolute_uri(reverse("diagnostic", args=[slug]))
    return _sent(request, region_paper(view, page), ending)


@require_safe
@canonical_region
def territory(request: HttpRequest, slug: str, level: str, code: str, ending: str) -> HttpResponse:
    """A territory of the region."""
    view = view_of(slug, rights_of(request))
    page = request.build_absolute_uri(reverse("diagnostic_territory", args=[slug, level, code]))
    return _sent(request, territory_paper(view, level, code, page), ending)


def _sent(request: HttpRequest, paper: Paper, ending: str) -> HttpResponse:
    """The file; what is answered to a member is kept nowhere (`cop.middleware.PrivatePages`)."""
    # Not before one is asked for: the libraries of documents take memory that pages do not need.
    if ending == "pdf":
        from copilote.publish.paper_pdf import paper_pdf as made
    else:
        from copilote.publish.paper_docx import paper_docx as made
    name = f"{paper.name}.{ending}"
    return cached(request, made(paper), TYPES[ending], name=name, attachment=ending == "docx")
