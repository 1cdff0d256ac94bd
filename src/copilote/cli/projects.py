"""`copilote projects`: what the Fonds vert funds in a region."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copilote.cli.output import Column, Format, FormatOption, RegionArgument, emit
from copilote.exchange.records.funding import projects_answer
from copilote.ui.words import NBSP, counted, format_decimals

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
    answer = projects_answer(region, lever, territory)
    title = f"{answer['region']['name']} : {said(answer)} par le Fonds vert 2023"
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


def euros(row: dict[str, Any]) -> str:
    """The amount of a record, to the cent: "21 000,00 €"."""
    return format_decimals(row["amount_eur"], 2) + NBSP + "€"


def said(row: dict[str, Any]) -> str:
    """A count and a sum as a sentence says them."""
    return f"{counted(row['count'], 'projet')}, {euros(row)} engagés"


def where(row: dict[str, Any]) -> str:
    """The place of a project for a reader: the commune, the EPCI, or what is known of it."""
    if row["place"] == "seat":
        return f"siège : {row['commune_name']}"
    return str(row["commune_name"] or row["epci_name"] or "")


PROJECT_COLUMNS = [
    Column("Dossier", lambda row: row["id"]),
    Column("Dép.", lambda row: row["departement"]),
    Column("Lieu", lambda row: where(dict(row))),
    Column("Projet", lambda row: row["name"]),
    Column("Bénéficiaire", lambda row: row["beneficiary"] or "non affiché"),
    Column("Démarche", lambda row: row["procedure_title"]),
    Column("Montant engagé", lambda row: euros(dict(row)), right=True),
]
# The header of a CSV without any project.
PROJECT_KEYS = ("id", "name", "procedure", "departement", "commune", "beneficiary", "amount_eur")
LEVER_COLUMNS = [
    Column("Levier", lambda row: row["label"]),
    Column("Lien", lambda row: row["kind_label"] or ""),
    Column("Projets", lambda row: format_decimals(row["count"], 0), right=True),
    Column("Montant engagé", lambda row: euros(dict(row)), right=True),
]
DEPARTEMENT_COLUMNS = [
    Column("Code", lambda row: row["code"]),
    Column("Département", lambda row: row["name"]),
    Column("Projets", lambda row: format_decimals(row["count"], 0), right=True),
    Column("Montant engagé", lambda row: euros(dict(row)), right=True),
]
