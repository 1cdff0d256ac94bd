"""The site's own words: the glossary, and what it states of itself (its subjects, its rules, what it logs and checks).

Both tables are written by hand, French and English side by side (`data/words`).
"""

from __future__ import annotations

from dataclasses import dataclass

from copilote.reference.errors import fold
from copilote.reference.tables import read_rows, table_path
from copilote.words import english, per_language

DOMAIN = "words"


@dataclass(frozen=True, slots=True)
class Term:
    """A word, what it means; `full` spells an acronym out, "" for another word; all in the language in use."""

    word: str
    full: str
    meaning: str

    @property
    def anchor(self) -> str:
        """ "levier", "ktco2e": what a link to the definition ends with."""
        return fold(self.word).replace(" ", "-")


@per_language
def load_glossary() -> tuple[Term, ...]:
    """Every term, in alphabetical order of the language in use."""
    own = "english" if english() else "french"
    terms = [
        Term(row[own], row[f"full_{own}"], row[f"meaning_{own}"])
        for row in read_rows(table_path(DOMAIN, "glossary.csv"))
    ]
    return tuple(sorted(terms, key=lambda term: fold(term.word)))


@per_language
def load_statements(about: str) -> dict[str, str]:
    """Texts by key, in the table's order and the language in use.

    about : "domain" (the subject of a folder of tables), "rule" and "rule_meaning" (how a national target becomes
    regional), "log" (fields of a line of the log), "verified" and "limit" (the accessibility statement), "indicator"
    (what follows the value of one in daily words).
    """
    own = "english" if english() else "french"
    rows = read_rows(table_path(DOMAIN, "statements.csv"))
    return {row["key"]: row[own] for row in rows if row["about"] == about}
