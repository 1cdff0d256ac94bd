"""The State's indicator service asked live: pages, waits, refusals, and a token that goes nowhere else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from copilote.exchange.intake import FileError
from copilote.exchange.keyfiles import irpe as service
from copilote.exchange.keyfiles.irpe import ASKED, asked_name, fetched
from copilote.reference.errors import UnknownNameError

TOKEN = "jeton-secret"
ROWS = [
    {"conso_enaf_com.geocode_commune": code, "conso_enaf_com.annee": "2022", "conso_enaf_com.id_611": "1.5"}
    for code in ("45001", "45004", "45234")
]


class Service(BaseHTTPRequestHandler):
    """Answers as such a service does; `script` holds what it says before anything else."""

    script: list[tuple[int, Any]] = []  # noqa: RUF012
    asked: list[dict[str, Any]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        query = json.loads(parse_qs(urlsplit(self.path).query)["query"][0])
        self.asked.append(query)
        status, body = 200, {"data": ROWS[query.get("offset", 0) :][: query["limit"]]}
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            status, body = 403, {"error": "no"}
        elif self.script:
            status, body = self.script.pop(0)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/volé")
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Service]]:
    Service.script, Service.asked = [], []
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("IRPE_URL", f"http://127.0.0.1:{server.server_port}/v1/")
    monkeypatch.setenv("IRPE_TOKEN", TOKEN)
    monkeypatch.setattr(service.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(service, "PAGE", 2)
    yield Service
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_newest_year_is_asked_for_page_by_page(answers: type[Service]) -> None:
    assert json.loads(fetched("foncier")) == {"data": ROWS}
    assert [query.get("offset") for query in answers.asked] == [None, 0, 2]
    (only,) = answers.asked[1]["filters"]
    assert only == {"member": "conso_enaf_com.annee", "operator": "equals", "values": ["2022"]}


def test_a_service_that_prepares_its_answer_is_asked_again(answers: type[Service]) -> None:
    answers.script = [(200, {"error": "Continue wait"})] * 3
    assert json.loads(fetched("foncier"))["data"] == ROWS
    answers.script = [(200, {"error": "Continue wait"})] * 99
    with pytest.raises(FileError, match="n’a pas répondu à temps"):
        fetched("foncier")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((401, {}), "jeton refusé"),
        ((500, {}), "répond 500"),
        ((302, {}), "répond 302"),
        ((200, b"<html>"), "en JSON"),
        ((200, {"error": f"Bad query {TOKEN}"}), "Bad query …"),
        ((200, []), "pas par des données"),
    ],
)
def test_a_refusal_is_told_without_the_token(answers: type[Service], answer: tuple[int, Any], said: str) -> None:
    answers.script = [answer]
    with pytest.raises(FileError) as caught:
        fetched("foncier")
    assert said in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_year_that_is_not_there_is_told(answers: type[Service]) -> None:
    with pytest.raises(FileError, match="n’a pas 1999"):
        fetched("foncier", 1999)


def test_without_a_token_or_without_encryption_nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IRPE_TOKEN", raising=False)
    with pytest.raises(FileError, match="IRPE_URL"):
        fetched("foncier")
    monkeypatch.setenv("IRPE_TOKEN", TOKEN)
    monkeypatch.setenv("IRPE_URL", "http://exemple.fr/v1")
    with pytest.raises(FileError, match="https"):
        fetched("foncier")
    monkeypatch.setenv("IRPE_URL", "https://127.0.0.1:1/v1")
    with pytest.raises(FileError, match="ne répond pas"):
        fetched("foncier")


def test_names_of_data_sets() -> None:
    assert asked_name("fichier.csv") is None
    assert [asked_name(f"irpe:{name}") for name in ASKED] == list(ASKED)
    with pytest.raises(UnknownNameError, match="chaleur"):
        asked_name("irpe:chaleurs")
