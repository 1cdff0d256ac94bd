r"""The indicative declination of a region's targets: what each lever gives in each of its territories.

A territory's physical quantity follows the region's conversion. For a quantity that adds up (cars, homes, TWh), with
:math:`s` the territory's share of the lever's key, :math:`q_0` and :math:`r` the region's baseline and ratio,

.. math:: q = \max(0,\; s\, q_0 + a\, r)

For one that is a rate (kg per inhabitant, km per car), with :math:`d` the territory's share of what the rate is
divided by,

.. math:: q = \max(0,\; q_0 + a\, r / d)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from copilote.planning.allocation import AllocationError, Floats, Index, allocate, bounded, gather, key_shares
from copilote.planning.apportionment import TONNES, Tonnes, in_tonnes
from copilote.planning.key_test import UNFIT
from copilote.reference.errors import InputError
from copilote.reference.simulator import LeverFigures
from copilote.words import _

WHOLE = "A"
"""Grade of a region's own targets: they are the State's, whatever the key that shares them below."""
DOUBT_MOST = 0.5
"""Part of a territory's weight that may lie in communes where the key misleads; above, it is not fit there."""


@dataclass(frozen=True)
class Rule:
    """How a lever is shared: its key, graded at the commune and at the EPCI and above.

    rate_over : id of the key that the lever's physical quantity is divided by, "" for a quantity that adds up.
    stock : id of the key that says where the quantity of 2019 is, "" when it is the lever's own key.
    filled : communes of the region whose key was filled by rule. chosen : by the COP, not the default. limit : French,
    what is known that lowers the grade.
    """

    lever: str
    key: str
    grade_commune: str
    grade_epci: str
    rate_over: str = ""
    stock: str = ""
    filled: int = 0
    chosen: bool = False
    note: str = ""
    limit: str = ""

    def grade(self, level: str) -> str:
        """The grade at a grain: "region" for whole regions, "epci" for whole EPCI, "commune" for less."""
        return {"region": WHOLE, "commune": self.grade_commune}.get(level, self.grade_epci)

    def placed(self, level: str) -> bool:
        """Whether it is fit to share at that grain, or the COP decided so: else its lever is in no total."""
        return self.grade(level) != UNFIT or self.chosen


@dataclass(frozen=True, eq=False)
class Limit:
    """The least and the most of a lever that a territory takes, in ktCO2e. members : ranks of its communes."""

    lever: str
    name: str
    members: Index
    floor_kt: float = 0.0
    ceiling_kt: float = np.inf


@dataclass(frozen=True, eq=False)
class Declination:
    """The shares of one region's levers in its communes.

    levers, rules : L of them, in the published order; communes : N codes. key_share : (L, N), what each commune weighs
    in the lever's key; stock_share : (L, N), in its quantity of 2019; rate_share : (L, N), in what its rate is divided
    by (the key itself when it adds up); exact_kt : (L, N), NaN where the target is not known; tonnes : (L, N), whole,
    adding up to the rounded target. doubtful : (L, N), communes where the key misleads.
    """

    region: str
    levers: tuple[LeverFigures, ...]
    rules: tuple[Rule, ...]
    communes: tuple[str, ...]
    key_share: Floats
    stock_share: Floats
    rate_share: Floats
    targets_kt: Floats
    exact_kt: Floats
    tonnes: Tonnes
    doubtful: NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """A lever in a territory.

    share : of the region's target, None without a key or in a territory of several regions. tonnes, target_kt : the
    share, to the tonne; None when the target is not known. baseline, physical : in the lever's unit, None without
    translation.
    """

    lever: LeverFigures
    rule: Rule
    grade: str
    share: float | None
    tonnes: int | None
    baseline: float | None
    physical: float | None

    @property
    def target_kt(self) -> float | None:
        """The share in ktCO2e a year avoided in 2030, to the tonne."""
        return None if self.tonnes is None else self.tonnes / TONNES

    @property
    def placed(self) -> bool:
        """Whether it is fit to be shared here, or the COP decided how: else it is in the rows, and in no total."""
        return self.grade != UNFIT or self.rule.chosen


