"""What the header says of who is signed in, and the messages of the last action."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.db import Error
from django.http import HttpRequest

from copilote.cop.permissions import rights_of


def account(request: HttpRequest) -> dict[str, Any]:
    """`account` : the rights of who signed in, None for a visitor (whose session is not even looked for).

    The frame is drawn whatever happens: a member is a visitor while the base does not answer.
    """
    try:
        rights = rights_of(request)
    except Error:
        return {"account": None}
    if not rights.signed_in:
        return {"account": None}
    return {"account": rights, "notices": get_messages(request)}
