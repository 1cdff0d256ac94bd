"""The language that one reads in, and the English of texts that come from the tables or from below the site.

What templates and page models write themselves goes through gettext. The rest is made where Django is not known: names
in the tables, sentences of the dossier, labels of charts, formulas and errors of the planning core. Those stay French
where they are made; `t` and `say` give them in the language in use. French is the default: the command line and the
dossier never change it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar

from copilote.reference.words_en import load_sentences_en, load_words_en

FRENCH, ENGLISH = "fr", "en"
_LANGUAGE: ContextVar[str] = ContextVar("copilote_language", default=FRENCH)
T = TypeVar("T")

_PLACE = re.compile(r"%\((\w+)\)s")
_NUMBER = re.compile("\\d{1,3}(?:[\u202f\u00a0]\\d{3})+(?:,\\d+)?|\\d+,\\d+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_END = re.compile(r"(?<=[.!?]) (?=[A-ZÀÉÊÎÔ«%])")
_ROW, _PAIR, _SUM = re.compile(" ; "), re.compile(" : "), re.compile(r" \+ ")
_WEIGHED = re.compile(r"([\d,]+ × )(.+)")
_BEHIND = re.compile(r"(.+)( \(|, )([^(),]*)(\)|)")
_QUOTED = re.compile(r'"([^"]*)"')
_COPIED = "as_"
_LITERAL = 5
"""Letters that a sentence needs around its places to be recognised; a shorter one is only for `say`."""


def language() -> str:
    """The language in use: "fr" or "en"."""
    return _LANGUAGE.get()


def english() -> bool:
    """Whether one reads in English."""
    return _LANGUAGE.get() == ENGLISH


@contextmanager
def speaking(code: str | None) -> Iterator[None]:
    """Use a language ("fr", "en-gb"…) for what is made inside; French for one that is not known."""
    token = _LANGUAGE.set(ENGLISH if (code or FRENCH).startswith(ENGLISH) else FRENCH)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def t(text: str) -> str:
    """A text of the tables, or a sentence made below the site, in the language in use; itself when it has no English.

    >>> with speaking("en"):
    ...     t("Véhicules électriques"), t("12,5 %")
    ('Electric vehicles', '12.5 %')
    """
    if not text or _LANGUAGE.get() != ENGLISH:
        return text
    found = _english(text)
    return text if found is None else found


def say(pattern: str, **values: object) -> str:
    """A French sentence filled in, or its English: `say("%(count)s sur %(all)s", count=3, all=7)`.

    Names among the values are translated too; numbers are to be written by `ui.words`, which knows the language.
    """
    if _LANGUAGE.get() != ENGLISH:
        return pattern % values
    told = load_sentences_en().get(pattern, pattern)
    return told % {key: (_exact(value) or value) if isinstance(value, str) else value for key, value in values.items()}


def french_of(text: str) -> str:
    """The French of a name of the tables that may be in English already: what a theme's colour depends on."""
    return _french().get(text, text)


def lacks_english(text: str) -> bool:
    """Whether one reads in English and the text, given in French, would stay so."""
    return bool(text) and english() and _english(text) is None and text not in _known_english()


def local(thing: T, *fields: str) -> T:
    """A frozen dataclass with the texts of some fields in the language in use; itself in French."""
    if not english():
        return thing
    changes: dict[str, Any] = {}
    for name in fields:
        value = getattr(thing, name)
        if isinstance(value, str):
            changes[name] = t(value)
        elif isinstance(value, tuple):
            changes[name] = tuple(t(one) for one in value)
    return replace(thing, **changes)  # type: ignore[type-var]


@lru_cache(maxsize=20_000)
def _english(text: str) -> str | None:
    """The English of a text: of the tables, of a sentence, or of a formula that holds no word; None when unknown."""
    plain = _plain(text)
    found = _exact(text)
    for rule in (_several, _sentence):
        if found is None:
            found = rule(plain)
    if found is None and not _WORD.search(plain):
        found = numbers(text)
    return found


