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
def _patterns() -> tuple[tuple[Term, bool, tuple[str, ...], re.Pattern[str]], ...]:
    """Acronyms and units as they are written, the other words in any case (True): names that a page holds one of, and
    how it stands there."""
    found = []
    for term in load_glossary():
        acronym = len(term.word) > 1 and (term.word[1].isupper() or any(c.isupper() for c in term.word[2:4]))
        if acronym:
            names = tuple(term.word.split(", "))
            found.append((term, False, names, re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")))
        elif (word := term.word.lower()) in (*PLAIN, *PLAIN_ENGLISH):
            found.append((term, True, (word,), re.compile(rf"\b{re.escape(word)}s?\b")))
    return tuple(found)


def terms_in(page: str) -> SafeString:
    """The fold of the words that the HTML of a page holds, the first `MOST`; "" for none."""
    text = unescape(_TAGS.sub(" ", page))
    lower = text.lower()
    terms = [
        term
        for term, any_case, names, pattern in _patterns()
        # A plain search first: patterns over the whole page took a sixth of the time to make it.
        if any(name in (lower if any_case else text) for name in names) and pattern.search(lower if any_case else text)
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
