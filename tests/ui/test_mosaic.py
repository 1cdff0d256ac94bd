"""Territories of a class are drawn as one shape: nothing is lost, nothing is filled twice."""

from __future__ import annotations

import re

import pytest

from copilote.exchange.perimeters import places
from copilote.exchange.shapes import commune_sides, shapes_of
from copilote.reference.contours import load_contours
from copilote.ui.charts.beside import Panel, beside
from copilote.ui.charts.choropleth import Area
from copilote.ui.charts.classes import changes_of, classes_of
from copilote.ui.charts.flat import area
from copilote.ui.charts.mosaic import Tiles, mosaic, tiles_of

SQUARES = 4
"""Four squares in a row: a | b | c | d."""


@pytest.fixture(scope="module")
def row() -> Tiles:
    """Lines of four squares of one degree near the equator; each vertical line is between two of them."""
    lines, sides = [], {}
    for x in range(SQUARES + 1):
        number = len(lines)
        lines.append([(float(x), 0.0), (float(x), 1.0)])
        if x:  # walked to the north, the west is on the left
            sides[~number] = "abcd"[x - 1]
        if x < SQUARES:
            sides[number] = "abcd"[x]
    for x in range(SQUARES):
        for y, (start, end) in ((0.0, (x + 1, x)), (1.0, (x, x + 1))):
            sides[len(lines)] = "abcd"[x]
            lines.append([(float(start), y), (float(end), y)])
    return tiles_of(lines, sides, (0.0, 0.0, 4.0, 1.0), width=400, most_height=400)


def drawn(tiles: Tiles, values: list[float | None], **options):
    areas = [Area(code, code.upper(), (), value) for code, value in zip("abcd", values, strict=True)]
    known = [value for value in values if value is not None]
    cut = options.pop("cut", None) or classes_of(known)
    return mosaic(tiles, areas, title="Carte", unit="jours", what="communes", cut=cut, **options)


def shapes(svg: str) -> dict[str, float]:
    """The area of each painted path by its paint, in squares of the drawing."""
    found = {}
    for path, paint in re.findall(r'<path d="(M[^"]*)" ((?:class="cp-[^"]*" )?fill="[^"]*")', svg):
        total = 0.0
        for ring in path.split("z")[:-1]:
            start, steps = ring[1:].split("l")
            x, y = map(int, start.split(" "))
            points = [(x, y)]
            numbers = list(map(int, re.findall(r"-?\d+", steps)))
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + dx, y + dy
                points.append((x, y))
            total += abs(area([*points, points[0]]))
        found[paint] = total
    return found


def test_neighbours_of_a_class_are_one_shape_and_areas_are_kept(row: Tiles) -> None:
    chart = drawn(row, [1.0, 1.0, 9.0, 9.0])
    found = shapes(chart.svg)
    assert len(found) == 2
    first, second = found.values()
    assert first == pytest.approx(second, rel=0.05)
    assert chart.svg.count("z") >= 2
    assert [entry.count for entry in chart.classes] == [2, 2]


def test_what_is_not_known_is_hatched_also_beside_the_least_of_losses(row: Tiles) -> None:
    chart = drawn(row, [None, -1.0, -5.0, -9.0], cut=changes_of([-1.0, -1.0, -5.0, -5.0, -9.0, -9.0]))
    assert 'fill="url(#carte-hatch)"' in chart.svg
    assert len(shapes(chart.svg)) == 4
    assert chart.classes[-1].count == 1


def test_a_region_is_covered_once_by_its_communes() -> None:
    contours = load_contours("94")
    tiles = tiles_of(contours.lines, commune_sides("94"), contours.bbox(), width=400, most_height=430)
    codes = [place.code for place in places("94", "commune")]
    areas = [Area(code, code, (), float(rank % 5)) for rank, code in enumerate(codes)]
    one = mosaic(tiles, [Area(code, code, (), 1.0) for code in codes], title="C", unit="", what="communes",
                 cut=classes_of([1.0]))  # fmt: skip
    many = mosaic(tiles, areas, title="C", unit="", what="communes", cut=classes_of([0.0, 1.0, 2.0, 3.0, 4.0] * 3))
    assert sum(shapes(many.svg).values()) == pytest.approx(sum(shapes(one.svg).values()), rel=0.03)
    assert len(one.svg) < len(many.svg) / 3
    assert shapes_of("94", "departement").lines


def test_charts_side_by_side_keep_their_size_and_have_one_legend(row: Tiles) -> None:
    charts = [drawn(row, [1.0, 2.0, 8.0, 9.0], prefix=f"c{rank}") for rank in range(3)]
    whole = beside([Panel(f"{year}", "", chart) for year, chart in zip((2030, 2050, 2100), charts, strict=True)],
                   charts[0].classes, title="Trois cartes", prefix="trois")  # fmt: skip
    assert whole.svg.count("<svg") == 4
    assert whole.svg.count('role="') == 1
    assert len(whole.rows) == 12
    assert whole.svg.count("aria-hidden") >= 1
    with pytest.raises(ValueError, match="nothing"):
        beside([], (), title="", prefix="x")
