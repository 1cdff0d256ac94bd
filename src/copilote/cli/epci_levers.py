"""`copilote epci-levers`: the targets of an EPCI by the rule of Territoires en Transitions, exactly as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copilote.cli.output import Format, FormatOption, RegionArgument, column, emit, warn
from copilote.exchange.epci_file import read_epci_table
from copilote.exchange.records.epci_rule import ALONE, ROUNDED, SIGN, beyond_rounding, reduction_record, total_sentence
from copilote.planning.epci_rule import DECIMALS, reductions, share_totals
from copilote.reference.epci_rule import find_rule, load_postes
from copilote.reference.simulator import find_region
from copilote.words.numbers import NBSP, format_decimals, format_full

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
    chosen_region = find_region(region)
    rule = find_rule(chosen_region)
    table = read_epci_table(emissions)
    for remark in table.remarks:
        warn(remark)
    rows = reductions(rule, table.postes)
    names = load_postes()
    unknown = {row.lever.name: ", ".join(names[poste].name for poste in row.missing) for row in rows}
    columns = [
        column("Poste", lambda row: row["poste"]),
        column("Levier", lambda row: row["lever"]),
        column("Part", lambda row: format_full(row["share"]) + NBSP + "%", right=True),
        column("Réduction (ktCO2e)", lambda row: format_decimals(row["reduction_kt"], DECIMALS), right=True),
        column("Remarque", lambda row: f"sans : {unknown[row['lever']]}" if unknown[row["lever"]] else ""),
    ]
    records = [reduction_record(row) for row in rows]
    totals = share_totals(rule)
    sums = " ; ".join(total_sentence(total) for total in totals)
    sentences = (SIGN, f"Somme des parts : {sums}.", ROUNDED, beyond_rounding(totals), ALONE, OURS)
    notes = [sentence for sentence in sentences if sentence]
    title = f"{chosen_region.name} : leviers d’un EPCI, règle de Territoires en Transitions"
    emit(output, records, rows=records, columns=columns, title=title, notes=notes)
