"""The words of a page, for tests: without marks, drawings and head, blanks of all kinds as one space."""

from __future__ import annotations

import html
import re

from django.http import HttpResponse


def text_of(response: HttpResponse) -> str:
    """What a person reads of a page."""
    body = re.sub(r"(?s)<(svg|head|header)\b.*?</\1>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))
