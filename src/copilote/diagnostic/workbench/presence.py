"""Who else fills the workbench of an organisation just now, and which theme: told, never a lock.

Kept for a minute in the cache that the processes of the site share, under the number of the person, and shown by role.
"""

from __future__ import annotations

import time

from django.core.cache import caches

from copilote.cop.models import Membership, Organisation, Role
from copilote.words import N_, _

KEPT_S = 60
HERE_S = 45
"""Somebody who was not heard of for so long is elsewhere."""
MOST_THEME = 80


def told(member: Membership, organisation: Organisation, theme: str) -> str:
    """Say that a member is on a theme ("" for none), and what is to be said of the others; "" for nobody."""
    cache, key, now = caches["rooms"], f"workbench-{organisation.pk}", time.time()
    held: dict[int, tuple[str, str, float]] = cache.get(key) or {}
    here = {person: one for person, one in held.items() if now - one[2] < HERE_S}
    here[member.user_id] = (theme[:MOST_THEME], member.role, now)
    cache.set(key, here, KEPT_S)
    return " ".join(_words(at, role) for person, (at, role, _when) in here.items() if person != member.user_id)


def _words(theme: str, role: str) -> str:
    leads = role == Role.ANIMATOR
    if not theme:
        pattern = N_("L’animation de la COP regarde ce tableau.") if leads else N_("Un collègue regarde ce tableau.")
        return _(pattern)
    pattern = N_("Un collègue remplit « %(theme)s ».")
    if leads:
        pattern = N_("L’animation de la COP remplit « %(theme)s ».")
    return _(pattern, theme=theme)
