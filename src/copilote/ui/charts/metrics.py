"""How wide a text is, without any font at hand: a cautious table, and wrapping at word breaks.

Widths are the largest of Arial, Arial Bold (as drawn by Liberation Sans) and DejaVu Sans, in thousandths of the
font size, so that a text said to fit does fit with any usual sans-serif font.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

LINE_HEIGHT = 1.22

_BY_WIDTH = {
    280: "ijlÎÏ",
    320: " ,.·’\u00a0\u202f",
    340: ":;/\\|'ıîï",
    390: "(){}[]*-ft!°²³",
    410: "r₂",
    500: '"^`«»–',
    525: "szJ",
    560: "cç",
    595: "kvxyÿ",
    615: "aàâäFLTZÈeéèêëoôöIE",
    640: "0123456789bdghnpqu_?ùûü$€",
    690: "ABKPRSVXYÀÂÄ",
    735: "CÇHUÙÛÜDN",
    790: "GOQÔÖ&",
    840: "#+<=>~−×→⇄w",
    865: "M",
    980: "mæ%",
    1025: "Wœ@—…",
    1070: "Œ",
}
_WIDTHS = {char: width for width, chars in _BY_WIDTH.items() for char in chars}
_OTHER = 1000
BOLD = 1.15
"""How much wider a text in bold may be than `text_width` says: DejaVu Sans Bold, on the words of the panorama."""


def text_width(text: str, size: float) -> float:
    """Width of a line at a font size, in the unit of the size; an upper bound for usual fonts.

    >>> text_width("kt", 10.0)
    9.85
    """
    return _width(text) * size / 1000


@lru_cache(maxsize=4096)
def _width(text: str) -> int:
    return sum(_WIDTHS.get(char, _OTHER) for char in text)


def wrap(text: str, width: float, size: float) -> tuple[str, ...] | None:
    """The fewest lines, broken at spaces only, that hold `text` in `width`; None when one word is too long.

    No-break spaces tie; a line never starts with ":", ";", "?", "!" or "»" nor ends with "«".
    """
    tied = text
    for mark in ":;?!»":
        tied = tied.replace(f" {mark}", f"\u00a0{mark}")
    lines: list[str] = []
    for word in tied.replace("« ", "«\u00a0").split(" "):
        if not word:
            continue
        if text_width(word, size) > width:
            return None
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return tuple(lines)


class Fitted(NamedTuple):
    """Lines that fit their box, at the font size that makes them fit."""

    size: float
    lines: tuple[str, ...]
    first_bold: int


def fit(
    bold: str, plain: str, width: float, height: float, sizes: Sequence[float], max_lines: int = 4
) -> Fitted | None:
    """A name in bold and its value beneath it (or beside it), at the largest of `sizes` that fits the box.

    `first_bold` is the count of lines that are the name's; 0 when both share one line.
    """
    for size in sizes:
        for lines, first_bold in _settings(bold, plain, width, size):
            if len(lines) <= max_lines and len(lines) * size * LINE_HEIGHT <= height:
                return Fitted(size, lines, first_bold)
    return None


def _settings(bold: str, plain: str, width: float, size: float) -> Iterable[tuple[tuple[str, ...], int]]:
    name, value = wrap(bold, width, size * BOLD), wrap(plain, width, size)
    if name is not None and value is not None:
        yield (*name, *value), len(name)
    together = f"{bold} · {plain}"
    if plain and text_width(together, size) <= width:
        yield (together,), 0


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near those wanted, at least `gap` apart (less when there is no room), within [low, high].

    `wanted` is in increasing order; order is kept.
    """
    count = len(wanted)
    if not count:
        return []
    gap = min(gap, (high - low) / max(1, count - 1))
    placed = list(wanted)
    for i in range(count):
        floor = low if i == 0 else placed[i - 1] + gap
        placed[i] = max(placed[i], floor)
    for i in reversed(range(count)):
        ceiling = high if i == count - 1 else placed[i + 1] - gap
        placed[i] = min(placed[i], ceiling)
    return placed
