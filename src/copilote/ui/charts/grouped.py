"""Grouped bars: the same groups in a few series, side by side, each number written."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.ui.charts.metrics import text_width, wrap
from copilote.ui.charts.palette import STYLES, TEXTURES, style_of
from copilote.ui.charts.svg import Board, Chart
from copilote.words import _
from copilote.words.numbers import format_decimals, listed, with_unit

SIZE = 12.5
THICK = 15.0

Group = tuple[str, Sequence[float | None]]


def grouped(
    groups: Sequence[Group], series: Sequence[str], *, title: str, prefix: str, unit: str, width: float = 760
) -> Chart:
    """Draw one bar per series for each group (name, values in the order of `series`), on a common scale from zero.

    At most four series: each has its texture, and its number (1 to 4) before the bar. Negative values raise ValueError.
    """
    values = [value for _name, row in groups for value in row if value is not None]
    if len(series) > len(TEXTURES) or any(value < 0 for value in values):
        raise ValueError("at most four series, and no negative value")
    sentences = [
        _(
            "%(name)s : %(value)s",
            name=name,
            value=", ".join(f"{serie} {_write(value, unit)}" for serie, value in zip(series, row, strict=True)),
        )
        for name, row in groups
    ]
    drawn = listed(sentences) or _("Aucune valeur")
    description = _("Barres groupées, en %(unit)s. %(values)s.", unit=_(unit), values=drawn)
    board = Board(width, 10, prefix, title, description)
    textures = TEXTURES[: len(series)]
    key = [f"{rank}. {serie}" for rank, serie in enumerate(series, 1)]
    top = board.key([(STYLES["move"].textured(t), text) for t, text in zip(textures, key, strict=True)], SIZE)
    start = text_width("4", SIZE) + 8
    written = max((text_width(_write(value, unit), SIZE) for value in values), default=0.0) + 10
    scale = max(10.0, width - start - written) / (max(values, default=0.0) or 1.0)
    for name, row in groups:
        lines = wrap(name, width - 4, SIZE) or (name,)
        top += board.lines(0, top, lines, SIZE, bold_lines=len(lines)) + 3
        for rank, (value, texture) in enumerate(zip(row, textures, strict=True), 1):
            line = top + THICK / 2 + SIZE * 0.36
            board.text(0, line, str(rank), SIZE, soft=True)
            if value:
                board.block(start, top, max(1.5, scale * value), THICK, style_of(name).textured(texture))
            board.text(start + scale * (value or 0.0) + 6, line, _write(value, unit), SIZE)
            top += THICK + 3
        top += 8
    board.height = max(top, 20.0)
    columns = (_("Groupe"), *(f"{serie} ({_(unit)})" for serie in series))
    return board.chart(columns, [(name, *row) for name, row in groups])


def _write(value: float | None, unit: str) -> str:
    text = format_decimals(value, 0)
    return text if value is None else with_unit(text, unit)
