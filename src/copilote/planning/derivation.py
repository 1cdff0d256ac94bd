"""A region's target derived from the national one, by the stated rule of the series."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from copilote.planning.pace import TARGET_YEAR
from copilote.reference.barometer import NationalIndicator
from copilote.reference.series import Points, RegionalRule, RegionalSeries
from copilote.reference.soundness import Soundness, weakest


@dataclass(frozen=True, slots=True)
class DerivedTarget:
    """The target of 2030 in the unit of the series, or None; `text` is one French line saying by what rule, or why."""

    value: float | None
    soundness: Soundness
    text: str


def transformed(
    series: Sequence[RegionalSeries], rule: RegionalRule, others: Mapping[str, RegionalSeries]
) -> tuple[tuple[RegionalSeries, ...], Points] | None:
    """The series that the rule speaks of, and the values that its reference year or period is read in.

    The reference values are those before cumulating, so that a past decade of yearly flows can be the key.
    None when a series that the rule needs is missing.
    """
    kind, _, argument = (rule.transform or "").partition(":")
    if kind == "":
        return tuple(series), series[0].values if len(series) == 1 else ()
    if kind == "cumulate":
        [one] = series
        total = replace(one, values=_running_total(one.values, int(argument)), soundness=_computed(one))
        return (total,), one.values
    if kind == "sum":
        parts = [one for one in series if one.dimension in argument.split("|")]
        if len(parts) != len(argument.split("|")):
            return None
        points = _sum([part.values for part in parts])
        one = replace(parts[0], dimension=None, values=points, soundness=_computed(*parts))
        return (one,), points
    other = others.get(argument)
    if other is None:
        return None
    [first] = series
    mark = _computed(first, other)
    if kind == "plus":
        points = _sum([first.values, other.values])
    elif kind == "share_of":
        whole = dict(other.values)
        points = tuple((year, 100 * value / whole[year]) for year, value in first.values if whole.get(year))
    else:
        raise ValueError(f"unknown transform {rule.transform!r} of series {rule.number}")
    return ((replace(first, values=points, soundness=mark),), points) if points else None


def _computed(*parts: RegionalSeries) -> Soundness:
    """The mark of a series computed from others: at best derived."""
    return weakest((*(part.soundness for part in parts), Soundness.DERIVED))


def derive_target(
    region: str,
    reference: Points,
    rule: RegionalRule,
    national: NationalIndicator,
    population: float | None = None,
    national_population: float | None = None,
) -> DerivedTarget:
    r"""The target of the region in 2030.

    With :math:`c` the national target and :math:`k` the factor from its unit to that of the series:

    .. math:: c_r = k\,c \;(\text{rate}), \quad c_r = c\,\frac{q_r}{q} \;(\text{share observed}), \quad
              c_r = k\,c\,\frac{P_r}{P} \;(\text{population})

    where :math:`q_r` and :math:`q` are what the region and the country observed in the reference year (so that both
    make the same relative effort), and :math:`P_r`, :math:`P` their inhabitants.

    Parameters
    ----------
    region : INSEE code. reference : (year, value) pairs in the unit of the series.
    population, national_population : inhabitants; needed by the rule "share_population" only.

    Source: Copilote's own table of rules, one reason a line; no regional target is published.
    """
    goal = national.target(TARGET_YEAR)
    if rule.rule == "none":
        return DerivedTarget(None, Soundness.UNKNOWN, rule.reason)
    if region in rule.excluded:
        return _unknown(f"Sans cible dans cette région. {rule.reason}")
    if goal is None:
        return _unknown(f"Aucune cible nationale pour {TARGET_YEAR}.")
    if rule.rule == "rate":
        # The national rate as it stands: still derived, for no target of a region is published.
        return DerivedTarget(goal * (rule.factor or 1.0), Soundness.DERIVED, rule.reason)
    if rule.rule == "share_population":
        if not population or not national_population:
            return _unknown("Population de la région non connue : cible non déduite.")
        value = goal * (rule.factor or 1.0) * population / national_population
        return DerivedTarget(value, Soundness.ESTIMATED, rule.reason)
    if rule.rule != "share_observed":
        raise ValueError(f"unknown rule {rule.rule!r} of series {rule.number}")
    own = _observed(reference, rule.reference_region)
    if rule.reference_total is not None:
        whole: float | None = rule.reference_total
        goal *= rule.factor or 1.0
    else:
        whole = _observed(national.values, rule.reference_national)
    if not own or not whole:
        return _unknown(f"Valeur de référence ({rule.reference_region}) non connue ou nulle : cible non déduite.")
    sound = Soundness.ESTIMATED if rule.key_grade == "C" else Soundness.DERIVED
    return DerivedTarget(goal * own / whole, sound, rule.reason)


def _unknown(text: str) -> DerivedTarget:
    return DerivedTarget(None, Soundness.UNKNOWN, text)


def _observed(points: Points, period: str | None) -> float | None:
    """The value of a year ("2024"), or the sum over a period ("2011-2020") when every year of it is known."""
    if period is None:
        return None
    first, _, last = period.partition("-")
    known = dict(points)
    wanted = range(int(first), int(last or first) + 1)
    found = [known.get(year) for year in wanted]
    return None if None in found else math.fsum(value for value in found if value is not None)


def _sum(parts: Sequence[Points]) -> Points:
    """Sum, in the years where all the parts are known."""
    known = [dict(part) for part in parts]
    years = sorted(set.intersection(*(set(part) for part in known)))
    return tuple((year, math.fsum(part[year] for part in known)) for year in years)


def _running_total(points: Points, since: int) -> Points:
    """Running total from 0 before year `since` on; it stops at the first year that is not known."""
    known, total = dict(points), 0.0
    out = [(since - 1, 0.0)] if since in known else []
    year = since
    while year in known:
        total += known[year]
        out.append((year, total))
        year += 1
    return tuple(out)
