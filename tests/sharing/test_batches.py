"""All the sheets of a region in one file, beside the site: made, followed, stopped, kept, and asked for by a page."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from copilote.exchange.place import Place
from copilote.exchange.shares import KeyChoice
from copilote.jobs import asking, running
from copilote.jobs.asking import find, start
from copilote.jobs.models import Job, State
from copilote.jobs.running import Run
from copilote.reference.errors import InputError
from copilote.sharing.documents import batch, sheets_job
from copilote.sharing.documents.batch import MadeSheet, SheetTask, make_zip, tasks_of
from copilote.sharing.documents.sheets_job import KIND, sheets_key
from copilote.words import speaking
from support_cop import animator, browser_of, reader, speaker
from support_jobs import do_jobs

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
    """A COPILOTE_HOME of its own, so that no file of another test is there."""
    settings.HOME = tmp_path
    settings.PAGES_KEPT_S = 0
    return tmp_path


# All the sheets of a region.


def _fake(task: SheetTask) -> MadeSheet:
    if task.code == "36":
        return MadeSheet(task, b"", error="incident (ValueError)")
    return MadeSheet(task, b"%PDF " + task.code.encode(), 12.5, "B")


def test_one_sheet_that_fails_stops_none_of_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "make_one", _fake)
    output, seen = tmp_path / "fiches.zip", []
    sheets = make_zip(tasks_of("24", "departement"), output, progress=lambda *where: seen.append(where), jobs=1)
    assert len(sheets) == 6
    assert [sheet.task.name for sheet in sheets if sheet.error] == ["Indre"]
    assert seen == [(done, 6) for done in range(1, 7)]
    with zipfile.ZipFile(output) as archive:
        assert len(archive.namelist()) == 6
        rows = list(csv.DictReader(io.StringIO(archive.read("sommaire.csv").decode())))
    assert {row["code"]: row["error"] for row in rows if row["error"]} == {"36": "incident (ValueError)"}
    assert all(row["file"].endswith(".pdf") for row in rows if not row["error"])


def test_a_batch_that_is_cancelled_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "make_one", _fake)
    sheets = make_zip(tasks_of("24", "departement"), tmp_path / "f.zip", cancelled=lambda: True, jobs=1)
    assert len(sheets) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_batch_of_which_no_sheet_could_be_made_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "make_one", lambda task: MadeSheet(task, b"", error="plus de place"))
    with pytest.raises(InputError, match="plus de place"):
        make_zip(tasks_of("24", "departement"), tmp_path / "f.zip", jobs=1)
    assert list(tmp_path.iterdir()) == []


def test_what_a_sheet_meets_is_said_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(place: Place) -> None:
        raise ValueError

    import_module("copilote.sharing.urls")  # what is first imported while it is replaced would keep the broken one
    monkeypatch.setattr("copilote.sharing.sheet.sheet_of", broken)
    assert batch.make_one(SheetTask("epci", BLOIS, "Blois", "fr")).error == "incident (ValueError)"
    assert "introuvable" in batch.make_one(SheetTask("epci", "1", "Rien", "fr")).error


def test_only_three_levels_are_made_at_once() -> None:
    with pytest.raises(InputError, match="departement, crte, epci"):
        tasks_of("24", "commune")


# As a job.


def _whole(run: Run) -> None:
    run.progress(6, 6)
    run.left_out("Indre", "incident (ValueError)")
    run.output.write_bytes(b"zip")


def _job(level: str = "departement") -> Job:
    return find(KIND, sheets_key("24", level, "fr"))


def _state(level: str = "departement", **fields: object) -> None:
    """A job of a level where a worker would have brought it."""
    arguments = {"region": "24", "level": level, "language": "fr"}
    job = start(KIND, sheets_key("24", level, "fr"), arguments)
    Job.objects.filter(pk=job.pk).update(**fields)


def test_the_job_writes_the_zip_and_names_what_is_left_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "make_one", _fake)
    monkeypatch.setattr(batch.os, "cpu_count", lambda: 1)
    _state()
    do_jobs()
    job = _job()
    assert (job.status, job.done, job.total) == (State.READY, 6, 6)
    assert job.failures == [["Indre", "incident (ValueError)"]]
    with zipfile.ZipFile(job.path) as archive:
        assert len(archive.namelist()) == 6


def test_what_a_cop_decides_makes_another_job(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sheets_key("24", "departement", "fr")
    assert sheets_key("24", "departement", "fr") == before
    assert sheets_key("24", "departement", "en") != before
    decided = (KeyChoice("augm_voitelec", (("population", 1.0),)),)
    monkeypatch.setattr(sheets_job, "choices_of", lambda region: decided if region == "24" else ())
    assert sheets_key("24", "departement", "fr") != before


def test_sheets_with_their_third_page_are_another_job_and_another_file(
    client: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[SheetTask] = []
    monkeypatch.setattr(batch, "make_one", lambda task: seen.append(task) or _fake(task))
    monkeypatch.setattr(batch.os, "cpu_count", lambda: 1)
    third = f"{PAGE}?climat=oui"
    assert client.post(third, {"niveau": "departement"}, **HERE)["Location"] == third
    do_jobs()
    assert len(seen) == 6
    assert all(task.climate for task in seen)
    assert client.get(f"{PAGE}.json?climat=oui").json()["departement"]["status"] == "ready"
    assert client.get(f"{PAGE}.json").json()["departement"]["status"] != "ready", "with two pages, nothing was asked"
    text = client.get(third).content.decode()
    assert "une fiche de trois pages" in text
    assert f'href="{PAGE}/departement.zip?climat=oui"' in text
    assert f'action="{third}"' in text, "the other levels are asked with it too"
    file = client.get(f"{PAGE}/departement.zip?climat=oui")
    assert "fiches-centre-val-de-loire-departement-climat.zip" in file["Content-Disposition"]
    assert b"".join(file).startswith(b"PK")  # type: ignore[arg-type]
    assert client.get(f"{PAGE}/departement.zip").status_code == 302
    assert f'href="{third}"' in client.get(PAGE).content.decode()


# Pages.


def test_the_page_offers_each_level_and_every_deck(client: Client, home: Path) -> None:
    page = client.get(PAGE).content.decode()
    assert page.count("Préparer les fiches") == 3
    assert page.count("diaporama.pptx") == 6
    assert "82\u00a0fiches à préparer : environ une minute" in page.replace("préparer\u00a0:", "préparer :")
    assert client.get("/regions/24/fiches").status_code == 301
    assert client.get("/regions/region-exemple/fiches").status_code == 400


def test_a_batch_is_started_followed_and_downloaded(
    client: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "maker_of", lambda kind: _whole)
    assert client.post(PAGE, {"niveau": "departement"}, **HERE)["Location"] == PAGE
    _state(state=State.RUNNING, done=2, total=6, beat=timezone.now())
    page = client.get(PAGE)
    assert "no-store" in page["Cache-Control"]
    text = page.content.decode()
    assert "Fiches faites\u00a0: 2 sur 6." in text
    assert 'http-equiv="refresh"' not in text, "a page that reloads by itself takes the reader by surprise"
    assert "Actualiser cette page" in text
    assert client.get(f"{PAGE}.json").json()["departement"] == {"status": "running", "done": 2, "total": 6}
    assert client.get(f"{PAGE}/departement.zip").status_code == 302
    Job.objects.update(state=State.WAITING)
    assert client.get(f"{PAGE}.json").json()["departement"]["status"] == "running"
    do_jobs()
    assert client.get(f"{PAGE}.json").json()["departement"] == {"status": "ready", "done": 6, "total": 6}
    text = client.get(PAGE).content.decode()
    assert "avec 5 fiches sur 6" in text
    assert "Indre : incident (ValueError)" in text.replace("\u00a0", " ")
    assert b"".join(client.get(f"{PAGE}/departement.zip")) == b"zip"  # type: ignore[arg-type]
    _job().path.unlink()
    assert "Préparer les fiches" in client.get(PAGE).content.decode()


def test_a_batch_that_stopped_says_why_in_both_languages(client: Client, home: Path) -> None:
    _state(state=State.RUNNING, beat=timezone.now() - timedelta(minutes=2))
    assert "Arrêté\u00a0: L’atelier s’est arrêté avant la fin." in client.get(PAGE).content.decode()
    with speaking("en"):  # names of places are in the key
        Job.objects.update(key=sheets_key("24", "departement", "en"))
    assert "The workshop stopped before the end." in client.get(f"/en{PAGE}").content.decode()


def test_only_who_leads_the_cop_may_stop_what_others_wait_for(client: Client, home: Path) -> None:
    stop, level = f"{PAGE}/arreter", {"niveau": "departement"}
    _state(state=State.RUNNING, beat=timezone.now())
    strangers = (None, reader(), speaker(), animator("11", "luc@exemple.fr"))
    for browser in map(browser_of, strangers):
        assert stop not in browser.get(PAGE).content.decode()
        assert browser.post(stop, level, **HERE).status_code in (302, 403)
        assert not _job().cancel_asked
    leading = browser_of(animator())
    assert stop in leading.get(PAGE).content.decode()
    assert leading.post(stop, level).status_code == 302
    assert _job().cancel_asked


def test_only_a_page_of_this_site_can_start_one(client: Client, home: Path) -> None:
    for headers in ({}, {"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://ailleurs.example"}):
        assert client.post(PAGE, {"niveau": "epci"}, **headers).status_code == 403
    assert client.get(PAGE, {"niveau": "epci"}).status_code == 200
    assert not Job.objects.exists()


def test_a_browser_that_only_names_its_origin_is_heard(client: Client, home: Path) -> None:
    assert client.post(PAGE, {"niveau": "epci"}, HTTP_ORIGIN="http://testserver").status_code == 303
    assert _job("epci").under_way


def test_what_is_asked_wrongly_is_said(client: Client, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_FOR_ALL", 1)
    client.post(PAGE, {"niveau": "departement"}, **HERE)
    answer = client.post(PAGE, {"niveau": "epci"}, **HERE)
    assert answer.status_code == 429
    assert "Trop de travaux sont demandés en ce moment" in answer.content.decode()
    assert client.post(PAGE, {"niveau": "lune"}, **HERE).status_code == 404


def test_a_batch_that_waits_for_a_worker_that_is_not_there_says_so(client: Client) -> None:
    client.post(PAGE, {"niveau": "departement"}, **HERE)
    assert "data-running" in client.get(PAGE).content.decode()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=1))
    text = client.get(PAGE).content.decode()
    assert "est arrêté. Elle sera suivie" in text
    assert "data-running" not in text
    assert client.get(f"{PAGE}.json").json()["departement"]["status"] == "stranded"
