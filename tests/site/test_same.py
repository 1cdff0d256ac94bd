"""Two machines of one installation never show two figures: who has other data shows none, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django.fixtures import Settings

from copilote.reference.loaded import digest, look_again
from copilote.site.installation import same
from copilote.site.installation.models import note, noted
from support_cli import copilote
from support_keyfiles import communes_of, igt, save

CVL = "/regions/centre-val-de-loire"


@pytest.fixture(autouse=True)
def several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine with a folder of keys of its own, in an installation of several."""
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setattr(same, "_next_look", 0.0)
    monkeypatch.setattr(same, "_differs", False)
    look_again()
    yield
    look_again()


def load(folder: Path, name: str = "igt", text: str = "") -> None:
    (folder / "keys" / name).mkdir(parents=True)
    (folder / "keys" / name / "about.toml").write_text(text, encoding="utf-8")
    look_again()
    same.look_again()


def statuses(client: Client) -> list[int]:
    return [client.get(address).status_code for address in (CVL, "/api/v1/regions", "/healthz", f"{CVL}/repartition")]


def test_a_machine_with_other_data_shows_no_figure_until_they_are_the_same(client: Client, tmp_path: Path) -> None:
    assert statuses(client) == [200] * 4
    load(tmp_path)
    assert statuses(client) == [503] * 4
    page = client.get(CVL)
    assert "plutôt que d’autres chiffres" in page.content.decode()
    assert page["Retry-After"]
    assert "rather than" in client.get(f"/en{CVL}").content.decode()
    assert client.get("/healthz").content.decode() == "données chargées autres que celles de l’installation\n"
    assert client.get("/api/v1/regions")["Content-Type"] == "application/problem+json"
    same.adopt()
    assert statuses(client) == [200] * 4


def test_kept_pages_are_not_shown_either(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.PAGES_KEPT_S = 60
    compressed = {"Accept-Encoding": "br"}
    assert client.get(CVL, headers=compressed).status_code == 200
    note(same.LOADED, "0" * 64)  # another machine has loaded something
    same.look_again()
    assert client.get(CVL, headers=compressed).status_code == 503


def test_the_mark_is_of_what_files_hold_not_of_where_and_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert digest() == ""
    load(tmp_path, text="a = 1")
    first = digest()
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "other" / "keys"))
    load(tmp_path / "other", text="a = 1")
    assert digest() == first
    load(tmp_path / "other", "b")
    assert digest() != first


def test_a_base_that_does_not_answer_changes_nothing(client: Client, tmp_path: Path) -> None:
    def refuse(*_args: object) -> None:
        raise OperationalError("connection refused")

    load(tmp_path)
    with connection.execute_wrapper(refuse):
        assert client.get(CVL).status_code == 200
        assert client.get("/api/v1/regions").status_code == 200


def test_who_is_alone_or_first_decides_at_its_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(tmp_path)
    assert same.same_at_start()
    assert noted(same.LOADED) == digest()
    note(same.LOADED, "0" * 64)
    monkeypatch.setattr(same, "connection", SimpleNamespace(vendor="postgresql"))
    assert not same.same_at_start()
    assert noted(same.LOADED) == "0" * 64
    monkeypatch.setattr(same, "connection", SimpleNamespace(vendor="sqlite"))
    assert same.same_at_start()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands use the base of the tests."""
    monkeypatch.setattr("copilote.cli.installation.base_there", lambda: True)
    monkeypatch.setattr("copilote.cli.installation.ready", lambda: None)


def test_a_command_that_loads_says_so_in_the_base(installed: None, tmp_path: Path) -> None:
    file = save(tmp_path / "igt.csv", igt(communes_of("24")))
    assert copilote("data", "load", str(file), "--year", "2021", "--check").code == 0
    assert noted(same.LOADED) is None
    assert copilote("data", "load", str(file), "--year", "2021").code == 0
    assert noted(same.LOADED) == digest() != ""
    assert copilote("data", "remove", "igt-2021").code == 0
    assert noted(same.LOADED) == ""


def test_a_command_gives_no_other_figure_than_the_installation(installed: None, tmp_path: Path) -> None:
    note(same.LOADED, "0" * 64)
    asked = ("allocate", "24", "--level", "departement", "--lever", "reduc_rfioul")
    answer = copilote(*asked)
    assert answer.code != 0
    assert "ne sont pas celles de l’installation" in answer.err
    assert "copilote data adopt" in answer.err
    assert copilote("data", "adopt").code == 0
    assert copilote(*asked).code == 0
