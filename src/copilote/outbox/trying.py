"""A message to see whether mails leave, sent at once and kept nowhere."""

from __future__ import annotations

from django.conf import settings

from copilote.outbox.carrier import DownError, RefusedError, UncertainError, carrier
from copilote.outbox.envelope import envelope
from copilote.outbox.models import Message
from copilote.reference.errors import InputError

BODY = (
    "Bonjour,\n\nCe message d’essai vient de Copilote, à l’adresse {site}.\nS’il est arrivé, les autres arriveront.\n"
)


def try_to(email: str) -> None:
    """Hand a message over. Raises InputError with what the server says."""
    body = BODY.format(site=settings.SITE_ADDRESS)
    message = Message(email=email, kind="outbox.try", subject="Message d’essai de Copilote", body=body)
    carried_by = carrier()
    try:
        carried_by.hand(envelope(message), lambda: None)
    except (DownError, RefusedError, UncertainError) as error:
        raise InputError(f"le message d’essai n’est pas parti ({error}). Voyez EMAIL_URL et EMAIL_FROM.") from None
    finally:
        carried_by.close()
