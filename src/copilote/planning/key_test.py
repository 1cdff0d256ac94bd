r"""How well an allocation key reproduces what the State published, and the grade that follows.

The State's targets are known region by region, so any key can be put to the test: the sum over the regions shared by it
must give each region its own target. With :math:`t_r` a region's part of the published targets and :math:`k_r` its part
of the key, over the regions whose target is known,

.. math:: \text{misplaced} = \tfrac12 \sum_r |k_r - t_r|, \qquad \text{ratio}_r = k_r / t_r

A regional test is necessary, not sufficient: a key may place regions well and communes badly. Known reasons below the
region (a plant, a network, a figure measured by EPCI only) lower the grade further: `most`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from copilote.planning.allocation import Floats
from copilote.reference.key_tests import KeyTest, distance

GRADES = ("A", "B", "C", "D")
"""A: the State's key, measured at this level; B: a substitute that misplaces at most `B_MOST`; C: at most `C_MOST`, or
population for want of better; D: not fit to be shared below the region."""
UNFIT = GRADES[-1]
B_MOST, C_MOST = 0.10, 0.20
"""Parts of the target that a substitute may misplace at most among the regions, to be graded B, C."""
FAR, TOO_FAR = 2.0, 3.0
"""In a region where the key gives more than so many times the published target, or less than its inverse, the grade is
C at most, then D (never for the State's own key: there the target was set apart from it)."""
LEAST_REGIONS = 8
"""Regions that a test needs at least: fewer would say little of a key."""


def key_test(key: Sequence[float], targets: Sequence[float | None], regions: Sequence[str]) -> KeyTest | None:
    """Test a key, given by region (R,), against the published targets (R,) in ktCO2e, None where not known.

    regions : their INSEE codes.

    None where fewer than `LEAST_REGIONS` targets are known, or where the key or the targets are 0 in all.

    >>> key_test([1.0] * 8, [1.0] * 7 + [3.0], list("abcdefgh")).misplaced
    0.175
    """
    wanted = np.array([np.nan if target is None else target for target in targets], dtype=np.float64)
    known = np.isfinite(wanted)
    weights, wanted = np.asarray(key, dtype=np.float64)[known], wanted[known]
    names = [region for region, kept in zip(regions, known, strict=True) if kept]
    if len(names) < LEAST_REGIONS or not weights.sum() > 0 or not wanted.sum() > 0:
        return None
    given, published = weights / weights.sum(), wanted / wanted.sum()
    with np.errstate(divide="ignore"):
        ratios = dict(zip(names, np.where(published > 0, given / published, np.inf).tolist(), strict=True))
    others = np.arange(len(names)) != np.argmax(np.abs(given - published))
    return KeyTest(
        misplaced=_misplaced(given, published),
        correlation=float(np.corrcoef(given, published)[0, 1]) if given.std() and published.std() else 0.0,
        ratios=ratios,
        without_worst=_misplaced(*(part[others] / part[others].sum() for part in (given, published))),
    )


def _misplaced(given: Floats, published: Floats) -> float:
    return float(np.abs(given - published).sum() / 2)


def grade(
    misplaced: float | None,
    *,
    official: bool = False,
    population: bool = False,
    ratio: float | None = None,
    most: Sequence[str] = (),
) -> str:
    """The grade of a key for a lever at a level.

    misplaced : of its test, None where it cannot be tested. official : it is the State's own key, measured at this
    level. population : it is population, for want of better. ratio : of the region looked at, None where not tested.
    most : grades that a known reason does not let it pass.

    >>> grade(0.067), grade(0.15), grade(0.27), grade(0.13, official=True), grade(0.13, official=True, ratio=3.5)
    ('B', 'C', 'D', 'A', 'C')
    """
    if official:
        own = "A"
    elif misplaced is None:
        own = "C" if population else "D"
    elif misplaced > C_MOST:
        own = "D"
    else:
        own = "C" if population or misplaced > B_MOST else "B"
    limits = [own, *most]
    if ratio is not None:
        far = distance(ratio)
        if far > log(FAR):
            limits.append("D" if far > log(TOO_FAR) and not official else "C")
    return max(limits, key=GRADES.index)
