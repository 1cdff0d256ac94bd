"""The dossier on paper: the same numbers as its page, tagged for those who listen to it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from copilote.dossier.model import Dossier
from copilote.dossier.page import build_dossier
from copilote.dossier.pdf import SHOWN, dossier_pdf
from copilote.publish.cells import written
from copilote.publish.typeface import FONTS
from copilote.reference.simulator import Region
from copilote.words.numbers import NBSP, THIN
from copilote.words.typography import tied
from support_regions import EACH_TERRITORY

needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils n’est pas installé")


@pytest.fixture(scope="module")
def centre() -> Dossier:
    return build_dossier("24")


@pytest.fixture(scope="module")
def pdf(centre: Dossier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "dossier.pdf"
    path.write_bytes(dossier_pdf(centre))
    return path


def _poppler(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode(errors="replace")


def _bare(text: str) -> str:
    """Without any space: pdftotext keeps the narrow ones or not by their width."""
    return re.sub(r"[\s\u00a0\u202f]+", "", text)


def _words(path: Path, *options: str) -> str:
    """The text in the order in which it was set."""
    return _bare(_poppler("pdftotext", "-raw", *options, str(path), "-"))


def test_the_same_dossier_gives_the_same_bytes(centre: Dossier, pdf: Path) -> None:
    assert dossier_pdf(build_dossier("24")) == pdf.read_bytes()


def test_a_printed_date_changes_the_document() -> None:
    assert dossier_pdf(build_dossier("06", today="12 janvier 2027")) != dossier_pdf(build_dossier("06"))


def test_the_whole_weighs_less_than_a_megabyte() -> None:
    made = dossier_pdf(build_dossier("84"))
    assert made.startswith(b"%PDF-1.7")
    assert len(made) < 1_000_000


def test_the_fonts_are_small_and_come_with_their_licence() -> None:
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 1_000_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


@needs_poppler
def test_it_is_tagged_titled_and_signed(centre: Dossier, pdf: Path) -> None:
    facts = _poppler("pdfinfo", str(pdf))
    assert re.search(r"Tagged:\s+yes", facts)
    assert re.search(r"Page size:.*A4", facts)
    assert centre.title.replace(NBSP, " ") in facts.replace(NBSP, " ")
    assert re.search(r"Author:\s+Copilote", facts)
    assert "Suspects:        no" in facts


@needs_poppler
def test_its_structure_holds_headings_tables_and_described_figures(centre: Dossier, pdf: Path) -> None:
    tree = _poppler("pdfinfo", "-struct", str(pdf))
    tags = [line.strip().split(" ")[0].rstrip(":") for line in tree.splitlines()]
    assert tags.count("Table") == len([key for key in SHOWN if centre.table(key)]) + 1, "and the soundness marks"
    coming = centre.coming
    tiles = [tile for _name, _sum, own in coming.panels for tile in own]
    assert len(coming.cards) == 6
    assert tags.count("H3") == sum(len(theme.cards) for theme in centre.observed.themes) + len((*coming.cards, *tiles))
    assert tags.count("TH") >= 70
    drawings = 3 + len(centre.funded.drawings) + tags.count("H3") + 1 - sum(tile.chart is None for tile in tiles)
    assert tags.count("Figure") == drawings


@needs_poppler
def test_its_fonts_are_embedded(pdf: Path) -> None:
    rows = _poppler("pdffonts", str(pdf)).splitlines()[2:]
    assert rows
    assert all("SourceSans3" in row for row in rows)
    assert all(re.search(r"\s(yes)\s+yes\s+yes\s", row) for row in rows), "embedded, subset, with its characters"


@needs_poppler
@pytest.mark.parametrize("code", ["24", "04", "exemple"])
def test_its_tables_hold_every_row_of_the_page_model(code: str, tmp_path: Path) -> None:
    dossier, path = build_dossier(code), tmp_path / "dossier.pdf"
    path.write_bytes(dossier_pdf(dossier))
    text = _words(path)
    for table in (found for key in SHOWN if (found := dossier.table(key)) is not None):
        for row in table.rows:
            cells = [written(row[i], column.kind) for i, column in enumerate(table.columns) if column.page]
            assert _bare("".join(map(tied, cells))) in text, (table.key, row[0])


@needs_poppler
def test_it_opens_on_the_sentence_and_the_figures(centre: Dossier, pdf: Path) -> None:
    first = _words(pdf, "-l", "1")
    assert _bare(centre.title) in first
    for figure in centre.figures:
        assert _bare(figure.value + figure.meaning) in first
    for lever in centre.heaviest:
        assert _bare(lever.label + lever.target) in first
    assert _bare("n’est pas une réduction nette") in first


@needs_poppler
def test_what_is_drawn_is_text_that_can_be_found_and_copied(pdf: Path) -> None:
    assert _bare(f"Production industrielle 1{THIN}138{NBSP}kt") in _words(pdf, "-f", "2", "-l", "2")


@pytest.mark.parametrize("territory", EACH_TERRITORY)
def test_every_territory_has_its_document(territory: Region) -> None:
    assert dossier_pdf(build_dossier(territory.code)).startswith(b"%PDF")


# The site sends it.


def test_the_pdf_of_the_site_is_that_of_the_command(client: Client) -> None:
    response = client.get("/regions/centre-val-de-loire/dossier.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content == dossier_pdf(build_dossier("24"))
    assert "dossier-centre-val-de-loire.pdf" in response["Content-Disposition"]


def test_the_pdf_is_in_french_even_if_an_english_page_asks_first(client: Client) -> None:
    first = client.get("/en/regions/corse/dossier.pdf").content
    assert first == dossier_pdf(build_dossier("94"))
    assert client.get("/regions/corse/dossier.pdf").content == first


def test_the_pdf_answers_head_and_is_not_sent_twice(client: Client) -> None:
    address = "/regions/centre-val-de-loire/dossier.pdf"
    head = client.head(address)
    assert head.status_code == 200
    assert head.content == b""
    again = client.get(address, headers={"if-none-match": head["ETag"]})
    assert again.status_code == 304


def test_the_pdf_of_an_unknown_region_is_a_page_with_suggestions(client: Client) -> None:
    response = client.get("/regions/bretagn/dossier.pdf")
    assert response.status_code == 404
    assert "Bretagne" in response.content.decode()
    assert client.post("/regions/bretagne/dossier.pdf").status_code == 405
