"""A map of territories shaded by class: each a link that says its name, value and class, reachable by keyboard.

Shades and numbers of the classes are in `ui.charts.classes`. On a page the colours are those of its style sheet
(classes `cp-class-1` to `cp-class-6`), elsewhere those of the attributes, made for white paper,
also in black and white.
"""

from __future__ import annotations

import html
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from copilote.ui.charts.classes import (
    UNKNOWN_SHADE,
    Changes,
    Classes,
    Shade,
    States,
    Write,
    changes_of,
    classes_of,
    swatch,
)
from copilote.ui.charts.flat import Box, Place, Ring, around, overlap
from copilote.ui.charts.metrics import LINE_HEIGHT, wrap
from copilote.ui.charts.palette import INK, PAPER, SOFT
from copilote.ui.charts.sketch import GRAIN, Sketch, names_of, sketch_of
from copilote.ui.charts.svg import Board, Chart, LegendEntry, num
from copilote.words import _
from copilote.words.numbers import NBSP, UNKNOWN, agreed, format_number, with_unit

WIDTH, MOST_HEIGHT = 760.0, 640.0
Cut = Classes | Changes | States
"""What says the class of a value."""
DIGIT, NOTE = 10.0, 12.0
STILL = 'tabindex="-1" '
NO_OUTLINE: tuple[str, tuple[Place, ...]] = ("", ())
LINE = 24.0
"""Height of a line of the legend."""


