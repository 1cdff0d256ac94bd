"""All the sheets of a region in one file, beside the site: made, followed, stopped, kept, and asked for by a page."""

from __future__ import annotations

import csv
import io
import shutil
import time
import zipfile
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

from copilote.exchange.perimeters import Place
from copilote.reference.errors import CopiloteError, InputError
from copilote.sharing.documents import background, batch
from copilote.sharing.documents.background import Batch, BusyError, State, batch_of
from copilote.sharing.documents.batch import Made, Task, make_zip, tasks_of

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


# All the sheets of a region.


def _fake(task: Task) -> Made:
    if task.code == "36":
        return Made(task, b"", error="incident (ValueError)")
    return Made(task, b"%PDF " + task.code.encode(), 12.5, "B")


def test_one_sheet_that_fails_stops_none_of_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "make_one", _fake)
    output, seen = tmp_path / "fiches.zip", []
    outcome = make_zip(tasks_of("24", "departement"), output, progress=lambda *where: seen.append(where), jobs=1)
    assert outcome.made == 5
    assert [one.task.name for one in outcome.failed] == ["Indre"]
    assert seen == [(done, 6) for done in range(1, 7)]
    with zipfile.ZipFile(output) as archive:
        assert len(archive.namelist()) == 6
        rows = list(csv.DictReader(io.StringIO(archive.read("sommaire.csv").decode())))
    assert {row["code"]: row["error"] for row in rows if row["error"]} == {"36": "incident (ValueError)"}
    assert all(row["file"].endswith(".pdf") for row in rows if not row["error"])


def test_a_batch_that_is_cancelled_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "make_one", _fake)
    outcome = make_zip(tasks_of("24", "departement"), tmp_path / "f.zip", cancelled=lambda: True, jobs=1)
    assert outcome.cancelled
    assert list(tmp_path.iterdir()) == []


def test_a_batch_of_which_no_sheet_could_be_made_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "make_one", lambda task: Made(task, b"", error="plus de place"))
    with pytest.raises(InputError, match="plus de place"):
        make_zip(tasks_of("24", "departement"), tmp_path / "f.zip", jobs=1)
    assert list(tmp_path.iterdir()) == []


def test_what_a_sheet_meets_is_said_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(place: Place) -> None:
        raise ValueError

    import_module("copilote.sharing.urls")  # what is first imported while it is replaced would keep the broken one
    monkeypatch.setattr("copilote.sharing.sheet.sheet_of", broken)
    assert batch.make_one(Task("epci", BLOIS, "Blois", "fr")).error == "incident (ValueError)"
    assert "introuvable" in batch.make_one(Task("epci", "1", "Rien", "fr")).error


def test_only_three_levels_are_made_at_once() -> None:
    with pytest.raises(InputError, match="departement, crte, epci"):
        tasks_of("24", "commune")


def _idle(home: Path, stamp: str = "essai", region: str = "24") -> Batch:
    """A batch with its folder, as `start` leaves it."""
    found = Batch(home / "sheets", region, "departement", "fr", stamp)
    found.folder.mkdir(parents=True)
    return found


def test_a_batch_keeps_its_state_and_serves_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "make_zip", lambda tasks, output, **how: _whole(tasks, output, how))
    one = _idle(home)
    assert one.state().status == background.NONE
    made = one.work()
    assert (made.status, made.done, made.total) == (background.READY, 6, 6)
    assert one.state() == made
    monkeypatch.setattr(Batch, "_spawn", lambda self: pytest.fail("it is there already"))
    one.start()


def _whole(tasks: tuple[Task, ...], output: Path, how: dict[str, object]) -> batch.Outcome:
    output.write_bytes(b"zip")
    return batch.Outcome(len(tasks), ())


def test_a_batch_that_stops_half_way_says_so_and_can_be_started_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = _idle(home)
    one._write(State(background.RUNNING, 3, 6))
    assert one.state().status == background.FAILED
    assert (one.state().done, one.state().total) == (3, 6)
    started: list[Batch] = []
    monkeypatch.setattr(Batch, "_spawn", lambda self: started.append(self))
    one.start()
    assert started == [one]
    assert one.state().status == background.NONE, "what was left is thrown away"


