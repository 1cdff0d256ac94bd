"""What corresponds to what: levers of 2023, the 72, those of 2026, indicators, and procedures of the Fonds vert.

Each link has a kind and one French line of reason. Links of levers, indicators and procedures are judged by hand;
those of the levers of 2026 with indicators come from the barometer itself. A row of kind NONE has no target and says
why. An identifier that no row holds gives an empty result: names are checked where lists are loaded.

>>> [link.target for link in lever_links("augm_voitelec") if link.kind is LinkKind.SAME]
['43', '2026-005']
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

from copilote.reference.tables import read_rows, table_path

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
        """The French word that a user reads."""
        return _LABELS[self]

    @property
    def rank(self) -> int:
        """0 for the closest; larger is looser."""
        return list(LinkKind).index(self)


_LABELS = {
    LinkKind.SAME: "même grandeur",
    LinkKind.PART: "en partie",
    LinkKind.RELATED: "voisin",
    LinkKind.NONE: "aucun lien",
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
    reason: str


@dataclass(frozen=True)
class NomenclatureLink:
    """From one of the 72 levers to one of 2026 (`lever_2026` None when `kind` is NONE)."""

    lever_72: str
    lever_2026: str | None
    kind: LinkKind
    reason: str


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
    reason: str


@dataclass(frozen=True)
class ProcedureLink:
    """From a procedure of the Fonds vert to a lever of 2023, one of 2026, or both; None where there is none.

    The money of a procedure is not the money of its lever: a procedure with several links is counted once in a sum.
    """

    procedure: str
    lever: str | None
    lever_2026: str | None
    kind: LinkKind
    reason: str


def lever_links(lever: str, *, edition: str | None = None) -> tuple[LeverLink, ...]:
    """The levers of the 72, then those of 2026, that correspond to a lever of 2023."""
    wanted = _nfc(lever)
    return tuple(link for link in _levers(_path("levers.csv", edition)) if link.lever == wanted)


def levers_linked_to(target_list: str, target: str, *, edition: str | None = None) -> tuple[LeverLink, ...]:
    """The levers of 2023 that correspond to one of the 72 ("72", "43") or of 2026 ("2026", "2026-005")."""
    links = _levers(_path("levers.csv", edition))
    return tuple(link for link in links if (link.target_list, link.target) == (target_list, target))


def links_of_72(number: str, *, edition: str | None = None) -> tuple[NomenclatureLink, ...]:
    """The levers of 2026 that correspond to one of the 72."""
    links = _nomenclature(_path("levers72_2026.csv", edition))
    return tuple(link for link in links if link.lever_72 == number)


def unlinked(target_list: str, *, edition: str | None = None) -> dict[str, str]:
    """The levers of the 72 ("72", mitigation ones) or of 2026 ("2026", territorial) without a lever of 2023: why."""
    rows = read_rows(_path("unlinked.csv", edition))
    return {row["id"]: row["reason"] for row in rows if row["list"] == target_list}


def indicator_links(lever: str, scope: str | None = None, *, edition: str | None = None) -> tuple[IndicatorLink, ...]:
    """The indicators that follow a lever of 2023 or of 2026, closest first; `scope` keeps "region" or "france"."""
    wanted = _nfc(lever)
    name = "indicators_2026.csv" if wanted.startswith("2026-") else "indicators.csv"
    found = [
        link
        for link in _indicators(_path(name, edition))
        if link.lever == wanted and (scope is None or link.scope == scope)
    ]
    return tuple(sorted(found, key=lambda link: link.kind.rank))


def levers_of_indicator(number: str, *, edition: str | None = None) -> tuple[IndicatorLink, ...]:
    """The links of an indicator ("826" or "fr-059") with levers of 2023, closest first."""
    links = _indicators(_path("indicators.csv", edition))
    return tuple(sorted((link for link in links if link.indicator == number), key=lambda link: link.kind.rank))


def procedure_levers(*, edition: str | None = None) -> dict[str, tuple[ProcedureLink, ...]]:
    """The links of every procedure of the Fonds vert, by its number ("69071").

    Levers of the overseas regions are among them: keep those that the region at hand has.
    """
    found: dict[str, tuple[ProcedureLink, ...]] = {}
    for link in _procedures(_path("procedures.csv", edition)):
        found[link.procedure] = (*found.get(link.procedure, ()), link)
    return found


def procedures_of(lever: str, *, edition: str | None = None) -> tuple[ProcedureLink, ...]:
    """The procedures of the Fonds vert that serve a lever of 2023 or of 2026."""
    wanted = _nfc(lever)
    links = _procedures(_path("procedures.csv", edition))
    return tuple(link for link in links if wanted in (link.lever, link.lever_2026))


def _nfc(lever: str) -> str:
    """One identifier has an accent ("augm_vélotc"): it may be typed decomposed."""
    return unicodedata.normalize("NFC", lever)


def _path(name: str, edition: str | None) -> Path:
    return table_path(DOMAIN, edition, name)


@lru_cache(maxsize=4)
def _levers(path: Path) -> tuple[LeverLink, ...]:
    return tuple(
        LeverLink(row["lever"], row["list"], row["target"] or None, LinkKind(row["kind"]), row["reason"])
        for row in read_rows(path)
    )


@lru_cache(maxsize=4)
def _nomenclature(path: Path) -> tuple[NomenclatureLink, ...]:
    return tuple(
        NomenclatureLink(row["lever72"], row["lever_2026"] or None, LinkKind(row["kind"]), row["reason"])
        for row in read_rows(path)
    )


@lru_cache(maxsize=8)
def _indicators(path: Path) -> tuple[IndicatorLink, ...]:
    return tuple(
        IndicatorLink(
            row.get("lever") or row["lever_2026"],
            row["scope"],
            row["indicator"] or None,
            LinkKind(row["kind"]),
            row["reason"],
        )
        for row in read_rows(path)
    )


@lru_cache(maxsize=4)
def _procedures(path: Path) -> tuple[ProcedureLink, ...]:
    return tuple(
        ProcedureLink(
            row["procedure"], row["lever"] or None, row["lever_2026"] or None, LinkKind(row["kind"]), row["reason"]
        )
        for row in read_rows(path)
    )
