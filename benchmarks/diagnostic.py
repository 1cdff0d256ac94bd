"""Measure the pages of the diagnostic of a COP of 10,000 actions: 82 EPCI that write 122 each.

    .venv/bin/python benchmarks/diagnostic.py

On an empty database; writes the section "Diagnostic" of docs/performance.md. `ACTIONS_BASE=folder` keeps the base, to
look at the pages.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]

from report import table, write_section  # noqa: E402

EACH, REPEAT, GOAL_MS, TWICE_S = 122, 9, 200, 5
HOME = "/regions/centre-val-de-loire/diagnostic"
PAGES = {
    "Diagnostic d’une région": HOME,
    "Diagnostic d’un levier": f"{HOME}/leviers/vehicules-electriques",
    "Diagnostic d’une intercommunalité": f"{HOME}/territoires/epci/200030385",
    "Diagnostic d’un département": f"{HOME}/territoires/departement/41",
    "Qui a déclaré quoi": f"{HOME}/couverture",
    "Les plus grandes actions": f"{HOME}/plus-grandes-actions",
    "Document d’une région, PDF": f"{HOME}/document.pdf",
    "Document d’une région, DOCX": f"{HOME}/document.docx",
    "Document d’une intercommunalité, PDF": f"{HOME}/territoires/epci/200030385/document.pdf",
    "Document d’un département, DOCX": f"{HOME}/territoires/departement/41/document.docx",
}
WHAT = (
    "Bornes",
    "Rénovation",
    "Plantation de haies",
    "Navettes",
    "Chaufferie",
    "Compostage",
    "Parking relais",
    "Étude",
)
WHERE = (
    "du gymnase",
    "de la mairie",
    "du quartier nord",
    "des écoles",
    "de la zone d’activités",
    "du centre",
    "du lac",
)
WHOSE = ("Jean-Moulin", "des Tilleuls", "Victor-Hugo", "de la Loire", "du Clos", "des Acacias", "Pasteur", "du Marché")


def main() -> None:
    with _home() as home:
        os.environ |= {"COPILOTE_HOME": home, "DJANGO_SETTINGS_MODULE": "copilote.site.settings"}
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        settings.ALLOWED_HOSTS = ["*"]
        settings.PAGES_KEPT_S = 0
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        load = f"{os.getloadavg()[0]:.1f}".replace(".", ",")
        lines = measured()
        about = [
            "Écrit par `benchmarks/diagnostic.py` : médianes d’un même passage sur SQLite, machine à 2 cœurs, charge",
            f"de {load} au départ. Entre parenthèses, ce que le processus a calculé, hors de l’attente des autres.",
            "",
        ]
        if "ACTIONS_BASE" in os.environ:
            print(*lines, sep="\n")
        else:
            write_section("Diagnostic", [*about, *table(lines)])
        connection.close()


@contextmanager
def _home() -> Iterator[str]:
    if kept := os.environ.get("ACTIONS_BASE"):
        yield kept
    else:
        with tempfile.TemporaryDirectory() as home:
            yield home


def clocks() -> tuple[float, float]:
    """Now, on the clock and in seconds of this process."""
    return time.perf_counter(), time.process_time()


def spent_ms(start: tuple[float, float]) -> tuple[float, float]:
    """Milliseconds since, on the clock and of this process alone."""
    whole, own = (1000 * (now - then) for now, then in zip(clocks(), start, strict=True))
    return whole, own


def medians(times: list[tuple[float, float]]) -> str:
    """The medians of times, the first one left out."""
    whole, own = (statistics.median(each) for each in zip(*times[1:], strict=True))
    return f"{whole:.0f} ms ({own:.0f} ms de calcul)"


def measured() -> list[tuple[str, str, str]]:
    """The lines of the table."""
    from django.core.cache import cache
    from django.test import Client

    from copilote.diagnostic.models import Action
    from copilote.diagnostic.twice.finding import search

    cop = filled()
    count = Action.objects.filter(cop=cop).count()
    cache.clear()
    start = clocks()
    search(cop)
    whole, own = (spent / 1000 for spent in spent_ms(start))
    told = f"{whole:.1f} s ({own:.1f} s de calcul)".replace(".", ",")
    lines = [(f"Actions dites deux fois, cherchées par l’atelier parmi {count}", told, f"{TWICE_S} s")]
    client = Client()
    lines += after_a_change(cop, client, count)
    for name, address in PAGES.items():
        times = []
        for _time in range(REPEAT + 1):
            start = clocks()
            answer = client.get(address)
            times.append(spent_ms(start))
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
        lines.append((f"{name}, {count} actions", medians(times), f"{GOAL_MS} ms"))
    return lines


def after_a_change(cop: Any, client: Any, count: int) -> list[tuple[str, str, str]]:
    """A validated action changes: how long writing it takes, its pairs looked for, and the first page after it."""
    from copilote.cop.members import add_member
    from copilote.diagnostic.content import content_of
    from copilote.diagnostic.models import Action
    from copilote.diagnostic.writing import change, replaced

    lead = add_member("anne@exemple.fr", "24", "animateur")
    rows = list(Action.objects.filter(cop=cop, standing="validated").order_by("pk")[: (REPEAT + 1) * 7 : 7])
    writing: list[tuple[float, float]] = []
    pages: dict[str, list[tuple[float, float]]] = {name: [] for name in PAGES}
    for row in rows:
        for name, address in PAGES.items():
            row.refresh_from_db()
            said = replaced(content_of(row), partners=f"{name} {row.version}")
            start = clocks()
            change(lead, row.pk, said, row.version)
            writing.append(spent_ms(start))
            start = clocks()
            answer = client.get(address)
            pages[name].append(spent_ms(start))
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
    what = "Changer une action validée, ses doublons cherchés aussitôt"
    lines = [(f"{what}, {count} actions", medians(writing), f"{GOAL_MS} ms")]
    lines += [
        (f"{name}, première page après ce changement", medians(times), f"{GOAL_MS} ms") for name, times in pages.items()
    ]
    return lines


def filled() -> Any:
    """The COP, with the actions of its EPCI: all public, most validated."""
    from copilote.cop.cops import cop_of
    from copilote.cop.models import Organisation
    from copilote.diagnostic.content import Content
    from copilote.diagnostic.models import Action, ObstacleLevel, Standing
    from copilote.diagnostic.writing import Author, New, create_all
    from copilote.exchange.perimeters import places
    from copilote.planning.actions import Share, Status
    from copilote.reference.simulator import load_levers
    from copilote.territories.models import Territory

    cop = cop_of("24")
    if Action.objects.filter(cop=cop).exists():
        return cop
    draw = random.Random(1)  # noqa: S311
    levers, statuses = load_levers("24"), [status.value for status in Status]
    new = []
    for place in places("24", "epci"):
        own = Organisation.objects.create(
            cop=cop, kind="intercommunalite", name=place.name, territory=Territory.of("epci", place.code, place.name)
        )
        for _rank in range(EACH):
            several = draw.sample(levers, draw.choice((1, 1, 1, 2)))
            first = several[0]
            quantity = draw.random() * abs(first.ratio or 0.0) * 2 if first.translated and draw.random() < 0.5 else None
            said: dict[str, Any] = {"quantity": quantity, "measured": first.id if quantity is not None else ""}
            if quantity is None and draw.random() < 0.3:
                said |= {"kt": draw.random(), "kt_method": "bilan carbone"}
            if draw.random() < 0.1:
                said |= {
                    "obstacle": "Le réseau électrique sature.",
                    "obstacle_level": draw.choice(ObstacleLevel.values),
                    "obstacle_lifted_by": "Renforcer les postes sources.",
                }
            title = f"{draw.choice(WHAT)} {draw.choice(WHERE)} {draw.choice(WHOSE)} {draw.randint(1, 40)}"
            content = Content(
                title=title,
                status=draw.choice(statuses),
                seen="public",
                levers=tuple(Share(lever.id, 1 / len(several)) for lever in several),
                **said,
            )
            new.append(New(own, content, Standing.VALIDATED if draw.random() < 0.9 else Standing.DRAFT))
    create_all(cop, new, Author("essai"), "essai")
    return cop


if __name__ == "__main__":
    main()
