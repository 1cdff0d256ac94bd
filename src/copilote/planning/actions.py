r"""What an authority did, does or plans: an action, its levers, and the ktCO2e that its physical quantity comes to.

The quantity of an action is what it adds (electric cars) or takes away (oil boilers) by 2030, at least 0. With
:math:`r` the lever's ratio, in physical units per kt, and :math:`w` what the territory weighs in what the lever's rate
is divided by (1 for a quantity that adds up, or for the whole region),

.. math:: e = q\, w / |r|

which is the lever's conversion (`planning.conversion`) from a start of 0. An action of several levers has one amount,
shared among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache

from copilote.planning.conversion import kt_from_physical, translation
from copilote.planning.quantities import scales_of
from copilote.reference.errors import fold
from copilote.reference.simulator import LeverFigures
from copilote.words import N_, _


class Status(Enum):
    """How far an action has come, from an idea to done; STOPPED goes no further."""

    IDEA = "idea"
    DECIDED = "decided"
    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """The word that a user reads."""
        return _(_LABELS[self])

    @property
    def counted(self) -> bool:
        """Whether its kt are in a diagnostic: an idea binds nobody, what is stopped avoids nothing."""
        return self in COUNTED


_LABELS = {
    Status.IDEA: N_("idée"),
    Status.DECIDED: N_("décidée"),
    Status.UNDER_WAY: N_("en cours"),
    Status.DONE: N_("faite"),
    Status.STOPPED: N_("arrêtée"),
}
COUNTED = (Status.DONE, Status.UNDER_WAY, Status.DECIDED)
"""From the furthest along."""


@dataclass(frozen=True, slots=True)
class Share:
    """A lever of an action and the part of the action that is its own; the parts of an action add up to 1."""

    lever: str
    part: float = 1.0


@dataclass(frozen=True, slots=True)
class Action:
    """An action as it was declared; None or empty for what is not said.

    row, sheet : where it stands in its file. area : INSEE codes of the communes that it covers, or the words of a place
    that is not known. quantity : in the unit of the lever `measured`. kt : ktCO2e a year avoided in 2030, by all its
    levers; physical : whether they come from the quantity. key : its number; part_of : number or title of the action
    or programme within which it counts.
    """

    row: int
    title: str
    sheet: str = ""
    description: str = ""
    holder: str = ""
    area: frozenset[str] = frozenset()
    levers: tuple[Share, ...] = ()
    status: Status | None = None
    quantity: float | None = None
    measured: str = ""
    kt: float | None = None
    start: date | None = None
    end: date | None = None
    amount_eur: float | None = None
    key: str = ""
    part_of: str = ""

    @property
    def physical(self) -> bool:
        """Whether its kt come from a physical quantity."""
        return self.quantity is not None and self.kt is not None

    def kt_of(self, lever: str) -> float | None:
        """Its ktCO2e in one lever; None where they are not known."""
        part = sum(share.part for share in self.levers if share.lever == lever)
        return None if self.kt is None else self.kt * part


def declared_kt(lever: LeverFigures, quantity: float, weight: float = 1.0) -> float:
    """ktCO2e of what an action adds to the lever's quantity, or takes from it. weight : of the territory, for a rate.

    >>> from copilote.reference.simulator import load_levers
    >>> cars = next(lever for lever in load_levers("24") if lever.id == "augm_voitelec")
    >>> round(declared_kt(cars, 1.2), 4)
    2.5657

    Raises NoTranslationError: the lever has no physical unit in this region.
    """
    _baseline, ratio = translation(lever)
    return float(kt_from_physical(0.0, abs(ratio), quantity)) * weight


PER_YEAR = (" par an", " an", " a")
_SAME: Mapping[str, tuple[str, ...]] = {
    "véhicules": ("véhicules électriques", "voitures", "voitures électriques", "VE", "autos", "automobiles"),
    "milliers de véhicules": ("milliers de véhicules électriques", "milliers de voitures"),
    "logements": ("résidences principales", "résidences", "maisons", "foyers", "ménages", "chaudières", "habitations"),
    "milliers de logements": ("milliers de résidences principales",),
    "bus et cars": ("bus", "cars", "autocars", "bus et cars décarbonés", "véhicules"),
    "mètres": ("m", "ml", "mètres linéaires", "m linéaires"),
    "km": ("kilomètres", "km de haies", "kilomètres de haies"),
    "milliers de km": ("milliers de km de haies",),
    "hectares par an": ("ha", "hectares", "ha par an"),
    "kha/an": ("kha", "milliers d’hectares", "milliers d’hectares par an", "kha par an"),
    "m² par an": ("m2", "m²", "m² par an"),
    "tonnes-kilomètres par an": ("tkm", "t.km", "tonnes-kilomètres", "tonnes.km"),
    "Mt.km/an": ("Mtkm", "Mt.km", "millions de tonnes-kilomètres"),
    "km/voiture/an": ("km par voiture et par an", "km par voiture", "km évités par voiture et par an", "km/voiture"),
    "kg/hab/an": ("kg par habitant et par an", "kg par habitant", "kg/hab", "kg/habitant/an", "kg/habitant"),
    "L/100 km": ("litres aux 100 km", "l/100km"),
    "kg/MWh": ("kg de CO2 par MWh", "kg CO2/MWh", "kgCO2/MWh"),
    "tonnes": ("t", "tonnes d’azote", "tonnes d’engrais", "t d’engrais", "tonnes d’engrais azotés"),
    "kt": ("kt d’engrais", "kt d’engrais azotés", "milliers de tonnes d’engrais"),
}
"""Other ways of writing a unit."""
_KT = "ktco2e, ktco2eq, kteqco2, ktco2, kt co2, kt co2e, kt co2eq, kt eq co2, kt"
_TONNES = (
    "tco2e, tco2eq, teqco2, tco2, t co2, t co2e, t co2eq, t eq co2, t, tonnes, tonnes co2, tonnes co2e, tonnes de co2"
)
CARBON = dict.fromkeys(_KT.split(", "), 1.0) | dict.fromkeys(_TONNES.split(", "), 1e-3)
"""Units of carbon by their folded name, in kt."""


@lru_cache(maxsize=10_000)
def _bare(unit: str) -> str:
    folded = fold(unit.replace("²", "2").replace("₂", "2"))
    for ending in PER_YEAR:
        folded = folded.removesuffix(ending)
    return folded


@lru_cache(maxsize=256)
def units_of(lever: LeverFigures) -> dict[str, float]:
    """By folded name, how many of each unit make one of the lever's own ("vehicules": 1000)."""
    units: dict[str, float] = {}
    for scale in scales_of(lever):
        for name in (scale.unit, *_SAME.get(scale.unit, ())):
            units.setdefault(_bare(name), scale.factor)
    if lever.unit and lever.translated:
        units.setdefault(_bare(lever.unit), 1.0)
    if "twh" in units:
        units["kwh"] = 1e9
    return units


def unit_factor(lever: LeverFigures, unit: str) -> float | None:
    """How many of a unit, as people write it, make one of the lever's own; None when it is none of the lever's."""
    return units_of(lever).get(_bare(unit))


def carbon_factor(unit: str) -> float | None:
    """The kt of a unit of carbon, as people write it; None for any other."""
    return CARBON.get(_bare(unit))
