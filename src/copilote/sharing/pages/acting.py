"""Of whom a territory's levers depend: whose gesture makes each move, and what each authority can do there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copilote.exchange.shares import TerritoryShare
from copilote.planning.declination import Part
from copilote.reference.actors import Actor, actors_of, lead_of
from copilote.ui.charts import Bar, bars
from copilote.ui.drawing import Drawing
from copilote.words import _
from copilote.words.numbers import format_percent

ACTIONS = 4
"""Actions named for an authority: those of the levers that weigh most."""
NEAR = (Actor.COMMUNE, Actor.EPCI)


@dataclass(frozen=True, slots=True)
class Acting:
    """What an actor can do here: its part of the tonnes where the gesture is its own ("" for none), its actions
    (lever, what, by which text) on the levers that weigh most."""

    label: str
    part: str
    actions: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class WhoActs:
    """Whose gesture, drawn; what the town hall and the EPCI can do, then the others."""

    drawing: Drawing
    near: tuple[Acting, ...]
    others: tuple[Acting, ...]


def who_acts(share: TerritoryShare) -> WhoActs | None:
    """Of whom the levers placed in a territory depend; None where no lever has known actors (overseas)."""
    parts = [part for part in share.heaviest if part.tonnes and actors_of(part.lever.id)]
    if not parts:
        return None
    sums: dict[Actor, int] = {}
    for part in parts:
        lead = lead_of(part.lever.id)
        if lead is not None:
            sums[lead.actor] = sums.get(lead.actor, 0) + (part.tonnes or 0)
    whole = sum(sums.values())
    weights = {actor: tonnes / whole for actor, tonnes in sums.items()}
    every = {actor: _acting(actor, parts, weights.get(actor, 0.0)) for actor in Actor}
    title = _("Qui fait le geste, en part des tonnes à éviter ici")
    ordered = sorted(weights.items(), key=lambda pair: -pair[1])
    drawing = Drawing.of(
        bars,
        [Bar(actor.label, weight) for actor, weight in ordered],
        title=title,
        prefix="acteurs",
        unit=_("part des tonnes"),
        width=420.0,
        write=lambda weight: format_percent(weight or 0.0),
        caption=title,
    )
    return WhoActs(
        drawing,
        tuple(every[actor] for actor in NEAR if every[actor].actions),
        tuple(acting for actor, acting in every.items() if actor not in NEAR and acting.actions),
    )


def _acting(actor: Actor, parts: Sequence[Part], weight: float) -> Acting:
    rows = [(part.lever.label, row) for part in parts for row in actors_of(part.lever.id) if row.actor is actor]
    actions = tuple((lever, row.action, row.basis) for lever, row in rows[:ACTIONS])
    return Acting(actor.label, format_percent(weight) if weight else "", actions)
