"""The slides as PDF, for the projector and for paper: 16:9, tagged, set by typst."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from copilote.publish.to_pdf import set_pdf, table_record
from copilote.sharing.documents.deck import Deck, DeckSlide
from copilote.words import N_, _, language

TEMPLATE = Path(__file__).parent / "deck.typ"
SHARE = N_("Part indicative")


def deck_pdf(deck: Deck) -> bytes:
    """One page a slide; the same deck gives the same bytes."""
    sheet = deck.sheet
    content: dict[str, Any] = {
        "lang": language(),
        "name": sheet.name,
        "title": sheet.title,
        "subtitle": deck.subtitle,
        "lead": sheet.lead,
        "figures": [{"value": figure.value, "meaning": figure.meaning} for figure in sheet.figures],
        "cautions": sheet.cautions,
        "foot": [_(SHARE)],
        "slides": [_slide(slide, rank) for rank, slide in enumerate(deck.slides)],
    }
    charts = {_name(rank): slide.chart.svg for rank, slide in enumerate(deck.slides) if slide.chart is not None}
    return set_pdf(TEMPLATE, "deck.json", content, charts)


def _name(rank: int) -> str:
    return f"slide-{rank}"


def _slide(slide: DeckSlide, rank: int) -> dict[str, Any]:
    chart = slide.chart
    return {
        "title": slide.title,
        "points": [{"strong": strong, "text": text} for strong, text in slide.points],
        "chart": None if chart is None else {"file": f"{_name(rank)}.svg", "alt": chart.alternative},
        "tables": [table_record(table) for table in slide.tables],
        "foot": [*([_(SHARE)] if slide.share else []), *([slide.source] if slide.source else [])],
    }
