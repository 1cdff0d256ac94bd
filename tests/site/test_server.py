"""The site behind its real server: what is refused before Django, answers without a body, several processes."""

from __future__ import annotations

import os
import re
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from copilote.site.server import LONGEST_LINE, with_room
from support_base import home_at

START = """
from django.conf import settings
settings.STORAGES["staticfiles"] = {{"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
from copilote.cli.installation import ready
from copilote.cli.serve import run
from copilote.site import server
server.HEAD_S = server.BODY_S = {seconds}
ready()
run("127.0.0.1", {port}, 2, 4)
"""
RATE = 90
SENDING_S = 4.0
STARTING_S = 120


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Server:
    """A server that runs, and the file of its log."""

    port: int
    log: Path

    def ask(self, request: bytes) -> Answer:
        """The answer to these very bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            # A server that refuses a request may close before all of it is sent.
            with suppress(BrokenPipeError, ConnectionResetError):
                line.sendall(request)
            got = b""
            while part := line.recv(65536):
                got += part
        head, _blank, body = got.decode("latin-1").partition("\r\n\r\n")
        first, *rest = head.split("\r\n")
        return Answer(int(first.split()[1]), {k.lower(): v for k, _, v in (one.partition(": ") for one in rest)}, body)

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        """The answer to a request well made."""
        told = {"Host": "localhost", "Connection": "close", **headers}
        lines = [f"{method} {address} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
        return self.ask("\r\n".join(lines).encode())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two processes, as `copilote serve --workers 2` starts them; files need not be collected."""
    home = tmp_path_factory.mktemp("served")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    if "DATABASE_URL" not in os.environ:
        home_at(home)
    environment = os.environ | {"COPILOTE_HOME": str(home), "API_RATE": str(RATE)}
    command = [sys.executable, "-W", "ignore", "-c", START.format(port=port, seconds=SENDING_S)]
    with (home / "log").open("w") as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        running = Server(port, home / "log")
        try:
            limit = time.monotonic() + STARTING_S
            while True:
                time.sleep(0.1)
                try:
                    assert running.get("/healthz").status == 200
                    break
                except ConnectionRefusedError:
                    assert process.poll() is None, running.log.read_text(encoding="utf-8")
                    assert time.monotonic() < limit, "no server"
            yield running
        finally:
            process.terminate()
            process.wait(timeout=20)


def heading(page: str) -> str:
    return "".join(re.findall(r"<h1[^>]*>(.*?)</h1>", page.encode("latin-1").decode(), re.DOTALL))


HOST = b"Host: localhost\r\nConnection: close\r\n"


@pytest.mark.parametrize(
    ("request_", "status", "title"),
    [
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 400, "Cette demande ne peut pas"),
        (b"GET /?a=" + b"9" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "Adresse trop longue"),
        (b"GET /" + b"9" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "Adresse trop longue"),
        (b"GET /?a=" + b"9" * (LONGEST_LINE + 1) + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "Adresse trop longue"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"9" * 20_000 + b"\r\n\r\n", 431, "En-têtes trop longs"),
        (b"OUVRE LA PORTE\r\n\r\n", 400, "Cette demande ne peut pas"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: beaucoup\r\n\r\n", 400, "Cette demande ne peut pas"),
        (b"DELETE /methode HTTP/1.1\r\n" + HOST + b"\r\n", 405, "Cette action n’est pas possible ici"),
    ],
    ids=["host", "query", "path", "line", "header", "no-http", "length", "method"],
)
def test_what_is_refused_is_refused_in_the_sites_look(server: Server, request_: bytes, status: int, title: str) -> None:
    answer = server.ask(request_)
    assert answer.status == status
    assert heading(answer.body).startswith(title)
    assert len(answer.body) == int(answer.headers["content-length"]) < 10_000
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "evil" not in answer.body
    assert "999" not in answer.body


def test_a_scenario_of_every_lever_in_full_is_not_too_long(server: Server) -> None:
    query = "&".join(f"x{rank}={'1' * 90}" for rank in range(150))
    assert server.get(f"/methode?{query}").status == 200


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_head_sends_no_body_and_the_server_has_nothing_to_say_about_it(server: Server, encoding: str) -> None:
    table = "/sources/simulator/2023/levers.csv"
    pages = ["/", "/methode", "/robots.txt", "/healthz", "/nulle-part", "/regions/24", "/regions/bretagne.csv", table]
    for address in [*pages, "/regions/bretagne/dossier.pdf", "/api/v1/regions", "/api/v1/rien"]:
        answer = server.get(address, "HEAD", **{"Accept-Encoding": encoding})
        assert answer.status in (200, 301, 404), address
        assert answer.body == "", address
        if encoding == "identity":  # gzip adds a random tail, another each time
            assert int(answer.headers["content-length"]) == len(server.get(address).body), address
    assert "no-body" not in server.log.read_text(encoding="utf-8")


