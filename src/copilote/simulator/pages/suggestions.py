"""Suggestions as one types a search: what is most likely meant comes first."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from copilote.reference.errors import fold
from copilote.reference.simulator import Region
from copilote.reference.territory_search import Match, search
from copilote.simulator.pages.search import SMALL, Result, subjects, territory_result
from copilote.words import N_, _

MOST = 8
SEARCHED = 100
"""Places looked at, of which the largest are shown."""
SHORTEST = 2
"""Letters from which something is suggested."""
MOST_OF = {"likely": 4, "levers": 3, "territories": 4, "projects": 2, "indicators": 2, "near": 3}
"""Suggestions of each kind at most, in the order in which they stand; "near" are places whose name is only like it."""
KINDS = {"levers": N_("levier"), "projects": N_("projet financé"), "indicators": N_("indicateur")}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A page that may be the one looked for: its name, what it is, its address."""

    name: str
    detail: str
    address: str


def suggestions(asked: str, region: Region | None) -> tuple[Suggestion, ...]:
    """What a text begun may mean, most likely first, `MOST` at most.

    Places of weight that begin so, then levers, other places, projects, indicators. Without a region in view, what has
    a page in each region leads to the search of its name, which lists them.
    """
    text = " ".join(asked.replace("\0", " ").split())[:100]
    key = fold(text)
    if len(key) < SHORTEST:
        return ()
    kinds: dict[str, list[Suggestion]] = {kind: [] for kind in MOST_OF}
    for match in sorted(search(text, SEARCHED), key=lambda match: -_weight(match, key)):
        kinds[_rank(match, key)].append(_suggestion(territory_result(match)))
    for group in subjects(key, region):
        kinds[group.kind] += [_suggestion(result, _(KINDS[group.kind])) for result in group.results]
    shown = [suggestion for kind, offered in kinds.items() for suggestion in offered[: MOST_OF[kind]]]
    return tuple(suggestion for suggestion in shown[:MOST] if suggestion.address)


def _weight(match: Match, key: str) -> int:
    """Inhabitants of a likely place, three times for a name whose first words are those typed, twenty times for that
    very name; the others keep the order of the search."""
    name = fold(match.name)
    people = (match.population or 0) if _rank(match, key) == "likely" else 0
    return people * (20 if name == key else 3 if name.startswith(f"{key} ") else 1)


def _rank(match: Match, key: str) -> str:
    """A place of some size whose own name begins so stands before a lever that holds the word."""
    name = fold(match.name)
    if match.via is None and (match.population or 0) >= SMALL and name.startswith(key):
        return "likely"
    return "territories" if match.via or match.code == key.upper() or key.split()[-1] in name else "near"


def _suggestion(result: Result, kind: str = "") -> Suggestion:
    address = result.address
    if not address and result.others:
        address = f"{reverse('search')}?{urlencode({'q': result.name, 'tous': ''})}"
    return Suggestion(result.name, " · ".join(filter(None, (kind, result.detail))), address)
