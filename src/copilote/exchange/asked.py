"""What a person asks to see observed: a place, and perhaps a lever or an indicator, by the names that people use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from copilote.exchange.observed import national_observations, regional_observations
from copilote.exchange.records.observed import observation_record
from copilote.planning.observation import Observation
from copilote.reference.barometer import NationalIndicator, load_levers_2026, load_national_indicators
from copilote.reference.errors import InputError, UnknownNameError, fold, nearest
from copilote.reference.links import IndicatorLink, indicator_links
from copilote.reference.series import load_regional_rules
from copilote.reference.simulator import find_lever, find_region, load_lever_names

NATIONAL = ("france", "la france", "nationale", "national")


@dataclass(frozen=True)
class Asked:
    """The observations asked for, closest first when they are those of a lever.

    code : of the region, None for the country. missing : indicators linked to the lever without any known value.
    """

    name: str
    code: str | None
    observations: tuple[Observation, ...]
    links: tuple[IndicatorLink, ...]
    missing: tuple[str, ...]

    @property
    def records(self) -> list[dict[str, Any]]:
        """The observations as JSON, each with its link to the lever when one is asked for."""
        by_indicator = {link.indicator: link for link in self.links if link.indicator}
        return [observation_record(one, by_indicator.get(one.indicator)) for one in self.observations]


def observations_asked(place: str, lever: str | None = None, indicator: str | None = None) -> Asked:
    """What is observed in a region ("24", "Bretagne") or in the country ("france").

    lever : of 2023 (id or name) or of 2026 ("2026-005"). indicator : regional ("826") or national ("fr-059") number.
    Raises InputError when both are given or for the fictional region, UnknownNameError for an unknown name.
    """
    if lever is not None and indicator is not None:
        raise InputError("un levier et un indicateur se donnent l’un sans l’autre.")
    name, code = ("France", None) if fold(place) in NATIONAL else _region(place)
    links = _links(lever, code) if lever is not None else ()
    wanted = [link.indicator for link in links if link.indicator] if lever is not None else None
    seen = _national(indicator, wanted) if code is None else regional_observations(code, _numbers(indicator, wanted))
    ranks = {one: rank for rank, one in reversed(list(enumerate(wanted or ())))}
    ordered = tuple(sorted(seen, key=lambda one: ranks[one.indicator])) if links else seen
    known = {one.indicator for one in seen}
    return Asked(name, code, ordered, links, tuple(one for one in wanted or () if one not in known))


def _region(text: str) -> tuple[str, str]:
    found = find_region(text)
    if found.fictional:
        raise InputError("« Région exemple » est fictive : rien n’y est observé. Donnez une région, ou « france ».")
    return found.name, found.code


def _links(text: str, region: str | None) -> tuple[IndicatorLink, ...]:
    """The indicators of a lever of 2026 ("2026-005") or of 2023, closest first."""
    if text.startswith("2026-"):
        known = {one.id for one in load_levers_2026()}
        if text not in known:
            raise UnknownNameError("Levier de 2026", text, nearest(text, known))
        ident = text
    else:
        ident = find_lever(region, text).id if region is not None else _lever_2023(text)
    return indicator_links(ident, "france" if region is None else "region")


def _lever_2023(text: str) -> str:
    """A lever of 2023 by its id or name, whatever the region."""
    names = load_lever_names()
    exact = [one.id for one in names if fold(text) in (fold(one.id), fold(one.name), fold(one.label))]
    if len(set(exact)) == 1:
        return exact[0]
    choices = [one.id for one in names] + [one.label for one in names]
    raise UnknownNameError("Levier", text, exact or nearest(text, choices))


def _national(indicator: str | None, wanted: list[str] | None) -> tuple[Observation, ...]:
    """National rows: those of a lever, the one asked for, or all that the barometer gives values of."""
    if wanted is not None or indicator is None:
        return national_observations(wanted)
    rows = load_national_indicators()
    found = _matching(indicator, rows)
    if not found:
        raise UnknownNameError(
            "Indicateur", indicator, nearest(indicator, [one.id for one in rows]), "De fr-001 à fr-358, ou un numéro."
        )
    return national_observations([one.id for one in found])


def _matching(indicator: str, rows: tuple[NationalIndicator, ...]) -> list[NationalIndicator]:
    """The row "fr-059" (or "fr-59"), or those that a regional number ("826") goes with."""
    text = indicator.strip().lower()
    if text.startswith("fr-") and text[3:].isdecimal():
        return [one for one in rows if one.id == f"fr-{int(text[3:]):03d}"]
    return [one for one in rows if text in one.irpe]


def _numbers(indicator: str | None, wanted: list[str] | None) -> list[str] | None:
    """Numbers of the regional series asked for; None for all."""
    if wanted is not None or indicator is None:
        return wanted
    text = indicator.strip().lower()
    rules = load_regional_rules()
    if text in {rule.number for rule in rules}:
        return [text]
    rows = _matching(indicator, load_national_indicators())
    numbers = [rule.number for rule in rules if rule.national in {one.id for one in rows}]
    if not numbers:
        known = [rule.number for rule in rules]
        raise UnknownNameError(
            "Indicateur régional", indicator, nearest(text, known), f"Numéros connus : {', '.join(known)}."
        )
    return numbers
