"""Write docs/verdicts.md: the verdicts that a person read one by one, and those of the barometer's own text.

python tools/build_verdicts.py [OUT]

The verdicts read are in `verdicts_read.csv`, by hand: place, indicator, the grade that was read, why it is right.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from copilote.exchange.observed import national_observations, regional_observations
from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.planning.windows import Span
from copilote.reference.records import load
from copilote.reference.simulator import load_regions
from copilote.words.numbers import format_decimals, format_short, with_unit

DOC = Path(__file__).resolve().parents[1] / "docs" / "verdicts.md"
READ = Path(__file__).with_name("verdicts_read.csv")
AGREEING = {
    "on_track": (Grade.AHEAD, Grade.ON_PACE),
    "reached": (Grade.AHEAD, Grade.ON_PACE),
    "insufficient": (Grade.TOO_SLOW, Grade.WRONG_WAY),
    "worsening": (Grade.WRONG_WAY,),
}
"""The grades that say the same as a judgement of the barometer's text."""
JUDGED = {
    "on_track": "suffisant",
    "reached": "atteint",
    "insufficient": "insuffisant",
    "worsening": "dégradation",
}
SHORT = {Span.LAST_YEAR: "1 an", Span.THREE_YEARS: "3 ans", Span.SINCE_2019: "long", Span.TREND: "tendance"}
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the barometer's text says of an indicator: "on_track", "insufficient", "reached" or "worsening".

    quote : its words. explanation : one French sentence saying why our grade differs, "" where it does not.
    """

    id: str
    key: str
    quote: str
    explanation: str


def load_judgements() -> tuple[Judgement, ...]:
    """In the order of the barometer."""
    return load(Judgement, "barometer", "judgements.csv", renamed={"key": "judgement"})


def verdicts_read() -> list[Row]:
    """The rows of the table by hand, in its order."""
    with READ.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def computed() -> dict[tuple[str, str], Observation]:
    """Everything that has a target, by place ("france" or a region's code) and indicator."""
    found = {("france", seen.indicator): seen for seen in national_observations()}
    for region in load_regions():
        for seen in regional_observations(region.code):
            if seen.target_2030 is not None:
                found[region.code, seen.indicator] = seen
    return found


def agrees(judgement: str, grade: Grade) -> bool:
    """Whether a grade says the same as the barometer's text."""
    return grade in AGREEING[judgement]


def text() -> str:
    """The whole page."""
    seen = computed()
    judged = [(judgement, seen["france", judgement.id]) for judgement in load_judgements()]
    same = [(judgement, one) for judgement, one in judged if agrees(judgement.key, one.pace.grade)]
    other = [(judgement, one) for judgement, one in judged if not agrees(judgement.key, one.pace.grade)]
    read = verdicts_read()
    names = {"france": "France", **{region.code: region.name for region in load_regions()}}
    parts = [
        "# Les appréciations, relues une à une\n",
        "Page écrite par `tools/build_verdicts.py` ; un test la compare aux calculs. La règle est dans "
        "[la méthode](methode-rythme.md). Dans les tableaux, chaque nombre est le rythme d’une période divisé par le "
        "rythme demandé (1 : exactement ce qu’il faut), sur « 1 an », « 3 ans », depuis 2019 (« long ») et en "
        "« tendance ».\n",
        "## Combien\n",
        _table(("", *(grade.label for grade in Grade)), _counts(seen)),
        "## Ce que dit le baromètre, et ce que nous disons\n",
        f"Le texte de {len(judged)} indicateurs juge leur rythme. Nous disons la même chose pour {len(same)} d’entre "
        f"eux ; voici pourquoi pas pour les {len(other)} autres.\n",
        _table(
            ("indicateur", "le texte", "ses mots", "notre avis", "pourquoi"),
            [
                (_name(one), JUDGED[judgement.key], f"« {judgement.quote} »", one.pace.word, judgement.explanation)
                for judgement, one in other
            ],
        ),
        "Mêmes appréciations :\n",
        _table(
            ("indicateur", "le texte", "ses mots", "notre avis"),
            [(_name(one), JUDGED[judgement.key], f"« {judgement.quote} »", one.pace.word) for judgement, one in same],
        ),
        f"## Les {len(read)} appréciations relues\n",
        _table(
            ("où", "indicateur", "valeurs", "périodes", "avis", "pourquoi c’est juste"),
            [_read_row(row, seen[row["place"], row["id"]], names[row["place"]]) for row in read],
        ),
    ]
    return "\n".join(parts)


def _counts(seen: dict[tuple[str, str], Observation]) -> list[tuple[str, ...]]:
    aimed = {key: one.pace.grade for key, one in seen.items() if one.target_2030 is not None}
    national = Counter(grade for (place, _), grade in aimed.items() if place == "france")
    regional = Counter(grade for (place, _), grade in aimed.items() if place != "france")
    return [
        ("indicateurs nationaux qui ont une cible", *(str(national[grade]) for grade in Grade)),
        ("séries régionales qui ont une cible, dans les 18 régions", *(str(regional[grade]) for grade in Grade)),
    ]


def _read_row(row: Row, one: Observation, place: str) -> tuple[str, ...]:
    known = dict(one.values)
    years = sorted({year for year in (2019, 2022) if year in known} | {one.values[0][0]} | {one.values[-1][0]})
    kept = [year for year in years if year >= 2019] or years[-1:]
    values = " ; ".join(f"{format_short(known[year])} ({year})" for year in kept)
    target = with_unit(format_short(one.target_2030), one.unit or "")
    windows = " ; ".join(
        f"{SHORT[window.span]} {format_decimals(window.ratio, 2) if window.ratio is not None else window.grade.label}"
        for window in one.pace.windows
        if window.used and window.grade is not Grade.UNKNOWN
    )
    return place, _name(one), f"{values} ; cible {target}", windows, one.pace.word, row["why"]


def _name(one: Observation) -> str:
    return f"{one.name} ({one.indicator})"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [tuple(heads), *(tuple(row) for row in rows)]
    written = ["| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines]
    return "\n".join([written[0], "|" + "---|" * len(lines[0]), *written[1:], ""])


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else DOC
    out.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
