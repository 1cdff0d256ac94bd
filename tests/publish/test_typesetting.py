"""Documents are set by a process that ends with each, a few at once, within a time; a site that is full says so."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from copilote.publish import typesetting
from copilote.publish.to_png import png_of
from copilote.publish.typeface import FONTS
from copilote.publish.typesetting import MOST, typeset
from copilote.reference.errors import BusyError

PAGE = {"main.typ": b"= Bonjour"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="5" height="5"/></svg>'
SHEET = "/territoires/epci/200030385/fiche.pdf"


@pytest.fixture
def full() -> Iterator[None]:
    """As many documents under way as may be."""
    for _ in range(MOST):
        typesetting._ASKED.acquire()
    yield
    for _ in range(MOST):
        typesetting._ASKED.release()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A typesetter that takes its time and says when it begins and ends."""
    program = tmp_path / "slow.py"
    program.write_text(
        "import sys, time; from pathlib import Path\n"
        "Path(__file__).with_name(f'{time.monotonic_ns()}').touch(); sys.stdin.read; time.sleep(1); print('done')"
    )
    monkeypatch.setattr(typesetting, "TYPESETTER", program)
    return tmp_path


def test_the_same_files_give_the_same_bytes_and_nothing_of_typst_stays_in_this_process() -> None:
    options = {"format": "pdf", "timestamp": 0}
    assert typeset(PAGE, FONTS, **options) == typeset(PAGE, FONTS, **options)
    assert png_of(SVG, FONTS, width=10).startswith(b"\x89PNG")


def test_what_typst_refuses_is_an_incident() -> None:
    with pytest.raises(RuntimeError, match="unclosed"):
        typeset({"main.typ": b"#text("}, FONTS, format="pdf")


def test_a_document_that_takes_too_long_is_stopped(slow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "LONGEST_S", 0.2)
    program = slow / "slow.py"
    program.write_text(program.read_text().replace("sleep(1)", "sleep(60)"))
    started = time.monotonic()
    with pytest.raises(BusyError, match="demande trop de temps"):
        typeset(PAGE, FONTS)
    assert time.monotonic() - started < 60
    monkeypatch.undo()
    assert typeset(PAGE, FONTS, format="pdf"), "its place is given back"


def test_two_are_set_at_once_and_a_few_wait(slow: Path) -> None:
    ends: list[bytes | BusyError] = []

    def ask() -> None:
        try:
            ends.append(typeset(PAGE, FONTS))
        except BusyError as error:
            ends.append(error)

    threads = [threading.Thread(target=ask) for _ in range(MOST + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(end) for end in ends].count(BusyError) == 1
    begun = sorted(int(path.name) for path in slow.iterdir() if path.name.isdigit())
    assert len(begun) == MOST
    assert all(after - before > 0.9e9 for before, after in zip(begun, begun[2:], strict=False))


@pytest.mark.parametrize(
    ("before", "words"), [("", "Trop de documents se préparent"), ("/en", "Too many documents are being made")]
)
def test_a_site_that_makes_enough_documents_says_when_to_come_back(
    client: Client, db: None, full: None, before: str, words: str
) -> None:
    answer = client.get(before + SHEET)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert words in answer.content.decode()
    assert client.get(before + SHEET.removesuffix("/fiche.pdf")).status_code == 200, "pages go on"
