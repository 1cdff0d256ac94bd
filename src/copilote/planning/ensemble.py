r"""Many scenarios shared at once: sums by perimeter, and statistics over the scenarios in each commune.

With :math:`T_{s,l,r}` the target of lever :math:`l` in region :math:`r` in scenario :math:`s`, :math:`w_{l,i}` what
commune :math:`i` weighs in the key (1 in all in its region) and :math:`c_{l,i}` the most that its stock can give,

.. math:: a_{s,l,i} = \min(c_{l,i},\; \lambda_{s,l,z(i)}\, w_{l,i}), \qquad A_{s,l,p} = \sum_{i \in p} a_{s,l,i}

A lever is *straight* where nothing runs out: then :math:`\lambda = T`, the sum of a perimeter is its target times what
the perimeter weighs, and no commune has to be looked at. Where a stock runs out or a floor or ceiling was decided, the
lever is *bent*: :math:`\lambda` is found for each scenario, in each zone :math:`z` (the region, or the territory that
a limit is set for), so that the shares add up to the target.

Communes are sorted by region, then by atom: the finest pieces that no perimeter of any level cuts. Sums go from
communes to atoms, then from atoms to perimeters; only numpy's own loops are used, which run in several threads at once.

Shapes: S scenarios, L levers, R regions, N communes, G atoms, P perimeters of a level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from copilote.planning.allocation import NOWHERE, Floats, Index, bounded, no_room
from copilote.planning.declination import Limit

STATISTICS = ("mean", "min", "p10", "median", "p90", "max")
"""What is kept of the scenarios in each commune; quantiles are read between two scenarios when it takes."""
QUANTILES = (0.0, 0.1, 0.5, 0.9, 1.0)
TILE_CELLS = 131_072
"""Communes × scenarios of one lever worked on at once: small enough to stay in a processor’s own memory,
large enough for threads not to wait for one another."""


@dataclass(frozen=True, eq=False)
class PerimeterLevel:
    """The perimeters of a level. atoms : ranks of the atoms, perimeter by perimeter; starts : (P,), where each begins.

    pieces : where each part of a perimeter in one region begins among `atoms`; owner : the perimeter of each piece.
    Atoms in no perimeter are not among `atoms`.
    """

    name: str
    codes: tuple[str, ...]
    atoms: Index
    starts: Index
    pieces: Index
    owner: Index


@dataclass(frozen=True, eq=False)
class Grid:
    """Communes in their order here. order : (N,), their ranks in the caller's arrays.

    region : (N,) and atom_region : (G,), ranks of regions; starts : (G,), where each atom begins among communes.
    """

    order: Index
    region: Index
    starts: Index
    atom_region: Index
    levels: tuple[PerimeterLevel, ...]

    @property
    def perimeters(self) -> int:
        """Perimeters of all levels together."""
        return sum(level.starts.size for level in self.levels)


@dataclass(frozen=True, eq=False)
class Bent:
    """A lever that does not follow its targets in a straight line.

    rank : of the lever; weights, ceilings_kt : (N,), ceilings infinite where nothing runs out; zone : (N,);
    scale : (S, Z), the λ of each scenario and zone, NaN where the target is not known.
    """

    rank: int
    weights: Floats
    ceilings_kt: Floats
    zone: Index
    scale: Floats


@dataclass(frozen=True, eq=False)
class Sharing:
    """One choice of keys: weights (L, N), 0 where the lever does not exist, and the levers that are bent."""

    weights: Floats
    bent: tuple[Bent, ...] = ()

    def find(self, lever: int) -> Bent | None:
        """The bent lever of that rank, None for a straight one."""
        return next((bent for bent in self.bent if bent.rank == lever), None)


def make_grid(region: Index, levels: Mapping[str, tuple[Sequence[str], Index]]) -> Grid:
    """Sort communes by region and atom. region : (N,); levels : codes and ranks, `NOWHERE` for none, by name: (N,), or
    (N, K) where a commune is in up to K perimeters.

    Only the perimeters with a commune here are kept, in the order of their codes.
    """
    columns = [column for _codes, index in levels.values() for column in index.reshape(region.size, -1).T]
    order = np.lexsort([np.arange(region.size), *columns[::-1], region]).astype(np.intp)
    cut_by = np.stack([region, *columns])[:, order]
    new = np.concatenate([[True], (cut_by[:, 1:] != cut_by[:, :-1]).any(axis=0)]) if region.size else np.empty(0, bool)
    starts = np.flatnonzero(new).astype(np.intp)
    made = tuple(
        _level(name, codes, index[order][starts], region[order][starts]) for name, (codes, index) in levels.items()
    )
    return Grid(order, region[order], starts, region[order][starts], made)


def _level(name: str, codes: Sequence[str], index: Index, region: Index) -> PerimeterLevel:
    ranks_of = index.reshape(region.size, -1)
    atom, column = np.nonzero(ranks_of != NOWHERE)
    by_perimeter = np.argsort(ranks_of[atom, column], kind="stable").astype(np.intp)
    atoms: Index = atom[by_perimeter].astype(np.intp)
    own, where = ranks_of[atom, column][by_perimeter], region[atoms]
    ranks, starts, owner = np.unique(own, return_index=True, return_inverse=True)
    new = np.concatenate([[True], (np.diff(own) != 0) | (np.diff(where) != 0)]) if own.size else np.empty(0, bool)
    pieces = np.flatnonzero(new).astype(np.intp)
    names = tuple(codes[rank] for rank in ranks.tolist())
    return PerimeterLevel(name, names, atoms, starts.astype(np.intp), pieces, owner[pieces].astype(np.intp))


def water_level(totals_kt: Floats, weights: Floats, ceilings_kt: Floats) -> Floats:
    r"""The λ of each total such that :math:`\sum_i \min(c_i, \lambda w_i)` is that total.

    totals_kt : (S,); weights, ceilings_kt : (n,), at least 0. NaN stays NaN. The sum bends where a ceiling is reached:
    those are sorted once for all totals.
    Raises AllocationError, with the missing amount, when the ceilings cannot hold the largest total.
    """
    able = weights > 0
    room = float(ceilings_kt[able].sum())
    most = float(np.nan_to_num(totals_kt).max(initial=0.0))
    if most > room + 1e-9 * max(1.0, most):
        raise no_room(most - room)
    if not able.any():
        return np.where(np.isnan(totals_kt), np.nan, 0.0)
    weight, ceiling = weights[able], ceilings_kt[able]
    reached_at = ceiling / weight
    order = np.argsort(reached_at, kind="stable")
    weight, ceiling, reached_at = weight[order], ceiling[order], reached_at[order]
    full = np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(ceiling), ceiling, 0.0))])
    free = np.cumsum(weight[::-1])[::-1]
    with np.errstate(invalid="ignore"):
        sums = full[:-1] + np.where(np.isfinite(reached_at), reached_at * free, np.inf)
        rank = np.searchsorted(np.maximum.accumulate(sums), totals_kt)
    inside = np.minimum(rank, weight.size - 1)
    level: Floats = np.minimum((totals_kt - full[inside]) / free[inside], reached_at[-1])
    return level


def bend(
    rank: int,
    targets_kt: Floats,
    weights: Floats,
    region: Index,
    ceilings_kt: Floats,
    limits: Mapping[int, Sequence[Limit]],
) -> Bent | None:
    """How a lever is shared in every scenario; None when it is straight in all of them.

    targets_kt : (S, R); weights, region, ceilings_kt : (N,); limits : by rank of region, members being ranks here.
    Raises AllocationError when limits, or stocks, make the sum impossible in a scenario.
    """
    scale, zone, weights = targets_kt.copy(), region.copy(), weights.copy()
    straight = True
    for place in range(targets_kt.shape[1]):
        inside = np.flatnonzero(region == place)
        own, most = limits.get(place, ()), ceilings_kt[inside]
        if not own and not _runs_out(targets_kt[:, place], weights[inside], most):
            continue
        straight = False
        if not own:
            scale[:, place] = water_level(targets_kt[:, place], weights[inside], most)
            continue
        scale = _zones(place, targets_kt[:, place], weights, zone, scale, ceilings_kt, own, inside)
    return None if straight else Bent(rank, weights, ceilings_kt, zone, scale)


def _runs_out(totals_kt: Floats, weights: Floats, ceilings_kt: Floats) -> bool:
    known = totals_kt[np.isfinite(totals_kt)]
    return bool(known.size and (weights * known.max() > ceilings_kt * (1 + 1e-9) + 1e-12).any())


def _zones(
    region: int,
    totals_kt: Floats,
    weights: Floats,
    zone: Index,
    scale: Floats,
    ceilings_kt: Floats,
    limits: Sequence[Limit],
    inside: Index,
) -> Floats:
    """Limits of territories first (each is a zone of its own), then the ceilings of communes in each zone.

    Writes zones, and the weights of a territory that weighs nothing and has a floor; returns scales with their zones.
    """
    first = scale.shape[1]
    for rank, limit in enumerate(limits):
        zone[limit.members] = first + rank
    zones = [*range(first, first + len(limits)), region]
    members = [inside[zone[inside] == each] for each in zones]
    weigh = np.array([weights[own].sum() for own in members])
    room = np.array([ceilings_kt[own].sum() for own in members])
    floors = np.array([limit.floor_kt for limit in limits] + [0.0])
    ceilings = np.maximum(np.minimum(np.array([limit.ceiling_kt for limit in limits] + [np.inf]), room), floors)
    known = np.isfinite(totals_kt)
    given = np.full((totals_kt.size, len(zones)), np.nan)
    for scenario in np.flatnonzero(known):
        total = float(totals_kt[scenario])
        given[scenario] = bounded(weigh * total, total, floors, ceilings)
    scale = np.concatenate([scale, np.empty((scale.shape[0], len(limits)))], axis=1)
    for rank, own in enumerate(members):
        if weigh[rank] <= 0 and own.size:
            weights[own] = 1.0 / own.size
        scale[:, zones[rank]] = water_level(given[:, rank], weights[own], ceilings_kt[own])
    return scale


def lever_spread(targets_kt: Floats, sharing: Sharing, grid: Grid, lever: int, first: int = 0) -> Floats:
    """ktCO2e of a lever in every commune: (s, N). targets_kt : (s, L, R), those of the scenarios from rank `first`."""
    bent = sharing.find(lever)
    if bent is None:
        straight: Floats = targets_kt[:, lever, :][:, grid.region]
        straight *= sharing.weights[lever]
        return straight
    spread: Floats = bent.scale[first : first + targets_kt.shape[0]][:, bent.zone]
    spread *= bent.weights
    return np.minimum(spread, bent.ceilings_kt, out=spread)


def sums(targets_kt: Floats, sharing: Sharing, grid: Grid, first: int = 0, *, in_full: bool = False) -> list[Floats]:
    """ktCO2e of each lever by perimeter, for some scenarios: (s, L, P) for each level of the grid, NaN where not known.

    targets_kt : (s, L, R), those of the scenarios from rank `first`. in_full : compute every commune, even where the
    weight of an atom is enough.
    """
    levers = targets_kt.shape[1]
    looked_at = [lever for lever in range(levers) if in_full or sharing.find(lever) is not None]
    at_atoms = np.empty((targets_kt.shape[0], len(looked_at), grid.starts.size))
    for place, lever in enumerate(looked_at):
        spread = lever_spread(targets_kt, sharing, grid, lever, first)
        at_atoms[:, place] = np.add.reduceat(spread, grid.starts, axis=1)
    by_atom = np.add.reduceat(sharing.weights, grid.starts, axis=1)
    by_level = []
    for level in grid.levels:
        if in_full:
            summed = np.empty((targets_kt.shape[0], levers, level.starts.size))
        else:
            summed = _straight(targets_kt, by_atom, grid, level)
        summed[:, looked_at] = np.add.reduceat(at_atoms[:, :, level.atoms], level.starts, axis=2)
        by_level.append(summed)
    return by_level


def _straight(targets_kt: Floats, by_atom: Floats, grid: Grid, level: PerimeterLevel) -> Floats:
    """Targets times what each perimeter weighs (s, L, P); the parts of a perimeter over several regions are added."""
    weights = np.add.reduceat(by_atom[:, level.atoms], level.pieces, axis=1)
    regions = grid.atom_region[level.atoms][level.pieces]
    main = np.diff(level.owner, prepend=-1) != 0
    summed: Floats = targets_kt[:, :, regions[main]]
    summed *= weights[:, main]
    for piece in np.flatnonzero(~main).tolist():
        summed[:, :, level.owner[piece]] += targets_kt[:, :, regions[piece]] * weights[:, piece]
    return summed


def commune_statistics(
    targets_kt: Floats, sharing: Sharing, grid: Grid, first: int, stop: int, *, in_full: bool = False
) -> tuple[Floats, Floats]:
    """Statistics over the scenarios in the communes from `first` to `stop`.

    targets_kt : (S, L, R). Returns those of each lever, (6, L, n), in the order of `STATISTICS`, NaN where a scenario
    does not know the lever's target, and those of the sum of the known levers, (6, n).
    in_full : sort every commune's amounts, even where the order of the scenarios is that of the targets.
    """
    levers, count = targets_kt.shape[1], stop - first
    each = np.full((len(STATISTICS), levers, count), np.nan)
    total = np.empty((len(STATISTICS), count))
    known = np.asarray(np.isfinite(targets_kt).all(axis=0))
    orders: dict[tuple[int, int], Index] = {}
    for start, end in _tiles(grid.region[first:stop], max(1, TILE_CELLS // targets_kt.shape[0])):
        region, at = int(grid.region[first + start]), slice(first + start, first + end)
        added = np.zeros((end - start, targets_kt.shape[0]))
        part = np.empty_like(added)
        for lever in np.flatnonzero(known[:, region]).tolist():
            scale, zone = _amounts(targets_kt, sharing, lever, region, at, part)
            added += part
            order = None
            if zone is not None and not in_full:
                if (lever, zone) not in orders:
                    orders[lever, zone] = np.argsort(scale, kind="stable")
                order = orders[lever, zone]
            each[:, lever, start:end] = _statistics(part, order)
        total[:, start:end] = _statistics(added, None)
    return each, total


def _tiles(region: Index, size: int) -> list[tuple[int, int]]:
    """Pieces of at most `size` communes, each in one region."""
    edges = [0, *(np.flatnonzero(np.diff(region)) + 1).tolist(), region.size]
    return [(start, min(start + size, end)) for begin, end in pairwise(edges) for start in range(begin, end, size)]


def _amounts(
    targets_kt: Floats, sharing: Sharing, lever: int, region: int, at: slice, out: Floats
) -> tuple[Floats, int | None]:
    """Write the amounts of a lever in some communes of one region, (n, S); return the scales (S,) and their zone.

    The amounts of each commune rise with its scale. The zone is None when those communes are not all in the same.
    """
    bent = sharing.find(lever)
    if bent is None:
        np.multiply(sharing.weights[lever, at, None], targets_kt[None, :, lever, region], out=out)
        return targets_kt[:, lever, region], region
    zone = bent.zone[at]
    np.multiply(bent.weights[at, None], bent.scale.T[zone], out=out)
    np.minimum(out, bent.ceilings_kt[at, None], out=out)
    return bent.scale[:, zone[0]], int(zone[0]) if (zone == zone[0]).all() else None


def _statistics(amounts: Floats, order: Index | None) -> Floats:
    """(6, n) of (n, S); `order` puts the scenarios of every line in rising order, None when they must be sorted."""
    last = amounts.shape[1] - 1
    statistics = np.empty((len(STATISTICS), amounts.shape[0]))
    statistics[0] = amounts.mean(axis=1)
    rising = amounts if order is not None else np.sort(amounts, axis=1)
    column = np.arange(last + 1) if order is None else order
    for rank, quantile in enumerate(QUANTILES, start=1):
        place = quantile * last
        below = int(place)
        low, high = rising[:, column[below]], rising[:, column[min(below + 1, last)]]
        statistics[rank] = low + (high - low) * (place - below)
    return statistics


def draw_targets(
    official_kt: Floats, count: int, spread: float, seed: int, most_kt: Floats | None = None, first: int = 0
) -> Floats:
    r"""Targets drawn around the official ones, (count, L, R): each :math:`T\,(1 + u)`, :math:`u` uniform in ±spread.

    official_kt : (L, R), NaN where not known (it stays so). spread : from 0 to 1. most_kt : (L, R), what the stocks can
    give in all; a draw above it is brought back to it. first : rank of the first draw. The draw of a rank depends on
    the seed and the rank alone, not on how many there are.
    """
    targets = np.empty((count, *official_kt.shape))
    for rank in range(count):
        draw = np.random.default_rng([seed, first + rank]).uniform(-spread, spread, official_kt.shape)
        np.multiply(official_kt, 1.0 + draw, out=targets[rank])
    return targets if most_kt is None else np.minimum(targets, most_kt, out=targets)
