"""What a person wants to receive, said without signing in, by a link that we signed."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from copilote.outbox.addresses import whole_address
from copilote.outbox.models import Recipient, Wish

SIGNER = Signer(salt="copilote.outbox.wishes")


def recipient_of(email: str) -> Recipient:
    """The recipient of an address, made at need."""
    return Recipient.objects.get_or_create(email=email.lower())[0]


def token_of(email: str) -> str:
    """What names a recipient in a link, so that nobody makes another's."""
    return SIGNER.sign(str(recipient_of(email).pk)).replace(":", "~")


def recipient_named(token: str) -> Recipient | None:
    """The recipient that a link names; None for a link that we did not sign."""
    try:
        return Recipient.objects.filter(pk=int(SIGNER.unsign(token.replace("~", ":")))).first()
    except (BadSignature, ValueError):
        return None


def wishes_address(email: str) -> str:
    """The whole address where a person says what they want to receive."""
    return whole_address(reverse("wishes", args=[token_of(email)]))


def stop_address(email: str) -> str:
    """The whole address to which mail software posts that a person wants nothing more (RFC 8058)."""
    return whole_address(reverse("stop", args=[token_of(email)]))


def wish(recipient: Recipient, what: str, *, reminders: bool) -> None:
    """Keep what a person wants. Raises ValueError for what is no wish."""
    recipient.wish, recipient.reminders = Wish(what), reminders
    recipient.save(update_fields=["wish", "reminders"])
