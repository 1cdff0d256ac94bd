"""The errors that users read: one sentence each, in the language in use, saying what was wrong and what is accepted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from copilote.words import N_, _

UNANSWERED = N_(
    "La base du site ne répond pas : plutôt que d’autres chiffres, cette page n’en montre aucun. Réessayez dans un "
    "instant ; le simulateur des régions reste ouvert."
)


class CopiloteError(Exception):
    """Base of every error that a user can act on; its text is one sentence."""


class UnknownNameError(CopiloteError):
    """A region, lever, indicator or territory that no table holds.

    `kind` says which, with a capital; `suggestions` are the nearest right values, best first; without any, `accepted`
    is a sentence that says what would do.
    """

    def __init__(self, kind: str, text: str, suggestions: Sequence[str] = (), accepted: str = "") -> None:
        self.kind, self.text, self.suggestions = _(kind), text, tuple(suggestions)
        shown = text.encode("utf-8", "replace").decode()  # half a character, read from JSON, cannot be printed
        shown = shown if len(shown) <= 80 else shown[:77] + "…"
        message = _("%(kind)s « %(text)s » : introuvable.", kind=self.kind, text=shown)
        more = _(accepted)
        if self.suggestions:
            more = _("Vouliez-vous dire : %(names)s ?", names=", ".join(self.suggestions))
        super().__init__(f"{message} {more}".rstrip())


class AmbiguousNameError(UnknownNameError):
    """A name that several entries bear; `kind` is their plural, `suggestions` tells them apart."""

    def __init__(self, kind: str, text: str, suggestions: Sequence[str]) -> None:
        super().__init__(kind, text, suggestions)
        values = {"text": text[:80], "kind": self.kind, "names": ", ".join(self.suggestions)}
        self.args = (_("« %(text)s » désigne plusieurs %(kind)s : %(names)s. Précisez.", **values),)


class InputError(CopiloteError):
    """A value typed or read that cannot be used; the text says where and what is accepted."""


class NoTranslationError(CopiloteError):
    """The lever has no physical translation in this region: it is counted in ktCO2e only."""


class TableError(CopiloteError):
    """A reference table is missing or malformed."""


class UnavailableError(Exception):
    """What an answer depends on does not answer now; the text is one sentence. Nothing is shown in its place.

    Not a `CopiloteError`: nobody mistyped anything, and who handles those must not take it for an unknown name.
    """

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or _(UNANSWERED))


class BusyError(CopiloteError):
    """As much as the machine takes is under way; the text says when to try again."""


def fold(text: str) -> str:
    """Spelling-proof form of a name: no accent, case, punctuation or double space.

    >>> fold("  Île-de-France ")
    'ile de france'
    """
    decomposed = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("Œ", "oe"))
    kept = "".join(c for c in decomposed.lower() if unicodedata.category(c) != "Mn")
    return " ".join("".join(c if c.isalnum() else " " for c in kept).split())


def nearest(text: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """The candidates that look most like `text`, best first, compared without accents or case."""
    by_fold = {fold(candidate): candidate for candidate in candidates}
    wanted = fold(text)[:100]
    alike = get_close_matches(wanted, by_fold, n=limit, cutoff=0.55)
    around = [folded for folded in by_fold if len(wanted) > 2 and wanted in folded]
    return [by_fold[folded] for folded in dict.fromkeys([*alike, *around])][:limit]
