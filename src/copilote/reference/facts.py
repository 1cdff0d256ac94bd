"""Key figures of the country and of regions, each on its primary source."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.reference.records import Text, load
from copilote.reference.soundness import Soundness
from copilote.words import per_language

DOMAIN = "facts"
FRANCE = "france"


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure. `territory` is "france" or a region's INSEE code; `source` a key of sources.toml."""

    id: str
    territory: str
    label: Text
    year: int
    value: float
    unit: Text
    soundness: Soundness
    source: str
    indicator: str | None
    note: Text | None
    edition: str


@per_language
def load_facts(territory: str | None = None) -> tuple[Fact, ...]:
    """The figures of a territory ("france" or a region's code), or all of them."""
    facts = load(Fact, DOMAIN, "facts.csv")
    return tuple(fact for fact in facts if territory in (None, fact.territory))
