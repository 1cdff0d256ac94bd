"""`copilote check`: whether the installation is as it should be, and what to do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from copilote.cli.installation import base_there, set_up
from copilote.cli.output import Format, FormatOption, column, emit
from copilote.reference.errors import InputError


def check(
    output: FormatOption = Format.TABLE,
    strict: Annotated[bool, typer.Option("--strict", help="Code 1 dès une ligne « attention ».")] = False,
) -> None:
    """Regarder réglages, base, disque, courrier, atelier, horloge, sauvegardes : code 1 s’il y a une erreur."""
    if not base_there():
        raise InputError("Aucune installation ici : COPILOTE_HOME n’a pas de base, et DATABASE_URL n’en nomme aucune.")
    set_up()
    if not look(output, strict=strict):
        raise typer.Exit(1)


def look(output: Format = Format.TABLE, *, strict: bool = False) -> bool:
    """Print what was found; whether all is well."""
    from copilote.site.installation.checking import Level, check

    rows = [asdict(finding) for finding in check()]
    columns = [
        column("", lambda row: row["level"]),
        column("Quoi", lambda row: row["about"]),
        column("Ce qui est vu", lambda row: row["found"]),
        column("À faire", lambda row: row["to_do"]),
    ]
    bad = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    wrong = sum(row["level"] in bad for row in rows)
    title = "Cette installation va bien." if not wrong else f"À revoir : {wrong}"
    emit(output, rows, rows=rows, columns=columns, title=title, header=("about", "level", "found", "to_do"))
    return not wrong
