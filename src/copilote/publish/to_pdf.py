"""Documents set by typst: one way for the dossier, the territories' sheets and their slides.

A document is a template that only lays out, a JSON file of texts already written, and drawings beside it. The same
content gives the same bytes. Files are tagged, and typst refuses to write one that does not meet what can be checked by
machine of PDF/UA-1 and PDF/A-2a (headings in order, a text for each drawing, a language, embedded fonts).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from copilote.publish.cells import texts
from copilote.publish.mention import said
from copilote.publish.table import Table
from copilote.publish.typeface import FONT, FONT_FAMILY, FONTS
from copilote.publish.typesetting import typeset
from copilote.words import language
from copilote.words.typography import tied

COMMON = Path(__file__).parent / "common.typ"
"""What templates may import: `#import "common.typ": …`."""
STANDARDS: tuple[Any, ...] = ("ua-1", "a-2a")

_FIXED = datetime(2026, 1, 1, tzinfo=UTC)
"""A PDF needs a date of creation: a constant keeps the bytes of the same data the same."""


def set_pdf(template: Path, data: str, content: Mapping[str, Any], drawings: Mapping[str, str]) -> bytes:
    """A tagged PDF.

    data : name of the JSON file that the template reads. drawings : SVG texts by file name, without its end.
    Raises BusyError when too many documents are being made.
    """
    files = {f"{name}.svg": svg_of(svg) for name, svg in drawings.items()}
    written = json.dumps(tied_deep(dict(content)), ensure_ascii=False, allow_nan=False)
    main = _mentioned() + template.read_bytes()
    files |= {"main.typ": main, COMMON.name: COMMON.read_bytes(), data: written.encode()}
    return typeset(files, FONTS, format="pdf", pdf_standards=list(STANDARDS), timestamp=int(_FIXED.timestamp()))


def drawing_pdf(svg: str, alternative: str) -> bytes:
    """A drawing alone on a page of its size, tagged. svg : with its title and source; alternative : it, in words."""
    width = re.search(r'<svg [^>]*width="([\d.]+)"', svg)
    said_aloud, name = (json.dumps(text, ensure_ascii=False) for text in (alternative, alternative.split(". ")[0]))
    main = (
        f'#set document(title: {name})\n#set text(lang: "{language()}")\n'
        "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
        f'#image("drawing.svg", width: {width[1] if width else 760}pt, alt: {said_aloud})\n'
    )
    files = {"main.typ": main.encode(), "drawing.svg": svg_of(svg)}
    return typeset(files, FONTS, format="pdf", pdf_standards=list(STANDARDS), timestamp=int(_FIXED.timestamp()))


def _mentioned() -> bytes:
    """What comes before a template: the mention at the head of each page, where there is one."""
    if not (mention := said()):
        return b""
    text = f'text(size: 8pt, weight: "bold", {json.dumps(mention, ensure_ascii=False)})'
    return f"#set page(background: place(top + center, dy: 4mm, {text}))\n".encode()


def table_record(table: Table) -> dict[str, Any]:
    """A table as every template reads it: its cells written, its columns with the side that they lean to."""
    table = table.for_page
    return {
        "title": table.title,
        "columns": [
            {"title": column.heading, "numeric": column.leans and rank > 0} for rank, column in enumerate(table.columns)
        ],
        "rows": texts(table),
        "total": table.total,
        "heads": table.heads,
        "changed": table.changed,
        "remarks": [{"mark": mark, "text": text} for mark, text in table.remarks],
        "note": table.note,
        "origin": table.origin,
        "sources": table.sources,
    }


def svg_of(svg: str) -> bytes:
    """A drawing as pages show it, in the document's own font (narrower than those it was measured with)."""
    return svg.replace(FONT_FAMILY, f"'{FONT}'").encode()


def tied_deep(value: Any) -> Any:
    """French typography in every text, however deep; addresses are left as they are."""
    if isinstance(value, str):
        return value if re.match(r"https?://", value) else tied(value)
    if isinstance(value, dict):
        return {key: tied_deep(item) for key, item in value.items()}
    return [tied_deep(item) for item in value] if isinstance(value, list | tuple) else value
