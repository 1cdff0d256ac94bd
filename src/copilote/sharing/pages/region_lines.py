"""What the map of a region says: a line for each perimeter of a level, and the region's own, for a lever or all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from copilote.exchange.overlap import counted_twice
from copilote.exchange.perimeters import Place, made_of, overlaps
from copilote.exchange.shares import TerritoryShare, share_of, shares_at
from copilote.planning.apportionment import TONNES, largest_remainder
from copilote.planning.declination import Part
from copilote.planning.quantities import Scale, scale_for
from copilote.reference.communes import load_frame
from copilote.reference.simulator import load_levers
from copilote.sharing.recorded import choices_of, redrawn_at
from copilote.sharing.sheet_words import shown_name
from copilote.ui.words import NBSP, format_decimals

NOWHERE, TWICE, UNPLACED = "reste", "double", "a-localiser"
"""Codes of the lines of the communes that no perimeter holds, of those that two hold, and of what none holds."""


@dataclass(frozen=True, slots=True)
class Line:
    """A perimeter's share within the region. place None for the communes of no perimeter, and for the region.

    tonnes : CO2e a year avoided in 2030; people : inhabitants, in this region; baseline, physical : in the unit of the
    lines, None for all levers together or without translation; share : of the region's; partial : the perimeter goes on
    in another region, which is not counted here.
    """

    code: str
    name: str
    place: Place | None
    tonnes: int | None
    people: int | None
    baseline: float | None
    physical: float | None
    share: float | None
    grade: str
    partial: bool = False

    @property
    def kt(self) -> float | None:
        """In ktCO2e a year avoided in 2030."""
        return None if self.tonnes is None else self.tonnes / TONNES

    @property
    def each(self) -> float | None:
        """In tonnes of CO2e an inhabitant."""
        return None if self.tonnes is None or not self.people else self.tonnes / self.people


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a level, by name, that of the communes of no perimeter (None for none), what is counted in two of
    them (below 0; None for nothing), what they add up to, and the region's: more, where levers cannot be placed here.

    unplaced : tonnes of the region that no line holds; placed : whether the lever asked for is fit to be shared.
    scale : how the quantities of the lever are said, one unit for the whole column.
    """

    rows: tuple[Line, ...]
    rest: Line | None
    twice: Line | None
    shared: Line
    whole: Line
    scale: Scale
    placed: bool = True

    @property
    def unplaced(self) -> int:
        """Tonnes of the region that are left to be placed."""
        return (self.whole.tonnes or 0) - (self.shared.tonnes or 0)

    def quantity_grade(self, adds_up: bool) -> str:
        """How sure the quantities of the column are: as their key, but for a rate, which no key measures."""
        return self.rows[0].grade if adds_up and self.rows else "B"

    @property
    def places(self) -> tuple[Place, ...]:
        """The perimeters of the rows."""
        return tuple(row.place for row in self.rows if row.place is not None)


def lines_of(region: str, level: str, lever: str = "") -> Lines:
    """The lines of a region (INSEE code) at a level; `lever` is an official id, "" for all together."""
    choices, redrawn = choices_of(region), redrawn_at(region, level)
    (own,) = shares_at(region, "region", choices)
    whole = _line(own, region, lever, None)
    found = shares_at(region, level, choices, redrawn=redrawn)
    placed = not lever or any(part.placed for share in found if (part := share.part(lever)) is not None)
    twice, left = overlaps([share.place for share in found], region)
    rest = share_of(made_of(NOWHERE, left), {region: choices}) if left.size else None
    together, again = whole, 0
    if twice.size:
        again = counted_twice(region, level, choices, redrawn=redrawn, lever=lever or None, unfit_too=bool(lever))
    if not lever:
        total = sum(share.tonnes for share in found) + (rest.tonnes if rest else 0) - again
        together = replace(whole, tonnes=total, grade=max((share.grade for share in found), default=whole.grade))
    rows = tuple(_line(share, region, lever, together.tonnes) for share in found)
    scale = _scale(region, lever, rows)
    rows = tuple(_said(row, scale) for row in rows)
    whole, together = _said(whole, scale), _said(together, scale)
    foot = None
    if rest is not None:
        foot = _said(replace(_line(rest, region, lever, together.tonnes), place=None, name=""), scale)
    double = _twice([*rows, foot], together, again) if twice.size else None
    return Lines(rows, foot, double, together, whole, scale, placed)


