"""The climate of a territory out of that of its communes, and the place whose climate of today is nearest to it.

Pure. An average is of one index at a time: the medians of two indices do not come from one model and are never added.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ranks = NDArray[np.intp]


def weighted_mean(values: Floats, weights: Floats) -> Floats:
    """The average of values over communes, each counting for its weight.

    .. math:: \\bar v = \\frac{\\sum_c w_c v_c}{\\sum_c w_c}

    Parameters
    ----------
    values : (…, M), in the unit of the index; NaN where not known.
    weights : (M,), inhabitants or km², zero or more, not all zero.

    Returns
    -------
    (…,), in the same unit; NaN where the value of a commune that counts is not known.

    >>> weighted_mean(np.array([[10.0, 20.0]]), np.array([3.0, 1.0]))
    array([12.5])
    """
    counting = weights > 0
    mean: Floats = values[..., counting] @ weights[counting] / weights[counting].sum()
    # The noise of binary sums is no digit of the figure.
    return np.round(mean, 6)


@dataclass(frozen=True)
class Nearest:
    """The place that is most like a profile. rank : among the places; distance : in standard deviations."""

    rank: int
    distance: float


def nearest_climate(profile: Floats, places: Floats, allowed: NDArray[np.bool_] | None = None) -> Nearest | None:
    """The place whose climate is nearest to a profile, over the same indices.

    Each index counts in standard deviations of the places, all for the same:

    .. math:: d_p = \\sqrt{\\frac{1}{K} \\sum_k \\left(\\frac{v_{kp} - v_k}{\\sigma_k}\\right)^2}

    Parameters
    ----------
    profile : (K,), one value an index. places : (K, N), the same indices in each place.
    allowed : (N,), the places that may be named; None for all. The deviations are those of all places.

    Returns
    -------
    None where no place may be named, or where the profile is not known.

    >>> nearest_climate(np.array([2.0]), np.array([[0.0, 1.0, 5.0]])).rank
    1
    """
    spread = places.std(axis=1)
    kept = spread > 0
    gaps = (places[kept] - profile[kept, None]) / spread[kept, None]
    distances = np.sqrt((gaps**2).mean(axis=0))
    if allowed is not None:
        distances = np.where(allowed, distances, np.inf)
    if not np.isfinite(distances).any():
        return None
    rank = int(np.argmin(distances))
    return Nearest(rank, float(distances[rank]))


def great_circle_km(lat: float, lon: float, lats: Floats, lons: Floats) -> Floats:
    """Distances in km from a point to others, all in degrees, on a sphere of 6,371 km.

    >>> int(great_circle_km(48.85, 2.35, np.array([45.76]), np.array([4.84]))[0])
    391
    """
    north, east = np.radians(lats - lat), np.radians(lons - lon)
    height = np.sin(north / 2) ** 2 + np.cos(np.radians(lat)) * np.cos(np.radians(lats)) * np.sin(east / 2) ** 2
    distances: Floats = 2 * 6371.0 * np.arcsin(np.sqrt(height))
    return distances
