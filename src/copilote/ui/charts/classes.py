"""Classes of a map: at most six, cut where people count (two significant digits), each holding about as many values.

Shades go from a tint of one hue to the hue itself, darker as values grow: they keep their order in grey and for every
eye; a number says the class as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from copilote.ui.charts.palette import INK, PAPER
from copilote.ui.charts.svg import Chart
from copilote.ui.translation import say, t
from copilote.ui.words import with_unit

MOST = 6
SHARES = (0.12, 0.26, 0.4, 0.55, 0.77, 1.0)
"""How much of the hue is in each shade, from 0 (paper) to 1; the style sheet of the page says the same of its own."""
SHADES = ("#e4e7ec", "#c5ccd5", "#a5b0bf", "#8493a7", "#536784", "#1f3a5f")
"""Those of #1f3a5f on white."""
PAPER_FROM = 5
"""From this shade on, what is written on it is in the colour of the paper."""
TINY = 1e-300
"""Beneath this, powers of ten are no longer numbers."""
Write = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Classes:
    """Where the classes of a map are cut. breaks : rising, between two classes; low, high : least and greatest value;
    counts : of values in each class, of which none is 0."""

    breaks: tuple[float, ...]
    low: float
    high: float
    counts: tuple[int, ...]

    def of(self, value: float) -> int:
        """The class of a value, from 1; a value equal to a break is in the class above."""
        return 1 + sum(value >= one for one in self.breaks)

    def shade(self, number: int) -> int:
        """The shade of a class, from 1 to 6: two classes take the first and the last one."""
        return 1 + round((number - 1) * (MOST - 1) / max(1, len(self.breaks))) if self.breaks else 3

    def texts(self, unit: str, write: Write) -> tuple[str, ...]:
        """The limits of each class in words; `write` gives a number without its unit."""

        def whole(value: float) -> str:
            return with_unit(write(value), unit)

        if not self.breaks:
            if self.low == self.high:
                return (whole(self.low),)
            return (say("de %(low)s à %(high)s", low=write(self.low), high=whole(self.high)),)
        first = say("moins de %(high)s", high=whole(self.breaks[0]))
        last = say("%(low)s et plus", low=whole(self.breaks[-1]))
        middle = (say("de %(low)s à moins de %(high)s", low=write(a), high=whole(b)) for a, b in pairwise(self.breaks))
        return (first, *middle, last)


def classes_of(values: Sequence[float], most: int = MOST) -> Classes:
    """Classes of about as many values each, cut at rounded numbers; fewer where values are few or alike.

    Raises ValueError without values.

    >>> classes_of([1, 2, 3, 4, 100, 200], most=3).breaks
    (3.0, 100.0)
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("classes need values")
    # Two values a class at least: six classes of one département each would say no more than their numbers.
    count = min(most, MOST, max(2, (len(ordered) + 1) // 2), len(set(ordered)))
    breaks: list[float] = []
    # Where values are many, a class may hold a few more or less for a rounder limit.
    play = max(1, len(ordered) // (4 * count)) if len(ordered) >= 3 * count else 0
    # Nothing is cut finer than a hundredth of the greatest value's power of ten: dust is as good as 0.
    finest = 10.0 ** (math.floor(math.log10(ordered[-1])) - 2) if ordered[-1] > 0 <= ordered[0] else 0.0
    for rank in range(1, count):
        at = len(ordered) * rank // count
        cut = _cut(ordered[max(0, at - 1 - play)], ordered[min(len(ordered) - 1, at + play)], ordered[at])
        cut = None if cut is None else max(cut, float(f"{finest:.6g}"))
        if cut is not None and ordered[0] < cut <= ordered[-1] and (not breaks or cut > breaks[-1]):
            breaks.append(cut)
    limits = [-math.inf, *breaks, math.inf]
    held = [sum(low <= value < high for value in ordered) for low, high in pairwise(limits)]
    # A class that rounding has emptied goes with the one beneath.
    kept = tuple(cut for cut, inside in zip(breaks, held[1:], strict=True) if inside)
    if held[0] == 0:
        kept = kept[1:]
    limits = [-math.inf, *kept, math.inf]
    counts = tuple(sum(low <= value < high for value in ordered) for low, high in pairwise(limits))
    return Classes(kept, ordered[0], ordered[-1], counts)


def _cut(below: float, above: float, near: float) -> float | None:
    """The roundest number above one value, not above the other, and nearest to a third; None when that is 0."""
    if abs(above) < TINY:
        return None
    if below < above:
        size = math.floor(math.log10(max(abs(below), abs(above))))
        for digits in range(3):
            for part in (5, 2, 1):
                step = part * 10.0 ** (size - digits)
                first = math.floor(below / step + 1e-9) + 1
                last = math.floor(above / step + 1e-9)
                if first <= last:
                    return float(f"{min(max(round(near / step), first), last) * step:.6g}")
    step = 10.0 ** (math.floor(math.log10(abs(above))) - 1)
    return float(f"{round(above / step) * step:.6g}")


def swatch(shade: int, mark: str = "", *, prefix: str = "") -> Chart:
    """A box of a shade with the number of its class, for a legend of the page; shade 0 is hatched: not known."""
    text = ""
    if mark:
        ink = "cp-on-dark" if shade >= PAPER_FROM else "cp-ink"
        fill = PAPER if shade >= PAPER_FROM else INK
        text = (
            f'<text class="{ink}" x="15" y="14" font-size="12" font-weight="bold" text-anchor="middle" '
            f'fill="{fill}">{mark}</text>'
        )
    defs = hatch(f"{prefix}-hatch") if shade == 0 else ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20" class="map-swatch" aria-hidden="true">{defs}'
        f'<rect x="0.5" y="0.5" width="29" height="19" {fill_of(shade, prefix)} stroke="{INK}" stroke-width="0.5"/>'
        f"{text}</svg>"
    )
    return Chart(svg, t("Légende"), "", (), ())


def fill_of(shade: int, prefix: str) -> str:
    """The attributes of a shape of a shade, 0 for what is not known."""
    return f'class="cp-class-{shade}" fill="{SHADES[shade - 1]}"' if shade else f'fill="url(#{prefix}-hatch)"'


def hatch(identifier: str) -> str:
    """The SVG pattern of what is not known: thin grey lines on paper."""
    return (
        f'<defs><pattern id="{identifier}" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<rect class="cp-paper" width="7" height="7" fill="{PAPER}"/>'
        '<path class="cp-axis" d="M-1 1 1 -1M0 7 7 0M6 8 8 6" stroke="#73737d" fill="none"/></pattern></defs>'
    )
