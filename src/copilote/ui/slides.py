"""The slides of a page as a file that people rework (PPTX): those that its room shows."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.util import Mm

from copilote.publish.to_pptx import SOFT, WIDTH, SlideBox, Slides, draw, set_table, write, write_figure
from copilote.ui.charts.sheet import size_of
from copilote.ui.page import Slide

LEFT, GAP = Mm(18), Mm(8)
ROOM = WIDTH - 2 * LEFT
FOOT = SlideBox(LEFT, Mm(176), ROOM - Mm(34), Mm(10))
NUMBER = SlideBox(WIDTH - LEFT - Mm(30), FOOT.top, Mm(30), Mm(8))
TITLE = SlideBox(LEFT, Mm(12), ROOM, Mm(26))
BODY = SlideBox(LEFT, Mm(42), ROOM, FOOT.top - Mm(46))
PICTURE = 0.6
"""Part of the width that a drawing takes beside numbers."""


def slides_pptx(title: str, subject: str, slides: Sequence[Slide]) -> bytes:
    """The file; the same slides give the same bytes."""
    file = Slides()
    for slide in slides:
        page = file.add(slide.title, TITLE, 28, " ".join(f"{value} {meaning}." for value, meaning in slide.figures))
        left, right = BODY.split(PICTURE, GAP)
        if slide.picture:
            chart = slide.picture
            draw(page, left, chart.svg, size_of(chart.svg), chart.title, chart.alternative)
        else:
            right = BODY
        room = right if slide.figures else BODY
        height = (room.height - 2 * GAP) // max(1, len(slide.figures))
        for rank, (value, meaning) in enumerate(slide.figures):
            box = SlideBox(room.left, room.top + rank * (height + GAP), room.width, height)
            write_figure(page, box, value, meaning)
        for box, table in zip(BODY.columns(len(slide.tables), GAP), slide.tables, strict=True):
            set_table(page, box, table)
        if slide.points and not slide.tables:
            write(page, BODY, slide.points, 20, bullets=len(slide.points) > 1)
        if slide.note:
            write(page, FOOT, [("", slide.note)], 11, SOFT)
    return file.save(title, subject, NUMBER)
