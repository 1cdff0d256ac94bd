"""Measure the matcher on the annotated titles, and write the tables of docs/leviers-par-les-mots.md.

python benchmarks/matching.py
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from copilote.exchange.actions.titles import matcher
from copilote.planning.matching import Measure, measured
from copilote.reference.matching import DEVELOPMENT, HELD_OUT, USUAL, load_titles
from copilote.reference.projects import load_projects
from copilote.reference.simulator import load_levers, load_regions
from copilote.words.numbers import format_decimals

PAGE = Path(__file__).resolve().parents[1] / "docs" / "leviers-par-les-mots.md"
PARTS = {HELD_OUT: "mise de côté", DEVELOPMENT: "mise au point"}
SOURCES = {
    "fonds-vert-2023": "Fonds vert 2023",
    "tet-referentiels": "intitulés de plans climat",
    "tet-actions": "actions de Territoires en Transitions",
}
HEAD = ["titres", "proposés", "précision à 1", "stricte", "rappel à 3", "silences"]


def main() -> None:
    """Measure, and write the tables between their marks."""
    titles = load_titles()
    rows = []
    for part, name in PARTS.items():
        own = [title for title in titles if title.part == part]
        rows.append((f"**{name}**", measured(matcher(), own)))
        for source, label in SOURCES.items():
            kept = [title for title in own if title.source == source]
            if kept:
                rows.append((f"{name}, {label}", measured(matcher(), kept)))
    held = [title for title in titles if title.part == HELD_OUT]
    levers = load_levers(USUAL)
    themes = [
        (theme, measured(matcher(), held, [lever.id for lever in levers if lever.theme == theme]))
        for theme in dict.fromkeys(lever.theme for lever in levers)
    ]
    by_lever = [(lever.label, measured(matcher(), held, [lever.id])) for lever in levers]
    text = "\n\n".join(
        [
            "### Par part et par source\n\n" + table(["part", *HEAD], rows),
            "### Par thème, sur la part mise de côté\n\n" + table(["thème", *HEAD[:-1]], themes),
            "### Par levier, sur la part mise de côté\n\n" + table(["levier", *HEAD[:-1]], by_lever),
            speed(),
        ]
    )
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition("<!-- mesures -->")
    after = rest.partition("<!-- /mesures -->")[2]
    marked = f"{before}<!-- mesures -->\n\n{text}\n\n<!-- /mesures -->{after}"
    PAGE.write_text(marked, encoding="utf-8")
    print(text)


def table(head: Sequence[str], rows: Iterable[tuple[str, Measure]]) -> str:
    """Measures as a table."""
    lines = [f"| {' | '.join(head)} |", f"|---|{'--:|' * (len(head) - 1)}"]
    for name, measure in rows:
        silences = f"{measure.silent} sur {measure.silent_wanted}"
        cells = [
            str(measure.titles),
            str(measure.proposed),
            part(measure.precision_at_1),
            part(measure.strict_precision_at_1),
            part(measure.recall_at_3),
            silences,
        ]
        lines.append(f"| {' | '.join([name, *cells][: len(head)])} |")
    return "\n".join(lines)


def part(value: float | None) -> str:
    """A part of one, as text; a dash without any title."""
    return "–" if value is None else format_decimals(value, 2)


def speed() -> str:
    """How long all the titles of the Fonds vert take."""
    names = [project.name for region in load_regions() for project in load_projects(region.code)]
    started = time.perf_counter()
    proposed = sum(bool(matcher().suggest(name)) for name in names)
    took = format_decimals(time.perf_counter() - started, 1)
    return (
        f"{len(names)} titres du Fonds vert en {took} s (but : 10 000 en 20 s) ; {proposed} reçoivent une proposition."
    )


if __name__ == "__main__":
    main()
