"""Answers that readers keep: an ETag and an age, so that nothing travels twice."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

MAX_AGE = 60
"""Seconds that an answer may be kept unasked: what a COP decides shows within a minute, the ETag saves the rest."""


def cached(
    request: HttpRequest,
    body: bytes,
    content_type: str,
    *,
    name: str = "",
    attachment: bool = False,
    max_age: int = MAX_AGE,
) -> HttpResponse:
    """A readable answer with ETag and Cache-Control; 304 without a body when the reader has it already.

    name : of the file, when it is one; `attachment` has it saved rather than shown. max_age : in seconds.
    """
    response = HttpResponse(body, content_type=content_type)
    if name:
        response["Content-Disposition"] = content_disposition_header(attachment, name) or f'inline; filename="{name}"'
    response["ETag"] = f'"{sha256(body).hexdigest()[:24]}"'
    response["Cache-Control"] = f"public, max-age={max_age}"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
