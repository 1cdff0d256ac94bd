"""Yearly paths from 2019 to 2030: the avoided emissions of a lever, sector or region; an indicator's way to its target.

Two shapes: the straight line, and the S-curve of adoption for what spreads like a technology. A path is an array
whose last axis is the year; every other axis is the caller's (region, lever…). NaN is an unknown figure, never 0.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from copilote.planning.pace import LARGEST_VALUE, TARGET_YEAR, YEARS_ACCEPTED
from copilote.reference.errors import InputError
from copilote.reference.soundness import Soundness, weakest

Floats = NDArray[np.float64]
Years = Sequence[int] | NDArray[np.int64]
Group = TypeVar("Group", bound=Hashable)

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
        """The French words that a user reads."""
        return "ligne droite" if self is PathShape.LINEAR else "courbe en S (adoption)"


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

ADOPTION_LEVERS: frozenset[str] = frozenset(ADOPTION_REASONS)


def shape_of(lever_id: str) -> PathShape:
    """The shape that a lever of 2023 follows.

    >>> shape_of("augm_voitelec").value, shape_of("augm_haies").value
    ('adoption', 'linear')
    """
    return PathShape.ADOPTION if lever_id in ADOPTION_LEVERS else PathShape.LINEAR


def linear_path(start: ArrayLike, target: ArrayLike, years: Years = YEARS) -> Floats:
    r"""Straight line from `start` in the first year to `target` in the last.

    .. math:: v(t) = v_0 + (v_1 - v_0)\,\frac{t - t_0}{t_1 - t_0}

    Parameters
    ----------
    start, target : any unit, the same for both; any shapes that broadcast. NaN (unknown) gives an unknown path.
    years : strictly increasing whole years, two at least.

    Returns
    -------
    Same unit; shape of `start` and `target` broadcast, then the year. Both ends are exact.

    Raises
    ------
    InputError : infinite figures, shapes that do not match, years in disorder.

    >>> linear_path(0.0, 110.0)[[0, 1, -1]]
    array([  0.,  10., 110.])
    """
    when = _checked_years(years)
    return _along(start, target, (when - when[0]) / (when[-1] - when[0]))


def adoption_path(
    start: ArrayLike,
    target: ArrayLike,
    years: Years = YEARS,
    *,
    midpoint: float = ADOPTION_MIDPOINT,
    steepness: float = ADOPTION_STEEPNESS,
) -> Floats:
    r"""S-curve of adoption from `start` in the first year to `target` in the last.

    .. math::

        L(t) = \frac{1}{1 + e^{-k (t - m)}}, \quad
        v(t) = v_0 + (v_1 - v_0)\,\frac{L(t) - L(t_0)}{L(t_1) - L(t_0)}

    The logistic is normalised, so that both ends are exact: it says when the effort comes, not how much is done.

    Parameters
    ----------
    start, target, years : as in `linear_path`.
    midpoint : m, the year (with decimals) at which adoption is fastest, within `years`.
    steepness : k, per year, above 0; near 0 the curve is the straight line.

    Returns
    -------
    As `linear_path`.

    Raises
    ------
    InputError : as `linear_path`, or a midpoint or steepness out of range.

    Source: diffusion of innovations, E. M. Rogers (1962), F. M. Bass (Management Science 15, 1969); logistic
    substitution, J. C. Fisher and R. H. Pry (1971), A. Grübler (The Rise and Fall of Infrastructures, 1990).
    The parameters are Copilote's own, see `ADOPTION_MIDPOINT` and `ADOPTION_STEEPNESS`.

    >>> adoption_path(0.0, 100.0)[[0, 6, 11]].round(1)
    array([  0. ,  27.3, 100. ])
    """
    when = _checked_years(years)
    if not when[0] <= midpoint <= when[-1]:
        raise InputError(f"Milieu de la courbe ({midpoint}) hors de la période : de {when[0]:.0f} à {when[-1]:.0f}.")
    if not 1e-3 <= steepness <= 20.0:
        raise InputError(f"Raideur de la courbe ({steepness}) hors limites : de 0,001 à 20 par an.")
    # tanh is the logistic up to a line, and never overflows
    logistic = np.tanh(steepness * (when - midpoint) / 2.0)
    return _along(start, target, (logistic - logistic[0]) / (logistic[-1] - logistic[0]))


def lever_trajectory(
    target_kt: ArrayLike,
    shape: PathShape | Sequence[PathShape] = PathShape.LINEAR,
    *,
    years: Years = YEARS,
    midpoint: float = ADOPTION_MIDPOINT,
    steepness: float = ADOPTION_STEEPNESS,
) -> Floats:
    """Emissions that levers avoid each year, against 2019: from 0 in the first year to the target in the last.

    Parameters
    ----------
    target_kt : ktCO2e avoided in 2030 against 2019; any shape, levers on the last axis; NaN where unknown.
    shape : one shape for all, or one per lever (see `shape_of`).
    years, midpoint, steepness : as in `adoption_path`.

    Returns
    -------
    ktCO2e a year; shape of `target_kt`, then the year.

    Raises
    ------
    InputError : infinite targets, or as many shapes as there are not levers.

    >>> paths = lever_trajectory([110.0, 110.0], [PathShape.LINEAR, PathShape.ADOPTION])
    >>> paths[:, [0, 6, 11]].round(1)
    array([[  0. ,  60. , 110. ],
           [  0. ,  30.1, 110. ]])
    """
    targets = _figures(target_kt, "Les objectifs")
    linear = linear_path(0.0, targets, years)
    if shape is PathShape.LINEAR:
        return linear
    adoption = adoption_path(0.0, targets, years, midpoint=midpoint, steepness=steepness)
    if shape is PathShape.ADOPTION:
        return adoption
    shapes = list(shape)
    if not targets.ndim or targets.shape[-1] != len(shapes):
        levers = targets.shape[-1] if targets.ndim else 1
        raise InputError(f"{len(shapes)} formes de trajectoire pour {levers} leviers ; il en faut autant.")
    adopted = np.array([one is PathShape.ADOPTION for one in shapes], dtype=bool)
    return np.where(adopted[:, np.newaxis], adoption, linear)


@dataclass(frozen=True, slots=True, eq=False)
class GroupedPaths(Generic[Group]):
    """Paths summed by group. `paths` has the shape (..., group, year), in ktCO2e a year.

    An unknown lever is left out of its group's sum, and `missing` (..., group) counts such levers; a group with no
    known lever is NaN.
    """

    groups: tuple[Group, ...]
    paths: Floats
    missing: NDArray[np.int64]

    def soundness(self, parts: Sequence[Soundness]) -> Soundness:
        """The mark of these sums: the weakest of their parts', and incomplete when one is missing."""
        marks = [*parts, *([Soundness.INCOMPLETE] if self.missing.any() else [])]
        return weakest(marks)


