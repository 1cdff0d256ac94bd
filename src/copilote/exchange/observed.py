"""Everything observed in a region or in the country: the tables that it takes, read once, and the computation."""

from __future__ import annotations

from collections.abc import Iterable

from copilote.planning.observation import Observation, observe_national, observe_region
from copilote.reference.barometer import load_national_indicators
from copilote.reference.reading import PLAIN, load_national_readings, load_regional_readings
from copilote.reference.series import RegionalRule, load_regional_rules, load_series
from copilote.reference.territory_tables import load_regions


def regional_observations(region: str, numbers: Iterable[str] | None = None) -> tuple[Observation, ...]:
    """What is observed in a region (code), in the order of the table of rules; `numbers` keeps those indicators only.

    Targets of 2030 are derived from the national ones by each series' rule; a region without values gives nothing.
    """
    wanted = None if numbers is None else set(numbers)
    rules = [rule for rule in load_regional_rules() if wanted is None or rule.number in wanted]
    needed = {rule.number for rule in rules} | {helper for rule in rules for helper in _helpers(rule)}
    series = load_series(region, needed)
    by_number = {rule.number: [one for one in series if one.number == rule.number] for rule in rules}
    singles = {one.number: one for one in series if one.dimension is None}
    national = {one.id: one for one in load_national_indicators()}
    readings = load_regional_readings()
    own, country = _populations(region) if any(rule.rule == "share_population" for rule in rules) else (None, None)
    return tuple(
        seen
        for rule in rules
        for seen in observe_region(
            by_number[rule.number],
            rule,
            national[rule.national],
            others=singles,
            population=own,
            national_population=country,
            reading=readings.get(f"{rule.number}/{region}") or readings.get(rule.number, PLAIN),
        )
    )


def national_observations(rows: Iterable[str] | None = None) -> tuple[Observation, ...]:
    """The barometer's rows that hold a value (or those of `rows`: "fr-059"), against their own targets."""
    wanted = None if rows is None else set(rows)
    readings = load_national_readings()
    return tuple(
        observe_national(one, readings.get(one.id, PLAIN))
        for one in load_national_indicators()
        if (one.published_values if wanted is None else one.id in wanted)
    )


def _helpers(rule: RegionalRule) -> tuple[str, ...]:
    """The other series that a rule needs."""
    kind, _, argument = (rule.transform or "").partition(":")
    return (argument,) if kind in ("plus", "share_of") else ()


def _populations(region: str) -> tuple[float | None, float | None]:
    """Inhabitants of the region and of the 18 regions."""
    known = {one.code: one.population for one in load_regions()}
    return known.get(region), float(sum(population or 0 for population in known.values()))
