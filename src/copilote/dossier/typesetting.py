"""Documents set by typst: one way for the dossier, the territories' sheets and their slides.

A document is a template that only lays out, a JSON file of texts already written, and drawings beside it. The same
content gives the same bytes. Files are tagged, and typst refuses to write one that does not meet what can be checked by
machine of PDF/UA-1 and PDF/A-2a (headings in order, a text for each drawing, a language, embedded fonts).
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from copilote.dossier.render import tied
from copilote.ui.charts import Chart
from copilote.ui.charts.metrics import FONT_FAMILY

FONTS = Path(__file__).parent / "fonts"
FONT = "Source Sans 3"
STANDARDS = ("ua-1", "a-2a")

_FIXED = datetime(2026, 1, 1, tzinfo=UTC)
"""A PDF needs a date of creation: a constant keeps the bytes of the same data the same."""
_COMPILING = threading.Lock()


def set_pdf(template: Path, data: str, content: Mapping[str, Any], drawings: Mapping[str, Chart]) -> bytes:
    """A tagged PDF. data : name of the JSON file that the template reads; drawings : by file name, without its end."""
    files: dict[str, bytes] = {f"{name}.svg": svg_of(chart) for name, chart in drawings.items()}
    written = json.dumps(tied_deep(dict(content)), ensure_ascii=False, allow_nan=False)
    files |= {"main.typ": template.read_bytes(), data: written.encode()}
    # One at a time: a compilation takes all cores already, and each holds its own copy of the fonts.
    with _COMPILING:
        made: bytes = _compiler().compile(
            input=files,  # type: ignore[arg-type]
            format="pdf",
            pdf_standards=list(STANDARDS),
            timestamp=int(_FIXED.timestamp()),
        )
    return made


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """A compiler that knows our fonts and no other, so that every machine sets the same pages."""
    return typst.Compiler(font_paths=[FONTS], ignore_system_fonts=True)


def svg_of(chart: Chart) -> bytes:
    """The drawing as pages show it, in the document's own font (narrower than those it was measured with)."""
    return chart.svg.replace(FONT_FAMILY, FONT, 1).encode()


def said(chart: Chart) -> str:
    """The drawing in words, for who cannot see it."""
    return f"{chart.title.rstrip('.')}. {chart.description}"


def tied_deep(value: Any) -> Any:
    """French typography in every text, however deep; addresses are left as they are."""
    if isinstance(value, str):
        return value if re.match(r"https?://", value) else tied(value)
    if isinstance(value, dict):
        return {key: tied_deep(item) for key, item in value.items()}
    return [tied_deep(item) for item in value] if isinstance(value, list | tuple) else value
