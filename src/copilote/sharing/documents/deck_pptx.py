"""The slides as a file that people rework: real titles, texts and tables, drawings with their description, notes."""

from __future__ import annotations

import io
import math
import zipfile
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import get_language
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Mm, Pt

from copilote.dossier.render import tied
from copilote.dossier.typesetting import FONT, FONTS, said
from copilote.exchange.images import png_of
from copilote.sharing.documents.content import Grid
from copilote.sharing.documents.deck import Deck, Slide
from copilote.ui.charts import Chart
from copilote.ui.charts.metrics import FONT_FAMILY
from copilote.ui.charts.sheet import size_of

WIDTH, HEIGHT = Mm(338.67), Mm(190.5)
LEFT, TOP, BODY, FOOT = Mm(18), Mm(12), Mm(42), Mm(176)
ROOM = WIDTH - 2 * LEFT
GAP = Mm(8)
ACCENT, INK, SOFT, WASH = (RGBColor.from_string(one) for one in ("1B3A5F", "1A1A1F", "4B4B55", "F3F5F8"))
PAPER = RGBColor(255, 255, 255)
SIDE = Mm(1.5)
"""On each side of a cell's text."""
LETTER, WIDEST = 0.58, 0.74
"""How wide a letter is in its size, in a sentence and in bold, in the widest font that may stand in."""
SHORT = 16
"""Letters of a cell that is not to be folded."""
PIXELS = 1500
"""Width of a drawing's image: sharp on a large screen."""
TITLE_ONLY = 5
"""The library's layout with a title alone: readers of slides by voice go from title to title."""
_FIXED = datetime(2026, 1, 1, tzinfo=UTC)
_SPELT = {"fr": "fr-FR", "en": "en-GB"}


def deck_pptx(deck: Deck) -> bytes:
    """The slides as PPTX; the same deck gives the same bytes."""
    made = Presentation()
    made.slide_width, made.slide_height = WIDTH, HEIGHT
    spoken = _SPELT.get((get_language() or "fr")[:2], "fr-FR")
    _first(made, deck)
    for one in deck.slides:
        _slide(made, one, deck)
    for number, slide in enumerate(made.slides, 1):
        if number > 1:
            told = f"{number} / {len(made.slides)}"
            _texts(slide, Emu(WIDTH - LEFT - Mm(30)), FOOT, Mm(30), Mm(8), [("", told)], 11, SOFT, right=True)
    for run in _runs(made):
        run._r.get_or_add_rPr().set("lang", spoken)
    properties = made.core_properties
    properties.title, properties.author, properties.language = _plain(deck.title), "Copilote", spoken
    properties.subject, properties.last_modified_by = _plain(deck.lead), "Copilote"
    properties.created = properties.modified = _FIXED.replace(tzinfo=None)
    held = io.BytesIO()
    made.save(held)
    return _dated(held.getvalue())


def _plain(text: str) -> str:
    return str(tied(text))


def _first(made: Any, deck: Deck) -> None:
    slide = _titled(made, deck.title, 36, Mm(34), Mm(34))
    _texts(slide, LEFT, Mm(22), ROOM, Mm(10), [("", deck.subtitle)], 18, SOFT)
    _texts(slide, LEFT, Mm(72), ROOM, Mm(14), [(deck.lead, "")], 22)
    count = max(1, len(deck.figures))
    width = (ROOM - GAP * (count - 1)) // count
    for at, one in enumerate(deck.figures):
        box = slide.shapes.add_textbox(Emu(LEFT + at * (width + GAP)), Mm(94), Emu(width), Mm(44))
        box.fill.solid()
        box.fill.fore_color.rgb = WASH
        _fill(box.text_frame, [(one.value, "")], 26, ACCENT)
        _fill(box.text_frame, [("", one.meaning)], 14, INK, add=True)
    _texts(slide, LEFT, Mm(150), ROOM, Mm(16), [("", " ".join(deck.cautions))], 14, SOFT)
    slide.notes_slide.notes_text_frame.text = _plain("\n".join((deck.lead, *deck.cautions)))


