"""What is already known of an organisation: its actions, from what is public, loaded or asked, as drafts to confirm.

Nothing here is stored, and no lever is applied: a person confirms, completes or sets aside. May import planning,
reference and `exchange.intake`; knows neither Django nor pages.

Modules: `model` (an action that is known, what a file gave), `funded` (the Fonds vert, in the project's tables),
`pcaet` (open data of Territoires & Climat), `plans` (plans of Territoires en Transitions), `files` (any of these files,
recognised), `service` (the shared API of collectivities: projects, decisions), `traces` (its traces → actions),
`phases` (its phases and statuses → ours).
"""

from copilote.exchange.known.files import read_known
from copilote.exchange.known.funded import CAUTIONS, known_of
from copilote.exchange.known.model import Funder, KnownAction, KnownReading, Origin
from copilote.exchange.known.service import Decision, Service, ServiceError

__all__ = [
    "CAUTIONS",
    "Decision",
    "Funder",
    "KnownAction",
    "KnownReading",
    "Origin",
    "Service",
    "ServiceError",
    "known_of",
    "read_known",
]
