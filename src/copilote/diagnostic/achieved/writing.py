"""Noting what an action has given, and withdrawing a line that was wrong."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from copilote.cop.models import Membership
from copilote.diagnostic.achieved.models import Achievement
from copilote.diagnostic.models import Action, Origin
from copilote.diagnostic.writing import held
from copilote.reference.errors import InputError

FIRST = date(2019, 1, 1)
"""Quantities are counted from 2019 on."""


def note(member: Membership, action: Action, on: date, quantity: float, about: str = "") -> Achievement:
    """Note how much an action had given on a day. Raises InputError, NotYoursError."""
    own = held(member, action.pk)
    if not own.measured:
        raise InputError("Dites d’abord quelle quantité cette action doit donner d’ici 2030.")
    if own.origin == Origin.TABLE:
        raise InputError("Cette action vient d’une case du tableau : ce qui est fait se dit dans sa case « Fait ».")
    if not FIRST <= on <= timezone.localdate():
        raise InputError("Ce qui est réalisé l’est à un jour passé, depuis 2019.")
    try:
        with transaction.atomic():
            _touch(own)
            return Achievement.objects.create(
                action=own, on=on, quantity=quantity, note=about, signed=member.signature[:200]
            )
    except IntegrityError:
        raise InputError("Une quantité est déjà notée ce jour-là : retirez-la d’abord.") from None


def withdraw(member: Membership, action: Action, number: int) -> None:
    """Take a line out; it stays with the date and who did. Raises InputError, NotYoursError."""
    own = held(member, action.pk)
    rows = Achievement.objects.filter(action=own, pk=number, withdrawn_at=None)
    with transaction.atomic():
        if not rows.update(withdrawn_at=timezone.now(), withdrawn_by=member.signature[:200]):
            raise InputError("Cette ligne est déjà retirée.")
        _touch(own)


def _touch(action: Action) -> None:
    """Have the sums that are kept made anew (`counted_once.stamp_of`): what the action says stays as it was signed."""
    Action.objects.filter(pk=action.pk).update(changed_at=timezone.now())
