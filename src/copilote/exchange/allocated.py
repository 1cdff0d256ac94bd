"""What each territory of a level takes of each lever, as rows for the command line and the API.

Rows are made as they are read: the country's communes are a million of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import isfinite
from typing import NamedTuple

import numpy as np

from copilote.exchange.intake.notes import some_of
from copilote.exchange.named import FRANCE, is_france, key_named, lever_named, place_asked
from copilote.exchange.overlap import counted_twice
from copilote.exchange.perimeters import Redrawn, place_of, places, twice_words
from copilote.exchange.place import GRAINS, LEVEL_WORDS, LEVELS, Place, made_of, members_of, overlaps
from copilote.exchange.shares import DEFAULT, Choices, KeyChoice, key_title, lines_at, share_of, shared
from copilote.planning.apportionment import TONNES
from copilote.planning.declination import Declination
from copilote.planning.scenario import Outcome, Scenario, evaluate
from copilote.reference.communes import load_frame
from copilote.reference.errors import CopiloteError, InputError, UnknownNameError, nearest
from copilote.reference.keys import measure_key
from copilote.reference.perimeters import load_crte_list
from copilote.reference.simulator import find_region, load_levers, load_regions
from copilote.reference.tables import latest
from copilote.words import N_, _
from copilote.words.numbers import counted, format_number, listed

Recorded = Callable[[str], Choices]
"""What the COP of a region (INSEE code) decided."""
Drawn = Callable[[str], tuple[Redrawn, ...]]
"""The CRTE that the COP of a region drew."""


class ShareRow(NamedTuple):
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
    """The rows asked for, territory by territory, and what must be read with them (sentences).

    count : of the rows. lever : id and label of the only one, None for all. counted_twice_kt : by how much the
    rows that are fit to be added are above what their communes add up to, some being in two CRTE.
    """

    name: str
    level: str
    lever: tuple[str, str] | None
    count: int
    notes: tuple[str, ...]
    _plans: tuple[_Plan, ...]
    counted_twice_kt: float = 0.0

    def rows(self) -> Iterator[ShareRow]:
        """The rows, made one region at a time."""
        for plan in self._plans:
            yield from plan.rows()


@dataclass(frozen=True)
class _Plan:
    """One region's part of an allocation. kept : ranks in `places(region, level, redrawn)`; choices : of every region;
    whole : the country is asked for."""

    region: str
    level: str
    lever: str | None
    kept: tuple[int, ...]
    choices: dict[str, Choices]
    outcome: Outcome | None
    whole: bool
    redrawn: tuple[Redrawn, ...] = ()

    @cached_property
    def declined(self) -> Declination:
        """The declination of the region."""
        return shared(self.region, self.choices[self.region], self.outcome)

    @property
    def region_name(self) -> str:
        """The name of the region."""
        return place_of("region", self.region).name

    @property
    def kept_places(self) -> list[Place]:
        """The perimeters asked for."""
        perimeters = places(self.region, self.level, self.redrawn)
        return [perimeters[rank] for rank in self.kept]

    @property
    def levers(self) -> list[int]:
        """The ranks of the levers asked for."""
        return [rank for rank, lever in enumerate(self.declined.levers) if self.lever in (None, lever.id)]

    @property
    def twice_tonnes(self) -> int:
        """What the rows add up to above what their communes do."""
        own = self.choices[self.region]
        return counted_twice(self.region, self.level, own, self.outcome, self.redrawn, lever=self.lever, kept=self.kept)

    @property
    def count(self) -> int:
        """How many rows there are."""
        across = [place.regions for place in self.kept_places if self.whole and place.several_regions]
        plain = (len(self.kept) - len(across)) * len(self.levers)
        return plain + sum(
            len({lever.id for code in regions for lever in load_levers(code) if self.lever in (None, lever.id)})
            for regions in across
        )

    def rows(self) -> Iterator[ShareRow]:
        """Territory by territory, each lever in the published order."""
        lines = lines_at(self.region, self.level, self.choices[self.region], self.outcome, self.redrawn)
        levers = [(rank, self.declined.levers[rank], self.declined.rules[rank].key) for rank in self.levers]
        known = lines.known.tolist()
        tonnes, physical, share = (column.tolist() for column in (lines.tonnes, lines.physical, lines.share))
        kept = self.kept_places
        by_grain = {grain: lines.grades(grain).tolist() for grain in {place.grain for place in kept}}
        for at, place in zip(self.kept, kept, strict=True):
            named = (place.code, place.name, place.level)
            if self.whole and place.several_regions:
                for part in share_of(place, self.choices).parts:  # of all its regions, added
                    if self.lever in (None, part.lever.id):
                        figures = (
                            part.target_kt,
                            part.physical,
                            part.lever.unit,
                            part.rule.key,
                            part.grade,
                            part.share,
                        )
                        yield ShareRow._make((*named, part.lever.id, *figures))
                continue
            grades = by_grain[place.grain]
            for rank, lever, key in levers:
                target_kt = tonnes[rank][at] / TONNES if known[rank] else None
                quantity, part_of_target = _finite(physical[rank][at]), _finite(share[rank][at])
                yield ShareRow(*named, lever.id, target_kt, quantity, lever.unit, key, grades[rank][at], part_of_target)


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


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
        accepted = _("Niveaux acceptés : %(levels)s.", levels=", ".join(LEVELS))
        raise UnknownNameError(_("Niveau"), level, nearest(level, LEVELS), accepted)
    whole = is_france(region)
    if whole and scenario is not None:
        raise InputError(_("un scénario est celui d’une région : donnez-la au lieu de « france »."))
    codes = [row.code for row in load_regions()] if whole else [place_of("region", region).code]
    chosen = None if lever is None else lever_named(lever, None if whole else codes[0])
    inside = None if territory is None else place_asked(territory)
    notes: list[str] = [inside.note] if inside and inside.level == "commune" and inside.note else []
    outcome = _outcome_of(scenario, codes[0], notes) if scenario is not None else None
    wanted = None if key is None else key_named(key)
    choices = {code: _choices_of(code, chosen and chosen[0], wanted, recorded, notes) for code in codes}
    plans = []
    for code in codes:
        redrawn = drawn(code) if level == "crte" and not whole else ()
        if kept := _kept(places(code, level, redrawn), code, inside, whole):
            plans.append(_Plan(code, level, chosen and chosen[0], kept, choices, outcome, whole, redrawn))
    name = place_of(FRANCE, FRANCE).name if whole else place_of("region", codes[0]).name
    if not plans:
        raise InputError(_nothing(level, name, inside))
    for plan in plans:
        try:
            _asked = plan.declined  # what cannot hold is refused before any row
        except CopiloteError as error:
            raise InputError(_("%(name)s : %(value)s", name=plan.region_name, value=error)) from None
    twice = {plan.region: plan.twice_tonnes for plan in plans} if level == "crte" else {}
    notes += _notes(plans, whole, inside, twice)
    count = sum(plan.count for plan in plans)
    return Allocation(name, level, chosen, count, tuple(notes), tuple(plans), sum(twice.values()) / TONNES)


def _nothing(level: str, name: str, inside: Place | None) -> str:
    """Why there is no row."""
    word = _(LEVEL_WORDS[level])
    if inside is None:
        return _("Niveau « %(level)s » : %(name)s n’en a aucun.", level=word, name=name)
    text = N_("Niveau « %(level)s » : %(inside)s n’a aucun territoire de ce niveau dans %(name)s.")
    return _(text, level=word, inside=inside.name, name=name)


def _choices_of(region: str, lever: str | None, key: str | None, recorded: Recorded, notes: list[str]) -> Choices:
    """The choices that hold: those recorded, but for the levers that a key is tried on."""
    name = place_of("region", region).name
    base = recorded(region)
    tried: tuple[KeyChoice, ...] = ()
    labels = {row.id: row.label for row in load_levers(region)}
    if key is not None:
        targets = [id_ for id_ in labels if lever in (None, id_)]
        if targets and key != DEFAULT and not measure_key(key).values[members_of(region)].any():
            text = N_("%(name)s : la clé « %(key)s » n’y est pas connue ; la règle habituelle y est gardée.")
            notes.append(_(text, name=name, key=key_title(key)))
        elif key != DEFAULT:
            tried = tuple(KeyChoice(id_, ((key, 1.0),)) for id_ in targets)
        base = tuple(choice for choice in base if choice.lever not in targets)
    if used := [choice for choice in base if lever in (None, choice.lever)]:
        levers = ", ".join(labels.get(choice.lever, choice.lever) for choice in used)
        notes.append(_("%(name)s : répartition décidée par la COP pour %(levers)s.", name=name, levers=levers))
    return base + tried


def _outcome_of(scenario: Scenario, region: str, notes: list[str]) -> Outcome:
    if scenario.region != region:
        other = find_region(scenario.region).name
        raise InputError(_("Ce scénario est celui d’une autre région (%(name)s).", name=other))
    newest = latest("simulator")
    if scenario.edition != newest:
        notes.append(
            _("Scénario de l’édition %(own)s, ouvert sur l’édition %(newest)s.", own=scenario.edition, newest=newest)
        )
    notes.append(
        _("Objectifs du scénario « %(name)s », à la place des officiels.", name=scenario.name)
        if scenario.name
        else _("Objectifs du scénario, à la place des officiels.")
    )
    return evaluate(replace(scenario, edition=newest), load_levers(region))


def _kept(perimeters: Sequence[Place], region: str, inside: Place | None, whole: bool) -> tuple[int, ...]:
    """The ranks of the territories asked for; of the country's, each in the region of most of its inhabitants."""
    return tuple(
        rank
        for rank, place in enumerate(perimeters)
        if not (whole and place.regions[0] != region)
        and (inside is None or (place.code == inside.code if inside.level == place.level else _meet(place, inside)))
    )


