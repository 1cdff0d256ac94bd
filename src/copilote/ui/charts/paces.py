"""Observed paces on one scale: from "going backwards" to the pace that the targets ask, one line for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from copilote.ui.charts.metrics import LINE_HEIGHT, text_width, wrap
from copilote.ui.charts.svg import Board, Chart
from copilote.words import _
from copilote.words.numbers import format_percent, listed

SIZE = 13.0
DOT = 5.0
GAP, GROUP, THICK = 3.0, 26.0, 14.0
"""Half the space between two rows, the height of a group's name, that of a line under its name on a phone."""
LEAST, MOST = -0.3, 1.5
"""Ratios drawn; what is beyond stands at the end, and its words say so."""


@dataclass(frozen=True, slots=True)
class PaceRow:
    """A series: its group (the grade in words), its name, its pace over the pace asked, its words, its address.

    ratio : None where the words say it all (a target already reached, a ceiling neared too fast). verdict : written
    after the dot, in place of the percentage where it is given.
    """

    group: str
    name: str
    ratio: float | None
    verdict: str = ""
    address: str = ""

    @property
    def words(self) -> str:
        """What is written after the dot."""
        return self.verdict or format_percent(self.ratio or 0.0)


def paces(rows: Sequence[PaceRow], *, title: str, prefix: str, width: float = 760) -> Chart:
    """Draw one line a row, grouped in the order given: from standing still to the pace observed.

    Raises ValueError without any row.
    """
    if not rows:
        raise ValueError("paces need a series")
    narrow = width < 600
    told = listed(f"{row.name} {row.words}" for row in rows)
    described = _(
        "Chaque trait va de l’arrêt au rythme observé ; la ligne verticale est le rythme demandé. %(values)s.",
        values=told,
    )
    role = "group" if any(row.address for row in rows) else "img"
    left = 0.0 if narrow else min(0.44 * width, max(text_width(row.name, SIZE) for row in rows) + 12)
    words = max(text_width(row.words, SIZE) for row in rows) + 14
    right = width - min(words, 0.3 * width)
    scale = (right - left) / (MOST - LEAST)
    still, asked = left - LEAST * scale, left + (1 - LEAST) * scale
    names = {row: wrap(row.name, (width if narrow else left) - 8, SIZE) or (row.name,) for row in rows}
    groups = [(group, list(members)) for group, members in groupby(rows, key=lambda row: row.group)]
    height = 2 * SIZE + len(groups) * GROUP + sum(len(name) * SIZE * LINE_HEIGHT + 2 * GAP for name in names.values())
    height += (THICK if narrow else 0.0) * len(rows)
    board = Board(width, height, prefix, title, described, role=role)
    board.text(still, SIZE, _("à l’arrêt"), SIZE, anchor="middle", soft=True)
    board.text(asked, SIZE, _("rythme demandé"), SIZE, anchor="middle", bold=True, lack=True)
    if not narrow:
        _marks(board, still, asked, 1.5 * SIZE, height)
    top = 2 * SIZE
    for group, members in groups:
        board.text(0, top + SIZE, group, SIZE, bold=True)
        top += GROUP
        for row in members:
            tall = len(names[row]) * SIZE * LINE_HEIGHT
            with board.link(row.address, f"{row.name}, {row.words}"):
                board.lines(0, top, names[row], SIZE)
                if narrow:
                    _marks(board, still, asked, top + tall, top + tall + THICK)
                _draw(board, row, still, scale, top + tall + (THICK / 2 if narrow else -tall / 2))
            top += tall + 2 * GAP + (THICK if narrow else 0.0)
    columns = (_("Appréciation"), _("Indicateur"), _("Rythme observé sur rythme demandé (%)"))
    return board.chart(columns, [(row.group, row.name, None if row.ratio is None else 100 * row.ratio) for row in rows])


def _marks(board: Board, still: float, asked: float, top: float, bottom: float) -> None:
    """Where nothing moves, and where the pace is the one asked."""
    board.line(still, top, still, bottom)
    board.line(asked, top, asked, bottom, kind="lack-line", width=2)


def _draw(board: Board, row: PaceRow, still: float, scale: float, middle: float) -> None:
    """The line, its dot and its words; words alone where there is no ratio."""
    if row.ratio is None:
        board.text(still + 10, middle + SIZE * 0.36, row.words, SIZE, halo=True)
        return
    lacking = row.ratio < 0
    kind = "lack-line" if lacking else "ink-line"
    end = still + min(max(row.ratio, LEAST), MOST) * scale
    board.polyline([(still, middle), (end, middle)], width=2.5, kind=kind)
    board.dots([(end, middle)], DOT, kind)
    after = max(end, still) + DOT + 5
    board.text(after, middle + SIZE * 0.36, row.words, SIZE, halo=True, lack=lacking)
