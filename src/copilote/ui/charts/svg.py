"""The drawing board that every chart shares: escaped text, short numbers, one accessible SVG.

Only presentation attributes, classes (for the dark theme) and no style attribute, script or outer resource, so
that charts stand under a strict content security policy.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from copilote.ui.charts.metrics import FONT_FAMILY, LINE_HEIGHT
from copilote.ui.charts.palette import AXIS, GRID, INK, PAPER, SOFT, Style, pattern

Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a mark of the drawing stands for: its number or sign, and the text in full."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and the same numbers as a table.

    `rows` hold plain numbers (None where not known) under `columns`, French names with their unit.
    """

    svg: str
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    legend: tuple[LegendEntry, ...] = ()


def num(value: float) -> str:
    """A coordinate with at most one decimal, as short as it can be."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class Board:
    """Collects shapes, then gives them as one SVG; `prefix` makes the identifiers unique on a page."""

    def __init__(self, width: float, height: float, prefix: str, title: str, description: str) -> None:
        self.width, self.height, self.prefix = width, height, prefix
        self.title, self.description = title, description
        self._shapes: list[str] = []
        self._defs: dict[str, str] = {}

    def add(self, shape: str) -> None:
        self._shapes.append(shape)

    def rect(self, x: float, y: float, width: float, height: float, attributes: str) -> None:
        self.add(
            f'<rect x="{num(x)}" y="{num(y)}" width="{num(max(0.0, width))}" '
            f'height="{num(max(0.0, height))}" {attributes}/>'
        )

    def block(self, x: float, y: float, width: float, height: float, style: Style) -> None:
        """A solid rectangle of the style's colour, with its texture over it and a paper-coloured edge."""
        gap = f'class="cp-{style.key} cp-gap" fill="{style.colour}" stroke="{PAPER}" stroke-width="1"'
        self.rect(x, y, width, height, gap)
        if style.texture != "none":
            self.rect(x, y, width, height, f'fill="url(#{self.texture(style.texture)})"')

    def blocks(self, boxes: Sequence[tuple[float, float, float, float]], style: Style) -> None:
        """Several rectangles (x, y, width, height) of one style, drawn as one path: a tenth of the bytes."""
        path = "".join(f"M{num(x)} {num(y)}h{num(w)}v{num(h)}h-{num(w)}z" for x, y, w, h in boxes if h > 0.005)
        if not path:
            return
        gap = f'class="cp-{style.key} cp-gap" fill="{style.colour}" stroke="{PAPER}" stroke-width="1"'
        self.add(f'<path d="{path}" {gap}/>')
        if style.texture != "none":
            self.add(f'<path d="{path}" fill="url(#{self.texture(style.texture)})"/>')

    def texture(self, name: str) -> str:
        identifier = f"{self.prefix}-{name}"
        self._defs.setdefault(identifier, pattern(identifier, name))
        return identifier

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, kind: str = "axis", width: float = 1, dash: str = ""
    ) -> None:
        colour = {"axis": AXIS, "grid": GRID, "ink-line": INK}[kind]
        thick = "" if width == 1 else f' stroke-width="{num(width)}"'
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<line class="cp-{kind}" x1="{num(x1)}" y1="{num(y1)}" x2="{num(x2)}" y2="{num(y2)}" '
            f'stroke="{colour}"{thick}{dashed}/>'
        )

    def grid(self, levels: Sequence[float], left: float, right: float) -> None:
        """Thin horizontal lines."""
        path = "".join(f"M{num(left)} {num(y)}H{num(right)}" for y in levels)
        self.add(f'<path class="cp-grid" d="{path}" stroke="{GRID}"/>')

    def dots(self, points: Sequence[tuple[float, float]], radius: float) -> None:
        """Round ink dots."""
        path = "".join(f"M{num(x)} {num(y)}h0" for x, y in points)
        self.add(
            f'<path class="cp-ink-line" d="{path}" stroke="{INK}" stroke-width="{num(2 * radius)}" '
            'stroke-linecap="round"/>'
        )

    def polyline(
        self, points: Sequence[tuple[float, float]], *, width: float = 2, dash: str = "", kind: str = "ink-line"
    ) -> None:
        colour = {"axis": AXIS, "ink-line": INK}[kind]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        path = " ".join(f"{num(x)},{num(y)}" for x, y in points)
        self.add(
            f'<polyline class="cp-{kind}" points="{path}" fill="none" stroke="{colour}" '
            f'stroke-width="{num(width)}" stroke-linejoin="round"{dashed}/>'
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
    ) -> None:
        """One line of text; `y` is its baseline. `halo` clears what lies beneath it."""
        extra = "" if anchor == "start" else f' text-anchor="{anchor}"'
        extra += ' font-weight="bold"' if bold else ""
        extra += f' class="cp-soft" fill="{SOFT}"' if soft else ""
        if halo:
            extra += f' class="cp-halo" stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
        self.add(f'<text x="{num(x)}" y="{num(y)}" font-size="{num(size)}"{extra}>{html.escape(text)}</text>')

    def lines(
        self, x: float, top: float, lines: Sequence[str], size: float, *, bold_lines: int = 0, soft: bool = False
    ) -> None:
        """Lines of text one under the other from `top`; the first `bold_lines` are bold."""
        for i, line in enumerate(lines):
            self.text(
                x, top + (i + 0.82) * size * LINE_HEIGHT, line, size, bold=i < bold_lines, soft=soft and i >= bold_lines
            )

    def svg(self) -> str:
        """The whole drawing, which scales to the width that it is given."""
        p = self.prefix
        defs = f"<defs>{''.join(self._defs.values())}</defs>" if self._defs else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(self.width)} {num(self.height)}" '
            f'role="img" aria-labelledby="{p}-title {p}-desc" class="cp-ink" fill="{INK}" font-family="{FONT_FAMILY}">'
            f'<title id="{p}-title">{html.escape(self.title)}</title>'
            f'<desc id="{p}-desc">{html.escape(self.description)}</desc>'
            f"{defs}{''.join(self._shapes)}</svg>"
        )
