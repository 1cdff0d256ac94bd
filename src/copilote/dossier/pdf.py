"""The dossier as PDF, for paper and for the file of a meeting: the page model, its drawings, set by typst.

Every text and number is written here or in the page model; the template `dossier.typ` only lays them out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from copilote.dossier.model import Dossier, Drawing, Observed, Table
from copilote.dossier.render import written
from copilote.dossier.typesetting import FONT, FONTS, said, set_pdf
from copilote.ui.charts import Chart

__all__ = ["FONT", "FONTS", "SHOWN", "dossier_pdf"]

TEMPLATE = Path(__file__).parent / "templates" / "dossier.typ"
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


def dossier_pdf(dossier: Dossier) -> bytes:
    """The whole dossier as a tagged PDF (A4, French); the same dossier gives the same bytes."""
    drawings: dict[str, Chart] = {}
    content = _content(dossier, drawings)
    return set_pdf(TEMPLATE, "dossier.json", content, drawings)


def _content(dossier: Dossier, drawings: dict[str, Chart]) -> dict[str, Any]:
    """What the template sets: texts already written. Fills `drawings` with the charts, by file name."""

    def drawn(name: str, chart: Chart) -> dict[str, str]:
        drawings[name] = chart
        return {"file": f"{name}.svg", "alt": said(chart)}

    def figure(name: str, drawing: Drawing) -> dict[str, str]:
        return drawn(name, drawing.wide) | {"caption": drawing.caption}

    return {
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
        "origin": table.origin,
        "sources": table.sources,
    }