def _slide(made: Any, one: Slide, deck: Deck) -> None:
    slide = _titled(made, one.title, 24, TOP, Mm(26))
    height = FOOT - BODY - Mm(4)
    points = [(strong, text) for strong, text in one.points if strong or text]
    if one.chart is not None:
        wide = int(ROOM * (0.56 if points else 0.5))
        _picture(slide, one.chart, LEFT, BODY, wide, height)
        left, width = LEFT + wide + GAP, ROOM - wide - GAP
        top = int(BODY)
        for table in one.grids:
            bottom = BODY + height - (Mm(45) if points else 0)
            top = _table(slide, table, left, top, width, bottom) + int(GAP)
        if points:
            _texts(slide, Emu(left), Emu(top), Emu(width), Emu(BODY + height - top), points, 17, bullets=True)
    elif len(one.grids) == 1 and len(points) > 1:
        wide = int(ROOM * 0.56)
        _table(slide, one.grids[0], LEFT, BODY, wide, BODY + height)
        rest = Emu(ROOM - wide - GAP)
        _texts(slide, Emu(LEFT + wide + GAP), BODY, rest, Emu(height), points, 17, bullets=True)
    else:
        top = int(BODY)
        if points:
            size = 18 if len(points) < 8 else 13
            room = Mm(14) if one.grids else Emu(height)
            _texts(slide, LEFT, Emu(top), ROOM, room, points, size, bullets=len(points) > 1)
            top += int(room) + Mm(2)
        count = max(1, len(one.grids))
        width = (ROOM - GAP * (count - 1)) // count
        for at, table in enumerate(one.grids):
            _table(slide, table, LEFT + at * (width + GAP), top, width, BODY + height, 18 if count == 1 else 14)
    if one.source:
        _texts(slide, LEFT, FOOT, Emu(ROOM - Mm(34)), Mm(10), [("", one.source)], 11, SOFT)
    slide.notes_slide.notes_text_frame.text = _plain(one.notes or one.title)


def _titled(made: Any, title: str, size: int, top: int, height: int) -> Any:
    slide = made.slides.add_slide(made.slide_layouts[TITLE_ONLY])
    box = slide.shapes.title
    box.left, box.top, box.width, box.height = LEFT, top, ROOM, height
    _fill(box.text_frame, [(title, "")], size, ACCENT)
    box.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    return slide


def _texts(
    slide: Any,
    left: int,
    top: int,
    width: int,
    height: int,
    points: list[tuple[str, str]],
    size: int,
    colour: RGBColor = INK,
    *,
    right: bool = False,
    bullets: bool = False,
) -> None:
    box = slide.shapes.add_textbox(left, top, width, height)
    _fill(box.text_frame, points, size, colour, right=right, bullets=bullets)


def _fill(
    frame: Any,
    points: list[tuple[str, str]],
    size: int,
    colour: RGBColor,
    *,
    right: bool = False,
    bullets: bool = False,
    add: bool = False,
) -> None:
    """Paragraphs of (bold, plain) texts; `add` keeps those already there."""
    frame.word_wrap = True
    for at, (strong, text) in enumerate(points):
        paragraph = frame.paragraphs[0] if at == 0 and not add else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(size * 0.4)
        if bullets:
            _bullet(paragraph, size)
        for piece, bold in ((strong, True), (f" {text}" if strong and text else text, False)):
            if piece:
                run = paragraph.add_run()
                run.text = _plain(piece)
                run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour


def _bullet(paragraph: Any, size: int) -> None:
    """A true list item, which a screen reader says as one."""
    properties = paragraph._p.get_or_add_pPr()
    indent = Pt(size)
    properties.set("marL", str(int(indent)))
    properties.set("indent", str(-int(indent)))
    mark = properties.makeelement("{http://schemas.openxmlformats.org/drawingml/2006/main}buChar", {"char": "•"})
    properties.append(mark)


