"""A `Paper` as a tagged PDF, as many pages as it takes; the template `paper.typ` lays out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from copilote.publish.paper import Paper, Part, column_weights, paper_rows
from copilote.publish.table import Table
from copilote.publish.to_pdf import set_pdf
from copilote.words import _, language

TEMPLATE = Path(__file__).parent / "paper.typ"


def paper_pdf(paper: Paper) -> bytes:
    """The file; the same paper gives the same bytes. Raises BusyError when too many documents are being made."""
    drawings: dict[str, str] = {}
    anchors = {part.anchor for part in paper.parts if part.anchor}
    content = {
        "lang": language(),
        "page": _("page"),
        **{name: getattr(paper, name) for name in ("kind", "line", "foot", "block", "title", "subtitle", "lead")},
        **{name: getattr(paper, name) for name in ("notes", "whom", "address", "state")},
        "figures": [{"value": value, "meaning": meaning} for value, meaning in paper.figures],
        "parts": [_part(part, anchors, drawings) for part in paper.parts],
    }
    return set_pdf(TEMPLATE, "paper.json", content, drawings)


def _part(part: Part, anchors: set[str], drawings: dict[str, str]) -> dict[str, Any]:
    figure = None
    if part.figure is not None:
        name = f"dessin-{len(drawings) + 1}"
        drawings[name] = part.figure.svg
        figure = {"file": f"{name}.svg", "alt": part.figure.alternative, "caption": part.figure.caption}
    return {
        "heading": part.heading,
        "level": part.level,
        "anchor": part.anchor,
        "sentences": part.sentences,
        "figure": figure,
        "tables": [_table(table, anchors) for table in part.tables],
        "telling": part.telling,
        "points": [{"what": what, "rest": rest} for what, rest in part.points],
        "after": part.after,
    }


def _table(table: Table, anchors: set[str]) -> dict[str, Any]:
    table = table.for_page
    rows = paper_rows(table)
    return {
        "title": table.title,
        "columns": [
            {"title": column.heading, "numeric": column.leans and rank > 0} for rank, column in enumerate(table.columns)
        ],
        "weights": column_weights(table, rows),
        # A link to what is not in the document would stop typst.
        "rows": [
            [{"text": cell.text, "note": cell.note, "to": cell.to if cell.to in anchors else ""} for cell in row]
            for row in rows
        ],
        "total": table.total,
        "heads": table.heads,
        "note": table.note,
    }
