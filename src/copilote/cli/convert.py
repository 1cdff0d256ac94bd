"""`copilote convert`: one conversion, or a batch of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from copilote.cli.output import Format, FormatOption, column, emit, warn
from copilote.exchange.numbers import parse_number
from copilote.exchange.records.model import filled
from copilote.exchange.records.simulator import ConversionRecord
from copilote.planning.conversion import Conversion, convert_kt, convert_physical, shown_decimals
from copilote.reference.errors import InputError
from copilote.reference.simulator import find_lever, find_region
from copilote.words.numbers import format_decimals, format_full, with_unit


def convert(
    region: Annotated[str | None, typer.Argument(metavar="REGION", help="Code, nom ou abréviation.")] = None,
    lever: Annotated[str | None, typer.Argument(metavar="LEVIER", help="Identifiant ou nom.")] = None,
    kt: Annotated[str | None, typer.Option("--kt", help="ktCO2e évitées par an en 2030.")] = None,
    physical: Annotated[str | None, typer.Option("--physical", help="Grandeur physique en 2030.")] = None,
    completed: Annotated[str, typer.Option("--completed", help="ktCO2e déjà faites ou en cours.")] = "0",
    batch: Annotated[str | None, typer.Option("--batch", help="Fichier de lignes JSON, ou - pour l’entrée.")] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Convertir des ktCO2e évitées en grandeur physique (--kt), ou l’inverse (--physical).

    Avec --batch, chaque ligne {"region", "lever", "kt" ou "physical", "completed_kt"} est rendue avec son résultat ou
    son erreur.
    """
    if batch is not None:
        if region is not None or kt is not None or physical is not None or completed != "0":
            raise InputError("--batch se donne seul : régions, leviers et quantités sont dans ses lignes.")
        if output is Format.CSV:
            raise InputError("--batch répond toujours par des lignes JSON.")
        _batch(batch)
        return
    if region is None or lever is None:
        raise InputError("il manque la région et le levier. Exemple : copilote convert 24 augm_voitelec --kt 100")
    if (kt is None) == (physical is None):
        raise InputError("donnez --kt ou --physical, l’un des deux.")
    figures = find_lever(find_region(region).code, lever)
    done = parse_number(completed, "--completed")
    if kt is not None:
        result = convert_kt(figures, parse_number(kt, "--kt"), done)
    else:
        result = convert_physical(figures, parse_number(physical or "", "--physical"), done)
    if result.note:
        warn(result.note)
    if figures.caution:
        warn(figures.caution)
    record = filled(ConversionRecord, result)
    columns = [
        column("Levier", lambda row: figures.label),
        column("ktCO2e évitées", lambda row: format_full(row["kt"]), right=True),
        column("Grandeur en 2030", lambda row: _quantity(result), right=True),
        column("Arrondi officiel", lambda row: format_decimals(row["physical_shown"], 1), right=True),
    ]
    emit(output, record, rows=[record], columns=columns, title=f"{find_region(region).name} : {figures.quantity}")


def _quantity(result: Conversion) -> str:
    decimals = shown_decimals(result.lever, result.kt)
    return with_unit(format_decimals(result.physical, decimals), result.lever.unit or "")


def _batch(place: str) -> None:
    from copilote.exchange.batch import convert_lines

    try:
        source = (sys.stdin.buffer if sys.stdin else None) if place == "-" else Path(place).open("rb")  # noqa: SIM115
    except OSError:
        raise InputError(f"Fichier introuvable ou illisible : {place}.") from None
    if source is None:
        raise InputError("l’entrée est fermée : rien à convertir.")
    with source:
        for chunk in _blocks(convert_lines(source)):
            sys.stdout.write(chunk)


def _blocks(lines: Any, size: int = 1000) -> Any:
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == size:
            yield "\n".join(block) + "\n"
            block.clear()
    if block:
        yield "\n".join(block) + "\n"
