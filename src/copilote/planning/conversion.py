r"""Conversion between ktCO2e avoided and physical quantities, both ways, scalars and arrays.

The formulas are those of the official territorial simulator, at full precision: with :math:`r` the ratio, :math:`q_0`
the quantity in 2019, :math:`d` what is already done where the lever counts it (else 0),

.. math:: q = \max(0,\; q_0 + (e + d)\, r) \qquad e = \max\!\left(0,\; \frac{q - q_0}{r} - d\right)

The official page rounds the quantity to 0.1 and the ktCO2e to whole numbers at each step; here nothing is rounded but
what is shown (`shown_decimals`), and the official rounding is available for comparison (`official_rounding`).

Source: territorial simulator, method page, data of 2024.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from copilote.reference.errors import InputError, NoTranslationError
from copilote.reference.simulator import LeverFigures
from copilote.words import N_, _
from copilote.words.numbers import format_six

LARGEST = 1e12
"""Beyond this, an amount is a slip of the fingers; NaN and infinity are refused with it."""

DONE = N_("kt déjà réalisées")
"""What an error calls ktCO2e that are already done or under way."""

Floats = NDArray[np.float64]


def physical_from_kt(
    baseline: ArrayLike, ratio: ArrayLike, avoided_kt: ArrayLike, counted_kt: ArrayLike = 0.0
) -> Floats:
    """The formula on bare arrays that broadcast: quantity in 2030, never below 0.

    baseline : quantity in 2019; ratio : units per kt; counted_kt : what is done already and counts, in kt.
    """
    bare = isinstance(avoided_kt, float) and isinstance(counted_kt, float)
    if bare and isinstance(baseline, float) and isinstance(ratio, float):  # most often, and ten times as quick
        return np.float64(max(baseline + (avoided_kt + counted_kt) * ratio, 0.0))
    base, slope, avoided = np.asarray(baseline), np.asarray(ratio), np.asarray(avoided_kt)
    if np.any(counted_kt):
        avoided = avoided + np.asarray(counted_kt)
    quantity: Floats = np.asarray(base + avoided * slope, dtype=np.float64)
    return np.maximum(0.0, quantity)


def kt_from_physical(baseline: ArrayLike, ratio: ArrayLike, physical: ArrayLike, counted_kt: ArrayLike = 0.0) -> Floats:
    """The inverse on bare arrays that broadcast: ktCO2e avoided, never below 0; `physical` is taken as it is."""
    avoided = (np.asarray(physical) - np.asarray(baseline)) / np.asarray(ratio)
    return np.maximum(0.0, np.asarray(avoided - np.asarray(counted_kt), dtype=np.float64))


def physical_quantity(lever: LeverFigures, avoided_kt: ArrayLike, *, completed_kt: ArrayLike = 0.0) -> Floats:
    """Physical quantity in 2030 that goes with `avoided_kt` of CO2e avoided a year.

    Parameters
    ----------
    avoided_kt : ktCO2e a year in 2030 against 2019, at least 0; any shape.
    completed_kt : ktCO2e already done or under way, at least 0; counts only where the lever has a 2019 baseline.

    Returns
    -------
    In `lever.unit`, of the shape that the two arrays broadcast to.

    Raises
    ------
    NoTranslationError : the lever has no physical translation in this region.
    InputError : a value that is not a number, infinite or negative.

    Source: territorial simulator, method page, data of 2024.
    """
    baseline, ratio = translation(lever)
    avoided, done = check_kt(avoided_kt, "kt"), check_kt(completed_kt, DONE)
    return physical_from_kt(baseline, ratio, avoided, done if lever.counts_completed else 0.0)


def avoided_kt(lever: LeverFigures, physical: ArrayLike, *, completed_kt: ArrayLike = 0.0) -> Floats:
    """ktCO2e avoided a year that go with a physical quantity reached in 2030; at full precision, never below 0.

    `physical` is kept within the lever's range (`clamp_physical`), as the official page does.
    Raises as `physical_quantity`.
    """
    baseline, ratio = translation(lever)
    done = check_kt(completed_kt, DONE)
    within = clamp_physical(lever, physical)
    return kt_from_physical(baseline, ratio, within, done if lever.counts_completed else 0.0)


def clamp_physical(lever: LeverFigures, physical: ArrayLike) -> Floats:
    """The quantity kept within the lever's range: [0, baseline] when it must fall, at least the baseline otherwise."""
    baseline, ratio = translation(lever)
    quantity = _finite(physical, N_("quantité physique"))
    return np.clip(quantity, 0.0, baseline) if ratio < 0 else np.maximum(quantity, baseline)


