"""The fields of the simulator's forms: their names, what they show, and the ktCO2e of a quantity typed in them.

`c-<lever>` and `t-<lever>` hold kt (done or under way; new target), `ct-<lever>` and `tt-<lever>` the same in tonnes,
for a small territory, `cp-<lever>` and `tp-<lever>` in physical units: a name always means one unit. Addresses are
written in kt. What a field shows is what typing it back gives.
"""

from __future__ import annotations

from enum import Enum

from copilote.planning.conversion import convert_physical, physical_quantity, shown_decimals
from copilote.reference.simulator import LeverFigures
from copilote.words import _
from copilote.words.carbon import IN_TONNES, carbon_unit
from copilote.words.numbers import field_text, format_six

DECIMALS = 6
HALF_TONNE = 0.0005
"""Amounts in an address are kept to the millionth of a kt: a kilogram."""


class FieldKind(Enum):
    """What a field says of its lever; the value begins its name."""

    DONE = "c"
    TARGET = "t"

    @property
    def physical(self) -> str:
        """Beginning of the name of the field in physical units."""
        return self.value + "p"


def field_name(kind: FieldKind, lever: str, *, physical: bool = False) -> str:
    """Name of a field, also its identifier on the page; in kt, or in physical units."""
    return f"{kind.physical if physical else kind.value}-{lever}"


def carbon_field(kind: FieldKind, lever: str) -> str:
    """Name of the field in the unit of the page: kt, or tonnes."""
    return f"{kind.value}t-{lever}" if carbon_unit() is IN_TONNES else field_name(kind, lever)


def plain(value: float) -> str:
    """An amount for an address or a script: decimal point, at most six decimals, no exponent."""
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def carbon_text(kt: float) -> str:
    """An amount in a field, in the unit of the page: kt to 0.1, tonnes whole from 10 on."""
    unit = carbon_unit()
    value = unit.per_kt * kt
    return field_text(value, 0 if unit is IN_TONNES and round(value, 1) >= 10 else 1)


def quantity_of(lever: LeverFigures, kind: FieldKind, kt: float, completed_kt: float) -> float:
    """The physical quantity that a field of this kind shows for an amount of kt: a target's counts what is done."""
    done = completed_kt if kind is FieldKind.TARGET else 0.0
    return float(physical_quantity(lever, kt + done))


def physical_text(lever: LeverFigures, kind: FieldKind, kt: float, completed_kt: float) -> str:
    """The physical quantity in a field, with the decimals that it takes to type it back."""
    return field_text(quantity_of(lever, kind, kt, completed_kt), shown_decimals(lever, kt))


def kt_of_quantity(
    lever: LeverFigures, kind: FieldKind, typed: str, quantity: float, completed_kt: float
) -> tuple[float, str]:
    """(ktCO2e of a typed quantity, what was brought back into the lever's range or "").

    The kt are given the fewest decimals that show the quantity as it was typed.
    """
    done = completed_kt if kind is FieldKind.TARGET else 0.0
    converted = convert_physical(lever, quantity)
    exact = max(0.0, converted.kt - done)
    written = len(typed.replace(",", ".").partition(".")[2])
    decimals = max(written, shown_decimals(lever, exact))
    if converted.kt < done - HALF_TONNE:
        unit = carbon_unit()
        text = f"{format_six(unit.per_kt * done)} {_(unit.name)}"
        return 0.0, _("Moins que ce qui est déjà fait ou en cours (%(done)s) : le nouvel objectif est 0.", done=text)
    for count in range(DECIMALS + 1):
        kt = round(exact, count) + 0.0  # never −0
        if abs(quantity_of(lever, kind, kt, completed_kt) - converted.physical) < 0.05 * 10.0**-decimals:
            return kt, converted.note or ""
    return round(exact, DECIMALS), converted.note or ""
