"""A lever shared by several keys side by side: what each territory gains or loses from one to the other.

Each reading shares the same whole tonnes among the region's communes, as `exchange.shares.shared` does for all levers
at once, so that the columns add up to the same total and to what other pages show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from copilote.exchange.perimeters import place_of, places
from copilote.exchange.place import Place, members_of
from copilote.exchange.shares import (
    KeyChoice,
    blocks_of,
    default_rule,
    limit_of,
    shared,
    tonnes_in,
    values_of,
)
from copilote.planning.allocation import Floats
from copilote.planning.apportionment import TONNES, Tonnes, in_tonnes
from copilote.planning.declination import Limit, Rule, decline
from copilote.reference.communes import load_frame
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.keys import POPULATION, key_values, load_keys
from copilote.reference.loaded import EMISSIONS, loaded_keys
from copilote.reference.simulator import LeverFigures, load_levers
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.recorded import places_of
from copilote.words import _
from copilote.words.numbers import counted

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
    """The lever of a region; raises InputError for one that it has not."""
    levers = {own.id: own for own in load_levers(region)}
    if lever in levers:
        return levers[lever]
    known = ", ".join(list(levers)[:6])
    raise InputError(
        _("Levier « %(lever)s » : inconnu dans cette région. Exemples : %(known)s…", lever=lever[:40], known=known)
    )


@lru_cache(maxsize=64)
def totals_of(region: str) -> dict[str, int | None]:
    """Each lever's target in whole tonnes, as the whole declination rounds it; None where it is not known."""
    declined = shared(region)
    rows = zip(declined.levers, declined.tonnes.sum(axis=1).tolist(), declined.targets_kt, strict=True)
    return {lever.id: int(tonnes) if np.isfinite(target) else None for lever, tonnes, target in rows}


def total_of(region: str, lever: str) -> int | None:
    """A lever's target in whole tonnes."""
    return totals_of(region)[lever]


def spread(region: str, lever: LeverFigures, choice: KeyChoice) -> Tonnes:
    """The lever's tonnes by commune (N,) under a choice.

    Raises AllocationError when floors or ceilings make the sum impossible, InputError for a key that is 0 everywhere.
    """
    rule = default_rule(lever.id, region)
    values = values_of(rule.key, choice, region)
    return _spread(region, lever, rule, values, [limit_of(lever, bound, region) for bound in choice.bounds])


def _spread(region: str, lever: LeverFigures, rule: Rule, values: Floats, limits: Sequence[Limit] = ()) -> Tonnes:
    inside = members_of(region)
    total = total_of(region, lever.id)
    own = replace(rule, key="compared", stock=rule.stock or rule.key)
    keys = {"compared": values} | {name: key_values(name)[inside] for name in (own.stock, rule.rate_over) if name}
    codes = load_frame().codes[inside].tolist()
    declined = decline(region, [lever], [own], codes, blocks_of(region), keys, [lever.target_kt], limits)
    # The whole declination may round this lever a tonne away, so that all levers add up: its total is what counts.
    rounded: Tonnes = in_tonnes(declined.exact_kt, np.array([(total or 0) / TONNES]), blocks_of(region))[0]
    return rounded


def emission_key() -> str:
    """The loaded key that holds emissions of greenhouse gases by commune; "" when none is loaded."""
    roles = [key.id for _file, key in loaded_keys().values() if key.role == EMISSIONS]
    by_unit = [key.id for key in load_keys().values() if "CO2" in key.unit]
    return (roles + by_unit + [""])[0]


def declared(region: str, figures: Sequence[TerritoryFigure], base: Tonnes) -> Floats:
    """The tonnes already done or under way by commune (N,): each territory's figure, spread as its indicative share.

    A commune counts once: the smallest of the territories that declared it wins.
    """
    tonnes: Floats = np.zeros(base.size)
    done = [(figure.level, figure.code, figure.done_kt) for figure in figures if figure.done_kt is not None]
    for level, code, kt in sorted(done, key=lambda figure: (WIDEST_FIRST.index(figure[0]), figure[1])):
        members = place_of(level, code).inside(region)
        weight = base[members].astype(np.float64)
        whole = weight.sum()
        weight = weight / whole if whole else np.full(members.size, 1 / max(members.size, 1))
        tonnes[members] = weight * kt * TONNES
    return tonnes


