"""Measure the sheets of all the EPCI of a region, made as the site makes them, and write docs/performance.md.

.venv/bin/python benchmarks/sheets.py
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from report import table, write_section

REGION, LEVEL = "24", "epci"
RUNS = 2
GOAL_S = 60.0


def whole_batch(folder: Path, jobs: int) -> tuple[float, int, float]:
    """(seconds, sheets, megabytes) of a batch, processes started and Django set up included."""
    from copilote.sharing.documents.batch import make_zip, tasks_of

    output = folder / "fiches.zip"
    started = time.perf_counter()
    sheets = make_zip(tasks_of(REGION, LEVEL), output, jobs=jobs)
    elapsed = time.perf_counter() - started
    failed = [sheet for sheet in sheets if sheet.error]
    if failed:
        raise SystemExit(f"{len(failed)} fiches non faites : {failed[0].error}")
    return elapsed, len(sheets), output.stat().st_size / 1e6


def one_sheet() -> tuple[float, float]:
    """Median seconds (its content, its two pages) of a sheet, once the tables are read."""
    from copilote.exchange.perimeters import places
    from copilote.sharing.documents.sheet_pdf import sheet_pdf
    from copilote.sharing.sheet import sheet_of

    contents, pages = [], []
    for rank, place in enumerate(places(REGION, LEVEL)[:12]):
        started = time.perf_counter()
        sheet = sheet_of(place)
        middle = time.perf_counter()
        sheet_pdf(sheet)
        if rank:
            contents.append(middle - started)
            pages.append(time.perf_counter() - middle)
    return statistics.median(contents), statistics.median(pages)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # A home of its own: no decision of a COP of this machine weighs in the figures.
        os.environ["COPILOTE_HOME"] = str(folder / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "copilote.site.settings"
        import django

        django.setup()
        content, pages = one_sheet()
        runs = [whole_batch(folder, 2) for _ in range(RUNS)]
    seconds, count, size = statistics.median(run[0] for run in runs), runs[0][1], runs[0][2]
    rows = [
        ("Une fiche : ses chiffres et ses textes", f"{1000 * content:.0f} ms", "—"),
        ("Une fiche : ses deux pages (PDF)", f"{1000 * pages:.0f} ms", "—"),
        (
            f"Les {count} fiches des EPCI de la région {REGION}, en ZIP",
            f"{seconds:.1f} s, {size:.1f} Mo",
            f"{GOAL_S:.0f} s",
        ),
    ]
    for row in rows:
        print(*row, sep="  ")
    write_section(
        "Fiches",
        [
            "Tableau écrit par `benchmarks/sheets.py` : médianes d’un même passage, deux processus, démarrage compris.",
            "",
            *table([(what, found.replace(".", ","), goal) for what, found, goal in rows]),
        ],
    )


if __name__ == "__main__":
    main()