def sum_trajectories(paths: ArrayLike, groups: Sequence[Group]) -> GroupedPaths[Group]:
    """Sum levers' paths by sector, theme or region.

    Parameters
    ----------
    paths : (..., lever, year), ktCO2e a year; NaN where unknown.
    groups : the group of each lever; a group comes in the result where it is first met.

    Returns
    -------
    `GroupedPaths`; summed over groups, they equal the sum over levers (to rounding, 1e-12 relative).

    Raises
    ------
    InputError : as many groups as there are not levers.

    >>> sums = sum_trajectories(lever_trajectory([10.0, 20.0, 5.0]), ["Transport", "Énergie", "Transport"])
    >>> sums.groups, sums.paths[:, -1]
    (('Transport', 'Énergie'), array([15., 20.]))
    """
    values = _figures(paths, "Les trajectoires")
    if values.ndim < 2 or values.shape[-2] != len(groups):
        raise InputError(f"{len(groups)} groupes pour des trajectoires de forme {values.shape} (levier, année).")
    names = tuple(dict.fromkeys(groups))
    membership = np.array([[group == name for group in groups] for name in names], dtype=bool)
    unknown = np.isnan(values)
    sums = np.empty((*values.shape[:-2], len(names), values.shape[-1]))
    missing = np.empty((*values.shape[:-2], len(names)), dtype=np.int64)
    for rank, members in enumerate(membership):
        inside = unknown[..., members, :]
        sums[..., rank, :] = np.where(inside, 0.0, values[..., members, :]).sum(axis=-2)
        sums[..., rank, :][inside.all(axis=-2)] = np.nan
        missing[..., rank] = inside.any(axis=-1).sum(axis=-1)
    return GroupedPaths(names, sums, missing)


def cumulated_avoided(path: ArrayLike, years: Years = YEARS) -> Floats:
    """Emissions avoided over the whole period: the yearly figures after 2019 (2020 to 2030) added up.

    Each figure is the total of a calendar year, so that years are added as they are; a trapezoid would take them for
    instantaneous flows, and count only half of the last year.

    Parameters
    ----------
    path : (..., year), ktCO2e a year against 2019; NaN where unknown, and then the sum is unknown.
    years : the years of the last axis.

    Returns
    -------
    ktCO2e; shape of `path` without the year.

    >>> float(cumulated_avoided(lever_trajectory(110.0)))
    660.0
    """
    values, when = _figures(path, "La trajectoire"), _checked_years(years)
    if not values.ndim or values.shape[-1] != when.size:
        raise InputError(f"{when.size} années pour une trajectoire de forme {values.shape} ; il en faut autant.")
    counted: Floats = values[..., when > START_YEAR].sum(axis=-1)
    return counted


