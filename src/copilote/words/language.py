"""The language in use, held in a context variable that the edge sets, and sentences in it, by gettext.

French is what is written in the code, and the default: the command line never changes it. A sentence is translated
where it is made; what keeps sentences keeps them by language (`per_language`).
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

FRENCH, ENGLISH = "fr", "en"
LOCALE = Path(__file__).parent / "locale"
DOMAIN = "django"
"""The name that Django's own commands give to a catalogue; the templates read the same one."""

_LANGUAGE: ContextVar[str] = ContextVar("copilote_language", default=FRENCH)
P = ParamSpec("P")
T = TypeVar("T")


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


@lru_cache(maxsize=1)
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, [ENGLISH], fallback=True)


def _(text: str, /, **values: object) -> str:
    """A sentence in the language in use, filled in: `_("%(done)s sur %(all)s", done="3", all="7")`.

    Values are written already: names by the loaders, numbers by `words.numbers`. A "%" of a sentence with values is
    doubled, as gettext has it.
    """
    told = _catalogue().gettext(text) if text and english() else text
    return told % values if values else told


def N_(text: str) -> str:  # noqa: N802  the name that gettext gives it
    """A sentence marked for the catalogue, to be translated by `_` when it is used."""
    return text


def nouns(word: str, words: str) -> tuple[str, str]:
    """A noun and its plural, marked for the catalogue: `counted(3, *nouns("levier", "leviers"))`."""
    return word, words


def ngettext(single: str, several: str, count: float, /, **values: object) -> str:
    """A sentence that depends on a count, filled in: `ngettext("%(n)s ligne", "%(n)s lignes", 3, n="3")`."""
    text = noun(count, single, several)
    return text % values if values else text


def noun(count: float, word: str, words: str) -> str:
    """The form of a noun after a count: French has the plural from 2 on, English unless it is 1.

    >>> noun(1.5, "levier", "leviers"), noun(2, "levier", "leviers")
    ('levier', 'leviers')
    """
    if english():
        return _catalogue().ngettext(word, words, 1 if count == 1 else 2)
    return word if abs(count) < 2 else words


def per_language(function: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function returns, for each language: its texts and addresses differ from one to the other."""

    @lru_cache(maxsize=1200)
    def kept(spoken: str, *args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> T:
        return kept(language(), *args, **kwargs)  # type: ignore[arg-type]  # those of a kept function are hashable

    called.cache_clear = kept.cache_clear  # type: ignore[attr-defined]
    return called
