"""What an ensemble is made of, before anything is computed: communes, perimeters, choices of keys, targets.

A choice of keys says how every lever is shared: "defaut" (each lever's own key), "cop" (what each region's COP
decided), a key by its id, or a mix such as "0.7*defaut+0.3*population". Where a key is 0 in a whole region, the lever
keeps its own there, and it is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from copilote.exchange.ensemble_scenarios import Axes, Scenarios, axes_of
from copilote.exchange.perimeters import LEVELS, crte_members, place_of, places
from copilote.exchange.shares import DEFAULT, Choices, KeyChoice, key_title, shared
from copilote.planning.allocation import NOWHERE, AllocationError, Floats, Index
from copilote.planning.declination import Declination, Limit
from copilote.planning.declination import stock_kt as stock_kt
from copilote.planning.ensemble import Bent, Grid, Sharing, bend, make_grid
from copilote.planning.key_test import GRADES
from copilote.planning.scenario import Scenario, evaluate
from copilote.reference.communes import load_frame
from copilote.reference.errors import InputError, french, nearest
from copilote.reference.keys import DOMAIN as KEYS
from copilote.reference.keys import find_key, key_values, load_keys
from copilote.reference.simulator import DOMAIN as SIMULATOR
from copilote.reference.simulator import load_lever_names, load_levers
from copilote.reference.tables import latest

DECIDED = "cop"
"""Name of the choice of keys that each region's COP recorded."""
SUM_LEVELS = tuple(level for level in LEVELS if level != "commune")
"""Levels that sums are written for; communes have statistics over the scenarios."""
NO_GRADE = len(GRADES)
"""Where the lever does not exist: past the last grade."""


@dataclass(frozen=True, eq=False)
class Keying:
    """A choice of keys over all regions.

    key_ids : (L, R), the key used, "" where the lever does not exist; grades, grades_commune : (L, R), ranks in GRADES,
    `NO_GRADE` where it does not exist; ceilings_kt : (L, N), infinite where no stock runs out.
    """

    name: str
    title: str
    key_ids: tuple[tuple[str, ...], ...]
    grades: Index
    grades_commune: Index
    sharing: Sharing
    ceilings_kt: Floats


@dataclass(frozen=True, eq=False)
class Plan:
    """All that the computation needs, communes in the order of the grid.

    communes : ranks in the frame; targets_kt : (S, L, R); about : what the output says of itself.
    """

    axes: Axes
    communes: Index
    grid: Grid
    keyings: tuple[Keying, ...]
    scenarios: Scenarios
    about: dict[str, Any]
    remarks: tuple[str, ...] = field(default=())

    @property
    def targets_kt(self) -> Floats:
        """Targets of each scenario (S, L, R), NaN where not known."""
        return self.scenarios.targets_kt


@dataclass(frozen=True, eq=False)
class Base:
    """Communes, perimeters and choices of keys of some regions, before any scenario. most_kt : (L, R), what the stocks
    can give in all, infinite where none runs out.
    """

    axes: Axes
    communes: Index
    grid: Grid
    keyings: tuple[Keying, ...]
    limits: tuple[Mapping[str, Mapping[int, Sequence[Limit]]], ...]
    most_kt: Floats
    remarks: tuple[str, ...]


def base_of(
    regions: Sequence[str],
    levels: Sequence[str] = SUM_LEVELS,
    keys: Sequence[str] = (DEFAULT,),
    decided: Mapping[str, Choices] | None = None,
) -> Base:
    """The communes, perimeters and keys of some regions (INSEE codes).

    decided : by region, what "cop" stands for. Raises InputError or UnknownNameError for a level or key that is not.
    """
    wrong = [level for level in levels if level not in SUM_LEVELS]
    if wrong:
        raise InputError(f"Niveau « {wrong[0]} » : inconnu. Niveaux acceptés : {', '.join(SUM_LEVELS)}.")
    if not keys:
        raise InputError("Donnez au moins un choix de clés, par exemple defaut.")
    frame = load_frame()
    inside = np.flatnonzero(
        np.isin(frame.levels["region"].index, [frame.levels["region"].codes.index(code) for code in regions])
    ).astype(np.intp)
    codes = np.array(frame.levels["region"].codes)[frame.levels["region"].index[inside]]
    region = np.array([list(regions).index(code) for code in codes.tolist()], dtype=np.intp)
    grid = make_grid(region, {level: _members(level, inside) for level in levels})
    communes = inside[grid.order]
    axes = axes_of(regions)
    made = [_keying(name, axes, communes, grid.region, decided or {}) for name in dict.fromkeys(keys)]
    most = np.full(axes.official_kt.shape, np.inf)
    for keying, _limits, _remarks in made:
        # A commune that weighs nothing takes nothing, whatever its stock.
        able = np.where(keying.sharing.weights > 0, keying.ceilings_kt, 0.0)
        for column in range(len(regions)):
            room = able[:, grid.region == column].sum(axis=1)
            bounded = np.isfinite(keying.ceilings_kt[:, grid.region == column]).any(axis=1)
            most[:, column] = np.minimum(most[:, column], np.where(bounded, room, np.inf))
    return Base(
        axes,
        communes,
        grid,
        tuple(keying for keying, _limits, _remarks in made),
        tuple(limits for _keying, limits, _remarks in made),
        most,
        tuple(remark for _keying, _limits, remarks in made for remark in remarks),
    )


