"""Columns of numbers whose written values add up to their written total, and how many decimals they bear."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from copilote.planning.apportionment import largest_remainder
from copilote.words.numbers import NBSP, format_decimals


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
    whole = largest_remainder(exact, group, np.array([round(total * step)], dtype=np.int64))
    return tuple(format_decimals(int(value) / step, decimals) for value in whole)


def with_twice(
    values: Sequence[float | None], twice: float | None, total: float | None, decimals: int
) -> tuple[str, ...]:
    """`adding_up`, with what the values count twice written last (below 0; None for nothing, and nothing is added)."""
    if twice is None:
        return adding_up(values, total, decimals)
    if total is None:
        return (*adding_up(values, None, decimals), "")
    above = total - twice
    last = format_decimals(round(total, decimals) - round(above, decimals), decimals)
    return (*adding_up(values, above, decimals), last)


def small_in_words(values: Sequence[float | None], written: Sequence[str], decimals: int) -> tuple[str, ...]:
    """What is written, but "< 100" for something so small that it would read 0."""
    least = f"<{NBSP}{format_decimals(10.0**-decimals, max(0, decimals))}"
    zero = format_decimals(0.0, decimals)
    return tuple(
        least if value and value > 0 and text == zero else text for value, text in zip(values, written, strict=True)
    )


def decimals_for(values: Sequence[float | None], digits: int = 3) -> int:
    """Decimals that leave so many digits to a value in the middle, and one to all but the smallest tenth; four at most.

    Negative where tens or hundreds are what can be said.
    """
    known = sorted(abs(value) for value in values if value)
    if not known:
        return 0
    middle, small = (math.floor(math.log10(known[len(known) // part])) for part in (2, 10))
    return min(4, max(digits - 1 - middle, -small))
