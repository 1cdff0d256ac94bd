"""What perimeters of a level add up to above what their communes do: an EPCI may be in two CRTE."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from copilote.exchange.perimeters import Redrawn, places
from copilote.exchange.shares import Choices, inside_of, lines_at
from copilote.planning.key_test import UNFIT
from copilote.planning.scenario import Outcome


def counted_twice(
    region: str,
    level: str,
    choices: Choices = (),
    outcome: Outcome | None = None,
    redrawn: tuple[Redrawn, ...] = (),
    *,
    lever: str | None = None,
    kept: Sequence[int] | None = None,
    unfit_too: bool = False,
) -> int:
    """Tonnes that the perimeters of a level add up to above what their communes do: some are in two (CRTE).

    Of the levers that are fit to be shared there, or `unfit_too`; of one `lever`; of the perimeters `kept`, by rank.
    """
    members, index = inside_of(region, level, redrawn)
    if kept is not None:
        chosen = np.isin(index, kept)
        members, index = members[chosen], index[chosen]
    if np.unique(members).size == members.size:
        return 0
    lines = lines_at(region, level, choices, outcome, redrawn)
    grains = np.array([place.grain for place in places(region, level, redrawn)])
    fit = np.ones(lines.tonnes.shape, dtype=np.bool_)
    for grain in () if unfit_too else set(grains.tolist()):
        fit[:, grains == grain] = lines.grades(grain)[:, grains == grain] != UNFIT
    tonnes, total = lines.declination.tonnes, 0
    for row, figures in enumerate(lines.declination.levers):
        if lever in (None, figures.id):
            times = np.bincount(members[fit[row, index]], minlength=tonnes.shape[1])
            total += int((tonnes[row] * (np.maximum(times, 1) - 1)).sum())
    return total
