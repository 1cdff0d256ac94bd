"""A long file is read and loaded by the worker: its progress is told, and nothing is there until all of it is."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from copilote.cop import list_jobs
from copilote.cop.models import SentList
from copilote.cop.versions import Author
from copilote.diagnostic.content import Content
from copilote.diagnostic.models import Action, Origin, Standing
from copilote.diagnostic.working.file_views import JOBS
from copilote.diagnostic.writing import New, create_all
from copilote.jobs.models import Job, State
from support_cop import CVL, TOURS, browser_of, speaker
from support_jobs import do_jobs
from support_words import text_of

pytestmark = pytest.mark.django_db
LIST = f"{CVL}/cop/actions/liste"
FILE = "Numéro;Titre;Statut\n" + "".join(f"{rank};Action {rank};Idée\n" for rank in range(60))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_jobs, "LARGE", 100)


@pytest.fixture
def browser() -> Client:
    return browser_of(speaker())


def bare(response: HttpResponse) -> str:
    return text_of(response).replace("\u00a0", " ").replace("\u202f", " ")


def sent(browser: Client, text: str = FILE) -> str:
    answer = browser.post(LIST, {"fichier": SimpleUploadedFile("plan.csv", text.encode())})
    assert answer.status_code == 302, bare(answer)
    return str(answer["Location"])


def seal_of(page: HttpResponse) -> str:
    found = re.search(r'name="vu" value="(\w+)"', page.content.decode())
    assert found, bare(page)
    return found[1]


def test_a_long_file_is_read_then_loaded_by_the_worker(browser: Client) -> None:
    page = sent(browser)
    waiting = browser.get(page)
    assert "est en train d’être lu" in bare(waiting)
    assert f'data-job="{page}/avancement.json"' in waiting.content.decode()
    assert browser.get(f"{page}/avancement.json").json()["running"] is True
    do_jobs()
    assert browser.get(f"{page}/avancement.json").json()["running"] is False
    seen = browser.get(page)
    assert "Cette liste ajouterait 60 actions" in bare(seen)
    assert browser.post(page, {"vu": seal_of(seen)})["Location"] == page
    assert "est en train d’être chargé" in bare(browser.get(page))
    assert not Action.objects.exists()
    do_jobs()
    done = browser.get(page, follow=True)
    assert "Fichier chargé : 60 actions en brouillon" in bare(done)
    assert Action.objects.count() == 60
    job = JOBS.loading(SentList.objects.get())
    Job.objects.filter(pk=job.pk).update(state=State.FAILED)
    again = JOBS.load(speaker(), SentList.objects.get(), "x")
    do_jobs()
    again.refresh_from_db()
    assert again.state == State.READY, "killed once all was written, it has nothing left to do"
    assert Action.objects.count() == 60


def test_what_changed_meanwhile_is_told_and_read_again(browser: Client) -> None:
    bob = speaker()
    page = sent(browser)
    browser.get(page)
    do_jobs()
    seal = seal_of(browser.get(page))
    held = New(bob.organisation, Content(title="Action 3", status="done"), Standing.DRAFT, Origin.FILE, "n:3")
    create_all(bob.cop, [held], Author("essai"), "essai")
    browser.post(page, {"vu": seal})
    do_jobs()
    failed = browser.get(page)
    assert "La COP a changé depuis" in bare(failed)
    assert 'name="vu"' not in failed.content.decode()
    assert Action.objects.count() == 1
    browser.post(page, {"geste": "relire"})
    browser.get(page)
    do_jobs()
    again = browser.get(page)
    assert "Cette liste ajouterait 59 actions et ferait 1 changement" in bare(again)
    browser.post(page, {"vu": seal_of(again)})
    do_jobs()
    assert Action.objects.count() == 60


def test_a_long_file_that_cannot_be_read_says_why(browser: Client) -> None:
    page = sent(browser, "Ã©tat;Titre\n" + "Idée;Bornes\n" * 20)
    browser.get(page)
    do_jobs()
    told = bare(browser.get(page))
    assert "n’a pas pu être lu" in told
    assert "a perdu ses accents" in told


def test_the_columns_of_a_long_file_are_asked(browser: Client) -> None:
    page = sent(browser, "Chantier;Avancée\n" + "".join(f"Réaliser le chantier {rank};Idée\n" for rank in range(20)))
    browser.get(page)
    do_jobs()
    columns = browser.get(page)
    assert columns["Location"] == f"{page}/colonnes"
    browser.post(columns["Location"], {"c0": "title", "c1": "status"})
    assert "est en train d’être lu" in bare(browser.get(page))
    do_jobs()
    assert "Cette liste ajouterait 20 actions" in bare(browser.get(page))


def test_it_is_stopped_by_who_asked_and_seen_by_nobody_else(browser: Client) -> None:
    page = sent(browser)
    browser.get(page)
    tom = browser_of(speaker(TOURS, email="tom@exemple.fr"))
    assert tom.get(page).status_code == 404
    assert tom.get(f"{page}/avancement.json").status_code == 404
    browser.post(page, {"geste": "arreter"})
    do_jobs()
    assert "arrêté, rien n’est chargé" in bare(browser.get(page))
    browser.post(page, {"geste": "relire"})
    browser.get(page)
    do_jobs()
    assert "Cette liste ajouterait 60 actions" in bare(browser.get(page))


def test_its_rows_are_told_as_they_are_read(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from copilote.exchange.intake import rows

    monkeypatch.setattr(rows, "PATIENCE_S", -1.0)
    monkeypatch.setattr(rows, "EVERY_S", 0.0)
    page = sent(browser)
    browser.get(page)
    do_jobs()
    job = JOBS.reading(SentList.objects.get())
    assert (job.done, job.total) == (60, 60)