def _picture(slide: Any, chart: Chart, left: int, top: int, width: int, height: int) -> None:
    """The drawing, as large as it fits, with its description."""
    wide, high = size_of(chart.svg)
    scale = min(width / wide, height / high)
    drawn = chart.svg.replace(FONT_FAMILY, f"'{FONT}'", 1)
    held = io.BytesIO(png_of(drawn, FONTS, width=wide, scale=PIXELS / wide))
    picture = slide.shapes.add_picture(held, left, top, Emu(int(wide * scale)), Emu(int(high * scale)))
    named = picture._element.nvPicPr.cNvPr
    named.set("name", chart.title)
    named.set("descr", _plain(said(chart)))


def _table(slide: Any, grid: Grid, left: int, top: int, width: int, bottom: int, largest: int = 16) -> int:
    """A real table, its first row marked as the header, under its caption, in the largest letters that fit.

    Returns where it ends, as well as can be told without the reader's fonts.
    """
    if grid.caption:
        _texts(slide, Emu(left), Emu(top), Emu(width), Mm(9), [(grid.caption, "")], 13)
        top += Mm(9)
    size = next((one for one in range(largest, 9, -1) if sum(_heights(grid, width, one)) <= bottom - top), 9)
    heights = _heights(grid, width, size)
    shape = slide.shapes.add_table(len(grid.rows) + 1, len(grid.columns), left, top, width, sum(heights))
    table = shape.table
    table.first_row, table.horz_banding = True, False
    for column, wide in zip(table.columns, _widths(grid, width, size), strict=True):
        column.width = Emu(wide)
    for y, row in enumerate((grid.columns, *grid.rows)):
        table.rows[y].height = Emu(heights[y])
        for x, value in enumerate(row):
            cell = table.cell(y, x)
            cell.margin_top = cell.margin_bottom = Mm(0.6)
            cell.margin_left = cell.margin_right = SIDE
            bold = y == 0 or x == 0 or (grid.total and y == len(grid.rows))
            cell.fill.solid()
            cell.fill.fore_color.rgb = ACCENT if y == 0 else WASH if y % 2 == 0 else PAPER
            colour = PAPER if y == 0 else INK
            _fill(cell.text_frame, [(value, "") if bold else ("", value)], size, colour, right=grid.numeric[x])
            cell.text_frame.paragraphs[0].space_after = Pt(0)
    return int(top) + sum(heights)


def _widths(grid: Grid, width: int, size: int) -> list[int]:
    """The width of each column: what is short is never folded, sentences share the rest by their length."""
    letter = Pt(size) * WIDEST
    texts = [[title, *(row[x] for row in grid.rows)] for x, title in enumerate(grid.columns)]
    longest = [max(len(row[x]) for row in grid.rows) if grid.rows else 0 for x in range(len(grid.columns))]
    words = [max(len(word) for text in column for word in text.split(" ") or [""]) for column in texts]
    short = [x > 0 and longest[x] <= SHORT for x in range(len(grid.columns))]
    least = [
        int(letter * (max(longest[x], words[x]) if short[x] else words[x])) + 2 * SIDE for x in range(len(grid.columns))
    ]
    rest = max(0, width - sum(least))
    weights = [0 if short[x] else min(60, longest[x]) for x in range(len(grid.columns))]
    shares = [weight / (sum(weights) or 1) for weight in weights]
    scale = min(1.0, width / sum(least))
    return [int(one * scale + rest * share) for one, share in zip(least, shares, strict=True)]


def _heights(grid: Grid, width: int, size: int) -> list[int]:
    """The height of each row, its folded texts counted."""
    widths, letter = _widths(grid, width, size), Pt(size) * LETTER
    lines = [
        max(math.ceil(len(text) * letter / max(1, widths[x] - 2 * SIDE)) for x, text in enumerate(row))
        for row in (grid.columns, *grid.rows)
    ]
    return [int(Pt(size) * 1.25 * max(1, count) + Mm(1.4)) for count in lines]


def _runs(made: Any) -> list[Any]:
    found = []
    for slide in made.slides:
        for shape in slide.shapes:
            frames = [shape.text_frame] if shape.has_text_frame else []
            if shape.has_table:
                frames = [cell.text_frame for row in shape.table.rows for cell in row.cells]
            found += [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
    return found


def _dated(body: bytes) -> bytes:
    """The same file with one date for all that it holds, so that the same deck gives the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _FIXED.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return held.getvalue()
