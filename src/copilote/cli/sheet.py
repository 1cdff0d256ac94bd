"""`copilote sheet`: the two pages of a territory, the slides of a département, or all the sheets of a region."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilote.cli.output import warn
from copilote.exchange.perimeters import LEVEL_WORDS, Place, find_place
from copilote.reference.errors import InputError
from copilote.reference.simulator import find_region

if TYPE_CHECKING:
    from copilote.sharing.documents.batch import Progress

SHEETS = ("departement", "crte", "epci", "ept", "arrondissement", "commune")


def sheet(
    territory: Annotated[
        str, typer.Argument(metavar="TERRITOIRE", help="Code ou nom (45, 200030385, Blois) ; avec --all, une région.")
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FICHIER", help="Où écrire : .pdf, .pptx (--deck) ou .zip (--all)."),
    ],
    every: Annotated[
        str | None,
        typer.Option("--all", metavar="NIVEAU", help="Toutes les fiches de la région : departement, crte ou epci."),
    ] = None,
    deck: Annotated[
        bool, typer.Option("--deck", help="Le diaporama d’un département, en .pdf ou .pptx, au lieu de sa fiche.")
    ] = False,
) -> int:
    """La fiche d’un territoire en deux pages (PDF), le diaporama d’un département, ou toutes les fiches d’une région.

    Les mêmes chiffres que les pages du site : ce que la COP a décidé compte, quand sa base de données est là.
    """
    if every is not None and deck:
        raise InputError("--all et --deck ne vont pas ensemble : un diaporama est celui d’un seul département.")
    if every is not None:
        return _all_sheets(territory, every, output)
    place = find_place(territory)
    _set_up()
    if deck:
        _deck(place, output)
    else:
        _sheet(place, output)
    return 0


def _set_up() -> None:
    """Django, which the texts need; nothing is written where no site was ever opened."""
    from django.apps import apps

    if apps.ready:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copilote.site.settings")
    home = Path(os.environ.get("COPILOTE_HOME", ".copilote"))
    if not (home / "secret-key").exists():
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))  # of this run only
    if not (home / "copilote.sqlite3").exists():
        os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
    import django

    django.setup()


def _sheet(place: Place, output: Path) -> None:
    from copilote.sharing.documents.sheet_pdf import sheet_pdf
    from copilote.sharing.sheet import sheet_of

    if place.level not in SHEETS:
        word = LEVEL_WORDS.get(place.level, place.level)
        accepted = ", ".join(LEVEL_WORDS[level] for level in SHEETS)
        raise InputError(f"{place.name} ({word}) n’a pas de fiche. Territoires acceptés : {accepted}.")
    _ending(output, "pdf")
    found = sheet_of(place)
    _write(output, sheet_pdf(found))
    print(found.title)
    print(output)


def _deck(place: Place, output: Path) -> None:
    from copilote.sharing.documents.deck import deck_of, ending_of, write_deck

    if place.level != "departement":
        raise InputError(f"{place.name} n’est pas un département : lui seul a un diaporama. Donnez « departement:45 ».")
    ending = ending_of(output)
    made = deck_of(place.code)
    _write(output, write_deck(made, ending))
    print(made.title)
    print(output)


def _all_sheets(region: str, level: str, output: Path) -> int:
    found = find_region(region)
    if found.fictional:
        raise InputError(f"« {found.name} » est fictive : aucun territoire n’y a de fiche.")
    _ending(output, "zip")
    _set_up()
    from copilote.sharing.documents.batch import make_zip, tasks_of

    tasks = tasks_of(found.code, level.strip().lower())
    output.parent.mkdir(parents=True, exist_ok=True)
    with _progress(len(tasks)) as progress:
        outcome = make_zip(tasks, output, progress=progress)
    for one in outcome.failed:
        warn(f"{one.task.name} : fiche non faite, {one.error}")
    print(f"{outcome.made} fiches sur {len(tasks)}")
    print(output)
    return 1 if outcome.failed else 0


def _ending(output: Path, wanted: str) -> None:
    if output.suffix.lower() != f".{wanted}":
        raise InputError(f"« {output.name} » : le nom du fichier finit ici par .{wanted}.")


def _write(output: Path, body: bytes) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(body)


@contextmanager
def _progress(total: int) -> Iterator[Progress]:
    """A bar on the error output when that is a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Fiches"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("fiches", total=total)
        yield lambda done, count: bar.update(task, completed=done)
