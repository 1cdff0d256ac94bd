"""Jobs of a kind made for the test, in a COPILOTE_HOME of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from copilote.jobs import running
from copilote.jobs.running import Maker, Run

Made = Callable[[Maker], None]


@pytest.fixture(autouse=True)
def home(db: None, settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def not_stopping() -> Iterator[None]:
    yield
    running.STOPPING.clear()


@pytest.fixture
def made_by(monkeypatch: pytest.MonkeyPatch) -> Made:
    """Say what makes the files of every kind."""
    return lambda maker: monkeypatch.setattr(running, "maker_of", lambda kind: maker)


@pytest.fixture(autouse=True)
def _simple(made_by: Made) -> None:
    made_by(simple)


def simple(run: Run) -> None:
    run.progress(1, 1)
    run.output.write_text(str(run.arguments))
