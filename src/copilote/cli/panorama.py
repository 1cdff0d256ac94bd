"""`copilote regions` and `copilote panorama`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from copilote.cli.output import Format, FormatOption, RegionArgument, column, emit
from copilote.exchange.records.simulator import panorama_record, region_summary
from copilote.planning.panorama import By, Panorama
from copilote.planning.panorama import panorama as make_panorama
from copilote.reference.errors import InputError
from copilote.reference.simulator import LeverFigures, find_region, load_levers, load_regions
from copilote.words.numbers import NBSP, format_decimals, format_number


class Which(StrEnum):
    """Which of the two panoramas."""

    CLIMATE = "climate"
    RESOURCES = "resources"


PanoramaOption = Annotated[
    Which | None,
    typer.Option("--panorama", help="climate (climat) ou resources (nature et ressources)."),
]
CAUTION = (
    "Chiffres indicatifs. La somme des leviers n’est pas une réduction nette des émissions (recouvrements, puits)."
)


def of_resources(which: Which | None, *texts: str) -> bool:
    """Whether nature and resources are meant: said, or told by a file or a link."""
    if which is not None or not texts:
        return which is Which.RESOURCES
    from copilote.cli.resource_scenarios import is_of_resources

    return any(map(is_of_resources, texts))


def regions(output: FormatOption = Format.TABLE) -> None:
    """Les 18 régions, le nombre de leurs leviers et leur objectif en 2030 (ktCO2e évitées par rapport à 2019)."""
    rows = [region_summary(region) for region in load_regions()]
    columns = [
        column("Code", lambda row: row["code"]),
        column("Région", lambda row: row["name"]),
        column("Leviers", lambda row: str(row["levers"]), right=True),
        column("Objectif 2030 (ktCO2e)", lambda row: format_decimals(row["target_kt"], 1), right=True),
        column("Remarque", lambda row: f"sans : {', '.join(row['missing'])}" if row["missing"] else ""),
    ]
    emit(output, rows, rows=rows, columns=columns, title="Objectifs des régions en 2030", notes=[CAUTION])


def panorama(
    region: RegionArgument,
    by: Annotated[
        By | None, typer.Option("--by", help="Regrouper par sector (secteur, par défaut), theme ou lever (levier).")
    ] = None,
    which: Annotated[
        Which,
        typer.Option(
            "--panorama",
            help="climate (climat, par défaut) ou resources (biodiversité, eau, ressources, pollution et santé).",
        ),
    ] = Which.CLIMATE,
    output: FormatOption = Format.TABLE,
) -> None:
    """Les objectifs d’une région en 2030 : total, parts, et chaque levier avec son unité et sa source."""
    chosen_region = find_region(region)
    if which is Which.RESOURCES:
        if by is not None:
            raise InputError("--by regroupe les leviers du climat : il ne va pas avec --panorama resources.")
        from copilote.cli.resources import print_resources

        print_resources(chosen_region, output)
        return
    view = make_panorama(load_levers(chosen_region.code), by or By.SECTOR)
    answer = panorama_record(chosen_region, view)
    title = f"{chosen_region.name} : {format_decimals(view.target.value, 1)} ktCO2e à éviter en 2030 par rapport à 2019"
    notes = [*target_notes(view), CAUTION]
    if by is By.LEVER or (by is None and output is Format.CSV):
        if output is Format.JSON:
            emit(output, answer, rows=(), columns=())
            return
        rows = [record | _reached(lever) for record, lever in zip(answer["levers"], view.levers, strict=True)]
        emit(output, answer, rows=rows, columns=LEVER_COLUMNS, title=title, notes=notes)
        return
    columns = [
        column("Thème" if by is By.THEME else "Secteur", lambda row: row["name"]),
        column("ktCO2e", lambda row: format_decimals(row["target_kt"], 1), right=True),
        column("Part", lambda row: format_decimals(row["share"] and 100 * row["share"], 1) + NBSP + "%", right=True),
        column("Leviers", lambda row: str(len(row["levers"])), right=True),
    ]
    emit(output, answer, rows=answer["groups"], columns=columns, title=title, notes=notes)


LEVER_COLUMNS = [
    column("Levier", lambda row: row["label"]),
    column("Identifiant", lambda row: row["id"]),
    column("ktCO2e", lambda row: format_decimals(row["target_kt"], 1), right=True),
    column("En 2019", lambda row: _start(row), right=True),
    column("En 2030", lambda row: _end(row), right=True),
    column("Unité", lambda row: row["unit"] or ""),
    column("Remarque", lambda row: row["reason"] or ""),
]


def _reached(lever: LeverFigures) -> dict[str, Any]:
    """The physical quantity of the target, and the decimals that say it faithfully."""
    # numpy comes with conversions: only this table pays for it.
    from copilote.planning.conversion import convert_kt

    if not lever.translated or lever.target_kt is None:
        return {"physical_2030": None}
    return {"physical_2030": convert_kt(lever, lever.target_kt).physical}


def _start(row: Mapping[str, Any]) -> str:
    """The quantity of 2019; a dash where the lever counts what is added since."""
    if not row["unit"]:
        return ""
    return format_number(row["baseline_2019"], 4) if row["counts_completed"] else "—"


def _end(row: Mapping[str, Any]) -> str:
    if row["physical_2030"] is None:
        return ""
    return format_number(row["physical_2030"], 4, sign=not row["counts_completed"])


def target_notes(view: Panorama) -> list[str]:
    """What a reader must know of the total: estimated and unknown parts."""
    estimated = [lever.label for lever in view.levers if not lever.target_shown and lever.target_kt is not None]
    notes = []
    if estimated:
        names = ", ".join(estimated)
        notes.append(f"Le total comprend des objectifs non publiés par région, à titre d’estimation : {names}.")
    if view.target.missing:
        notes.append(f"Total incomplet, objectif non connu : {', '.join(view.target.missing)}.")
    return notes
