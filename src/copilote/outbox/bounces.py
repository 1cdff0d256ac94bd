"""Mails that come back: what a server says of an address that it refused after it had taken the mail (RFC 3464)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import compat32
from typing import Any

from copilote.outbox.models import Message, State
from copilote.outbox.sending import bounced
from copilote.reference.errors import InputError

REFERENCE = re.compile(r"<([0-9a-f]{8}-[0-9a-f-]{27})@")


@dataclass(frozen=True, slots=True)
class Bounce:
    """An address that is refused for good, and why. reference : of the message, "" when the mail does not say."""

    email: str
    reason: str
    reference: str = ""


def bounces_in(text: bytes) -> tuple[Bounce, ...]:
    """What a returned mail says; nothing for a mere delay. Raises InputError for any other mail."""
    mail = message_from_bytes(text, policy=compat32)
    statuses = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
    if not statuses:
        raise InputError("Ce fichier n’est pas un avis de non-remise : donnez le message entier, avec ses en-têtes.")
    blocks = [block for part in statuses for block in part.get_payload() if isinstance(block, Mail)]
    reference = _reference(mail)
    return tuple(
        Bounce(address, _reason(block), reference)
        for block in blocks
        if str(block.get("Action", "")).strip().lower() == "failed"
        and not str(block.get("Status", "5")).strip().startswith("4")
        and (address := _address(block))
    )


def note(found: Bounce) -> bool:
    """Note that an address is refused; whether a message was ever sent to it."""
    messages = Message.objects.filter(email=found.email)
    if not messages.exists():
        return False
    bounced(found.email, found.reason)
    came_back = messages.filter(state__in=(State.SENT, State.UNCERTAIN))
    if found.reference:
        came_back = came_back.filter(reference=found.reference)
    else:
        came_back = came_back.filter(pk__in=came_back.order_by("-sent", "-pk").values_list("pk", flat=True)[:1])
    came_back.update(state=State.BOUNCED, error=found.reason)
    return True


def _address(block: Mail) -> str:
    said = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    return said.rpartition(";")[2].strip().strip("<>").lower()


def _reason(block: Mail) -> str:
    said = str(block.get("Diagnostic-Code") or block.get("Status") or "refus").rpartition(";")[2]
    return " ".join(said.split())[:500]


def _reference(mail: Mail) -> str:
    """The reference of our message, from the headers that come back with the notice."""
    for part in mail.walk():
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822"):
            payload: Any = part.get_payload()
            said = payload[0].as_string() if isinstance(payload, list) and payload else str(payload)
            if match := re.search(rf"(?im)^Message-ID:\s*{REFERENCE.pattern}", said):
                return match[1]
    return ""
