"""Erasing an account: by its person, by who looks after a COP, by time; all the same way."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

from copilote.cop.leaving import hindrances
from copilote.cop.models import Cop, User
from copilote.privacy.holdings import clear
from copilote.privacy.register import all_holdings
from copilote.reference.errors import InputError


def erase(user: User) -> None:
    """Erase an account and all that is held of its person. What was decided stays, without the name.

    Raises InputError where something has to be settled first, and nothing is erased.
    """
    with transaction.atomic():
        # Two that leave at once do not both count on the other.
        led = Cop.objects.filter(pk__in=user.memberships.values("cop")).order_by("pk")
        keepers = User.objects.filter(Q(pk=user.pk) | Q(is_administrator=True)).order_by("pk")
        for rows in (led, keepers):
            list(rows.select_for_update())
        if told := hindrances(user):
            raise InputError(" ".join(told))
        user.delete()


def cleared(instance: User, **_told: Any) -> None:
    """Called once the row of an account is deleted, in the same transaction: what does not go with it is cleared."""
    for holding in all_holdings():
        clear(holding, instance)
