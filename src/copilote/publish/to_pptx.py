"""Slides that people rework (PPTX): real titles, texts, lists and tables, drawings with their description, notes.

A document opens `Slides`, lays titles, texts, tables and drawings in boxes, and saves: the same content gives the same
bytes. Sizes of letters are in points, boxes in EMU (`pptx.util.Mm`).
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Mm, Pt

from copilote.publish.cells import texts
from copilote.publish.dated import FIXED, dated
from copilote.publish.mention import said
from copilote.publish.table import Table
from copilote.publish.to_png import png_of
from copilote.publish.typeface import FONT, FONT_FAMILY, FONTS
from copilote.words import ENGLISH, language
from copilote.words.typography import tied


def _colour(code: str) -> Any:
    return RGBColor.from_string(code)  # type: ignore[no-untyped-call]


WIDTH, HEIGHT = Mm(338.67), Mm(190.5)
ACCENT, INK, SOFT, WASH, PAPER = map(_colour, ("1B3A5F", "1A1A1F", "4B4B55", "F3F5F8", "FFFFFF"))
SIDE = Mm(1.5)
"""On each side of a cell's text."""
LETTER, WIDEST = 0.58, 0.74
"""How wide a letter is in its size, in a sentence and in bold, in the widest font that may stand in."""
SHORT, LONG = 16, 60
"""Letters of a cell that is not to be folded; and those beyond which a column takes no more room."""
LEAST = 9
"""Size of the smallest letters of a table."""
PIXELS = 1500
"""Width of a drawing's image: sharp on a large screen."""
TITLE_ONLY = 5
"""The library's layout with a title alone: readers of slides by voice go from title to title."""
Points = Sequence[tuple[str, str]]
"""Paragraphs: (in bold, the rest)."""


