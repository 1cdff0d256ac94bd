"""A perimeter: some communes of the frame, whatever made them one, and how finely keys must tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from copilote.reference.communes import load_frame
from copilote.words import N_
from copilote.words.typography import quoted

Ranks = NDArray[np.intp]

LEVELS = ("region", "departement", "crte", "arrondissement", "epci", "commune")
"""Levels that a region is shared to, widest first."""
LEVEL_WORDS = {
    "france": N_("France"),
    "region": N_("région"),
    "departement": N_("département"),
    "crte": N_("CRTE"),
    "arrondissement": N_("arrondissement"),
    "epci": N_("intercommunalité"),
    "ept": N_("établissement public territorial"),
    "commune": N_("commune"),
    "perimetre": N_("périmètre choisi"),
}
GRAINS = {"france": "region", "region": "region", "epci": "epci", "commune": "commune"}
WHOLE = 0.9
"""Part of an EPCI's inhabitants who live in a perimeter, for it to be taken as whole there."""
WHOLE_EPCI = 0.5
"""Part of a perimeter's inhabitants who live in whole EPCI, for its land to be told EPCI by EPCI."""


@dataclass(frozen=True, eq=False)
class Place:
    """A perimeter. name : with the quotes of French, whatever its list has. ranks : its communes' ranks in the frame,
    rising; regions : INSEE codes of those that it lies in, that with the most of its inhabitants first; note : a
    sentence, or "" (which list a CRTE is of, a commune of the past).
    """

    level: str
    code: str
    name: str
    ranks: Ranks
    regions: tuple[str, ...]
    note: str = ""
    source: str = "decoupage-2026"

    @property
    def population(self) -> int | None:
        """Its inhabitants; None when one of its communes' are not known."""
        total = load_frame().population[self.ranks].sum()
        return int(total) if np.isfinite(total) else None

    @property
    def area_km2(self) -> float | None:
        """Its area (of the land register), in km²; None when not known."""
        total = float(load_frame().figures["area_km2"][self.ranks].sum())
        return total if np.isfinite(total) else None

    @property
    def codes(self) -> tuple[str, ...]:
        """INSEE codes of its communes."""
        return tuple(load_frame().codes[self.ranks].tolist())

    @property
    def several_regions(self) -> bool:
        """Whether it lies in more than one region."""
        return len(self.regions) > 1

    @cached_property
    def grain(self) -> str:
        """How finely keys must tell it: "region", "epci" (made of whole EPCI, for the most part) or "commune"."""
        if self.level in GRAINS:
            return GRAINS[self.level]
        if len(self.regions) == 1 and self.ranks.size == members_of(self.regions[0]).size:
            return "region"
        people = np.nan_to_num(load_frame().population)
        epci, everyone = load_frame().levels["epci"].index, _people_of_epci()
        here = self.ranks[epci[self.ranks] >= 0]
        within = np.bincount(epci[here], people[here], everyone.size)
        whole = within[within >= WHOLE * everyone].sum()
        return "epci" if whole >= WHOLE_EPCI * people[self.ranks].sum() else "commune"

    def within(self, region: str) -> Ranks:
        """The ranks of its communes in a region, in the frame."""
        inside = load_frame().levels["region"]
        ranks: Ranks = self.ranks[inside.index[self.ranks] == inside.codes.index(region)]
        return ranks

    def inside(self, region: str) -> Ranks:
        """The ranks of its communes in a region, among those of the region: columns of a declination's arrays."""
        return np.searchsorted(members_of(region), self.within(region)).astype(np.intp)


@lru_cache(maxsize=64)
def members_of(region: str) -> Ranks:
    """The ranks of a region's communes in the frame, by code."""
    ranks: Ranks = load_frame().levels["region"].members(region).astype(np.intp)
    ranks.setflags(write=False)
    return ranks


@lru_cache(maxsize=1)
def _people_of_epci() -> NDArray[np.float64]:
    """Inhabitants of each EPCI, by its rank in the frame."""
    frame = load_frame()
    inside = frame.levels["epci"].index >= 0
    epci, people = frame.levels["epci"].index[inside], np.nan_to_num(frame.population)[inside]
    return np.bincount(epci, people).astype(np.float64)


def _regions_of(ranks: Ranks) -> tuple[str, ...]:
    frame = load_frame()
    level = frame.levels["region"]
    if ranks.size == 1:
        return (level.codes[level.index[ranks[0]]],)
    heads = np.bincount(level.index[ranks], np.nan_to_num(frame.population[ranks]) + 1e-6, len(level.codes))
    return tuple(level.codes[at] for at in np.argsort(-heads, kind="stable") if heads[at] > 0)


def made_of(code: str, ranks: Ranks, level: str = "perimetre", name: str = "", note: str = "") -> Place:
    """Some communes of the frame, by rank, as a perimeter."""
    ranks = np.sort(ranks).astype(np.intp)
    ranks.setflags(write=False)
    return Place(level, code, quoted(name), ranks, _regions_of(ranks), note)


def overlaps(perimeters: Sequence[Place], region: str) -> tuple[Ranks, Ranks]:
    """The communes of a region that are in two perimeters or more, and those in none, by rank."""
    times = np.zeros(len(load_frame().codes), dtype=np.int64)
    for place in perimeters:
        times[place.ranks] += 1
    inside = members_of(region)
    return inside[times[inside] > 1], inside[times[inside] == 0]


def members_in(perimeters: Sequence[Place], region: str, within: Place | None = None) -> tuple[Ranks, Ranks]:
    """A region's communes in some perimeters: (M,) ranks among its communes, (M,) in `perimeters`; read-only.

    A commune of two perimeters is there twice, one of none is not, nor is one that is out of `within`, if given.
    """
    ranks = [place.inside(region) for place in perimeters]
    members = np.concatenate([np.empty(0, dtype=np.intp), *ranks])
    index = np.repeat(np.arange(len(ranks)), [own.size for own in ranks])
    if within is not None:
        inside = np.isin(members, within.inside(region))
        members, index = members[inside], index[inside]
    for array in (members, index):
        array.setflags(write=False)
    return members, index
