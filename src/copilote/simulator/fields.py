"""The fields of the simulator's forms: their names, what they show, and the ktCO2e of a quantity typed in them.

`c-<lever>` and `t-<lever>` hold kt (done or under way; new target), `cp-<lever>` and `tp-<lever>` the same in physical
units. What a field shows is what typing it back gives.
"""

from __future__ import annotations

from enum import Enum

from copilote.planning.conversion import convert_physical, physical_quantity, shown_decimals
from copilote.reference.errors import french
from copilote.reference.simulator import LeverFigures
from copilote.ui.translation import english
from copilote.ui.words import THIN, decimal_mark, format_decimals

DECIMALS = 6
HALF_TONNE = 0.0005
"""Amounts in an address are kept to the millionth of a kt: a kilogram."""


class Kind(Enum):
    """What a field says of its lever; the value begins its name."""

    DONE = "c"
    TARGET = "t"

    @property
    def physical(self) -> str:
        """Beginning of the name of the field in physical units."""
        return self.value + "p"


def field_name(kind: Kind, lever: str, *, physical: bool = False) -> str:
    """Name of a field, also its identifier on the page."""
    return f"{kind.physical if physical else kind.value}-{lever}"


def plain(value: float) -> str:
    """An amount for an address or a script: decimal point, at most six decimals, no exponent."""
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def field_text(value: float, decimals: int) -> str:
    """A number to be edited: decimal comma (a point in English), no separator of thousands, no useless zero.

    >>> field_text(1138.1, 1), field_text(500.0, 1)
    ('1138,1', '500')
    """
    mark = decimal_mark()
    text = format_decimals(value, decimals).replace("," if english() else THIN, "")
    return text.rstrip("0").rstrip(mark) if mark in text else text


def kt_text(kt: float) -> str:
    """ktCO2e in a field, to 0.1."""
    return field_text(kt, 1)


def quantity_of(lever: LeverFigures, kind: Kind, kt: float, completed_kt: float) -> float:
    """The physical quantity that a field of this kind shows for an amount of kt: a target's counts what is done."""
    done = completed_kt if kind is Kind.TARGET else 0.0
    return float(physical_quantity(lever, kt + done))


def physical_text(lever: LeverFigures, kind: Kind, kt: float, completed_kt: float) -> str:
    """The physical quantity in a field, with the decimals that it takes to type it back."""
    return field_text(quantity_of(lever, kind, kt, completed_kt), shown_decimals(lever, kt))


def kt_of_quantity(
    lever: LeverFigures, kind: Kind, typed: str, quantity: float, completed_kt: float
) -> tuple[float, str]:
    """(ktCO2e of a typed quantity, what was brought back into the lever's range or "").

    The kt are given the fewest decimals that show the quantity as it was typed.
    """
    done = completed_kt if kind is Kind.TARGET else 0.0
    converted = convert_physical(lever, quantity)
    exact = max(0.0, converted.kt - done)
    written = len(typed.replace(",", ".").partition(".")[2])
    decimals = max(written, shown_decimals(lever, exact))
    if converted.kt < done - HALF_TONNE:
        return 0.0, f"Moins que ce qui est déjà fait ou en cours ({french(done)} ktCO2e) : le nouvel objectif est 0."
    for count in range(DECIMALS + 1):
        kt = round(exact, count) + 0.0  # never −0
        if abs(quantity_of(lever, kind, kt, completed_kt) - converted.physical) < 0.05 * 10.0**-decimals:
            return kt, converted.note or ""
    return round(exact, DECIMALS), converted.note or ""