@dataclass(frozen=True, slots=True)
class Area:
    """A territory to draw: `rings` of (longitude, latitude) in degrees; value None where it is not known.

    note : said after the value, "" for nothing.
    """

    code: str
    name: str
    rings: tuple[Ring, ...]
    value: float | None
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A name to write where a territory lies."""

    name: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class MapClass:
    """A class as a legend writes it; `mark` "" for what is not known."""

    mark: str
    text: str
    count: int
    shade: Shade
    swatch: Chart


@dataclass(frozen=True, slots=True)
class Choropleth(Chart):
    """A map with its classes; its table has a row for each territory: name, value, number of its class."""

    classes: tuple[MapClass, ...] = ()


def choropleth(
    areas: Sequence[Area],
    *,
    title: str,
    unit: str,
    what: str,
    prefix: str = "carte",
    write: Write = format_number,
    changes: bool = False,
    borders: Sequence[Ring] = (),
    names: Sequence[Named] = (),
    legend: bool = True,
    source: str = "",
    states: States | None = None,
    described: str = "",
    scale: Cut | None = None,
    width: float = WIDTH,
    most_height: float = MOST_HEIGHT,
    stops: bool = True,
    sketch: Sketch | None = None,
) -> Choropleth:
    """Draw territories shaded by the class of their value.

    unit : of the values. what : plural of the territories ("intercommunalités"). write : a number without its
    unit. changes : values are gains and losses, shaded both ways from zero. borders : lines drawn stronger. names :
    written on the map. legend : drawn beneath it (a page writes its own); source : a line beneath all.
    states : what the values are the ranks of, in place of classes. described : what the map says, in place of its ends
    and its middle. scale : classes that several maps share, in place of those of these values.
    width, most_height : of the drawing, no wider than the default. stops : its territories are stops of the Tab key;
    False where another map or a table has the same ones. sketch : the shapes, by code, when they are ready: no outline,
    border or name is then needed.
    Raises ValueError without any territory, or without any outline.
    """
    if not areas:
        raise ValueError("a map needs a territory")
    known = [area.value for area in areas if area.value is not None]
    cut = states or scale or ((changes_of(known) if changes else classes_of(known)) if known else None)
    classes = map_classes(cut, len(areas) - len(known), unit, write, prefix)

    def whole(value: float) -> str:
        if states is not None:
            return states.words[states.of(value)]
        return f"{'+' if changes and value > 0 else ''}{with_unit(write(value), agreed(unit, value))}"

    shapes = sketch or sketch_of(
        {area.code: area.rings for area in areas},
        around([ring for area in areas for ring in area.rings]),
        width=width,
        most_height=most_height,
        tight=not (legend or source),
        borders=borders,
        names=[(named.name, named.rings) for named in names],
    )
    board = Board(shapes.width, shapes.height, prefix, title, described or sentence(areas, what, whole), role="group")
    painted = [(area, *shapes.shapes.get(area.code, NO_OUTLINE)) for area in areas]
    links = [_link(area, outline, cut, whole, prefix, stops) for area, outline, _places in painted]
    patterns = "".join(entry.shade.pattern(prefix) for entry in classes)
    board.add(f"<defs>{patterns}</defs>" if patterns else "")
    board.add(
        f'<g transform="scale({num(1 / GRAIN)})" stroke="{PAPER}" stroke-width="1.2" stroke-linejoin="round" '
        f'fill-rule="evenodd" class="map-areas">'
        f"{''.join(links)}</g>"
    )
    board.add(borders_of(shapes.borders))
    labels, boxes = names_of(shapes.names, shapes.width)
    marks = "".join(
        mark_of(places, cut, cut.of(area.value), boxes)
        for area, _outline, places in painted
        if cut and area.value is not None
    )
    board.add(
        '<g class="map-texts" aria-hidden="true" pointer-events="none" text-anchor="middle" '
        f'font-weight="bold">{marks}{labels}</g>'
    )
    if legend or source:
        _beneath(board, classes, source)
    return Choropleth(
        board.svg(),
        title,
        board.description,
        (_("Territoire"), unit, _("Classe")),
        tuple((a.name, a.value, cut.of(a.value) if cut and a.value is not None else None) for a in areas),
        tuple(LegendEntry(entry.mark, entry.text) for entry in classes if entry.mark),
        classes,
    )


def map_classes(
    cut: Cut | None, unknown: int, unit: str, write: Write, prefix: str, *, marked: bool = True
) -> tuple[MapClass, ...]:
    """The classes, then what is not known when there is any. marked : their marks are written on the map."""
    parts = [
        (cut.mark(number) if marked else "", text, count, cut.shade(number))
        for number, text, count in zip(cut.numbers, cut.texts(unit, write), cut.counts, strict=True)
    ] if cut else []  # fmt: skip
    if unknown:
        parts.append(("", _(UNKNOWN), unknown, UNKNOWN_SHADE))
    return tuple(
        MapClass(mark, text, count, shade, swatch(shade, mark, prefix=f"{prefix}-legend"))
        for mark, text, count, shade in parts
    )


def borders_of(lines: str) -> str:
    """Strong lines, with paper on both sides so that they are seen between two dark shapes."""
    if not lines:
        return ""
    return (
        f'<g transform="scale({num(1 / GRAIN)})" fill="none" stroke-linejoin="round" pointer-events="none">'
        f'<path class="map-casing" d="{lines}" stroke="{PAPER}" stroke-width="6"/>'
        f'<path class="map-border" d="{lines}" stroke="{INK}" stroke-width="2.4"/></g>'
    )


def sentence(areas: Sequence[Area], what: str, whole: Write) -> str:
    """What the map says: the least, the greatest, the middle. what : plural of the territories; whole : a value and
    its unit in words."""
    known = sorted(((area.value, area.name) for area in areas if area.value is not None), key=lambda pair: pair[0])
    if not known:
        return _("Aucune valeur connue pour les %(what)s.", what=_(what))
    (low, least), (high, most) = known[0], known[-1]
    if low == high:
        text = _("%(value)s partout.", value=whole(low)) if len(known) > 1 else f"{least} : {whole(low)}."
    else:
        ends = {"low": whole(low), "least": least, "high": whole(high), "most": most}
        text = _("De %(low)s (%(least)s) à %(high)s (%(most)s)", **ends)
        if len(known) >= 4:
            median = statistics.median(value for value, _name in known)
            half = _(" ; la moitié des %(what)s sont sous %(middle)s.", what=_(what), middle=whole(median))
            if median == low:
                half = _(" ; la moitié au moins des %(what)s sont à %(low)s.", what=_(what), low=whole(low))
            text += half.replace(" ;", f"{NBSP};", 1)
        else:
            text += "."
    lacking = len(areas) - len(known)
    return text + " " + _("%(count)s sans valeur connue.", count=lacking) if lacking else text


def _link(area: Area, outline: str, cut: Cut | None, whole: Write, prefix: str, stops: bool) -> str:
    """The shape of a territory, and its name, value and class for who points at it or does not see it."""
    label = [area.name, _(UNKNOWN)]
    fill = UNKNOWN_SHADE.fill(prefix)
    if cut is not None and area.value is not None:
        number = cut.of(area.value)
        label[1:] = [whole(area.value), cut.aloud(number)]
        fill = cut.shade(number).fill(prefix)
    text = html.escape(", ".join(filter(None, [*label, area.note])))
    place = f'<path d="{outline}" {fill}/>'
    if not area.address:
        return f"<g><title>{text}</title>{place}</g>"
    code = html.escape(area.code)
    return (
        f'<a href="{html.escape(area.address)}" id="{prefix}-{code}" data-code="{code}" class="map-area" '
        f'{"" if stops else STILL}aria-label="{text}"><title>{text}</title>{place}</a>'
    )


def mark_of(places: Sequence[Place], cut: Cut, number: int, taken: Sequence[Box]) -> str:
    """The mark of a class in a shape, where it has room beside the names; "" where it has none."""
    mark, shade = cut.mark(number), cut.shade(number)
    half = 1 + 3 * len(mark)
    for x, y, room in places:
        box = (x - half, y - 6, x + half, y + 6)
        if room >= 2 * half + 3 and not any(overlap(box, other) for other in taken):
            at = f'x="{num(x)}" y="{num(y + DIGIT * 0.35)}" font-size="{num(DIGIT)}"'
            return f"<text {at}{written_on(shade)}>{mark}</text>"
    return ""


def written_on(shade: Shade) -> str:
    """The attributes of a text on a shade: the paper's colour on a dark one, cleared where it is hatched."""
    if shade.line:
        halo = f' class="cp-{shade.key}-halo" stroke="{shade.colour}" stroke-width="3" paint-order="stroke"'
        return halo + (f' fill="{PAPER}"' if shade.dark else "")
    return f' class="cp-on-dark" fill="{PAPER}"' if shade.dark else ""


