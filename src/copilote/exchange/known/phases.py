"""Phases and statuses of the shared API, and of the plans that it imports, as one of our statuses.

A phase says what is under way (Idée, Étude, Opération), a status how far the phase itself is: a study that is finished
is an idea still, and nothing says that it was decided. What has no sure equivalent is None.

| phase | no status | En cours, En retard | Terminé |
|---|---|---|---|
| Idée, Étude | idea | idea | idea |
| Opération | under way | under way | done |
| none | None | None | None |

En pause, Bloqué and Abandonné are stopped, whatever the phase; "Accepté", of a grant, is decided.
"""

from __future__ import annotations

from copilote.planning.actions import Status
from copilote.reference.errors import fold
from copilote.words import N_

_PHASES: dict[str, tuple[Status | None, Status | None, Status | None]] = {
    "idee": (Status.IDEA, Status.IDEA, Status.IDEA),
    "etude": (Status.IDEA, Status.IDEA, Status.IDEA),
    "operation": (Status.UNDER_WAY, Status.UNDER_WAY, Status.DONE),
}
_RANKS = {"": 0, "en cours": 1, "en retard": 1, "termine": 2}
_STOPPED = ("en pause", "bloque", "abandonne")
POOL = {
    "a_remonter": N_("vivier de la COP : à remonter"),
    "a_travailler": N_("vivier de la COP : à travailler"),
    "hors_cop_mais_crte": N_("hors de la COP, dans un CRTE"),
    "non_remonte": N_("vivier de la COP : non remonté"),
}
"""What `copStatutVivier` may be, and what it means: a place in the COP's pool of projects, not how far they are."""


def status_of(phase: str | None, stated: str | None) -> Status | None:
    """Our status for a phase and its status; None where they do not say.

    >>> status_of("Opération", "Terminé")
    <Status.DONE: 'done'>
    >>> status_of("Étude", "Terminé")
    <Status.IDEA: 'idea'>
    >>> status_of(None, "En instruction") is None
    True
    """
    status = fold(stated or "")
    if status in _STOPPED:
        return Status.STOPPED
    if status == "accepte":
        return Status.DECIDED
    row = _PHASES.get(fold(phase or ""))
    return row[_RANKS[status]] if row is not None and status in _RANKS else None
