"""Natural risks by commune of today: disasters that the State recognised, radon, coast; heat vigilance by département.

Recognised : by an order for each event and commune that asked for it. No measure of who is exposed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from copilote.reference.records import keyed, load
from copilote.words import N_

DOMAIN = "risks"
DISASTERS, RADON, COAST, RETREAT, HEAT = (
    "gaspar-catnat-2025",
    "irsn-radon-2019",
    "communes-littorales-2019",
    "cerema-recul-2018",
    "meteo-france-canicule-2025",
)
"""Sources of the tables."""
SINCE, UNTIL = 1982, 2025
"""Years of the orders."""
KINDS = {
    "inondation": N_("inondations"),
    "secheresse": N_("sécheresse (argiles qui gonflent et se rétractent)"),
    "mouvement_terrain": N_("mouvements de terrain"),
    "tempete": N_("tempêtes"),
    "autres": N_("autres (vagues, avalanches, neige, séismes…)"),
}
"""Kinds of disasters, as they are published, but "autres", which is what remains of the total."""


@dataclass(frozen=True)
class CommuneRisks:
    """What is known of a commune. orders : all orders, orders_10_years : of the last ten years, then by kind;
    last_year : of the last event, None where there was none. radon : 1 low, 2 low but rising easily, 3 significant.
    """

    code: str
    orders: int
    orders_10_years: int
    last_year: int | None
    flood: int
    drought: int
    landslide: int
    storm: int
    radon: int | None

    @property
    def by_kind(self) -> tuple[int, ...]:
        """Orders by kind, in the order of `KINDS`."""
        named = (self.flood, self.drought, self.landslide, self.storm)
        return (*named, self.orders - sum(named))


@dataclass(frozen=True)
class CoastCommune:
    """A commune of the coast. kinds : "sea", "estuary", "lagoon"; retreat_m_year : mean retreat of its coastline in
    metres a year, None where it is not published (which does not mean that it is stable)."""

    code: str
    kinds: tuple[str, ...]
    retreat_m_year: float | None
    segments: int | None


@dataclass(frozen=True)
class HeatVigilance:
    """Days of a summer by colour of heat-wave vigilance in a département. recorded : days that were followed."""

    departement: str
    year: int
    yellow: int
    orange: int
    red: int
    recorded: int = field(default=0)


@lru_cache(maxsize=32)
def load_commune_risks(region: str) -> dict[str, CommuneRisks]:
    """What is known of the communes of a region (INSEE code), by code."""
    return keyed("code", load(CommuneRisks, DOMAIN, f"communes/{region}.csv"))


@lru_cache(maxsize=2)
def load_coast() -> dict[str, CoastCommune]:
    """The communes of the coast, by code."""
    return keyed("code", load(CoastCommune, DOMAIN, "coast.csv"))


@lru_cache(maxsize=2)
def load_heat_vigilance() -> tuple[HeatVigilance, ...]:
    """The summers of each département, by code then year."""
    return load(HeatVigilance, DOMAIN, "heat_vigilance.csv")
