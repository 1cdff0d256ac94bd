"""How far a value is from its target: one bar, one mark, what is missing hatched; its numbers stand beside it."""

from __future__ import annotations

from copilote.ui.charts.palette import GRID, INK, LACK, PAPER, STYLES
from copilote.ui.charts.svg import Board, Chart
from copilote.words import _
from copilote.words.numbers import format_short, with_unit

WIDTH, HEIGHT, THICK = 240.0, 22.0, 12.0


def level(value: float, target: float, *, title: str, prefix: str, unit: str, wanting: bool = False) -> Chart:
    """Draw a value as a bar from zero and its target as a mark, on one scale; both are zero or more.

    wanting : what lies between them is still to be gained, or to be cut: it is hatched.
    """
    most = max(value, target) or 1.0
    reach, room = WIDTH - 4, (HEIGHT - THICK) / 2
    now, aim = with_unit(format_short(value), unit), format_short(target)
    described = _("%(value)s, pour une cible de %(target)s.", value=now, target=aim)
    board = Board(WIDTH, HEIGHT, prefix, title, described)
    board.rect(0, room, reach, THICK, f'class="cp-sunk" fill="{GRID}"')
    near, far = sorted((reach * value / most, reach * target / most))
    board.rect(0, room, near if wanting else reach * value / most, THICK, f'class="cp-ink" fill="{INK}"')
    if wanting:
        board.block(near, room, far - near, THICK, STYLES["other"].textured("rising"))
    edge = f'class="cp-lack cp-gap" fill="{LACK}" stroke="{PAPER}" stroke-width="1"'
    board.rect(reach * target / most - 1, 0, 4, HEIGHT, edge)  # the edge parts red from ink for an eye without red
    return board.chart((_("Valeur"), _("Cible")), [(value, target)])
