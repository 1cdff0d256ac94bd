"""The fonts: those that drawings are measured with on pages, and the one that documents and images are set in."""

from __future__ import annotations

from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FONT = "Source Sans 3"
FONT_FAMILY = "Arial, Helvetica, 'Liberation Sans', sans-serif"
