"""What the outbox keeps for a time: messages that are over, addresses that nobody writes to any more.

What people want to receive stays, for it still holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce, Lower

from copilote.jobs.retention import Kept, Rows
from copilote.outbox.models import Message, Recipient, State, Wish
from copilote.words import N_

UNDER_WAY = (State.WAITING, State.GATHERED, State.TAKEN, State.HANDING)


def _over(oldest: datetime) -> Iterator[Rows]:
    ended = Message.objects.exclude(state__in=UNDER_WAY)
    yield ended.alias(last=Coalesce("sent", "due")).filter(last__lt=oldest)


def _silent(_oldest: datetime) -> Iterator[Rows]:
    """Addresses without account or message, that asked for nothing else than everybody: who said no is remembered."""
    accounts = get_user_model()._default_manager.annotate(lower=Lower("email")).filter(lower=OuterRef("email"))
    written = Message.objects.annotate(lower=Lower("email")).filter(lower=OuterRef("email"))
    usual = Recipient.objects.filter(wish=Wish.ALL, reminders=True)
    yield usual.filter(~Exists(accounts), ~Exists(written))


KEPT = (
    Kept("messages", N_("messages envoyés ou abandonnés"), _over, "KEEP_MESSAGES_DAYS"),
    Kept("recipients", N_("adresses sans compte ni message"), _silent),
)
