"""A region's target derived from the national one, by the stated rule of the series."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from copilote.planning.pace import TARGET_YEAR
from copilote.reference.barometer import NationalIndicator
from copilote.reference.series import Points, RegionalRule, RegionalSeries
from copilote.reference.soundness import Soundness, weakest
from copilote.words import _
from copilote.words.numbers import format_six, operand


@dataclass(frozen=True, slots=True)
class DerivedTarget:
    """The target of 2030 in the unit of the series, or None; `text` is one line saying by what rule, or why.

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
    kind, _colon, argument = (rule.transform or "").partition(":")
    if kind == "":
        return Transformed(tuple(series), series[0].values if len(series) == 1 else ())
    if kind == "cumulate":
        [flow] = series
        points = _running_total(flow.values, int(argument))
        return Transformed((_made(flow, points, flow),), flow.values, _explain_total(flow, points))
    if kind == "sum":
        parts = [part for part in series if part.dimension in argument.split("|")]
        if len(parts) != len(argument.split("|")):
            return None
        points = _sum(parts)
        whole = replace(_made(parts[0], points, *parts), dimension=None)
        return Transformed((whole,), points, _explain_sum(parts, [part.dimension or "" for part in parts], points))
    other = others.get(argument)
    if other is None:
        return None
    [first] = series
    if kind == "plus":
        points = _sum([first, other])
        computed = _explain_sum([first, other], _names(first, other), points)
    elif kind == "share_of":
        base = dict(other.values)
        points = tuple((year, 100 * value / base[year]) for year, value in first.values if base.get(year))
        computed = _explain_share(first, other, points)
    else:
        raise ValueError(f"unknown transform {rule.transform!r} of series {rule.number}")
    return Transformed((_made(first, points, first, other),), points, computed) if points else None


def _made(model: RegionalSeries, points: Points, *parts: RegionalSeries) -> RegionalSeries:
    """The series computed from some parts, described as `model` is; at best derived."""
    mark = weakest((*(part.soundness for part in parts), Soundness.DERIVED))
    return replace(model, values=points, soundness=mark, note=None)


def _sum(parts: Sequence[RegionalSeries]) -> Points:
    """Sum, in the years where all the parts are known."""
    known = [dict(part.values) for part in parts]
    years = sorted(set.intersection(*(set(values) for values in known)))
    return tuple((year, math.fsum(values[year] for values in known)) for year in years)


def _running_total(points: Points, since: int) -> Points:
    """Running total from 0 before year `since` on; it stops at the first year that is not known."""
    known, total = dict(points), 0.0
    totals = [(since - 1, 0.0)] if since in known else []
    year = since
    while year in known:
        total += known[year]
        totals.append((year, total))
        year += 1
    return tuple(totals)


def _explain_total(flow: RegionalSeries, points: Points) -> tuple[Computed, ...]:
    flows = dict(flow.values)
    first = points[0][0] + 1 if points else 0

    def explain(year: int) -> Computed:
        years = range(first, year + 1)
        formula = " + ".join(f"{operand(flows[each])} ({each})" for each in years)
        rows = tuple(_row(flow, each) for each in years)
        start = _("départ du cumul, avant %(year)s", year=first)
        return Computed(year, formula or start, rows or (_row(flow, first),))

    return tuple(explain(year) for year, _value in points)


def _explain_sum(parts: Sequence[RegionalSeries], names: Sequence[str], points: Points) -> tuple[Computed, ...]:
    known = [dict(part.values) for part in parts]

    def formula(year: int) -> str:
        return " + ".join(f"{operand(values[year])} ({name})" for values, name in zip(known, names, strict=True))

    return _explain(points, formula, parts)


def _explain_share(first: RegionalSeries, other: RegionalSeries, points: Points) -> tuple[Computed, ...]:
    own, base = dict(first.values), dict(other.values)

    def formula(year: int) -> str:
        numbers = {"a": operand(own[year]), "b": operand(base[year]), "c": first.number, "d": other.number}
        return _("100 × %(a)s / %(b)s : série %(c)s / série %(d)s, %(year)s", **numbers, year=year)

    return _explain(points, formula, (first, other))


