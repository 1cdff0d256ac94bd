"""`copilote explain`: where each figure comes from."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from copilote.cli.output import Column, Format, FormatOption, emit
from copilote.exchange.explained import Explanation, explain_france
from copilote.exchange.explained import explain as explain_region
from copilote.planning.trace import TracedFigure
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
        answer, place = explain_france(subject), {"code": "france", "slug": "france", "name": "France"}
    else:
        found = find_region(region)
        answer = explain_region(found, subject)
        place = {"code": found.code, "slug": found.slug, "name": found.name}
    records = [_record(figure, section.title) for section in answer.sections for figure in section.figures]
    if output is Format.TABLE:
        _print(answer, place["name"])
        return
    body = {"region": place, "subject": answer.subject, "label": answer.label, "figures": records}
    flat = [record | {"source": record["source"]["title"], **_publication(record["source"])} for record in records]
    emit(output, body, rows=flat, columns=list[Column]())


def _record(figure: TracedFigure, section: str) -> dict[str, Any]:
    source = find_source(figure.source)
    return {
        "section": section,
        "key": figure.key,
        "label": figure.label,
        "value": figure.value,
        "unit": figure.unit,
        "year": figure.year,
        "soundness": figure.soundness.value,
        "formula": figure.formula,
        "table": figure.table,
        "row": figure.row,
        "source": {"id": source.key, **_publication(vars(source)), "title": source.title, "note": source.note},
    }


def _publication(source: dict[str, Any]) -> dict[str, Any]:
    return {key: source[key] for key in ("publisher", "year", "licence", "address")} | {"source_year": source["year"]}


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