def _meet(place: Place, other: Place) -> bool:
    if not place.ranks.size or place.ranks[0] > other.ranks[-1] or place.ranks[-1] < other.ranks[0]:
        return False
    return bool(np.isin(place.ranks, other.ranks, assume_unique=True).any())


def _notes(plans: list[_Plan], whole: bool, inside: Place | None, twice: dict[str, int]) -> list[str]:
    """What must be read with the rows."""
    notes = [] if whole else _across_notes(plans)
    notes += [] if inside else _outside_notes(plans)
    notes += _missing_notes(plans)
    if plans[0].level == "crte":
        notes += [load_crte_list().words, *_twice_notes(plans, twice)]
    return notes + _unplaced_notes(plans)


def _across_notes(plans: list[_Plan]) -> list[str]:
    """Territories over several regions: a region's rows say only what lies in it, so that they add up."""
    names = [place.name for plan in plans for place in plan.kept_places if place.several_regions]
    if not names:
        return []
    return [
        _("À cheval sur plusieurs régions, seule la part dans celle-ci compte ici : %(names)s.", names=some_of(names))
    ]


def _outside_notes(plans: list[_Plan]) -> list[str]:
    """Communes in no territory of the level, and what their share is: without them the rows do not add up."""
    notes = []
    for plan in plans:
        left = overlaps(places(plan.region, plan.level, plan.redrawn), plan.region)[1]
        if not left.size:
            continue
        names = ", ".join(place_of("commune", str(load_frame().codes[at])).name for at in left[:4])
        if left.size > 4:
            names += f"… ({counted(left.size, 'commune', 'communes')})"
        columns = made_of("", left).inside(plan.region)
        values = {"names": names, "kt": _kt(int(plan.declined.tonnes[plan.levers][:, columns].sum()) / TONNES)}
        if plan.level == "crte" and not plan.redrawn:
            notes.append(_("Pas dans la liste des CRTE : %(names)s ; %(kt)s kt s’ajoutent à ces lignes.", **values))
        else:
            notes.append(_("Sans territoire de ce niveau : %(names)s ; %(kt)s kt s’ajoutent à ces lignes.", **values))
    return notes


