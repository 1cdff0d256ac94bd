"""An action as a row of our table: under the columns of the template, so that it goes out and comes back the same."""

from __future__ import annotations

from copilote.diagnostic.action_list import number_of
from copilote.diagnostic.action_rows import ALSO
from copilote.diagnostic.content import content_of
from copilote.diagnostic.here import lever_of
from copilote.diagnostic.models import Action, ObstacleLevel, Seen
from copilote.planning.quantities import scale_for
from copilote.words.typography import capital

SLOTS = 3
"""Columns of levers; the last one holds all that are left."""
WRITTEN = 12
"""Digits of a quantity: what the conversion of its unit adds is no figure of the action."""


def further_columns() -> tuple[tuple[str, int, str], ...]:
    """The columns that the base has besides those of the template: heading, width, help."""
    return tuple((column.title, 24, "") for column in ALSO)


def cells_of(action: Action, region: str) -> list[object]:
    """The cells of an action."""
    content = content_of(action)
    measured = lever_of(region, action.measured) if action.measured else None
    levers = sorted(content.levers, key=lambda share: share.lever != action.measured)
    scale = scale_for(measured, (action.quantity,)) if measured and action.quantity is not None else None
    return [
        number_of(action),
        action.title,
        action.description,
        str(action.organisation),
        " ; ".join(code if level != "crte" else f"{level}:{code}" for level, code in content.places),
        *_levers([(share.lever, share.part) for share in levers], region),
        capital(action.progress.label) if action.progress else "",
        _digits(action.quantity * scale.factor) if scale and action.quantity is not None else None,
        scale.unit if scale else "",
        None if action.quantity is not None else action.kt,
        action.kt_method,
        action.start,
        action.end,
        action.amount_eur,
        number_of(action.part_of) if action.part_of else "",
        action.partners,
        action.funders,
        action.obstacle,
        str(ObstacleLevel(action.obstacle_level).label) if action.obstacle_level else "",
        action.obstacle_lifted_by,
        action.link,
        str(Seen(action.seen).label),
    ]


def _digits(value: float) -> float:
    return float(f"{value:.{WRITTEN}g}")


def _levers(levers: list[tuple[str, float]], region: str) -> list[object]:
    """(lever, part) of each slot, one after the other; no part where there is one lever."""
    slots = [[each] for each in levers[: SLOTS - 1]] + ([levers[SLOTS - 1 :]] if len(levers) >= SLOTS else [])
    cells: list[object] = []
    for rank in range(SLOTS):
        held = slots[rank] if rank < len(slots) else []
        names = [figures.label if (figures := lever_of(region, lever)) else lever for lever, _part in held]
        parts = [f"{100 * part:.10g} %" for _lever, part in held] if len(levers) > 1 else []
        cells += [" ; ".join(names), " ; ".join(parts)]
    return cells