def plan_of(base: Base, scenarios: Scenarios) -> Plan:
    """The plan of an ensemble: how each lever is shared in each scenario.

    Raises InputError for a target above what the lever's stock can give, or that no key shares; AllocationError when
    the limits that a COP decided cannot be held in a scenario.
    """
    targets = scenarios.targets_kt
    with np.errstate(invalid="ignore"):
        over = np.argwhere(targets > base.most_kt * (1 + 1e-9))
    if over.size:
        rank, row, column = over[0].tolist()
        raise InputError(
            f"Scénario « {scenarios.names[rank]} », région {base.axes.regions[column]} : {base.axes.levers[row]} "
            f"demande {french(targets[rank, row, column])} kt, le stock du levier n’en permet que "
            f"{french(base.most_kt[row, column])}."
        )
    keyings = tuple(
        _bent(keying, limits, base, targets) for keying, limits in zip(base.keyings, base.limits, strict=True)
    )
    about = {
        "title": "Ensemble de déclinaisons territoriales indicatives des objectifs",
        "units": "ktCO2e évitées par an en 2030 par rapport à 2019, non arrondies",
        "caution": "Chiffres indicatifs ; la somme des leviers n’est pas une réduction nette des émissions.",
        "source": "simulateur territorial de la planification écologique, clés de répartition de Copilote",
        "edition_simulator": latest(SIMULATOR),
        "edition_keys": latest(KEYS),
        "regions": " ".join(base.axes.regions),
        "keys": " ; ".join(f"{keying.name} : {keying.title}" for keying in keyings),
        "grades": "A : clé officielle à ce niveau ; B : clé approchée ; C : population ; vide : levier absent",
        "missing": "Une valeur absente n’est pas connue : objectif inconnu, ou levier qui n’existe pas dans la région.",
    }
    return Plan(
        base.axes,
        base.communes,
        base.grid,
        keyings,
        scenarios,
        about | scenarios.about,
        base.remarks + scenarios.remarks,
    )


def _bent(keying: Keying, limits: Mapping[str, Mapping[int, Sequence[Limit]]], base: Base, targets: Floats) -> Keying:
    found: list[Bent] = []
    weights = keying.sharing.weights
    with np.errstate(invalid="ignore"):
        asked = np.asarray((targets > 0).any(axis=0))
    for row, lever in enumerate(base.axes.levers):
        weighed = np.bincount(base.grid.region, weights[row], len(base.axes.regions)) > 0
        if (asked[row] & ~weighed).any():
            region = base.axes.regions[int(np.flatnonzero(asked[row] & ~weighed)[0])]
            raise InputError(f"Aucune clé ne dit comment partager {lever} dans la région {region}.")
        try:
            one = bend(
                row, targets[:, row], weights[row], base.grid.region, keying.ceilings_kt[row], limits.get(lever, {})
            )
        except AllocationError as error:
            raise AllocationError(f"Clés « {keying.name} », {lever} : {error}") from None
        if one is not None:
            found.append(one)
    return replace(keying, sharing=Sharing(weights, tuple(found)))


def _members(level: str, inside: Index) -> tuple[tuple[str, ...], Index]:
    """Codes of a level, sorted, and the rank of each commune's; (N, K) for CRTE: a commune may have several."""
    frame = load_frame()
    if level != "crte":
        found = frame.levels[level]
        return found.codes, found.index[inside].astype(np.intp)
    codes, communes, index = crte_members()
    by_code = np.argsort(np.array(codes), kind="stable")
    rank_of = np.argsort(by_code)
    order = np.lexsort((rank_of[index], communes))
    communes, ranks = communes[order], rank_of[index][order]
    first = np.searchsorted(communes, communes)
    nth = np.arange(communes.size) - first
    table = np.full((len(frame.codes), int(nth.max(initial=0)) + 1), NOWHERE, dtype=np.intp)
    table[communes, nth] = ranks
    return tuple(codes[at] for at in by_code), table[inside]


def names_of(level: str, regions: Sequence[str]) -> dict[str, str]:
    """French names of the perimeters of a level, by code."""
    return {place.code: place.name for region in regions for place in places(region, level)}


