"""A lever shared by several keys side by side: what each territory gains or loses from one to the other.

Each reading shares the same whole tonnes among the region's communes, as `exchange.shares.shared` does for all levers
at once, so that the columns add up to the same total and to what other pages show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from django.utils.translation import gettext as _

from copilote.exchange.perimeters import Place, place_of, places
from copilote.exchange.shares import DEFAULT, Bound, KeyChoice, blocks_of, default_rule, members_of, shared
from copilote.planning.allocation import Floats, mixed
from copilote.planning.apportionment import TONNES, Tonnes, in_tonnes
from copilote.planning.declination import Limit, Rule, decline
from copilote.reference.communes import load_frame
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.keys import POPULATION, find_key, key_values, load_keys
from copilote.reference.simulator import LeverFigures, load_levers
from copilote.sharing.recorded import Figure, places_of
from copilote.ui.translation import t
from copilote.ui.words import counted

JOBS = "jobs"
EFFORT = ((POPULATION, 1.0), (JOBS, 1.0))
"""Equal effort: half by inhabitants, half by jobs."""
WIDEST_FIRST = ("departement", "crte", "arrondissement", "epci", "commune")


@dataclass(frozen=True, eq=False)
class Reading:
    """A way of sharing a lever. tonnes : (N,) by commune of the region, None when it cannot be (`problem` says why).

    choice : what an animator may record of it; None for one that changes with each declaration. how : in one sentence.
    """

    id: str
    title: str
    how: str
    tonnes: Tonnes | None
    choice: KeyChoice | None = None
    problem: str = ""


def lever_in(region: str, lever: str) -> LeverFigures:
    """The lever of a region, with its French texts; raises InputError for one that it has not."""
    for one in load_levers(region):
        if one.id == lever:
            return one
    known = ", ".join(one.id for one in load_levers(region)[:6])
    raise InputError(f"Levier « {lever[:40]} » : inconnu dans cette région. Exemples : {known}…")


@lru_cache(maxsize=64)
def totals_of(region: str) -> tuple[int | None, ...]:
    """Each lever's target in whole tonnes, as the whole declination rounds it; None where it is not known."""
    found = shared(region)
    sums = found.tonnes.sum(axis=1).tolist()
    return tuple(int(one) if np.isfinite(target) else None for one, target in zip(sums, found.targets_kt, strict=True))


def total_of(region: str, lever: str) -> int | None:
    """A lever's target in whole tonnes."""
    ids = [one.id for one in load_levers(region)]
    return totals_of(region)[ids.index(lever)]


def spread(region: str, lever: LeverFigures, choice: KeyChoice) -> Tonnes:
    """The lever's tonnes by commune (N,) under a choice.

    Raises AllocationError when floors or ceilings make the sum impossible, InputError for a key that is 0 everywhere.
    """
    rule = default_rule(lever.id, region)
    values = _values(rule, choice.keys, region)
    return _spread(region, lever, rule, values, [_limit(lever, bound, region) for bound in choice.bounds])


def _values(rule: Rule, keys: Sequence[tuple[str, float]], region: str) -> Floats:
    inside = members_of(region)
    names = [rule.key if name == DEFAULT else find_key(name).id for name, _weight in keys]
    if len(names) == 1:
        found: Floats = key_values(names[0])[inside]
        return found
    stacked = np.stack([key_values(name)[inside] for name in names])
    return mixed(stacked, [weight for _name, weight in keys], np.zeros(len(inside), dtype=np.intp), 1)


def _spread(region: str, lever: LeverFigures, rule: Rule, values: Floats, limits: Sequence[Limit] = ()) -> Tonnes:
    inside = members_of(region)
    total = total_of(region, lever.id)
    own = replace(rule, key="compared", stock=rule.stock or rule.key)
    keys = {"compared": values} | {name: key_values(name)[inside] for name in (own.stock, rule.rate_over) if name}
    codes = load_frame().codes[inside].tolist()
    found = decline(region, [lever], [own], codes, blocks_of(region), keys, [lever.target_kt], limits)
    # The whole declination may round this lever a tonne away, so that all levers add up: its total is what counts.
    rounded: Tonnes = in_tonnes(found.exact_kt, np.array([(total or 0) / TONNES]), blocks_of(region))[0]
    return rounded


def _limit(lever: LeverFigures, bound: Bound, region: str) -> Limit:
    place = place_of(bound.level, bound.code)
    members = np.searchsorted(members_of(region), place.within(region)).astype(np.intp)
    if not members.size:
        raise InputError(f"{place.name} n’est pas dans la région : son plancher ou plafond ne peut pas y compter.")
    return Limit(
        lever.id,
        place.name,
        members,
        bound.floor_kt or 0.0,
        np.inf if bound.ceiling_kt is None else bound.ceiling_kt,
    )


