"""`copilote explain`: where each figure comes from."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from copilote.cli.output import Column, Format, FormatOption, emit
from copilote.exchange.explained import Explanation, explain_france
from copilote.exchange.explained import explain as explain_region
from copilote.exchange.records.explained import explanation_record, publication
from copilote.reference.errors import fold
from copilote.reference.simulator import find_region
from copilote.reference.sources import Source, find_source
from copilote.ui.words import format_number, with_unit


def explain(
    region: Annotated[str, typer.Argument(metavar="REGION", help="Code, nom ou abréviation ; ou « france ».")],
    subject: Annotated[
        str,
        typer.Argument(
            metavar="LEVIER", help="Levier, indicateur (826, fr-059), secteur, thème, « total » ou « projets »."
        ),
    ],
    output: FormatOption = Format.TABLE,
) -> None:
    """D’où vient chaque chiffre : valeur, formule, table et ligne, source, année, licence."""
    if fold(region) == "france":
        found, answer = None, explain_france(subject)
    else:
        found = find_region(region)
        answer = explain_region(found, subject)
    if output is Format.TABLE:
        _print(answer, found.name if found else "France")
        return
    body = explanation_record(answer, found)
    flat = [
        record | {"source": record["source"]["title"], **publication(record["source"])} for record in body["figures"]
    ]
    emit(output, body, rows=flat, columns=list[Column]())


def _print(answer: Explanation, place: str) -> None:
    """Blocks rather than a table: formulas are long, and a terminal is narrow."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, emoji=False, width=160)
    console.print(f"{answer.label} ({place})", style="bold")
    used: dict[str, Source] = {}
    for section in answer.sections:
        console.print(f"\n{section.title}", style="bold")
        if section.note:
            console.print(f"  {section.note}", style="italic")
        for figure in section.figures:
            source = used.setdefault(figure.source, find_source(figure.source))
            rank = list(used).index(source.key) + 1
            value = with_unit(format_number(figure.value, 6), figure.unit)
            console.print(f"  {figure.label} : {value}  [{figure.soundness.label}]  [source {rank}]")
            console.print(f"    {figure.formula}", style="dim")
            console.print(f"    {figure.table}, ligne {figure.row}", style="dim")
    console.print("\nSources", style="bold")
    for rank, source in enumerate(used.values(), start=1):
        console.print(
            f"  {rank}. {source.title}. {source.publisher}, {source.year}. {source.licence}. {source.address}"
        )
        if source.note:
            console.print(f"     {source.note}", style="dim")
    sys.stdout.flush()
