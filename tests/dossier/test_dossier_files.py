"""The files of a dossier: one page that needs nothing else, and the same numbers as JSON, CSV and XLSX."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from copilote.dossier.export import SHEETS, dossier_book, dossier_record, write_dossier
from copilote.dossier.model import Dossier
from copilote.dossier.page import build_dossier
from copilote.dossier.render import render_page
from copilote.publish.cells import safe, written
from copilote.publish.table import Kind, Shown, plain
from copilote.publish.to_csv import csv_bytes
from copilote.publish.to_json import json_bytes
from copilote.publish.to_xlsx import xlsx_bytes
from copilote.reference.errors import InputError
from copilote.words.numbers import THIN
from support_regions import EACH_TERRITORY

VOID = {"meta", "link", "br", "img", "input", "hr"}
LARGEST = 400_000


@pytest.fixture(scope="module")
def centre() -> Dossier:
    return build_dossier("24")


@pytest.fixture(scope="module")
def page(centre: Dossier) -> str:
    return render_page(centre)


class _Outline(HTMLParser):
    """Headings, identifiers, links and whether tags are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tables = 0
        self.captions = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if (found.get("href") or "").startswith("#"):
            self.links.append((found["href"] or "")[1:])
        self.tables += tag == "table"
        self.captions += tag == "caption"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _outline(page: str) -> _Outline:
    outline = _Outline()
    outline.feed(page)
    assert outline.open == []
    return outline


@pytest.mark.parametrize("region", EACH_TERRITORY)
def test_every_page_is_light_whole_and_asks_nothing_of_a_network(region) -> None:
    page = render_page(build_dossier(region))
    assert len(page.encode()) < LARGEST
    assert "<script" not in page
    assert not re.search(r"\b(src|srcset|poster|action)=|url\((?!#)|@import", page)
    addresses = set(re.findall(r"https?://[^\s\"<]+", page)) - {"http://www.w3.org/2000/svg"}
    assert all(f'href="{address}"' in page for address in addresses if f'"{address}"' in page)
    outline = _outline(page)
    assert len(outline.ids) == len(set(outline.ids)), "an identifier is unique"
    assert set(outline.links) <= set(outline.ids), "a link of the page leads somewhere"


def test_headings_go_down_one_level_at_a_time(page: str) -> None:
    headings = _outline(page).headings
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))


def test_every_table_has_a_caption_and_headed_rows(page: str) -> None:
    outline = _outline(page)
    assert outline.tables == outline.captions >= 8
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        assert 'scope="col"' in table
        assert table.count('scope="row"') == table.split("<tbody>")[1].count("<tr")
    assert page.count('class="scroll" role="region" tabindex="0" aria-labelledby=') == outline.tables


def test_every_drawing_is_named_and_captioned(page: str) -> None:
    figures = re.findall(r"<figure>.*?</figure>", page, re.DOTALL)
    assert len(figures) > 40
    for figure in figures:
        assert "<figcaption>" in figure
        assert figure.count("<svg") == figure.count('role="img"') == figure.count("<title") == figure.count("<desc")


def test_the_page_is_in_french_and_can_be_skipped_to_its_content(page: str) -> None:
    assert '<html lang="fr">' in page
    assert page.index('class="skip" href="#contenu"') < page.index("<header>")
    assert '<main id="contenu">' in page
    assert "default-src 'none'" in page


def test_french_punctuation_never_starts_a_line(page: str) -> None:
    body = page.partition("<body>")[2]
    assert not re.search(r">[^<]* [:;?!»][^<]*<", body)


def test_cautions_marks_and_commands_are_on_the_page(centre: Dossier, page: str) -> None:
    text = page.replace("\u00a0", " ")
    for sentence in (*centre.cautions, *centre.lead, *centre.funded.text):
        assert sentence.replace("\u00a0", " ") in text
    assert "copilote explain 24 IDENTIFIANT" in text
    assert all(f"<dt>{mark}</dt>" in text for mark, _ in centre.marks)
    assert all(source.title in text.replace("&#39;", "'") for source in centre.sources)


def test_the_same_data_give_the_same_bytes_and_no_date_unless_asked(centre: Dossier, page: str) -> None:
    assert render_page(build_dossier("24")) == page
    assert xlsx_bytes(dossier_book(build_dossier("24"))) == xlsx_bytes(dossier_book(centre))
    assert "12 janvier 2027" in render_page(build_dossier("24", today="12 janvier 2027"))


