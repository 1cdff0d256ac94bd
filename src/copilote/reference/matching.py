"""Words that lead to levers, and real titles of projects and actions annotated by hand to measure what they are worth.

The thesaurus and the annotation are the project's own. The titles are published: projects of the Fonds vert, actions of
Territoires en Transitions, headings of its reference lists. Nothing was tuned on those of the part "held_out".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from copilote.reference.links import LinkKind, lever_links
from copilote.reference.records import load
from copilote.reference.simulator import load_levers

DOMAIN = "matching"
SOURCE = "copilote-mots"
DEVELOPMENT, HELD_OUT = "development", "held_out"


@dataclass(frozen=True)
class Expression:
    """Words that together lead to a lever.

    lever : of 2023; "" for words that say that a text is about something else than the levers (floods, fires).
    words : folded, in any order; "renov*" stands for any end. weight : how sure they are, from 0 to 1.
    unless : words that cancel the expression.
    """

    lever: str
    words: tuple[str, ...]
    weight: float
    unless: tuple[str, ...]


@dataclass(frozen=True)
class AnnotatedTitle:
    """A published title and its levers, judged by hand.

    id : in its source ("sources.toml"). part : DEVELOPMENT or HELD_OUT. drawn : "random", "subject" (among the titles
    that name a rare subject), "all". levers : those that it is about; also : those that may be proposed beside.
    """

    id: str
    source: str
    part: str
    drawn: str
    title: str
    description: str
    levers: tuple[str, ...]
    also: tuple[str, ...]


@lru_cache(maxsize=1)
def load_thesaurus() -> tuple[Expression, ...]:
    """All expressions, by lever in the published order."""
    return load(Expression, DOMAIN, "thesaurus.csv")


@lru_cache(maxsize=1)
def load_titles() -> tuple[AnnotatedTitle, ...]:
    """The annotated titles, those of the development part first."""
    return load(AnnotatedTitle, DOMAIN, "titles.csv")


USUAL = "24"
"""A region with the thirty levers of metropolitan France, which none of the others goes beyond."""


@lru_cache(maxsize=32)
def expressions_of(region_code: str = USUAL) -> tuple[Expression, ...]:
    """The expressions of the levers that a region has; without one, those of the levers of metropolitan France.

    An overseas lever that has none of its own takes those of the levers of 2023 that meet it in the list of the 72:
    "Covoiturage et report modal" those of car-sharing, cycling and public transport.
    """
    own = [lever.id for lever in load_levers(region_code)]
    thesaurus = load_thesaurus()
    written = {expression.lever for expression in thesaurus}
    taken = tuple(expression for expression in thesaurus if expression.lever in ("", *own))
    lent = [
        Expression(lever, expression.words, expression.weight, expression.unless)
        for lever in own
        if lever not in written
        for expression in thesaurus
        if expression.lever and expression.lever not in own and _numbers(expression.lever) & _numbers(lever)
    ]
    return (*taken, *lent)


@lru_cache(maxsize=64)
def _numbers(lever: str) -> frozenset[str]:
    """The levers of the list of 72 that a lever is made of, or a part of."""
    close = (LinkKind.SAME, LinkKind.PART)
    links = (link for link in lever_links(lever) if link.target_list == "72" and link.kind in close)
    return frozenset(link.target for link in links if link.target)
