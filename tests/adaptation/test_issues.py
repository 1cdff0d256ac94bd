"""The matrix of levers and issues: every filled cell has a source, an empty one says so; a COP writes in it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from copilote.adaptation.models import LeverIssue
from copilote.cop.journal import journal_of
from copilote.exchange.issues import Origin, find_cell, issue_rows
from copilote.reference.barometer import load_axes, load_levers_2026
from copilote.reference.errors import UnknownNameError
from copilote.reference.issues import SIGNS, load_effects, load_issues
from copilote.reference.sources import find_source
from support_cop import CVL, animator, browser_of
from support_words import text_of

PAGE = f"{CVL}/enjeux"
SAID = {
    "levier": "2026-083", "enjeu": "resources", "effet": "condition", "phrase": "Si le bois taillé est valorisé.",
    "source": "Atelier de la COP, 12 mars 2026", "raison": "Débat du 12 mars", "vu": "0",
}  # fmt: skip


def test_texts_point_at_levers_issues_and_sources_that_exist_once_each() -> None:
    levers, issues = {lever.id for lever in load_levers_2026()}, load_issues()
    assert {issue.axis for issue in issues.values()} == set(load_axes())
    seen = set()
    for row in load_effects():
        assert (row.lever in levers, row.issue in issues, row.sign in SIGNS) == (True, True, True), row
        assert row.line.endswith("."), row
        find_source(row.source)
        seen.add((row.lever, row.issue))
    assert len(seen) == len(load_effects())


def test_a_cell_without_source_is_empty_and_the_axes_are_those_of_the_barometer() -> None:
    issues = load_issues()
    for row in issue_rows():
        for cell in row.cells:
            assert (cell.source == "") == (cell.origin is Origin.NOBODY) == (cell.sign == "") == (cell.line == "")
            filed = issues[cell.issue].axis in row.lever.axes
            assert filed if cell.origin is Origin.BAROMETER else cell.origin is Origin.TEXT or not filed
    with pytest.raises(UnknownNameError, match="2026-083"):
        find_cell("2026-83", "climate")


@pytest.mark.django_db
def test_the_page_shows_each_sector_what_texts_say_and_how_many_cells_have_no_source(client: Client) -> None:
    page = text_of(client.get(PAGE))
    empty = sum(cell.origin is Origin.NOBODY for row in issue_rows() for cell in row.cells)
    assert f"{empty} n’en ont pas" in page
    assert "Les haies stockent du carbone." in page
    assert "Écrire dans une case" not in page, "only for who leads the COP"
    rows = client.get(f"{PAGE}.json").json()["tables"]["issues"]["rows"]
    assert len(rows) == 6 * len(load_levers_2026())
    assert all(bool(row["sign"]) == bool(row["source"]) for row in rows)
    assert "no source" in text_of(client.get(f"/en{PAGE}"))


@pytest.mark.django_db
def test_the_page_of_a_lever_leads_to_the_matrix(client: Client) -> None:
    assert f'href="{PAGE}#matrice"' in client.get(f"{CVL}/leviers/augm_haies", follow=True).content.decode()


@pytest.mark.django_db
def test_who_leads_the_cop_writes_a_cell_goes_back_and_all_of_it_stays() -> None:
    browser = browser_of(animator())
    form = f"{PAGE}/ecrire"
    shown = text_of(browser.get(f"{form}?levier=2026-083&enjeu=resources"))
    assert "« Développement des haies », « Ressources » : sans la COP, la case est vide." in shown
    assert browser.post(form, SAID | {"source": ""}).status_code == 400
    wrong = text_of(browser.post(form, SAID | {"levier": "", "enjeu": "", "effet": ""}))
    assert [f"Choisissez un {what}." in wrong for what in ("levier", "enjeu", "effet")] == [True] * 3
    assert browser.post(form, SAID).status_code == 302
    page = text_of(browser.get(PAGE))
    assert "Si le bois taillé est valorisé. (la COP," in page
    assert "Atelier de la COP, 12 mars 2026" in page
    cells = browser.get("/api/v1/regions/24/issues").json()
    rows = browser.get(f"{PAGE}.json").json()["tables"]["issues"]["rows"]
    assert (len(cells), cells[0].keys()) == (len(rows), rows[0].keys() - {"effect"}), "as its file, but for words"
    said = next(cell for cell in cells if (cell["id"], cell["issue_id"]) == ("2026-083", "resources"))
    assert (said["sign"], said["origin"], said["source"]) == ("condition", "cop", "Atelier de la COP, 12 mars 2026")
    elsewhere = browser.get("/api/v1/regions/84/issues").json()
    assert (
        next(cell for cell in elsewhere if cell["id"] == "2026-083" and cell["issue_id"] == "resources")["sign"] is None
    )
    again = browser.post(form, SAID | {"phrase": "Autre."})
    assert again.status_code == 409, "written since the page was made"
    held = LeverIssue.objects.get(in_force=True)
    back = {"effet": "none", "phrase": "", "source": "", "raison": "Finalement non", "vu": str(held.pk)}
    assert browser.post(form, SAID | back).status_code == 302
    assert "Si le bois taillé" not in text_of(browser.get(PAGE))
    entries = [entry for entry in journal_of(held.cop) if entry.kind == "enjeu"]
    assert [entry.reason for entry in entries] == ["Finalement non", "Débat du 12 mars"]
    assert "Si le bois taillé" in entries[0].before


@pytest.mark.django_db
def test_a_row_without_line_or_source_makes_no_sense() -> None:
    browser_of(animator()).post(f"{PAGE}/ecrire", SAID)
    row = LeverIssue.objects.get()
    row.line = ""
    with pytest.raises(ValidationError, match="une phrase et une source"):
        row.full_clean()
