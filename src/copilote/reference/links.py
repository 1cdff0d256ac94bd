"""What corresponds to what: levers of 2023, the 72, those of 2026, indicators, and procedures of the Fonds vert.

Each link has a kind and one line of reason. Links of levers, indicators and procedures are judged by hand; those of
the levers of 2026 with indicators come from the barometer itself. A row of kind NONE has no target and says why. An
identifier that no row holds gives an empty result: names are checked where lists are loaded.

>>> [link.target for link in lever_links("augm_voitelec") if link.kind is LinkKind.SAME]
['43', '2026-005']
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum

from copilote.reference.records import Text, load
from copilote.words import N_, _, per_language

DOMAIN = "links"
SOURCE = "copilote-liens"


class LinkKind(Enum):
    """How close two things are; the value is the key of the tables, from the closest to none."""

    SAME = "same"
    PART = "part"
    RELATED = "related"
    NONE = "none"

    @property
    def label(self) -> str:
        """The word that a user reads."""
        return _(_LABELS[self])

    @property
    def rank(self) -> int:
        """0 for the closest; larger is looser."""
        return list(LinkKind).index(self)


_LABELS = {
    LinkKind.SAME: N_("même grandeur"),
    LinkKind.PART: N_("en partie"),
    LinkKind.RELATED: N_("voisin"),
    LinkKind.NONE: N_("aucun lien"),
}


@dataclass(frozen=True)
class LeverLink:
    """From a lever of 2023 to one of another list.

    `target_list` is "72" or "2026"; `target` is "43" or "2026-005", None when `kind` is NONE.
    """

    lever: str
    target_list: str
    target: str | None
    kind: LinkKind
    reason: Text


@dataclass(frozen=True)
class Unlinked:
    """A lever of the 72 or of 2026 (`target_list`) without a lever of 2023, and why."""

    target_list: str
    id: str
    reason: Text


@dataclass(frozen=True)
class IndicatorLink:
    """From a lever (of 2023, or "2026-005") to an indicator.

    `scope` is "region" (`indicator` is the number of a regional series, "826") or "france" (a national row,
    "fr-059"). SAME means the same quantity, be it said as a share instead of a number: it never means the same unit.
    """

    lever: str
    scope: str
    indicator: str | None
    kind: LinkKind
    reason: Text


@dataclass(frozen=True)
class ProcedureLink:
    """From a procedure of the Fonds vert to a lever of 2023, one of 2026, or both; None where there is none.

    The money of a procedure is not the money of its lever: a procedure with several links is counted once in a sum.
    """

    procedure: str
    lever: str | None
    lever_2026: str | None
    kind: LinkKind
    reason: Text


def lever_links(lever: str) -> tuple[LeverLink, ...]:
    """The levers of the 72, then those of 2026, that correspond to a lever of 2023."""
    wanted = _nfc(lever)
    return tuple(link for link in _levers() if link.lever == wanted)


def levers_linked_to(target_list: str, target: str) -> tuple[LeverLink, ...]:
    """The levers of 2023 that correspond to one of the 72 ("72", "43") or of 2026 ("2026", "2026-005")."""
    return tuple(link for link in _levers() if (link.target_list, link.target) == (target_list, target))


def unlinked(target_list: str) -> dict[str, str]:
    """The levers of the 72 ("72", mitigation ones) or of 2026 ("2026", territorial) without a lever of 2023: why."""
    rows = load(Unlinked, DOMAIN, "unlinked.csv", renamed={"target_list": "list"})
    return {row.id: row.reason for row in rows if row.target_list == target_list}


def indicator_links(lever: str, scope: str | None = None) -> tuple[IndicatorLink, ...]:
    """The indicators that follow a lever of 2023 or of 2026, closest first; `scope` keeps "region" or "france"."""
    wanted = _nfc(lever)
    links = _indicators_2026() if wanted.startswith("2026-") else _indicators()
    own = (link for link in links if link.lever == wanted and scope in (None, link.scope))
    return tuple(sorted(own, key=lambda link: link.kind.rank))


def levers_of_indicator(number: str) -> tuple[IndicatorLink, ...]:
    """The links of an indicator ("826" or "fr-059") with levers of 2023, closest first."""
    own = (link for link in _indicators() if link.indicator == number)
    return tuple(sorted(own, key=lambda link: link.kind.rank))


@per_language
def procedure_levers() -> dict[str, tuple[ProcedureLink, ...]]:
    """The links of every procedure of the Fonds vert, by its number ("69071").

    Levers of the overseas regions are among them: keep those that the region at hand has.
    """
    links: dict[str, tuple[ProcedureLink, ...]] = {}
    for link in load(ProcedureLink, DOMAIN, "procedures.csv"):
        links[link.procedure] = (*links.get(link.procedure, ()), link)
    return links


def procedures_of(lever: str) -> tuple[ProcedureLink, ...]:
    """The procedures of the Fonds vert that serve a lever of 2023 or of 2026."""
    wanted = _nfc(lever)
    links = (link for own in procedure_levers().values() for link in own)
    return tuple(link for link in links if wanted in (link.lever, link.lever_2026))


def _nfc(lever: str) -> str:
    """One identifier has an accent ("augm_vélotc"): it may be typed decomposed."""
    return unicodedata.normalize("NFC", lever)


@per_language
def _levers() -> tuple[LeverLink, ...]:
    return load(LeverLink, DOMAIN, "levers.csv", renamed={"target_list": "list"})


@per_language
def _indicators() -> tuple[IndicatorLink, ...]:
    return load(IndicatorLink, DOMAIN, "indicators.csv")


@per_language
def _indicators_2026() -> tuple[IndicatorLink, ...]:
    return load(IndicatorLink, DOMAIN, "indicators_2026.csv", renamed={"lever": "lever_2026"})
