"""`copilote climate-map`: an index of the climate across a region, as a drawing or a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copilote.cli.output import RegionArgument
from copilote.reference.errors import InputError


def climate_map(
    region: RegionArgument,
    index: Annotated[str, typer.Option("--index", metavar="INDICE", help="Un indice, comme jours_30.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FICHIER", help="Où écrire : .svg, .png, .csv ou .pdf.")
    ],
    level: Annotated[
        str, typer.Option("--level", metavar="NIVEAU", help="Réchauffement de la France : +2.0, +2.7 ou +4.0.")
    ] = "+2.7",
    by: Annotated[
        str, typer.Option("--by", metavar="MAILLE", help="Territoires dessinés : epci, departement ou commune.")
    ] = "epci",
) -> None:
    """La carte d’un indice du climat dans une région : les mêmes classes à chaque niveau de réchauffement."""
    from copilote.adaptation.map_files import ENDINGS, map_file, title_of
    from copilote.exchange import climate_map as across
    from copilote.reference.simulator import find_region

    ending = output.suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        accepted = ", ".join(f".{each}" for each in ENDINGS)
        raise InputError(f"« {output.name} » : le nom du fichier finit par l’un de {accepted}.")
    drawn = across.climate_map(find_region(region), index, level, by)
    body = map_file(drawn, ending, f"/regions/{drawn.region.slug}/climat")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(body)
    print(title_of(drawn))
    print(output)
