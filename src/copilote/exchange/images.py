"""Drawings out, as images: an SVG text to PNG, without a browser, by the same engine that sets the PDF."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

PAGE = '#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image("drawing.svg", width: WIDTHpt)\n'
_COMPILING = threading.Lock()


def png_of(svg: str, fonts: Path, *, width: float, scale: float = 2.0) -> bytes:
    """An SVG as a PNG of `width` × `scale` pixels; the same drawing gives the same bytes.

    fonts : folder of the fonts that its texts name; those of the machine are not used, so that every machine draws
    alike. width : of the drawing, in its own units.
    """
    files: Any = {"main.typ": PAGE.replace("WIDTH", f"{width:g}").encode(), "drawing.svg": svg.encode()}
    # One at a time: a compilation takes all cores already, and each holds its own copy of the fonts.
    with _COMPILING:
        made = _compiler(fonts).compile(input=files, format="png", ppi=72.0 * scale)
    page = made[0] if isinstance(made, list) else made
    if page is None:
        raise RuntimeError("no page was set")
    return page


@lru_cache(maxsize=2)
def _compiler(fonts: Path) -> typst.Compiler:
    return typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)
