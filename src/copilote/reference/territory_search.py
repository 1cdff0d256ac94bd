"""Search of a territory by name, code or postcode over all of France, proof against the ways people spell.

Tables of communes are folded as whole texts and scanned line by line: some 42,000 names in about a tenth of a second,
without an index to keep in step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from copilote.reference.errors import InputError, fold
from copilote.reference.simulator import ALIASES, FORMER
from copilote.reference.tables import latest, table_path
from copilote.reference.territory_tables import (
    COM,
    DOMAIN,
    Departement,
    Epci,
    Region,
    commune_or_none,
    departement_of,
    load_collectivities,
    load_departements,
    load_epci,
    load_ept,
    load_regions,
)

# Levels in the order in which equals are listed: "Paris" is first a city.
LEVELS = ("commune", "departement", "region", "collectivite", "epci", "ept")

_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "s": "sur", "ss": "sous"}
_ARTICLES = ("le ", "la ", "les ", "l ")
_EPCI_KINDS = re.compile(
    r"^(?:cc|ca|cu|communaute de communes|communaute d agglomeration|communaute urbaine|metropole)"
    r"(?: (?:des|du|de la|de l|de|d))? "
)
_LETTERS = {
    **dict.fromkeys("àâä", "a"),
    **dict.fromkeys("éèêë", "e"),
    **dict.fromkeys("îï", "i"),
    **dict.fromkeys("ôö", "o"),
    **dict.fromkeys("ùûü", "u"),
    **dict.fromkeys("-'’()", " "),
    "ÿ": "y",
    "ç": "c",
    "œ": "oe",
    "æ": "ae",
}


@dataclass(frozen=True)
class Match:
    """A territory found. level : one of LEVELS; departement : code, for a commune.

    via : in French, the former name, arrondissement or postcode that led there; None for its own name or code.
    """

    level: str
    code: str
    name: str
    population: int | None
    departement: str | None = None
    via: str | None = None


@dataclass(frozen=True)
class _Line:
    """A name that can be searched: its folded form, and what it leads to."""

    key: str
    match: Match
    penalty: float = 0.0


def search(text: str, limit: int = 20, edition: str | None = None) -> tuple[Match, ...]:
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
        raise InputError("Recherche vide : donnez un nom, un code ou un code postal.")
    chosen = edition or latest(DOMAIN)
    ranked = [*_by_code(folded, chosen), *_by_alias(folded, chosen)]
    if not re.fullmatch(r"\d+", folded):
        name, place = _place(folded, chosen)
        ranked += _by_name(_expanded(name), place, chosen)
        if not ranked and place:
            ranked = _by_name(_expanded(folded), None, chosen)
        if not ranked:
            ranked = _by_close_spelling(_expanded(name), place, chosen)
    best: dict[tuple[str, str], tuple[float, Match]] = {}
    for rank, match in ranked:
        key = (match.level, match.code)
        if key not in best or rank < best[key][0]:
            best[key] = (rank, match)
    order = sorted(
        best.values(),
        key=lambda pair: (pair[0], -(pair[1].population or 0), LEVELS.index(pair[1].level), pair[1].code),
    )
    return tuple(match for _, match in order[: max(limit, 0)])


def _expanded(folded: str) -> str:
    """Abbreviations of place names written out: "st denis" → "saint denis", "chalons s saone" → "chalons sur saone"."""
    return " ".join(_ABBREVIATIONS.get(word, word) for word in folded.split())


def _place(folded: str, edition: str) -> tuple[str, str | None]:
    """A name and the département code that may follow it."""
    name, _, last = folded.rpartition(" ")
    if name and any(row.code == last.upper() for row in load_departements(edition=edition)):
        return name, last.upper()
    return folded, None


def _by_code(folded: str, edition: str) -> Iterator[tuple[float, Match]]:
    code = folded.upper().replace(" ", "")
    for line in _bodies(edition):
        if line.match.code == code:
            yield 0.0, line.match
    if len(code) == 5:
        commune = commune_or_none(code, edition)
        if commune:
            yield 0.0, Match("commune", code, commune.name, commune.population, departement_of(code))
        for row in _rows(edition, "former", lambda line: line.startswith(folded + ",")):
            if row[4] != "split":
                yield 0.5, _former(row, edition)
    if re.fullmatch(r"\d{5}|\d{9}", code):
        for row in _rows(edition, "communes", lambda line: code in line):
            if code in row[8].split():
                yield 1.0, _commune(row, via=f"code postal {code}")
            elif code == row[7]:
                yield 0.0, _commune(row, via=f"SIREN {code}")


def _by_alias(folded: str, edition: str) -> Iterator[tuple[float, Match]]:
    """Regions by their usual short names, and by those of before 2016."""
    regions = {row.code: row for row in load_regions(edition)}
    for names, rank in ((ALIASES, 0.0), (FORMER, 0.5)):
        region = regions.get(names.get(folded, ""))
        if region:
            via = None if names is ALIASES else "nom d’une région d’avant 2016"
            yield rank, Match("region", region.code, region.name, region.population, via=via)


def _by_name(key: str, place: str | None, edition: str) -> list[tuple[float, Match]]:
    if len(key) < 3:
        # So short a key is inside nearly every name: it must be a word, or the beginning of the name.
        return [
            (_closeness(key, line.key) + line.penalty, line.match)
            for line in _candidates(lambda name: name.startswith(key) or f" {key} " in f" {name} ", edition)
            if place in (None, line.match.departement)
        ]
    words = key.split()
    compact = key.replace(" ", "")
    # From the strictest reading to the loosest; the next one is tried when the one before finds nothing.
    for accepts, base in (
        (lambda name: key in name, 0.0),
        (lambda name: all(word in name for word in words), 10.0),
        (lambda name: len(compact) > 3 and compact in name.replace(" ", ""), 20.0),
    ):
        found = [
            (base + (_closeness(key, line.key) if not base else 0.0) + line.penalty, line.match)
            for line in _candidates(accepts, edition)
            if place in (None, line.match.departement)
        ]
        if found:
            return found
    return []


def _by_close_spelling(key: str, place: str | None, edition: str) -> list[tuple[float, Match]]:
    """Names one or two letters away, among those of about the same length that share a beginning or an end."""
    if len(key) < 4:
        return []
    near = [
        line
        for line in _candidates(
            lambda name: abs(len(name) - len(key)) <= 2 and (name[:2] == key[:2] or name[-4:] == key[-4:]), edition
        )
        if place in (None, line.match.departement)
    ]
    names = get_close_matches(key, {line.key for line in near}, n=10, cutoff=0.8)
    return [(30.0 + names.index(line.key) + line.penalty, line.match) for line in near if line.key in names]


def _closeness(key: str, name: str) -> float:
    """How well a name that holds the key answers it: 0 for the same, more for less."""
    if name == key:
        return 0.0
    if _bare(name) == _bare(key):
        return 1.0
    if name.startswith(key + " ") or _bare(name).startswith(_bare(key) + " "):
        return 2.0
    if name.startswith(key):
        return 3.0
    if f" {key} " in f" {name} ":
        return 4.0
    return 5.0 if f" {key}" in name else 6.0


def _bare(name: str) -> str:
    """A name without its article: "le mans" → "mans"."""
    for article in _ARTICLES:
        if name.startswith(article):
            return name.removeprefix(article)
    return name


def _candidates(accepts: Callable[[str], bool], edition: str) -> Iterator[_Line]:
    """Every name of every level that `accepts` takes, present and former."""
    for line in _bodies(edition):
        if accepts(line.key):
            yield line
    for row in _rows(edition, "communes", None, accepts):
        yield _Line(row[-1], _commune(row))
    for row in _rows(edition, "former", None, accepts):
        if row[4] != "split":
            yield _Line(row[-1], _former(row, edition), 0.5)


def _commune(row: list[str], via: str | None = None) -> Match:
    population = int(row[6]) if row[6] else None
    return Match("commune", row[0], row[1], population, departement_of(row[0]), via)


def _former(row: list[str], edition: str) -> Match:
    code, name, kind, target = row[0], row[1], row[4], row[5]
    commune = commune_or_none(target, edition)
    if commune is None:
        raise ValueError(f"passage.csv: {target} is not a commune")
    sentences = {
        "merged": f"ancienne commune : {name} ({code})",
        "recoded": f"ancien code : {name} ({code})",
        "renamed": f"ancien nom : {name}",
        "district": f"{name} ({code})",
    }
    return Match("commune", target, commune.name, commune.population, departement_of(target), sentences[kind])


@lru_cache(maxsize=2)
def _bodies(edition: str) -> tuple[_Line, ...]:
    """Names of regions, collectivities, départements, EPCI (with and without their type) and EPT."""
    lines = []
    bodies: list[Region | Departement | Epci] = [*load_regions(edition), *load_collectivities(edition)]
    bodies += [*load_departements(edition=edition), *load_epci(edition=edition), *load_ept(edition)]
    for body in bodies:
        match = Match(body.level, body.code, body.name, body.population)
        key = _expanded(fold(body.name))
        lines.append(_Line(key, match))
        short = _EPCI_KINDS.sub("", key)
        if body.level == "epci" and short != key:
            lines.append(_Line(short, match))
    return tuple(lines)


@lru_cache(maxsize=4)
def _texts(edition: str, which: str) -> tuple[list[str], list[str], list[str]]:
    """The lines of all tables of communes, or of the passage: as they are, folded, and their folded names alone."""
    if which == "former":
        paths = [table_path(DOMAIN, edition, "passage.csv")]
    else:
        codes = [row.code for row in load_regions(edition)]
        paths = [table_path(DOMAIN, edition, f"communes/{code}.csv") for code in [*codes, COM]]
    # The header goes; no name of a commune holds a comma or a quote (the script that makes the tables checks it).
    raw = "".join(path.read_text(encoding="utf-8").split("\n", 1)[1] for path in paths)
    folded = raw.lower()
    for letter, plain in _LETTERS.items():
        folded = folded.replace(letter, plain)
    lines = folded.splitlines()
    return raw.splitlines(), lines, [" ".join(line.split(",", 2)[1].split()) for line in lines]


def _rows(
    edition: str,
    which: str,
    line_is: Callable[[str], bool] | None,
    name_is: Callable[[str], bool] | None = None,
) -> Iterable[list[str]]:
    """The rows whose folded line, or folded name, is accepted: their cells, and the folded name at the end."""
    raw, lines, names = _texts(edition, which)
    for index, name in enumerate(names):
        if name_is(name) if name_is else line_is is None or line_is(lines[index]):
            yield [*raw[index].split(","), name]
