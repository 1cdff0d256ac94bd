"""What each territory of a level takes of each lever, as rows for the command line and the API.

Rows are made as they are read: the country's communes are a million of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import NamedTuple

import numpy as np

from copilote.exchange.overlap import counted_twice
from copilote.exchange.perimeters import (
    LEVEL_WORDS,
    LEVELS,
    Place,
    Redrawn,
    find_place,
    overlaps,
    place_of,
    places,
    twice_words,
)
from copilote.exchange.shares import (
    DEFAULT,
    Choices,
    KeyChoice,
    grain,
    key_title,
    lines_at,
    members_of,
    share_of,
    shared,
)
from copilote.planning.apportionment import TONNES
from copilote.planning.declination import Part
from copilote.planning.key_test import UNFIT
from copilote.planning.scenario import Outcome, Scenario, evaluate
from copilote.reference.communes import load_frame
from copilote.reference.errors import CopiloteError, InputError, UnknownNameError, fold, french, nearest
from copilote.reference.keys import load_keys, measure_key
from copilote.reference.perimeters import load_crte_list
from copilote.reference.simulator import find_lever, find_region, load_lever_names, load_levers, load_regions
from copilote.reference.tables import latest

FRANCE = ("france", "la france", "nationale", "national")
Recorded = Callable[[str], Choices]
"""What the COP of a region (INSEE code) decided."""
Drawn = Callable[[str], tuple[Redrawn, ...]]
"""The CRTE that the COP of a region drew."""


class Row(NamedTuple):
    """A lever in a territory. target_kt : None when not known; physical : in `unit`, None without translation.

    share : of the region's target, from 0 to 1; None in a territory that lies in several regions.
    """

    code: str
    name: str
    level: str
    lever: str
    target_kt: float | None
    physical: float | None
    unit: str | None
    key: str
    grade: str
    share: float | None


def nothing_recorded(_region: str) -> tuple[()]:
    """The choices, or the CRTE drawn, of a region whose COP is not known here."""
    return ()


@dataclass(frozen=True)
class Allocation:
    """The rows asked for, territory by territory, and what must be read with them (French sentences).

    count : of the rows. lever : id and French label of the only one, None for all. counted_twice_kt : by how much the
    rows that are fit to be added are above what their communes add up to, some being in two CRTE.
    """

    name: str
    level: str
    lever: tuple[str, str] | None
    count: int
    notes: tuple[str, ...]
    _plans: tuple[_Plan, ...]
    counted_twice_kt: float = 0.0

    def rows(self) -> Iterator[Row]:
        """The rows, made one region at a time."""
        for plan in self._plans:
            yield from plan.rows()


@dataclass(frozen=True)
class _Plan:
    """One region's part of an allocation. kept : ranks in `places(region, level, redrawn)`; whole : the country is
    asked for."""

    region: str
    level: str
    lever: str | None
    kept: tuple[int, ...]
    choices: dict[str, Choices]
    outcome: Outcome | None
    whole: bool
    redrawn: tuple[Redrawn, ...] = ()

    @property
    def kept_places(self) -> list[Place]:
        """The perimeters asked for."""
        held = places(self.region, self.level, self.redrawn)
        return [held[at] for at in self.kept]

    @property
    def count(self) -> int:
        """How many rows there are."""
        across = [one.regions for one in self.kept_places if self.whole and len(one.regions) > 1]
        plain = (len(self.kept) - len(across)) * len(self._levers((self.region,)))
        return plain + sum(len(self._levers(regions)) for regions in across)

    def _levers(self, regions: tuple[str, ...]) -> set[str]:
        return {one.id for code in regions for one in load_levers(code) if self.lever in (None, one.id)}

    def rows(self) -> Iterator[Row]:
        """Territory by territory, each lever in the published order."""
        found = lines_at(self.region, self.level, self.choices[self.region], self.outcome, self.redrawn)
        declined = found.declination
        levers = [
            (rank, lever.id, lever.unit, rule.key, bool(found.known[rank]))
            for rank, (lever, rule) in enumerate(zip(declined.levers, declined.rules, strict=True))
            if self.lever in (None, lever.id)
        ]
        tonnes, physical, share = (column.tolist() for column in (found.tonnes, found.physical, found.share))
        held = self.kept_places
        grains = [grain(place) for place in held]
        by_grain = {name: found.grades(name).tolist() for name in set(grains)}
        for at, place, own in zip(self.kept, held, grains, strict=True):
            grades = by_grain[own]
            if self.whole and len(place.regions) > 1:
                yield from self._across(place)
                continue
            for rank, lever, unit, key, known in levers:
                yield Row(
                    place.code,
                    place.name,
                    place.level,
                    lever,
                    tonnes[rank][at] / TONNES if known else None,
                    physical[rank][at] if isfinite(physical[rank][at]) else None,
                    unit,
                    key,
                    grades[rank][at],
                    share[rank][at] if isfinite(share[rank][at]) else None,
                )

    def _across(self, place: Place) -> Iterator[Row]:
        """The rows of a territory in several regions: the shares of all of them, added."""
        for part in share_of(place, self.choices).parts:
            if self.lever in (None, part.lever.id):
                yield _row(place, part)


def _row(place: Place, part: Part) -> Row:
    return Row(
        place.code,
        place.name,
        place.level,
        part.lever.id,
        part.target_kt,
        part.physical,
        part.lever.unit,
        part.rule.key,
        part.grade,
        part.share,
    )


def allocation(
    region: str,
    level: str,
    *,
    lever: str | None = None,
    key: str | None = None,
    scenario: Scenario | None = None,
    territory: str | None = None,
    recorded: Recorded = nothing_recorded,
    drawn: Drawn = nothing_recorded,
) -> Allocation:
    """What each territory of a level takes of the targets of a region (code, name), or of all ("france").

    lever : id or name; all by default. key : shares the lever, or all of them, by this key instead of the COP's choice.
    scenario : its targets replace the official ones. territory : keeps that one, or those of the level that have a
    commune in it. drawn : the CRTE of a COP, which hold in its region; the country's are those of the list. Raises
    UnknownNameError or InputError for what cannot be read, AllocationError for what cannot hold.
    """
    if level not in LEVELS:
        raise UnknownNameError("Niveau", level, nearest(level, LEVELS), f"Niveaux acceptés : {', '.join(LEVELS)}.")
    whole = fold(region) in FRANCE
    if whole and scenario is not None:
        raise InputError("un scénario est celui d’une région : donnez-la au lieu de « france ».")
    codes = [one.code for one in load_regions()] if whole else [place_of("region", region).code]
    chosen = None if lever is None else lever_named(lever, None if whole else codes[0])
    inside = None if territory is None else place_asked(territory)
    notes: list[str] = [inside.note] if inside and inside.level == "commune" and inside.note else []
    outcome = _outcome_of(scenario, codes[0], notes) if scenario is not None else None
    wanted = None if key is None else _key_of(key)
    choices = {code: _choices_of(code, chosen and chosen[0], wanted, recorded, notes) for code in codes}
    plans = []
    for code in codes:
        own = drawn(code) if level == "crte" and not whole else ()
        if kept := _kept(places(code, level, own), code, inside, whole):
            plans.append(_Plan(code, level, chosen and chosen[0], kept, choices, outcome, whole, own))
    name = "France" if whole else place_of("region", codes[0]).name
    if not plans:
        where = f"{inside.name} n’a aucun territoire de ce niveau dans {name}" if inside else f"{name} n’en a aucun"
        raise InputError(f"Niveau « {LEVEL_WORDS[level]} » : {where}.")
    for plan in plans:
        try:
            shared(plan.region, choices[plan.region], outcome)  # what cannot hold is refused before any row
        except CopiloteError as error:
            raise InputError(f"{place_of('region', plan.region).name} : {error}") from None
    count = sum(plan.count for plan in plans)
    notes += _across_notes(plans, whole) + ([] if inside else _outside_notes(plans)) + _missing_notes(plans)
    twice = {plan.region: _twice_tonnes(plan) for plan in plans} if level == "crte" else {}
    if level == "crte":
        notes += [load_crte_list().words, *_twice_notes(plans, twice)]
    notes += _unplaced_notes(plans)
    return Allocation(name, level, chosen, count, tuple(notes), tuple(plans), sum(twice.values()) / TONNES)


def place_asked(text: str) -> Place:
    """The territory that a person means, as `find_place`; a commune of the past says what it became in its note."""
    found, code = find_place(text), text.strip().upper()
    if found.level == "commune" and len(code) == 5 and code != found.code and code[:2].isdigit():
        return place_of("commune", code)
    return found


def lever_named(text: str, region: str | None) -> tuple[str, str]:
    """The id and label of a lever, by id or name, in a region or in any."""
    if region is not None:
        found = find_lever(region, text)
        return found.id, found.label
    names = load_lever_names()
    same = {one.id: one.label for one in names if fold(text) in (fold(one.id), fold(one.name), fold(one.label))}
    if len(same) != 1:
        ids = {one.label: one.id for one in names} | {one.id: one.id for one in names}
        labels = {one.id: one.label for one in names}
        near = list(same) or list(dict.fromkeys(ids[name] for name in nearest(text, ids)))
        raise UnknownNameError("Levier", text, [f"{one} ({labels[one]})" for one in near])
    return next(iter(same.items()))


def _key_of(text: str) -> str:
    """The id of a key given by its id, its French title, or "defaut"."""
    keys = load_keys()
    if fold(text) == DEFAULT:
        return DEFAULT
    for one in keys.values():
        if fold(text) in (fold(one.id), fold(one.title)):
            return one.id
    names = {one.title: one.id for one in keys.values()} | {one: one for one in keys}
    near = list(dict.fromkeys(names[one] for one in nearest(text, names)))
    raise UnknownNameError(
        "Clé de répartition",
        text,
        [f"{one} ({keys[one].title})" for one in near],
        f"Clés connues : {DEFAULT}, {', '.join(keys)}.",
    )


def _choices_of(region: str, lever: str | None, key: str | None, recorded: Recorded, notes: list[str]) -> Choices:
    """The choices that hold: those recorded, but for the levers that a key is tried on."""
    name = place_of("region", region).name
    base = recorded(region)
    tried: tuple[KeyChoice, ...] = ()
    if key is not None:
        targets = [one.id for one in load_levers(region) if lever in (None, one.id)]
        if targets and key != DEFAULT and not measure_key(key).values[members_of(region)].any():
            notes.append(f"{name} : la clé « {key_title(key)} » n’y est pas connue ; la règle habituelle y est gardée.")
        elif key != DEFAULT:
            tried = tuple(KeyChoice(one, ((key, 1.0),)) for one in targets)
        base = tuple(choice for choice in base if choice.lever not in targets)
    used = [choice for choice in base if lever in (None, choice.lever)]
    if used:
        labels = {one.id: one.label for one in load_levers(region)}
        named = ", ".join(labels.get(choice.lever, choice.lever) for choice in used)
        notes.append(f"{name} : répartition décidée par la COP pour {named}.")
    return base + tried


def _outcome_of(scenario: Scenario, region: str, notes: list[str]) -> Outcome:
    if scenario.region != region:
        raise InputError(f"Ce scénario est celui d’une autre région ({find_region(scenario.region).name}).")
    newest = latest("simulator")
    if scenario.edition != newest:
        notes.append(f"Scénario de l’édition {scenario.edition}, ouvert sur l’édition {newest}.")
    notes.append(f"Objectifs du scénario{f' « {scenario.name} »' if scenario.name else ''}, à la place des officiels.")
    return evaluate(replace(scenario, edition=newest), load_levers(region))


def _kept(held: Sequence[Place], region: str, inside: Place | None, whole: bool) -> tuple[int, ...]:
    """The ranks of the territories asked for; of the country's, each in the region of most of its inhabitants."""
    found = []
    for rank, place in enumerate(held):
        if whole and place.regions[0] != region:
            continue
        same = inside is None or (place.code == inside.code if inside.level == place.level else _meet(place, inside))
        if same:
            found.append(rank)
    return tuple(found)


