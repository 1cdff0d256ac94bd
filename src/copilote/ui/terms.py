"""The words of a page that not everybody knows, with their meaning at its foot: one need not leave it."""

from __future__ import annotations

import re
from html import escape, unescape

from django.urls import reverse
from django.utils.safestring import SafeString

from copilote.reference.glossary import Term, load_glossary
from copilote.words import _, per_language

MOST = 12
PLAIN = (
    *("levier", "à localiser", "clé de répartition", "ordre de grandeur"),
    *("fonds vert", "cop régionale", "puits de carbone"),
)
PLAIN_ENGLISH = ("lever", "to be located", "allocation key", "order of magnitude", "regional cop", "carbon sink")
"""Words that are no acronym, and that a reader may not know in the sense of the plan."""
_TAGS = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", re.DOTALL)


@per_language
def _names() -> tuple[tuple[Term, bool, tuple[str, ...]], ...]:
    """Acronyms and units as they are written, the other words in any case (True): names that a page holds one of."""
    found = []
    for term in load_glossary():
        if len(term.word) > 1 and (term.word[1].isupper() or any(c.isupper() for c in term.word[2:4])):
            found.append((term, False, tuple(term.word.split(", "))))
        elif (word := term.word.lower()) in (*PLAIN, *PLAIN_ENGLISH):
            found.append((term, True, (word, f"{word}s")))
    return tuple(found)


def _stands(name: str, text: str) -> bool:
    """Whether a text holds a name as a word of its own: a pattern over the whole page takes ten times as long."""
    at = text.find(name)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
        if not any(mark.isalnum() or mark == "_" for mark in (before, after)):
            return True
        at = text.find(name, at + 1)
    return False


def terms_in(page: str) -> SafeString:
    """The fold of the words that the HTML of a page holds, the first `MOST`; "" for none."""
    text = unescape(_TAGS.sub(" ", page))
    lower = text.lower()
    terms = [
        term for term, any_case, names in _names() if any(_stands(name, lower if any_case else text) for name in names)
    ][:MOST]
    if not terms:
        return SafeString("")
    entries = "".join(
        f"<dt>{escape(term.word)}{f' ({escape(term.full)})' if term.full else ''}</dt><dd>{escape(term.meaning)}</dd>"
        for term in terms
    )
    title, whole = escape(_("Les mots de cette page")), escape(_("Tout le glossaire"))
    return SafeString(
        f'<details class="fold terms no-print"><summary><h2>{title}</h2> '
        f'<span class="sim-fold__sum">{len(terms)}</span></summary><dl>{entries}</dl>'
        f'<p><a href="{reverse("glossary")}">{whole}</a></p></details>'
    )
