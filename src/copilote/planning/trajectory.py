"""Yearly paths from 2019 to 2030: the emissions that a lever or a sector avoids.

Two shapes: the straight line, and the S-curve of adoption for what spreads like a technology. A path is an array
whose last axis is the year; NaN is an unknown figure, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from copilote.planning.pace import TARGET_YEAR
from copilote.words import _

Floats = NDArray[np.float64]

START_YEAR = 2019
YEARS: tuple[int, ...] = tuple(range(START_YEAR, TARGET_YEAR + 1))

ADOPTION_MIDPOINT = 2027.5
"""Year at which adoption is fastest. Late in the period: in 2025 the national fleet of electric cars had done 17 % of
its way from 2019 to the target of 2030, electric buses 26 %, biogas injected 29 % (barometer, 2026); with these two
constants the curve gives 27 %, where the straight line would give 55 %."""
ADOPTION_STEEPNESS = 0.5
"""Logistic rate, per year: from 10 % to 90 % of the market in ln(81)/0.5 = 8.8 years, a fast spread but one seen for
techniques that replace another within the same use (Grübler, 1990)."""


class PathShape(Enum):
    """How a lever goes from 0 in 2019 to its target; the value is the key used in JSON and CSV."""

    LINEAR = "linear"
    ADOPTION = "adoption"

    @property
    def label(self) -> str:
        """The words that a user reads."""
        return _("ligne droite") if self is PathShape.LINEAR else _("courbe en S (adoption)")

    @property
    def way_done(self) -> Floats:
        r"""The share of the way done each year (12,): 0 in 2019, 1 in 2030.

        .. math:: \frac{t - t_0}{t_1 - t_0} \;(\text{line}), \quad
                  \frac{L(t) - L(t_0)}{L(t_1) - L(t_0)}, \; L(t) = \frac{1}{1 + e^{-k (t - m)}} \;(\text{curve})

        with :math:`m` and :math:`k` the midpoint and steepness of adoption. The logistic is normalised, so that both
        ends are exact: it says when the effort comes, not how much is done.

        Source: diffusion of innovations, E. M. Rogers (1962), F. M. Bass (Management Science 15, 1969); logistic
        substitution, J. C. Fisher and R. H. Pry (1971), A. Grübler (The Rise and Fall of Infrastructures, 1990).
        """
        reached = np.array(YEARS, dtype=np.float64)
        if self is PathShape.ADOPTION:
            # tanh is the logistic up to a line, and never overflows
            reached = np.tanh(ADOPTION_STEEPNESS * (reached - ADOPTION_MIDPOINT) / 2.0)
        share: Floats = (reached - reached[0]) / (reached[-1] - reached[0])
        return share


ADOPTION_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "augm_voitelec": "Car buyers imitate one another, and prices fall as volumes grow.",
        "co2_voitelec": "Overseas: electric cars spread as on the mainland.",
        "augm_buselec": "Fleets renew by whole depots, once the first ones are equipped.",
        "reduc_tfioul": "Services replace fuel oil boilers building by building, from a very slow start.",
        "co2_enr": "Renewable power: long permits first, then plants built in series.",
        "co2_biogaz": "Biogas plants spread from farm to farm, as points of injection into the gas network open.",
        "reduc_chal": "Heat networks: years of works, then renewable heat is delivered in volume.",
    }
)
"""Levers of 2023 that spread like a technology, each with why. A lever is here when the national series nearest to it
has been nearer to the curve than to the straight line since 2019 (a test holds this). Boilers changed in homes, and gas
in services, are not: their series have followed the line, or run ahead of it. The other levers are uses, practices
or savings, for which nothing tells a shape: they follow the straight line, which assumes least."""


def shape_of(lever_id: str) -> PathShape:
    """The shape that a lever of 2023 follows.

    >>> shape_of("augm_voitelec").value, shape_of("augm_haies").value
    ('adoption', 'linear')
    """
    return PathShape.ADOPTION if lever_id in ADOPTION_REASONS else PathShape.LINEAR


def lever_trajectory(target_kt: ArrayLike, shape: PathShape | Sequence[PathShape]) -> Floats:
    """Emissions that levers avoid each year, against 2019: from 0 in the first year to the target in the last.

    target_kt : ktCO2e avoided in 2030 against 2019; any shape, levers on the last axis; NaN where unknown.
    shape : one shape for all, or one per lever (see `shape_of`).
    Returns ktCO2e a year; shape of `target_kt`, then the year.

    >>> lever_trajectory([110.0, 110.0], [PathShape.LINEAR, PathShape.ADOPTION])[:, [0, 6, 11]].round(1)
    array([[  0. ,  60. , 110. ],
           [  0. ,  30.1, 110. ]])
    """
    way_done = shape.way_done if isinstance(shape, PathShape) else np.array([each.way_done for each in shape])
    paths: Floats = np.asarray(target_kt, dtype=np.float64)[..., np.newaxis] * way_done
    return paths


def sum_trajectories(paths: Floats, groups: Sequence[str]) -> dict[str, Floats]:
    """Levers' paths (lever, year) added up by group, those unknown left out; a group comes where it is first met.

    >>> sums = sum_trajectories(lever_trajectory([10.0, 20.0, 5.0], PathShape.LINEAR), ["Rail", "Énergie", "Rail"])
    >>> {group: float(path[-1]) for group, path in sums.items()}
    {'Rail': 15.0, 'Énergie': 20.0}
    """
    known, of_group = np.nan_to_num(paths), np.array(groups)
    return {group: known[of_group == group].sum(axis=0) for group in dict.fromkeys(groups)}


def cumulated_avoided(path: Floats) -> float:
    """Emissions avoided over the whole period, in ktCO2e: the yearly figures after 2019 (2020 to 2030) added up.

    Each figure is the total of a calendar year, so that years are added as they are; a trapezoid would take them for
    instantaneous flows, and count only half of the last year. path : (year,), from 2019 on; NaN gives NaN.

    >>> cumulated_avoided(lever_trajectory(110.0, PathShape.LINEAR))
    660.0
    """
    return float(path[1:].sum())
