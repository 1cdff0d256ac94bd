"""The slides as PDF, for the projector and for paper: 16:9, tagged, set by typst."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from copilote.dossier.typesetting import said, set_pdf
from copilote.sharing.documents.content import grid_record
from copilote.sharing.documents.deck import Deck, Slide
from copilote.ui.charts import Chart

TEMPLATE = Path(__file__).parent / "deck.typ"


def deck_pdf(deck: Deck) -> bytes:
    """One page a slide; the same deck gives the same bytes."""
    charts = {f"slide-{at}": one.chart for at, one in enumerate(deck.slides) if one.chart is not None}
    content: dict[str, Any] = {
        "lang": (get_language() or "fr")[:2],
        "name": deck.name,
        "title": deck.title,
        "subtitle": deck.subtitle,
        "lead": deck.lead,
        "figures": [{"value": one.value, "meaning": one.meaning} for one in deck.figures],
        "cautions": deck.cautions,
        "foot": _("Part indicative"),
        "slides": [_slide(one, at) for at, one in enumerate(deck.slides)],
    }
    return set_pdf(TEMPLATE, "deck.json", content, charts)


def _slide(one: Slide, at: int) -> dict[str, Any]:
    return {
        "title": one.title,
        "points": [{"strong": strong, "text": text} for strong, text in one.points],
        "chart": _chart(one.chart, at) if one.chart else None,
        "grids": [grid_record(each) for each in one.grids],
        "source": one.source,
    }


def _chart(chart: Chart, at: int) -> dict[str, str]:
    return {"file": f"slide-{at}.svg", "alt": said(chart)}
