"""`copilote dossier`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copilote.cli.output import RegionArgument


def dossier(
    region: RegionArgument,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DOSSIER", help="Où écrire ; créé s’il n’existe pas.")
    ],
    date: Annotated[str, typer.Option("--date", help="Date à imprimer sur la page (« 12 janvier 2027 »).")] = "",
) -> None:
    """Le dossier d’une région : une page HTML qui se suffit, la même en PDF, et ses données (JSON, CSV, XLSX)."""
    from copilote.dossier.export import write_dossier
    from copilote.dossier.page import build_dossier

    built = build_dossier(region, today=date)
    paths = write_dossier(built, output)
    print(built.title)
    for path in paths:
        if path.suffix != ".csv":
            print(path)
    print(f"{paths[0].with_suffix('')}-csv/ ({sum(path.suffix == '.csv' for path in paths)} tables)")
