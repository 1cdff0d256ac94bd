"""How each indicator is to be read, as a person who read its text says: what is wanted of it, what a rule cannot know.

Two tables by hand: `barometer/2026/reading.csv`, a row for each national indicator that has a target for 2030, and
`indicators/2026/reading.csv`, a row for each regional series.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from copilote.reference.records import Text, keyed, load
from copilote.words import per_language


class Aim(Enum):
    """What is wanted of an indicator; the value is the key of the tables.

    CEILING and KEEP are limits that hold already, or should: not to be passed from below, from above. STABILISE is a
    level to stay near. UNSTATED: nothing is known but the target.
    """

    RISE = "rise"
    FALL = "fall"
    CEILING = "ceiling"
    KEEP = "keep"
    STABILISE = "stabilise"
    UNSTATED = ""


class Crisis(Enum):
    """What moved a series for reasons that are not its policy's; the value is the key of the tables."""

    HEALTH = "health"
    TRAVEL = "travel"
    PRICES = "prices"

    @property
    def years(self) -> tuple[int, ...]:
        """The years that were out of the ordinary; planes and public transport were not full again before 2023."""
        return {Crisis.HEALTH: (2020, 2021), Crisis.TRAVEL: (2020, 2021, 2022), Crisis.PRICES: (2022,)}[self]


class Doubt(Enum):
    """Why an indicator gets no plain grade, whatever its figures say; the value is the key of the tables."""

    NONE = ""
    COMPARABILITY = "comparability"
    BREAK = "break"
    TARGET = "target"
    MEANING = "meaning"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class IndicatorReading:
    """How one indicator is read.

    crises : what moved it (the windows that start there are left out, or marked).
    break_year : first year of the present way of measuring; nothing is compared across it.
    base_year : year that its count or programme starts from, in place of 2019.
    other_target : the target that its own text gives, in its unit; the grade holds only if both targets give it.
    doubt : why it gets no plain grade; with `other_target`, only when the two targets disagree.
    quote : a few words of the source. reason : one sentence, "" where nothing needs saying.
    """

    id: str
    aim: Aim = Aim.UNSTATED
    crises: tuple[Crisis, ...] = ()
    break_year: int | None = None
    base_year: int | None = None
    other_target: float | None = None
    doubt: Doubt = Doubt.NONE
    quote: str = ""
    reason: Text = ""

    def stopped(self, year: int) -> bool:
        """Whether the health crisis moved that year of the series: it is compared with no other."""
        return any(crisis in self.crises and year in crisis.years for crisis in (Crisis.HEALTH, Crisis.TRAVEL))

    def dear(self, year: int) -> bool:
        """Whether the prices of energy moved that year of the series."""
        return Crisis.PRICES in self.crises and year in Crisis.PRICES.years


PLAIN = IndicatorReading("")
"""An indicator of which nothing special is known."""


@per_language
def load_national_readings() -> dict[str, IndicatorReading]:
    """By identifier ("fr-001")."""
    return keyed("id", load(IndicatorReading, "barometer", "reading.csv", separator=";"))


@per_language
def load_regional_readings() -> dict[str, IndicatorReading]:
    """By number of series ("826"), and by number and region ("453/94") where one region is to be read otherwise."""
    return keyed("id", load(IndicatorReading, "indicators", "reading.csv", separator=";"))
