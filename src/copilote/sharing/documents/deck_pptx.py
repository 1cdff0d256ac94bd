"""The slides as a file that people rework: where each part of a slide stands."""

from __future__ import annotations

from typing import Any

from pptx.util import Mm

from copilote.publish.to_pptx import (
    SOFT,
    SlideBox,
    Slides,
    draw,
    set_table,
    write,
    write_figure,
)
from copilote.sharing.documents.deck import Deck, DeckSlide
from copilote.ui.charts import Chart
from copilote.ui.charts.sheet import size_of
from copilote.ui.slides import BODY, FOOT, GAP, LEFT, NUMBER, ROOM, TITLE

BESIDE = 0.56
"""Part of the width that a drawing or a table takes beside sentences."""


def deck_pptx(deck: Deck) -> bytes:
    """The slides as PPTX; the same deck gives the same bytes."""
    slides = Slides()
    _first(slides, deck)
    for slide in deck.slides:
        _body(slides.add(slide.title, TITLE, 24, slide.notes or slide.title), slide)
    return slides.save(deck.sheet.title, deck.sheet.lead, NUMBER)


def _first(slides: Slides, deck: Deck) -> None:
    sheet = deck.sheet
    page = slides.add(sheet.title, SlideBox(LEFT, Mm(34), ROOM, Mm(34)), 36, "\n".join((sheet.lead, *sheet.cautions)))
    write(page, SlideBox(LEFT, Mm(22), ROOM, Mm(10)), [("", deck.subtitle)], 18, SOFT)
    write(page, SlideBox(LEFT, Mm(72), ROOM, Mm(14)), [(sheet.lead, "")], 22)
    boxes = SlideBox(LEFT, Mm(94), ROOM, Mm(44)).columns(len(sheet.figures), GAP)
    for box, figure in zip(boxes, sheet.figures, strict=True):
        write_figure(page, box, figure.value, figure.meaning)
    write(page, SlideBox(LEFT, Mm(150), ROOM, Mm(16)), [("", " ".join(sheet.cautions))], 14, SOFT)


def _body(page: Any, slide: DeckSlide) -> None:
    points = [point for point in slide.points if any(point)]
    if slide.chart is not None:
        left, right = BODY.split(BESIDE if points else 0.5, GAP)
        _draw(page, left, slide.chart)
        top = right.top
        for table in slide.tables:
            room = SlideBox(right.left, top, right.width, right.bottom - (Mm(45) if points else 0) - top)
            top = set_table(page, room, table) + GAP
        if points:
            write(page, right.below(top), points, 17, bullets=True)
    elif len(slide.tables) == 1 and len(points) > 1:
        left, right = BODY.split(BESIDE, GAP)
        set_table(page, left, slide.tables[0])
        write(page, right, points, 17, bullets=True)
    else:
        _stacked(page, slide, points)
    if slide.source:
        write(page, FOOT, [("", slide.source)], 11, SOFT)


def _stacked(page: Any, slide: DeckSlide, points: list[tuple[str, str]]) -> None:
    """Sentences, then tables side by side beneath them."""
    room = BODY
    if points:
        height = Mm(14) if slide.tables else BODY.height
        box = SlideBox(BODY.left, BODY.top, BODY.width, height)
        write(page, box, points, 18 if len(points) < 8 else 13, bullets=len(points) > 1)
        room = BODY.below(box.bottom + Mm(2))
    largest = 18 if len(slide.tables) == 1 else 14
    for box, table in zip(room.columns(len(slide.tables), GAP), slide.tables, strict=True):
        set_table(page, box, table, largest)


def _draw(page: Any, box: SlideBox, chart: Chart) -> None:
    draw(page, box, chart.svg, size_of(chart.svg), chart.title, chart.alternative)
