"""Classes of a map, cut where people count (two significant digits), each holding about as many values.

`Classes` go from a tint of one hue to the hue itself, darker as values grow, six at most. `Changes` go both ways from
zero: two hues that every eye tells apart, losses hatched so that grey tells them too. A number says the class as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from copilote.ui.charts.palette import AXIS, INK, PAPER
from copilote.ui.charts.svg import Chart
from copilote.words import N_, _
from copilote.words.numbers import MINUS, agreed, with_unit

MOST = 6
MOST_A_SIDE = 3
TINY = 1e-300
"""Beneath this, powers of ten are no longer numbers."""
Write = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Shade:
    """How the shapes of a class are painted.

    key : of its class in style sheets ("cp-<key>"); dark : what is written on it is in the colour of the paper;
    hatched : of lines in `line`, over the colour.
    """

    key: str
    colour: str
    dark: bool = False
    line: str = ""

    def fill(self, prefix: str) -> str:
        """The attributes of a shape."""
        if self.line:
            return f'fill="url(#{prefix}-{self.key})"'
        return f'class="cp-{self.key}" fill="{self.colour}"'

    def pattern(self, prefix: str) -> str:
        """The SVG pattern of a hatched shade, to be defined once in a drawing; "" for another."""
        if not self.line:
            return ""
        return (
            f'<pattern id="{prefix}-{self.key}" width="7" height="7" patternUnits="userSpaceOnUse">'
            f'<rect class="cp-{self.key}" width="7" height="7" fill="{self.colour}"/>'
            f'<path class="cp-{self.key}-line" d="M-1 1 1 -1M0 7 7 0M6 8 8 6" stroke="{self.line}" fill="none"/>'
            "</pattern>"
        )


SHADES = tuple(
    Shade(f"class-{number}", colour, dark=number >= 5)
    for number, colour in enumerate(("#e4e7ec", "#c5ccd5", "#a5b0bf", "#8493a7", "#536784", "#1f3a5f"), 1)
)
"""Those of #1f3a5f on white."""
WARM = tuple(
    Shade(f"warm-{number}", colour, dark=number >= 5)
    for number, colour in enumerate(("#fbe9b7", "#f6c869", "#e99a3c", "#d4692a", "#a03414", "#561407"), 1)
)
"""Of heat and dryness: from pale yellow to dark red, as steady in grey."""
MORE = tuple(
    Shade(f"more-{size}", colour, dark=size == 3) for size, colour in enumerate(("#c6d7ea", "#82a6cc", "#1f4e86"), 1)
)
LESS = (
    Shade("less-1", "#f6cda6", line="#a65a15"),
    Shade("less-2", "#dd9a55", line="#5e2f05"),
    Shade("less-3", "#9a5012", dark=True, line=PAPER),
)
HOTTER = (WARM[1], WARM[3], WARM[5])
COOLER = (
    Shade("cool-1", "#c6d7ea", line="#1f4e86"),
    Shade("cool-2", "#82a6cc", line="#14304f"),
    Shade("cool-3", "#1f4e86", dark=True, line=PAPER),
)
"""Changes of heat and dryness: more is warm, less is cool and hatched."""
SAME = Shade("same", "#f4f4f4")
UNKNOWN_SHADE = Shade("hatch", PAPER, line=AXIS)
"""What is not known: thin grey lines on paper."""
LESS_WORD, SAME_WORD, MORE_WORD = N_("prend moins"), N_("ne change pas"), N_("prend plus")
RISES = (N_("diminue"), SAME_WORD, N_("augmente"))
"""What changes of a measure are called, when nobody takes anything."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Where the classes of a map are cut. breaks : rising, between two classes; low, high : least and greatest value;
    counts : of values in each class, of which none is 0; shades : six; nil : the first class holds zeros alone."""

    breaks: tuple[float, ...]
    low: float
    high: float
    counts: tuple[int, ...]
    shades: tuple[Shade, ...] = SHADES
    nil: bool = False

    @property
    def numbers(self) -> Sequence[int]:
        """The classes, in the order of the legend."""
        return range(1, len(self.breaks) + 2)

    def of(self, value: float) -> int:
        """The class of a value, from 1; a value equal to a break is in the class above."""
        return 1 + sum(value >= cut for cut in self.breaks)

    def shade(self, number: int) -> Shade:
        """The shade of a class, among six: two classes take the first and the last one."""
        return self.shades[round((number - 1) * (MOST - 1) / max(1, len(self.breaks))) if self.breaks else 2]

    def mark(self, number: int) -> str:
        """What is written on a shape of a class."""
        return str(number)

    def aloud(self, number: int) -> str:
        """The class for who does not see it."""
        return _("classe %(number)s sur %(count)s", number=number, count=len(self.breaks) + 1)

    def texts(self, unit: str, write: Write) -> tuple[str, ...]:
        """The limits of each class in words; `write` gives a number without its unit."""

        def whole(value: float) -> str:
            return with_unit(write(value), agreed(unit, value))

        if not self.breaks:
            if self.low == self.high:
                return (whole(self.low),)
            return (_("de %(low)s à %(high)s", low=write(self.low), high=whole(self.high)),)
        first = whole(0) if self.nil else _("moins de %(high)s", high=whole(self.breaks[0]))
        last = _("%(low)s et plus", low=whole(self.breaks[-1]))
        middle = (_("de %(low)s à moins de %(high)s", low=write(a), high=whole(b)) for a, b in pairwise(self.breaks))
        return (first, *middle, last)


