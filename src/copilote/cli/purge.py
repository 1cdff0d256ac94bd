"""`copilote purge`: erase what is past its time, or say what would go."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from copilote.cli.installation import ready
from copilote.cli.output import Format, FormatOption, column, emit


def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Compter ce qui partirait, sans rien effacer.")] = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """Effacer les données personnelles dont la durée est passée ; l’atelier le fait une fois par jour."""
    ready()
    from copilote.jobs.retention import purge as go

    rows = [asdict(done) for done in go(dry_run=dry_run)]
    columns = [
        column("Quoi", lambda row: row["label"]),
        column("Gardé", lambda row: row["lasts"]),
        column("À effacer" if dry_run else "Effacé", lambda row: str(row["rows"])),
    ]
    title = "Ce qui partirait" if dry_run else "Ce qui est parti"
    emit(output, rows, rows=rows, columns=columns, title=title, header=("key", "label", "lasts", "rows"))
