"""The errors that users read: one French sentence each, saying what was wrong and what is accepted."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from difflib import get_close_matches


class CopiloteError(Exception):
    """Base of every error that a user can act on; its text is one French sentence."""


class UnknownNameError(CopiloteError):
    """A region, lever, indicator or territory that no table holds.

    `suggestions` are the nearest right values, best first.
    """

    def __init__(self, kind: str, text: str, suggestions: Sequence[str] = (), accepted: str = "") -> None:
        self.kind, self.text, self.suggestions = kind, text, tuple(suggestions)
        shown = text.encode("utf-8", "replace").decode()  # half a character, read from JSON, cannot be printed
        shown = shown if len(shown) <= 80 else shown[:77] + "…"
        message = f"{kind} « {shown} » : introuvable."
        if self.suggestions:
            message += " Vouliez-vous dire : " + ", ".join(self.suggestions) + " ?"
        elif accepted:
            message += f" {accepted}"
        super().__init__(message)


class AmbiguousNameError(UnknownNameError):
    """A name that several entries bear; `suggestions` tells them apart."""

    def __init__(self, kind: str, text: str, suggestions: Sequence[str]) -> None:
        super().__init__(kind, text, suggestions)
        self.args = (f"« {text[:80]} » désigne plusieurs {kind} : " + ", ".join(self.suggestions) + ". Précisez.",)


class InputError(CopiloteError):
    """A value typed or read that cannot be used; the text says where and what is accepted."""


class NoTranslationError(CopiloteError):
    """The lever has no physical translation in this region: it is counted in ktCO2e only."""


class TableError(CopiloteError):
    """A reference table is missing or malformed."""


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
    by_fold = {fold(c): c for c in candidates}
    wanted = fold(text)[:100]
    found = get_close_matches(wanted, by_fold, n=limit, cutoff=0.55)
    found += [f for f in by_fold if wanted and len(wanted) > 2 and wanted in f and f not in found]
    return [by_fold[f] for f in found[:limit]]


def french(value: float) -> str:
    """A number inside a French sentence: no exponent, thousands apart, decimal comma, six digits at most.

    >>> french(131.5035), french(1188000.0)
    ('131,504', '1\u202f188\u202f000')
    """
    if not math.isfinite(value):
        return f"{value:g}"
    rounded = Decimal(f"{value + 0.0:.6g}")  # adding 0 makes −0 a plain 0
    return f"{rounded:,f}".replace(",", "\u202f").replace(".", ",").replace("-", "−")


def operand(value: float) -> str:
    """A number after a sign, in a formula: a negative one goes between parentheses.

    >>> f"{french(-3)} − {operand(-2)}"
    '−3 − (−2)'
    """
    return f"({french(value)})" if value < 0 else french(value)