def _meet(one: Place, other: Place) -> bool:
    if not one.ranks.size or one.ranks[0] > other.ranks[-1] or one.ranks[-1] < other.ranks[0]:
        return False
    return bool(np.isin(one.ranks, other.ranks, assume_unique=True).any())


def _across_notes(plans: list[_Plan], whole: bool) -> list[str]:
    """Territories over several regions: a region's rows say only what lies in it, so that they add up."""
    if whole:
        return []
    names = [place.name for plan in plans for place in plan.kept_places if len(place.regions) > 1]
    if not names:
        return []
    more = f" et {len(names) - 5} autres" if len(names) > 5 else ""
    return [f"À cheval sur plusieurs régions, seule la part dans celle-ci compte ici : {', '.join(names[:5])}{more}."]


def _outside_notes(plans: list[_Plan]) -> list[str]:
    """Communes in no territory of the level, and what their share is: without them the rows do not add up."""
    found = []
    for plan in plans:
        out = overlaps(places(plan.region, plan.level, plan.redrawn), plan.region)[1]
        if out.size:
            names = [place_of("commune", str(load_frame().codes[at])).name for at in out[:4]]
            more = "" if out.size <= len(names) else f"… ({out.size} communes)"
            listed = plan.level == "crte" and not plan.redrawn
            where = "Pas dans la liste des CRTE" if listed else "Sans territoire de ce niveau"
            declined = shared(plan.region, plan.choices[plan.region], plan.outcome)
            rows = [rank for rank, one in enumerate(declined.levers) if plan.lever in (None, one.id)]
            kt = french(int(declined.tonnes[rows][:, np.searchsorted(members_of(plan.region), out)].sum()) / TONNES)
            found.append(f"{where} : {', '.join(names)}{more} ; {kt} kt s’ajoutent à ces lignes.")
    return found


