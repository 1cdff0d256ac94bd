"""Sending what is due: a look at the outbox, again and again, by the worker."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError
from django.db.models.functions import Coalesce
from django.utils import timezone

from copilote.outbox import daily
from copilote.outbox.carrier import Carrier, DownError, RefusedError, UncertainError, carrier
from copilote.outbox.checks import hindrance, too_soon
from copilote.outbox.envelope import envelope
from copilote.outbox.models import Message, Recipient, State
from copilote.outbox.taking import NotOursError, give_back, handing, settle, take
from copilote.outbox.wishes import recipient_of

LOG = logging.getLogger("copilote.outbox")
GIVEN_UP = timedelta(days=2)
"""How long a message that is refused for now is tried."""
FIRST_S, LAST_S = 60, 4 * 3600
"""Before a message is tried again: the first time, and at most."""
DOWN_FIRST_S, DOWN_LAST_S = 5.0, 300.0
"""Before a server that takes nothing is asked again: the first time, and at most."""
GATHER_S = 60.0
"""Between two looks at what can wait."""
Stopping = Callable[[], bool]


class Sender:
    """Sends, one message after the other; while the server takes nothing, it is asked less and less often."""

    def __init__(self) -> None:
        self._asked_again = self._wait_s = 0.0
        self._gathered = -GATHER_S

    def look(self, stopping: Stopping = lambda: False) -> int:
        """Send all that is due, unless asked to stop or while the server rests; how many left."""
        give_back()
        if time.monotonic() - self._gathered > GATHER_S:
            daily.gather()
            self._gathered = time.monotonic()
        if time.monotonic() < self._asked_again:
            return 0
        sent, carried_by = 0, carrier()
        try:
            while not stopping() and (message := take()):
                sent += self._send(message, carried_by)
        except DownError as error:
            self._rest(str(error))
        finally:
            carried_by.close()
        return sent

    def _send(self, message: Message, carried_by: Carrier) -> bool:
        """Send one, or say why not; whether it left. Raises DownError, the message waiting again."""
        try:
            if not _ready(message):
                return False
            carried_by.hand(envelope(message), lambda: handing(message))
        except DatabaseError:
            raise
        except DownError:
            settle(message, State.WAITING, counted=False)
            raise
        except NotOursError:
            return False
        except UncertainError as error:
            settle(message, State.UNCERTAIN, f"{error} : ce message est peut-être parti.")
            return False
        except RefusedError as error:
            _refused(message, error)
            return False
        except Exception as error:  # a fault of ours, or of what a stage asks: the others are to leave all the same
            LOG.exception("the message %s cannot be sent", message.pk)
            _later(message, f"Incident ({type(error).__name__}).")
            return False
        settle(message, State.SENT)
        if not message.urgent:
            Recipient.objects.filter(email=message.email).update(digest_on=timezone.localdate())
        self._wait_s = 0.0
        return True

    def _rest(self, reason: str) -> None:
        """Wait before the server is asked again, and tell all that waits for it."""
        self._wait_s = min(self._wait_s * 2 or DOWN_FIRST_S, DOWN_LAST_S)
        self._asked_again = time.monotonic() + self._wait_s
        LOG.warning("no message leaves, asked again in %d s: %s", self._wait_s, reason)
        now = timezone.now()
        waiting = Message.objects.filter(state=State.WAITING, alone=True, due__lte=now)
        waiting.update(error=reason, tried=Coalesce("tried", now))
        lost = waiting.filter(tried__lt=now - GIVEN_UP)
        Message.objects.filter(within__in=lost).update(state=State.FAILED, error=reason)
        if count := lost.update(state=State.FAILED):
            LOG.error("%d messages are given up after two days: %s", count, reason)


def _ready(message: Message) -> bool:
    """Whether it may leave; else it is settled."""
    now, recipient = timezone.now(), recipient_of(message.email)
    if message.kind == daily.KIND and not daily.tell_again(message, recipient):
        settle(message, State.NOT_NEEDED, "Ce qu’il annonçait est fait.", counted=False)
        return False
    if not message.forced and (ended := hindrance(message, recipient, now)):
        settle(message, *ended, counted=False)
        return False
    if not message.forced and (later := too_soon(message, now)):
        settle(message, State.WAITING, due=later, counted=False)
        return False
    return True


def _refused(message: Message, error: RefusedError) -> None:
    if not error.lasting:
        _later(message, str(error))
        return
    if error.address:
        bounced(message.email, str(error))
    settle(message, State.BOUNCED if error.address else State.FAILED, str(error))


def _later(message: Message, reason: str) -> None:
    """Try again after a while, each time a longer one; given up after two days."""
    now = timezone.now()
    if message.tried and message.tried < now - GIVEN_UP:
        LOG.error("the message %s is given up after two days", message.pk)
        settle(message, State.FAILED, reason)
        return
    wait_s = min(FIRST_S * 4 ** min(message.attempts, 9), LAST_S)
    settle(message, State.WAITING, reason, due=now + timedelta(seconds=wait_s))


def bounced(email: str, reason: str) -> None:
    """Note that an address is refused: nothing more is sent to it until somebody says so."""
    recipient = recipient_of(email)
    Recipient.objects.filter(pk=recipient.pk).update(bounced=timezone.now(), bounce=reason[:500])


SENDER = Sender()


def look(stopping: Stopping) -> None:
    """A look of the worker's process."""
    SENDER.look(stopping)
