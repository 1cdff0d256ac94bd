"""The list of 72 levers shared between the State's tools."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from copilote.reference.records import Text, load
from copilote.words import N_, _, per_language

DOMAIN = "nomenclature"


class Block(Enum):
    """The two blocks of the 72 levers; the value is the key of the table."""

    MITIGATION = "attenuation_biodiversite_ressources"
    ADAPTATION = "adaptation"

    @property
    def label(self) -> str:
        """The words that a user reads."""
        return _(_LABELS[self])


_LABELS = {Block.MITIGATION: N_("Atténuation, biodiversité et ressources"), Block.ADAPTATION: N_("Adaptation")}


@dataclass(frozen=True, slots=True)
class Lever72:
    """A lever of the list of 72, "1" to "72"."""

    number: str
    name: Text
    block: Block
    source: str = "leviers-72"


@per_language
def load_levers_72() -> tuple[Lever72, ...]:
    """The 72 levers, in order: 50 of mitigation, biodiversity and resources, then 22 of adaptation."""
    return load(Lever72, DOMAIN, "levers72.csv")