@dataclass(frozen=True, slots=True, eq=False)
class ObservedPath:
    """An indicator's observed points, then the straight line that leads from the last one to the target.

    `values` follows `years`: NaN where nothing is known (before the last observation, years are not interpolated).
    `observed` tells measured points from the line.
    """

    years: tuple[int, ...]
    values: Floats
    observed: NDArray[np.bool_]


def path_from_observed(
    years_obs: Sequence[int],
    values_obs: Sequence[float | None],
    target: float,
    *,
    target_year: int = TARGET_YEAR,
) -> ObservedPath:
    """Observed points of an indicator, then the line from the last one to the target: the pace required from now on.

    Parameters
    ----------
    years_obs, values_obs : strictly increasing years and their values, in the indicator's unit; None or NaN unknown.
    target : value wanted in `target_year`, same unit.

    Returns
    -------
    `ObservedPath` over every year from the first observation to `target_year` (or to the last observation, when it
    is as recent: there is no line then, and the target is not drawn).

    Raises
    ------
    InputError : no known value, infinite figures, years in disorder.

    >>> way = path_from_observed([2022, 2024], [4.0, 10.0], 40.0)
    >>> way.years[0], way.values.tolist()[:5], way.values[-1].item()
    (2022, [4.0, nan, 10.0, 15.0, 20.0], 40.0)
    """
    if len(years_obs) != len(values_obs):
        raise InputError(f"{len(years_obs)} années pour {len(values_obs)} valeurs ; il en faut autant.")
    if not math.isfinite(target):
        raise InputError(f"Cible ({target}) : un nombre fini est attendu.")
    _checked_years(years_obs, least=1)
    deadline = int(_checked_years([target_year], least=1)[0])
    cells = _figures([math.nan if value is None else value for value in values_obs], "Les valeurs observées")
    known = {int(y): float(v) for y, v in zip(years_obs, cells, strict=True) if not math.isnan(v)}
    if not known:
        raise InputError("Aucune valeur observée : la trajectoire ne peut pas partir d’un point connu.")
    first, last = min(known), max(known)
    span = range(first, max(last, deadline) + 1)
    values = np.array([known.get(year, math.nan) for year in span])
    if last < deadline:
        values[last - first :] = linear_path(known[last], target, range(last, deadline + 1))
    return ObservedPath(tuple(span), values, np.array([year in known for year in span], dtype=bool))


def _along(start: ArrayLike, target: ArrayLike, share: Floats) -> Floats:
    """From `start` to `target` by the share of the way done each year (0 at first, 1 at last).

    Every operation keeps order when rounding, so that a path never turns back; the ends are set, not computed.
    """
    try:
        first, last = np.broadcast_arrays(_figures(start, "Le départ"), _figures(target, "La cible"))
    except ValueError:
        raise InputError(f"Départ et cible de formes différentes : {np.shape(start)} et {np.shape(target)}.") from None
    first, last = first[..., np.newaxis], last[..., np.newaxis]
    path: Floats = np.clip(first + (last - first) * share, np.minimum(first, last), np.maximum(first, last))
    known = ~np.isnan(path[..., 0])
    path[..., 0] = np.where(known, first[..., 0], np.nan)
    path[..., -1] = np.where(known, last[..., 0], np.nan)
    return path


def _figures(values: ArrayLike, what: str) -> Floats:
    """Figures as an array of floats; NaN is unknown; infinities, absurd sizes and text are refused."""
    try:
        figures = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{what} : des nombres sont attendus.") from None
    if (np.abs(figures) > LARGEST_VALUE).any():
        raise InputError(f"{what} : des nombres finis sont attendus.")
    return figures


def _checked_years(years: Years, least: int = 2) -> Floats:
    """Years as floats, for arithmetic; whole and strictly increasing."""
    when = _figures(np.asarray(years), "Les années")
    if when.ndim != 1 or when.size < least or np.isnan(when).any():
        raise InputError(f"Années : une suite d’au moins {least} nombres entiers est attendue.")
    if not np.array_equal(when, np.floor(when)) or bool((np.diff(when) <= 0).any()):
        raise InputError("Années : des nombres entiers, dans l’ordre croissant et sans répétition, sont attendus.")
    if when[0] < YEARS_ACCEPTED[0] or when[-1] > YEARS_ACCEPTED[1]:
        raise InputError(f"Années hors limites : de {YEARS_ACCEPTED[0]} à {YEARS_ACCEPTED[1]}.")
    return when
