"""What is asked just before a message leaves: whether it is still needed, wanted, in time, and not too soon."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from copilote.outbox.kinds import kinds
from copilote.outbox.models import Message, Recipient, State, Wish

FLOOR = timedelta(days=5)
"""Between two reminders of a kind to a person."""


def hindrance(message: Message, recipient: Recipient, now: datetime) -> tuple[State, str] | None:
    """Why a message is not to be sent at all: the state in which it ends, and the reason; None when it may leave."""
    kind = kinds().get(message.kind)
    if recipient.bounced:
        return State.BOUNCED, f"Cette adresse a déjà été refusée : {recipient.bounce}"
    if not (kind and kind.asked):
        if recipient.wish == Wish.NOTHING or (recipient.wish == Wish.URGENT and not message.urgent):
            return State.REFUSED, "La personne a choisi de ne pas recevoir ces messages."
        if kind and kind.reminder and not recipient.reminders:
            return State.REFUSED, "La personne a choisi de ne pas recevoir de rappels."
    if kind and kind.lasts and now > max(message.made, message.due) + kind.lasts:
        return State.NOT_NEEDED, "Il n’a pas pu partir à temps : il ne servirait plus."
    if kind and kind.still_needed and not kind.still_needed(message):
        return State.NOT_NEEDED, "Ce qu’il demandait est fait."
    return None


def too_soon(message: Message, now: datetime) -> datetime | None:
    """When a reminder may leave, for one of a kind that the person had less than five days ago; else None."""
    kind = kinds().get(message.kind)
    if kind is None or not kind.reminder:
        return None
    before = Message.objects.filter(email=message.email, kind=message.kind).exclude(pk=message.pk)
    left = before.filter(Q(state__in=(State.HANDING, State.UNCERTAIN)) | ~Q(sent=None))
    last: datetime | None = left.aggregate(last=Max(Coalesce("sent", "held")))["last"]
    return last + FLOOR if last and last + FLOOR > now else None
