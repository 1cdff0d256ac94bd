"""What is observed in a region or in the country: all of it, or what a person names there, a lever or an indicator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from copilote.exchange.records.observed import ObservationRecord, observation_record
from copilote.planning.observation import Observation, observe_national, observe_region
from copilote.reference.barometer import NationalIndicator, load_levers_2026, load_national_indicators
from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.links import IndicatorLink, indicator_links
from copilote.reference.reading import PLAIN, load_national_readings, load_regional_readings
from copilote.reference.series import RegionalRule, load_regional_rules, load_series
from copilote.reference.simulator import find_region
from copilote.reference.territories import load_regions
from copilote.words import _


def regional_observations(region: str, numbers: Iterable[str] | None = None) -> tuple[Observation, ...]:
    """What is observed in a region (code), in the order of the table of rules; `numbers` keeps those indicators only.

    Targets of 2030 are derived from the national ones by each series' rule; a region without values gives nothing.
    """
    wanted = None if numbers is None else set(numbers)
    rules = [rule for rule in load_regional_rules() if wanted is None or rule.number in wanted]
    needed = {rule.number for rule in rules} | {helper for rule in rules for helper in _helpers(rule)}
    series = load_series(region, needed)
    by_number = {rule.number: [row for row in series if row.number == rule.number] for rule in rules}
    singles = {row.number: row for row in series if row.dimension is None}
    national = {indicator.id: indicator for indicator in load_national_indicators()}
    readings = load_regional_readings()
    own, country = _populations(region) if any(rule.rule == "share_population" for rule in rules) else (None, None)
    return tuple(
        observed
        for rule in rules
        for observed in observe_region(
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
        observe_national(indicator, readings.get(indicator.id, PLAIN))
        for indicator in load_national_indicators()
        if (indicator.published_values if wanted is None else indicator.id in wanted)
    )


def _helpers(rule: RegionalRule) -> tuple[str, ...]:
    """The other series that a rule needs."""
    kind, _, argument = (rule.transform or "").partition(":")
    return (argument,) if kind in ("plus", "share_of") else ()


def _populations(region: str) -> tuple[float | None, float | None]:
    """Inhabitants of the region and of the 18 regions."""
    people = {row.code: row.population for row in load_regions()}
    return people.get(region), float(sum(population or 0 for population in people.values()))


@dataclass(frozen=True)
class Observed:
    """The observations asked for, closest first when they are those of a lever.

    code : of the region, None for the country. missing : indicators linked to the lever without any known value.
    """

    name: str
    code: str | None
    observations: tuple[Observation, ...]
    links: tuple[IndicatorLink, ...]
    missing: tuple[str, ...]

    @property
    def records(self) -> list[ObservationRecord]:
        """The observations as JSON, each with its link to the lever when one is asked for."""
        links = {link.indicator: link for link in self.links if link.indicator}
        return [observation_record(observed, links.get(observed.indicator)) for observed in self.observations]


def observations_asked(place: str, lever: str | None = None, indicator: str | None = None) -> Observed:
    """What is observed in a region ("24", "Bretagne") or in the country ("france").

    lever : of 2023 (id or name) or of 2026 ("2026-005"). indicator : regional ("826") or national ("fr-059") number.
    Raises InputError when both are given or for the fictional region, UnknownNameError for an unknown name.
    """
    from copilote.exchange.named import is_france  # brings numpy, which the observations alone do not need

    if lever is not None and indicator is not None:
        raise InputError(_("un levier et un indicateur se donnent l’un sans l’autre."))
    name, code = ("France", None) if is_france(place) else _region(place)
    links = _links(lever, code) if lever is not None else ()
    wanted = [link.indicator for link in links if link.indicator] if lever is not None else None
    numbers = wanted if indicator is None else _national(indicator) if code is None else _regional(indicator)
    observations = national_observations(numbers) if code is None else regional_observations(code, numbers)
    closest = list(dict.fromkeys(wanted or ()))
    if links:
        observations = tuple(sorted(observations, key=lambda observed: closest.index(observed.indicator)))
    known = {observed.indicator for observed in observations}
    return Observed(name, code, observations, links, tuple(number for number in wanted or () if number not in known))


def _region(text: str) -> tuple[str, str]:
    region = find_region(text)
    if region.fictional:
        raise InputError(
            _("« %(name)s » est fictive : rien n’y est observé. Donnez une région, ou « france ».", name=region.name)
        )
    return region.name, region.code


def _links(text: str, region: str | None) -> tuple[IndicatorLink, ...]:
    """The indicators of a lever of 2026 ("2026-005") or of 2023, closest first."""
    from copilote.exchange.named import lever_named

    if text.startswith("2026-"):
        known = {lever.id for lever in load_levers_2026()}
        if text not in known:
            raise UnknownNameError(_("Levier de 2026"), text, nearest(text, known))
        id_ = text
    else:
        id_ = lever_named(text, region)[0]
    return indicator_links(id_, "france" if region is None else "region")


def _national(indicator: str) -> list[str]:
    """The barometer's rows that are meant: "fr-059", or those that a regional number goes with."""
    rows = load_national_indicators()
    matching = [row.id for row in _matching(indicator, rows)]
    if not matching:
        near, accepted = nearest(indicator, [row.id for row in rows]), _("De fr-001 à fr-358, ou un numéro.")
        raise UnknownNameError(_("Indicateur"), indicator, near, accepted)
    return matching


def _matching(indicator: str, rows: tuple[NationalIndicator, ...]) -> list[NationalIndicator]:
    """The row "fr-059" (or "fr-59"), or those that a regional number ("826") goes with."""
    text = indicator.strip().lower()
    if text.startswith("fr-") and text[3:].isdecimal():
        return [row for row in rows if row.id == f"fr-{int(text[3:]):03d}"]
    return [row for row in rows if text in row.irpe]


def _regional(indicator: str) -> list[str]:
    """Numbers of the regional series that are meant: "826", or those of a national row."""
    known = {rule.number: rule.national for rule in load_regional_rules()}
    if (text := indicator.strip().lower()) in known:
        return [text]
    national = {row.id for row in _matching(indicator, load_national_indicators())}
    numbers = [number for number, row in known.items() if row in national]
    if not numbers:
        accepted = _("Numéros connus : %(numbers)s.", numbers=", ".join(known))
        raise UnknownNameError(_("Indicateur régional"), indicator, nearest(text, known), accepted)
    return numbers
