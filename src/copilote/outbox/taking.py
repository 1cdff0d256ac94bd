"""Who has a message in hand: one process takes it, and says where it is before and after it is told to the server.

A process that dies leaves at most the message in hand. Taken and not yet told, it is given back; told, nobody knows
whether it left: it is uncertain, and only a person may send it again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django_tasks_db.utils import retry

from copilote.outbox.kinds import kinds
from copilote.outbox.models import Message, State

LOST = timedelta(seconds=180)
"""How long a process has a message in hand: longer than any wait for a server (EMAIL_TIMEOUT)."""
DIED = "L’envoi s’est arrêté pendant la remise au serveur de messagerie : ce message est peut-être parti."
LOOKED_AT = 20


class NotOursError(Exception):
    """The message is no longer ours: another process gave ours up."""


def take() -> Message | None:
    """The next message that is due, for this process alone; None when there is none."""
    now = timezone.now()
    due = Message.objects.filter(state=State.WAITING, alone=True, due__lte=now)
    for pk in due.order_by("-asked", "-urgent", "due", "pk").values_list("pk", flat=True)[:LOOKED_AT]:
        mine = Message.objects.filter(pk=pk, state=State.WAITING, alone=True)
        if mine.update(state=State.TAKEN, held=now, turn=F("turn") + 1):
            return Message.objects.get(pk=pk)
    return None


def handing(message: Message) -> None:
    """Say that the message is being told to the server, from now on. Raises NotOursError."""
    mine = Message.objects.filter(pk=message.pk, turn=message.turn, state=State.TAKEN)
    if not mine.update(state=State.HANDING, held=timezone.now()):
        raise NotOursError
    Message.objects.filter(within=message.pk, state=State.GATHERED).update(state=State.HANDING, held=timezone.now())


@retry()
def settle(
    message: Message, state: State, error: str = "", *, due: datetime | None = None, counted: bool = True
) -> None:
    """Say how it went, unless the message is no longer ours; what it gathers goes as it goes.

    due : when to try again, for one that waits. counted : whether the server was asked about this message.
    """
    now = timezone.now()
    changes: dict[str, Any] = {"state": state, "error": error}
    if state != State.UNCERTAIN:
        changes["held"] = None
    if state == State.SENT:
        changes["sent"] = now
    if due is not None:
        changes["due"] = due
    held = (State.TAKEN, State.HANDING, State.UNCERTAIN)
    with transaction.atomic():
        mine = Message.objects.filter(pk=message.pk, turn=message.turn, state__in=held)
        tries = {"attempts": F("attempts") + 1, "tried": Coalesce("tried", now)} if counted else {}
        if not mine.update(**changes, **tries):
            return
        changes.pop("due", None)
        Message.objects.filter(within=message.pk).update(
            **changes | {"state": State.GATHERED if state == State.WAITING else state}
        )
        if state == State.SENT:
            _forget_private(message)


def _forget_private(message: Message) -> None:
    """Keep no more what only its addressee may read, once it is sent."""
    private = [key for key, kind in kinds().items() if kind.private]
    sent = Message.objects.filter(Q(pk=message.pk) | Q(within=message.pk), kind__in=private)
    sent.update(body="", link="", subject="")


def give_back() -> None:
    """Look after what processes that died had in hand."""
    lost = timezone.now() - LOST
    left = Message.objects.filter(state__in=(State.TAKEN, State.HANDING), held__lt=lost)
    if left.exists():  # so as to ask for the turn of a writer only then
        left.filter(state=State.HANDING).update(state=State.UNCERTAIN, error=DIED)
        left.filter(state=State.TAKEN).update(state=State.WAITING, held=None)
