"""What every page of a demonstration says at its head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import Error
from django.http import HttpRequest

from copilote.cop.permissions import rights_of
from copilote.site.demo.mark import MENTION
from copilote.site.demo.trying import PARTS, Part, is_here
from copilote.words import _


@dataclass(frozen=True, slots=True)
class DemoFrame:
    """The mention; the roles that one may try from this machine; who is being tried, "" for nobody."""

    mention: str
    parts: tuple[Part, ...]
    trying: str


def demo(request: HttpRequest) -> dict[str, Any]:
    """`demo` : None on a real installation."""
    if not settings.DEMO:
        return {"demo": None}
    try:
        user = rights_of(request).user
    except Error:
        user = None
    return {"demo": DemoFrame(_(MENTION), PARTS if is_here(request) else (), str(user) if user else "")}
