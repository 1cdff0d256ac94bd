"""The dossier as PDF, for paper and for the file of a meeting: the page model, its drawings, set by typst.

Every text and number is written here or in the page model; the template `dossier.typ` only lays them out.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from copilote.dossier.model import Card, Dossier
from copilote.publish.to_pdf import set_pdf, table_record
from copilote.ui.charts import Chart
from copilote.ui.drawing import Drawing
from copilote.ui.resources import ResourceWords
from copilote.words import FRENCH, speaking

TEMPLATE = Path(__file__).parent / "templates" / "dossier.typ"
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
    "climate",
    "catastrophes",
    "resources",
    "key_figures",
)
"""Tables set in the document, in its order; the others are in the workbook, too long for paper."""


@speaking(FRENCH)
def dossier_pdf(dossier: Dossier) -> bytes:
    """The whole dossier as a tagged PDF (A4, French); the same dossier gives the same bytes."""
    drawings: dict[str, Chart] = {}
    content = _content(dossier, drawings)
    return set_pdf(TEMPLATE, "dossier.json", content, {name: chart.svg for name, chart in drawings.items()})


def _content(dossier: Dossier, drawings: dict[str, Chart]) -> dict[str, Any]:
    """What the template sets: texts already written. Fills `drawings` with the charts, by file name."""

    def drawn(name: str, chart: Chart) -> dict[str, str]:
        drawings[name] = chart
        return {"file": f"{name}.svg", "alt": chart.alternative}

    def figure(name: str, drawing: Drawing) -> dict[str, str]:
        return drawn(name, drawing.wide) | {"caption": drawing.caption}

    observed = dossier.observed
    return {
        "title": dossier.title,
        "region": dossier.region.name,
        "line": " · ".join(part for part in (dossier.today, f"objectifs de {dossier.edition}") if part),
        "warning": dossier.warning,
        "figures": [{"value": figure.value, "meaning": figure.meaning} for figure in dossier.figures],
        "lead": [*dossier.lead, *(observed.text[:1] if observed.themes else ())],
        "heaviest": [
            {"label": lever.label, "target": lever.target, "words": lever.sentence} for lever in dossier.heaviest
        ],
        "drawings": {
            "themes": figure("themes", dossier.by_theme),
            "sectors": figure("sectors", dossier.by_sector),
            "trajectory": figure("trajectory", dossier.trajectory),
        },
        "funded": [figure(f"funded-{rank}", drawing) for rank, drawing in enumerate(dossier.funded.drawings)],
        "trajectory_text": dossier.trajectory_text,
        "observed_text": observed.text,
        "observed": [
            {
                "name": theme.name,
                "indicators": [
                    _card(card) | drawn(f"serie-{rank}-{at}", card.chart) for at, card in enumerate(theme.cards)
                ],
            }
            for rank, theme in enumerate(observed.themes)
        ],
        "dated_text": dossier.dated_text,
        "funded_text": dossier.funded.text,
        "coming": {
            "text": dossier.coming.text,
            "alike": dossier.coming.alike,
            "struck": dossier.coming.struck,
            "drawing": figure("struck", dossier.coming.struck_drawing) if dossier.coming.struck_drawing else None,
            "cautions": dossier.coming.cautions,
            "cards": [
                {"heading": card.heading, "sentence": card.sentence, "note": f"{card.agreement} {card.note}".strip()}
                | drawn(f"climate-{rank}", card.chart)
                for rank, card in enumerate(dossier.coming.cards)
            ],
            "panels": [
                {"name": name, "sum": count, "tiles": [_tile(tile, drawn) for tile in tiles]}
                for name, count, tiles in dossier.coming.panels
            ],
        },
        "cautions": dossier.cautions,
        "marks": [{"mark": mark, "meaning": meaning} for mark, meaning in dossier.marks],
        "tables": {key: table_record(table) for key in SHOWN if (table := dossier.table(key)) is not None},
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


def _card(card: Card) -> dict[str, str]:
    seen = card.observation
    return {
        "name": seen.name,
        "grade": seen.pace.grade.value,
        "grade_label": seen.pace.word,
        "sentence": card.sentence,
        "values": f"{seen.soundness.label}, n° {seen.indicator}",
    }


def _tile(tile: ResourceWords, drawn: Callable[[str, Chart], dict[str, str]]) -> dict[str, Any]:
    chart = tile.chart
    return {
        "name": tile.name,
        "value": tile.value if tile.here else tile.unmeasured,
        "quantity": tile.quantity,
        "target": tile.target,
        "gap": tile.gap,
        "pace": tile.pace,
        "drawing": drawn(f"tile-{tile.id}", chart) if chart else None,
    }
