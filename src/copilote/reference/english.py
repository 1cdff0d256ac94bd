"""The English of the tables' texts: an exact dictionary, by hand (`data/words`), and how a loader gives its records in
the language in use.

Names of places, people, publishers and projects are no words: they stay as they are published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar

from copilote.reference.tables import read_rows, table_path
from copilote.words import english

DOMAIN = "words"
R = TypeVar("R")

_PLACE = re.compile(r"%\(\w+\)s")
_NUMBER = re.compile("\\d{1,3}(?:[\u202f\u00a0]\\d{3})+(?:,\\d+)?|\\d+,\\d+")
_QUOTED = re.compile(r'"([^"]*)"')
_NEXT = re.compile(r"(?<=[.!?]) (?=[A-ZÀÉÊÎÔ«])")
"""Between two sentences of a text that the tables hold one by one."""


def english_of(text: str) -> str | None:
    """The English of a text of the tables, given in French; None when it has none.

    Typography is no matter, nor are the case of the first letter and a full stop: the English has those of `text`.

    >>> english_of("véhicules électriques"), english_of("Loir-et-Cher")
    ('electric vehicles', None)
    """
    return _english_of(plain(text))


def french_of(text: str) -> str:
    """The French of a text of the tables that may be in English already: what a theme's colour depends on."""
    return _french().get(text, text)


def lacks_english(text: str) -> bool:
    """Whether one reads in English and the text, given in French or in English, would stay French."""
    return bool(text) and english() and english_of(text) is None and text not in _french()


def word(text: str) -> str:
    """A text of the tables in the language in use; itself where it has no English."""
    return english_of(text) or text if text and english() else text


def in_language(records: Iterable[R], *fields: str) -> tuple[R, ...]:
    """Frozen dataclasses with the texts of some fields in the language in use: texts, tuples of texts, or None."""
    if not english():
        return tuple(records)
    return tuple(replace(record, **_told(record, fields)) for record in records)  # type: ignore[type-var]


def _told(record: object, fields: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in fields}
    return {
        name: tuple(word(text) for text in value) if isinstance(value, tuple) else word(value)
        for name, value in values.items()
    }


def plain(text: str) -> str:
    """Typography apart: apostrophes, quotes, dashes and tied blanks read alike, straight or set as French has them."""
    text = _NUMBER.sub(lambda match: match[0].replace("\u00a0", "\u202f"), text)
    text = text.replace("'", "’").replace("\u00a0", " ").replace(" – ", " - ")
    return _QUOTED.sub(r"« \1 »", text).strip()


def _english_of(text: str) -> str | None:
    """Of the whole text, or of all its sentences."""
    whole, sentences = _english_of_one(text), _NEXT.split(text)
    if whole is not None or len(sentences) == 1:
        return whole
    translated = [_english_of_one(sentence) for sentence in sentences]
    return None if None in translated else " ".join(map(str, translated))


@lru_cache(maxsize=20_000)
def _english_of_one(text: str) -> str | None:
    known = _words()
    if text in known:
        return known[text]
    if text.endswith("."):
        sentence = _english_of_one(text[:-1])
        return None if sentence is None else f"{sentence}."
    turned = known.get(text[:1].swapcase() + text[1:])
    if turned is None:
        return None
    return (turned[:1].upper() if text[:1].isupper() else turned[:1].lower()) + turned[1:]


@lru_cache(maxsize=1)
def _rows() -> dict[str, str]:
    """English by French, as the tables spell it: of their names and sentences, of what the API and the server say."""
    texts: dict[str, str] = {}
    for table in ("en.csv", "sentences_en.csv", "site_en.csv"):
        for row in read_rows(table_path(DOMAIN, table)):
            if not _PLACE.search(row["french"]):
                texts.setdefault(row["french"], row["english"])
    return texts


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    return {plain(french): text.replace("%%", "%") for french, text in _rows().items()}


@lru_cache(maxsize=1)
def _french() -> dict[str, str]:
    """French by English; of several that read alike in English, the first of the table."""
    return {text: french for french, text in reversed(_rows().items())}