def _keying(
    name: str, axes: Axes, communes: Index, region: Index, decided: Mapping[str, Choices]
) -> tuple[Keying, Mapping[str, Mapping[int, Sequence[Limit]]], tuple[str, ...]]:
    """A choice of keys over all regions, with the limits that it sets, by lever and rank of region."""
    pieces = () if name in (DEFAULT, DECIDED) else read_mix(name)
    shape = (len(axes.levers), communes.size)
    weights, ceilings = np.zeros(shape), np.full(shape, np.inf)
    ids = [["" for _ in axes.regions] for _ in axes.levers]
    grades = np.full((2, len(axes.levers), len(axes.regions)), NO_GRADE, dtype=np.intp)
    limits: dict[str, dict[int, Sequence[Limit]]] = {}
    kept = 0
    rows = {lever: row for row, lever in enumerate(axes.levers)}
    for column, code in enumerate(axes.regions):
        inside = np.flatnonzero(region == column).astype(np.intp)
        choices = decided.get(code, ()) if name == DECIDED else ()
        if pieces:
            choices, left = _choices(pieces, code, communes[inside])
            kept += left
        for choice in choices:
            if choice.bounds:
                limits.setdefault(choice.lever, {})[column] = _limits(choice, communes, inside)
        try:
            found = _declined(code, tuple(replace(choice, bounds=()) for choice in choices))
        except AllocationError as error:
            raise AllocationError(f"Clés « {name} », région {code} : {error}") from None
        # A declination has its communes by code, as the frame has them; the grid has its own order.
        order = np.argsort(communes[inside], kind="stable")
        for rank, (lever, rule) in enumerate(zip(found.levers, found.rules, strict=True)):
            row = rows[lever.id]
            weights[row, inside[order]] = np.nan_to_num(found.key_share[rank])
            most = stock_kt(lever, rule, found.stock_share[rank])
            if most is not None:
                ceilings[row, inside[order]] = most
            ids[row][column] = rule.key
            grades[:, row, column] = GRADES.index(rule.grade_epci), GRADES.index(rule.grade_commune)
    title = {DEFAULT: "la clé de chaque levier", DECIDED: "ce que la COP a décidé, sinon la clé du levier"}.get(
        name
    ) or _title(pieces)
    where = "une région entière" if kept == 1 else f"{kept} régions entières"
    remarks = (f"« {name} » est nulle dans {where} : la règle habituelle y reste.",) if kept else ()
    keying = Keying(name, title, tuple(map(tuple, ids)), grades[0], grades[1], Sharing(weights), ceilings)
    return keying, limits, remarks


def _declined(region: str, choices: Choices) -> Declination:
    """The declination of a region's official targets; asked for as a scenario, so that it is not kept in memory."""
    levers = load_levers(region)
    return shared(region, choices, evaluate(Scenario(region, latest(SIMULATOR)), levers))


def _choices(pieces: tuple[tuple[str, float], ...], region: str, communes: Index) -> tuple[Choices, int]:
    """The mix as the choice of every lever of a region; nothing where all its keys are 0 there (and then 1)."""
    told = any(name == DEFAULT or key_values(name)[communes].sum() > 0 for name, _weight in pieces)
    if not told:
        return (), 1
    return tuple(KeyChoice(lever.id, pieces) for lever in load_levers(region)), 0


def _limits(choice: KeyChoice, communes: Index, inside: Index) -> tuple[Limit, ...]:
    found = []
    for bound in choice.bounds:
        place = place_of(bound.level, bound.code)
        members = inside[np.isin(communes[inside], place.ranks)]
        most = np.inf if bound.ceiling_kt is None else bound.ceiling_kt
        found.append(Limit(choice.lever, place.name, members, bound.floor_kt or 0.0, most))
    return tuple(found)


def read_mix(text: str) -> tuple[tuple[str, float], ...]:
    """Keys and weights of a name: "population", "0.7*defaut+0.3*population" ("×" does as well as "*").

    Raises InputError for a weight that is not above 0, UnknownNameError with the nearest keys.
    """
    pieces = []
    for piece in text.replace("×", "*").split("+"):
        weight, star, name = piece.rpartition("*")
        try:
            value = float(weight.strip().replace(",", ".")) if star else 1.0
        except ValueError:
            value = 0.0
        if not 0 < value < float("inf"):
            raise InputError(f"Clés « {text} » : poids « {weight.strip()} » ; un nombre au-dessus de 0 est attendu.")
        wanted = name.strip()
        if wanted not in (DEFAULT, *load_keys()):
            close = nearest(wanted, (DEFAULT, DECIDED))
            if close:
                raise InputError(f"Clés « {text} » : « {wanted} » inconnue. Vouliez-vous dire : {close[0]} ?")
            find_key(wanted)
        pieces.append((wanted, value))
    return tuple(pieces)


def _title(pieces: Sequence[tuple[str, float]]) -> str:
    named = {DEFAULT: "la clé de chaque levier"}
    if len(pieces) == 1:
        return named.get(pieces[0][0]) or key_title(pieces[0][0])
    return " + ".join(f"{french(weight)} × {named.get(name) or key_title(name)}" for name, weight in pieces)


def lever_labels(axes: Axes) -> tuple[str, ...]:
    """French labels of the levers."""
    known = {lever.id: lever.label for lever in load_lever_names()}
    return tuple(known[lever] for lever in axes.levers)