def test_a_name_cannot_become_markup(centre: Dossier) -> None:
    from dataclasses import replace

    page = render_page(replace(centre, title="<script>alert(1)</script>", warning='"><img src=x>'))
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (None, Kind.KT, "non connu"),
        (None, Kind.NUMBER, ""),
        (9503.87, Kind.KT, f"9{THIN}503,9"),
        (2019, Kind.YEAR, "2019"),
        (67_738_422.24, Kind.EUR, f"67{THIN}738{THIN}422"),
        (Shown(0.43201697, 3), Kind.NUMBER, "0,432"),
        (Shown(513.18, 1, sign=True), Kind.NUMBER, "+513,2"),
        ("non disponible", Kind.NUMBER, "non disponible"),
    ],
)
def test_a_cell_is_written_the_french_way(cell, kind: Kind, text: str) -> None:
    assert written(cell, kind) == text


def test_csv_json_and_workbook_hold_the_same_numbers_as_the_tables(centre: Dossier) -> None:
    record = json.loads(json_bytes(dossier_record(centre)))
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(dossier_book(centre))))
    assert record["title"] == centre.title
    assert book.sheetnames == ["À lire", *(SHEETS[table.key] for table in centre.tables)]
    for table in centre.tables:
        kept = [i for i, column in enumerate(table.columns) if column.file]
        keys = [table.columns[i].key for i in kept]
        expected = [[plain(row[i]) for i in kept] for row in table.rows]
        assert [list(row.values()) for row in record["tables"][table.key]["rows"]] == expected
        header, *rows = csv.reader(io.StringIO(csv_bytes(table, machine=True).decode()))
        ends = ["source"] if table.sources else []
        assert header == [*keys, *ends]
        texts = [["" if cell is None else safe(cell) for cell in row] for row in expected]
        assert [row[: len(keys)] for row in rows] == [
            [cell if isinstance(cell, str) else str(cell).removesuffix(".0") for cell in row] for row in texts
        ]
        sheet = book[SHEETS[table.key]]
        assert sheet.freeze_panes == "B2"
        found = [list(row) for row in sheet.iter_rows(min_row=2, max_col=len(keys), values_only=True)]
        for got, wanted in zip(found, expected, strict=True):
            # A workbook holds 16 digits, and no empty text.
            near = [pytest.approx(w, rel=1e-14) if isinstance(w, float) else (w if w != "" else None) for w in wanted]
            assert got == near


def test_json_keys_are_english_and_carry_their_unit(centre: Dossier) -> None:
    lever = json.loads(json_bytes(dossier_record(centre)))["tables"]["levers"]["rows"][0]
    assert {"id", "target_kt", "baseline_2019", "physical_2030", "unit", "soundness", "remark", "command"} <= set(lever)
    assert "note" not in lever


def test_a_text_that_looks_like_a_formula_stays_a_text(centre: Dossier) -> None:
    from dataclasses import replace

    levers = centre.table("levers")
    assert levers is not None
    trapped = replace(levers, rows=(("=1+1", *levers.rows[0][1:]),))
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(dossier_book(replace(centre, tables=(trapped,))))))
    assert book["Leviers"]["A2"].data_type == "s"


def test_a_folder_is_made_and_holds_every_file(centre: Dossier, tmp_path: Path) -> None:
    made = write_dossier(centre, tmp_path / "a" / "b")
    assert all(path.is_file() for path in made)
    assert made[0].name == "dossier-centre-val-de-loire.html"
    assert {path.suffix for path in made} == {".html", ".json", ".csv", ".xlsx", ".pdf"}


def test_a_folder_that_cannot_be_written_is_said_in_french(centre: Dossier, tmp_path: Path) -> None:
    taken = tmp_path / "fichier"
    taken.write_text("")
    with pytest.raises(InputError, match="ce n’est pas un dossier"):
        write_dossier(centre, taken)
    with pytest.raises(InputError, match="ce n’est pas un dossier"):
        write_dossier(centre, taken / "dessous")
    with pytest.raises(InputError, match="nom trop long"):
        write_dossier(centre, tmp_path / ("a" * 300))
