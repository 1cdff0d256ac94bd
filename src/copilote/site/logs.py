"""Logs as JSON lines: one event a line, for a person with grep as for a collector."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

SECRETS = re.compile(
    r"(/(?:s|mot-de-passe|premier-acces|salle|invitation|rejoindre|courriels)/)[^\s\"']+|\b[0-9a-z]{32}\b"
)
"""What follows the name of a page in a short link (a scenario), the link of a password, of the first run, of a room or
of one's messages; the number of a session or of a link, wherever it stands."""


def without_secrets(text: str) -> str:
    """A text without what opens an account or tells a scenario.

    >>> without_secrets("Internal Server Error: /en/mot-de-passe/MQ/c1x-5f0/?a=1")
    'Internal Server Error: /en/mot-de-passe/'
    """
    return SECRETS.sub(lambda found: found[1] or "…", text)


class JsonLines(logging.Formatter):
    """Time, level, logger, message, and the fields given as `extra={"fields": {...}}`; nothing secret."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        event |= getattr(record, "fields", {})
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return without_secrets(json.dumps(event, ensure_ascii=False, default=str))
