"""Too many wrong passwords close an address for a quarter of an hour.

Counted in the database, so that all processes of the site count together, and by a fingerprint that says nothing of
the address without the key of the server. Known and unknown addresses are closed alike: a closed one tells nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from copilote.cop.models import SignInAttempts, tidy

MOST = 10
CLOSED = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)


def fingerprint(email: str) -> str:
    """What an address is counted under."""
    return salted_hmac("copilote.cop.attempts", tidy(email), algorithm="sha256").hexdigest()


def closed_until(email: str) -> datetime | None:
    """Until when nobody signs in with this address; None when one may try."""
    now = timezone.now()
    closed = SignInAttempts.objects.filter(fingerprint=fingerprint(email), locked_until__gt=now).first()
    return closed.locked_until if closed else None


def failed(email: str) -> None:
    """Count one more failure; the tenth closes the address. Failures of the day before are forgotten."""
    now = timezone.now()
    SignInAttempts.objects.filter(last_at__lt=now - FORGOTTEN).delete()
    with transaction.atomic():
        row, _made = SignInAttempts.objects.select_for_update().get_or_create(
            fingerprint=fingerprint(email), defaults={"last_at": now}
        )
        row.failures += 1
        row.last_at = now
        if row.failures >= MOST:
            row.failures, row.locked_until = 0, now + CLOSED
        row.save()


def succeeded(email: str) -> None:
    """Forget the failures of an address."""
    SignInAttempts.objects.filter(fingerprint=fingerprint(email)).delete()
