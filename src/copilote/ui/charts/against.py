"""Against: what is asked of something beside what there is of it, each a stacked bar with its range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from copilote.ui.charts.metrics import LINE_HEIGHT, wrap
from copilote.ui.charts.palette import STYLES, TEXTURES, Style
from copilote.ui.charts.svg import Board, Chart
from copilote.words import _
from copilote.words.numbers import listed

SIZE = 12.5
THICK = 22.0
COLOURS = ("eat", "house", "move", "consume", "preserve", "produce")


@dataclass(frozen=True, slots=True)
class AgainstPart:
    """A part of a bar: its least, middle and greatest amount, none negative. plain : grey, for what is no lever."""

    label: str
    low: float
    central: float
    high: float
    plain: bool = False


def against(
    asked: Sequence[AgainstPart],
    available: Sequence[AgainstPart],
    *,
    title: str,
    prefix: str,
    unit: str,
    write: Callable[[float], str],
    width: float = 760,
    names: tuple[str, str] | None = None,
) -> Chart:
    """Draw two bars, or one where there is nothing to set it against, on one scale from zero: parts at their middle,
    and beneath each bar the line from the least to the most.

    Parts are named with their numbers in a key, in the order of the bars; a part of nothing is in the table alone.
    write : an amount in words. names : of the two bars.
    """
    asking, having = names or (_("Ce qui est demandé"), _("Ce que la région en a"))
    bars = [bar for bar in ((asking, asked), (having, available)) if bar[1]]
    most = max((sum(part.high for part in parts) for _name, parts in bars), default=0.0) or 1.0
    drawn = listed(f"{name} : {_told(parts, write)}" for name, parts in bars)
    text = _("Barres, en %(unit)s, avec leur fourchette. %(values)s.", unit=unit, values=drawn)
    board = Board(width, 10, prefix, title, text)
    styles = _styles([*asked, *available])
    scale = (width - 2) / most
    top, rank = 0.0, 0
    for name, parts in bars:
        lines = wrap(_("%(name)s : %(value)s", name=name, value=_told(parts, write)), width - 4, SIZE) or (name,)
        top += board.lines(0, top, lines, SIZE, bold_lines=len(lines)) + 4
        x = 1.0
        for part in parts:
            if part.central:
                board.block(x, top, part.central * scale, THICK, styles[rank])
            x += part.central * scale
            rank += 1
        low, high = (sum(getattr(part, end) for part in parts) * scale + 1 for end in ("low", "high"))
        middle = top + THICK + 8
        board.line(low, middle, high, middle, kind="ink-line", width=2)
        for end in (low, high):
            board.line(end, middle - 5, end, middle + 5, kind="ink-line", width=2)
        top += THICK + 24
    for part, style in zip([*asked, *available], styles, strict=True):
        if part.high:
            words = wrap(f"{part.label} : {_range(part.low, part.central, part.high, write)}", width - 26, SIZE) or (
                part.label,
            )
            board.block(0, top, 16, 12, style)
            board.lines(22, top - 3, words, SIZE)
            top += max(1, len(words)) * SIZE * LINE_HEIGHT + 5
    board.height = top + 2
    rows = [(f"{name} : {part.label}", part.low, part.central, part.high) for name, parts in bars for part in parts]
    return board.chart(
        (_("Usage ou ressource"), _("Au moins (%(unit)s)", unit=unit), _("Au centre"), _("Au plus")), rows
    )


def _styles(parts: Sequence[AgainstPart]) -> list[Style]:
    """One style a part: colours for levers, greys for the rest, each told by its texture too."""
    coloured, grey, styles = 0, 0, []
    for part in parts:
        if part.plain:
            styles.append(STYLES["other"].textured(TEXTURES[grey % len(TEXTURES)]))
            grey += 1
        else:
            style = STYLES[COLOURS[coloured % len(COLOURS)]]
            styles.append(style if coloured < len(COLOURS) else style.textured("none"))
            coloured += 1
    return styles


def _told(parts: Sequence[AgainstPart], write: Callable[[float], str]) -> str:
    low, central, high = (sum(getattr(part, end) for part in parts) for end in ("low", "central", "high"))
    return _range(low, central, high, write)


def _range(low: float, central: float, high: float, write: Callable[[float], str]) -> str:
    """A range in words; the amount alone where it is known."""
    least, middle, most = map(write, (low, central, high))
    if least == most:
        return middle
    return _("environ %(middle)s (de %(least)s à %(most)s)", middle=middle, least=least, most=most)