def _several(plain: str) -> str | None:
    """Sentences one after the other, names in a row, pairs or a sum, or with something behind; each has its English."""
    for mark, between in ((_END, " "), (_ROW, "; "), (_PAIR, ": "), (_SUM, " + ")):
        parts = mark.split(plain)
        if len(parts) == 1:
            continue
        told = _sentences_in(parts) if mark is _END else [_weighed(part) for part in parts]
        if None not in told:
            return between.join(one for one in told if one)
    match = _BEHIND.fullmatch(plain)
    if match is None or _PAIR.search(match[3]):
        return None
    head = _exact(match[1]) or _several(match[1])
    return f"{head}{match[2]}{_exact(match[3]) or match[3]}{match[4]}" if head else None


def _weighed(plain: str) -> str | None:
    """The English of a name, with its weight in a mix of keys ("0,5 × Population") when it has one."""
    match = _WEIGHED.fullmatch(plain)
    told = _exact(match[2]) if match else None
    return f"{numbers(match[1])}{told}" if match and told else _exact(plain)


def _sentences_in(parts: list[str]) -> list[str | None]:
    """Sentences one after the other; the tables may hold several of them as one text."""
    told: list[str | None] = []
    at = 0
    while at < len(parts):
        for end in range(len(parts), at, -1):
            if (at, end) == (0, len(parts)):
                continue
            text = " ".join(parts[at:end])
            found = _english(text) if end == at + 1 else _exact(text)
            if found is not None:
                break
        else:
            return [None]
        told.append(found)
        at = end
    return told


def _exact(text: str) -> str | None:
    """The English of a name of the tables, whatever the case of its first letter, with a full stop or not."""
    plain = _plain(text)
    found = _words().get(plain)
    if found is None and plain.endswith("."):
        found = _exact(plain[:-1])
        return None if found is None else f"{found}."
    if found is None:
        turned = _words().get(plain[:1].swapcase() + plain[1:])
        if turned is not None:
            found = (turned[:1].upper() if plain[:1].isupper() else turned[:1].lower()) + turned[1:]
    return found


def _plain(text: str) -> str:
    """Typography apart: apostrophes, quotes, dashes and tied blanks read alike, straight or set as French has them."""
    plain = _NUMBER.sub(lambda match: match[0].replace("\u00a0", "\u202f"), text)
    plain = plain.replace("'", "’").replace("\u00a0", " ").replace(" – ", " - ")
    return _QUOTED.sub(r"« \1 »", plain).strip()


def numbers(text: str) -> str:
    """The numbers of a French text written the English way: "1\u202f138,06" becomes "1,138.06"."""

    def turned(match: re.Match[str]) -> str:
        whole, _comma, rest = match[0].partition(",")
        whole = re.sub("[\u202f\u00a0]", ",", whole)
        return f"{whole}.{rest}" if rest else whole

    return _NUMBER.sub(turned, text)


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    sentences = {french: told for french, told in load_sentences_en().items() if not _PLACE.search(french)}
    return {_plain(french): told.replace("%%", "%") for french, told in {**sentences, **load_words_en()}.items()}


@lru_cache(maxsize=1)
def _french() -> dict[str, str]:
    return {told: french for french, told in reversed(load_words_en().items())}


@lru_cache(maxsize=1)
def _known_english() -> frozenset[str]:
    return frozenset(_words().values())


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences with places, as patterns; those with most words of their own first."""
    found = []
    for french, told in load_sentences_en().items():
        literal = _PLACE.sub("", french)
        if not _PLACE.search(french) or sum(c.isalpha() for c in literal) < _LITERAL:
            continue
        parts = _PLACE.split(_plain(french).replace("%%", "%"))
        seen: set[str] = set()
        pattern = ""
        for i, part in enumerate(parts):
            if i % 2 == 0:
                pattern += re.escape(part)
            else:
                pattern += f"(?P={part})" if part in seen else f"(?P<{part}>.+?)"
                seen.add(part)
        found.append((len(literal), re.compile(pattern, re.DOTALL), told))
    found.sort(key=lambda one: -one[0])
    return tuple((pattern, told) for _size, pattern, told in found)


def _place(name: str, value: str) -> str:
    """What stands in a place of a sentence, in English; a place named "as_…" is copied: the columns of a file."""
    return value if name.startswith(_COPIED) else _english(value) or numbers(value)


def _sentence(plain: str) -> str | None:
    for pattern, told in _sentences():
        match = pattern.fullmatch(plain)
        if match:
            return told % {name: _place(name, value) for name, value in match.groupdict().items()}
    bare = _sentence(plain[:-1]) if plain.endswith(".") else None
    return None if bare is None else f"{bare}."
