"""The diagnostic on paper: what it says, to whom, each figure led to its actions, in styles that an office reuses."""

from __future__ import annotations

import io
import re
import subprocess
from math import fsum
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.oxml.ns import qn

from copilote.cop.models import Organisation
from copilote.diagnostic.documents.region import region_paper
from copilote.diagnostic.documents.territory import territory_paper
from copilote.diagnostic.followed import followed
from copilote.diagnostic.live_parts import View
from copilote.diagnostic.models import Seen, Standing
from copilote.diagnostic.sums import Audience, kt_of
from copilote.planning.actions import COUNTED
from copilote.publish import mention
from copilote.publish.paper import Paper, Part, column_weights, paper_rows
from copilote.publish.paper_docx import paper_docx
from copilote.publish.paper_pdf import paper_pdf
from copilote.publish.table import Column, Kind, Linked, Table
from copilote.reference.simulator import find_region
from support_actions import CARS, POOL, new, organisation, territories, write
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, reader

__all__ = ["territories"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territories")]
REGION = f"{CVL}/diagnostic/document"
PLACE = f"{CVL}/diagnostic/territoires/epci/200030385/document"
TITLE = "Bornes <b>& câbles</b> #let x = 1"


@pytest.fixture
def blois() -> Organisation:
    """With actions for all, for the COP and for its animation, some told twice, in parts, without kt."""
    blois, tours = organisation(BLOIS, "b@exemple.fr"), organisation(TOURS, "t@exemple.fr")
    obstacle = {"obstacle": "Le réseau sature.", "obstacle_level": "national", "obstacle_lifted_by": "Des postes."}
    (whole, *_others) = write(
        blois.cop,
        new(blois, TITLE, CARS, quantity=1.2, measured=CARS, **obstacle),
        new(blois, "Flotte interne", CARS, kt=10.0, seen=Seen.COP.value),
        new(blois, "Projet réservé", CARS, kt=100.0, seen=Seen.ANIMATORS.value),
        new(blois, "Encore au brouillon", CARS, kt=1000.0, standing=Standing.DRAFT),
        new(blois, "Idée de navette", POOL, kt=2.0, status="idea"),
        new(tours, "Aires de covoiturage", POOL, CARS, kt=5.0, status="decided"),
        new(tours, "Sans quantité", POOL, status="under_way"),
        *(new(tours, f"Covoiturage du secteur {rank}", POOL, kt=1.0 + rank / 10) for rank in range(20)),
        *(new(tours, "Lignes de covoiturage express", POOL, kt=3.0, status=each) for each in ("done", "decided")),
    )
    write(blois.cop, new(blois, "Une partie des bornes", CARS, kt=0.5, part_of_id=whole.pk))
    return blois


def pdf_text(body: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def docx_of(body: bytes) -> Any:
    return Document(io.BytesIO(body))


def docx_text(body: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(docx_of(body).element.body.itertext()))


def view(audience: Audience, blois: Organisation) -> View:
    return View(find_region("24"), blois.cop, audience)


@pytest.mark.parametrize("before", ["", "/en"])
@pytest.mark.parametrize("address", [REGION, PLACE])
def test_before_any_cop_a_document_says_what_is_known(client: Client, address: str, before: str) -> None:
    for ending, read in (("pdf", pdf_text), ("docx", docx_text)):
        answer = client.get(f"{before}{address}.{ending}")
        assert answer.status_code == 200
        assert ("no action published yet" if before else "aucune action encore publiée") in read(answer.content)


@pytest.mark.parametrize("ending", ["pdf", "docx"])
@pytest.mark.parametrize("address", [REGION, PLACE])
def test_each_reader_has_what_is_for_them_and_is_told_so(blois: Organisation, address: str, ending: str) -> None:
    read = pdf_text if ending == "pdf" else docx_text
    seen = []
    for client in (Client(), browser_of(reader()), browser_of(animator())):
        answer = client.get(f"{address}.{ending}")
        text = read(answer.content)
        seen.append([word in text for word in ("Flotte interne", "Projet réservé", "Encore au brouillon")])
        if client.cookies:
            assert answer["Cache-Control"] == "private, no-store"
            assert "Document pour" in text
        else:
            assert "public" in answer["Cache-Control"]
            assert "Document public" in text
        assert "exemple.fr" not in text
    assert seen == [[False, False, False], [True, False, False], [True, True, False]]


def test_what_people_typed_is_text_and_nothing_else(client: Client, blois: Organisation) -> None:
    for ending, read in (("pdf", pdf_text), ("docx", docx_text)):
        assert TITLE in read(client.get(f"{PLACE}.{ending}").content)


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("most", [0, 5])
def test_the_actions_behind_a_figure_add_up_to_it(blois: Organisation, audience: Audience, most: int) -> None:
    own = view(audience, blois)
    sums = own.sums(own.levers)
    assert sums.told_twice
    behind = followed(own.actions(), sums, audience, most=most)
    for line in sums.levers:
        found = behind.get(line.lever.id)
        assert (found is None) == (not sum(line.actions.values()))
        if found is None:
            continue
        for status in COUNTED:
            shown = [row.kt or 0.0 for row in found.shown if row.counts and row.status is status]
            left = found.left.get(status, (0, 0.0))[1]
            assert fsum([*shown, left]) == pytest.approx(kt_of(line, status) or 0.0), (line.lever.id, status)
    assert behind[POOL].count == 25
    assert len(behind[POOL].shown) == (most or 25)


def test_why_an_action_adds_nothing_is_said(client: Client, blois: Organisation) -> None:
    text = docx_text(client.get(f"{REGION}.docx").content)
    for why in ("compte dans l’action dont elle fait partie", "qui ne comptent pas"):
        assert why in text
    assert re.search(r"\d+ autres actions \(faite\) : \d", text), "what is not shown is summed"
    paper = region_paper(view(Audience.PUBLIC, blois))
    cells = [row for part in paper.parts for table in part.tables for row in paper_rows(table)]
    assert any(cell.to == "levier-covoiturage" for row in cells for cell in row)


def test_an_office_finds_styles_fields_and_bookmarks(blois: Organisation) -> None:
    paper = region_paper(view(Audience.COP, blois))
    file = docx_of(paper_docx(paper))
    styles = {paragraph.style.name for paragraph in file.paragraphs}
    assert {"Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet", "Caption"} <= styles
    assert {table.style.name for table in file.tables} == {"Tableau Copilote"}
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in file.tables)
    section = file.sections[0]
    assert "Pour les membres de la COP" in section.header.paragraphs[0].text
    fields = [field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    marks = {mark.get(qn("w:name")) for mark in file.element.body.iter(qn("w:bookmarkStart"))}
    links = {link.get(qn("w:anchor")) for link in file.element.body.iter(qn("w:hyperlink"))}
    assert links
    assert links <= marks
    assert [each.text for each in file.paragraphs if each.style.name == "Title"] == [file.core_properties.title]
    assert all(each._inline.docPr.get("descr") for each in file.inline_shapes)


def test_the_same_paper_gives_the_same_bytes(blois: Organisation) -> None:
    paper = territory_paper(view(Audience.PUBLIC, blois), "epci", "200030385")
    assert paper_docx(paper) == paper_docx(paper)
    assert paper_pdf(paper) == paper_pdf(paper)


def test_a_demonstration_says_so_on_each_page(blois: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mention, "_mention", "Exemple fictif")
    paper = region_paper(view(Audience.PUBLIC, blois))
    pages = subprocess.run(["pdftotext", "-", "-"], input=paper_pdf(paper), capture_output=True, check=True).stdout
    texts = [page for page in pages.decode().split("\f") if page.strip()]
    assert len(texts) > 1
    assert all("Exemple fictif" in page for page in texts)
    assert "Exemple fictif" in docx_of(paper_docx(paper)).sections[0].header.paragraphs[0].text


def test_a_territory_says_what_others_like_it_do_and_what_statistics_tell(blois: Organisation) -> None:
    like_blois = organisation("epci:243600327", "c@exemple.fr")
    write(blois.cop, new(like_blois, "Autopartage de la gare", CARS, kt=1.0))
    paper = territory_paper(view(Audience.PUBLIC, blois), "epci", "200030385")
    told = {part.heading: part for part in paper.parts}
    like = told["Ce que font des territoires comparables (même densité, taille voisine)"]
    assert any("Autopartage de la gare" in rest for _what, rest in like.points)
    beside = told["Ce que montrent les statistiques"]
    assert "Elle ne dit pas la part du territoire" in beside.points[0][1]


def test_as_many_questions_whatever_the_number_of_actions(blois: Organisation) -> None:
    def asked(make: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            make()
        return len(queries)

    own = view(Audience.ANIMATORS, blois)
    makes = (lambda: region_paper(own), lambda: territory_paper(own, "epci", "200030385"))
    for make in makes:
        make()
    first = [asked(make) for make in makes]
    write(blois.cop, *(new(blois, f"Borne {rank}", CARS, kt=1.0, obstacle="Rien.") for rank in range(40)))
    for make in makes:
        make()
    assert [asked(make) for make in makes] <= [count + 1 for count in first]


def test_a_link_to_what_the_document_has_not_is_left_out() -> None:
    cells = ((Linked("a", "#absent", note="b"), Linked(1.0, "/ailleurs")),)
    table = Table("t", "", (Column("a", "A"), Column("b", "B", Kind.KT)), cells)
    paper = Paper("n", "k", "l", "f", ("s",), "Titre", "sous-titre", "tête", (Part("P", tables=(table,)),))
    assert paper_pdf(paper).startswith(b"%PDF")
    assert not list(docx_of(paper_docx(paper)).element.body.iter(qn("w:hyperlink")))
    assert column_weights(table, paper_rows(table))[0] > 0