def test_an_incident_is_kept_for_the_page(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise MemoryError

    monkeypatch.setattr(background, "make_zip", broken)
    assert _idle(home).work().error == "Incident (MemoryError)."


def test_one_batch_a_region_and_two_in_all(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Batch, "_spawn", lambda self: None)
    busy: set[Path] = set()
    monkeypatch.setattr(background, "_held", lambda path: path in busy)
    first = _idle(home, "un")
    (first.folder / "alive").touch()
    busy.add(first.folder / "alive")
    with pytest.raises(BusyError, match="de cette région"):
        Batch(first.root, "24", "epci", "fr", "deux").start()
    Batch(first.root, "11", "epci", "fr", "trois").start()
    other = first.root / "11-epci-fr-trois" / "alive"
    other.touch()
    busy.add(other)
    with pytest.raises(BusyError, match="Deux lots"):
        Batch(first.root, "94", "epci", "fr", "quatre").start()


def test_old_batches_are_thrown_away(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Batch, "_spawn", lambda self: None)
    monkeypatch.setattr(background, "KEPT_DAYS", -1.0)
    old = _idle(home, "vieux")
    replace(old, region="11", stamp="neuf").start()
    assert not old.folder.exists()


def test_what_a_cop_decides_makes_another_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    from copilote.exchange.shares import KeyChoice

    before = batch_of(Path("x"), "24", "departement")
    assert batch_of(Path("x"), "24", "departement") == before
    decided = (KeyChoice("augm_voitelec", (("population", 1.0),)),)
    monkeypatch.setattr(background, "choices_of", lambda region: decided if region == "24" else ())
    assert batch_of(Path("x"), "24", "departement").stamp != before.stamp


def test_a_batch_is_made_by_a_process_of_its_own(home: Path) -> None:
    one = batch_of(home / "sheets", "06", "epci")
    one.start()
    assert one.alive
    limit = time.monotonic() + 60
    while one.state().status in (background.RUNNING, background.NONE) and time.monotonic() < limit:
        time.sleep(0.2)
    state = one.state()
    assert (state.status, state.error) == (background.READY, "")
    with zipfile.ZipFile(one.zip) as archive:
        assert len(archive.namelist()) == state.total + 1


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
    def here(self: Batch) -> None:
        self._write(State(background.RUNNING, 2, 6))

    monkeypatch.setattr(Batch, "_spawn", here)
    monkeypatch.setattr(Batch, "alive", property(lambda self: (self.folder / "state.json").exists()))
    assert client.post(PAGE, {"niveau": "departement"}, **HERE)["Location"] == PAGE
    page = client.get(PAGE)
    assert "no-store" in page["Cache-Control"]
    text = page.content.decode()
    assert "Fiches faites\u00a0: 2 sur 6." in text
    assert '<meta http-equiv="refresh"' in text
    assert client.get(f"{PAGE}.json").json()["departement"] == {"status": "running", "done": 2, "total": 6}
    assert client.get(f"{PAGE}/departement.zip").status_code == 302
    client.post(PAGE, {"niveau": "departement", "action": "arreter"}, **HERE)
    one = batch_of(home / "sheets", "24", "departement")
    assert (one.folder / "cancel").exists()
    one.zip.write_bytes(b"zip")
    failed = (("Indre", "incident (ValueError)"),)
    one._write(State(background.READY, 6, 6, failed, "", 3, 1.0))
    text = client.get(PAGE).content.decode()
    assert "avec 5 fiches sur 6" in text
    assert "Indre : incident (ValueError)" in text.replace("\u00a0", " ")
    assert b"".join(client.get(f"{PAGE}/departement.zip")) == b"zip"  # type: ignore[arg-type]


def test_only_a_page_of_this_site_can_start_one(client: Client, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Batch, "_spawn", lambda self: pytest.fail("started by another site"))
    for headers in ({}, {"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://ailleurs.example"}):
        assert client.post(PAGE, {"niveau": "epci"}, **headers).status_code == 403
    assert client.get(PAGE, {"niveau": "epci", "action": "preparer"}).status_code == 200


def test_a_browser_that_only_names_its_origin_is_heard(
    client: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Batch] = []
    monkeypatch.setattr(Batch, "_spawn", lambda self: started.append(self))
    assert client.post(PAGE, {"niveau": "epci"}, HTTP_ORIGIN="http://testserver").status_code == 303
    assert [one.level for one in started] == ["epci"]


def test_what_is_asked_wrongly_is_said(client: Client, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(self: Batch) -> None:
        raise BusyError("Deux lots de fiches se préparent déjà : réessayez dans une minute.")

    monkeypatch.setattr(Batch, "start", busy)
    answer = client.post(PAGE, {"niveau": "epci"}, **HERE)
    assert answer.status_code == 429
    assert "Deux lots de fiches" in answer.content.decode()
    assert client.post(PAGE, {"niveau": "lune"}, **HERE).status_code == 404
    assert client.post(PAGE, {"niveau": "epci", "action": "danser"}, **HERE).status_code == 400
    assert issubclass(BusyError, CopiloteError)
