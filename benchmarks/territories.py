"""Measure how long territories take to load, and 100,000 rows tied to communes to be summed by each level, in SQL.

    .venv/bin/python benchmarks/territories.py
    DATABASE_URL=postgres://user@host/base .venv/bin/python benchmarks/territories.py

On an empty database; writes the section "Territoires" (or "Territoires, PostgreSQL") of docs/performance.md.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]

from report import table, write_section  # noqa: E402

ROWS, REPEAT, GOAL_MS, LOAD_S = 100_000, 9, 100, 5
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
    from copilote.territories.sums import sums

    start = time.perf_counter()
    load_territories()
    lines = [("37 500 territoires et 210 000 appartenances, à la première mise en route", took(start), f"{LOAD_S} s")]
    start = time.perf_counter()
    load_territories()
    lines.append(("Les mêmes, déjà là", took(start), "—"))
    communes = list(Territory.objects.filter(level="commune").values_list("pk", flat=True))
    FormerCommune.objects.all().delete()
    chosen = random.Random(1).choices(communes, k=ROWS)  # noqa: S311
    FormerCommune.objects.bulk_create(
        (FormerCommune(code="00000", commune_id=key, share=1.0) for key in chosen), batch_size=5000
    )
    for level in LEVELS:
        times = []
        for _turn in range(REPEAT):
            start = time.perf_counter()
            found = sums(Territory.objects.filter(level=level), FormerCommune.objects.all(), "share")
            times.append(1000 * (time.perf_counter() - start))
        what = f"100 000 lignes de communes, sommées par {level} ({len(found)} sommes)"
        lines.append((what, f"{statistics.median(times):.0f} ms", f"{GOAL_MS} ms"))
    return lines


def took(start: float) -> str:
    return f"{time.perf_counter() - start:.1f} s".replace(".", ",")


if __name__ == "__main__":
    main()
