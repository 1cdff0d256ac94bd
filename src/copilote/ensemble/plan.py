"""What an ensemble is made of, before anything is computed: communes, perimeters, choices of keys, targets.

A choice of keys says how every lever is shared: "defaut" (each lever's own key), "cop" (what each region's COP
decided), a key by its id, or a mix such as "0.7*defaut+0.3*population". Where a key is 0 in a whole region, the lever
keeps its own there, and it is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from copilote.ensemble.scenarios import Axes, Scenarios, axes_of
from copilote.exchange.perimeters import crte_members, place_of, places
from copilote.exchange.place import LEVELS
from copilote.exchange.shares import DEFAULT, Choices, KeyChoice, key_title, shared
from copilote.planning.allocation import NOWHERE, AllocationError, Floats, Index
from copilote.planning.declination import Limit, stock_kt
from copilote.planning.ensemble import Bent, Grid, Sharing, bend, make_grid
from copilote.planning.key_test import GRADES
from copilote.planning.scenario import Scenario, evaluate
from copilote.reference.communes import load_frame
from copilote.reference.errors import InputError, nearest
from copilote.reference.keys import DOMAIN as KEYS
from copilote.reference.keys import find_key, key_values, load_keys
from copilote.reference.simulator import DOMAIN as SIMULATOR
from copilote.reference.simulator import load_lever_names, load_levers
from copilote.reference.tables import latest
from copilote.words.numbers import format_six

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
    `NO_GRADE` where it does not exist; ceilings_kt : (L, N), infinite where no stock runs out; limits : those that it
    sets, by lever and rank of region.
    """

    name: str
    title: str
    key_ids: tuple[tuple[str, ...], ...]
    grades: Index
    grades_commune: Index
    sharing: Sharing
    ceilings_kt: Floats
    limits: Mapping[str, Mapping[int, Sequence[Limit]]]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Base:
    """Communes, perimeters and choices of keys of some regions, before any scenario.

    communes : ranks in the frame, in the order of the grid; most_kt : (L, R), what the stocks can give in all,
    infinite where none runs out.
    """

    axes: Axes
    communes: Index
    grid: Grid
    keyings: tuple[Keying, ...]
    most_kt: Floats


@dataclass(frozen=True, eq=False)
class BatchPlan(Base):
    """All that the computation needs. about : what the output says of itself."""

    scenarios: Scenarios
    about: dict[str, Any]

    @property
    def targets_kt(self) -> Floats:
        """Targets of each scenario (S, L, R), NaN where not known."""
        return self.scenarios.targets_kt

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be said of the keys and of the scenarios."""
        return (*(remark for keying in self.keyings for remark in keying.remarks), *self.scenarios.remarks)


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
    of_region = load_frame().levels["region"]
    columns = np.full(len(of_region.codes) + 1, NOWHERE, dtype=np.intp)  # the last, for communes of no region
    columns[[of_region.codes.index(code) for code in regions]] = np.arange(len(regions))
    inside = np.flatnonzero(columns[of_region.index] != NOWHERE).astype(np.intp)
    grid = make_grid(columns[of_region.index[inside]], {level: _members(level, inside) for level in levels})
    communes, axes = inside[grid.order], axes_of(regions)
    keyings = tuple(_keying(name, axes, communes, grid.region, decided or {}) for name in dict.fromkeys(keys))
    most = np.full(axes.official_kt.shape, np.inf)
    for keying in keyings:
        # A commune that weighs nothing takes nothing, whatever its stock.
        able = np.where(keying.sharing.weights > 0, keying.ceilings_kt, 0.0)
        for column in range(len(regions)):
            own = grid.region == column
            runs_out = np.isfinite(keying.ceilings_kt[:, own]).any(axis=1)
            most[:, column] = np.minimum(most[:, column], np.where(runs_out, able[:, own].sum(axis=1), np.inf))
    return Base(axes, communes, grid, keyings, most)


def plan_of(base: Base, scenarios: Scenarios) -> BatchPlan:
    """The plan of an ensemble: how each lever is shared in each scenario.

    Raises InputError for a target above what the lever's stock can give, or that no key shares; AllocationError when
    the limits that a COP decided cannot be held in a scenario.
    """
    targets, axes = scenarios.targets_kt, base.axes
    with np.errstate(invalid="ignore"):
        over = np.argwhere(targets > base.most_kt * (1 + 1e-9))
    if over.size:
        rank, row, column = over[0].tolist()
        asked, most = format_six(targets[rank, row, column]), format_six(base.most_kt[row, column])
        raise InputError(
            f"Scénario « {scenarios.names[rank]} », région {axes.regions[column]} : {axes.levers[row]} demande "
            f"{asked} kt, le stock du levier n’en permet que {most}."
        )
    keyings = tuple(_bent(keying, base, targets) for keying in base.keyings)
    about = {
        "title": "Ensemble de déclinaisons territoriales indicatives des objectifs",
        "units": "ktCO2e évitées par an en 2030 par rapport à 2019, non arrondies",
        "caution": "Chiffres indicatifs ; la somme des leviers n’est pas une réduction nette des émissions.",
        "source": "simulateur territorial de la planification écologique, clés de répartition de Copilote",
        "edition_simulator": latest(SIMULATOR),
        "edition_keys": latest(KEYS),
        "regions": " ".join(axes.regions),
        "keys": " ; ".join(f"{keying.name} : {keying.title}" for keying in keyings),
        "grades": "A : clé officielle à ce niveau ; B : clé approchée ; C : population ; vide : levier absent",
        "missing": "Une valeur absente n’est pas connue : objectif inconnu, ou levier qui n’existe pas dans la région.",
    }
    return BatchPlan(axes, base.communes, base.grid, keyings, base.most_kt, scenarios, about | scenarios.about)


def _bent(keying: Keying, base: Base, targets: Floats) -> Keying:
    """The choice of keys with the levers that do not follow these targets (S, L, R) in a straight line."""
    bent: list[Bent] = []
    weights, region = keying.sharing.weights, base.grid.region
    with np.errstate(invalid="ignore"):
        asked = np.asarray((targets > 0).any(axis=0))
    for row, lever in enumerate(base.axes.levers):
        silent = asked[row] & ~(np.bincount(region, weights[row], len(base.axes.regions)) > 0)
        if silent.any():
            code = base.axes.regions[int(np.flatnonzero(silent)[0])]
            raise InputError(f"Aucune clé ne dit comment partager {lever} dans la région {code}.")
        limits = keying.limits.get(lever, {})
        try:
            curve = bend(row, targets[:, row], weights[row], region, keying.ceilings_kt[row], limits)
        except AllocationError as error:
            raise AllocationError(f"Clés « {keying.name} », {lever} : {error}") from None
        if curve is not None:
            bent.append(curve)
    return replace(keying, sharing=Sharing(weights, tuple(bent)))


def _members(level: str, inside: Index) -> tuple[tuple[str, ...], Index]:
    """Codes of a level, sorted, and the rank of each commune's; (N, K) for CRTE: a commune may have several."""
    frame = load_frame()
    if level != "crte":
        return frame.levels[level].codes, frame.levels[level].index[inside].astype(np.intp)
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