@dataclass(frozen=True, slots=True)
class SlideBox:
    """Where something stands on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int

    @property
    def bottom(self) -> int:
        """Where it ends."""
        return self.top + self.height

    def below(self, top: int) -> SlideBox:
        """What is left of it from there down."""
        return replace(self, top=top, height=self.bottom - top)

    def columns(self, count: int, gap: int) -> list[SlideBox]:
        """It cut into columns."""
        width = (self.width - gap * (count - 1)) // max(1, count)
        return [replace(self, left=self.left + rank * (width + gap), width=width) for rank in range(count)]

    def split(self, part: float, gap: int) -> tuple[SlideBox, SlideBox]:
        """A left column of that part of the width, and what is left of it."""
        width = int(self.width * part)
        return (
            replace(self, width=width),
            replace(self, left=self.left + width + gap, width=self.width - width - gap),
        )


class Slides:
    """A file of slides being made."""

    def __init__(self) -> None:
        self._file = Presentation()
        self._file.slide_width, self._file.slide_height = WIDTH, HEIGHT

    def add(self, title: str, box: SlideBox, size: int, notes: str) -> Any:
        """A slide with a title, and what who speaks should know."""
        slide = self._file.slides.add_slide(self._file.slide_layouts[TITLE_ONLY])
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = box.left, box.top, box.width, box.height
        _fill(shape.text_frame, [(title, "")], size, ACCENT)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        slide.notes_slide.notes_text_frame.text = tied(notes)
        return slide

    def save(self, title: str, subject: str, number: SlideBox) -> bytes:
        """The file. number : where each slide but the first bears its own."""
        slides = list(self._file.slides)
        for rank, slide in enumerate(slides[1:], 2):
            write(slide, number, [("", f"{rank} / {len(slides)}")], 11, SOFT, right=True)
        if mention := said():
            for slide in slides:
                write(slide, SlideBox(0, 0, WIDTH, Mm(8)), [(mention, "")], 10, SOFT)
        spelt = "en-GB" if language() == ENGLISH else "fr-FR"
        for run in (run for slide in slides for run in _runs(slide)):
            run._r.get_or_add_rPr().set("lang", spelt)
        facts = self._file.core_properties
        facts.title, facts.subject, facts.language = tied(title), tied(subject), spelt
        facts.author = facts.last_modified_by = "Copilote"
        facts.created = facts.modified = FIXED
        body = io.BytesIO()
        self._file.save(body)
        return dated(body.getvalue())


def write(
    slide: Any,
    box: SlideBox,
    points: Points,
    size: int,
    colour: Any = INK,
    *,
    right: bool = False,
    bullets: bool = False,
) -> None:
    """Paragraphs in a box."""
    shape = slide.shapes.add_textbox(box.left, box.top, box.width, box.height)
    _fill(shape.text_frame, points, size, colour, right=right, bullets=bullets)


def write_figure(slide: Any, box: SlideBox, value: str, meaning: str) -> None:
    """A number in large letters and what it counts, on a wash of colour."""
    shape = slide.shapes.add_textbox(box.left, box.top, box.width, box.height)
    shape.fill.solid()
    shape.fill.fore_color.rgb = WASH
    _fill(shape.text_frame, [(value, "")], 26, ACCENT)
    _fill(shape.text_frame, [("", meaning)], 14, INK, add=True)


def _fill(
    frame: Any,
    points: Points,
    size: int,
    colour: Any,
    *,
    right: bool = False,
    bullets: bool = False,
    add: bool = False,
) -> None:
    """Paragraphs; `add` keeps those already there."""
    frame.word_wrap = True
    for rank, (strong, text) in enumerate(points):
        paragraph = frame.paragraphs[0] if rank == 0 and not add else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(size * 0.4)
        if bullets:
            _bullet(paragraph, size)
        for piece, bold in ((strong, True), (f" {text}" if strong and text else text, False)):
            if piece:
                run = paragraph.add_run()
                run.text = tied(piece)
                run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour


def _bullet(paragraph: Any, size: int) -> None:
    """A true list item, which a screen reader says as one."""
    properties = paragraph._p.get_or_add_pPr()
    indent = Pt(size)
    properties.set("marL", str(int(indent)))
    properties.set("indent", str(-int(indent)))
    mark = properties.makeelement("{http://schemas.openxmlformats.org/drawingml/2006/main}buChar", {"char": "•"})
    properties.append(mark)


def draw(slide: Any, box: SlideBox, svg: str, size: tuple[float, float], name: str, description: str) -> None:
    """A drawing (width and height in its own units), as large as it fits, with its description."""
    wide, high = size
    scale = min(box.width / wide, box.height / high)
    image = io.BytesIO(png_of(svg.replace(FONT_FAMILY, f"'{FONT}'", 1), FONTS, width=wide, scale=PIXELS / wide))
    picture = slide.shapes.add_picture(image, box.left, box.top, Emu(int(wide * scale)), Emu(int(high * scale)))
    named = picture._element.nvPicPr.cNvPr
    named.set("name", name)
    named.set("descr", tied(description))


def set_table(slide: Any, box: SlideBox, table: Table, largest: int = 16) -> int:
    """A real table, its first row marked as the header, under its title, in the largest letters that fit.

    Returns where it ends, as well as can be told without the reader's fonts.
    """
    table = table.for_page
    lines = [[column.heading for column in table.columns], *texts(table)]
    if table.title:
        write(slide, replace(box, height=Mm(9)), [(table.title, "")], 13)
        box = box.below(box.top + Mm(9))
    sizes = range(largest, LEAST, -1)
    size = next((size for size in sizes if sum(_heights(lines, box.width, size)) <= box.height), LEAST)
    heights, widths = _heights(lines, box.width, size), _widths(lines, box.width, size)
    shape = slide.shapes.add_table(len(lines), len(widths), box.left, box.top, box.width, sum(heights))
    shape.table.first_row, shape.table.horz_banding = True, False
    for column, width in zip(shape.table.columns, widths, strict=True):
        column.width = Emu(width)
    for y, line in enumerate(lines):
        shape.table.rows[y].height = Emu(heights[y])
        strong = y == 0 or (table.total and y == len(lines) - 1)
        for x, text in enumerate(line):
            cell = shape.table.cell(y, x)
            cell.margin_top = cell.margin_bottom = Mm(0.6)
            cell.margin_left = cell.margin_right = SIDE
            cell.fill.solid()
            cell.fill.fore_color.rgb = ACCENT if y == 0 else WASH if y % 2 == 0 else PAPER
            point = (text, "") if strong or x == 0 else ("", text)
            right = table.columns[x].leans and x > 0
            _fill(cell.text_frame, [point], size, PAPER if y == 0 else INK, right=right)
            cell.text_frame.paragraphs[0].space_after = Pt(0)
    return box.top + sum(heights)


def _widths(lines: Sequence[Sequence[str]], width: int, size: int) -> list[int]:
    """The width of each column: what is short is never folded, sentences share the rest by their length."""
    letter = Pt(size) * WIDEST
    columns = list(zip(*lines, strict=True))
    longest = [max((len(text) for text in column[1:]), default=0) for column in columns]
    words = [max(len(word) for text in column for word in text.split(" ")) for column in columns]
    short = [rank > 0 and most <= SHORT for rank, most in enumerate(longest)]
    least = [
        int(letter * (max(most, word) if folded else word)) + 2 * SIDE
        for most, word, folded in zip(longest, words, short, strict=True)
    ]
    rest = max(0, width - sum(least))
    weights = [0 if folded else min(LONG, most) for folded, most in zip(short, longest, strict=True)]
    scale, whole = min(1.0, width / sum(least)), sum(weights) or 1
    return [int(own * scale + rest * weight / whole) for own, weight in zip(least, weights, strict=True)]


def _heights(lines: Sequence[Sequence[str]], width: int, size: int) -> list[int]:
    """The height of each row, its folded texts counted."""
    widths, letter = _widths(lines, width, size), Pt(size) * LETTER
    folds = [
        max(math.ceil(len(text) * letter / max(1, own - 2 * SIDE)) for text, own in zip(line, widths, strict=True))
        for line in lines
    ]
    return [int(Pt(size) * 1.25 * max(1, count) + Mm(1.4)) for count in folds]


def _runs(slide: Any) -> list[Any]:
    """The pieces of text of a slide."""
    frames = []
    for shape in slide.shapes:
        frames += [shape.text_frame] if shape.has_text_frame else []
        frames += [cell.text_frame for row in shape.table.rows for cell in row.cells] if shape.has_table else []
    return [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
