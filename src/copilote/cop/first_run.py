"""The first run of an installation: while nobody has an account, one code, printed where the server is started, makes
whoever opens its address the administrator."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from copilote.cop.models import FirstCode, User, tidy
from copilote.reference.errors import InputError
from copilote.words import N_, _

HOLDS = timedelta(days=1)
ONLY = 1
"""The number of the only row: a new code takes the place of the one before."""
TAKEN = N_("Ce lien ne sert plus : il a servi, un autre l’a remplacé, ou son jour est passé.")


def is_empty() -> bool:
    """Whether nobody has an account here."""
    return not User.objects.exists()


def first_path() -> tuple[str, datetime] | None:
    """The path of a page where one becomes the administrator, and until when; None where somebody has an account.

    Of several processes that ask, the last one's holds.
    """
    if not is_empty():
        return None
    code, expires_at = secrets.token_urlsafe(24), timezone.now() + HOLDS
    FirstCode.objects.update_or_create(pk=ONLY, defaults={"digest": _digest(code), "expires_at": expires_at})
    return reverse("first_run", args=[code]), expires_at


def holds(code: str) -> bool:
    """Whether a code still makes an administrator."""
    return _rows(code).exists() and is_empty()


def become_administrator(code: str, name: str, email: str, password: str) -> User:
    """Use the code, once: its bearer administers the installation. Raises InputError when it does not hold."""
    with transaction.atomic():
        row = _rows(code).select_for_update().first()
        if row is None or not is_empty():
            raise InputError(_(TAKEN))
        user = User(email=tidy(email), name=name.strip(), is_administrator=True)
        user.set_password(password)
        user.save()
        row.delete()
    return user


def _rows(code: str) -> QuerySet[FirstCode]:
    return FirstCode.objects.filter(pk=ONLY, digest=_digest(code), expires_at__gt=timezone.now())


def _digest(code: str) -> str:
    return salted_hmac("copilote.cop.first_run", code, algorithm="sha256").hexdigest()
