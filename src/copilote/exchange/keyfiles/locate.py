"""The commune that a publisher names without its code: "LE HAVRE" in "76", "ST DENIS" in "SEINE-SAINT-DENIS"."""

from __future__ import annotations

import re
from functools import lru_cache

from copilote.reference.errors import fold
from copilote.reference.passage import load_passage
from copilote.reference.territories import load_communes, load_departements

TAIL = re.compile(r"( cedex)?( \d+ ?(er|e|eme|ere)?)?( arrondissement)?$")
ARTICLE = re.compile(r"(.+) (le|la|les|l)")
FIRST = 2
"""Characters of a code that are its département's, but for those overseas."""


def commune_named(name: str, departement: str) -> str | None:
    """The code of the commune of that name in a département (its code or its name); None when there is none.

    A commune that has joined another since is found by its old name, with its old code.
    """
    names = _by_name()
    return next(
        (code for place in _departements(departement) if (code := names.get((place, _bare(name)))) is not None), None
    )


def _departements(text: str) -> tuple[str, ...]:
    """A département's code; those of Corsica for "20"."""
    bare = text.strip().upper()
    if bare == "20":
        return ("2A", "2B")
    if bare.isdecimal() and len(bare) == 1:
        return (f"0{bare}",)
    known = _by_departement_name()
    return (known.get(fold(text), bare),)


@lru_cache(maxsize=1)
def _by_departement_name() -> dict[str, str]:
    return {fold(one.name): one.code for one in load_departements()}


@lru_cache(maxsize=1)
def _by_name() -> dict[tuple[str, str], str]:
    """Communes by département and bare name: those of the past, then those of today, which go first."""
    old = {(_departement_of(one.old_code), _bare(one.old_name)): one.old_code for one in load_passage() if one.old_name}
    return old | {(one.departement, _bare(one.name)): one.code for one in load_communes()}


def _departement_of(code: str) -> str:
    return code[:3] if code.startswith("97") else code[:FIRST]


def _bare(name: str) -> str:
    """A name as all publishers write it: articles first, "saint" in full, without a city's district."""
    text = TAIL.sub("", fold(name))
    turned = ARTICLE.fullmatch(text)
    text = f"{turned[2]} {turned[1]}" if turned else text
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in text.split())
