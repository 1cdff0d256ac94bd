"""`copilote climate`: the climate that comes to a territory, and what has already struck it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from copilote.cli.output import Format, FormatOption, column, emit
from copilote.words.numbers import counted, format_decimals


def climate(
    territory: Annotated[
        str,
        typer.Argument(metavar="TERRITOIRE", help="Code ou nom : 41018, Blois, 200030385, departement:41, region:24."),
    ],
    index: Annotated[
        str | None, typer.Option("--index", metavar="INDICE", help="Un seul indice, comme jours_30 ; tous par défaut.")
    ] = None,
    weighting: Annotated[
        str,
        typer.Option(
            "--weighting", metavar="POIDS", help="Moyenne des communes selon population (par défaut) ou area."
        ),
    ] = "population",
    output: FormatOption = Format.TABLE,
) -> None:
    """Le climat qui vient d’un territoire (+2,0, +2,7 et +4,0 °C en France), et les catastrophes déjà reconnues."""
    from copilote.exchange.climate import WEIGHTINGS
    from copilote.exchange.records.climate import climate_asked
    from copilote.reference.climate import load_indices

    record = climate_asked(territory, index, weighting)
    place, about = record["territory"], load_indices()
    rows = [row | {"decimals": about[row["id"]].decimals} for row in record["indices"]]
    title = f"{place['name']} : le climat qui vient, médiane des modèles (et leurs extrêmes)"
    if not rows:
        title = f"{place['name']} : aucune projection du climat"
    elif record["weighting"] != "cell":
        title += f", moyenne des communes {WEIGHTINGS[record['weighting']]}"
    emit(output, record, rows=_flat(record) if output is Format.CSV else rows, columns=COLUMNS, title=title,
         notes=[_events(record["events"]), *record["cautions"]], header=KEYS)  # fmt: skip


KEYS = ("id", "label", "unit", "warming_c", "horizon", "median", "low", "high")
"""The header of a CSV, also where there is no projection."""


def _flat(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For CSV, a row an index and a level, the reference first."""
    rows = []
    for index in record["indices"]:
        named = {name: index[name] for name in KEYS[:3]}
        past = dict.fromkeys(KEYS[3:]) | {"horizon": "1976-2005", "median": index["reference"]}
        rows.append(named | past)
        for level in index["levels"]:
            # A text that begins with a sign is spelt as a formula's guard in files: the number is given instead.
            rows.append(named | {"warming_c": float(level["level"])} | {name: level[name] for name in KEYS[4:]})
    return rows


def _events(events: Mapping[str, Any]) -> str:
    """What has struck, in a sentence."""
    from copilote.reference.risks import KINDS

    if not events["total"]:
        return "Catastrophes naturelles reconnues depuis 1982 : aucune."
    kinds = ", ".join(f"{KINDS[kind]} {count}" for kind, count in events["by_kind"].items() if count)
    total = counted(events["total"], "reconnaissance", "reconnaissances")
    return (
        f"Catastrophes naturelles depuis 1982 : {total}, dont {events['last_ten_years']} en dix ans, la dernière en "
        f"{events['last_year']} ({kinds})."
    )


def _level(rank: int) -> Any:
    def written(row: Mapping[str, Any]) -> str:
        level, decimals = row["levels"][rank], row["decimals"]
        median = format_decimals(level["median"], decimals)
        if level["low"] is None:
            return median
        return f"{median} ({format_decimals(level['low'], decimals)} à {format_decimals(level['high'], decimals)})"

    return written


COLUMNS = [
    column("Indice", lambda row: row["label"]),
    column("Unité", lambda row: row["unit"]),
    column("1976-2005", lambda row: format_decimals(row["reference"], row["decimals"]), right=True),
    column("2030 (+2,0 °C)", _level(0), right=True),
    column("2050 (+2,7 °C)", _level(1), right=True),
    column("2100 (+4,0 °C)", _level(2), right=True),
    column("--index", lambda row: row["id"]),
]
