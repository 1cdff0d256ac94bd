"""`copilote observe`: what statistics observe, against what is wanted in 2030."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copilote.cli.output import Column, Format, FormatOption, emit
from copilote.exchange.asked import observations_asked
from copilote.exchange.records.observed import flat_observation
from copilote.ui.words import counted, format_decimals, format_number, with_unit

FEW = 8  # up to this many rows, each one's rule and warnings are printed under the table
CAUTION = (
    "Statistiques publiques, à côté de ce que les collectivités déclarent : les deux ne s’ajoutent pas. Aucune cible "
    "régionale n’est publiée : celles d’une région sont déduites des cibles nationales, selon la règle indiquée."
)


def observe(
    place: Annotated[
        str, typer.Argument(metavar="REGION", help="Code, nom ou abréviation d’une région, ou « france ».")
    ],
    lever: Annotated[
        str | None, typer.Option("--lever", help="Levier de 2023 (identifiant ou nom) ou de 2026.")
    ] = None,
    indicator: Annotated[
        str | None, typer.Option("--indicator", help="Numéro d’indicateur régional (826) ou national (fr-059).")
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Ce qui est observé, la cible de 2030, le rythme constaté et le rythme requis."""
    asked = observations_asked(place, lever, indicator)
    records = asked.records
    notes = [f"Aucun indicateur : {link.reason}." for link in asked.links if link.indicator is None]
    notes += [f"Indicateur {one} : aucune valeur connue." for one in asked.missing]
    if lever is not None and not asked.links:
        scope = "national" if asked.code is None else "régional"
        notes.append(f"Aucun indicateur {scope} ne suit ce levier.")
        if asked.code is not None:
            notes.append(f"À l’échelle du pays : copilote observe france --lever {lever}")
    if len(records) <= FEW:
        notes += [_explained(record) for record in records]
    title = f"{asked.name} : {counted(len(records), 'série observée', 'séries observées')}"
    emit(output, records, rows=_flat(records, output), columns=COLUMNS, title=title, notes=[*notes, CAUTION])


def _flat(records: list[dict[str, Any]], output: Format) -> list[dict[str, Any]]:
    """For CSV, one line per observation with its last value in place of the series."""
    if output is not Format.CSV:
        return records
    return [flat_observation(record) for record in records]


def _explained(record: dict[str, Any]) -> str:
    """One line under the table: the rule of the target, then the warnings."""
    return f"{record['indicator']} : {' '.join([record['rule_text'] or 'Sans cible.', *record['warnings']])}"


def _observed(record: Any) -> float | None:
    pace: float | None = record["pace_1y"] if record["pace_3y"] is None else record["pace_3y"]
    return pace


def _last(record: Any) -> str:
    if not record["series"]:
        return format_number(None)
    last = record["series"][-1]
    return f"{with_unit(format_number(last['value']), record['unit'] or '')} ({last['year']})"


def _grade(record: Any) -> str:
    from copilote.planning.pace import Grade

    return Grade(record["grade"]).label if record["target_2030"] is not None else "sans cible"


def _year(record: Any) -> str:
    year = record["year_reached"]
    return "" if year is None else str(int(year))


def _soundness(record: Any) -> str:
    from copilote.reference.soundness import Soundness

    key = f", clé {record['key_grade']}" if record["key_grade"] else ""
    return Soundness(record["soundness"]).label + key


COLUMNS = [
    Column("N°", lambda row: row["indicator"]),
    Column("Indicateur", lambda row: f"{row['label']} : {row['part']}" if row["part"] else row["label"]),
    Column("Dernière valeur", _last, right=True),
    Column("Cible 2030", lambda row: format_number(row["target_2030"], unknown=""), right=True),
    Column("Par an", lambda row: format_number(_observed(row), sign=True, unknown=""), right=True),
    Column("Requis", lambda row: format_number(row["pace_required"], sign=True, unknown=""), right=True),
    Column("Rapport", lambda row: format_decimals(row["ratio"], 2, unknown=""), right=True),
    Column("Atteinte", _year, right=True),
    Column("Avis", _grade),
    Column("Solidité", _soundness),
]
