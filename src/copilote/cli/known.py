"""`copilote known`: what is already known of a territory's actions."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from copilote.cli.output import Format, FormatOption, column, emit, warn
from copilote.planning.actions import Status
from copilote.reference.territories import Commune, Departement, Epci, Territory
from copilote.reference.territory_sheets import find
from copilote.words.numbers import NBSP, counted, format_decimals

SHOWN = 20
CAUTION = (
    "Des brouillons à confirmer : ni quantité ni kt n’est supposée, aucun levier n’est appliqué sans une personne."
)


def known(
    territory: Annotated[
        str,
        typer.Argument(
            metavar="TERRITOIRE",
            help="Code de commune, SIREN d’EPCI, code de département ou de région (departement:01, region:01).",
        ),
    ],
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--file",
            help="Fichier du PCAET (entete, Programme_Actions, Fiches_Action) ou plan de Territoires en Transitions.",
        ),
    ] = None,
    within: Annotated[
        bool, typer.Option("--within", help="Aussi les projets que d’autres portent sur le territoire.")
    ] = False,
    service: Annotated[
        bool,
        typer.Option(
            "--service",
            help="Demander aussi à l’API des collectivités (API_COLLECTIVITES_URL et API_COLLECTIVITES_KEY).",
        ),
    ] = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """Ce qui est déjà connu des actions d’un territoire : Fonds vert, PCAET, plans, API des collectivités."""
    from copilote.exchange.known import Service, known_of, read_known
    from copilote.exchange.records.known import known_record

    place = find(territory)
    region = _region(place)
    actions = [*known_of(region, place.level, place.code, within=within)]
    problems: list[Any] = []
    readings = [read_known(files, region, place.level, place.code)] if files else []
    if service:
        address, key = (os.environ.get(f"API_COLLECTIVITES_{name}", "") for name in ("URL", "KEY"))
        readings.append(Service(address, key).known(place.level, place.code))
    for reading in readings:
        actions += reading.actions
        problems += reading.problems
        for remark in reading.remarks:
            warn(remark)
        if reading.count > len(reading.problems):
            warn(f"{reading.count} erreurs, les {len(reading.problems)} premières sont données.")
    labels = {action.origin.value: action.origin.label for action in actions}
    record = known_record(place, actions, problems)
    rows = [row | {"origin_label": labels[row["origin"]]} for row in record["actions"]]
    title = f"{place.name} : {counted(len(rows), 'action déjà connue', 'actions déjà connues')}"
    notes = [f"{problem}".removesuffix(".") + "." for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        notes.append(f"{len(problems) - SHOWN} autres remarques : --format json les donne toutes.")
    emit(output, record, rows=_flat(record["actions"]) if output is Format.CSV else rows, columns=COLUMNS, title=title,
         notes=[*notes, *record["cautions"], CAUTION], header=KEYS)  # fmt: skip


def _region(place: Territory) -> str:
    """The region whose lists hold a territory: that with the most of its inhabitants."""
    if isinstance(place, Epci):
        return place.regions[0]
    return place.region if isinstance(place, Commune | Departement) else place.code


def _flat(actions: list[Any]) -> list[dict[str, Any]]:
    """For CSV, who finances in a cell, and what they give in all in another, where that is known."""
    rows = []
    for action in actions:
        given = [each["amount_eur"] for each in action["funders"] if each["amount_eur"] is not None]
        names = " ; ".join(each["name"] for each in action["funders"])
        rows.append(action | {"funders": names, "granted_eur": sum(given) if given else None})
    return rows


def _money(row: Mapping[str, Any]) -> str:
    """What an action costs, or what each funder gives to it."""
    if row["amount_eur"] is not None:
        return format_decimals(row["amount_eur"], 0) + NBSP + "€"
    given = [each for each in row["funders"] if each["amount_eur"] is not None]
    return ", ".join(f"{each['name']} : {format_decimals(each['amount_eur'], 0)}{NBSP}€" for each in given)


KEYS = ("origin", "origin_id", "title", "holder", "siren", "level", "code", "status", "amount_eur")
"""The header of a CSV without any action."""
COLUMNS = [
    column("Source", lambda row: row["origin_label"]),
    column("Action", lambda row: row["title"]),
    column("Porteur", lambda row: row["holder"] or ""),
    column("Statut", lambda row: Status(row["status"]).label if row["status"] else "non dit"),
    column("Leviers rattachés", lambda row: ", ".join(row["levers"]) or ", ".join(row["named_levers"])),
    column("Montant", _money),
]
