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

from copilote.ui.charts.classes import PAPER_FROM, Classes, Write, classes_of, fill_of, hatch, swatch
from copilote.ui.charts.flat import Box, Flat, Ring, area, around, fitted, middles, overlap, path, shape
from copilote.ui.charts.metrics import FONT_FAMILY, LINE_HEIGHT, text_width, wrap
from copilote.ui.charts.palette import INK, PAPER, SOFT
from copilote.ui.charts.svg import Chart, LegendEntry, num
from copilote.ui.translation import say, t
from copilote.ui.words import format_number, with_unit

WIDTH, MOST_HEIGHT, MARGIN = 760.0, 640.0, 4.0
GRAIN = 2
"""Points of outlines are on a grid of half a unit: two pixels a unit on a wide screen."""
NAME, DIGIT, NOTE = 13.0, 10.0, 12.0


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
    """A class as the legend of a page writes it."""

    mark: str
    text: str
    count: int
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
    borders: Sequence[Ring] = (),
    names: Sequence[Named] = (),
    legend: bool = True,
    source: str = "",
) -> Choropleth:
    """Draw territories shaded by the class of their value.

    unit : of the values. what : French plural of the territories ("intercommunalités"). write : a number without its
    unit. borders : lines drawn stronger. names : written on the map. legend : drawn beneath it (a page writes
    its own); source : a line beneath all.
    Raises ValueError without any territory, or without any outline.
    """
    if not areas:
        raise ValueError("a map needs a territory")
    known = [one.value for one in areas if one.value is not None]
    cut = classes_of(known) if known else None
    bbox = around([ring for one in areas for ring in one.rings])
    projection, width, height = fitted(bbox, WIDTH, MOST_HEIGHT, MARGIN, tight=not (legend or source))
    shapes = {one.code: [projection.flat(ring) for ring in one.rings] for one in areas}
    shade = {one.code: cut.shade(cut.of(one.value)) if cut and one.value is not None else 0 for one in areas}

    def whole(value: float) -> str:
        return with_unit(write(value), unit)

    texts = cut.texts(unit, write) if cut else ()
    links = "".join(_link(one, shapes[one.code], shade[one.code], cut, whole, prefix) for one in areas)
    strong = "".join(path(projection.flat(line), GRAIN, closed=False) for line in borders)
    labels, boxes = _names([(one.name, [projection.flat(ring) for ring in one.rings]) for one in names], width)
    digits = "".join(
        _digit(shapes[one.code], str(cut.of(one.value)), shade[one.code], boxes)
        for one in areas
        if cut and one.value is not None
    )
    feet, foot_height = _feet(cut, texts, len(known) < len(areas), source, prefix) if legend or source else ("", 0.0)
    described = sentence(areas, what, unit, write)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(width)} {num(height + foot_height)}" role="group" '
        f'class="cp-ink" aria-labelledby="{prefix}-title {prefix}-desc" font-family="{FONT_FAMILY}" fill="{INK}">'
        f'<title id="{prefix}-title">{html.escape(title)}</title>'
        f'<desc id="{prefix}-desc">{html.escape(described)}</desc>'
        f"{hatch(f'{prefix}-hatch')}"
        f'<g transform="scale({num(1 / GRAIN)})" stroke="{PAPER}" stroke-width="1.2" stroke-linejoin="round" '
        f'fill-rule="evenodd" class="map-areas">{links}</g>'
        + _borders(strong, prefix)
        + f'<g class="map-texts" aria-hidden="true" pointer-events="none" text-anchor="middle" '
        f'font-weight="bold">{digits}{labels}</g>'
        + (
            f'<g transform="translate(0 {num(height)})" class="map-legend" aria-hidden="true">{feet}</g>'
            if feet
            else ""
        )
        + "</svg>"
    )
    rows = tuple((one.name, one.value, cut.of(one.value) if cut and one.value is not None else None) for one in areas)
    entries = [LegendEntry(str(i), text) for i, text in enumerate(texts, 1)]
    return Choropleth(
        svg,
        title,
        described,
        (t("Territoire"), unit, t("Classe")),
        rows,
        tuple(entries),
        _legend(cut, texts, len(areas) - len(known), prefix),
    )


def _borders(lines: str, prefix: str) -> str:
    """Strong lines, with paper on both sides so that they are seen between two dark shapes."""
    if not lines:
        return ""
    return (
        f'<g transform="scale({num(1 / GRAIN)})" fill="none" stroke-linejoin="round" pointer-events="none">'
        f'<path class="map-casing" d="{lines}" stroke="{PAPER}" stroke-width="6"/>'
        f'<path class="map-border" d="{lines}" stroke="{INK}" stroke-width="2.4"/></g>'
    )


def sentence(areas: Sequence[Area], what: str, unit: str, write: Write) -> str:
    """What the map says: the least, the greatest, the middle. `what` is the French plural of the territories."""
    known = sorted(((one.value, one.name) for one in areas if one.value is not None), key=lambda pair: pair[0])
    if not known:
        return say("Aucune valeur connue pour les %(what)s.", what=t(what))

    def whole(value: float) -> str:
        return with_unit(write(value), unit)

    (low, least), (high, most) = known[0], known[-1]
    if low == high:
        told = say("%(value)s partout.", value=whole(low)) if len(known) > 1 else f"{least} : {whole(low)}."
    else:
        told = say(
            "De %(low)s (%(least)s) à %(high)s (%(most)s)", low=whole(low), least=least, high=whole(high), most=most
        )
        if len(known) >= 4:
            middle = whole(statistics.median(value for value, _name in known))
            told += say("\u00a0; la moitié des %(what)s sont sous %(middle)s.", what=t(what), middle=middle)
        else:
            told += "."
    lacking = len(areas) - len(known)
    return f"{told} {say('%(count)s sans valeur connue.', count=lacking)}" if lacking else told


