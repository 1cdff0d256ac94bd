"""A `Paper` as a DOCX that an office goes on writing: real headings, table and paragraph styles, fields, bookmarks.

Nothing is formatted by hand: who changes a style changes the whole document. The same paper gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from copilote.publish.dated import FIXED, dated
from copilote.publish.mention import said
from copilote.publish.paper import Figure, Paper, PaperCell, Part, column_weights, paper_rows
from copilote.publish.table import Table
from copilote.publish.to_png import png_of
from copilote.publish.typeface import FONT, FONT_FAMILY, FONTS
from copilote.words import ENGLISH, _, language
from copilote.words.typography import tied

LETTERS = "Arial"
"""A font that every office has: documents are reworked on machines that we do not know."""
ACCENT, SOFT = RGBColor(0x1B, 0x3A, 0x5F), RGBColor(0x4B, 0x4B, 0x55)
ROOM = Mm(178)
"""Between the margins of an A4 page."""
TABLE, CELL, NUMBER = "Tableau Copilote", "Texte de tableau", "Nombre de tableau"
SMALL, SIGNED, LEAD = "Précision", "Bloc de marque", "Phrase clé"
"""Styles of our own; the others are the word processor's."""
SIZES = {"Title": 20, "Heading 1": 15, "Heading 2": 11.5, "Subtitle": 10}
TABLE_STYLE = """
<w:style {ns} w:type="table" w:customStyle="1" w:styleId="TableauCopilote">
  <w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
  <w:tblPr><w:tblBorders>
    <w:top w:val="single" w:sz="8" w:color="1B3A5F"/><w:bottom w:val="single" w:sz="8" w:color="1B3A5F"/>
    <w:insideH w:val="single" w:sz="4" w:color="C9CAD1"/>
  </w:tblBorders><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
    <w:bottom w:val="single" w:sz="8" w:color="1B3A5F"/></w:tcBorders></w:tcPr></w:tblStylePr>
  <w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr></w:tblStylePr>
  <w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr>
</w:style>"""


def paper_docx(paper: Paper) -> bytes:
    """The file. Raises BusyError when too many documents are being made."""
    file: Any = Document()
    _styles(file)
    _page(file, paper)
    _opening(file, paper)
    anchors = {part.anchor: rank for rank, part in enumerate(paper.parts, 1) if part.anchor}
    for part in paper.parts:
        _part(file, part, anchors)
    if paper.address:
        file.add_paragraph(paper.address, style=SMALL)
    facts = file.core_properties
    facts.title, facts.subject = tied(paper.title), tied(paper.subject or paper.kind)
    facts.author = facts.last_modified_by = "Copilote"
    facts.comments, facts.language = "", _spelt()
    facts.created = facts.modified = FIXED
    body = io.BytesIO()
    file.save(body)
    return dated(body.getvalue())


def _spelt() -> str:
    return "en-GB" if language() == ENGLISH else "fr-FR"


def _styles(file: Any) -> None:
    """The styles, once: letters, colours, the table's own."""
    styles = file.styles
    styles.element.append(parse_xml(TABLE_STYLE.format(ns=nsdecls("w"), name=TABLE)))
    for spoken in styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), _spelt())
    for name in ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Caption", "List Bullet", "Header", "Footer"):
        _lettered(styles[name], ACCENT if name in ("Title", "Heading 1", "Heading 2") else None)
    for name, size in {"Normal": 10, **SIZES}.items():
        styles[name].font.size = Pt(size)
    for name in ("Subtitle", "Caption"):
        styles[name].font.italic = False
        styles[name].font.color.rgb = SOFT
    for name, size, colour in ((SMALL, 8, SOFT), (CELL, 8, None), (SIGNED, 10, SOFT), (LEAD, 11.5, None)):
        own = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        own.base_style, own.font.size, own.quick_style = styles["Normal"], Pt(size), True
        own.paragraph_format.space_after = Pt(0 if name == CELL else 4)
        if colour is not None:
            own.font.color.rgb = colour
    styles[LEAD].font.bold = True
    number = styles.add_style(NUMBER, WD_STYLE_TYPE.PARAGRAPH)
    number.base_style, number.quick_style = styles[CELL], True
    number.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name in ("Header", "Footer"):
        styles[name].font.size, styles[name].font.color.rgb = Pt(8), SOFT


def _lettered(style: Any, colour: Any) -> None:
    """A style in our letters, that its theme would set in others."""
    style.font.name = LETTERS
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    if colour is not None:
        style.font.color.rgb = colour