def readings(
    region: str,
    lever: LeverFigures,
    figures: Sequence[TerritoryFigure],
    in_force: KeyChoice | None,
    mix: KeyChoice | None,
) -> tuple[Reading, ...]:
    """The ways of sharing a lever, the default one first. in_force : the COP's choice; mix : what one typed."""
    rule, default = default_rule(lever.id, region), KeyChoice(lever.id)
    base = spread(region, lever, default)

    def by(name: str, title: str, how: str, choice: KeyChoice) -> Reading:
        return _reading(name, title, how, lambda: spread(region, lever, choice), choice)

    usual = _("Sans autre décision : %(key)s.", key=load_keys()[rule.key].title)
    ways = [Reading("defaut", _("Règle habituelle"), usual, base, default)]
    if in_force is not None:
        ways.append(by("cop", _("Choix de la COP"), _("Ce que la COP a décidé."), in_force))
    people = KeyChoice(lever.id, ((POPULATION, 1.0),))
    ways.append(by("habitants", _("Par habitant"), _("Autant de kt par habitant partout."), people))
    if emissions := emission_key():
        how = _("En proportion des émissions : %(key)s.", key=load_keys()[emissions].title)
        ways.append(by("emissions", _("Par émissions"), how, KeyChoice(lever.id, ((emissions, 1.0),))))
    ways.append(_remaining(region, lever, rule, base, figures))
    how = _(
        "Une moitié de l’objectif selon les habitants, l’autre selon les emplois : chaque habitant compte autant "
        "partout, chaque emploi aussi. Faute d’inventaire, c’est ce qui approche le mieux l’activité d’un territoire."
    )
    ways.append(by("effort", _("Effort égal"), how, KeyChoice(lever.id, EFFORT)))
    if mix is not None:
        ways.append(by("melange", _("Votre mélange"), _("Les clés et les poids saisis."), mix))
    return tuple(ways)


def _reading(name: str, title: str, how: str, make: Callable[[], Tonnes], choice: KeyChoice | None = None) -> Reading:
    try:
        return Reading(name, title, how, make(), choice)
    except CopiloteError as error:
        return Reading(name, title, how, None, choice, str(error))


def _remaining(
    region: str, lever: LeverFigures, rule: Rule, base: Tonnes, figures: Sequence[TerritoryFigure]
) -> Reading:
    """What is left to do, as the key: the indicative share less what territories declared, never below 0."""
    title = _("Par potentiel restant")
    count = len({(figure.level, figure.code) for figure in figures if figure.done_kt is not None})
    if not count:
        how = _("Part indicative moins ce qui est déclaré fait. Rien n’est encore déclaré : c’est la règle habituelle.")
        return Reading("restant", title, how, base)
    how = _(
        "Part indicative moins ce qui est déclaré fait ou en cours (par %(count)s), jamais sous 0. Cette clé change à "
        "chaque déclaration : elle se compare, et ne s’enregistre pas.",
        count=counted(count, "territoire", "territoires"),
    )
    left = np.maximum(base - declared(region, figures, base), 0.0)
    return _reading("restant", title, how, lambda: _spread(region, lever, rule, left))


def by_code(region: str, level: str, tonnes: Tonnes) -> dict[str, int]:
    """The same by code, of the territories that limits are set for: CRTE of the list."""
    listed = places(region, level)
    return dict(zip((place.code for place in listed), tonnes_in(tonnes, listed, region), strict=True))


def by_place(region: str, level: str, tonnes: Tonnes) -> tuple[tuple[Place, int], ...]:
    """Each perimeter of a level, as the COP has them, and its tonnes within the region."""
    listed = places_of(region, level)
    return tuple(zip(listed, tonnes_in(tonnes, listed, region), strict=True))
