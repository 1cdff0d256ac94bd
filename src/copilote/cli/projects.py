"""`copilote projects`: what the Fonds vert funds in a region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from copilote.cli.output import Format, FormatOption, RegionArgument, column, emit
from copilote.exchange.records.funding import projects_asked
from copilote.words.numbers import NBSP, counted, format_decimals

CAUTION = "Montants engagés en 2023 ; l’avancement et les émissions évitées de chaque projet ne sont pas connus."
OVERLAP = "Un projet peut servir plusieurs leviers : ne pas additionner les lignes par levier."


def projects(
    region: RegionArgument,
    lever: Annotated[
        str | None, typer.Option("--lever", help="Levier de 2023, par identifiant ou nom (voir copilote panorama).")
    ] = None,
    territory: Annotated[
        str | None, typer.Option("--territory", help="Code d’un département, d’un EPCI ou d’une commune de la région.")
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Les projets financés par le Fonds vert 2023 dans une région : liste, nombre, euros, par levier et département."""
    answer = projects_asked(region, lever, territory)
    title = f"{answer['region']['name']} : {count_and_sum(answer)} par le Fonds vert 2023"
    details = [answer["lever"]["label"]] if answer["lever"] else []
    details += [f"{place['name']} ({place['code']})"] if (place := answer["territory"]) else []
    if details:
        title += f" — {', '.join(details)}"
    if output is not Format.TABLE:
        emit(output, answer, rows=answer["projects"], columns=[], header=PROJECT_KEYS)
        return
    emit(output, answer, rows=answer["projects"], columns=PROJECT_COLUMNS, title=title)
    emit(output, answer, rows=answer["by_lever"], columns=LEVER_COLUMNS, title="Par levier")
    emit(
        output,
        answer,
        rows=answer["by_departement"],
        columns=DEPARTEMENT_COLUMNS,
        title="Par département",
        notes=[title, OVERLAP, CAUTION],
    )


def euros(row: Mapping[str, Any]) -> str:
    """The amount of a record, to the cent: "21 000,00 €"."""
    return format_decimals(row["amount_eur"], 2) + NBSP + "€"


def count_and_sum(row: Mapping[str, Any]) -> str:
    """A count and a sum as a sentence says them."""
    return f"{counted(row['count'], 'projet', 'projets')}, {euros(row)} engagés"


def where(row: dict[str, Any]) -> str:
    """The place of a project for a reader: the commune, the EPCI, or what is known of it."""
    if row["place"] == "seat":
        return f"siège : {row['commune_name']}"
    return str(row["commune_name"] or row["epci_name"] or "")


PROJECT_COLUMNS = [
    column("Dossier", lambda row: row["id"]),
    column("Dép.", lambda row: row["departement"]),
    column("Lieu", lambda row: where(dict(row))),
    column("Projet", lambda row: row["name"]),
    column("Bénéficiaire", lambda row: row["beneficiary"] or "non affiché"),
    column("Démarche", lambda row: row["procedure_title"]),
    column("Montant engagé", lambda row: euros(dict(row)), right=True),
]
# The header of a CSV without any project.
PROJECT_KEYS = ("id", "name", "procedure", "departement", "commune", "beneficiary", "amount_eur")
LEVER_COLUMNS = [
    column("Levier", lambda row: row["label"]),
    column("Lien", lambda row: row["kind_label"] or ""),
    column("Projets", lambda row: format_decimals(row["count"], 0), right=True),
    column("Montant engagé", lambda row: euros(dict(row)), right=True),
]
DEPARTEMENT_COLUMNS = [
    column("Code", lambda row: row["code"]),
    column("Département", lambda row: row["name"]),
    column("Projets", lambda row: format_decimals(row["count"], 0), right=True),
    column("Montant engagé", lambda row: euros(dict(row)), right=True),
]
