"""Shares rounded to whole tonnes that still add up: largest remainder, level by level.

The tonne (0.001 kt) is the finest amount shown. A region's levers are rounded so that they add up to its rounded
total; each lever is then apportioned among blocks (the communes of one EPCI in one département), and each block among
its communes. Whole numbers at the commune make every perimeter add up; the blocks keep each EPCI within a tonne or so
of its exact share, where rounding thousands of communes at once would not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from copilote.planning.allocation import Floats, Index, gather

Tonnes = NDArray[np.int64]

TONNES = 1000
"""Tonnes in a kt."""
GRAIN = 1e-7
"""Remainders nearer than this are ties: the noise of floating point decides nothing."""


def largest_remainder(exact: Floats, group: Index, totals: Tonnes) -> Tonnes:
    """Whole numbers near `exact` that add up to `totals` in each group.

    exact : (N,), at least 0, whose sum in each group is within a few units of its total; group : (N,);
    totals : (G,). The first of those that tie is served first.
    A larger amount never gets a smaller whole number in its group; an amount of 0 gets 0 while another may take it.
    """
    floors = np.floor(exact + GRAIN).astype(np.int64)
    lacking = totals - np.bincount(group, weights=floors, minlength=totals.size).astype(np.int64)
    if not lacking.any():
        return floors
    remainder = np.maximum(np.round((exact - floors) / GRAIN), 0.0)
    order = np.lexsort((np.arange(exact.size), -exact, -remainder, group))
    members = np.bincount(group, minlength=totals.size)
    starts = np.concatenate([[0], np.cumsum(members)[:-1]])
    position = np.empty(exact.size, dtype=np.int64)
    position[order] = np.arange(exact.size) - np.repeat(starts, members)
    size = members[group]
    more = np.where(lacking > 0, lacking, 0)[group]
    rounded: Tonnes = floors + more // np.maximum(size, 1) + (position < more % np.maximum(size, 1))
    if (lacking < 0).any():
        rounded = _take_back(rounded, group, lacking, order, starts, members)
    return rounded


def _take_back(rounded: Tonnes, group: Index, lacking: Tonnes, order: Index, starts: Index, members: Index) -> Tonnes:
    """Take units from those with the smallest remainders, never below 0."""
    for each in np.flatnonzero(lacking < 0):
        mine = order[starts[each] : starts[each] + members[each]][::-1]
        rest = -int(lacking[each])
        while rest > 0:
            givers = mine[rounded[mine] > 0][:rest]
            if not givers.size:
                break
            rounded[givers] -= 1
            rest -= givers.size
    return rounded


def round_targets(targets_kt: Floats) -> Tonnes:
    """A region's targets (L,) in whole tonnes, adding up to its rounded total; a target that is not known counts 0."""
    exact = np.nan_to_num(targets_kt, nan=0.0) * TONNES
    total = np.array([round(float(exact.sum()))], dtype=np.int64)
    return largest_remainder(exact, np.zeros(exact.size, dtype=np.intp), total)


def in_tonnes(spread_kt: Floats, targets_kt: Floats, block: Index) -> Tonnes:
    """The communes' shares of one region's levers in whole tonnes.

    spread_kt : (L, N), exact, of one region; targets_kt : (L,); block : (N,), rank of each commune's block, from 0.
    Communes are given by code, so that ties always fall the same way.
    Returns (L, N); each lever adds up to its target rounded by `round_targets`. An unknown lever gives 0 everywhere.
    """
    return apportioned(np.nan_to_num(spread_kt, nan=0.0) * TONNES, round_targets(targets_kt), block)


def apportioned(exact: Floats, totals: Tonnes, block: Index) -> Tonnes:
    """Whole numbers near `exact`, block by block, then within each block.

    exact : (L, N), at least 0, in the unit that is rounded to; totals : (L,), what each line adds up to, within a few
    units of its exact sum; block : (N,), from 0. Returns (L, N).
    """
    blocks = int(block.max()) + 1 if block.size else 0
    by_block = gather(exact, block, blocks)
    levers = exact.shape[0]
    lever_of_block = np.repeat(np.arange(levers), blocks)
    rounded = largest_remainder(by_block.ravel(), lever_of_block, totals).reshape(levers, blocks)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(by_block > 0, rounded / by_block, 0.0)
    quotas = exact * scale[:, block]
    group = (np.arange(levers)[:, None] * blocks + block).ravel()
    return largest_remainder(quotas.ravel(), group, rounded.ravel()).reshape(exact.shape)
