"""A region's target derived from the national one, by the stated rule of the series."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from copilote.planning.pace import TARGET_YEAR
from copilote.reference.barometer import NationalIndicator
from copilote.reference.errors import french, operand
from copilote.reference.series import Points, RegionalRule, RegionalSeries
from copilote.reference.soundness import Soundness, weakest


@dataclass(frozen=True, slots=True)
class DerivedTarget:
    """The target of 2030 in the unit of the series, or None; `text` is one French line saying by what rule, or why.

    `formula` is the computation with its numbers ("123 000 × 13 466,8 / 236 802 : cible nationale…"); "" without one.
    """

    value: float | None
    soundness: Soundness
    text: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """How the value of one year was computed: the formula with its numbers, and the rows of the region's table that
    it takes ("684/2024")."""

    year: int
    formula: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transformed:
    """The series that a rule speaks of.

    reference : the values that the rule's reference year or period is read in; those before cumulating, so that a past
        decade of yearly flows can be the key.
    computed : how each value was made; empty for series that are published as they stand.
    """

    series: tuple[RegionalSeries, ...]
    reference: Points
    computed: tuple[Computed, ...] = ()


def transformed(
    series: Sequence[RegionalSeries], rule: RegionalRule, others: Mapping[str, RegionalSeries]
) -> Transformed | None:
    """The series that the rule speaks of; None when a series that the rule needs is missing.

    A computed series has no note: that of a part may be false of the whole ("label F alone"). The rule's reason stands.
    """
    kind, _, argument = (rule.transform or "").partition(":")
    if kind == "":
        return Transformed(tuple(series), series[0].values if len(series) == 1 else ())
    if kind == "cumulate":
        [one] = series
        points = _running_total(one.values, int(argument))
        return Transformed((_made(one, points, one),), one.values, _explain_total(one, points))
    if kind == "sum":
        parts = [one for one in series if one.dimension in argument.split("|")]
        if len(parts) != len(argument.split("|")):
            return None
        points = _sum([part.values for part in parts])
        whole = replace(_made(parts[0], points, *parts), dimension=None)
        return Transformed((whole,), points, _explain_sum(parts, [part.dimension or "" for part in parts], points))
    other = others.get(argument)
    if other is None:
        return None
    [first] = series
    if kind == "plus":
        points = _sum([first.values, other.values])
        computed = _explain_sum([first, other], _names(first, other), points)
    elif kind == "share_of":
        base = dict(other.values)
        points = tuple((year, 100 * value / base[year]) for year, value in first.values if base.get(year))
        computed = _explain_share(first, other, points)
    else:
        raise ValueError(f"unknown transform {rule.transform!r} of series {rule.number}")
    return Transformed((_made(first, points, first, other),), points, computed) if points else None


def _made(one: RegionalSeries, points: Points, *parts: RegionalSeries) -> RegionalSeries:
    """The computed series, described as `one` is."""
    return replace(one, values=points, soundness=_computed(*parts), note=None)


def _explain_total(one: RegionalSeries, points: Points) -> tuple[Computed, ...]:
    flows, told = dict(one.values), []
    first = points[0][0] + 1 if points else 0
    for year, _ in points:
        years = range(first, year + 1)
        formula = " + ".join(f"{operand(flows[each])} ({each})" for each in years)
        rows = tuple(_row(one, each) for each in years)
        told.append(Computed(year, formula or f"départ du cumul, avant {first}", rows or (_row(one, first),)))
    return tuple(told)


def _explain_sum(parts: Sequence[RegionalSeries], names: Sequence[str], points: Points) -> tuple[Computed, ...]:
    known = [dict(part.values) for part in parts]
    return tuple(
        Computed(
            year,
            " + ".join(f"{operand(values[year])} ({name})" for values, name in zip(known, names, strict=True)),
            tuple(_row(part, year) for part in parts),
        )
        for year, _ in points
    )


def _names(first: RegionalSeries, other: RegionalSeries) -> list[str]:
    """The series by number, with what tells their labels apart ("… DPE - F", "… DPE - G")."""
    heads = {one.label.rpartition(" - ")[0] for one in (first, other)}
    if len(heads) != 1 or "" in heads:
        return [f"série {one.number}" for one in (first, other)]
    return [f"{one.label.rpartition(' - ')[2]}, série {one.number}" for one in (first, other)]


def _explain_share(first: RegionalSeries, other: RegionalSeries, points: Points) -> tuple[Computed, ...]:
    own, base = dict(first.values), dict(other.values)
    return tuple(
        Computed(
            year,
            f"100 × {operand(own[year])} / {operand(base[year])} : série {first.number} / série {other.number}, {year}",
            (_row(first, year), _row(other, year)),
        )
        for year, _ in points
    )


def _row(one: RegionalSeries, year: int) -> str:
    """A row of the region's table of values: number, dimension if any, year."""
    return f"{one.number}/{one.dimension}/{year}" if one.dimension else f"{one.number}/{year}"


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
    factor = rule.factor or 1.0
    scaled = goal * factor
    if rule.rule == "rate":
        # The national rate as it stands: still derived, for no target of a region is published.
        changed = "" if factor == 1 else ", dans l’unité de la série"
        formula = f"{_times(goal, factor)} : cible nationale telle quelle{changed}"
        return DerivedTarget(scaled, Soundness.DERIVED, rule.reason, formula)
    if rule.rule == "share_population":
        if not population or not national_population:
            return _unknown("Population de la région non connue : cible non déduite.")
        value = scaled * population / national_population
        formula = (
            f"{french(scaled)} × {french(population)} / {french(national_population)} : "
            f"cible nationale{_source_of(goal, factor)} × habitants de la région / de la France"
        )
        return DerivedTarget(value, Soundness.ESTIMATED, rule.reason, formula)
    if rule.rule != "share_observed":
        raise ValueError(f"unknown rule {rule.rule!r} of series {rule.number}")
    own = _observed(reference, rule.reference_region)
    if rule.reference_total is None:
        # Both terms of the national ratio are in the national unit: the factor has nothing to convert.
        whole, scaled, factor = _observed(national.values, rule.reference_national), goal, 1.0
    else:
        whole = rule.reference_total
    if not own or not whole:
        return _unknown(f"Valeur de référence ({rule.reference_region}) non connue ou nulle : cible non déduite.")
    sound = Soundness.ESTIMATED if rule.key_grade == "C" else Soundness.DERIVED
    formula = (
        f"{french(scaled)} × {operand(own)} / {operand(whole)} : "
        f"cible nationale{_source_of(goal, factor)} × {_shares(rule)}"
    )
    return DerivedTarget(scaled * own / whole, sound, rule.reason, formula)


def _times(value: float, factor: float) -> str:
    return french(value) if factor == 1 else f"{french(value)} × {french(factor)}"


def _source_of(goal: float, factor: float) -> str:
    """Between brackets, the national target in its own unit where it was converted."""
    return "" if factor == 1 else f" ({_times(goal, factor)})"


def _shares(rule: RegionalRule) -> str:
    """What is divided by what, with the years."""
    if rule.reference_national in (None, rule.reference_region):
        return f"région / France, {rule.reference_region}"
    return f"région en {rule.reference_region} / France en {rule.reference_national}"


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
