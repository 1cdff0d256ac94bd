"""English for the words of the tables, the sentences made of them and what the API says: three tables, by hand."""

from __future__ import annotations

from functools import lru_cache

from copilote.reference.tables import read_rows, table_path

DOMAIN = "words"


@lru_cache(maxsize=4)
def load_words_en(edition: str | None = None) -> dict[str, str]:
    """English by French: names of levers, units, sectors, indicators, reasons… as the tables spell them."""
    return _read(edition, "en.csv")


@lru_cache(maxsize=4)
def load_sentences_en(edition: str | None = None) -> dict[str, str]:
    """English by French: sentences with named places ("%(count)s leviers"), those of the API and the server too."""
    return _read(edition, "site_en.csv") | _read(edition, "sentences_en.csv")


def _read(edition: str | None, name: str) -> dict[str, str]:
    return {row["french"]: row["english"] for row in read_rows(table_path(DOMAIN, edition, name))}
