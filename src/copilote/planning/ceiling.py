"""Running totals under a ceiling: hectares consumed since 2021, and the like."""

from __future__ import annotations

import math
from dataclasses import replace

from copilote.planning.pace import (
    AHEAD_RATIO,
    EDITION_YEAR,
    ON_PACE_RATIO,
    TARGET_YEAR,
    TOO_OLD_BEFORE,
    Grade,
    Pace,
)
from copilote.reference.errors import french


def under_ceiling(growth: Pace, ceiling: float) -> Pace:
    r"""A running total graded by how fast it grows towards its ceiling.

    The required pace is the growth that the ceiling still allows each year, and the grade that of the growth over it:
    growing 10 % slower than allowed is ahead, within 10 % is on pace, faster is too slow an effort. `ratio` and
    `year_reached` stay None, for here they would mean the contrary of what they mean elsewhere; the warnings say how
    many times too fast, and the first year whose total would pass the ceiling.

    Parameters
    ----------
    growth : paces of the total, computed without a target. ceiling : the total not to pass by the end of `TARGET_YEAR`.
    """
    last_year, last, observed = growth.last_year, growth.last_value, growth.pace_observed
    if last_year is None or last is None or last_year >= TARGET_YEAR:
        return growth
    allowed = (ceiling - last) / (TARGET_YEAR - last_year)
    known = replace(growth, pace_required=allowed, direction="down", ceiling=True)
    if last_year < TOO_OLD_BEFORE:
        return known
    notes = list(growth.warnings)
    if allowed <= 0:
        state = "déjà atteint" if allowed == 0 else "déjà dépassé"
        notes.append(f"Plafond {state} en {last_year}.")
        return replace(known, grade=Grade.TOO_SLOW, grade_1y=Grade.TOO_SLOW, warnings=tuple(notes))
    grade, grade_1y = _grade(observed, allowed), _grade(growth.pace_1y, allowed)
    if observed is not None and grade is Grade.TOO_SLOW:
        notes.append(f"Plafond consommé {french(round(observed / allowed, 1))} fois plus vite que ce qu’il permet.")
        # A total counts whole years: the one in which the ceiling falls is the next whole one.
        year = math.ceil(last_year + (ceiling - last) / observed)
        if year < TARGET_YEAR:
            told = "aurait été" if year < EDITION_YEAR else "serait"
            notes.append(f"À ce rythme, le plafond de {TARGET_YEAR} {told} atteint en {year}.")
    if Grade.UNKNOWN is not grade_1y is not grade:
        notes.append(f"Sur la dernière année seule : {replace(known, grade=grade_1y).word}.")
    return replace(known, grade=grade, grade_1y=grade_1y, warnings=tuple(notes))


def _grade(growth: float | None, allowed: float) -> Grade:
    """Growth over what the ceiling allows: the smaller, the better."""
    if growth is None:
        return Grade.UNKNOWN
    if growth <= allowed / AHEAD_RATIO:
        return Grade.AHEAD
    return Grade.ON_PACE if growth <= allowed / ON_PACE_RATIO else Grade.TOO_SLOW
