"""Documents of territories: sheets of two pages, slides, all the sheets of a region in one file."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from pptx import Presentation
from pptx.util import Emu
from pytest_django.fixtures import Settings

from copilote.exchange.perimeters import place_of, places
from copilote.exchange.place import Place
from copilote.exchange.shares import share_of
from copilote.reference.errors import InputError, UnknownNameError
from copilote.reference.sources import find_source
from copilote.sharing.documents import batch
from copilote.sharing.documents.batch import tasks_of
from copilote.sharing.documents.content import shortened, source_lines
from copilote.sharing.documents.deck import deck_of, write_deck
from copilote.sharing.documents.sheet_pdf import sheet_pdf
from copilote.sharing.sheet import sheet_of
from copilote.words import speaking
from copilote.words.typography import tied

needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils n’est pas installé")
BLOIS = "200030385"
HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}
PAGE = "/regions/centre-val-de-loire/fiches"


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Decisions of the COP are read in it."""


@pytest.fixture(autouse=True)
def _french() -> None:
    translation.activate("fr")


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    """A COPILOTE_HOME of its own, so that no batch of another test is there."""
    settings.HOME = tmp_path
    settings.PAGES_KEPT_S = 0
    return tmp_path


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def _bare(text: str) -> str:
    """Without any space: pdftotext keeps the narrow ones or not by their width."""
    return re.sub(r"[\s\u00a0\u202f]+", "", text)


