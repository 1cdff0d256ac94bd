"""The map on which one picks territories: an addition to the boxes of a form, which say the same for everyone.

Shapes are not links: a script (`pick-map.js`) makes each of them check its box. Without it the map
shows what is chosen.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping

from copilote.reference.errors import CopiloteError
from copilote.sharing.shapes import shapes_of
from copilote.ui.charts.flat import around, fitted, shape
from copilote.ui.charts.svg import Chart, num

WIDTH, MOST_HEIGHT, MARGIN, GRAIN = 620.0, 560.0, 4.0, 2


def pick_map(region: str, names: Mapping[str, str], chosen: Iterable[str], title: str) -> Chart | None:
    """The EPCI of a region by code (`names`), those chosen filled; None where no outline is known.

    The drawing is left to the eyes (`aria-hidden`): names and states are those of the boxes.
    """
    try:
        shapes = shapes_of(region, "epci")
    except CopiloteError:
        return None
    kept = {code: shapes.outline(code) for code in names}
    kept = {code: rings for code, rings in kept.items() if rings}
    if not kept:
        return None
    box = around([ring for rings in kept.values() for ring in rings])
    projection, width, height = fitted(box, WIDTH, MOST_HEIGHT, MARGIN, tight=True)
    picked = set(chosen)
    drawn = "".join(
        f'<g class="pick-area{" is-chosen" if code in picked else ""}" data-code="{html.escape(code)}">'
        f"<title>{html.escape(names[code])}</title>"
        f'<path d="{shape([projection.flat(ring) for ring in rings], GRAIN)}"/></g>'
        for code, rings in kept.items()
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(width)} {num(height)}" aria-hidden="true" '
        f'class="pick-map"><g transform="scale({num(1 / GRAIN)})" fill-rule="evenodd">{drawn}</g></svg>'
    )
    rows = tuple((names[code], "x" if code in picked else "") for code in kept)
    return Chart(svg, title, title, ("", ""), rows)