@dataclass(frozen=True, slots=True)
class Changes:
    """Classes of changes: by their size, alike on both sides of zero, which is a class of its own.

    sizes : of the changes, whatever their sign, None where nothing changes; numbers : of the classes that hold a
    change, −3 for the greatest losses, 3 for the greatest gains; counts : of values in
    each. words : of a loss, of none, of a gain; more, less : shades.
    """

    sizes: Classes | None
    numbers: tuple[int, ...]
    counts: tuple[int, ...]
    words: tuple[str, str, str] = (LESS_WORD, SAME_WORD, MORE_WORD)
    more: tuple[Shade, ...] = MORE
    less: tuple[Shade, ...] = LESS

    def of(self, value: float) -> int:
        """The class of a change: its size from 1, below 0 for a loss."""
        if not value or self.sizes is None:
            return 0
        return self.sizes.of(abs(value)) * (1 if value > 0 else -1)

    def shade(self, number: int) -> Shade:
        """Darker as the change grows, whatever its side."""
        if not number or self.sizes is None:
            return SAME
        strength = abs(number) + MOST_A_SIDE - len(self.sizes.numbers)
        return (self.more if number > 0 else self.less)[strength - 1]

    def mark(self, number: int) -> str:
        """A sign and a size: "+2"."""
        return f"{MINUS if number < 0 else '+'}{abs(number)}" if number else "="

    def aloud(self, number: int) -> str:
        """Whether it takes more, less or as much."""
        less, same, more = self.words
        return _(less if number < 0 else more if number else same)

    def texts(self, unit: str, write: Write) -> tuple[str, ...]:
        """The words and limits of each class."""
        limits = self.sizes.texts(unit, write) if self.sizes else ()
        return tuple(
            _("%(name)s : %(value)s", name=self.aloud(number), value=limits[abs(number) - 1])
            if number
            else self.aloud(number)
            for number in self.numbers
        )


