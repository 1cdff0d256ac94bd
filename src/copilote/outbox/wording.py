"""The text of a message: fields put in their places, and nothing that could be more than text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

from copilote.outbox.kinds import MessageKind
from copilote.reference.errors import InputError, nearest

LONGEST_SUBJECT, LONGEST_FIELD = 150, 2000
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that end a line, ring a bell, turn the writing round or are halves; neither tabulation nor line feed."""


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its fields in their places. Raises InputError for a field that there is not, or a lone brace.

    >>> filled("Bonjour {nom}", {"nom": "Anne"})
    'Bonjour Anne'
    """
    parts = []
    for before, name, layout, conversion in _parsed(text):
        parts.append(before)
        if name is None:
            continue
        if name not in values or layout or conversion:
            raise InputError(_unknown(name + (f":{layout}" if layout else ""), values))
        parts.append(clean(values[name])[:LONGEST_FIELD])
    return "".join(parts)


def check(text: str, kind: MessageKind) -> None:
    """Raise InputError for a text of a kind that could not be filled."""
    filled(text, kind.example)


def one_line(text: str) -> str:
    """A text as a header can bear it: one line, without control characters, not too long.

    >>> one_line("Bonjour\\r\\nBcc: autre@exemple.fr")
    'Bonjour Bcc: autre@exemple.fr'
    """
    line = " ".join(clean(text).split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


def clean(text: str) -> str:
    """A text without control characters, its lines ended in one way."""
    return CONTROL.sub("", re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text))


def _parsed(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(Formatter().parse(text))
    except ValueError:
        raise InputError("Une accolade est seule : écrivez un champ entre deux accolades, comme {nom}.") from None


def _unknown(name: str, values: Mapping[str, str]) -> str:
    accepted = ", ".join(f"{{{known}}}" for known in values)
    near = nearest(name, values, 1)
    maybe = f" Vouliez-vous dire {{{near[0]}}} ?" if near else ""
    return f"« {{{name[:40]}}} » n’est pas un champ de ce message.{maybe} Champs acceptés : {accepted}."
