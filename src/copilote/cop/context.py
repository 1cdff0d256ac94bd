"""What the header says of who is signed in, and the messages of the last action."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest

from copilote.cop.permissions import rights_of


def account(request: HttpRequest) -> dict[str, Any]:
    """`account` : the rights of who signed in, None for a visitor (whose session is not even looked for)."""
    rights = rights_of(request)
    if not rights.signed_in:
        return {"account": None}
    return {"account": rights, "notices": get_messages(request)}
