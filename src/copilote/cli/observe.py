"""`copilote observe`: what statistics observe, against what is wanted in 2030."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from copilote.cli.output import Format, FormatOption, column, emit
from copilote.exchange.observed import observations_asked
from copilote.exchange.records.observed import ObservationRecord, flat_observation
from copilote.words.numbers import NBSP, counted, format_decimals, format_number, with_unit

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
    notes += [f"Indicateur {number} : aucune valeur connue." for number in asked.missing]
    if lever is not None and not asked.links:
        scope = "national" if asked.code is None else "régional"
        notes.append(f"Aucun indicateur {scope} ne suit ce levier.")
        if asked.code is not None:
            notes.append(f"À l’échelle du pays : copilote observe france --lever {lever}")
    if len(records) <= FEW:
        notes += [_explained(record) for record in records]
    if len(records) > FEW and any(record["grade"] == "uncertain" for record in records):
        notes.append("Incertain : les périodes se contredisent, ou la cible est douteuse. Voir --indicator.")
    if any(record["key_grade"] for record in records):
        notes.append(
            "Clé A : cible nationale telle quelle ; B : partage par une grandeur voisine ; C : base incomplète."
        )
    empty = sum(not record["series"] for record in records)
    if empty:
        notes.append(f"{counted(empty, 'série', 'séries')} sans valeur sûre : publiée à 0 faute de mesure.")
    title = f"{asked.name} : {counted(len(records), 'série observée', 'séries observées')}"
    emit(output, records, rows=_flat(records, output), columns=COLUMNS, title=title, notes=[*notes, CAUTION])


def _flat(records: list[ObservationRecord], output: Format) -> Sequence[Mapping[str, Any]]:
    """For CSV, one line per observation, its series spread over a column for each year."""
    if output is not Format.CSV:
        return records
    years = sorted({point["year"] for record in records for point in record["series"]})
    flat = []
    for record in records:
        known = {point["year"]: point["value"] for point in record["series"]}
        flat.append(flat_observation(record) | {f"value_{year}": known.get(year) for year in years})
    return flat


def _explained(record: ObservationRecord) -> str:
    """One line under the table: the rule of the target, why there is no plain grade, then the warnings."""
    link = f"{record['link_reason']}." if record["link_reason"] else ""
    parts = [link.replace("..", "."), record["rule_text"] or "Sans cible.", record["reason"] or "", *record["warnings"]]
    return f"{record['indicator']} : {' '.join(part for part in parts if part)}"


def _observed(record: Any) -> float | None:
    pace: float | None = record["pace_observed"]
    return pace


def _last(record: Any) -> str:
    if not record["series"]:
        return format_number(None)
    last = record["series"][-1]
    return f"{with_unit(_short(last['value']), record['unit'] or '')} ({last['year']})"


def _short(value: float | None, *, sign: bool = False) -> str:
    """Three significant digits; millions and thousands of millions in words."""
    if value is None:
        return ""
    for size, word in ((1e9, "Md"), (1e7, "M")):
        if abs(value) >= size:
            return f"{format_number(value / (1e6 if word == 'M' else size), sign=sign)}{NBSP}{word}"
    return format_number(value, sign=sign)


def _grade(record: Any) -> str:
    from copilote.planning.grade import Grade
    from copilote.planning.pace import TOO_FAST

    if record["target_2030"] is None:
        return "sans cible"
    grade = Grade(record["grade"])
    return TOO_FAST if record.get("ceiling") and grade is Grade.TOO_SLOW else grade.label


def _year(record: Any) -> str:
    """The first full year at which the target is met at the present pace."""
    year = record["year_reached"]
    if year is None:
        return ""
    return "après 2100" if year > 2100 else str(math.ceil(year - 1e-9))


def _soundness(record: Any) -> str:
    from copilote.reference.soundness import Soundness

    key = f", clé {record['key_grade']}" if record["key_grade"] else ""
    return Soundness(record["soundness"]).label + key


COLUMNS = [
    column("N°", lambda row: row["indicator"]),
    column("Indicateur", lambda row: f"{row['label']} : {row['part']}" if row["part"] else row["label"]),
    column("Dernière valeur", _last, right=True),
    column("Cible 2030", lambda row: _short(row["target_2030"]), right=True),
    column("Par an", lambda row: _short(_observed(row), sign=True), right=True),
    column("Requis", lambda row: _short(row["pace_required"], sign=True), right=True),
    column("Rapport", lambda row: format_decimals(row["ratio"], 2, unknown=""), right=True),
    column("Atteinte", _year, right=True),
    column("Avis", _grade),
    column("Nature", _soundness),
]
