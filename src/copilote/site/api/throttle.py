"""How often one address may ask: bursts are let through, floods are not, however many processes answer.

The count is in a small file of SQLite in COPILOTE_HOME, which the processes of a machine share. It holds no address
but a keyed hash of it, for the time of the count. Losing the file costs nothing: it is made anew.
"""

from __future__ import annotations

import hashlib
import logging
import math
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

LOG = logging.getLogger("copilote.api")
BURST_S = 60.0
"""A full allowance is a minute of requests, which may be made all at once."""
TABLES = (
    "CREATE TABLE IF NOT EXISTS asked (who BLOB PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS by_moment ON asked (until)",
)
# `until` is when the allowance will be full again.
FORGET = "DELETE FROM asked WHERE until <= :now"
REWIND = "UPDATE asked SET until = :now + :burst WHERE until > :now + :burst"  # the clock was put back
TAKE = """
INSERT INTO asked (who, until) VALUES (:who, :now + :step)
ON CONFLICT (who) DO UPDATE SET until = until + :step WHERE until + :step <= :now + :burst + 1e-6
"""


def wait_seconds(request: HttpRequest, now: float | None = None) -> int:
    """0 when the request may go on (it is counted), else the whole seconds to wait.

    An address may make API_RATE requests a minute; 0 lets everything through.
    """
    rate = int(settings.API_RATE)
    if rate <= 0:
        return 0
    moment = time.time() if now is None else now
    key = settings.SECRET_KEY.encode()[:64]
    who = hashlib.blake2b(client_address(request).encode(), key=key, digest_size=16).digest()
    try:
        return _wait(who, moment, BURST_S / rate)
    except sqlite3.Error as error:
        # Better an API without limit than no API.
        LOG.warning("the count of requests cannot be kept: %s", error)
        if not isinstance(error, sqlite3.OperationalError):  # not a database any more
            _file().unlink(missing_ok=True)
        return 0


def _wait(who: bytes, now: float, step: float) -> int:
    # Opened anew each time, a sixth of a millisecond: nothing to share between threads or to close after a fork.
    with closing(sqlite3.connect(_file(), timeout=1, isolation_level=None)) as counts:
        counts.execute("PRAGMA synchronous=OFF")
        for table in TABLES:
            counts.execute(table)
        values = {"who": who, "now": now, "step": step, "burst": BURST_S}
        counts.execute("BEGIN IMMEDIATE")
        counts.execute(FORGET, values)
        counts.execute(REWIND, values)
        taken = counts.execute(TAKE, values).rowcount == 1
        (until,) = counts.execute("SELECT until FROM asked WHERE who = :who", values).fetchone()
        counts.execute("COMMIT")
    # A refused request waits until its turn fits in the burst.
    return 0 if taken else max(1, math.ceil(until - now + step - BURST_S))


def _file() -> Path:
    return Path(settings.HOME) / "api-rate.sqlite3"


def client_address(request: HttpRequest) -> str:
    """The address of who asks. Behind API_PROXIES proxies of ours, the one that the outermost of them saw."""
    proxies = int(settings.API_PROXIES)
    clients = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if 0 < proxies <= len(clients):
        return str(clients[-proxies])[:64]
    return str(request.META.get("REMOTE_ADDR", ""))