def _text(pdf: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", "-raw", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return _bare(done.stdout.decode())


def _sample() -> list[Place]:
    """Long names, overseas, several regions, one commune or hundreds, one inhabitant, few levers, no project."""
    wanted = [
        ("departement", "45"),
        ("departement", "75"),
        ("departement", "976"),
        ("departement", "2A"),
        ("epci", BLOIS),
        ("epci", "200040277"),  # over two regions
        ("ept", "200058014"),
        ("commune", "26274"),  # one inhabitant
        ("commune", "13055"),
        ("arrondissement", "973"),
    ]
    found = [place_of(level, code) for level, code in wanted if (level, code) != ("arrondissement", "973")]
    for region in ("24", "01", "44", "94"):
        found.append(max(places(region, "epci"), key=lambda one: len(one.name)))
        found.append(max(places(region, "crte"), key=lambda one: len(one.name)))
    return found


@pytest.mark.parametrize("place", _sample(), ids=lambda one: f"{one.level}-{one.code}")
def test_a_sheet_is_two_pages_whatever_the_territory(place: Place) -> None:
    assert _pages(sheet_pdf(sheet_of(place))) == 2


@pytest.mark.slow
@pytest.mark.parametrize("level", ["departement", "crte", "epci"])
def test_every_sheet_of_the_region_is_two_pages(level: str) -> None:
    assert {one.name: _pages(sheet_pdf(sheet_of(one))) for one in places("24", level)} == {
        one.name: 2 for one in places("24", level)
    }


def test_a_sheet_in_english_is_two_pages_too() -> None:
    with translation.override("en"), speaking("en"):
        made = sheet_pdf(sheet_of(place_of("epci", BLOIS)))
    assert _pages(made) == 2
    assert b"/Lang (en)" in made or b"/Lang(en)" in made


def test_the_same_territory_gives_the_same_bytes() -> None:
    place = place_of("epci", BLOIS)
    assert sheet_pdf(sheet_of(place)) == sheet_pdf(sheet_of(place))


@needs_poppler
def test_a_sheet_says_what_the_page_says() -> None:
    sheet = sheet_of(place_of("departement", "45"))
    made = sheet_pdf(sheet)
    first, second = _text(made, "-l", "1"), _text(made, "-f", "2")
    for text in (sheet.title, sheet.lead, *sheet.why, *(one.value for one in sheet.figures)):
        assert _bare(tied(text)) in first
    for lever in sheet.heaviest:
        assert _bare(lever.target) in first
        assert _bare(tied(lever.words))[1:] in first
    for part in sheet.share.placed:
        assert _bare(tied(part.lever.label)) in second
    assert any("À localiser" in note for note in sheet.notes)
    assert _bare("À localiser : 2,4 MtCO2e de la région") in first
    for text in (*sheet.cautions, *sheet.funded, *sheet.observed):
        assert _bare(tied(text)) in second


@needs_poppler
def test_a_sheet_is_tagged_with_headings_tables_and_a_described_figure() -> None:
    made = sheet_pdf(sheet_of(place_of("epci", BLOIS)))
    facts = subprocess.run(["pdfinfo", "-struct", "-"], input=made, capture_output=True, check=True).stdout.decode(
        errors="replace"
    )
    tags = [line.strip().split(" ")[0].rstrip(":") for line in facts.splitlines()]
    assert tags.count("H1") >= 8
    assert tags.count("Figure") == 1
    assert tags.count("Table") >= 4
    plain = subprocess.run(["pdfinfo", "-"], input=made, capture_output=True, check=True).stdout.decode(
        errors="replace"
    )
    assert re.search(r"Tagged:\s+yes", plain)


def test_the_departements_sheets_add_up_to_the_region_s_target() -> None:
    made = [batch.make_one(task) for task in tasks_of("24", "departement")]
    assert [one.error for one in made] == [""] * 6
    placed = [part.tonnes for part in share_of(place_of("departement", "45")).placed]
    assert len(placed) == 25
    assert sum(round(1000 * one.total_kt) for one in made) == 7_153_755, "what is placed, of 9,503,874 in the region"


def test_a_long_name_is_cut_between_two_words() -> None:
    assert shortened("Une école", 20) == "Une école"
    assert shortened("Rénovation énergétique de la grande école", 24) == "Rénovation énergétique\u00a0…"


def test_sources_are_named_once_with_the_initials_of_their_publisher() -> None:
    sheet = sheet_of(place_of("epci", BLOIS))
    lines = source_lines(sheet.tables)
    assert len(set(lines)) == len(lines)
    assert f"{find_source('simulateur-2023').title} (SGPE, {find_source('simulateur-2023').year})" in lines


# The slides of a département.


@pytest.fixture(scope="module")
def loiret(django_db_setup: None, django_db_blocker: object) -> bytes:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return write_deck(deck_of("45"), "pptx")


def test_a_deck_has_ten_to_twelve_slides_in_both_forms() -> None:
    for code, least in (("45", 12), ("75", 10), ("976", 10)):
        deck = deck_of(code)
        assert least <= len(deck.slides) + 1 <= 12
        assert _pages(write_deck(deck, "pdf")) == len(deck.slides) + 1
        assert len(Presentation(io.BytesIO(write_deck(deck, "pptx"))).slides) == len(deck.slides) + 1


@needs_poppler
def test_only_slides_that_tell_a_share_say_it_indicative_at_their_foot(tmp_path: Path) -> None:
    deck = deck_of("45")
    path = tmp_path / "deck.pdf"
    path.write_bytes(write_deck(deck, "pdf"))
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()
    feet = [page.strip().rpartition("Loiret · ")[2] for page in text.split("\f") if page.strip()]
    assert len(feet) == len(deck.slides) + 1
    assert feet[0].startswith("Part indicative")
    assert [foot.startswith("Part indicative") for foot in feet[1:]] == [slide.share for slide in deck.slides]
    assert [slide.share for slide in deck.slides].count(False) == 2, "the climate that comes, and the other panorama"


def test_a_deck_that_people_rework_has_titles_tables_notes_and_described_drawings(loiret: bytes) -> None:
    opened = Presentation(io.BytesIO(loiret))
    assert opened.core_properties.title == tied(deck_of("45").sheet.title)
    assert opened.core_properties.language == "fr-FR"
    assert opened.slide_width > opened.slide_height * 1.7
    tables = pictures = 0
    for slide in opened.slides:
        assert slide.shapes.title.text_frame.text
        assert slide.notes_slide.notes_text_frame.text
        tables += sum(shape.has_table for shape in slide.shapes)
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= opened.slide_width + Emu(10)
            if shape.shape_type == 13:  # a picture
                pictures += 1
                assert len(shape._element.nvPicPr.cNvPr.get("descr")) > 40
    assert tables >= 6
    assert pictures == 4


def test_tables_of_a_deck_hold_on_their_slide(loiret: bytes) -> None:
    opened = Presentation(io.BytesIO(loiret))
    for slide in opened.slides:
        for shape in slide.shapes:
            if shape.has_table:
                assert shape.top + sum(row.height for row in shape.table.rows) <= opened.slide_height
                assert sum(column.width for column in shape.table.columns) <= shape.width + Emu(100)


def test_the_deck_says_the_sheet_s_numbers(loiret: bytes) -> None:
    sheet = sheet_of(place_of("departement", "45"))
    opened = Presentation(io.BytesIO(loiret))
    told = " ".join(shape.text_frame.text for slide in opened.slides for shape in slide.shapes if shape.has_text_frame)
    for one in sheet.figures:
        assert tied(one.value) in told
    cells = [
        cell.text_frame.text
        for slide in opened.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    for lever in sheet.heaviest:
        assert tied(lever.label) in cells
        assert lever.target in cells


def test_the_same_deck_gives_the_same_bytes(loiret: bytes) -> None:
    assert write_deck(deck_of("45"), "pptx") == loiret


def test_who_can_act_is_never_invented() -> None:
    slide = next(one for one in deck_of("45").slides if "qui peut agir" in one.title)
    rows = slide.tables[0].rows
    assert any("aucun projet connu" in row[1] for row in rows)
    assert all("Orléans Métropole" in row[2] for row in rows[:3])


# Pages.


def test_the_sheet_of_a_territory_is_served_as_a_pdf(client: Client) -> None:
    answer = client.get(f"/territoires/epci/{BLOIS}/fiche.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert f"fiche-epci-{BLOIS}.pdf" in answer["Content-Disposition"]
    assert client.get(f"/territoires/epci/{BLOIS}/fiche.pdf", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert client.get("/territoires/epci/1/fiche.pdf").status_code == 404
    assert client.get("/territoires/lune/1/fiche.pdf").status_code == 404


def test_the_slides_of_a_departement_are_served_in_both_forms(client: Client) -> None:
    address = "/regions/centre-val-de-loire/departements/{}/diaporama.{}"
    assert client.get(address.format("36", "pdf"))["Content-Type"] == "application/pdf"
    slides = client.get(address.format("36", "pptx"))
    assert "attachment" in slides["Content-Disposition"]
    assert len(Presentation(io.BytesIO(slides.content)).slides) == 12
    assert client.get(address.format("75", "pdf")).status_code == 404, "of another region"


def test_an_unknown_departement_has_no_deck() -> None:
    with pytest.raises(UnknownNameError):
        deck_of("999")
    with pytest.raises(InputError, match="pdf, pptx"):
        write_deck(deck_of("36"), "odp")
