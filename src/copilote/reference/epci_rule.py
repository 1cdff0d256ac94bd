"""The EPCI rule of the public service Territoires en Transitions: what share each lever takes of a sector's reduction.

The shares were suggested by the secretariat for ecological planning (SGPE), region by region, for the 13 regions of
the mainland and Corsica. They are whole percentages; those of one poste may not add up to 100.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from copilote.reference.english import in_language
from copilote.reference.errors import InputError
from copilote.reference.records import keyed, load
from copilote.reference.simulator import Region, load_regions
from copilote.words import _, per_language

DOMAIN = "epci_rule"
SOURCE = "sgpe-leviers-epci"


@dataclass(frozen=True)
class Poste:
    """A figure that an EPCI gives: the emissions of a sector or of a part of one.

    includes : the published sub-sectors that it sums up. sink : usually a sink of carbon, so of negative emissions.
    spellings : its French name, and others that people and the publication give it.
    """

    id: str
    name: str
    includes: tuple[str, ...]
    sink: bool
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class RuleLever:
    """A lever of the rule in a region.

    postes : ids of those summed up. simulator_levers : ids of the simulator's levers that it stands for. share_pct :
    percentage of the reduction of its postes.
    """

    name: str
    postes: tuple[str, ...]
    simulator_levers: tuple[str, ...]
    share_pct: Decimal = Decimal(0)


@dataclass(frozen=True)
class _Share:
    region: str
    lever: str
    share_pct: Decimal


@per_language
def load_postes() -> dict[str, Poste]:
    """Every poste by id, in the order of the rule."""
    postes = load(Poste, DOMAIN, "postes.csv", separator=";", renamed={"id": "poste"})
    spelt = (replace(poste, spellings=(poste.name, *poste.spellings)) for poste in postes)
    return keyed("id", in_language(spelt, "name", "includes"))


@lru_cache(maxsize=2)
def _shares() -> dict[tuple[str, str], Decimal]:
    """Percentages by region and lever, in French."""
    return {(share.region, share.lever): share.share_pct for share in load(_Share, DOMAIN, "shares.csv")}


def covered_regions() -> tuple[Region, ...]:
    """The regions that have shares, by code."""
    codes = {region for region, _lever in _shares()}
    return tuple(region for region in load_regions() if region.code in codes)


@per_language
def load_rule(region_code: str) -> tuple[RuleLever, ...]:
    """The levers of the rule with their shares in a region, in the published order; empty without shares there."""
    shares = _shares()
    levers = load(RuleLever, DOMAIN, "levers.csv", renamed={"name": "lever"})
    own = [lever for lever in levers if (region_code, lever.name) in shares]
    return in_language((replace(lever, share_pct=shares[region_code, lever.name]) for lever in own), "name")


def find_rule(region: Region) -> tuple[RuleLever, ...]:
    """Like `load_rule`; raises InputError, naming the regions that have shares, for one that has none."""
    rule = load_rule(region.code)
    if not rule:
        covered = ", ".join(known.name for known in covered_regions())
        text = _(
            "%(region)s : la règle par EPCI n’a pas de parts pour cette région. Elle couvre : %(covered)s.",
            region=region.name,
            covered=covered,
        )
        raise InputError(text)
    return rule
