"""What makes a demonstration: a mark in its folder and one in its base, written as the base is made; both or none.

A real installation has neither, and is never given one: its base has people.
"""

from __future__ import annotations

from django.conf import settings

from copilote.cop.models import Cop, User
from copilote.reference.errors import InputError
from copilote.site.installation.models import note, noted
from copilote.words import N_

MENTION = N_("Démonstration : personnes et réponses fictives")
NAME = "demo"


def is_marked() -> bool:
    """Whether the base is that of a demonstration."""
    return noted(NAME) is not None


def agree() -> None:
    """Mark the base that was just made for a demonstration; the marks of the folder and of the base are the same.

    Raises InputError where they differ: nothing is opened then.
    """
    if settings.DEMO and not is_marked():
        if User.objects.exists() or Cop.objects.exists():
            raise InputError("Cette base a des personnes ou une COP : elle ne peut pas devenir une démonstration.")
        note(NAME, "fictif")
    elif is_marked() and not settings.DEMO:
        raise InputError(
            "Cette base est celle d’une démonstration : elle ne peut pas servir à une vraie COP. Changez COPILOTE_HOME "
            "ou DATABASE_URL, ou ouvrez-la par copilote serve --demo."
        )
