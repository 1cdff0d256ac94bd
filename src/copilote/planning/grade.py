"""The grades of an indicator against its target, and the one that several windows agree on."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from copilote.words import N_, _

AHEAD_RATIO = 1.1
"""At or above this ratio of observed to required pace, a window says ahead."""
ON_PACE_RATIO = 0.9
"""From this ratio to `AHEAD_RATIO` it says on pace (within 10 %); below it, too slow; below zero, wrong way."""

AHEAD_LEAST = 1.0
"""No window below the required pace where the whole is ahead."""
ON_PACE_LEAST = 0.8
"""No window below four fifths of the required pace where the whole is on pace."""
WRONG_WAY_MOST = 0.1
"""No window above a tenth of the required pace where the whole goes the wrong way."""


class Grade(Enum):
    """How an indicator stands against its target; the value is the key used in JSON and CSV."""

    AHEAD = "ahead"
    ON_PACE = "on_pace"
    TOO_SLOW = "too_slow"
    WRONG_WAY = "wrong_way"
    UNCERTAIN = "uncertain"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The words that a user reads."""
        return _(_LABELS[self])

    @property
    def plain(self) -> bool:
        """Whether it says something of the pace."""
        return self not in (Grade.UNCERTAIN, Grade.UNKNOWN)


_LABELS = {
    Grade.AHEAD: N_("en avance"),
    Grade.ON_PACE: N_("au rythme"),
    Grade.TOO_SLOW: N_("trop lent"),
    Grade.WRONG_WAY: N_("mauvais sens"),
    Grade.UNCERTAIN: N_("incertain"),
    Grade.UNKNOWN: N_("inconnu"),
}


def grade_of(ratio: float) -> Grade:
    """What one window says: its pace over the required one."""
    if ratio >= AHEAD_RATIO:
        return Grade.AHEAD
    if ratio >= ON_PACE_RATIO:
        return Grade.ON_PACE
    return Grade.TOO_SLOW if ratio >= 0 else Grade.WRONG_WAY


def agreed(ratios: Sequence[float], recent: Sequence[float] = ()) -> Grade:
    """The grade that the windows agree on, from their ratios of observed to required pace.

    `recent` : those of the last year and of three years, among `ratios`.

    Each grade needs most of the windows, and none that contradicts it:

    - ahead: most at or above `AHEAD_RATIO`, none below `AHEAD_LEAST`;
    - wrong way: most below zero, none above `WRONG_WAY_MOST`; or both recent ones below zero, none on pace;
    - on pace: at least half at or above `ON_PACE_RATIO`, none below `ON_PACE_LEAST` (a window above contradicts
      nothing: the pace is kept, and more);
    - too slow: most below `ON_PACE_RATIO`, none at or above `AHEAD_RATIO`; one that goes the wrong way contradicts
      nothing, unless another is on pace.

    Neighbours thus do not cancel each other, but "on pace" is never said of what one window shows at half the pace.
    Uncertain otherwise, unknown without any window.

    >>> agreed([0.88, 0.92, 0.95]).label, agreed([0.46, 0.93, 0.78, 0.84]).label, agreed([0.4, 1.3]).label
    ('au rythme', 'trop lent', 'incertain')
    """
    if not ratios:
        return Grade.UNKNOWN
    lowest, highest = min(ratios), max(ratios)

    def count(least: float) -> int:
        return sum(ratio >= least for ratio in ratios)

    most = len(ratios) / 2
    if count(AHEAD_RATIO) > most and lowest >= AHEAD_LEAST:
        return Grade.AHEAD
    if len(ratios) - count(0.0) > most and highest <= WRONG_WAY_MOST:
        return Grade.WRONG_WAY
    if len(recent) > 1 and max(recent) < 0 and highest < ON_PACE_RATIO:
        return Grade.WRONG_WAY
    if count(ON_PACE_RATIO) >= most and lowest >= ON_PACE_LEAST:
        return Grade.ON_PACE
    if len(ratios) - count(ON_PACE_RATIO) > most and highest < (AHEAD_RATIO if lowest >= 0 else ON_PACE_RATIO):
        return Grade.TOO_SLOW
    return Grade.UNCERTAIN
