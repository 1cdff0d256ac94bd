"""Finds French in a page that is in English: texts and attributes that people read or hear, outside lang="fr"."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html.parser import HTMLParser

from copilote.exchange.perimeters import places
from copilote.reference.perimeters import load_all_crte
from copilote.reference.simulator import load_territories
from copilote.reference.sources import load_sources
from copilote.reference.territories import load_communes, load_departements, load_epci, load_ept
from copilote.words.typography import quoted

# Proper names stay as they are; "Pays de la" is a line of the map's label "Pays de la Loire".
NAMES = frozenset(
    {name for region in load_territories() for name in (region.name, region.name.replace("'", "’"))}
    | {one.name for one in load_departements()}
    | set(load_sources())
    | {"Pays de la", "Français", "La Banque Postale", "Pays des Châteaux", "indicateurs.csv"}
)


@cache
def territories() -> frozenset[str]:
    """Names of the groupings of the country, and of the communes of two regions, as pages write them."""
    found = [
        *load_epci(),
        *load_ept(),
        *load_all_crte(),
        *load_communes("24"),
        *load_communes("93"),
        *places("24", "arrondissement"),
    ]
    names = {one.name for one in found} | {quoted(one.name) for one in found}
    straight = names | {name.replace("’", "'") for name in names} | {name.replace("'", "’") for name in names}
    return frozenset(straight | {name.replace("«\u00a0", "“").replace("\u00a0»", "”") for name in straight})


SILENT = {"script", "style", "code", "pre", "annotation"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
READ = ("title", "aria-label", "placeholder", "alt", "content", "label", "data-label")
WORDS = re.compile(
    r"\b(?:le|la|les|des|du|une|dans|pour|avec|sans|sont|est|cette|ces|leur|leurs|aux|au|et|qui|que|par|sur|ou|où|chaque"
    r"|année|valeur|rythme|cible|levier|leviers|objectif|objectifs|région|régions|indicateur|indicateurs|émissions"
    r"|évitées|connu|connue|aucun|aucune|selon|depuis|moins|entre|territoire|thème|secteur|même|fois"
    r"|clé|clés|règle|grandeur|correcte|localiser|comptée|comptées)\b"
    r"|\b(?:[ldnsc]|qu|jusqu)’\w",
    re.IGNORECASE,
)

ADDRESS = re.compile(r"https?://\S+")


class Reader(HTMLParser):
    """Collects (what, text): the texts of elements and of attributes, those in French said so left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        hidden = self._hidden() or tag in SILENT or given.get("lang") == "fr"
        if not hidden:
            described = tag != "meta" or given.get("name") == "description"
            self.found += [given[name] for name in READ if name in given and described]
        if tag not in VOID:
            self.open.append((tag, hidden))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._hidden():
            self.found.append(" ".join(data.split()))

    def _hidden(self) -> bool:
        return bool(self.open) and self.open[-1][1]


def read(html: str) -> Reader:
    """The texts of a page."""
    reader = Reader()
    reader.feed(html)
    return reader


@lru_cache(maxsize=16)
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    """One of the names, the longest first: "Loir-et-Cher" before "Cher"."""
    blank = str.maketrans("\u00a0\u202f", "  ")  # texts of elements have plain blanks
    spelt = sorted({*names, *(name.translate(blank) for name in names)}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spelt))})(?!\w)") if spelt else re.compile("(?!)")


def french_in(texts: list[str], names: frozenset[str] = frozenset()) -> list[str]:
    """The texts that hold a common French word; `names` (of places, of publishers) may."""
    found = []
    for text in texts:
        rest = _any_of(frozenset(names)).sub("", ADDRESS.sub("", text))
        if WORDS.search(rest):
            found.append(text)
    return found