def _kt(kt: float) -> str:
    return format_number(kt, 6)


def _twice_notes(plans: list[_Plan], twice: dict[str, int]) -> list[str]:
    """What is in two CRTE, and by how much the rows are above what they add up to."""
    notes = []
    for plan in plans:
        excess = _kt(twice[plan.region] / TONNES)
        more = " " + _("(%(kt)s kt de trop dans la somme de ces lignes)", kt=excess)
        notes.append(twice_words(overlaps(plan.kept_places, plan.region)[0], more))
    return [note for note in notes if note]


def _unplaced_notes(plans: list[_Plan]) -> list[str]:
    """What is in the rows and in no total: levers that are not fit to be shared at the level."""
    where: dict[str, list[str]] = {}
    for plan in plans:
        grain, targets = GRAINS.get(plan.level, "epci"), plan.declined.targets_kt
        left = [rank for rank in plan.levers if not plan.declined.rules[rank].placed(grain) and isfinite(targets[rank])]
        if left:
            labels = ", ".join(plan.declined.levers[rank].label for rank in left)
            kt = _kt(round(float(targets[left].sum()), 1))
            where.setdefault(labels, []).append(_("%(kt)s kt en %(region)s", kt=kt, region=plan.region_name))
    return [
        _(
            "À localiser : %(where)s. Gardé dans les lignes (certitude D), compté dans aucun total : %(levers)s.",
            where=listed(regions),
            levers=labels,
        )
        for labels, regions in where.items()
    ]


def _missing_notes(plans: list[_Plan]) -> list[str]:
    missing: dict[str, list[str]] = {}
    for plan in plans:
        for rank in plan.levers:
            if not isfinite(plan.declined.targets_kt[rank]):
                missing.setdefault(plan.declined.levers[rank].label, []).append(plan.region_name)
    return [
        _("Objectif non connu pour %(lever)s (%(names)s).", lever=label, names=", ".join(names))
        for label, names in missing.items()
    ]