def _beneath(board: Board, classes: Sequence[MapClass], source: str) -> None:
    """The legend in two columns and the source, beneath the map, which they make taller."""
    half = max(1, (len(classes) + 1) // 2)
    shapes = []
    for rank, entry in enumerate(classes):
        x, y = (WIDTH / 2) * (rank // half) + 1, 12 + LINE * (rank % half)
        edge = f'{entry.shade.fill(board.prefix)} stroke="{INK}" stroke-width="0.5"'
        shapes.append(f'<rect x="{num(x)}" y="{num(y)}" width="28" height="17" {edge}/>')
        if entry.mark:
            shapes.append(
                f'<text x="{num(x + 14)}" y="{num(y + 12.5)}" font-size="{num(NOTE)}" font-weight="bold" '
                f'text-anchor="middle"{written_on(entry.shade)}>{entry.mark}</text>'
            )
        text = html.escape(entry.text)
        shapes.append(f'<text x="{num(x + 36)}" y="{num(y + 12.5)}" font-size="{num(NOTE)}">{text}</text>')
    height = 12 + LINE * (half if classes else 0)
    for line in wrap(source, WIDTH, NOTE) or () if source else ():
        height += NOTE * LINE_HEIGHT
        at = f'x="1" y="{num(height)}" font-size="{num(NOTE)}"'
        shapes.append(f'<text class="cp-soft" {at} fill="{SOFT}">{html.escape(line)}</text>')
    board.add(
        f'<g transform="translate(0 {num(board.height)})" class="map-legend" aria-hidden="true">{"".join(shapes)}</g>'
    )
    board.height += height + 8
