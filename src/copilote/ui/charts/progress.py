"""How many stand where: one bar cut by state, the surest first, each part as wide as its count."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.ui.charts.classes import States
from copilote.ui.charts.palette import INK
from copilote.ui.charts.svg import Chart, num
from copilote.words import _

WIDTH = 600.0


def progress_bar(states: States, order: Sequence[int], *, title: str, prefix: str, height: float = 30.0) -> Chart:
    """The bar of the counts of states, in an order of their ranks; the empty ones take no room.

    >>> from copilote.ui.charts.classes import SAME
    >>> progress_bar(States(("dit",), ("D",), (SAME,), (3,)), (0,), title="Réponses", prefix="b").description
    'dit : 3.'
    """
    total = sum(states.counts[rank] for rank in order) or 1
    defs, shapes, x = [], [], 0.0
    for rank in order:
        count = states.counts[rank]
        if not count:
            continue
        shade, width = states.shade(rank), WIDTH * count / total
        defs.append(shade.pattern(prefix))
        shapes.append(
            f'<rect x="{num(x + 0.5)}" y="0.5" width="{num(max(0.5, width - 1))}" height="{num(height - 1)}" '
            f'{shade.fill(prefix)} stroke="{INK}" stroke-width="1" class="cp-edge"/>'
        )
        x += width
    described = ", ".join(f"{states.words[rank]} : {states.counts[rank]}" for rank in order if states.counts[rank])
    patterns = "".join(defs)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(WIDTH)} {num(height)}" class="progress-bar" '
        f'preserveAspectRatio="none" aria-hidden="true">{f"<defs>{patterns}</defs>" if patterns else ""}'
        f"{''.join(shapes)}</svg>"
    )
    rows = tuple((states.words[rank], states.counts[rank]) for rank in order)
    return Chart(svg, title, f"{described}.", (_("État"), _("Nombre")), rows)