def emission_key() -> str:
    """The loaded key that holds emissions of greenhouse gases by commune; "" when none is loaded."""
    from copilote.reference.loaded import EMISSIONS, loaded_keys

    roles = [one.id for one in loaded_keys().values() if one.role == EMISSIONS]
    by_unit = [key.id for key in load_keys().values() if "CO2" in key.unit]
    return (roles + by_unit + [""])[0]


def declared(region: str, figures: Sequence[Figure], base: Tonnes) -> Floats:
    """The tonnes already done or under way by commune (N,): each territory's figure, spread as its indicative share.

    A commune counts once: the smallest of the territories that declared it wins.
    """
    found: Floats = np.zeros(base.size)
    ordered = sorted(
        (one for one in figures if one.done_kt is not None), key=lambda one: (WIDEST_FIRST.index(one.level), one.code)
    )
    for one in ordered:
        members = np.searchsorted(members_of(region), place_of(one.level, one.code).within(region))
        weight = base[members].astype(np.float64)
        whole = weight.sum()
        weight = weight / whole if whole else np.full(members.size, 1 / max(members.size, 1))
        found[members] = weight * (one.done_kt or 0.0) * TONNES
    return found


def readings(
    region: str, lever: LeverFigures, figures: Sequence[Figure], held: KeyChoice | None, mix: KeyChoice | None
) -> tuple[Reading, ...]:
    """The ways of sharing a lever, the default one first. `held` : the choice in force; `mix` : what one typed."""
    rule = default_rule(lever.id, region)
    default = KeyChoice(lever.id)
    base = spread(region, lever, default)
    title = t(load_keys()[rule.key].title)
    found = [
        Reading("defaut", _("Règle habituelle"), _("Sans autre décision : %(key)s.") % {"key": title}, base, default)
    ]
    if held is not None:
        found.append(_reading("cop", _("Choix de la COP"), _("Ce que la COP a décidé."), region, lever, held))
    people = KeyChoice(lever.id, ((POPULATION, 1.0),))
    found.append(
        _reading("habitants", _("Par habitant"), _("Autant de kt par habitant partout."), region, lever, people)
    )
    if emissions := emission_key():
        emitted = KeyChoice(lever.id, ((emissions, 1.0),))
        how = _("En proportion des émissions : %(key)s.") % {"key": t(load_keys()[emissions].title)}
        found.append(_reading("emissions", _("Par émissions"), how, region, lever, emitted))
    found.append(_remaining(region, lever, rule, base, figures))
    how = _(
        "Une moitié de l’objectif selon les habitants, l’autre selon les emplois : chaque habitant compte autant "
        "partout, chaque emploi aussi. Faute d’inventaire, c’est ce qui approche le mieux l’activité d’un territoire."
    )
    found.append(_reading("effort", _("Effort égal"), how, region, lever, KeyChoice(lever.id, EFFORT)))
    if mix is not None:
        found.append(_reading("melange", _("Votre mélange"), _("Les clés et les poids saisis."), region, lever, mix))
    return tuple(found)


def _reading(name: str, title: str, how: str, region: str, lever: LeverFigures, choice: KeyChoice) -> Reading:
    try:
        return Reading(name, title, how, spread(region, lever, choice), choice)
    except CopiloteError as error:
        return Reading(name, title, how, None, choice, t(str(error)))


def _remaining(region: str, lever: LeverFigures, rule: Rule, base: Tonnes, figures: Sequence[Figure]) -> Reading:
    """What is left to do, as the key: the indicative share less what territories declared, never below 0."""
    title = _("Par potentiel restant")
    count = len({(one.level, one.code) for one in figures if one.done_kt is not None})
    if not count:
        how = _("Part indicative moins ce qui est déclaré fait. Rien n’est encore déclaré : c’est la règle habituelle.")
        return Reading("restant", title, how, base)
    left = np.maximum(base - declared(region, figures, base), 0.0)
    how = _(
        "Part indicative moins ce qui est déclaré fait ou en cours (par %(count)s), jamais sous 0. Cette clé change à "
        "chaque déclaration : elle se compare, et ne s’enregistre pas."
    ) % {"count": counted(count, "territoire")}
    try:
        return Reading("restant", title, how, _spread(region, lever, rule, left))
    except CopiloteError as error:
        return Reading("restant", title, how, None, None, t(str(error)))


def by_code(region: str, level: str, tonnes: Tonnes) -> dict[str, int]:
    """The same by code, of the territories that limits are set for: CRTE of the list."""
    return {place.code: own for place, own in _summed(region, places(region, level), tonnes)}


def by_place(region: str, level: str, tonnes: Tonnes) -> tuple[tuple[Place, int], ...]:
    """Each perimeter of a level, as the COP has them, and its tonnes within the region."""
    return _summed(region, places_of(region, level), tonnes)


def _summed(region: str, held: Sequence[Place], tonnes: Tonnes) -> tuple[tuple[Place, int], ...]:
    inside = members_of(region)
    return tuple((place, int(tonnes[np.searchsorted(inside, place.within(region))].sum())) for place in held)
