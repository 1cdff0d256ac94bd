"""Records of where figures come from."""

from __future__ import annotations

from typing import Any

from copilote.exchange.explained import Explanation
from copilote.planning.trace import TracedFigure
from copilote.reference.simulator import Region
from copilote.reference.sources import find_source

FRANCE = {"code": "france", "slug": "france", "name": "France"}


def explanation_record(answer: Explanation, region: Region | None) -> dict[str, Any]:
    """An explanation as JSON; `region` None for the country."""
    place = FRANCE if region is None else {"code": region.code, "slug": region.slug, "name": region.name}
    return {
        "region": place,
        "subject": answer.subject,
        "label": answer.label,
        "figures": [traced_record(figure, section.title) for section in answer.sections for figure in section.figures],
    }


def traced_record(figure: TracedFigure, section: str) -> dict[str, Any]:
    """A figure and its way back as JSON; `section` is the title that it stands under."""
    source = find_source(figure.source)
    return {
        "section": section,
        "key": figure.key,
        "label": figure.label,
        "value": figure.value,
        "unit": figure.unit,
        "year": figure.year,
        "soundness": figure.soundness.value,
        "formula": figure.formula,
        "table": figure.table,
        "row": figure.row,
        "source": {"id": source.key, **publication(vars(source)), "title": source.title, "note": source.note},
    }


def publication(source: dict[str, Any]) -> dict[str, Any]:
    """Who published a source, when, under what licence and where."""
    return {key: source[key] for key in ("publisher", "year", "licence", "address")} | {"source_year": source["year"]}
