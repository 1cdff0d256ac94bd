"""A list of organisations: looked at, loaded whole or not at all, undone as a whole."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from copilote.cop.lists import KEPT, send
from copilote.cop.members import add_member
from copilote.cop.models import ListKind, Organisation, SentList
from copilote.cop.organisation_list import LAYOUT
from copilote.jobs.retention import purge
from copilote.publish.table import Book, Table
from copilote.publish.to_xlsx import xlsx_bytes
from copilote.reference.territories import load_communes
from support_cop import CVL, animator, browser_of
from support_words import text_of

ORGANISATIONS = f"{CVL}/cop/organisations"
HEAD = "Organisation;Nature;SIREN ou code;Collège;Fonction du contact;E-mail du contact\n"
ROWS = (
    "Agglopolys;EPCI;200030385;;Chargée de mission climat;climat@agglopolys.fr\n"
    "Loiret;Département;45;;;\n"
    "Les Étangs;Entreprise;732 829 320;Associations;;\n"
)


def sent(browser: Client, content: bytes | str, name: str = "liste.csv") -> Any:
    fields = {"texte": content} if isinstance(content, str) else {"fichier": SimpleUploadedFile(name, content)}
    return browser.post(f"{ORGANISATIONS}/liste", fields)


def loaded(browser: Client, content: bytes | str, name: str = "liste.csv") -> Any:
    address = sent(browser, content, name).headers["Location"]
    return browser.post(address, {"vu": browser.get(address).context["page"].plan.seal})


def plan_of(browser: Client, content: bytes | str, name: str = "liste.csv") -> Any:
    return browser.get(sent(browser, content, name).headers["Location"]).context["page"].plan


def test_a_list_is_looked_at_then_loaded_and_a_second_time_changes_nothing() -> None:
    browser = browser_of(animator())
    answer = sent(browser, HEAD + ROWS)
    page = browser.get(answer.headers["Location"])
    assert "Cette liste ajouterait 3 organisations" in text_of(page)
    assert not Organisation.objects.exists(), "nothing is written by looking"
    assert loaded(browser, HEAD + ROWS).status_code == 302
    names = {str(row): (row.kind, row.seat, row.contact_email) for row in Organisation.objects.all()}
    assert names == {
        "CA de Blois «\xa0Agglopolys\xa0»": ("intercommunalite", "collectivites", "climat@agglopolys.fr"),
        "Loiret": ("departement", "collectivites", ""),
        "Les Étangs": ("entreprise", "associations", ""),
    }
    again = browser.get(sent(browser, HEAD + ROWS).headers["Location"])
    assert "Cette liste ne change rien" in text_of(again)
    assert "Charger la liste" not in text_of(again).replace("Charger une liste", "")
    before = list(Organisation.history.values_list("pk", flat=True))
    address = sent(browser, HEAD + ROWS).headers["Location"]
    refused = browser.post(address, {"vu": again.context["page"].plan.seal})
    assert refused.status_code == 400
    assert list(Organisation.history.values_list("pk", flat=True)) == before


def test_what_changed_is_told_and_an_empty_cell_changes_nothing() -> None:
    browser = browser_of(animator())
    loaded(browser, HEAD + ROWS)
    changed = (
        HEAD + "Agglopolys;EPCI;200030385;;Directrice;\nLes Étangs bleus;Chambre;732829320;;;\nLoiret;Département;45\n"
    )
    plan = plan_of(browser, changed)
    assert [(line.state, line.does) for line in plan.lines] == [
        ("changée", "fonction du contact : Chargée de mission climat → Directrice"),
        (
            "changée",
            "nature : entreprise → chambre consulaire ; nom : Les Étangs → Les Étangs bleus",
        ),
        ("sans changement", ""),
    ]
    loaded(browser, changed)
    row = Organisation.objects.get(siren="732829320")
    assert (row.name, row.kind, row.seat) == ("Les Étangs bleus", "chambre", "associations")
    assert Organisation.objects.get(kind="intercommunalite").contact_email == "climat@agglopolys.fr"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "mac-roman"])
def test_a_list_is_read_in_the_encodings_that_people_send(encoding: str) -> None:
    plan = plan_of(browser_of(animator()), (HEAD + ROWS).encode(encoding))
    assert [line.name for line in plan.lines] == ['CA de Blois "Agglopolys"', "Loiret", "Les Étangs"]


def test_a_workbook_is_read_and_the_template_and_the_list_come_back() -> None:
    browser = browser_of(animator())
    loaded(browser, HEAD + ROWS)
    for address in (f"{ORGANISATIONS}.xlsx", f"{ORGANISATIONS}.csv"):
        plan = plan_of(browser, browser.get(address).content, address.rsplit("/", 1)[1])
        assert [line.state for line in plan.lines] == ["sans changement"] * 3, address
    for ending in ("xlsx", "csv"):
        answer = browser.get(f"{ORGANISATIONS}/modele.{ending}")
        empty = sent(browser, answer.content, f"modele.{ending}")
        assert empty.status_code == 400
        assert "aucune ligne" in text_of(empty)


def test_faults_are_told_by_sheet_row_and_column_and_nothing_is_loaded() -> None:
    browser = browser_of(animator())
    rows = (
        ("Agglopolys", "EPCI", "200030385", "", "", "climat@"),
        ("Agglopolys bis", "EPCI", "200030385", "", "", ""),
        ("Les Étangs", "Entreprize", "732829320", "", "", ""),
        ("Loiret", "Département", "45", "Amis", "", ""),
        ("", "Commune", "41018", "", "", ""),
        ("Sans", "Entreprise", "", "", "", ""),
        ("Loir-et-Cher", "Département", "41", "", "", ""),
        ("Loir-et-Cher", "Département", "41", "", "", ""),
    )
    table = Table.of_texts("l", "Liste", HEAD.strip().split(";"), rows, sheet="Territoires")
    answer = sent(browser, xlsx_bytes(Book("liste", "Liste", (table,))), "liste.xlsx")
    page = browser.get(answer.headers["Location"])
    plan, text = page.context["page"].plan, text_of(page)
    faults = {(problem.line, problem.column) for problem in plan.problems}
    assert faults == {
        (2, "E-mail du contact"),
        (4, "Nature"),
        (5, "Collège"),
        (6, "Organisation"),
        (7, "SIREN ou code"),
        (9, "SIREN ou code"),
    }
    assert {problem.sheet for problem in plan.problems} == {"Territoires"}
    for told in (
        "vouliez-vous dire : entreprise",
        "attendu : État et opérateurs",
        "déjà ligne 8",
        "6 erreurs à corriger",
    ):
        assert told in text, told
    assert [line.name for line in plan.lines] == ['CA de Blois "Agglopolys"', "Loir-et-Cher"], "the others are told too"
    assert "Charger la liste" not in text
    assert browser.post(answer.headers["Location"], {"vu": plan.seal}).status_code == 400
    assert not Organisation.objects.exists()


def test_what_is_no_such_list_is_said_where_it_is_sent() -> None:
    browser = browser_of(animator())
    for content, told in (
        (b"", "est vide"),
        (b"a;b\n1;2\n", "colonne absente"),
        (b"\x00\x01\x02" * 50, "liste.csv"),
        (b"x" * 1_000_001, "trop gros"),
    ):
        answer = sent(browser, content)
        assert answer.status_code == 400, content[:20]
        assert told in text_of(answer)
    nothing = browser.post(f"{ORGANISATIONS}/liste", {})
    assert "Choisissez un fichier" in text_of(nothing)
    assert not SentList.objects.exists()


@pytest.mark.slow
def test_five_thousand_lines_are_looked_at_and_loaded_under_ten_seconds_each() -> None:
    browser = browser_of(animator())
    communes = load_communes("24")
    lines = [f"{commune.name};Commune;{commune.code}\n" for commune in communes]
    lines += [f"Entreprise {n};Entreprise;{siren(n)}\n" for n in range(5000 - len(lines))]
    text = HEAD + "".join(lines)
    started = time.process_time()
    address = sent(browser, text.encode()).headers["Location"]
    page = browser.get(address)
    assert time.process_time() - started < 10
    assert len(page.content) < 60_000
    started = time.process_time()
    assert browser.post(address, {"vu": page.context["page"].plan.seal}).status_code == 302
    assert time.process_time() - started < 10
    assert Organisation.objects.count() == 5000
    started = time.process_time()
    kept = SentList.objects.get(loaded_at__isnull=False)
    assert browser.post(f"{ORGANISATIONS}/liste/annuler", {"liste": kept.pk}).status_code == 302
    assert time.process_time() - started < 10
    assert not Organisation.objects.exists()


def test_five_thousand_names_that_nobody_knows_are_told_under_ten_seconds() -> None:
    browser = browser_of(animator())
    text = HEAD + "".join(f"Saint-Machin-{n};Commune;\n" for n in range(5000))
    started = time.process_time()
    page = browser.get(sent(browser, text.encode()).headers["Location"])
    assert time.process_time() - started < 10
    assert page.context["page"].plan.count == 5000


def siren(number: int) -> str:
    """A SIREN of our own, whose key is right."""
    digits = [int(digit) for digit in f"{30000000 + number:08d}"]
    total = sum(sum(divmod(digit * 2, 10)) if rank % 2 else digit for rank, digit in enumerate(digits))
    return "".join(map(str, digits)) + str(-total % 10)


def test_a_list_is_undone_as_a_whole_or_not_at_all() -> None:
    lead = animator()
    browser = browser_of(lead)
    loaded(browser, HEAD + "Les Étangs;Entreprise;732829320\n")
    loaded(browser, HEAD + ROWS.replace("Les Étangs", "Les Étangs bleus"))
    second = SentList.objects.latest("loaded_at")
    assert browser.post(f"{ORGANISATIONS}/liste/annuler", {"liste": second.pk}).status_code == 302
    assert [(str(row), row.college) for row in Organisation.objects.all()] == [("Les Étangs", "")]
    gone = Organisation.history.filter(history_type="-")
    assert {row.history_change_reason for row in gone} == {"liste annulée par : animation de la COP"}
    assert browser.post(f"{ORGANISATIONS}/liste/annuler", {"liste": second.pk}).status_code == 400, "once"
    first = SentList.objects.exclude(pk=second.pk).get(undone_at=None, loaded_at__isnull=False)
    add_member("eva@exemple.fr", "24", "contributeur", company=company())
    refused = browser.post(f"{ORGANISATIONS}/liste/annuler", {"liste": first.pk})
    assert refused.status_code == 400
    assert "des personnes ou des décisions tiennent à Les Étangs" in text_of(refused)
    assert Organisation.objects.count() == 1


def company() -> Any:
    from copilote.cop.members import Company

    return Company("732829320", "Les Étangs")


def test_a_list_whose_changes_were_changed_since_is_not_undone() -> None:
    browser = browser_of(animator())
    loaded(browser, HEAD + ROWS)
    loaded(browser, HEAD + "Les Étangs bleus;Entreprise;732829320\n")
    loaded(browser, HEAD + "Les Étangs verts;Entreprise;732829320\n")
    held = SentList.objects.order_by("loaded_at")[1]
    refused = browser.post(f"{ORGANISATIONS}/liste/annuler", {"liste": held.pk})
    assert "Les Étangs verts a changé depuis" in text_of(refused)


def test_what_one_saw_is_what_is_written() -> None:
    browser = browser_of(animator())
    address = sent(browser, HEAD + ROWS).headers["Location"]
    seal = browser.get(address).context["page"].plan.seal
    loaded(browser, HEAD + "Loiret;Département;45\n")
    late = browser.post(address, {"vu": seal})
    assert late.status_code == 400
    assert "La COP a changé depuis" in text_of(late)
    assert Organisation.objects.count() == 1


def test_a_list_that_nobody_loads_is_forgotten_after_a_day() -> None:
    lead = animator()
    kept = send(lead, ListKind.ORGANISATIONS, ("vieille.csv", b"x"))
    SentList.objects.filter(pk=kept.pk).update(sent_at=timezone.now() - KEPT)
    send(lead, ListKind.ORGANISATIONS, ("neuve.csv", b"x"))
    purge()
    assert [row.name for row in SentList.objects.all()] == ["neuve.csv"]


def test_a_list_of_another_cop_is_not_there() -> None:
    theirs = animator("53", "bea@exemple.fr")
    kept = send(theirs, ListKind.ORGANISATIONS, ("liste.csv", (HEAD + ROWS).encode()))
    browser = browser_of(animator())
    assert browser.get(f"{ORGANISATIONS}/liste/{kept.pk}").status_code == 400
    assert browser.post(f"{ORGANISATIONS}/liste/{kept.pk}", {"vu": "x"}).status_code == 400


def test_the_columns_that_the_page_tells_are_those_that_are_read() -> None:
    page = browser_of(animator()).get(f"{ORGANISATIONS}/liste").context["page"]
    assert [row[0] for row in page.columns.rows] == [column.title for column in LAYOUT.columns]
