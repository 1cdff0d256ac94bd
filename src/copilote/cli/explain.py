"""`copilote explain`: where each figure comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from copilote.cli.output import Field, Format, FormatOption, bold, emit, say
from copilote.exchange.explained import Explanation, explain_france
from copilote.exchange.explained import explain as explain_region
from copilote.exchange.records.explained import explanation_record, publication
from copilote.reference.errors import fold
from copilote.reference.simulator import find_region
from copilote.reference.sources import Source, find_source
from copilote.words.numbers import format_number, with_unit


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
        place, answer = None, explain_france(subject)
    else:
        place = find_region(region)
        answer = explain_region(place, subject)
    if output is Format.TABLE:
        _print(answer, place.name if place else "France")
        return
    body = explanation_record(answer, place)
    flat = []
    for record in body["figures"]:
        source = {f"source_{key}": value for key, value in publication(record["source"]).items()}
        flat.append(record | {"source": record["source"]["title"]} | source)
    emit(output, body, rows=flat, columns=list[Field]())


def _print(answer: Explanation, place: str) -> None:
    """Blocks rather than a table: formulas are long, and a terminal is narrow."""
    print(bold(answer.label if answer.label == place else f"{answer.label} ({place})"))
    used: dict[str, Source] = {}
    for section in answer.sections:
        print()
        print(bold(section.title))
        if section.note:
            say(section.note, "  ")
        for figure in section.figures:
            source = used.setdefault(figure.source, find_source(figure.source))
            rank = list(used).index(source.key) + 1
            value = with_unit(format_number(figure.value, 6), figure.unit)
            say(f"{figure.label} : {value}  [{figure.soundness.label}]  [source {rank}]", "  ")
            say(figure.formula, "    ")
            say(f"{figure.table}, ligne {figure.row}", "    ")
    print()
    print(bold("Sources"))
    for rank, source in enumerate(used.values(), start=1):
        say(f"{rank}. {source.title}. {source.publisher}, {source.year}. {source.licence}. {source.address}", "  ")
        if source.note:
            say(source.note, "     ")
