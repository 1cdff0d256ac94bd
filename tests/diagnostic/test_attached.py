"""Documents joined to an action: known by what they hold, read by those who see the action, erased when taken out."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from copilote.cop.members import add_member
from copilote.cop.models import Membership
from copilote.diagnostic.attached import writing
from copilote.diagnostic.attached.kinds import KINDS, kind_of
from copilote.diagnostic.attached.models import ActionDocument
from copilote.diagnostic.attached.writing import join, named, take_out
from copilote.diagnostic.content import Content
from copilote.diagnostic.models import Action
from copilote.diagnostic.writing import NotYoursError, create, validate
from copilote.reference.errors import InputError
from support_cop import BLOIS, CVL, TOURS, browser_of, reader, speaker
from support_words import text_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def packed(**members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as inside:
        for name, text in members.items():
            inside.writestr({"types": "[Content_Types].xml"}.get(name, name.replace("__", "/")), text)
    return made.getvalue()


WORD = packed(types="<Types/>", word__document_xml="x").replace(b"word/document_xml", b"word/document.xml")
SHEET = packed(types="<Types/>", xl__workbook_xml="x").replace(b"xl/workbook_xml", b"xl/workbook.xml")
MACROS = packed(types="<Types/>", xl__vbaProject_bin="x").replace(b"xl/vbaProject_bin", b"xl/vbaProject.bin")
BOMB = packed(types="<Types/>", word__document_xml="0" * 101_000_000)


@pytest.fixture
def bob() -> Membership:
    return speaker()


@pytest.fixture
def action(bob: Membership) -> Action:
    assert bob.organisation
    return create(bob, bob.organisation, Content(title="Bornes", status="done"))


def page_of(action: Action) -> str:
    return f"{CVL}/cop/actions/{action.pk}/documents"


def sent(browser: Client, action: Action, content: bytes, name: str = "Bilan 2025.pdf") -> object:
    return browser.post(page_of(action), {"document": SimpleUploadedFile(name, content, "text/html")})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (b"\x89PNG\r\n\x1a\n0", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (WORD, "docx"),
        (SHEET, "xlsx"),
        (packed(mimetype=ODS), "ods"),
    ],
)
def test_a_document_is_what_it_holds(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind
    assert kind in KINDS


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "vide"),
        (b"<html><script>", "PDF, DOCX"),
        (b"MZ\x90", "PDF, DOCX"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "PDF, DOCX"),
        (b" %PDF-1.7", "PDF, DOCX"),
        (packed(mimetype="text/html"), "PDF, DOCX"),
        (packed(page="<html>"), "PDF, DOCX"),
        (MACROS, "macros"),
        (BOMB, "trop de place"),
        (b"PK\x03\x04 half", "abîmé"),
        (PDF + b"0" * 10_000_000, "trop gros"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(content: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        kind_of(content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Bilan 2025.pdf", "Bilan 2025.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\bureau\\plan.exe", "plan.pdf"),
        ("plan\u202efdp.exe", "plan fdp.pdf"),
        ("x" * 300, "x" * 114 + ".pdf"),
        ('"31.12.2025"\r\n', '"31.12.2025".pdf'),
        ("", "document.pdf"),
    ],
)
def test_its_name_leads_nowhere(name: str, kept: str) -> None:
    assert named(name, "pdf") == kept


def test_it_is_joined_read_by_who_sees_the_action_and_erased(bob: Membership, action: Action) -> None:
    browser = browser_of(bob)
    assert getattr(sent(browser, action, PDF), "status_code", 0) == 302
    row = ActionDocument.objects.get()
    assert (row.name, row.kind, row.size, bytes(row.content or b"")) == ("Bilan 2025.pdf", "pdf", len(PDF), PDF)
    address = f"{page_of(action)}/{row.pk}"
    assert address in browser.get(f"{CVL}/cop/actions/{action.pk}").content.decode()
    answer = browser.get(address)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PDF, "application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="Bilan 2025.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer["Cache-Control"]
    who_reads, other = browser_of(reader()), speaker(email="tours@exemple.fr", territory=TOURS)
    assert who_reads.get(address).status_code == 403, "not yet validated"
    assert browser_of(other).get(address).status_code == 403
    validate(add_member("val@exemple.fr", "24", "validateur", BLOIS), action.pk)
    assert who_reads.get(address).status_code == 200
    assert browser.post(f"{page_of(action)}/retirer", {"document": row.pk}).status_code == 302
    row.refresh_from_db()
    assert (row.in_force, row.content, row.ended_role) == (False, None, bob.signature)
    assert browser.get(address).status_code == 404
    assert "le fichier est effacé" in text_of(browser.get(page_of(action)))
    assert browser.post(f"{page_of(action)}/retirer", {"document": row.pk}).status_code == 400


def test_what_cannot_be_kept_is_said_beside_the_field(bob: Membership, action: Action) -> None:
    for content, told in ((b"<html>", "PDF, DOCX"), (b"", "vide")):
        answer = sent(browser_of(bob), action, content)
        assert getattr(answer, "status_code", 0) == 400
        assert told in text_of(answer)
    assert not ActionDocument.objects.exists()


def test_a_document_of_another_action_is_not_reached_through_ones_own(bob: Membership, action: Action) -> None:
    other = speaker(email="tours@exemple.fr", territory=TOURS)
    assert other.organisation
    theirs = create(other, other.organisation, Content(title="Métro", status="done"))
    row = join(other, theirs, "plan.pdf", PDF)
    assert browser_of(bob).get(f"{page_of(action)}/{row.pk}").status_code == 404
    with pytest.raises(InputError, match="déjà retiré"):
        take_out(bob, action, row.pk)
    with pytest.raises(NotYoursError):
        join(bob, theirs, "plan.pdf", PDF)


def test_the_same_one_is_joined_once_and_there_is_a_limit(
    bob: Membership, action: Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = join(bob, action, "plan.pdf", PDF)
    with pytest.raises(InputError, match="déjà joint"):
        join(bob, action, "encore.pdf", PDF)
    with transaction.atomic(), pytest.raises(IntegrityError):
        ActionDocument.objects.filter(pk=first.pk).update(content=None)
    monkeypatch.setattr(writing, "SPACE", 2 * len(PDF))
    with pytest.raises(InputError, match="200 Mo"):
        join(bob, action, "autre.pdf", PDF + b"\n\n")
    monkeypatch.setattr(writing, "MOST", 1)
    with pytest.raises(InputError, match="au plus"):
        join(bob, action, "autre.pdf", PDF + b"\n")
    take_out(bob, action, first.pk)
    assert join(bob, action, "plan.pdf", PDF).in_force
