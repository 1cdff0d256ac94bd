"""Gunicorn's threads, for whole requests only; what it refuses before Django is said in the site's look.

A thread that waits for the rest of a request answers nobody: a few people who stop halfway would close the site. The
loop of the worker gathers what arrives, and hands over what is whole, or too long to be taken.
"""

from __future__ import annotations

import logging
import re
import selectors
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from gunicorn import util
from gunicorn.http import errors, message
from gunicorn.workers.gthread import TConn, ThreadWorker

from copilote.site.middleware import MAX_BODY, REFUSED

LOG = logging.getLogger("copilote.server")
LONGEST_LINE = 1_100_000
"""Bytes of a first line. A scenario needs more than the 8 kB that gunicorn allows; beyond, nothing is read further."""
LONGEST_HEAD = LONGEST_LINE + 100 * 8192
"""Bytes of a first line and of the headers that gunicorn takes: what has no end by then is refused by it."""
HEAD_S, BODY_S, STUCK_S, LEAVE_S = 10.0, 60.0, 10, 2.0
"""Seconds that a sender has for the headers, then for what follows; that a thread waits for one who takes no answer;
that one who was answered has to hang up."""
LEAVING_S = 120
"""Seconds that a process of the site is given to end what it answers, when another has taken its place."""
MOST_WAITING = 64_000_000
"""Bytes of unfinished requests that a worker keeps; beyond, the largest is dropped."""
STACK_WORDS = 33_000
"""Words that a call claims of its block, whose size is the next power of two: as many again, 260 kB, stay for others.
Memory that nobody writes to is not taken."""
MOST_IN_TURN = 50
"""Requests with a password that wait for the one before them, two seconds in all; the site refuses those beyond."""
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,4000})[ \t]*\r\n", re.IGNORECASE)
CODED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
GO_ON = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)
STATUSES: dict[type[Exception], int] = {
    errors.LimitRequestLine: 414,
    errors.LimitRequestHeaders: 431,
    errors.ExpectationFailed: 417,
    errors.UnsupportedTransferCoding: 501,
}


def bound_lines() -> None:
    """Let gunicorn take a limit above 8 kB for the first line: without one, it reads a line as long as it comes."""
    message.MAX_REQUEST_LINE = LONGEST_LINE + 1


def with_room(answer: Callable[[Any], Any], request: Any) -> Any:
    """What `answer` makes of a request, its calls on one block of memory: a quarter of a page's time.

    CPython (3.11 and later) keeps calls in blocks of 16 kB. The calls of a page are some blocks deep, and a loop that
    stands at the end of one maps and unmaps the next at each turn: two hundred times a page. This call claims more than
    any page is deep, hence a block that holds all of them.
    """
    return answer(request)


with_room.__code__ = with_room.__code__.replace(co_stacksize=STACK_WORDS)


class Arriving:
    """A request on its way in. whole : it may be read without waiting. status : what it is refused with, else 0.

    oversized : its body is not to be waited for, so that its connection ends with the answer.
    """

    def __init__(self, start: bytes) -> None:
        self.data = bytearray()
        self.length = self.status = 0
        self.headed = self.oversized = self.waits = False
        self.add(start)

    @property
    def whole(self) -> bool:
        return self.headed and len(self.data) >= self.length

    def add(self, part: bytes) -> None:
        """Take what came; once the headers are there, what follows them is known."""
        searched = max(0, len(self.data) - 3)
        self.data += part
        if self.headed:
            return
        end = self.data.find(b"\r\n\r\n", searched)
        self.headed = end >= 0 or len(self.data) > LONGEST_HEAD
        if end < 0:
            return
        head = bytes(self.data[: end + 2])
        length = LENGTH.search(head)
        body = int(length[1]) if length else 0
        self.status = 411 if CODED.search(head) else 0  # browsers, curl and proxies say how much they send
        self.oversized = body > MAX_BODY
        self.length = 0 if self.oversized or self.status else end + 4 + body
        self.waits = bool(GO_ON.search(head)) and not self.whole


