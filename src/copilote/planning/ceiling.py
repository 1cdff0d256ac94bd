"""Running totals under a ceiling: hectares consumed since 2021, and the like."""

from __future__ import annotations

import math
from dataclasses import replace

from copilote.planning.grade import Grade, agreed, grade_of
from copilote.planning.pace import EDITION_YEAR, TARGET_YEAR, TOO_FAST, TOO_OLD_BEFORE, Pace, too_old
from copilote.planning.verdict import LEAST_POINTS, LEAST_WINDOWS
from copilote.planning.windows import by_grade, judged
from copilote.words import N_, _
from copilote.words.numbers import format_six


def under_ceiling(growth: Pace, ceiling: float) -> Pace:
    r"""A running total graded by how fast it grows towards its ceiling.

    The required pace is the growth that the ceiling still allows each year; what the windows agree on is its quotient
    by their growth (as `planning.grade.agreed` has it): growing 10 % slower than allowed is ahead, within 10 % is on
    pace, faster is too slow an effort. `ratio` and
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
        return replace(known, reason=too_old(last_year))
    notes = list(growth.warnings)
    if allowed <= 0:
        state = N_("Plafond déjà dépassé en %(year)s.") if allowed < 0 else N_("Plafond déjà atteint en %(year)s.")
        notes.append(_(state, year=last_year))
        return replace(known, grade=Grade.TOO_SLOW, warnings=tuple(notes))

    def effort(pace: float) -> float:
        """Allowed growth over growth: above 1, the ceiling is kept."""
        return allowed / pace if pace > 0 else math.inf

    windows = judged(growth.windows, lambda pace: (None, grade_of(effort(pace))))
    used = [window for window in windows if window.used and window.pace is not None]
    if growth.points < LEAST_POINTS or len(used) < LEAST_WINDOWS:
        return replace(known, windows=windows, reason=_("Trop peu de valeurs pour juger de la croissance du total."))
    grade = agreed([effort(window.pace) for window in used if window.pace is not None])
    if grade is Grade.UNCERTAIN:
        words = by_grade(windows, lambda own: _(TOO_FAST) if own is Grade.TOO_SLOW else own.label)
        reason = _("Les périodes ne disent pas la même chose : %(told)s.", told=words)
        return replace(known, windows=windows, grade=grade, reason=reason, pace_observed=None, basis=None)
    if observed is not None and grade is Grade.TOO_SLOW:
        times = format_six(round(observed / allowed, 1))
        notes.append(_("Plafond consommé %(times)s fois plus vite que ce qu’il permet.", times=times))
        # A total counts whole years: the one in which the ceiling falls is the next whole one.
        year = math.ceil(last_year + (ceiling - last) / observed)
        if year < TARGET_YEAR:
            coming = N_("À ce rythme, le plafond de %(target)s serait atteint en %(year)s.")
            past = N_("À ce rythme, le plafond de %(target)s aurait été atteint en %(year)s.")
            notes.append(_(past if year < EDITION_YEAR else coming, target=TARGET_YEAR, year=year))
    return replace(known, windows=windows, grade=grade, warnings=tuple(notes))
