"""Sending again, by the hand of a person: what failed, bounced, or may not have left."""

from __future__ import annotations

from django.utils import timezone

from copilote.outbox.models import Message, Recipient, State
from copilote.outbox.reading import text_of

AGAIN = (State.UNCERTAIN, State.FAILED, State.BOUNCED, State.SENT)
"""Where a message may be sent again."""


def send_again(message: Message) -> bool:
    """Put a message back among those that wait, under the same Message-ID; False where it is not to be.

    Its address is taken to be good again. What holds no more (a code) is not sent again.
    """
    text = text_of(message)
    if text is None:
        return False
    mine = Message.objects.filter(pk=message.pk, state__in=AGAIN, turn=message.turn)
    again: dict[str, object] = {
        "state": State.WAITING,
        "alone": True,
        "forced": True,
        "within": None,
        "error": "",
        "held": None,
    }
    again |= {"subject": text.subject, "body": text.body, "link": text.link}
    if not mine.update(**again, due=timezone.now(), tried=None, attempts=0, sent=None):
        return False
    Recipient.objects.filter(email=message.email).update(bounced=None, bounce="")
    return True
