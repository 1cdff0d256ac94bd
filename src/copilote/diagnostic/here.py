"""What a lever comes to in the territories of an action: the weight of a rate, the indicative share, the stock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from copilote.exchange.perimeters import place_of
from copilote.exchange.shares import Choices, default_rule, shared
from copilote.planning.actions import declared_kt
from copilote.planning.spread import stock_limit_kt
from copilote.reference.errors import CopiloteError
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.simulator import LeverFigures, load_levers
from copilote.territories.models import CommuneIn, Edition

Key = tuple[str, str]
"""Level and code of a territory."""


@dataclass(frozen=True, slots=True)
class Here:
    """A lever in some territories. weight : by which a rate counts (1 for what adds up), None where no territory is
    known; share_kt, stock_kt : as `planning.plausible` takes them."""

    weight: float | None
    share_kt: float | None
    stock_kt: float | None


def lever_of(region: str, lever: str) -> LeverFigures | None:
    """A lever of a region (code) by its id; None for one that it has not."""
    return next((each for each in load_levers(region) if each.id == lever), None)


@kept_while_loaded(maxsize=4096, texts=False)
def communes_of(level: str, code: str) -> frozenset[str]:
    """The INSEE codes of the communes of a territory: those that it had last, for one that the tables have no more."""
    try:
        return frozenset(place_of(level, code).codes)
    except CopiloteError:
        held = CommuneIn.objects.filter(territory__level=level, territory__code=code, edition=Edition.current())
        return frozenset(held.values_list("commune__code", flat=True))


def here(region: str, lever: LeverFigures, places: Iterable[Key], choices: Choices = ()) -> Here:
    """A lever in the territories of an action, those of a region (code). choices : of its COP, for the share; what a
    rate is weighed by, and the stock, stay where they are whatever the COP chooses."""
    return _here(region, lever.id, frozenset(places), choices)


@kept_while_loaded(maxsize=16_384, texts=False)
def _here(region: str, lever: str, places: frozenset[Key], choices: Choices) -> Here:
    communes = frozenset().union(*(communes_of(*place) for place in places))
    declined = shared(region, choices)
    inside = np.flatnonzero(np.isin(declined.communes, list(communes)))
    rank = next(rank for rank, each in enumerate(declined.levers) if each.id == lever)
    rated = bool(default_rule(lever, region).rate_over)
    stock = stock_limit_kt(declined.levers[rank])
    if not inside.size:
        return Here(None if rated else 1.0, None, stock)
    weight = float(declined.rate_share[rank, inside].sum()) if rated else 1.0
    share = float(declined.exact_kt[rank, inside].sum())
    known = share if np.isfinite(share) and share > 0 else None
    return Here(weight, known, None if stock is None else stock * float(declined.stock_share[rank, inside].sum()))


def kt_of(region: str, lever: LeverFigures, quantity: float, places: Iterable[Key]) -> float | None:
    """ktCO2e of a quantity of a lever (in its own unit) in some territories; None for a rate that nothing weighs, and
    for a lever without unit."""
    if not lever.translated:
        return None
    weight = here(region, lever, places).weight
    return None if weight is None else declared_kt(lever, quantity, weight)
