"""What the uses of a region's land and biomass are computed with: coefficients with their range, forests and herds.

Every coefficient says where it comes from: published, derived from published figures, or an assumption of the project.
"""

from __future__ import annotations

from dataclasses import dataclass

from copilote.reference.records import Text, keyed, load
from copilote.words import per_language

DOMAIN = "uses"
FOREST_SOURCE = "ign-bilan-foret"
HERD_SOURCE = "cheptel-2024"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient, in `unit`; low <= central <= high. kind : "published", "derived" or "assumption".

    checked : "read" at its source; "excerpt", read there in an excerpt, the rest not seen; "quoted", read in a text
    that quotes it; "recalled", in part at least cited from general knowledge, the source not read again; "own", an
    assumption, be it at its ends alone.
    """

    id: str
    title: Text
    unit: Text
    low: float
    central: float
    high: float
    kind: str
    checked: str
    source: str
    note: Text


@dataclass(frozen=True, slots=True)
class ForestAccount:
    """The forest of a region as one publication of the inventory has it, poplars left out: area, and a year's volumes
    of stem wood. growth_tc : tonnes of carbon of the growth, branches and roots included."""

    region: str
    published: int
    area_ha: float
    growth_m3: float
    growth_tc: float
    harvest_m3: float
    mortality_m3: float


@dataclass(frozen=True, slots=True)
class Herd:
    """Cows and heifers of more than 24 months in a region on 1 January of `year`, those kept for milk and for meat;
    None where that is not published."""

    region: str
    year: int
    dairy: float | None
    suckler: float | None


@per_language
def load_coefficients() -> dict[str, Coefficient]:
    """The coefficients by id, in the order of the table."""
    return keyed("id", load(Coefficient, DOMAIN, "coefficients.csv"))


def load_forest(region: str) -> tuple[ForestAccount, ...]:
    """What each publication says of the forest of a region (INSEE code), oldest first; none overseas."""
    return tuple(row for row in load(ForestAccount, DOMAIN, "forest.csv") if row.region == region)


def load_herd(region: str) -> Herd | None:
    """The cattle of a region (INSEE code); None where nothing of it is published."""
    return next((row for row in load(Herd, DOMAIN, "herds.csv") if row.region == region), None)