def _explain(points: Points, formula: Callable[[int], str], parts: Sequence[RegionalSeries]) -> tuple[Computed, ...]:
    return tuple(Computed(year, formula(year), tuple(_row(part, year) for part in parts)) for year, _value in points)


def _names(*pair: RegionalSeries) -> list[str]:
    """The series by number, with what tells their labels apart ("… DPE - F", "… DPE - G")."""
    heads = {series.label.rpartition(" - ")[0] for series in pair}
    if len(heads) != 1 or "" in heads:
        return [_("série %(number)s", number=series.number) for series in pair]
    tails = [series.label.rpartition(" - ")[2] for series in pair]
    return [
        _("%(name)s, série %(number)s", name=tail, number=series.number)
        for tail, series in zip(tails, pair, strict=True)
    ]


def _row(series: RegionalSeries, year: int) -> str:
    """A row of the region's table of values: number, dimension if any, year."""
    return f"{series.number}/{series.dimension}/{year}" if series.dimension else f"{series.number}/{year}"


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
    goal, reason = national.target(TARGET_YEAR), rule.reason
    if rule.rule == "none":
        return _unknown(reason)
    if region in rule.excluded:
        return _unknown(_("Sans cible dans cette région. %(why)s", why=reason))
    if goal is None:
        return _unknown(_("Aucune cible nationale pour %(year)s.", year=TARGET_YEAR))
    factor = rule.factor or 1.0
    if rule.rule == "rate":
        # The national rate as it stands: still derived, for no target of a region is published.
        formula = _("%(sum)s : cible nationale telle quelle", sum=_product(goal, factor))
        if factor != 1:
            formula = _("%(formula)s, dans l’unité de la série", formula=formula)
        return DerivedTarget(goal * factor, Soundness.DERIVED, reason, formula)
    own: float | None
    whole: float | None
    if rule.rule == "share_population":
        own, whole, mark = population, national_population, Soundness.ESTIMATED
        shares = _("habitants de la région / de la France")
        lacking = _("Population de la région non connue : cible non déduite.")
    elif rule.rule == "share_observed":
        own, whole = _observed(reference, rule.reference_region), rule.reference_total
        if whole is None:
            # Both terms of the national ratio are in the national unit: the factor has nothing to convert.
            whole, factor = _observed(national.values, rule.reference_national), 1.0
        mark, shares = Soundness.ESTIMATED if rule.key_grade == "C" else Soundness.DERIVED, _shares(rule)
        year = rule.reference_region
        lacking = _("Valeur de référence (%(year)s) non connue ou nulle : cible non déduite.", year=year)
    else:
        raise ValueError(f"unknown rule {rule.rule!r} of series {rule.number}")
    if not own or not whole:
        return _unknown(lacking)
    product = f"{format_six(goal * factor)} × {operand(own)} / {operand(whole)}"
    target = _source_of(goal, factor)
    formula = _("%(sum)s : %(target)s × %(shares)s", sum=product, target=target, shares=shares)
    return DerivedTarget(goal * factor * own / whole, mark, reason, formula)


def _product(value: float, factor: float) -> str:
    return format_six(value) if factor == 1 else f"{format_six(value)} × {format_six(factor)}"


def _source_of(goal: float, factor: float) -> str:
    """The national target in words; between brackets, in its own unit where it was converted."""
    if factor == 1:
        return _("cible nationale")
    return _("cible nationale (%(goal)s)", goal=_product(goal, factor))


def _shares(rule: RegionalRule) -> str:
    """What is divided by what, with the years."""
    if rule.reference_national in (None, rule.reference_region):
        return _("région / France, %(year)s", year=rule.reference_region)
    return _("région en %(year)s / France en %(other)s", year=rule.reference_region, other=rule.reference_national)


def _unknown(text: str) -> DerivedTarget:
    return DerivedTarget(None, Soundness.UNKNOWN, text)


def _observed(points: Points, period: str | None) -> float | None:
    """The value of a year ("2024"), or the sum over a period ("2011-2020") when every year of it is known."""
    if period is None:
        return None
    first, _dash, last = period.partition("-")
    known = dict(points)
    years = range(int(first), int(last or first) + 1)
    return math.fsum(known[year] for year in years) if all(year in known for year in years) else None
