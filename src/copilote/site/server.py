"""What gunicorn refuses by itself, before Django: said in the site's look, and logged without a visitor's address."""

from __future__ import annotations

import logging
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from typing import Any

from gunicorn import util
from gunicorn.http import errors, message
from gunicorn.workers.gthread import ThreadWorker

from copilote.site.middleware import REFUSED

LOG = logging.getLogger("copilote.server")
LONGEST_LINE = 1_100_000
"""Bytes of a first line. A scenario needs more than the 8 kB that gunicorn allows; beyond, nothing is read further."""
STATUSES: dict[type[Exception], int] = {
    errors.LimitRequestLine: 414,
    errors.LimitRequestHeaders: 431,
    errors.ExpectationFailed: 417,
    errors.UnsupportedTransferCoding: 501,
}


def bound_lines() -> None:
    """Let gunicorn take a limit above 8 kB for the first line: without one, it reads a line as long as it comes."""
    message.MAX_REQUEST_LINE = LONGEST_LINE + 1


class Worker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's worker of threads, with the site's own answer to what it cannot read."""

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
        try:
            answer = _answer(self.wsgi, status)
        except Exception as error:
            LOG.error("the page of an error could not be made", exc_info=error)
            answer = _head(status, [("Content-Length", "0")])
        with suppress(OSError):  # who asked may have left
            util.write_nonblock(client, answer)


def _answer(site: Any, status: int) -> bytes:
    """The site's page of a refusal, as bytes to send; nothing of what was received is in it."""
    said: list[tuple[str, str]] = []
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
        said.extend(headers)

    answered = site(environ, start)
    try:
        body = b"".join(answered)
    finally:
        answered.close()
    return _head(status, said) + body


def _head(status: int, headers: list[tuple[str, str]]) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")
