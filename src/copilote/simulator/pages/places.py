"""Where a commune lies, said as people say it: "dans le Loir-et-Cher, région Centre-Val de Loire"."""

from __future__ import annotations

from functools import lru_cache

from copilote.reference.territories import Departement, load_collectivities, load_departements
from copilote.words import english

# Usage, not grammar, chooses the preposition; "en" is the commonest and is not listed.
_IN = {
    "dans le ": "14 15 18 25 29 30 32 39 41 45 46 47 56 59 62 63 67 68 69 81 82 83 84 90 94 95",
    "dans la ": "23 26 42 50 51 55 58 72 80 86",
    "dans l’": "01 02 03 10 11 12 27 34 36 60 61 89 91",
    "dans les ": "04 05 06 08 13 22 40 64 65 66 78 79 88 92",
    "à ": "75 974 976",
}


@lru_cache(maxsize=1)
def _prepositions() -> dict[str, str]:
    return {code: words for words, codes in _IN.items() for code in codes.split()}


def in_departement(departement: Departement) -> str:
    """ "dans le Loir-et-Cher", "en Isère"; the bare name in another language."""
    if english():
        return departement.name
    return f"{_prepositions().get(departement.code, 'en ')}{departement.name}"


@lru_cache(maxsize=1)
def departements() -> dict[str, Departement]:
    """The départements by code."""
    return {departement.code: departement for departement in load_departements()}


@lru_cache(maxsize=1)
def collectivities() -> dict[str, str]:
    """Names of the overseas collectivities, which are in no region, by code."""
    return {collectivity.code: collectivity.name for collectivity in load_collectivities()}
