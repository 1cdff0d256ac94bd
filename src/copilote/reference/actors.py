"""Who can act on each lever of the simulator, with what, and by which text.

The table `actors/2026/actors.csv` is written by hand from the competences of each body: a reading proposed, to be
validated by the COP (source "copilote-acteurs"; the texts are on Légifrance). It holds the 30 levers of mainland
France; the overseas ones have no row.

>>> lead_of("reduc_rfioul").actor.label
'les habitants'
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum

from copilote.reference.records import Text, load
from copilote.words import N_, _, per_language

DOMAIN = "actors"
SOURCE = "copilote-acteurs"


class Actor(Enum):
    """Who acts; the value is the key of the table. The commune is near, the State far, then who is no authority."""

    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"
    STATE = "etat"
    COMPANIES = "entreprises"
    FARMERS = "agriculteurs"
    FOREST_OWNERS = "proprietaires_forestiers"
    HOUSEHOLDS = "menages"

    @property
    def label(self) -> str:
        """The words that a user reads, with their article: "la mairie"."""
        return _(_LABELS[self])


_LABELS = {
    Actor.COMMUNE: N_("la mairie"),
    Actor.EPCI: N_("l’intercommunalité"),
    Actor.DEPARTEMENT: N_("le département"),
    Actor.REGION: N_("la région"),
    Actor.STATE: N_("l’État"),
    Actor.COMPANIES: N_("les entreprises"),
    Actor.FARMERS: N_("les agriculteurs"),
    Actor.FOREST_OWNERS: N_("les propriétaires de forêts"),
    Actor.HOUSEHOLDS: N_("les habitants"),
}


@dataclass(frozen=True, slots=True)
class LeverActor:
    """What an actor can do on a lever of 2023.

    lead : the one whose own gesture mainly makes the quantity move; one a lever. action : daily words, from a lower
    case letter, without a full stop. basis : the text that gives the competence or the duty; "" for a free choice.
    """

    lever: str
    actor: Actor
    lead: bool
    action: Text
    basis: Text
    source: str = SOURCE


@per_language
def load_actors(edition: str | None = None) -> dict[str, tuple[LeverActor, ...]]:
    """The actors of each lever by its official id, the lead first, the others in the order of the table.

    Raises TableError where the table cannot be read: an actor that is not of the closed list, for one.
    """
    actors: dict[str, tuple[LeverActor, ...]] = {}
    for row in load(LeverActor, DOMAIN, "actors.csv", edition):
        known = actors.get(row.lever, ())
        actors[row.lever] = (row, *known) if row.lead else (*known, row)
    return actors


def actors_of(lever: str) -> tuple[LeverActor, ...]:
    """Who can act on a lever, the lead first; empty for an id that the table does not hold (overseas levers)."""
    return load_actors().get(_nfc(lever), ())


def lead_of(lever: str) -> LeverActor | None:
    """The actor whose own gesture mainly makes the quantity move; None for an id that the table does not hold."""
    return next((row for row in actors_of(lever) if row.lead), None)


def _nfc(lever: str) -> str:
    """One identifier has an accent ("augm_vélotc"): it may be typed decomposed."""
    return unicodedata.normalize("NFC", lever)
