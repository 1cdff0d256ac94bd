"""The dossier as PDF, for paper and for the file of a meeting: the page model, its drawings, set by typst.

Every text and number is written here or in the page model; the template `dossier.typ` only lays them out. The file is
tagged, and typst refuses to write it unless it meets what can be checked by machine of PDF/UA-1 and PDF/A-2a
(headings in order, a text for each drawing, a language, embedded fonts).
"""

from __future__ import annotations

import json
import re
import threading
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from copilote.dossier.model import Dossier, Drawing, Observed, Table
from copilote.dossier.render import tied, written
from copilote.ui.charts import Chart
from copilote.ui.charts.metrics import FONT_FAMILY

TEMPLATE = Path(__file__).parent / "templates" / "dossier.typ"
FONTS = Path(__file__).parent / "fonts"
FONT = "Source Sans 3"
STANDARDS = ("ua-1", "a-2a")
TOTALS = ("Total", "Ensemble", "Région")
SHOWN = (
    "themes",
    "sectors",
    "levers",
    "trajectory",
    "observed",
    "dated_by_quantity",
    "funded_by_lever",
    "funded_by_procedure",
    "funded_by_departement",
    "key_figures",
)
"""Tables set in the document, in its order; the others are in the workbook, too long for paper."""

_FIXED = datetime(2026, 1, 1, tzinfo=UTC)
"""A PDF needs a date of creation: a constant keeps the bytes of the same data the same."""
_COMPILING = threading.Lock()


def dossier_pdf(dossier: Dossier) -> bytes:
    """The whole dossier as a tagged PDF (A4, French); the same dossier gives the same bytes."""
    drawings: dict[str, Chart] = {}
    content = json.dumps(_content(dossier, drawings), ensure_ascii=False, allow_nan=False)
    files = {f"{name}.svg": _svg(chart) for name, chart in drawings.items()}
    files |= {"main.typ": TEMPLATE.read_bytes(), "dossier.json": content.encode()}
    # One at a time: a compilation takes all cores already, and each holds its own copy of the fonts.
    with _COMPILING:
        made: bytes = _compiler().compile(
            input=files, format="pdf", pdf_standards=list(STANDARDS), timestamp=int(_FIXED.timestamp())
        )
    return made


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """A compiler that knows our fonts and no other, so that every machine sets the same pages."""
    return typst.Compiler(font_paths=[FONTS], ignore_system_fonts=True)


def _svg(chart: Chart) -> bytes:
    """The drawing as pages show it, in the document's own font (narrower than those it was measured with)."""
    return chart.svg.replace(FONT_FAMILY, FONT, 1).encode()


def _content(dossier: Dossier, drawings: dict[str, Chart]) -> dict[str, Any]:
    """What the template sets: texts already written. Fills `drawings` with the charts, by file name."""

    def drawn(name: str, chart: Chart) -> dict[str, str]:
        drawings[name] = chart
        return {"file": f"{name}.svg", "alt": _said(chart)}

    def figure(name: str, drawing: Drawing) -> dict[str, str]:
        return drawn(name, drawing.wide) | {"caption": drawing.caption}

    content: dict[str, Any] = {
        "title": dossier.title,
        "region": dossier.region.name,
        "code": dossier.region.code,
        "line": " · ".join(part for part in (dossier.today, f"objectifs de {dossier.edition}") if part),
        "warning": dossier.warning,
        "figures": [{"value": figure.value, "meaning": figure.meaning} for figure in dossier.figures],
        "lead": [*dossier.lead, *(dossier.observed_text[:1] if dossier.observed else ())],
        "heaviest": [
            {"label": lever.label, "target": lever.target, "words": f"{lever.words[:1].upper()}{lever.words[1:]}."}
            for lever in dossier.heaviest
        ],
        "drawings": {
            "themes": figure("themes", dossier.by_theme),
            "sectors": figure("sectors", dossier.by_sector),
            "trajectory": figure("trajectory", dossier.trajectory),
        },
        "funded": [figure(f"funded-{i}", drawing) for i, drawing in enumerate(dossier.funded)],
        "trajectory_text": dossier.trajectory_text,
        "observed_text": dossier.observed_text,
        "observed": [
            {
                "name": theme.name,
                "indicators": [
                    _indicator(one) | drawn(f"serie-{i}-{j}", one.chart) for j, one in enumerate(theme.indicators)
                ],
            }
            for i, theme in enumerate(dossier.observed)
        ],
        "dated_text": dossier.dated_text,
        "funded_text": dossier.funded_text,
        "cautions": dossier.cautions,
        "marks": [{"mark": mark, "meaning": meaning} for mark, meaning in dossier.marks],
        "tables": {key: _table(table) for key in SHOWN if (table := dossier.table(key)) is not None},
        "sources": [
            {
                "key": source.key,
                "title": source.title,
                "origin": f"{source.publisher}, {source.year}. {source.licence}.",
                "address": source.address,
                "note": source.note,
            }
            for source in dossier.sources
        ],
    }
    return {key: _tied(value) for key, value in content.items()}


def _said(chart: Chart) -> str:
    """The drawing in words, for who cannot see it."""
    return f"{chart.title.rstrip('.')}. {chart.description}"


def _indicator(one: Observed) -> dict[str, str]:
    return {
        "name": one.name,
        "grade": one.grade,
        "grade_label": one.grade_label,
        "sentence": one.sentence,
        "values": f"{one.soundness_label}, n° {one.number}",
    }


def _table(table: Table) -> dict[str, Any]:
    shown = [(i, column) for i, column in enumerate(table.columns) if column.page]
    return {
        "title": table.title,
        "columns": [
            {"title": column.title, "numeric": column.kind.numeric and at > 0, "code": column.kind.name == "CODE"}
            for at, (_, column) in enumerate(shown)
        ],
        "rows": [[written(row[i], column.kind) for i, column in shown] for row in table.rows],
        "total": bool(table.rows) and str(table.rows[-1][0]).split(" ")[0] in TOTALS,
        "remarks": [{"mark": mark, "text": text} for mark, text in table.remarks],
        "note": table.note,
        "follow": table.follow,
        "origin": table.origin,
        "sources": table.sources,
    }


def _tied(value: Any) -> Any:
    """French typography in every text, however deep; addresses are left as they are."""
    if isinstance(value, str):
        return value if re.match(r"https?://", value) else tied(value)
    if isinstance(value, dict):
        return {key: _tied(item) for key, item in value.items()}
    return [_tied(item) for item in value] if isinstance(value, list | tuple) else value
