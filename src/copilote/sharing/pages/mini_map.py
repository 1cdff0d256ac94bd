"""A small map: a commune in its EPCI, any other territory in its region."""

from __future__ import annotations

from copilote.exchange.place import Place
from copilote.exchange.shapes import shapes_of
from copilote.reference.contours import Ring, load_contours
from copilote.reference.errors import CopiloteError
from copilote.reference.loaded import kept_while_loaded
from copilote.ui.charts import Chart
from copilote.ui.charts.flat import around, fitted, shape
from copilote.ui.charts.palette import INK, PAPER
from copilote.ui.charts.svg import Board
from copilote.words import _
from copilote.words.typography import quoted

WIDTH, HEIGHT, MARGIN = 300.0, 260.0, 3.0
GRAIN = 2
"""Points are on a grid of half a unit."""


@kept_while_loaded(maxsize=500)
def mini_map(place: Place) -> Chart | None:
    """The territory in ink among its neighbours; None where no outline is known."""
    region = place.regions[0]
    try:
        own, others, around_it = _commune(place, region) if place.level == "commune" else _other(place, region)
    except CopiloteError:
        return None
    if not own:
        return None
    projection, width, height = fitted(around([*own, *others]), WIDTH, HEIGHT, MARGIN, tight=True)
    title = _("%(name)s dans %(whole)s", name=quoted(place.name), whole=around_it)
    board = Board(width, height, f"situation-{place.level}", title, title)
    fill = f'fill="#c5d4e3" stroke="{PAPER}" stroke-width="2" fill-rule="evenodd" transform="scale({1 / GRAIN})"'
    board.add(f'<path class="mini-others" {fill} d="{shape([projection.flat(ring) for ring in others], GRAIN)}"/>')
    fill = f'fill="{INK}" stroke="{PAPER}" stroke-width="2" fill-rule="evenodd" transform="scale({1 / GRAIN})"'
    board.add(f'<path class="mini-own" {fill} d="{shape([projection.flat(ring) for ring in own], GRAIN)}"/>')
    return board.chart((_("Territoire"),), [(place.name,)])


def _commune(place: Place, region: str) -> tuple[list[Ring], list[Ring], str]:
    """The commune, the others of its EPCI, the name of the EPCI."""
    from copilote.exchange.around import containing

    contours = load_contours(region)
    epci = next((wider for wider in containing(place, lambda _code: ()) if wider.level in ("epci", "ept")), None)
    members = next(
        (feature.communes for feature in contours.features("epci") if epci and feature.code == epci.code), ()
    )
    others = [ring for code in members if code != place.code for ring in contours.rings("communes", code)]
    return contours.rings("communes", place.code), others, quoted(epci.name) if epci else ""


def _other(place: Place, region: str) -> tuple[list[Ring], list[Ring], str]:
    """The territory, and the départements of its region."""
    contours = load_contours(region)
    names = [feature.code for feature in contours.features("departements")]
    others = [ring for code in names for ring in contours.rings("departements", code)]
    if place.level == "departement":
        return contours.rings("departements", place.code), others, _("sa région")
    if place.level in ("epci", "crte", "arrondissement", "ept"):
        return [list(ring) for ring in shapes_of(region, place.level).outline(place.code)], others, _("sa région")
    return [], [], ""