def translation(lever: LeverFigures) -> tuple[float, float]:
    """(quantity in 2019, units per kt) of the lever; raises NoTranslationError without them."""
    if lever.ratio is None or lever.baseline_2019 is None:
        why = lever.reason or ""
        text = _("« %(lever)s » n’a pas de traduction physique. %(why)s", lever=lever.label, why=why)
        raise NoTranslationError(text.strip())
    return lever.baseline_2019, lever.ratio


def check_kt(value: ArrayLike, what: str = "kt") -> Floats:
    """`value` as an array of ktCO2e; raises InputError unless every one is a finite number, at least 0."""
    if isinstance(value, float) and 0.0 <= value <= LARGEST:  # most often: arrays of one would cost ten times as much
        return np.asarray(value)
    amounts = _finite(value, what)
    if np.any(amounts < 0):
        negative = format_six(_first(amounts, amounts < 0))
        raise InputError(
            _("Valeur négative pour « %(what)s » : %(value)s. Donnez un nombre positif.", what=_(what), value=negative)
        )
    return amounts


def _finite(value: ArrayLike, what: str) -> Floats:
    try:
        amounts = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(_("« %(text)s » n’est pas un nombre (%(what)s).", text=value, what=_(what))) from None
    good = np.abs(amounts) <= LARGEST
    if not good.all():
        wrong = format_six(_first(amounts, ~good))
        raise InputError(_("Nombre raisonnable attendu pour « %(what)s », lu : %(value)s.", what=_(what), value=wrong))
    return amounts


def _first(amounts: Floats, where: Any) -> float:
    return float(np.atleast_1d(amounts)[np.atleast_1d(where)][0])


def official_rounding(physical: float) -> float:
    """The quantity as the official page shows it: to 0.1, halves up."""
    return math.floor(physical * 10 + 0.5) / 10


def official_kt(lever: LeverFigures, physical: float, completed_kt: float = 0.0) -> float:
    """The whole kt that the official page makes of a typed quantity; for comparison only."""
    baseline, ratio = translation(lever)
    within = float(clamp_physical(lever, physical))
    done = completed_kt if lever.counts_completed else 0.0
    return max(0.0, math.floor((within - baseline) / ratio - done + 0.5))


def shown_decimals(lever: LeverFigures, kt: float) -> int:
    """Decimals to show of the quantity so that typing it back gives `kt` within 0.5 % or 0.5 kt; at least 1.

    Showing `n` decimals moves the quantity by at most 10⁻ⁿ / 2, hence the target by 10⁻ⁿ / (2 |r|).
    """
    _baseline, ratio = translation(lever)
    allowed = max(0.5, 0.005 * kt) * abs(ratio)
    return max(1, math.ceil(-math.log10(2 * allowed) - 1e-12))


@dataclass(frozen=True)
class Conversion:
    """One conversion: `kt` and `physical` go together; `note` says what was kept within the range."""

    lever: LeverFigures
    kt: float
    physical: float
    completed_kt: float
    note: str | None

    @property
    def physical_shown(self) -> float:
        """The quantity as the official page rounds it (to 0.1), for comparison."""
        return official_rounding(self.physical)


def convert_kt(lever: LeverFigures, kt: float, completed_kt: float = 0.0) -> Conversion:
    """From ktCO2e to the physical quantity; a stock that runs out stops at 0, and the note says so."""
    physical = float(physical_quantity(lever, kt, completed_kt=completed_kt))
    baseline, ratio = translation(lever)
    done = completed_kt if lever.counts_completed else 0.0
    note = None
    if ratio < 0 and baseline + (kt + done) * ratio < 0:
        start = format_six(baseline)
        note = _("Au-delà du point de départ de 2019 (%(start)s) : la grandeur s’arrête à 0.", start=start)
    return Conversion(lever, float(kt), physical, float(completed_kt), note)


def convert_physical(lever: LeverFigures, physical: float, completed_kt: float = 0.0) -> Conversion:
    """From a physical quantity to ktCO2e; out of range, the quantity is brought back to it, and the note says so."""
    within = float(clamp_physical(lever, physical))
    kt = float(avoided_kt(lever, within, completed_kt=completed_kt))
    baseline, ratio = translation(lever)
    note = None
    if within != physical:
        typed, kept, start = format_six(physical), format_six(within), format_six(baseline)
        if ratio < 0:
            text = N_("Valeur hors limites (%(value)s) ramenée à %(within)s : ce levier accepte entre 0 et %(most)s.")
            note = _(text, value=typed, within=kept, most=start)
        else:
            text = N_("Valeur hors limites (%(value)s) ramenée à %(within)s : ce levier accepte au moins %(least)s.")
            note = _(text, value=typed, within=kept, least=start)
    return Conversion(lever, kt, within, float(completed_kt), note)
