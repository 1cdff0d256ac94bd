"""The documents of an action, in the browser of those who see it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copilote.cop.models import Membership
from copilote.cop.permissions import may
from copilote.diagnostic.attached.kinds import KINDS
from copilote.diagnostic.attached.pages import DocumentForm, document_of, documents_page
from copilote.diagnostic.attached.writing import join, take_out
from copilote.diagnostic.finding_actions import found
from copilote.reference.errors import InputError
from copilote.words.numbers import whole_number


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("diagnostic.join_document")
def documents(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """What is joined to an action, and one more."""
    hat, action = found(request, member, number, "diagnostic.join_document")
    sent = request.method == "POST"
    form, status = DocumentForm(request.POST if sent else None, request.FILES if sent else None), 200
    if sent:
        if form.is_valid():
            try:
                row = join(hat, action, *form.sent)
            except InputError as error:
                form.add_error("document", str(error))
            else:
                messages.success(request, f"« {row.name} » est joint.")
                return HttpResponseRedirect(reverse("action_documents", args=[slug, number]))
        status = 400
    page = documents_page(action, form)
    return render(request, "diagnostic/documents.html", {"page": page}, status=status)


@never_cache
@require_POST
@may("diagnostic.write_action")
def document_out(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """Take one out, once it is confirmed."""
    hat, action = found(request, member, number, "diagnostic.write_action")
    take_out(hat, action, whole_number(request.POST.get("document", "")) or 0)
    messages.success(request, "Document retiré : le fichier est effacé.")
    return HttpResponseRedirect(reverse("action_documents", args=[slug, number]))


@never_cache
@require_safe
@may("diagnostic.see_actions")
def document(request: HttpRequest, member: Membership, slug: str, number: int, document: int) -> HttpResponse:
    """One, to be saved: it is never shown as a page of the site."""
    _hat, action = found(request, member, number, "diagnostic.see_actions")
    try:
        row = document_of(action, document)
    except InputError:
        raise Http404 from None
    response = HttpResponse(bytes(row.content or b""), content_type=KINDS[row.kind])
    response["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
