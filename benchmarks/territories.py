"""Measure how long territories take to load, and rows to be summed in SQL: 100,000 of communes by each level, and
proposals of EPCI by what holds them whole.

    .venv/bin/python benchmarks/territories.py
    DATABASE_URL=postgres://user@host/base .venv/bin/python benchmarks/territories.py

On an empty database; writes the section "Territoires" (or "Territoires, PostgreSQL") of docs/performance.md.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sized
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]

from report import table, write_section  # noqa: E402

ROWS, PROPOSALS, REPEAT, GOAL_MS, LOAD_S = 100_000, 3_000, 15, 100, 5
LEVELS = ("commune", "epci", "crte", "arrondissement", "departement", "region")


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "COPILOTE_HOME": home,
            "DJANGO_SETTINGS_MODULE": "copilote.site.settings",
            "LOAD_TERRITORIES": "false",
        }
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        named = "" if connection.vendor == "sqlite" else ", PostgreSQL"
        write_section(f"Territoires{named}", table(measured()))
        connection.close()


def measured() -> list[tuple[str, str, str]]:
    """The lines of the table. The rows are those of the codes of the past, whose table holds a commune and a number."""
    from copilote.territories.load import load_territories
    from copilote.territories.models import FormerCommune, Territory
    from copilote.territories.sums import sums, whole_sums

    start = time.perf_counter()
    load_territories()
    lines = [("37 500 territoires et 210 000 appartenances, à la première mise en route", took(start), f"{LOAD_S} s")]
    start = time.perf_counter()
    load_territories()
    lines.append(("Les mêmes, déjà là", took(start), "—"))
    gc.collect()
    gc.freeze()  # as a server does with the tables that it has read
    rows = FormerCommune.objects.all()
    tie("commune", ROWS)
    for level in LEVELS:
        wanted = Territory.objects.filter(level=level)
        count, median_ms = timed(lambda wanted=wanted: sums(wanted, rows, "share"))
        what = f"100 000 lignes de communes, sommées par {level} ({count} sommes)"
        lines.append((what, f"{median_ms:.0f} ms", f"{GOAL_MS} ms"))
    tie("epci", PROPOSALS)
    wanted = Territory.objects.filter(level__in=("departement", "crte"))
    count, median_ms = timed(lambda: whole_sums(wanted, rows, "share", "commune"))
    what = f"3 000 propositions d’EPCI, sommées par departement et crte ({count} sommes)"
    return [*lines, (what, f"{median_ms:.0f} ms", f"{GOAL_MS} ms")]


def tie(level: str, count: int) -> None:
    """Rows tied to territories of a level drawn at random, in the place of those that were there."""
    from copilote.territories.models import FormerCommune, Territory

    keys = list(Territory.objects.filter(level=level).values_list("pk", flat=True))
    FormerCommune.objects.all().delete()
    chosen = random.Random(1).choices(keys, k=count)  # noqa: S311
    FormerCommune.objects.bulk_create(
        (FormerCommune(code="00000", commune_id=key, share=1.0) for key in chosen), batch_size=5000
    )


def timed(sum_up: Callable[[], Sized]) -> tuple[int, float]:
    """How many sums, and the median of their times in milliseconds."""
    times, found = [], 0
    for _turn in range(REPEAT):
        start = time.perf_counter()
        found = len(sum_up())
        times.append(1000 * (time.perf_counter() - start))
    return found, statistics.median(times)


def took(start: float) -> str:
    return f"{time.perf_counter() - start:.1f} s".replace(".", ",")


if __name__ == "__main__":
    main()
