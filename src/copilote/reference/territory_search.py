"""Search of a territory by name, code or postcode over all of France, proof against the ways people spell.

Tables of communes are folded as whole texts and scanned line by line: some 42,000 names in about a tenth of a second,
without an index to keep in step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from copilote.reference.errors import InputError, fold
from copilote.reference.simulator import ALIASES, FORMER
from copilote.reference.tables import table_path
from copilote.reference.territories import (
    COM,
    DOMAIN,
    commune_or_none,
    departement_of,
    load_bodies,
    load_departements,
    load_regions,
)
from copilote.words import N_, _

LEVELS = ("commune", "departement", "region", "collectivite", "epci", "ept")
"""Levels in the order in which equals are listed: "Paris" is first a city."""

_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "s": "sur", "ss": "sous"}
_ARTICLE = re.compile(r"^(?:le|la|les|l) ")
_EPCI_KINDS = re.compile(
    r"^(?:cc|ca|cu|communaute de communes|communaute d agglomeration|communaute urbaine|metropole)"
    r"(?: (?:des|du|de la|de l|de|d))? "
)
_LETTERS = {
    "a": "àâä",
    "e": "éèêë",
    "i": "îï",
    "o": "ôö",
    "u": "ùûü",
    "y": "ÿ",
    "c": "ç",
    "oe": "œ",
    "ae": "æ",
    " ": "-'’()",
}
"""Letters of French that each plain one stands for."""
_FORMERLY = {
    "merged": N_("ancienne commune : %(name)s (%(code)s)"),
    "recoded": N_("ancien code : %(name)s (%(code)s)"),
    "renamed": N_("ancien nom : %(name)s"),
    "district": "%(name)s (%(code)s)",
}

Accepts = Callable[[str], bool]


@dataclass(frozen=True)
class Match:
    """A territory found. level : one of LEVELS; departement : code, for a commune.

    via : the former name, arrondissement or postcode that led there, in words; None for its own name or code.
    former : that former name of a commune, "" otherwise.
    """

    level: str
    code: str
    name: str
    population: int | None
    departement: str | None = None
    via: str | None = None
    former: str = ""


@dataclass(frozen=True)
class _Line:
    """A name that can be searched: its folded form, and what it leads to. penalty : added to its rank."""

    key: str
    match: Match
    penalty: float = 0.0


Ranked = tuple[float, Match]
"""A match and its rank, 0 for the best."""


def search(text: str, limit: int = 20) -> tuple[Match, ...]:
    """Territories that answer to a name, a code or a postcode, best first, `limit` at most.

    Exact names come first, then names that begin so, then those that hold the words; among equals the most populous.
    Former names lead to the commune of today (`via` says so). A département code after a name narrows the search
    ("Saint-Denis 93"). When nothing answers, close spellings are tried. An empty answer means that nothing is near.

    Raises
    ------
    InputError : no letter or digit in `text`.
    """
    folded = fold(text)[:100]
    if not folded:
        raise InputError(_("Recherche vide : donnez un nom, un code ou un code postal."))
    ranked = [*_by_code(folded), *_by_alias(folded)]
    if not re.fullmatch(r"\d+", folded):
        name, place = _place(folded)
        ranked += _by_name(_expanded(name), place)
        if not ranked and place:
            ranked = _by_name(_expanded(folded), None)
        if not ranked:
            ranked = _by_close_spelling(_expanded(name), place)
    best: dict[tuple[str, str], Ranked] = {}
    for rank, match in ranked:
        key = (match.level, match.code)
        if key not in best or rank < best[key][0]:
            best[key] = (rank, match)
    matches = [match for _rank, match in sorted(best.values(), key=_order)]
    return tuple(matches[: max(limit, 0)])


def _order(ranked: Ranked) -> tuple[float, int, int, str]:
    rank, match = ranked
    return rank, -(match.population or 0), LEVELS.index(match.level), match.code


def _expanded(folded: str) -> str:
    """Abbreviations of place names written out: "st denis" → "saint denis", "chalons s saone" → "chalons sur saone"."""
    return " ".join(_ABBREVIATIONS.get(word, word) for word in folded.split())


def _place(folded: str) -> tuple[str, str | None]:
    """A name and the département code that may follow it."""
    name, _blank, last = folded.rpartition(" ")
    if name and any(departement.code == last.upper() for departement in load_departements()):
        return name, last.upper()
    return folded, None


def _by_code(folded: str) -> Iterator[Ranked]:
    code = folded.upper().replace(" ", "")
    for line in _bodies():
        if line.match.code == code:
            yield 0.0, line.match
    if len(code) == 5:
        commune = commune_or_none(code)
        if commune:
            yield 0.0, Match("commune", code, commune.name, commune.population, departement_of(code))
        for cells in _rows("former", line_is=lambda line: line.startswith(f"{folded},")):
            if cells[4] != "split":
                yield 0.5, _former(cells)
    if re.fullmatch(r"\d{5}|\d{9}", code):
        for cells in _rows("communes", line_is=lambda line: code in line):
            if code in cells[8].split():
                yield 1.0, _commune(cells, via=_("code postal %(code)s", code=code))
            elif code == cells[7]:
                yield 0.0, _commune(cells, via=f"SIREN {code}")


def _by_alias(folded: str) -> Iterator[Ranked]:
    """Regions by their usual short names, and by those of before 2016."""
    usual, former = ALIASES.get(folded), FORMER.get(folded)
    for region in load_regions():
        if region.code == usual:
            yield 0.0, Match("region", region.code, region.name, region.population)
        if region.code == former:
            via = _("nom d’une région d’avant 2016")
            yield 0.5, Match("region", region.code, region.name, region.population, via=via)


def _by_name(key: str, place: str | None) -> list[Ranked]:
    """Names that hold what was typed; place : only communes of that département."""
    words, compact = key.split(), key.replace(" ", "")
    # From the strictest reading to the loosest; the next one is tried when the one before finds nothing.
    readings: tuple[tuple[Accepts, float], ...] = (
        (lambda name: key in name, 0.0),
        (lambda name: all(word in name for word in words), 10.0),
        (lambda name: len(compact) > 3 and compact in name.replace(" ", ""), 20.0),
    )
    if len(key) < 3:
        # So short a key is inside nearly every name: it must be a word, or the beginning of the name.
        readings = ((lambda name: name.startswith(key) or f" {key} " in f" {name} ", 0.0),)
    for accepts, base in readings:
        matches = [
            (base + (_closeness(key, line.key) if not base else 0.0) + line.penalty, line.match)
            for line in _candidates(accepts)
            if place in (None, line.match.departement)
        ]
        if matches:
            return matches
    return []


def _by_close_spelling(key: str, place: str | None) -> list[Ranked]:
    """Names one or two letters away, among those of about the same length that share a beginning or an end."""
    if len(key) < 4:
        return []

    def alike(name: str) -> bool:
        return abs(len(name) - len(key)) <= 2 and (name[:2] == key[:2] or name[-4:] == key[-4:])

    near = [line for line in _candidates(alike) if place in (None, line.match.departement)]
    names = get_close_matches(key, {line.key for line in near}, n=10, cutoff=0.8)
    return [(30.0 + names.index(line.key) + line.penalty, line.match) for line in near if line.key in names]


def _closeness(key: str, name: str) -> float:
    """How well a name that holds the key answers it: 0 for the same, more for less."""
    bare_key, bare_name = _ARTICLE.sub("", key), _ARTICLE.sub("", name)
    answers = (
        name == key,
        bare_name == bare_key,
        name.startswith(f"{key} ") or bare_name.startswith(f"{bare_key} "),
        name.startswith(key),
        f" {key} " in f" {name} ",
        f" {key}" in name,
        True,
    )
    return float(answers.index(True))


def _candidates(accepts: Accepts) -> Iterator[_Line]:
    """Every name of every level that `accepts` takes, present and former."""
    yield from (line for line in _bodies() if accepts(line.key))
    for cells in _rows("communes", name_is=accepts):
        yield _Line(cells[-1], _commune(cells))
    for cells in _rows("former", name_is=accepts):
        if cells[4] != "split":
            yield _Line(cells[-1], _former(cells), 0.5)


def _commune(cells: list[str], via: str | None = None) -> Match:
    population = int(cells[6]) if cells[6] else None
    return Match("commune", cells[0], cells[1], population, departement_of(cells[0]), via)


def _former(cells: list[str]) -> Match:
    code, name, kind, target = cells[0], cells[1], cells[4], cells[5]
    commune = commune_or_none(target)
    if commune is None:
        raise ValueError(f"passage.csv: {target} is not a commune")
    via = _(_FORMERLY[kind], name=name, code=code)
    return Match("commune", target, commune.name, commune.population, departement_of(target), via, name)


@lru_cache(maxsize=2)
def _bodies() -> tuple[_Line, ...]:
    """Names of regions, collectivities, départements, EPCI (with and without their type) and EPT."""
    lines = []
    for body in load_bodies():
        match = Match(body.level, body.code, body.name, body.population)
        key = _expanded(fold(body.name))
        lines.append(_Line(key, match))
        short = _EPCI_KINDS.sub("", key)
        if body.level == "epci" and short != key:
            lines.append(_Line(short, match))
    return tuple(lines)


@lru_cache(maxsize=4)
def _texts(which: str) -> tuple[list[str], list[str], list[str]]:
    """The lines of all tables of communes, or of the passage: as they are, folded, and their folded names alone."""
    codes = [*(region.code for region in load_regions()), COM]
    tables = ["passage.csv"] if which == "former" else [f"communes/{code}.csv" for code in codes]
    paths = [table_path(DOMAIN, table) for table in tables]
    # The header goes; no name of a commune holds a comma or a quote (the script that makes the tables checks it).
    raw = "".join(path.read_text(encoding="utf-8").split("\n", 1)[1] for path in paths)
    folded = raw.lower()
    for plain, letters in _LETTERS.items():
        for letter in letters:
            folded = folded.replace(letter, plain)
    lines = folded.splitlines()
    return raw.splitlines(), lines, [" ".join(line.split(",", 2)[1].split()) for line in lines]


def _rows(which: str, *, line_is: Accepts | None = None, name_is: Accepts | None = None) -> Iterator[list[str]]:
    """The rows whose folded line, or folded name, is accepted: their cells, and the folded name at the end."""
    raw, lines, names = _texts(which)
    for at, name in enumerate(names):
        if name_is(name) if name_is else line_is is None or line_is(lines[at]):
            yield [*raw[at].split(","), name]
