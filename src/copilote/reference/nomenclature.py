"""The older and shared lists: 22 worksites of 2022 by theme, and the 72 levers shared between the State's tools."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from copilote.reference.tables import read_rows, table_path

DOMAIN = "nomenclature"
WORKSITES_EDITION = "2022"
LEVERS_EDITION = "2026"


class Block(Enum):
    """The two blocks of the 72 levers; the value is the key of the table."""

    MITIGATION = "attenuation_biodiversite_ressources"
    ADAPTATION = "adaptation"

    @property
    def label(self) -> str:
        """The French words that a user reads."""
        if self is Block.MITIGATION:
            return "Atténuation, biodiversité et ressources"
        return "Adaptation"


@dataclass(frozen=True, slots=True)
class Worksite2022:
    """A worksite ("chantier") of October 2022, "1" to "22"."""

    number: str
    theme: str
    name: str
    source: str = "rosace-2022"


@dataclass(frozen=True, slots=True)
class Lever72:
    """A lever of the list of 72, "1" to "72"."""

    number: str
    name: str
    block: Block
    source: str = "leviers-72"


@lru_cache(maxsize=4)
def load_worksites_2022(edition: str = WORKSITES_EDITION) -> tuple[Worksite2022, ...]:
    """The 22 worksites, in order."""
    return tuple(
        Worksite2022(row["number"], row["theme"], row["name"])
        for row in read_rows(table_path(DOMAIN, edition, "worksites.csv"))
    )


@lru_cache(maxsize=4)
def load_themes_2022(edition: str = WORKSITES_EDITION) -> tuple[str, ...]:
    """The 6 themes, in order."""
    return tuple(row["name"] for row in read_rows(table_path(DOMAIN, edition, "themes.csv")))


@lru_cache(maxsize=4)
def load_issues_2022(edition: str = WORKSITES_EDITION) -> tuple[str, ...]:
    """The 5 issues that every worksite answers to."""
    return tuple(row["name"] for row in read_rows(table_path(DOMAIN, edition, "issues.csv")))


@lru_cache(maxsize=4)
def load_levers_72(edition: str = LEVERS_EDITION) -> tuple[Lever72, ...]:
    """The 72 levers, in order: 50 of mitigation, biodiversity and resources, then 22 of adaptation."""
    return tuple(
        Lever72(row["number"], row["name"], Block(row["block"]))
        for row in read_rows(table_path(DOMAIN, edition, "levers72.csv"))
    )
