"""Machines of one installation show the same figures: the mark of what it loaded is in its base.

A machine whose own files are others says so in place of its pages, until it has the same. Without its base it goes on
with what it knew: the public simulator needs none.
"""

from __future__ import annotations

import time
from threading import Lock

from django.db import Error, connection

from copilote.reference.loaded import digest
from copilote.site.installation.models import note, noted
from copilote.words import N_

LOADED = "loaded"
LOOK_AGAIN_S, SILENT_S = 2.0, 30.0
"""Seconds between two looks at the base, and after a look that it did not answer."""
TOLD = N_(
    "Ce serveur n’a pas les mêmes données que les autres de ce site : plutôt que d’autres chiffres, il n’en montre "
    "aucun. Réessayez dans un instant."
)
AILMENT = "données chargées autres que celles de l’installation"
_looking = Lock()
_next_look = 0.0
_differs = False


def adopt() -> None:
    """Make this machine's own data those of the installation. Raises django.db.Error."""
    note(LOADED, digest())
    look_again()


def same_at_start() -> bool:
    """Whether this machine may show figures, when it opens: alone with its base (SQLite), or the first, it decides."""
    if connection.vendor == "sqlite" or noted(LOADED) is None:
        adopt()
    return noted(LOADED) == digest()


def differs() -> bool:
    """Whether this machine holds other data than the installation, as of two seconds ago at most."""
    global _next_look, _differs
    now = time.monotonic()
    if now < _next_look or not _looking.acquire(blocking=False):
        return _differs
    try:
        _differs = (noted(LOADED) or "") != digest()
        # Just after a loading, the files are there a moment before the mark.
        _next_look = 0.0 if _differs else now + LOOK_AGAIN_S
    except Error:
        _next_look = now + SILENT_S
    finally:
        _looking.release()
    return _differs


def look_again() -> None:
    """Have the next question look at the base."""
    global _next_look
    _next_look = 0.0
