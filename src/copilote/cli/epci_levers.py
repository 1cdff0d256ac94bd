"""`copilote epci-levers`: the targets of an EPCI by the rule of Territoires en Transitions, exactly as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copilote.cli.output import Column, Format, FormatOption, RegionArgument, emit, warn
from copilote.exchange.epci_file import read_epci_file
from copilote.exchange.records.epci_rule import ALONE, ROUNDED, SIGN, beyond_rounding, reduction_record, total_sentence
from copilote.planning.epci_rule import DECIMALS, reductions, share_totals
from copilote.reference.epci_rule import find_rule, load_postes
from copilote.reference.simulator import find_region
from copilote.ui.words import NBSP, format_decimals, format_full

OURS = "Pour des parts qui s’additionnent : copilote allocate."


def epci_levers(
    region: RegionArgument,
    emissions: Annotated[
        Path,
        typer.Option(
            "--emissions",
            help="CSV : poste, emissions_2019, objectif_2019, objectif_2030 (ktCO2e) ; un poste par ligne.",
        ),
    ],
    output: FormatOption = Format.TABLE,
) -> None:
    """Les leviers d’un EPCI selon la règle de Territoires en Transitions : écart du poste × part régionale du levier.

    Une émission de 2019 vide est remplacée par l’objectif de 2019 ; une réduction reste vide quand un chiffre manque.
    """
    found = find_region(region)
    rule = find_rule(found)
    held = read_epci_file(emissions)
    for remark in held.remarks:
        warn(remark)
    rows = reductions(rule, held.postes)
    names = load_postes()
    unknown = {row.lever.name: ", ".join(names[one].name for one in row.missing) for row in rows}
    columns = [
        Column("Poste", lambda row: row["poste"]),
        Column("Levier", lambda row: row["lever"]),
        Column("Part", lambda row: format_full(row["share"]) + NBSP + "%", right=True),
        Column("Réduction (ktCO2e)", lambda row: format_decimals(row["reduction_kt"], DECIMALS), right=True),
        Column("Remarque", lambda row: f"sans : {unknown[row['lever']]}" if unknown[row["lever"]] else ""),
    ]
    records = [reduction_record(row) for row in rows]
    totals = share_totals(rule)
    sums = " ; ".join(total_sentence(total) for total in totals)
    told = (SIGN, f"Somme des parts : {sums}.", ROUNDED, beyond_rounding(totals), ALONE, OURS)
    notes = [sentence for sentence in told if sentence]
    title = f"{found.name} : leviers d’un EPCI, règle de Territoires en Transitions"
    emit(output, records, rows=records, columns=columns, title=title, notes=notes)
