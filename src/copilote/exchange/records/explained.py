"""Records of where figures come from."""

from __future__ import annotations

from typing import Annotated, Any

from copilote.exchange.explained import Explanation
from copilote.exchange.records.model import About, TypedDict, filled
from copilote.exchange.records.simulator import RegionRecord, SoundnessKey
from copilote.reference.simulator import Region
from copilote.reference.sources import find_source

FRANCE: RegionRecord = {"code": "france", "slug": "france", "name": "France"}


class SourceRecord(TypedDict):
    """Une publication."""

    id: Annotated[str, About(at="key")]
    publisher: str
    year: int
    licence: str
    address: str
    source_year: Annotated[int, About(at="year")]
    title: str
    note: str


class FigureRecord(TypedDict):
    """Un chiffre et d’où il vient."""

    section: str
    key: str
    label: str
    value: float | None
    unit: str
    year: int | None
    soundness: SoundnessKey
    formula: Annotated[str, About("La formule, avec ses nombres.")]
    table: str
    row: str
    source: SourceRecord


class ExplanationRecord(TypedDict):
    """D’où vient chaque chiffre d’un sujet."""

    region: RegionRecord
    subject: str
    label: str
    figures: list[FigureRecord]


def explanation_record(answer: Explanation, region: Region | None) -> ExplanationRecord:
    """An explanation; `region` None for the country. Each figure says the section that it stands in."""
    figures = [
        filled(FigureRecord, figure, section=section.title, source=find_source(figure.source))
        for section in answer.sections
        for figure in section.figures
    ]
    return filled(ExplanationRecord, answer, region=region or FRANCE, figures=figures)


def publication(source: SourceRecord) -> dict[str, Any]:
    """Who published a source, when, under what licence and where: its columns in a CSV."""
    return {key: source[key] for key in ("publisher", "year", "licence", "address")} | {"source_year": source["year"]}
