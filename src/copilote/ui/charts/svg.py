"""The drawing board that every chart shares: escaped text, short numbers, one accessible SVG.

Only presentation attributes, classes (for the dark theme) and no style attribute, script or outer resource, so
that charts stand under a strict content security policy.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from copilote.publish.typeface import FONT_FAMILY
from copilote.ui.charts.metrics import LINE_HEIGHT, text_width, wrap
from copilote.ui.charts.palette import AXIS, GRID, INK, LACK, PAPER, SOFT, Style, pattern

Cell = str | float | int | None
Point = tuple[float, float]
HALO = f'stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
"""Attributes of a text that clears what lies beneath it."""
_COLOURS = {"axis": AXIS, "grid": GRID, "ink-line": INK, "lack-line": LACK}


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a mark of the drawing stands for: its number or sign, and the text in full."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and the same numbers as a table.

    `rows` hold plain numbers (None where not known) under `columns`, names with their unit in the language in use.
    """

    svg: str
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    legend: tuple[LegendEntry, ...] = ()

    @property
    def alternative(self) -> str:
        """The drawing in words, for who cannot see it."""
        return f"{self.title.rstrip('.')}. {self.description}"


def num(value: float) -> str:
    """A coordinate with at most one decimal, as short as it can be."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def spans(x: float, first: float, lines: Sequence[str], size: float) -> str:
    """Lines of one text, one under the other, the first baseline at `first`."""
    return "".join(
        f'<tspan x="{num(x)}" y="{num(first + rank * size * LINE_HEIGHT)}">{html.escape(line)}</tspan>'
        for rank, line in enumerate(lines)
    )


class Board:
    """Collects shapes, then gives them as one SVG; `prefix` makes the identifiers unique on a page.

    role : "img", or "group" for a drawing whose parts are links; look : its class.
    """

    def __init__(
        self,
        width: float,
        height: float,
        prefix: str,
        title: str,
        description: str,
        *,
        role: str = "img",
        look: str = "cp-ink",
    ) -> None:
        self.width, self.height, self.prefix = width, height, prefix
        self.title, self.description = title, description
        self.role, self.look = role, look
        self._shapes: list[str] = []
        self._defs: dict[str, str] = {}

    def add(self, shape: str) -> None:
        self._shapes.append(shape)

    @contextmanager
    def link(self, address: str, label: str, *, stop: bool = True) -> Iterator[None]:
        """What is drawn within leads to an address, and says `label` to who points at it; nothing for no address.

        stop : Tab stops there; not where the page lists the same links beneath. Such a drawing is a "group".
        """
        if not address:
            yield
            return
        text = html.escape(label)
        out = "" if stop else ' tabindex="-1"'
        self.add(f'<a href="{html.escape(address)}" class="tile"{out} aria-label="{text}"><title>{text}</title>')
        yield
        self.add("</a>")

    def rect(self, x: float, y: float, width: float, height: float, attributes: str) -> None:
        self.add(
            f'<rect x="{num(x)}" y="{num(y)}" width="{num(max(0.0, width))}" '
            f'height="{num(max(0.0, height))}" {attributes}/>'
        )

    def block(self, x: float, y: float, width: float, height: float, style: Style) -> None:
        """A solid rectangle of the style's colour, with its texture over it and a paper-coloured edge."""
        self.rect(x, y, width, height, _solid(style))
        if style.texture != "none":
            self.rect(x, y, width, height, f'fill="url(#{self.texture(style.texture)})"')

    def blocks(self, boxes: Sequence[tuple[float, float, float, float]], style: Style) -> None:
        """Several rectangles (x, y, width, height) of one style, drawn as one path: a tenth of the bytes."""
        path = "".join(f"M{num(x)} {num(y)}h{num(w)}v{num(h)}h-{num(w)}z" for x, y, w, h in boxes if h > 0.005)
        if not path:
            return
        self.add(f'<path d="{path}" {_solid(style)}/>')
        if style.texture != "none":
            self.add(f'<path d="{path}" fill="url(#{self.texture(style.texture)})"/>')

    def texture(self, name: str) -> str:
        """The identifier of a texture, defined once on the drawing."""
        identifier = f"{self.prefix}-{name}"
        self._defs.setdefault(identifier, pattern(identifier, name))
        return identifier

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, kind: str = "axis", width: float = 1, dash: str = ""
    ) -> None:
        thick = "" if width == 1 else f' stroke-width="{num(width)}"'
        self.add(
            f'<line class="cp-{kind}" x1="{num(x1)}" y1="{num(y1)}" x2="{num(x2)}" y2="{num(y2)}" '
            f'stroke="{_COLOURS[kind]}"{thick}{_dashed(dash)}/>'
        )

    def grid(self, levels: Sequence[float], left: float, right: float) -> None:
        """Thin horizontal lines."""
        path = "".join(f"M{num(left)} {num(y)}H{num(right)}" for y in levels)
        self.add(f'<path class="cp-grid" d="{path}" stroke="{GRID}"/>')

    def dots(self, points: Sequence[Point], radius: float, kind: str = "ink-line") -> None:
        """Round dots, of ink unless another kind is given. Each has a length: typst caps no line that has none."""
        path = "".join(f"M{num(x)} {num(y)}h.01" for x, y in points)
        self.add(
            f'<path class="cp-{kind}" d="{path}" stroke="{_COLOURS[kind]}" stroke-width="{num(2 * radius)}" '
            'stroke-linecap="round"/>'
        )

    def wedge(self, points: Sequence[Point]) -> None:
        """What is missing between two paths, tinted."""
        path = "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)
        self.add(f'<path class="cp-lack-tint" d="{path}z" fill="{LACK}" fill-opacity=".12"/>')

    def ring(self, x: float, y: float, radius: float, width: float, kind: str = "ink-line") -> None:
        """A ring, paper inside: a target."""
        self.add(
            f'<circle class="cp-paper cp-{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{num(radius)}" fill="{PAPER}" '
            f'stroke="{_COLOURS[kind]}" stroke-width="{width}"/>'
        )

    def polyline(self, points: Sequence[Point], *, width: float = 2, dash: str = "", kind: str = "ink-line") -> None:
        path = " ".join(f"{num(x)},{num(y)}" for x, y in points)
        self.add(
            f'<polyline class="cp-{kind}" points="{path}" fill="none" stroke="{_COLOURS[kind]}" '
            f'stroke-width="{num(width)}" stroke-linejoin="round"{_dashed(dash)}/>'
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        anchor: str = "start",
        bold: bool = False,
        soft: bool = False,
        halo: bool = False,
        lack: bool = False,
    ) -> None:
        """One line of text; `y` is its baseline. `halo` clears what lies beneath it; `lack` says what is missing."""
        extra = "" if anchor == "start" else f' text-anchor="{anchor}"'
        extra += ' font-weight="bold"' if bold else ""
        named = {"cp-soft": soft, "cp-lack": lack, "cp-halo": halo}
        looks = " ".join(name for name, wanted in named.items() if wanted)
        extra += f' class="{looks}"' if looks else ""
        extra += f' fill="{SOFT}"' if soft else f' fill="{LACK}"' if lack else ""
        extra += f" {HALO}" if halo else ""
        self.add(f'<text x="{num(x)}" y="{num(y)}" font-size="{num(size)}"{extra}>{html.escape(text)}</text>')

    def lines(
        self, x: float, top: float, lines: Sequence[str], size: float, *, bold_lines: int = 0, soft: bool = False
    ) -> float:
        """Lines of text one under the other from `top`, the first `bold_lines` bold; the height that they take."""
        for rank, line in enumerate(lines):
            bold = rank < bold_lines
            self.text(x, top + (rank + 0.82) * size * LINE_HEIGHT, line, size, bold=bold, soft=soft and not bold)
        return len(lines) * size * LINE_HEIGHT

    def key(self, entries: Sequence[tuple[Style | None, str]], size: float, *, soft: bool = False) -> float:
        """What each style stands for, in rows from the top, a target line for None; where the drawing may begin."""
        x, y = 0.0, 4.0
        for style, text in entries:
            lines = wrap(text, self.width - 26, size) or (text,)
            needed = 22 + max(text_width(line, size) for line in lines) + 16
            if x and x + needed - 16 > self.width:
                x, y = 0.0, y + 20
            if style is None:
                self.line(x + 8, y - 2, x + 8, y + 14, kind="ink-line", width=3)
            else:
                self.block(x, y, 16, 12, style)
            self.lines(x + 22, y - 3, lines, size, soft=soft)
            x += needed
            y += (len(lines) - 1) * size * LINE_HEIGHT
        return y + 28

    def svg(self) -> str:
        """The whole drawing, which scales to the width that it is given."""
        p = self.prefix
        defs = f"<defs>{''.join(self._defs.values())}</defs>" if self._defs else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(self.width)} {num(self.height)}" '
            f'role="{self.role}" aria-labelledby="{p}-title {p}-desc" class="{self.look}" fill="{INK}" '
            f'font-family="{FONT_FAMILY}"><title id="{p}-title">{html.escape(self.title)}</title>'
            f'<desc id="{p}-desc">{html.escape(self.description)}</desc>'
            f"{defs}{''.join(self._shapes)}</svg>"
        )

    def chart(
        self, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]], legend: Sequence[LegendEntry] = ()
    ) -> Chart:
        """The drawing and its table."""
        return Chart(self.svg(), self.title, self.description, tuple(columns), tuple(rows), tuple(legend))


def _solid(style: Style) -> str:
    return f'class="cp-{style.key} cp-gap" fill="{style.colour}" stroke="{PAPER}" stroke-width="1"'


def _dashed(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""
