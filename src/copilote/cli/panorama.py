"""`copilote regions` and `copilote panorama`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copilote.cli.output import Column, Format, FormatOption, RegionArgument, emit
from copilote.planning.panorama import By, Panorama, total_target
from copilote.planning.panorama import panorama as make_panorama
from copilote.reference.simulator import LeverFigures, Region, find_region, load_levers, load_regions
from copilote.ui.words import NBSP, format_decimals

CAUTION = (
    "Chiffres indicatifs. La somme des leviers n’est pas une réduction nette des émissions (recouvrements, puits)."
)


def region_record(region: Region) -> dict[str, str]:
    """The region as every answer names it."""
    return {"code": region.code, "slug": region.slug, "name": region.name}


def regions(output: FormatOption = Format.TABLE) -> None:
    """Les 18 régions, le nombre de leurs leviers et leur objectif en 2030 (ktCO2e évitées par rapport à 2019)."""
    rows: list[dict[str, Any]] = []
    for region in load_regions():
        levers = load_levers(region.code)
        target = total_target(levers)
        rows.append(
            region_record(region)
            | {
                "levers": len(levers),
                "target_kt": target.value,
                "soundness": target.soundness.value,
                "missing": list(target.missing),
            }
        )
    columns = [
        Column("Code", lambda row: row["code"]),
        Column("Région", lambda row: row["name"]),
        Column("Leviers", lambda row: str(row["levers"]), right=True),
        Column("Objectif 2030 (ktCO2e)", lambda row: format_decimals(row["target_kt"], 1), right=True),
        Column("Remarque", lambda row: f"sans : {', '.join(row['missing'])}" if row["missing"] else ""),
    ]
    emit(output, rows, rows=rows, columns=columns, title="Objectifs des régions en 2030", notes=[CAUTION])


def panorama(
    region: RegionArgument,
    by: Annotated[
        By, typer.Option("--by", help="Regrouper par lever (levier), sector (secteur) ou theme.")
    ] = By.SECTOR,
    output: FormatOption = Format.TABLE,
) -> None:
    """Les objectifs d’une région en 2030 : total, parts, et chaque levier avec son unité et sa source."""
    found = find_region(region)
    view = make_panorama(load_levers(found.code), by)
    answer = panorama_record(found, view)
    title = f"{found.name} : {format_decimals(view.target.value, 1)} ktCO2e à éviter en 2030 par rapport à 2019"
    notes = [*target_notes(view), CAUTION]
    if by is By.LEVER or output is Format.CSV:
        emit(output, answer, rows=answer["levers"], columns=LEVER_COLUMNS, title=title, notes=notes)
        return
    columns = [
        Column("Secteur" if by is By.SECTOR else "Thème", lambda row: row["name"]),
        Column("ktCO2e", lambda row: format_decimals(row["target_kt"], 1), right=True),
        Column("Part", lambda row: format_decimals(row["share"] and 100 * row["share"], 1) + NBSP + "%", right=True),
        Column("Leviers", lambda row: str(len(row["levers"])), right=True),
    ]
    emit(output, answer, rows=answer["groups"], columns=columns, title=title, notes=notes)


LEVER_COLUMNS = [
    Column("Levier", lambda row: row["label"]),
    Column("Identifiant", lambda row: row["id"]),
    Column("ktCO2e", lambda row: format_decimals(row["target_kt"], 1), right=True),
    Column("Départ 2019", lambda row: format_decimals(row["baseline_2019"], 1) if row["unit"] else "", right=True),
    Column("Unité", lambda row: row["unit"] or ""),
    Column("Remarque", lambda row: row["reason"] or ""),
]


def panorama_record(region: Region, view: Panorama) -> dict[str, Any]:
    """The panorama as JSON."""
    return {
        "region": region_record(region),
        "target_kt": view.target.value,
        "soundness": view.target.soundness.value,
        "missing": list(view.target.missing),
        "edition": view.levers[0].edition,
        "levers": [lever_record(lever) for lever in view.levers],
        "groups": [
            {
                "name": group.name,
                "target_kt": group.target.value,
                "share": group.share,
                "soundness": group.target.soundness.value,
                "levers": list(group.levers),
            }
            for group in view.groups
        ],
    }


def lever_record(lever: LeverFigures) -> dict[str, Any]:
    """A lever as JSON; `label` is its name made unique, `soundness` that of its target."""
    return {
        "id": lever.id,
        "name": lever.name,
        "label": lever.label,
        "sector": lever.sector,
        "theme": lever.theme,
        "target_kt": lever.target_kt,
        "unit": lever.unit,
        "ratio": lever.ratio,
        "baseline_2019": lever.baseline_2019,
        "counts_completed": lever.counts_completed,
        "editable": lever.editable,
        "target_shown": lever.target_shown,
        "reason": lever.reason,
        "soundness": lever.soundness.value,
        "source": lever.source,
    }


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