def decline(
    region: str,
    levers: Sequence[LeverFigures],
    rules: Sequence[Rule],
    communes: Sequence[str],
    block: Index,
    keys: Mapping[str, Floats],
    targets_kt: Sequence[float | None],
    limits: Sequence[Limit] = (),
    doubtful: Mapping[str, NDArray[np.bool_]] | None = None,
) -> Declination:
    """Share a region's levers among its communes, given by code so that ties fall the same way.

    block : (N,), rank of each commune's block (its EPCI in its département), from 0. keys : (N,) by key id.
    targets_kt : one a lever, None where not known (at least 0). limits : floors and ceilings, of territories that do
    not overlap; members are ranks among `communes`. doubtful : (N,) by key id, communes where that key misleads.
    Raises InputError when a lever has a target above 0 and its key is 0 in the whole region, AllocationError when the
    limits make the sum impossible.
    """
    targets = np.array([np.nan if target is None else target for target in targets_kt], dtype=np.float64)
    whole = np.zeros(len(communes), dtype=np.intp)
    nowhere = np.zeros(len(communes), dtype=np.bool_)
    names_of = (
        [rule.key for rule in rules],
        [rule.rate_over or rule.key for rule in rules],
        [rule.stock or rule.key for rule in rules],
    )
    place = {name: rank for rank, name in enumerate(dict.fromkeys(name for names in names_of for name in names))}
    shares = key_shares(np.stack([keys[name] for name in place]), whole, 1)
    key_of_lever, rate_of_lever, stock_of_lever = (
        np.array([place[name] for name in names], dtype=np.intp) for names in names_of
    )
    stock_share = shares[stock_of_lever]
    silent = ~np.isfinite(shares[key_of_lever]).all(axis=1) & (np.nan_to_num(targets) > 0)
    if silent.any():
        first = int(np.flatnonzero(silent)[0])
        text = _(
            "La clé « %(key)s » est nulle dans toute la région : elle ne dit pas comment partager « %(lever)s ». "
            "Choisissez-en une autre.",
            key=rules[first].key,
            lever=levers[first].label,
        )
        raise InputError(text)
    exact = allocate(targets[:, None], shares, key_of_lever, whole)
    for rank, lever in enumerate(levers):
        own = [limit for limit in limits if limit.lever == lever.id]
        most = stock_kt(lever, rules[rank], stock_share[rank])
        runs_out = most is not None and bool((exact[rank] > most * (1 + 1e-9) + 1e-12).any())
        if own or runs_out:
            exact[rank] = _kept(lever, exact[rank], own, most)
    return Declination(
        region=region,
        levers=tuple(levers),
        rules=tuple(rules),
        communes=tuple(communes),
        key_share=shares[key_of_lever],
        stock_share=stock_share,
        rate_share=shares[rate_of_lever],
        targets_kt=targets,
        exact_kt=exact,
        tonnes=in_tonnes(exact, targets, block),
        doubtful=np.stack([(doubtful or {}).get(rule.key, nowhere) for rule in rules]),
    )


def _kept(lever: LeverFigures, exact_kt: Floats, limits: Sequence[Limit], most_kt: Floats | None) -> Floats:
    """A lever's shares within its limits; the error of limits that cannot be kept names the lever."""
    try:
        return within_limits(exact_kt, limits, most_kt)
    except AllocationError as error:
        text = _("« %(lever)s » : %(error)s", lever=lever.label, error=error)
        if not limits:
            text += " " + _("Ces plafonds sont ce que chaque commune avait en 2019 : choisissez une autre clé.")
        raise AllocationError(text) from None


def stock_kt(lever: LeverFigures, rule: Rule, stock_share: Floats) -> Floats | None:
    """The ktCO2e at which each commune's stock falls to 0 (N,); None when nothing runs out, or runs out everywhere."""
    if rule.rate_over or lever.ratio is None or lever.ratio >= 0 or not lever.baseline_2019:
        return None
    whole = lever.baseline_2019 / -lever.ratio
    enough = lever.target_kt is None or lever.target_kt <= whole * (1 + 1e-9)
    return stock_share * whole if enough and np.isfinite(stock_share).all() else None


def within_limits(exact_kt: Floats, limits: Sequence[Limit], most_kt: Floats | None = None) -> Floats:
    """A lever's shares (N,) kept between the limits of territories and under what each commune can give at most.

    What one cannot take goes to the others, in proportion to their shares; the sum stays. Raises AllocationError when
    it cannot.
    """
    group = np.full(exact_kt.size, len(limits), dtype=np.intp)
    for rank, limit in enumerate(limits):
        group[limit.members] = rank
    ceiling = np.full(exact_kt.size, np.inf) if most_kt is None else most_kt
    count = len(limits) + 1
    weights = np.bincount(group, weights=exact_kt, minlength=count)
    room = np.array([ceiling[group == rank].sum() for rank in range(count)])
    floors = np.array([limit.floor_kt for limit in limits] + [0.0])
    ceilings = np.minimum(np.array([limit.ceiling_kt for limit in limits] + [np.inf]), room)
    ceilings = np.maximum(ceilings, floors)
    wanted = bounded(weights, float(exact_kt.sum()), floors, ceilings)
    kept = np.zeros_like(exact_kt)
    for rank in range(count):
        inside = group == rank
        if weights[rank] <= 0:
            kept[inside] = wanted[rank] / max(int(inside.sum()), 1) if inside.any() else 0.0
            continue
        part = exact_kt[inside] * (wanted[rank] / weights[rank])
        over = part > ceiling[inside] * (1 + 1e-9)
        kept[inside] = bounded(exact_kt[inside], float(wanted[rank]), 0.0, ceiling[inside]) if over.any() else part
    return kept