@dataclass(frozen=True, slots=True)
class States:
    """States in place of numbers, one after the other: a value is the rank of one, from 0. counts : of values in each.

    What is there is dark, what is expected light, what is missing hatched: grey tells them too, and so does a mark.
    """

    words: tuple[str, ...]
    marks: tuple[str, ...]
    shades: tuple[Shade, ...]
    counts: tuple[int, ...]

    @property
    def numbers(self) -> Sequence[int]:
        """Their ranks, in the order of the legend."""
        return range(len(self.words))

    def of(self, value: float) -> int:
        """The state of a value."""
        return int(value)

    def shade(self, number: int) -> Shade:
        """How a state is painted."""
        return self.shades[number]

    def mark(self, number: int) -> str:
        """What is written on a shape in a state."""
        return self.marks[number]

    def aloud(self, number: int) -> str:
        """Nothing: its words are the value."""
        return ""

    def texts(self, unit: str, write: Write) -> tuple[str, ...]:
        """Its words."""
        return self.words


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
    counts = _counts(ordered, breaks)
    # A class that rounding has emptied goes with the one beneath.
    kept = tuple(cut for cut, inside in zip(breaks, counts[1:], strict=True) if inside)
    if counts[0] == 0:
        kept = kept[1:]
    nil = bool(kept) and ordered[0] == 0 and not any(0 < value < kept[0] for value in ordered)
    return Classes(kept, ordered[0], ordered[-1], _counts(ordered, kept), nil=nil)


def regular_classes_of(values: Sequence[float]) -> Classes:
    """Classes of one step (1, 2 or 5 × a power of ten), for few values that are written on the map: a shade then tells
    as much from one value to another everywhere. Those that hold no value go with the one beneath.

    Raises ValueError without any value.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("classes need a value")
    low, high = ordered[0], ordered[-1]
    size = math.floor(math.log10((high - low) / MOST)) if high - low > TINY else 0
    for step in (part * 10.0**power for power in range(size, size + 3) for part in (1, 2, 5)):
        multiples = range(math.floor(low / step) + 1, math.ceil(high / step) + 1)
        breaks = [cut for cut in (float(f"{number * step:.6g}") for number in multiples) if low < cut <= high]
        kept = tuple(cut for cut, inside in zip(breaks, _counts(ordered, breaks)[1:], strict=True) if inside)
        if len(kept) < MOST:
            return Classes(kept, low, high, _counts(ordered, kept))
    raise AssertionError("a step of the size of the values makes few classes")


def changes_of(values: Sequence[float]) -> Changes:
    """Classes of changes, at most three a side: losses below zero, gains above."""
    sizes = [abs(value) for value in values if value]
    classes = Changes(classes_of(sizes, MOST_A_SIDE) if sizes else None, (), ())
    numbers = [classes.of(value) for value in values]
    levels = tuple(sorted(set(numbers)))
    return Changes(classes.sizes, levels, tuple(numbers.count(number) for number in levels))


def _counts(ordered: Sequence[float], breaks: Sequence[float]) -> tuple[int, ...]:
    limits = [-math.inf, *breaks, math.inf]
    return tuple(sum(low <= value < high for value in ordered) for low, high in pairwise(limits))


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


def swatch(shade: Shade, mark: str = "", *, prefix: str = "") -> Chart:
    """A box of a shade with the mark of its class, for a legend of the page."""
    text = ""
    if mark:
        ink, fill = ("cp-on-dark", PAPER) if shade.dark else ("cp-ink", INK)
        halo = f' stroke="{shade.colour}" stroke-width="4" paint-order="stroke"' if shade.line else ""
        ink += f" cp-{shade.key}-halo" if shade.line else ""
        text = (
            f'<text class="{ink}" x="15" y="14" font-size="12" font-weight="bold" text-anchor="middle" '
            f'fill="{fill}"{halo}>{mark}</text>'
        )
    defs = f"<defs>{shade.pattern(prefix)}</defs>" if shade.line else ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20" class="map-swatch" aria-hidden="true">{defs}'
        f'<rect x="0.5" y="0.5" width="29" height="19" {shade.fill(prefix)} stroke="{INK}" stroke-width="0.5"/>'
        f"{text}</svg>"
    )
    return Chart(svg, _("Légende"), "", (), ())
