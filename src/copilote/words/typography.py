"""French typography, and the English one where one reads in English."""

from __future__ import annotations

import re
from datetime import date

from copilote.words.language import english
from copilote.words.numbers import NBSP

_TIED = re.compile("[ \u00a0]([:;?!%])")
_LOOSE = re.compile(" (?=[:;?!»%€])")


def quoted(name: str) -> str:
    """A name of an official list with the quotes of French.

    >>> quoted('CA de Blois "Agglopolys"')
    'CA de Blois «\\xa0Agglopolys\\xa0»'
    """
    return re.sub(r'"([^"]*)"', "«\u00a0\\1\u00a0»", name) if '"' in name else name


def tied(text: str) -> str:
    """No-break spaces before the marks tied to the word before, and the typographic apostrophe.

    In English these marks touch the word before, also where a French sentence set them apart.
    """
    text = text.replace("'", "’")
    if english():
        return _TIED.sub(r"\1", text)
    return _LOOSE.sub(NBSP, text).replace("« ", f"«{NBSP}")


def capital(text: str) -> str:
    """A text that begins a sentence or a line: its first letter a capital, the others as they are.

    >>> capital("à partir du 01/04/2026"), capital("")
    ('À partir du 01/04/2026', '')
    """
    return text[:1].upper() + text[1:]


def day_words(day: date | None) -> str:
    """ "26/11/2026"; "" for None."""
    return day.strftime("%d/%m/%Y") if day else ""