class Worker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's worker of threads, with deadlines, and the site's own answer to what it cannot read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: dict[TConn, Arriving | None] = {}
        """What is on its way in, and who is to hang up (None)."""
        self.looked_at = 0.0
        self.password: TConn | None = None
        """Whose password is looked at."""
        self.in_turn: deque[TConn] = deque()
        """Who waits for it."""

    def init_process(self) -> None:
        """Called in the new process. What it is given to leave is its own: the whole site stops in thirty seconds."""
        self.cfg.set("graceful_timeout", LEAVING_S)
        super().init_process()

    def enqueue_req(self, conn: TConn) -> None:
        """Called where a request may begin: gather it; a thread takes it once it is whole."""
        start = conn.parser.unreader.take_buffered() if conn.parser else b""
        self._wait(conn, Arriving(start), HEAD_S)
        self._arrives(conn, conn.sock)

    def _wait(self, conn: TConn, arriving: Arriving | None, seconds: float) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + seconds
        self.waiting[conn] = arriving
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._arrives, conn))

    def _arrives(self, conn: TConn, sock: socket.socket) -> None:
        """Called by the loop when there is something to read."""
        if conn not in self.waiting:  # dropped at the same turn of the loop
            return
        arriving, part = self.waiting[conn], b""
        if not (arriving and arriving.whole):
            try:
                part = sock.recv(65_536)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:  # hung up
                pass
        if arriving is None or not (part or arriving.data):
            if not part:
                self._drop(conn)
            return
        headed = arriving.headed
        arriving.add(part)
        if arriving.waits and not headed:
            with suppress(OSError):
                sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if part and not arriving.whole:
            if arriving.headed and not headed:
                conn.timeout += BODY_S
            sizes = {other: len(there.data) for other, there in self.waiting.items() if there}
            if sum(sizes.values()) > MOST_WAITING:
                self._drop(max(sizes, key=sizes.__getitem__))
            return
        del self.waiting[conn]
        self.poller.unregister(sock)
        for option, seconds in ((socket.SO_RCVTIMEO, STUCK_S), (socket.SO_SNDTIMEO, STUCK_S)):
            sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", seconds, 0))
        conn.arrived = arriving
        self._take(conn)

    def _take(self, conn: TConn) -> None:
        """Hand over a whole request. Passwords are taken one by one: those that come at once wait here, where they hold
        no thread and take no time from pages."""
        if _first_lines().match(conn.arrived.data):
            if self.password is not None and len(self.in_turn) < MOST_IN_TURN:
                self.in_turn.append(conn)
                return
            self.password = self.password or conn
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> Any:
        """Answer what arrived, in a thread."""
        return with_room(self._answer_whole, conn)

    def _answer_whole(self, conn: TConn) -> Any:
        conn.data_ready = True
        conn.init()
        conn.sock.setblocking(True)
        if conn.arrived.status:
            self._refuse(conn.sock, conn.arrived.status)
            return False
        conn.parser.unreader.unread(bytes(conn.arrived.data))
        return super().handle(conn)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """An answer; what is too large to be read is not read to its end for the sake of another request."""
        if conn.arrived.oversized:
            req.force_close()
        return super().handle_request(req, conn)

    def finish_request(self, conn: TConn, fs: Any) -> None:
        """Called by the loop once a thread has answered: the loop waits for nobody, were it to hang up."""
        if conn is self.password:
            self.password = None
            if self.in_turn:
                self._take(self.in_turn.popleft())
        if not fs.cancelled() and not fs.exception() and fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            self._wait(conn, None, LEAVE_S)
        except (OSError, ValueError):  # already gone
            self.nr_conns -= 1
            conn.close()

    def murder_pending(self) -> None:
        """Called at each turn of the loop: twice a second, drop who is late, and at the end who has sent nothing."""
        now = time.monotonic()
        if now < self.looked_at + 0.5:
            return
        self.looked_at = now
        for conn, arriving in list(self.waiting.items()):
            begun = bool(arriving and arriving.data)
            if conn.timeout < now or not (begun or self.alive):
                if begun:
                    with suppress(OSError):
                        conn.sock.send(_head(408, [("Content-Length", "0")]))
                self._drop(conn)

    def _drop(self, conn: TConn) -> None:
        del self.waiting[conn]
        with suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Called with what went wrong before or outside the site."""
        if isinstance(exc, (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)):
            status = 500
        elif isinstance(exc, errors.ParseException):
            status = STATUSES.get(type(exc), 400)
        else:
            status = 500
        if status == 500:
            LOG.error("a request could not be answered", exc_info=exc)
        self._refuse(client, status)

    def _refuse(self, client: socket.socket, status: int) -> None:
        try:
            answer = _answer(self.wsgi, status)
        except Exception as error:
            LOG.error("the page of an error could not be made", exc_info=error)
            answer = _head(status, [("Content-Length", "0")])
        with suppress(OSError):  # who asked may have left
            util.write_nonblock(client, answer)


@cache
def _first_lines() -> re.Pattern[bytes]:
    """How requests that bring a password begin, in each language."""
    paths = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            paths.append(re.escape(reverse("password_login")).encode())
    return re.compile(rb"POST (?:" + b"|".join(paths) + rb")[ ?]")


def _answer(site: Any, status: int) -> bytes:
    """The site's page of a refusal, as bytes to send; nothing of what was received is in it."""
    sent: list[tuple[str, str]] = []
    environ = {
        "REQUEST_METHOD": "?",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "",
        "SERVER_PORT": "80",
        "HTTP_X_FORWARDED_PROTO": "https",  # it is to be answered, not sent to the secure address
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(),
        "wsgi.errors": None,
        REFUSED: str(status),
    }

    def start(_status: str, headers: list[tuple[str, str]]) -> None:
        sent.extend(headers)

    answered = site(environ, start)
    try:
        body = b"".join(answered)
    finally:
        answered.close()
    return _head(status, sent) + body


def _head(status: int, headers: list[tuple[str, str]]) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")
