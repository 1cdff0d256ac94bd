"""Key figures of the country and of regions, each on its primary source, and those left out with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from copilote.reference.soundness import Soundness
from copilote.reference.tables import latest, read_rows, table_path

DOMAIN = "facts"
FRANCE = "france"


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure. `territory` is "france" or a region's INSEE code; `source` a key of sources.toml."""

    id: str
    territory: str
    label: str
    year: int
    value: float
    unit: str
    soundness: Soundness
    source: str
    indicator: str | None
    note: str | None
    edition: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A figure that is not carried over, and why."""

    what: str
    why: str


@lru_cache(maxsize=4)
def load_facts(territory: str | None = None, *, edition: str | None = None) -> tuple[Fact, ...]:
    """The figures of a territory ("france" or a region's code), or all of them."""
    chosen = edition or latest(DOMAIN)
    return tuple(
        Fact(
            id=row["id"],
            territory=row["territory"],
            label=row["label"],
            year=int(row["year"]),
            value=float(row["value"]),
            unit=row["unit"],
            soundness=Soundness(row["soundness"]),
            source=row["source"],
            indicator=row["indicator"] or None,
            note=row["note"] or None,
            edition=chosen,
        )
        for row in read_rows(table_path(DOMAIN, chosen, "facts.csv"))
        if territory in (None, row["territory"])
    )


@lru_cache(maxsize=4)
def load_left_out(edition: str | None = None) -> tuple[LeftOut, ...]:
    """What was met and not carried over."""
    return tuple(LeftOut(row["what"], row["why"]) for row in read_rows(table_path(DOMAIN, edition, "left_out.csv")))