def _twice(shown: Sequence[Line | None], whole: Line, tonnes: int) -> Line:
    """What the lines count twice, below 0."""
    lines = [line for line in shown if line is not None]
    known = [line.physical for line in lines if line.physical is not None]
    physical = whole.physical - sum(known) if whole.physical is not None and len(known) == len(lines) else None
    people = None if whole.people is None else whole.people - sum(line.people or 0 for line in lines)
    less = None if whole.tonnes is None else -tonnes
    share = less / whole.tonnes if less is not None and whole.tonnes else None
    return Line(TWICE, "", None, less, people, None, physical, share, whole.grade)


def _scale(region: str, lever: str, rows: Sequence[Line]) -> Scale:
    """The unit of the line in the middle, so that most read as on their own pages."""
    figures = next((one for one in load_levers(region) if one.id == lever), None)
    known = sorted(max(row.baseline or 0.0, row.physical) for row in rows if row.physical is not None)
    return Scale("") if figures is None or not known else scale_for(figures, (known[len(known) // 2],))


def _said(line: Line, scale: Scale) -> Line:
    """The line with its quantities in the unit of the scale."""
    baseline, physical = (None if one is None else one * scale.factor for one in (line.baseline, line.physical))
    return replace(line, baseline=baseline, physical=physical)


def _line(share: TerritoryShare, region: str, lever: str, whole: int | None) -> Line:
    place = share.place
    within = place.within(region)
    part = share.part(lever) if lever else None
    tonnes = _tonnes(share, part, lever)
    return Line(
        place.code,
        shown_name(place.name),
        None if place.level == "region" else place,
        tonnes,
        _people(within),
        part.baseline if part else None,
        part.physical if part else None,
        1.0 if place.level == "region" and tonnes else tonnes / whole if tonnes is not None and whole else None,
        part.grade if part else share.grade,
        within.size < place.ranks.size,
    )


def _tonnes(share: TerritoryShare, part: Part | None, lever: str) -> int | None:
    if lever:
        return part.tonnes if part else None
    return share.tonnes


def _people(ranks: np.typing.NDArray[np.intp]) -> int | None:
    total = float(load_frame().population[ranks].sum())
    return int(total) if math.isfinite(total) else None


def adding_up(values: Sequence[float | None], total: float | None, decimals: int) -> tuple[str, ...]:
    """Values written with so many decimals, so that what is written adds up to the written total: largest remainder.

    Written each on its own where one is not known or negative, or where they do not add up to the total.
    """
    step = 10.0**decimals
    known = [value for value in values if value is not None]
    alone = total is None or len(known) < len(values) or not known or min(known) < 0
    if alone or total is None or abs(sum(known) - total) * step > 0.5 + len(known) * 1e-6:
        return tuple(format_decimals(value, decimals) for value in values)
    exact = np.array(known) * step
    group = np.zeros(exact.size, dtype=np.intp)
    found = largest_remainder(exact, group, np.array([round(total * step)], dtype=np.int64))
    return tuple(format_decimals(int(value) / step, decimals) for value in found)


def small_in_words(values: Sequence[float | None], written: Sequence[str], decimals: int) -> tuple[str, ...]:
    """What is written, but "< 100" for something so small that it would read 0."""
    least = f"<{NBSP}{format_decimals(10.0**-decimals, max(0, decimals))}"
    zero = format_decimals(0.0, decimals)
    return tuple(
        least if value and value > 0 and text == zero else text for value, text in zip(values, written, strict=True)
    )


def column(values: Sequence[float | None], twice: float | None, total: float | None, decimals: int) -> tuple[str, ...]:
    """`adding_up`, with what the values count twice written last (below 0; None for nothing, and nothing is added)."""
    if twice is None:
        return adding_up(values, total, decimals)
    above = None if total is None else total - twice
    last = (
        ""
        if total is None or above is None
        else format_decimals(round(total, decimals) - round(above, decimals), decimals)
    )
    return (*adding_up(values, above, decimals), last)


def decimals_for(values: Sequence[float | None], digits: int = 3) -> int:
    """Decimals that leave so many digits to a value in the middle, and one to all but the smallest tenth; four at most.

    Negative where tens or hundreds are what can be said.
    """
    known = sorted(abs(value) for value in values if value)
    if not known:
        return 0
    middle, small = (math.floor(math.log10(known[len(known) // part])) for part in (2, 10))
    return min(4, max(digits - 1 - middle, -small))
