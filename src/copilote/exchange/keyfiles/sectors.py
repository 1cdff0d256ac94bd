"""Emissions by sector, as inventories name them, and the levers that each is a good key for.

Where the State's own key is the very emission, the grade is A. A sector of which only a part is what the lever acts
upon is B when it says more than the proxy (what homes and offices burn rather than how many there are), else it serves
no lever by default: a COP may still choose it.
"""

from __future__ import annotations

from dataclasses import dataclass

from copilote.exchange.keyfiles.model import KeyDraft
from copilote.reference.errors import fold
from copilote.reference.loaded import EMISSIONS

TOTAL = "emissions"
OBSERVED = (
    "La clé de l’État est l’inventaire du Citepa ; celui de l’observatoire compte les mêmes émissions à sa façon, "
    "parfois avec la branche énergie."
)


@dataclass(frozen=True)
class Sector:
    """A sector. begins : how its folded name begins in the files that we know, the longest first among all sectors."""

    suffix: str
    title: str
    begins: tuple[str, ...]
    levers: tuple[str, ...] = ()
    grade: str = "B"
    reason: str = "Émissions inventoriées dans chaque commune."


SECTORS = (
    Sector(
        "industrie",
        "Émissions de l’industrie",
        ("industrie hors energie", "industrie hors branche energie", "industrie manufacturiere", "industrie"),
        ("co2_indus", "co2_industrie"),
        "A",
        "La clé de l’État : les émissions de l’industrie, telles que le Citepa les inventorie.",
    ),
    Sector(
        "dechets",
        "Émissions des déchets",
        ("dechet", "traitement des dechets"),
        ("co2_isdnd",),
        "B",
        "La clé de l’État est le seul méthane des déchets ; celle-ci compte aussi l’incinération et les eaux usées.",
    ),
    Sector(
        "residentiel",
        "Émissions des logements",
        ("residentiel", "habitat", "logement"),
        ("reduc_rconso",),
        "B",
        "La clé de l’État est l’énergie consommée ; ce que les logements brûlent en dit la taille et l’isolation, "
        "sans l’électricité.",
    ),
    Sector(
        "tertiaire",
        "Émissions du tertiaire",
        ("tertiaire",),
        ("reduc_tconso", "reduc_tfioul", "reduc_tgaz"),
        "B",
        "La clé de l’État est l’énergie consommée ; ce que le tertiaire brûle suit ses surfaces, sans dire le fioul "
        "du gaz.",
    ),
    Sector("agriculture", "Émissions de l’agriculture", ("agriculture", "agricole")),
    Sector("energie", "Émissions de la branche énergie", ("branche energie", "energie", "industrie branche energie")),
    Sector("routier", "Émissions de la route", ("routier", "transport routier", "transports routiers")),
    Sector(
        "autres-transports",
        "Émissions des autres transports",
        ("autres transports", "autre transport", "transports non routiers", "transport non routier"),
    ),
    Sector("transports", "Émissions des transports", ("transports", "transport", "mobilite")),
)
ASIDE = ("co2 biomasse", "autres transports international", "hors total", "utcatf", "uctf", "total", "tous secteurs")
"""Outside the total of an inventory, or the total itself: never added."""


def sector_of(name: str) -> Sector | None:
    """The sector that a name means: the one whose known beginning fits it best; None for those set aside or unknown."""
    wanted = fold(name)
    if is_aside(name):
        return None
    fits = [(len(start), sector) for sector in SECTORS for start in sector.begins if wanted.startswith(start)]
    return max(fits, key=lambda pair: pair[0])[1] if fits else None


def is_aside(name: str) -> bool:
    """Whether a name is one of those that no total holds."""
    wanted = fold(name)
    return any(wanted.startswith(start) for start in ASIDE) or wanted.endswith("hors total")


def sector_key(sector: Sector, unit: str, *, observed: bool = False) -> KeyDraft:
    """The key of a sector. observed : from a regional observatory, by EPCI: the State's own inventory is Citepa's."""
    reason = OBSERVED if observed and sector.grade == "A" else sector.reason
    grade = "B" if observed else sector.grade
    return KeyDraft(
        suffix=sector.suffix,
        title=sector.title,
        unit=unit,
        levers=sector.levers,
        grade_commune=grade,
        grade_epci=grade,
        reason=reason,
    )


def total_key(unit: str) -> KeyDraft:
    """The key of all emissions, to share "by emission" and to compare with."""
    return KeyDraft(
        suffix=TOTAL,
        title="Émissions de gaz à effet de serre",
        unit=unit,
        levers=(),
        grade_commune="B",
        grade_epci="B",
        reason="Toutes les émissions inventoriées dans la commune.",
        role=EMISSIONS,
    )
