"""The words and acronyms of the site, by first letter."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from copilote.reference.errors import fold
from copilote.reference.glossary import Term, load_glossary
from copilote.ui.page import Entry, Page
from copilote.words import _


@dataclass(frozen=True, kw_only=True)
class GlossaryPage(Page):
    """The glossary: the terms that begin with each letter."""

    letters: tuple[tuple[str, tuple[Term, ...]], ...]


def glossary_page() -> GlossaryPage:
    """The page: terms grouped by first letter."""
    terms = load_glossary()
    by_letter = groupby(terms, key=lambda term: fold(term.word)[0].upper())
    return GlossaryPage(
        title=_("%(n)s mots pour comprendre le site", n=len(terms)),
        summary=_("Les mots de la planification écologique et les sigles du site, en une ou deux phrases chacun."),
        section="method",
        trail=(Entry(_("Méthode"), reverse("method")), Entry(_("Glossaire"), reverse("glossary"))),
        letters=tuple((letter, tuple(group)) for letter, group in by_letter),
    )
