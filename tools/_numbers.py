"""Numbers as people type them in published files: decimal comma or point, spaces of all kinds."""

from __future__ import annotations

import re

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?")


def parse_number(text: str | None) -> float | None:
    """The number that a cell holds, or None when it is empty or a lone dash.

    >>> parse_number("1\u202f709,44"), parse_number("-16.68"), parse_number("-")
    (1709.44, -16.68, None)

    Raises
    ------
    ValueError : the cell holds something else than a number.
    """
    packed = _SPACES.sub("", text or "").replace(",", ".")
    if packed in ("", "-", "−", "–"):
        return None
    if not _NUMBER.fullmatch(packed):
        raise ValueError(f"not a number: {text!r}")
    return float(packed.replace("−", "-"))


def decimals(text: str) -> int:
    """How many decimals the cell was written with."""
    return len(_SPACES.sub("", text).replace(",", ".").partition(".")[2])


def as_written(value: float) -> float | int:
    """A whole float as an int, so that tables read like the published ones."""
    return int(value) if value.is_integer() else value
