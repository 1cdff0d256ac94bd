"""`copilote panorama REGION --panorama resources`: the second panorama, a line for each lever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from copilote.cli.output import Format, column, emit
from copilote.exchange.records.resources import resource_panorama_record
from copilote.exchange.resources import resource_levers
from copilote.exchange.uses_words import law_words
from copilote.planning.resources import ResourceLever
from copilote.reference.simulator import Region
from copilote.ui.resources import resource_words
from copilote.words.numbers import format_short, with_unit

CAUTION = (
    "Ces grandeurs ne s’additionnent pas. Les cibles régionales sont déduites des cibles nationales, par la règle "
    "indiquée (--format json) ; aucune n’a été fixée pour la région, sauf celles que l’État publie dans son simulateur."
)


def print_resources(region: Region, output: Format) -> None:
    """Write the panorama of a region."""
    levers = resource_levers(region)
    answer = resource_panorama_record(region, levers)
    title = (
        f"{region.name}, nature et ressources : {answer['measured']} leviers sur {len(answer['levers'])} mesurés dans "
        f"la région, {answer['with_target']} avec un objectif pour 2030"
    )
    paces = _paces(levers)
    columns = [
        column("Groupe", lambda row: row["group_name"]),
        column("Levier", lambda row: row["name"]),
        column("Mesuré", lambda row: {"region": "région", "france": "France", "none": ""}[row["place"]]),
        column("Année", lambda row: str(row["year"] or "")),
        column("Valeur", lambda row: _said(row["value"], row["unit"]), right=True),
        column("Objectif 2030", _target, right=True),
        column("Rythme", lambda row: paces[row["id"]]),
    ]
    rows = [_flat(lever) for lever in answer["levers"]]
    emit(output, answer, rows=rows, columns=columns, title=title, notes=[*_land(region), CAUTION])


def _land(region: Region) -> list[str]:
    """The other limit of land taken, and the command that tells more of it."""
    law = law_words(region)
    return [f"Espace consommé : {law[0].lower()}{law[1:]} Voir copilote conflicts."] if law else []


def _paces(levers: Sequence[ResourceLever]) -> dict[str, str]:
    """The pace of each tile in the words of its page."""
    return {words.id: words.badge for words in resource_words(levers, lambda _lever: "")}


def _flat(lever: Mapping[str, Any]) -> dict[str, Any]:
    """A lever on one line: what is measured in the region, else in the country; only the region's own target."""
    regional, added = lever["region"], lever["added_2030"]
    seen = regional or lever["france"] or {}
    named = {key: lever[key] for key in ("id", "group", "group_name", "name", "quantity", "lever", "place")}
    return named | {
        "indicator": seen.get("indicator"),
        "year": seen.get("year"),
        "value": seen.get("value"),
        "unit": seen.get("unit"),
        "target_2030": regional and regional["target_2030"],
        "key_grade": regional and regional["key_grade"],
        "added_2030": added and added["value"],
        "added_unit": added and added["unit"],
        "gap": regional and regional["gap"] and regional["gap"]["kind"],
        "gap_amount": regional and regional["gap"] and regional["gap"]["amount"],
        "grade": seen.get("grade"),
        "ceiling": seen.get("ceiling"),
        "reached": seen.get("reached"),
        "national_target_2030": (lever["france"] or {}).get("target_2030"),
        "soundness": seen.get("soundness"),
        "source": seen.get("source"),
        "why": lever["why"],
    }


def _target(row: Mapping[str, Any]) -> str:
    if row["target_2030"] is not None:
        return _said(row["target_2030"], row["unit"])
    if row["added_2030"] is not None:
        return with_unit(format_short(row["added_2030"], sign=True), row["added_unit"] or "")
    return "aucun pour la région"


def _said(value: float | None, unit: str | None) -> str:
    return "" if value is None else with_unit(format_short(value), unit or "")