def _link(one: Area, rings: list[Flat], shade: int, cut: Classes | None, whole: Write, prefix: str) -> str:
    said = [one.name, t("non connu") if one.value is None else whole(one.value)]
    if cut is not None and one.value is not None:
        said.append(say("classe %(number)s sur %(count)s", number=cut.of(one.value), count=len(cut.breaks) + 1))
    told = html.escape(", ".join([*said, one.note] if one.note else said))
    place = f'<path d="{shape(rings, GRAIN)}" {fill_of(shade, prefix)}/>'
    if not one.address:
        return f"<g><title>{told}</title>{place}</g>"
    code = html.escape(one.code)
    return (
        f'<a href="{html.escape(one.address)}" id="{prefix}-{code}" data-code="{code}" class="map-area" '
        f'aria-label="{told}"><title>{told}</title>{place}</a>'
    )


def _largest(rings: Sequence[Flat]) -> Flat:
    return max(rings, key=lambda ring: abs(area(ring)))


def _names(named: Sequence[tuple[str, list[Flat]]], width: float) -> tuple[str, list[Box]]:
    """Names with a halo, each where it has the most room and covers no other; and the boxes that they take."""
    shapes: list[str] = []
    boxes: list[Box] = []
    for name, rings in named:
        if not rings:
            continue
        for x, y, room in middles(_largest(rings)):
            lines = wrap(name.replace("-", "- "), max(room, 70.0), NAME * 1.06) or (name,)
            lines = tuple(line.replace("- ", "-") for line in lines)
            half = max(text_width(line, NAME * 1.06) for line in lines) / 2 + 2
            top = y - len(lines) * NAME * LINE_HEIGHT / 2
            x = min(max(x, half), width - half)
            box = (x - half, top, x + half, top + len(lines) * NAME * LINE_HEIGHT)
            if not any(overlap(box, other) for other in boxes):
                boxes.append(box)
                spans = "".join(
                    f'<tspan x="{num(x)}" y="{num(top + (i + 0.8) * NAME * LINE_HEIGHT)}">{html.escape(line)}</tspan>'
                    for i, line in enumerate(lines)
                )
                shapes.append(
                    f'<text class="cp-halo map-name" font-size="{num(NAME)}" stroke="{PAPER}" stroke-width="3" '
                    f'stroke-linejoin="round" paint-order="stroke">{spans}</text>'
                )
                break
    return "".join(shapes), boxes


def _digit(rings: list[Flat], digit: str, shade: int, taken: Sequence[Box]) -> str:
    """The number of the class in a shape, where it has room beside the names; "" where it has none."""
    if not rings:
        return ""
    for x, y, room in middles(_largest(rings)):
        box = (x - 4, y - 6, x + 4, y + 6)
        if room >= 11 and not any(overlap(box, other) for other in taken):
            dark = f' class="cp-on-dark" fill="{PAPER}"' if shade >= PAPER_FROM else ""
            return f'<text x="{num(x)}" y="{num(y + DIGIT * 0.35)}" font-size="{num(DIGIT)}"{dark}>{digit}</text>'
    return ""


def _legend(cut: Classes | None, texts: Sequence[str], unknown: int, prefix: str) -> tuple[MapClass, ...]:
    found = []
    if cut is not None:
        for number, (text, count) in enumerate(zip(texts, cut.counts, strict=True), 1):
            found.append(MapClass(str(number), text, count, swatch(cut.shade(number), str(number))))
    if unknown:
        found.append(MapClass("", t("non connu"), unknown, swatch(0, prefix=f"{prefix}-legend")))
    return tuple(found)


def _feet(cut: Classes | None, texts: Sequence[str], unknown: bool, source: str, prefix: str) -> tuple[str, float]:
    """The legend in two columns and the source, beneath the map; and the height that they take."""
    entries = [(cut.shade(i), str(i), text) for i, text in enumerate(texts, 1)] if cut else []
    entries += [(0, "", t("non connu"))] if unknown else []
    half = (len(entries) + 1) // 2 if len(entries) > 1 else 1
    shapes, line = [], 24.0
    for rank, (shade, mark, text) in enumerate(entries):
        x, y = (WIDTH / 2) * (rank // half) + 1, 12 + line * (rank % half)
        shapes.append(
            f'<rect x="{num(x)}" y="{num(y)}" width="28" height="17" {fill_of(shade, prefix)} stroke="{INK}" '
            'stroke-width="0.5"/>'
        )
        dark = f' class="cp-on-dark" fill="{PAPER}"' if shade >= PAPER_FROM else ""
        if mark:
            shapes.append(
                f'<text x="{num(x + 14)}" y="{num(y + 12.5)}" font-size="{num(NOTE)}" font-weight="bold" '
                f'text-anchor="middle"{dark}>{mark}</text>'
            )
        shapes.append(f'<text x="{num(x + 36)}" y="{num(y + 12.5)}" font-size="{num(NOTE)}">{html.escape(text)}</text>')
    height = 12 + line * (half if entries else 0)
    for text in wrap(source, WIDTH, NOTE) or () if source else ():
        height += NOTE * LINE_HEIGHT
        shapes.append(
            f'<text class="cp-soft" x="1" y="{num(height)}" font-size="{num(NOTE)}" fill="{SOFT}">'
            f"{html.escape(text)}</text>"
        )
    return "".join(shapes), height + 8
