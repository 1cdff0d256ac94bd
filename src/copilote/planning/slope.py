"""The trend of a series: a least-squares line and its spread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slope:
    """Least-squares line through a series.

    `per_year` is the slope in the indicator's unit a year; `error` its standard error, None under three points.
    """

    per_year: float
    error: float | None


def least_squares(points: Sequence[tuple[int, float]]) -> Slope | None:
    r"""Least-squares slope of (year, value) points, with its spread; None under two points.

    .. math::

        b = \frac{\sum (t-\bar t)(v-\bar v)}{S}, \quad S = \sum (t-\bar t)^2, \quad
        s = \sqrt{\frac{\sum (v - \hat v)^2}{n-2}}, \quad \sigma_b = \frac{s}{\sqrt S}

    >>> least_squares([(2020, 1.0), (2021, 3.0), (2022, 5.0)])
    Slope(per_year=2.0, error=0.0)
    """
    count = len(points)
    if count < 2:
        return None
    mean_year = math.fsum(year for year, _ in points) / count
    mean_value = math.fsum(value for _, value in points) / count
    spread = math.fsum((year - mean_year) ** 2 for year, _ in points)
    per_year = math.fsum((year - mean_year) * (value - mean_value) for year, value in points) / spread
    if count < 3:
        return Slope(per_year, None)
    squares = math.fsum((value - mean_value - per_year * (year - mean_year)) ** 2 for year, value in points)
    return Slope(per_year, math.sqrt(squares / (count - 2)) / math.sqrt(spread))
