"""What a lever comes to in 2030 if the pace that is observed goes on."""

from __future__ import annotations

from copilote.exchange.newest import own_series
from copilote.planning.balance import quantities_of
from copilote.planning.conversion import avoided_kt
from copilote.planning.pace import TARGET_YEAR
from copilote.reference.simulator import LeverFigures
from copilote.ui.indicators import seen_in
from copilote.words import per_language


@per_language
def kt_at_observed_pace(lever: LeverFigures) -> float | None:
    """ktCO2e a year avoided in 2030, since 2019, if the pace observed goes on: that of the statistic of the lever's own
    quantity, where its grade is plain; None elsewhere."""
    for observation in seen_in(lever.region):
        pace = observation.pace
        if observation.indicator not in own_series(lever) or observation.part or not pace.grade.plain:
            continue
        if pace.pace_observed is None or pace.last_value is None or pace.last_year is None:
            continue
        then = max(0.0, pace.last_value + pace.pace_observed * (TARGET_YEAR - pace.last_year))
        quantities = quantities_of(lever, (*observation.values, (TARGET_YEAR, then)))
        if quantities:
            return max(0.0, float(avoided_kt(lever, quantities[-1][1])))
    return None
