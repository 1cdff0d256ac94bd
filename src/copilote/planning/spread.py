"""What is still to be assigned, shared among levers in proportion, to the last decimal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from copilote.planning.conversion import translation
from copilote.planning.scenario import LeverOutcome, Outcome
from copilote.reference.simulator import LeverFigures

UNIT = 1_000_000
"""Parts of a kt that amounts are counted in, as whole numbers, so that shares add up exactly."""


@dataclass(frozen=True)
class Spread:
    """Shares by key, in the order of the weights, and what nobody has room for; both in the unit of the amount."""

    shares: Mapping[str, float]
    left: float


def spread(amount: float, weights: Mapping[str, float], room: Mapping[str, float] | None = None) -> Spread:
    r"""Share an amount in proportion to weights: whole numbers by largest remainder, adding up exactly.

    .. math:: s_i = \min\!\left(m_i,\; a\, w_i / \sum_j w_j\right), \qquad \sum_i s_i + \text{left} = a

    Parameters
    ----------
    amount : what is to be shared, at least 0; counted to the millionth.
    weights : at least 0; who has none gets nothing.
    room : the most that a key can take; no limit for the keys that it does not hold. What a full key cannot take goes
        to the others, in proportion too.

    Every share is a whole number, but that of one key, which takes the decimals of the amount, and those that are full.

    >>> dict(spread(10.5, {"a": 2, "b": 1}).shares)
    {'a': 7.0, 'b': 3.5}
    """
    rest = round(amount * UNIT)
    most = {key: math.floor(max(0.0, limit) * UNIT + 1e-3) for key, limit in (room or {}).items()}
    shares = dict.fromkeys(weights, 0)
    active = {key: weight for key, weight in weights.items() if weight > 0}
    while active and rest > 0:
        total = math.fsum(active.values())
        full = [key for key, weight in active.items() if key in most and rest * weight / total >= most[key]]
        if not full:
            break
        for key in full:
            shares[key] = min(most[key], rest)
            rest -= shares[key]
            del active[key]
    rest = _largest_remainders(rest, active, shares, most) if active else rest
    return Spread({key: share / UNIT for key, share in shares.items()}, rest / UNIT)


def _largest_remainders(rest: int, active: Mapping[str, float], shares: dict[str, int], most: Mapping[str, int]) -> int:
    """Give whole numbers, then what remains by the largest remainders; returns what found no room."""
    total = math.fsum(active.values())
    exact = {key: rest * weight / total for key, weight in active.items()}
    for key, share in exact.items():
        shares[key] = int(share // UNIT) * UNIT
        rest -= shares[key]
    order = sorted(exact, key=lambda key: -(exact[key] - shares[key]))
    while rest > 0:
        before = rest
        for key in order:
            given = min(UNIT, rest, most.get(key, shares[key] + UNIT) - shares[key])
            shares[key] += given
            rest -= given
        if rest == before:
            break
    return rest


def stock_limit_kt(lever: LeverFigures, completed_kt: float = 0.0) -> float | None:
    r"""The ktCO2e at which a quantity that must fall reaches 0, beside what is completed; None without such a limit.

    .. math:: e_{max} = q_0 / |r| - d
    """
    if not lever.translated:
        return None
    baseline, ratio = translation(lever)
    if ratio >= 0 or not baseline:
        return None
    return max(0.0, baseline / -ratio - (completed_kt if lever.counts_completed else 0.0))


def spread_rest(outcome: Outcome) -> tuple[dict[str, float], float]:
    """New targets (ktCO2e, by lever id) that assign what the scenario leaves, and what finds no room.

    The rest is shared in proportion to the remaining targets of the levers that can be edited. Levers that the
    scenario lowered stay as they are, unless the others have no room for all of it. A falling stock stops at 0.
    Empty when nothing is left to assign.
    """
    rest = outcome.totals.gap_kt
    if rest is None or rest <= 0:
        return {}, 0.0
    editable = [line for line in outcome.levers if line.lever.editable and line.new_target_kt is not None]
    lowered = [line for line in editable if (line.new_target_kt or 0.0) < (line.remaining_kt or 0.0) - 1e-6]
    new = {line.lever.id: line.new_target_kt or 0.0 for line in editable}
    added: dict[str, float] = {}
    for group in ([line for line in editable if line not in lowered], lowered):
        weights = {line.lever.id: line.remaining_kt or 0.0 for line in group}
        done = spread(rest, weights, _room(group))
        added |= {key: share for key, share in done.shares.items() if share}
        rest = done.left
    return {key: round(new[key] + share, 6) for key, share in added.items()}, rest


def _room(lines: list[LeverOutcome]) -> dict[str, float]:
    limits = {line.lever.id: stock_limit_kt(line.lever, line.completed_kt) for line in lines}
    new = {line.lever.id: line.new_target_kt or 0.0 for line in lines}
    return {key: max(0.0, limit - new[key]) for key, limit in limits.items() if limit is not None}
