"""`copilote sheet`: the two pages of a territory, the slides of a département, or all the sheets of a region."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copilote.cli.installation import set_up_to_read
from copilote.cli.output import progress, warn
from copilote.exchange.perimeters import find_place
from copilote.exchange.place import LEVEL_WORDS, Place
from copilote.reference.errors import InputError
from copilote.reference.simulator import find_region

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
    climate: Annotated[
        bool,
        typer.Option("--climate", help="Une troisième page : le climat qui vient, ce qui a frappé, l’autre panorama."),
    ] = False,
) -> int:
    """La fiche d’un territoire (deux ou trois pages), le diaporama d’un département, toutes les fiches d’une région.

    Les mêmes chiffres que les pages du site : ce que la COP a décidé compte, quand sa base de données est là.
    """
    if every is not None and deck:
        raise InputError("--all et --deck ne vont pas ensemble : un diaporama est celui d’un seul département.")
    if climate and deck:
        raise InputError("--climate et --deck ne vont pas ensemble : le diaporama dit déjà le climat qui vient.")
    if every is not None:
        return _all_sheets(territory, every, output, climate)
    place = find_place(territory)
    set_up_to_read()
    if deck:
        _deck(place, output)
    else:
        _sheet(place, output, climate)
    return 0


def _sheet(place: Place, output: Path, climate: bool) -> None:
    from copilote.sharing.documents.sheet_pdf import sheet_pdf
    from copilote.sharing.sheet import sheet_of

    if place.level not in SHEETS:
        word = LEVEL_WORDS.get(place.level, place.level)
        accepted = ", ".join(LEVEL_WORDS[level] for level in SHEETS)
        raise InputError(f"{place.name} ({word}) n’a pas de fiche. Territoires acceptés : {accepted}.")
    _ending(output, "pdf")
    sheet = sheet_of(place)
    _write(output, sheet_pdf(sheet, climate=climate))
    print(sheet.title)
    print(output)


def _deck(place: Place, output: Path) -> None:
    from copilote.sharing.documents.deck import deck_of, ending_of, write_deck

    if place.level != "departement":
        raise InputError(f"{place.name} n’est pas un département : lui seul a un diaporama. Donnez « departement:45 ».")
    ending = ending_of(output)
    deck = deck_of(place.code)
    _write(output, write_deck(deck, ending))
    print(deck.sheet.title)
    print(output)


def _all_sheets(region: str, level: str, output: Path, climate: bool) -> int:
    own = find_region(region)
    if own.fictional:
        raise InputError(f"« {own.name} » est fictive : aucun territoire n’y a de fiche.")
    _ending(output, "zip")
    set_up_to_read()
    from copilote.sharing.documents.batch import make_zip, tasks_of

    tasks = tasks_of(own.code, level.strip().lower(), climate=climate)
    output.parent.mkdir(parents=True, exist_ok=True)
    with progress("Fiches", transient=True) as bar:
        sheets = make_zip(tasks, output, progress=bar or (lambda done, total: None))
    failed = [sheet for sheet in sheets if sheet.error]
    for sheet in failed:
        warn(f"{sheet.task.name} : fiche non faite, {sheet.error}")
    print(f"{len(sheets) - len(failed)} fiches sur {len(tasks)}")
    print(output)
    return 1 if failed else 0


def _ending(output: Path, wanted: str) -> None:
    if output.suffix.lower() != f".{wanted}":
        raise InputError(f"« {output.name} » : le nom du fichier finit ici par .{wanted}.")


def _write(output: Path, body: bytes) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(body)