def _twice_tonnes(plan: _Plan) -> int:
    choices = plan.choices[plan.region]
    return counted_twice(plan.region, plan.level, choices, plan.outcome, plan.redrawn, lever=plan.lever, kept=plan.kept)


def _twice_notes(plans: list[_Plan], twice: dict[str, int]) -> list[str]:
    """What is in two CRTE, and by how much the rows are above what they add up to."""
    more = {
        code: f" ({french(tonnes / TONNES)} kt de trop dans la somme de ces lignes)" for code, tonnes in twice.items()
    }
    held = {plan.region: overlaps(plan.kept_places, plan.region)[0] for plan in plans}
    return [twice_words(ranks, more[region]) for region, ranks in held.items() if ranks.size]


def _unplaced_notes(plans: list[_Plan]) -> list[str]:
    """What is in the rows and in no total: levers that are not fit to be shared at the level."""
    found: dict[str, list[str]] = {}
    for plan in plans:
        if plan.level == "region":
            continue
        declined = shared(plan.region, plan.choices[plan.region], plan.outcome)
        name = "commune" if plan.level == "commune" else "epci"
        left = [
            (lever.label, target)
            for lever, rule, target in zip(declined.levers, declined.rules, declined.targets_kt.tolist(), strict=True)
            if plan.lever in (None, lever.id) and rule.grade(name) == UNFIT and not rule.chosen and isfinite(target)
        ]
        if left:
            kt = french(round(sum(target for _label, target in left), 1))
            words = f"{kt} kt en {place_of('region', plan.region).name}"
            found.setdefault(", ".join(label for label, _target in left), []).append(words)
    return [
        f"À localiser : {' ; '.join(where)}. Gardé dans les lignes (certitude D), compté dans aucun total : {labels}."
        for labels, where in found.items()
    ]


def _missing_notes(plans: list[_Plan]) -> list[str]:
    found: dict[str, list[str]] = {}
    for plan in plans:
        declined = shared(plan.region, plan.choices[plan.region], plan.outcome)
        for lever, target in zip(declined.levers, declined.targets_kt.tolist(), strict=True):
            if plan.lever in (None, lever.id) and not isfinite(target):
                found.setdefault(lever.label, []).append(place_of("region", plan.region).name)
    return [f"Objectif non connu pour {label} ({', '.join(names)})." for label, names in found.items()]