HALVES = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\n",
    b"POST /connexion HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\nemail=",
    b"POST /api/v1/conversions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000000\r\n\r\n[",
    b"POST /api/v1/conversions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[",
    b"",
    b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n",  # whole, but who sent it does not hang up
)


@pytest.mark.parametrize("half", HALVES, ids=["head", "body", "huge", "chunks", "nothing", "stays"])
def test_forty_who_stop_halfway_close_the_site_to_nobody(server: Server, half: bytes) -> None:
    with ExitStack() as lines:
        for _rank in range(40):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
            line.sendall(half)
        started = time.monotonic()
        assert server.get("/healthz").status == 200
        assert server.get("/methode").status == 200
        assert time.monotonic() - started < SENDING_S


def test_passwords_that_come_at_once_are_looked_at_one_after_the_other(server: Server) -> None:
    """All are answered, where the site by itself would refuse (429) those that come while two are looked at."""
    body = "login=a%40exemple.fr&password=x"
    form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nConnection: close"
    asked = [
        f"POST {before}/connexion/mot-de-passe HTTP/1.1\r\nHost: localhost\r\n{form}\r\n\r\n{body}".encode()
        for before in ["", "/en"] * 8
    ]
    with ThreadPoolExecutor(len(asked)) as people:
        statuses = {answer.status for answer in people.map(server.ask, asked)}
    assert statuses == {403}, "it comes from no page of ours"


@pytest.mark.slow
def test_who_is_late_is_told_so_and_who_sends_nothing_is_hung_up_on(server: Server) -> None:
    started = time.monotonic()
    assert [server.ask(half).status for half in HALVES[:2]] == [408, 408]
    assert time.monotonic() - started < 2 * (2 * SENDING_S + 2)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        assert line.recv(100) == b""


def test_what_comes_in_pieces_is_answered(server: Server) -> None:
    body = b'[{"region": "24", "lever": "augm_voitelec", "kt": 1}]' + b" " * 5000
    head = f"POST /api/v1/conversions HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n".encode()
    request = head + b"Expect: 100-continue\r\nConnection: close\r\n\r\n" + body
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        for start in range(0, len(request), 700):
            line.sendall(request[start : start + 700])
            time.sleep(0.01)
        got = b""
        while part := line.recv(65536):
            got += part
    assert got.startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert b"HTTP/1.1 200 OK" in got


def test_requests_follow_one_another_on_a_line(server: Server) -> None:
    asked = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(asked + asked)
        time.sleep(0.3)
        line.sendall(last)
        got = b""
        while part := line.recv(65536):
            got += part
    assert got.count(b"HTTP/1.1 200 OK") == 3


def test_a_length_that_is_not_said_or_too_large_is_refused(server: Server) -> None:
    assert server.ask(HALVES[3]).status == 411
    assert server.ask(HALVES[2]).status == 413
    large = b"POST /connexion HTTP/1.1\r\n" + HOST + b"Content-Type: multipart/form-data; boundary=x\r\n"
    assert server.ask(large + b"Content-Length: 900000000\r\n\r\n--x").status == 413


def test_the_log_names_no_visitor(server: Server) -> None:
    server.ask(b"OUVRE LA PORTE\r\n\r\n")
    text = server.log.read_text(encoding="utf-8")
    assert '"status": 400' in text
    assert "127.0.0.1" not in text
    assert "PORTE" not in text


def test_the_limit_of_the_api_holds_in_each_process(server: Server) -> None:
    statuses = [server.get("/api/v1/regions").status for _ in range(2 * RATE + 10)]
    assert 0 < statuses.count(200) <= 2 * RATE + 5  # others were asked before; some of the minute may be over
    assert 429 in statuses


def test_the_calls_of_a_page_stay_on_one_block_of_memory() -> None:
    """However deep a loop stands: at the end of one of CPython's small blocks, each turn would map the next anew."""

    def leaf() -> None:
        pass

    def loop_at(depth: int) -> None:
        if depth:
            return loop_at(depth - 1)
        for _turn in range(50):
            leaf()
        return None

    def pages_mapped(depths: int) -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for depth in range(depths):
            loop_at(depth)
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    with_room(pages_mapped, 10)
    assert with_room(pages_mapped, 300) < 100