@dataclass(frozen=True, eq=False)
class Lines:
    """The levers of a declination in P perimeters: (L, P) each, NaN where `Part` says None.

    known : (L,), whether the lever's target is; without it, `tonnes` (0) and `physical` (NaN) say nothing. doubt : part
    of the perimeter's weight in communes where the key misleads, 0 to 1.
    """

    declination: Declination
    share: Floats
    tonnes: Tonnes
    baseline: Floats
    physical: Floats
    known: NDArray[np.bool_]
    doubt: Floats

    def grades(self, grain: str) -> NDArray[np.str_]:
        """The grade of each lever in each perimeter (L, P), all of one grain (see `Rule.grade`)."""
        rules = np.array([rule.grade(grain) for rule in self.declination.rules])[:, None]
        if grain == "region":
            return np.broadcast_to(rules, self.doubt.shape)
        return np.where(self.doubt > DOUBT_MOST, UNFIT, rules)

    def placed_tonnes(self, grain: str) -> Tonnes:
        """What the levers that are placed (see `Part`) add up to in each perimeter (P,)."""
        chosen = np.array([rule.chosen for rule in self.declination.rules])[:, None]
        placed: Tonnes = np.where((self.grades(grain) != UNFIT) | chosen, self.tonnes, 0).sum(axis=0)
        return placed

    def parts(self, perimeter: int, grain: str) -> tuple[Part, ...]:
        """The levers of one perimeter, by rank."""
        columns = (self.share, self.tonnes, self.baseline, self.physical)
        share, tonnes, baseline, physical = (column[:, perimeter].tolist() for column in columns)
        known, grades = self.known.tolist(), self.grades(grain)[:, perimeter].tolist()
        ranked = enumerate(zip(self.declination.levers, self.declination.rules, strict=True))
        return tuple(
            Part(
                lever,
                rule,
                grades[rank],
                _or_none(share[rank]),
                tonnes[rank] if known[rank] else None,
                _or_none(baseline[rank]),
                _or_none(physical[rank]),
            )
            for rank, (lever, rule) in ranked
        )


def _or_none(value: float) -> float | None:
    return value if isfinite(value) else None


def lines(declination: Declination, index: Index, count: int, members: Index | None = None) -> Lines:
    """Every lever in each of `count` perimeters at once.

    index : (N,), rank of the perimeter of each commune of the declination, `NOWHERE` for none; or of each of the
    `members` alone, ranks of communes.
    """

    def summed(values: Floats) -> Floats:
        kept = values if members is None else values[:, members]
        return gather(kept, index, count) if kept.size else np.zeros((len(values), count))

    targets = declination.targets_kt[:, None]
    known = np.isfinite(declination.targets_kt)
    exact = summed(declination.exact_kt)
    share, stock, rate = (
        summed(weight) for weight in (declination.key_share, declination.stock_share, declination.rate_share)
    )
    weight, misled = share.copy(), summed(np.where(declination.doubtful, declination.key_share, 0.0))
    tonnes = summed(declination.tonnes.astype(np.float64)).astype(np.int64)
    with np.errstate(invalid="ignore"):
        shared = targets > 0
    of_target = np.divide(exact, targets, out=share, where=shared & known[:, None])
    baseline, physical = np.full(exact.shape, np.nan), np.full(exact.shape, np.nan)
    for rank, (lever, rule) in enumerate(zip(declination.levers, declination.rules, strict=True)):
        baseline[rank], physical[rank] = _quantities(lever, rule, exact[rank], stock[rank], rate[rank])
    physical[~known] = np.nan
    doubt = np.divide(misled, weight, out=np.zeros_like(weight), where=weight > 0)
    return Lines(declination, of_target, tonnes, baseline, physical, known, doubt)


def _quantities(lever: LeverFigures, rule: Rule, kt: Floats, stock: Floats, rate: Floats) -> tuple[Floats, Floats]:
    """The lever's quantity of 2019 and of 2030 in each perimeter (P,); NaN without translation or without any share."""
    unknown = np.full(kt.shape, np.nan)
    if lever.ratio is None or lever.baseline_2019 is None:
        return unknown, unknown
    base, added = stock * lever.baseline_2019, kt * lever.ratio
    if rule.rate_over:
        base = np.full(kt.shape, lever.baseline_2019)
        added = np.divide(added, rate, out=unknown.copy(), where=rate > 0)
    base = np.where(np.isfinite(stock), base, np.nan)
    return base, np.maximum(0.0, base + added)


def parts(declination: Declination, members: Index, grain: str) -> tuple[Part, ...]:
    """Every lever in a territory of some grain, given by the ranks of its communes in the declination."""
    at = np.asarray(members, dtype=np.intp)
    return lines(declination, np.zeros(at.size, dtype=np.intp), 1, at).parts(0, grain)


def sums(declination: Declination, index: Index, count: int) -> Tonnes:
    """Tonnes by perimeter: index (N,), -1 for none → (L, count)."""
    tonnes: Tonnes = gather(declination.tonnes.astype(np.float64), index, count).astype(np.int64)
    return tonnes
