"""The EPCI rule of the public service Territoires en Transitions: what share each lever takes of a sector's reduction.

The shares were suggested by the secretariat for ecological planning (SGPE), region by region, for the 13 regions of
the mainland and Corsica. They are whole percentages; those of one poste may not add up to 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from copilote.reference.errors import InputError
from copilote.reference.simulator import Region, load_regions
from copilote.reference.tables import read_rows, table_path

DOMAIN = "epci_rule"
SOURCE = "sgpe-leviers-epci"


@dataclass(frozen=True)
class Poste:
    """A figure that an EPCI gives: the emissions of a sector or of a part of one.

    includes : the published sub-sectors that it sums up. sink : usually a sink of carbon, so of negative emissions.
    spellings : other names that people and the publication give it.
    """

    id: str
    name: str
    includes: tuple[str, ...]
    sink: bool
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class RuleLever:
    """A lever of the rule in a region.

    name : as published. postes : ids of those summed up. simulator_levers : ids of the simulator's levers that it
    stands for. share_pct : percentage of the reduction of its postes.
    """

    name: str
    postes: tuple[str, ...]
    simulator_levers: tuple[str, ...]
    share_pct: Decimal


@lru_cache(maxsize=2)
def load_postes(edition: str | None = None) -> dict[str, Poste]:
    """Every poste by id, in the order of the rule."""
    return {
        row["poste"]: Poste(
            id=row["poste"],
            name=row["name"],
            includes=tuple(row["includes"].split(" ; ")),
            sink=row["sink"] == "true",
            spellings=tuple(one for one in row["spellings"].split(" ; ") if one),
        )
        for row in read_rows(table_path(DOMAIN, edition, "postes.csv"))
    }


@lru_cache(maxsize=2)
def _shares(edition: str | None = None) -> dict[tuple[str, str], Decimal]:
    return {
        (row["region"], row["lever"]): Decimal(row["share_pct"])
        for row in read_rows(table_path(DOMAIN, edition, "shares.csv"))
    }


def covered_regions(edition: str | None = None) -> tuple[Region, ...]:
    """The regions that have shares, by code."""
    codes = {region for region, _lever in _shares(edition)}
    return tuple(region for region in load_regions() if region.code in codes)


@lru_cache(maxsize=32)
def load_rule(region_code: str, edition: str | None = None) -> tuple[RuleLever, ...]:
    """The levers of the rule with their shares in a region, in the published order; empty without shares there."""
    shares = _shares(edition)
    return tuple(
        RuleLever(
            name=row["lever"],
            postes=tuple(row["postes"].split()),
            simulator_levers=tuple(row["simulator_levers"].split()),
            share_pct=shares[region_code, row["lever"]],
        )
        for row in read_rows(table_path(DOMAIN, edition, "levers.csv"))
        if (region_code, row["lever"]) in shares
    )


def find_rule(region: Region, edition: str | None = None) -> tuple[RuleLever, ...]:
    """Like `load_rule`; raises InputError, naming the regions that have shares, for one that has none."""
    found = load_rule(region.code, edition)
    if not found:
        names = ", ".join(one.name for one in covered_regions(edition))
        raise InputError(
            f"{region.name} : la règle par EPCI n’a pas de parts pour cette région. Elle couvre : {names}."
        )
    return found
