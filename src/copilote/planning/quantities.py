"""In which unit a physical quantity is said, and to how many digits: one place for pages, forms, files and documents.

The simulator counts in units made for a region ("milliers de véhicules", "TWh", "kha/an"). A territory's quantity is
said, typed and written in the unit of its own magnitude: vehicles, GWh, hectares. The figures themselves stay in the
simulator's unit everywhere else; a `Scale` is only how they are said.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from copilote.reference.english import french_of
from copilote.reference.simulator import LeverFigures
from copilote.words import N_, _

COARSE = 2
"""A ratio known to so many significant digits or fewer makes a coarse figure."""
MEASURED_DIGITS, OTHER_DIGITS = 3, 2
"""Significant digits of a figure in text: of one from the State's own key, and of any other."""
MOST_DIGITS = 5
TOLD = 0.3
"""A change is told when what is written of it is this near to it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How a quantity is said: `factor` times the figure in the lever's unit reads in `unit`.

    single : the unit of a single thing, for what is counted one by one; "" for what is measured.
    """

    unit: str
    factor: float = 1.0
    single: str = ""

    @property
    def whole(self) -> bool:
        """Whether it counts things, which have no decimals."""
        return bool(self.single)


_LADDERS = {
    "milliers de véhicules": (Scale(N_("véhicules"), 1e3, N_("véhicule")),),
    "milliers de logements": (Scale(N_("logements"), 1e3, N_("logement")),),
    "bus et cars": (Scale(N_("bus et cars"), 1.0, N_("bus ou car")),),
    "milliers de km": (Scale(N_("km"), 1e3), Scale(N_("mètres"), 1e6)),
    "TWh": (Scale(N_("TWh")), Scale(N_("GWh"), 1e3), Scale(N_("MWh"), 1e6)),
    "kt": (Scale(N_("tonnes"), 1e3), Scale(N_("kg"), 1e6)),
    "kha/an": (Scale(N_("hectares par an"), 1e3), Scale(N_("m² par an"), 1e7)),
    "Mt.km/an": (Scale(N_("millions de tonnes-kilomètres par an")), Scale(N_("tonnes-kilomètres par an"), 1e6)),
    "L/100 km": (Scale(N_("litres aux 100 km")),),
    "km/voiture/an": (Scale(N_("km par voiture et par an")),),
    "kg/hab/an": (Scale(N_("kg par habitant et par an")),),
    "kg/MWh": (Scale(N_("kg de CO2 par MWh")),),
}
"""Units in plain words, the largest first, by the simulator's short unit."""
_THINGS = {scale.unit: replace(scale, factor=1.0) for ladder in _LADDERS.values() for scale in ladder if scale.whole}
"""Units of things counted one by one, as a territory's levers have them."""
_SMALLER = {scale.unit for ladder in _LADDERS.values() for scale in ladder if scale.factor != 1}


def scale_for(lever: LeverFigures, quantities: Iterable[float | None]) -> Scale:
    """The unit in which a lever is said where its quantities (of 2019, of 2030, in `lever.unit`) are these.

    The largest unit in which the largest of them is at least 1; the smallest where none is.

    >>> from copilote.reference.simulator import load_levers
    >>> homes = next(lever for lever in load_levers("24") if lever.id == "reduc_rconso")
    >>> scale_for(homes, (0.103, 0.0189)).unit
    'GWh'
    """
    ladder = _ladder(lever)
    magnitude = max((abs(value) for value in quantities if value is not None and math.isfinite(value)), default=0.0)
    if not magnitude:
        scale = ladder[0]
    else:
        scale = next((scale for scale in ladder if magnitude * scale.factor >= 1), ladder[-1])
    return replace(scale, unit=_(scale.unit), single=_(scale.single))


def _ladder(lever: LeverFigures) -> tuple[Scale, ...]:
    unit = lever.unit_short or lever.unit or ""
    known = french_of(unit)
    return _LADDERS.get(known, (_THINGS.get(known, Scale(unit)),))


def scales_of(lever: LeverFigures) -> tuple[Scale, ...]:
    """The units in which a quantity of the lever may be said, its own first; none without translation.

    >>> from copilote.reference.simulator import load_levers
    >>> cars = next(lever for lever in load_levers("24") if lever.id == "augm_voitelec")
    >>> [(scale.unit, scale.factor) for scale in scales_of(cars)]
    [('milliers de véhicules', 1.0), ('véhicules', 1000.0)]
    """
    if not lever.translated or not lever.unit_short:
        return ()
    own = Scale(lever.unit_short)
    others = (replace(scale, unit=_(scale.unit), single=_(scale.single)) for scale in _ladder(lever))
    return (own, *(scale for scale in others if scale.unit != own.unit))


def plain_unit(unit: str) -> str:
    """A short unit of the simulator in plain words, at its own size: "kha/an" is "milliers d’hectares par an".

    >>> plain_unit("kha/an"), plain_unit("TWh")
    ('milliers d’hectares par an', 'TWh')
    """
    short = french_of(unit)
    same = next((scale.unit for scale in _LADDERS.get(short, ()) if scale.factor == 1), unit)
    return _({"kha/an": N_("milliers d’hectares par an"), "kt": N_("milliers de tonnes")}.get(short, same))


def rescaled(lever: LeverFigures) -> bool:
    """Whether a lever counts in a unit made for a territory, no longer in the simulator's own."""
    return lever.unit_short not in _LADDERS and french_of(lever.unit_short or "") in _SMALLER


def coarse(lever: LeverFigures) -> bool:
    """Whether the lever's ratio is published with one or two significant digits only."""
    return lever.ratio is not None and significant_digits(lever.ratio) <= COARSE


def significant_digits(value: float) -> int:
    """Significant digits of a number as it is written.

    >>> significant_digits(-0.0008), significant_digits(0.27), significant_digits(16.3344)
    (1, 2, 6)
    """
    return len(Decimal(repr(value)).normalize().as_tuple().digits)


def digits_of(grade: str, lever: LeverFigures) -> int:
    """Significant digits that a shared figure of the lever bears in text. grade : of the key that shares it."""
    return MEASURED_DIGITS if grade == "A" and not coarse(lever) else OTHER_DIGITS


def borne(value: float, digits: int) -> float:
    """A figure rounded to so many significant digits, half up.

    >>> borne(9535.2, 2), borne(0.126, 2), borne(0.0, 2)
    (9500.0, 0.13, 0.0)
    """
    if not value or not math.isfinite(value):
        return value
    step = Decimal(1).scaleb(math.floor(math.log10(abs(value))) - digits + 1)
    return float(Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP))


def borne_change(start: float, end: float, digits: int) -> tuple[float, float]:
    """Two figures rounded to so many digits, and to as many more as it takes to tell how far apart they are.

    >>> borne_change(174.0, 9535.0, 2), borne_change(2380.0, 2336.0, 2)
    ((170.0, 9500.0), (2380.0, 2340.0))
    """
    for count in range(digits, MOST_DIGITS + 1):
        rounded = borne(start, count), borne(end, count)
        if abs((rounded[1] - rounded[0]) - (end - start)) <= TOLD * abs(end - start):
            return rounded
    return borne(start, digits), borne(end, digits)
