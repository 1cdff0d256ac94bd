"""Drawings out, as images: an SVG text to PNG, without a browser, by the same engine that sets the PDF."""

from __future__ import annotations

from pathlib import Path

from copilote.publish.typesetting import typeset

PAGE = '#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image("drawing.svg", width: WIDTHpt)\n'


def png_of(svg: str, fonts: Path, *, width: float, scale: float = 2.0) -> bytes:
    """An SVG as a PNG of `width` × `scale` pixels; the same drawing gives the same bytes.

    fonts : folder of the fonts that its texts name; those of the machine are not used, so that every machine draws
    alike. width : of the drawing, in its own units. Raises BusyError when too many documents are being made.
    """
    files = {"main.typ": PAGE.replace("WIDTH", f"{width:g}").encode(), "drawing.svg": svg.encode()}
    return typeset(files, fonts, format="png", ppi=72.0 * scale)
