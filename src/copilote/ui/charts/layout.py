"""Rectangles whose areas are true to their values: squarified cells within columns, columns within rows.

Group headers stand above the columns, outside the cells, so that a cell's area is `scale` × value everywhere on the
drawing, whatever its group.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

GAP, ROW_GAP = 5.0, 8.0
"""Between the columns of a row of groups, and between rows."""


class Box(NamedTuple):
    """A rectangle in drawing units, from its top left corner."""

    x: float
    y: float
    width: float
    height: float


class GroupColumn(NamedTuple):
    """One group: where its header stands and the box that its cells fill."""

    group: int
    header: Box
    body: Box


def squarify(values: Sequence[float], box: Box) -> list[Box]:
    """One box per value, in order, areas proportional, as square as can be; `values` positive, decreasing.

    Bruls, Huizing and van Wijk, "Squarified treemaps" (2000).
    """
    total = sum(values)
    if not values or total <= 0:
        return []
    scale = box.width * box.height / total
    boxes: list[Box] = []
    rest, row = box, [values[0] * scale]
    for value in [v * scale for v in values[1:]]:
        side = min(rest.width, rest.height)
        if _worst([*row, value], side) <= _worst(row, side):
            row.append(value)
        else:
            placed, rest = _lay(row, rest)
            boxes += placed
            row = [value]
    placed, rest = _lay(row, rest)
    return boxes + placed


def _worst(areas: Sequence[float], side: float) -> float:
    total = sum(areas)
    if side <= 0 or total <= 0:
        return math.inf
    return max(side * side * max(areas) / total**2, total**2 / (side * side * min(areas)))


def _lay(areas: Sequence[float], box: Box) -> tuple[list[Box], Box]:
    total, boxes = sum(areas), []
    if box.width >= box.height:
        thick, y = total / box.height, box.y
        for area in areas:
            boxes.append(Box(box.x, y, thick, area / thick))
            y += area / thick
        return boxes, Box(box.x + thick, box.y, box.width - thick, box.height)
    thick, x = total / box.width, box.x
    for area in areas:
        boxes.append(Box(x, box.y, area / thick, thick))
        x += area / thick
    return boxes, Box(box.x, box.y + thick, box.width, box.height - thick)


def _partitions(count: int) -> Iterator[list[list[int]]]:
    """Every way to cut 0..count-1, kept in order, into rows."""
    for cuts in range(1 << max(0, count - 1)):
        rows: list[list[int]] = [[0]]
        for i in range(1, count):
            if cuts >> (i - 1) & 1:
                rows.append([i])
            else:
                rows[-1].append(i)
        yield rows


def columns(
    totals: Sequence[float],
    width: float,
    area_height: float,
    header_height: Callable[[int, float], float],
) -> tuple[list[GroupColumn], float]:
    """Place groups (decreasing `totals`, ten at most) in rows of columns; every unit of value has the same area.

    `header_height(group, width)` is the height that a group's header needs in a column so wide (0 when it cannot
    fit). Returns the columns and the height used. Of all cuts into rows, takes the one whose columns are least
    elongated and whose headers fit.
    """
    scale = width * area_height / sum(totals)

    def cost(rows: list[list[int]]) -> float:
        score = 0.0
        for row in rows:
            usable = width - GAP * (len(row) - 1)
            row_total = sum(totals[g] for g in row)
            height = scale * row_total / usable if usable > 0 else math.inf
            for group in row:
                column = usable * totals[group] / row_total
                if column <= 0 or header_height(group, column) == 0:
                    score += 3.0
                    column = max(column, 1.0)
                score += abs(math.log(column / height)) * (0.25 + totals[group] / sum(totals))
            score += 0.15
        return score

    best = min(_partitions(len(totals)), key=cost)
    placed: list[GroupColumn] = []
    y = 0.0
    for row in best:
        usable = width - GAP * (len(row) - 1)
        row_total = sum(totals[g] for g in row)
        widths = [usable * totals[g] / row_total for g in row]
        head = max(max(header_height(g, w) for g, w in zip(row, widths, strict=True)), 18.0)
        height, x = scale * row_total / usable, 0.0
        for group, column in zip(row, widths, strict=True):
            placed.append(GroupColumn(group, Box(x, y, column, head), Box(x, y + head, column, height)))
            x += column + GAP
        y += head + height + ROW_GAP
    return placed, y - ROW_GAP
