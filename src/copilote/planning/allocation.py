r"""A regional target shared among communes by a key, then summed to any perimeter.

With :math:`T_{l,r}` the target of lever :math:`l` in region :math:`r` and :math:`k_{l,i} \ge 0` the key of commune
:math:`i`,

.. math:: a_{l,i} = T_{l,r(i)} \; \frac{k_{l,i}}{\sum_{j \in r(i)} k_{l,j}}, \qquad A_{l,p} = \sum_{i \in p} a_{l,i}

Everything is shared at the commune, so the shares of any partition of a region add up to its target; `in_tonnes`
(module `apportionment`) makes that true to the last digit shown.

Shapes: L levers, N communes, R regions (or other wholes), P perimeters; targets may have scenarios in front: (S, L, R).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from copilote.reference.errors import CopiloteError, InputError
from copilote.words import _
from copilote.words.numbers import format_six

Floats = NDArray[np.float64]
Index = NDArray[np.intp]

NOWHERE = -1
"""Index of a commune that is in no perimeter of a level."""


class AllocationError(CopiloteError):
    """A target that cannot be shared; the text says what lacks and by how much."""


def no_room(lacking_kt: float) -> AllocationError:
    """The error of ceilings that hold too little."""
    text = _(
        "Les plafonds laissent %(kt)s kt sans territoire pour les prendre : relevez-les.", kt=format_six(lacking_kt)
    )
    return AllocationError(text)


def gather(values: Floats, index: Index, count: int) -> Floats:
    """Sums by perimeter.

    values : (…, N); index : (N,), rank of each commune's perimeter, `NOWHERE` for none; count : P.
    Returns (…, P). A value that is not known (NaN) leaves unknown the perimeters that hold it.
    """
    flat = np.asarray(values, dtype=np.float64).reshape(-1, values.shape[-1])
    # Those of no perimeter go to one more, dropped at the end: cheaper than to leave them out of every line.
    bins = np.where(index >= 0, index, count).astype(np.intp, copy=False)
    sums = np.empty((flat.shape[0], count))
    for row, line in enumerate(flat):
        sums[row] = np.bincount(bins, weights=line, minlength=count + 1)[:count]
    return sums.reshape(*values.shape[:-1], count)


def key_shares(keys: Floats, whole: Index, count: int) -> Floats:
    """What each commune weighs in its region: (K, N) keys → (K, N) shares, adding up to 1 in each region.

    keys : at least 0; whole : (N,), rank of each commune's region. A region whose key is 0 everywhere has NaN shares:
    nothing says how to share there.
    """
    sums = gather(keys, whole, count)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(sums > 0, 1.0 / sums, np.nan)
    shares: Floats = keys * scale[..., whole]
    return shares


def allocate(targets_kt: Floats, shares: Floats, key_of_lever: Index, whole: Index) -> Floats:
    """ktCO2e of each lever in each commune.

    targets_kt : (…, L, R), NaN where not known or where the lever does not exist; shares : (K, N), of `key_shares`;
    key_of_lever : (L,), rank of each lever's key; whole : (N,), rank of each commune's region.
    Returns (…, L, N). A target of 0 gives 0 everywhere, whatever the key.
    """
    spread: Floats = shares[key_of_lever] * targets_kt[..., whole]
    if np.any(targets_kt == 0):
        spread[np.broadcast_to(targets_kt[..., whole] == 0, spread.shape)] = 0.0
    return spread


def mixed(keys: Floats, weights: ArrayLike, whole: Index, count: int) -> Floats:
    r"""One key out of several, each counted for its part of the region.

    .. math:: k_i = \frac{\sum_m w_m\, k_{m,i} / \sum_{j \in r(i)} k_{m,j}}{\sum_m w_m}

    keys : (M, N); weights : (M,), at least 0, one at least above. A key that is 0 in a whole region is left out there.
    Returns (N,), adding up to 1 in each region (0 where no key says anything).
    """
    share = np.asarray(weights, dtype=np.float64)
    if share.shape != (keys.shape[0],) or not np.isfinite(share).all() or (share < 0).any() or share.sum() <= 0:
        raise InputError(_("Poids des clés : un nombre positif par clé est attendu, et un au moins au-dessus de 0."))
    parts = key_shares(keys, whole, count)
    known = np.isfinite(parts)
    weight = np.where(known, share[:, None], 0.0)
    total = weight.sum(axis=0)
    weighed = (np.where(known, parts, 0.0) * weight).sum(axis=0)
    mean: Floats = np.divide(weighed, total, out=np.zeros(keys.shape[1]), where=total > 0)
    return mean


def bounded(weights: ArrayLike, total: float, floors: ArrayLike = 0.0, ceilings: ArrayLike = np.inf) -> Floats:
    r"""Shares in proportion to weights, each kept between its floor and its ceiling; the others take the rest.

    .. math:: s_p = \min(c_p, \max(f_p, \lambda w_p)), \qquad \lambda : \sum_p s_p = T

    Exact: the breakpoints of the piecewise linear sum are sorted and :math:`\lambda` is read between two of them.

    weights : (P,), at least 0; floors, ceilings : (P,) or one for all, floors at least 0.
    Raises AllocationError, with the missing amount, when floors ask for more than the total or ceilings hold less.
    """
    weight = np.asarray(weights, dtype=np.float64)
    low = np.broadcast_to(np.asarray(floors, dtype=np.float64), weight.shape)
    high = np.broadcast_to(np.asarray(ceilings, dtype=np.float64), weight.shape)
    if (low < 0).any() or (high < low).any():
        raise InputError(_("Un plancher est négatif ou dépasse le plafond du même territoire."))
    tolerance = 1e-9 * max(1.0, abs(total))
    if low.sum() > total + tolerance:
        over = format_six(low.sum() - total)
        raise AllocationError(_("Les planchers dépassent l’objectif de %(kt)s kt : baissez-les.", kt=over))
    most = np.where(weight > 0, high, low)
    if most.sum() < total - tolerance:
        raise no_room(total - float(most.sum()))
    active = weight > 0
    shares = low.copy()
    if active.any():
        shares[active] = np.clip(_slope(weight[active], total - low[~active].sum(), low[active], high[active]),
                                 low[active], high[active])  # fmt: skip
    return shares


def _slope(weight: Floats, total: float, low: Floats, high: Floats) -> Floats:
    """λ·w at the λ where the clipped shares add up to the total."""
    starts, stops = low / weight, high / weight
    rising, capped = np.isfinite(starts), np.isfinite(stops)
    breaks = np.concatenate([[0.0], starts[rising], stops[capped]])
    turns = np.concatenate([[0.0], weight[rising], -weight[capped]])
    order = np.argsort(breaks, kind="stable")
    breaks, slopes = breaks[order], np.cumsum(turns[order])
    sums = low.sum() + np.concatenate([[0.0], np.cumsum(slopes[:-1] * np.diff(breaks))])
    after = int(np.searchsorted(sums, total))
    start = max(after - 1, 0)
    # The running sum only finds the interval; the sum at its start is then taken anew, so that no rounding piles up.
    reached = float(np.clip(weight * breaks[start], low, high).sum())
    middle = breaks[start] + 1.0 if after >= len(breaks) else (breaks[start] + breaks[after]) / 2
    free = (weight * middle > low) & (weight * middle < high)
    gained = (total - reached) / weight[free].sum() if free.any() else 0.0
    return np.asarray(weight * (breaks[start] + gained))