def _page(file: Any, paper: Paper) -> None:
    """The A4 page, what is at its head (the mention of a demonstration too) and at its foot, with its number."""
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    head = section.header.paragraphs[0]
    head.text = tied(" · ".join(filter(None, (paper.kind, paper.line, paper.whom))))
    if mention := said():
        above = head.insert_paragraph_before(style="Header")
        above.add_run(tied(mention)).bold = True
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(ROOM, WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{tied(paper.foot)}\t{_('page')} ")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, what: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), what)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _opening(file: Any, paper: Paper) -> None:
    for rank, line in enumerate((*(["République française"] if paper.state else []), *paper.block)):
        file.add_paragraph(style=SIGNED).add_run(tied(line)).bold = rank == 0
    file.add_paragraph(tied(paper.title), style="Title")
    file.add_paragraph(tied(paper.subtitle), style="Subtitle")
    file.add_paragraph(tied(paper.lead), style=LEAD)
    for value, meaning in paper.figures:
        line = file.add_paragraph(style="List Bullet")
        line.add_run(tied(value)).bold = True
        line.add_run(f" {tied(meaning)}")
    for note in paper.notes:
        file.add_paragraph(tied(note), style="List Bullet")


def _part(file: Any, part: Part, anchors: Mapping[str, int]) -> None:
    heading = file.add_heading(tied(part.heading), part.level)
    if part.anchor:
        _marked(heading, part.anchor, anchors[part.anchor])
    for sentence in part.sentences:
        file.add_paragraph(tied(sentence))
    if part.figure is not None:
        _drawing(file, part.figure)
    for table in part.tables:
        _table(file, table.for_page, anchors)
    if part.telling:
        file.add_paragraph().add_run(tied(part.telling)).bold = True
    for what, rest in part.points:
        line = file.add_paragraph(style="List Bullet")
        if what:
            line.add_run(f"{tied(what)} ").bold = True
        line.add_run(tied(rest))
    for sentence in part.after:
        file.add_paragraph(tied(sentence), style=SMALL)


def _marked(heading: Any, anchor: str, number: int) -> None:
    """A bookmark round a heading."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _bookmark(anchor))
    heading._p.insert(1, start)  # after what is said of the paragraph itself
    heading._p.append(end)


def _bookmark(anchor: str) -> str:
    """A name that word processors take: letters, digits and underscores, forty at most."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in anchor)[:40]


def _drawing(file: Any, figure: Figure) -> None:
    svg = figure.svg.replace(FONT_FAMILY, f"'{FONT}'", 1)
    image = png_of(svg, FONTS, width=figure.width, scale=1500 / figure.width)
    shape = file.add_picture(io.BytesIO(image), width=ROOM)
    shape._inline.docPr.set("descr", tied(figure.alternative))
    if figure.caption:
        file.add_paragraph(tied(figure.caption), style="Caption")


def _table(file: Any, table: Table, anchors: Mapping[str, int]) -> None:
    rows = paper_rows(table)
    if table.title:
        title = file.add_paragraph(tied(table.title), style="Caption")
        title.paragraph_format.keep_with_next = True
    shown = file.add_table(rows=1 + len(rows), cols=len(table.columns), style=TABLE)
    shown.autofit = False
    _look(shown, table)
    weights = column_weights(table, rows)
    widths = [int(ROOM * weight / sum(weights)) for weight in weights]
    for column, width in zip(shown.columns, widths, strict=True):
        column.width = width
    kinds = [NUMBER if column.leans and rank else CELL for rank, column in enumerate(table.columns)]
    styles = [file.styles[kind].style_id for kind in kinds]
    shown.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    heads = [PaperCell(column.heading) for column in table.columns]
    bold = {rank + 1 for rank in table.heads}
    for rank, (row, said_there) in enumerate(zip(shown._tbl.tr_lst, [heads, *rows], strict=True)):
        for cell, told, style, width in zip(row.tc_lst, said_there, styles, widths, strict=True):
            cell.width = width
            _write(cell.p_lst[0], told, style, anchors, bold=rank in bold)
    file.add_paragraph(tied(table.note), style=SMALL)


def _look(shown: Any, table: Table) -> None:
    """Which of the style's rows and columns stand out."""
    look = shown._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        look = OxmlElement("w:tblLook")
        shown._tbl.tblPr.append(look)
    for name in list(look.attrib):
        del look.attrib[name]
    named = not table.heads
    for name, on in (("firstRow", True), ("lastRow", table.total), ("firstColumn", named), ("noVBand", True)):
        look.set(qn(f"w:{name}"), str(int(on)))


def _write(paragraph: Any, told: PaperCell, style: str, anchors: Mapping[str, int], *, bold: bool) -> None:
    """A cell, on its elements: the library's own way takes a minute for ten thousand of them."""
    paragraph.get_or_add_pPr().style = style
    into = paragraph
    if told.to in anchors:
        into = OxmlElement("w:hyperlink")
        into.set(qn("w:anchor"), _bookmark(told.to))
        paragraph.append(into)
    into.append(_run(told.text, bold=bold))
    if told.note:
        paragraph.append(_run(told.note, under=True))


def _run(text: str, *, bold: bool = False, under: bool = False) -> Any:
    run: Any = OxmlElement("w:r")
    if bold:
        run.get_or_add_rPr().append(OxmlElement("w:b"))
    if under:
        run.append(OxmlElement("w:br"))
    own = OxmlElement("w:t")
    own.text = tied(_printable(text))
    own.set(qn("xml:space"), "preserve")
    run.append(own)
    return run


def _printable(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")