def _keying(name: str, axes: Axes, communes: Index, region: Index, decided: Mapping[str, Choices]) -> Keying:
    """A choice of keys over all regions. communes : (N,), ranks in the frame; region : (N,), of each."""
    mix = () if name in (DEFAULT, DECIDED) else read_mix(name)
    shape = (len(axes.levers), communes.size)
    weights, ceilings = np.zeros(shape), np.full(shape, np.inf)
    ids = [["" for _region in axes.regions] for _lever in axes.levers]
    grades = np.full((2, len(axes.levers), len(axes.regions)), NO_GRADE, dtype=np.intp)
    limits: dict[str, dict[int, Sequence[Limit]]] = {}
    kept = 0
    rows = {lever: row for row, lever in enumerate(axes.levers)}
    for column, code in enumerate(axes.regions):
        inside = np.flatnonzero(region == column).astype(np.intp)
        choices = decided.get(code, ()) if name == DECIDED else ()
        if mix and any(key == DEFAULT or key_values(key)[communes[inside]].sum() > 0 for key, _weight in mix):
            choices = tuple(KeyChoice(lever.id, mix) for lever in load_levers(code))
        elif mix:  # all its keys are 0 there: the lever keeps its own
            kept += 1
        for choice in choices:
            if choice.bounds:
                limits.setdefault(choice.lever, {})[column] = _limits(choice, communes, inside)
        try:
            # Asked for as a scenario, so that it is not kept in memory.
            outcome = evaluate(Scenario(code, latest(SIMULATOR)), load_levers(code))
            declined = shared(code, tuple(replace(choice, bounds=()) for choice in choices), outcome)
        except AllocationError as error:
            raise AllocationError(f"Clés « {name} », région {code} : {error}") from None
        # A declination has its communes by code, as the frame has them; the grid has its own order.
        at = inside[np.argsort(communes[inside], kind="stable")]
        for rank, (lever, rule) in enumerate(zip(declined.levers, declined.rules, strict=True)):
            row = rows[lever.id]
            weights[row, at] = np.nan_to_num(declined.key_share[rank])
            most = stock_kt(lever, rule, declined.stock_share[rank])
            if most is not None:
                ceilings[row, at] = most
            ids[row][column] = rule.key
            grades[:, row, column] = GRADES.index(rule.grade_epci), GRADES.index(rule.grade_commune)
    title = "ce que la COP a décidé, sinon la clé du levier" if name == DECIDED else _title(mix or ((DEFAULT, 1.0),))
    where = "une région entière" if kept == 1 else f"{kept} régions entières"
    remarks = (f"« {name} » est nulle dans {where} : la règle habituelle y reste.",) if kept else ()
    key_ids, sharing = tuple(map(tuple, ids)), Sharing(weights)
    return Keying(name, title, key_ids, grades[0], grades[1], sharing, ceilings, limits, remarks)


def _limits(choice: KeyChoice, communes: Index, inside: Index) -> tuple[Limit, ...]:
    limits = []
    for bound in choice.bounds:
        place = place_of(bound.level, bound.code)
        members = inside[np.isin(communes[inside], place.ranks)]
        most = np.inf if bound.ceiling_kt is None else bound.ceiling_kt
        limits.append(Limit(choice.lever, place.name, members, bound.floor_kt or 0.0, most))
    return tuple(limits)


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
    titles = ["la clé de chaque levier" if name == DEFAULT else key_title(name) for name, _weight in pieces]
    if len(pieces) == 1:
        return titles[0]
    return " + ".join(f"{format_six(weight)} × {title}" for title, (_name, weight) in zip(titles, pieces, strict=True))


def lever_labels(axes: Axes) -> tuple[str, ...]:
    """French labels of the levers."""
    known = {lever.id: lever.label for lever in load_lever_names()}
    return tuple(known[lever] for lever in axes.levers)
