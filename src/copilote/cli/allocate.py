"""`copilote allocate`: what each territory of a level takes of the regional targets."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from copilote.cli.installation import decided
from copilote.cli.keys import GRADES_SAID
from copilote.cli.output import Field, Format, column, print_table, warn
from copilote.cli.panorama import CAUTION, PanoramaOption, of_resources
from copilote.exchange.allocated import Allocation, ShareRow, allocation
from copilote.exchange.perimeters import Redrawn, find_place
from copilote.exchange.place import LEVEL_WORDS
from copilote.exchange.scenario_file import read_scenario
from copilote.exchange.shares import Choices, key_title
from copilote.planning.key_test import GRADES, UNFIT
from copilote.publish.allocated_files import write_csv, write_json, write_parquet
from copilote.publish.table import Table
from copilote.reference.errors import InputError, fold
from copilote.reference.simulator import find_region, load_lever_names
from copilote.words.numbers import NBSP, format_decimals, format_number

MOST_SHOWN = 6000
"""Rows of a printed table: beyond, nobody reads it."""
PLURALS = {"crte": "CRTE", "departement": "départements", "epci": "intercommunalités", "region": "régions"}


class FileFormat(StrEnum):
    """What the command writes."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


def allocate(
    region: Annotated[str, typer.Argument(metavar="REGION", help="Code, nom ou abréviation d’une région ; ou france.")],
    level: Annotated[
        str | None,
        typer.Option("--level", help="region, departement, crte, arrondissement, epci ou commune."),
    ] = None,
    lever: Annotated[str | None, typer.Option("--lever", help="Un seul levier, par identifiant ou nom.")] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="Essayer cette clé au lieu de celle en vigueur (population, defaut…).")
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option("--scenario", help="Fichier de scénario : ses objectifs au lieu des officiels.")
    ] = None,
    territory: Annotated[
        str | None, typer.Option("--territory", help="Ce territoire seul, ou ceux du niveau qui sont dedans.")
    ] = None,
    which: PanoramaOption = None,
    output: Annotated[
        FileFormat | None, typer.Option("--format", "-f", help="table (par défaut), json, csv ou parquet.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--output", "-o", help="Écrire dans ce fichier (json, csv ou parquet).")
    ] = None,
) -> None:
    """Partager les objectifs d’une région entre ses territoires, levier par levier : part indicative, clé, certitude.

    Les mêmes chiffres que les pages du site : ce que la COP a décidé compte, quand sa base de données est là.
    --panorama resources : les ambitions de nature et de ressources, par departement, crte ou epci.
    """
    if of_resources(which, *([str(scenario)] if scenario else [])):
        _of_resources(
            region,
            level,
            scenario,
            output,
            {"--lever": lever, "--key": key, "--territory": territory, "--output": file},
        )
        return
    chosen = _format(output, file)
    wanted = fold(level).replace(" ", "") if level is not None else _level_of(region, territory)
    opened = read_scenario(scenario) if scenario is not None else None
    shared = allocation(
        region,
        wanted,
        lever=lever,
        key=key,
        scenario=opened,
        territory=territory,
        recorded=recorded_choices,
        drawn=recorded_crte,
    )
    if chosen is FileFormat.TABLE:
        _print(shared, by_lever=lever is not None)
        return
    for note in shared.notes:
        warn(note)
    if file is not None:
        _write_file(shared, chosen, file)
    elif chosen is FileFormat.PARQUET:
        binary = getattr(sys.stdout, "buffer", None)
        if sys.stdout.isatty() or binary is None:
            raise InputError("un fichier Parquet ne s’affiche pas : donnez --output FICHIER.parquet.")
        write_parquet(shared.rows(), binary, (CAUTION, *shared.notes))
    else:
        (write_json if chosen is FileFormat.JSON else write_csv)(shared.rows(), sys.stdout)


def _of_resources(
    region: str, level: str | None, scenario: Path | None, output: FileFormat | None, others: Mapping[str, object]
) -> None:
    """The same for nature and resources, whose levers have no tonnes."""
    from copilote.cli.resource_scenarios import share_resources

    if given := [name for name, value in others.items() if value is not None]:
        raise InputError(f"nature et ressources : pas de {given[0]}.")
    if output is FileFormat.PARQUET:
        raise InputError("nature et ressources : table, json ou csv.")
    own = find_region(region)
    wanted = fold(level).replace(" ", "") if level is not None else "departement"
    text = str(scenario) if scenario else None
    share_resources(own, wanted, text, recorded_choices(own.code), Format(output or FileFormat.TABLE))


def recorded_choices(region: str) -> Choices:
    """What the COP of a region decided, where a database is at hand; nothing elsewhere."""
    from copilote.sharing.recorded import choices_of

    return decided(choices_of, region)


def recorded_crte(region: str) -> tuple[Redrawn, ...]:
    """The CRTE that the COP of a region drew, where a database is at hand; none elsewhere."""
    from copilote.sharing.recorded import crte_of

    return decided(crte_of, region)


def _level_of(region: str, territory: str | None) -> str:
    """The level when none is said: that of the territory, else the next one down."""
    if territory is not None:
        return find_place(territory).level
    return "region" if fold(region) == "france" else "departement"


def _format(asked: FileFormat | None, file: Path | None) -> FileFormat:
    """The format asked for, else that of the file's ending, else a table."""
    ending = file.suffix.lower().removeprefix(".") if file is not None else ""
    if asked is None:
        asked = FileFormat(ending) if ending in ("json", "csv", "parquet") else FileFormat.TABLE
    if file is not None and asked is FileFormat.TABLE:
        raise InputError("--output écrit du json, du csv ou du parquet : donnez --format, ou cette fin au nom.")
    return asked


def _write_file(shared: Allocation, chosen: FileFormat, file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if chosen is FileFormat.PARQUET:
            with file.open("wb") as binary:
                write_parquet(shared.rows(), binary, (CAUTION, *shared.notes))
        else:
            with file.open("w", encoding="utf-8", newline="") as text:
                (write_json if chosen is FileFormat.JSON else write_csv)(shared.rows(), text)
    except OSError as error:
        raise InputError(f"Impossible d’écrire {file} ({error.strerror}).") from None
    print(f"{format_decimals(shared.count, 0)} lignes écrites dans {file}")


def _print(shared: Allocation, *, by_lever: bool) -> None:
    """One row a territory; one a lever when there is a single territory, or when a lever is asked for."""
    many = shared.count if by_lever else len({(row.code, row.level) for row in shared.rows()})
    if many > MOST_SHOWN:
        raise InputError(
            f"{format_decimals(many, 0)} lignes : trop pour une table. Ajoutez --territory, ou --format csv --output."
        )
    rows = list(shared.rows())
    single = len({row.code for row in rows}) == 1
    total = sum(row.target_kt or 0.0 for row in rows if row.grade != UNFIT) - shared.counted_twice_kt
    levels = PLURALS.get(shared.level, LEVEL_WORDS[shared.level] + "s")
    label = f", « {shared.lever[1]} »" if shared.lever else ""
    whole = f"{format_decimals(total, 3)}{NBSP}ktCO2e"
    who = f"{rows[0].name} ({rows[0].code})" if single else f"{shared.name}, par {LEVEL_WORDS[shared.level]}"
    count = "" if single else f" ({format_decimals(len({row.code for row in rows}), 0)} {levels})"
    title = f"{who}{count}{label} : {whole} à éviter par an en 2030, part indicative"
    if not total and any(row.target_kt for row in rows):
        title = f"{who}{count}{label} : à localiser, ces lignes ne sont qu’un calcul"
    notes = [*shared.notes, GRADES_SAID, CAUTION]
    if by_lever or single:
        print_table(Table.of("levers", title, _lever_columns(single), [row._asdict() for row in rows]), notes)
    else:
        print_table(Table.of("territories", title, TERRITORY_COLUMNS, _by_territory(rows, total)), notes)


def _by_territory(rows: list[ShareRow], total: float) -> list[dict[str, Any]]:
    """A row for each territory: what its placed levers add up to, and the weakest grade that weighs a tenth of it."""
    by_code: dict[str, list[ShareRow]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    totals = []
    for code, mine in by_code.items():
        placed = [row for row in mine if row.grade != UNFIT]
        kt = sum(round(1000 * (row.target_kt or 0.0)) for row in placed) / 1000
        weight = {grade: sum(row.target_kt or 0.0 for row in placed if row.grade == grade) for grade in GRADES}
        heavy = [grade for grade in GRADES if kt and weight[grade] >= kt / 10]
        totals.append(
            {
                "code": code,
                "name": mine[0].name,
                "target_kt": kt,
                "share": kt / total if total else None,
                "levers": len(placed),
                "grade": heavy[-1] if heavy else GRADES[-1],
            }
        )
    return totals


def _percent(value: float | None) -> str:
    return "" if value is None else format_number(100 * value, 3) + NBSP + "%"


def _quantity(row: Mapping[str, Any]) -> str:
    return "" if row["physical"] is None else format_number(row["physical"], 4)


LABELS: dict[str, str] = {}


def _label(lever: str) -> str:
    if not LABELS:
        LABELS.update({lever_name.id: lever_name.label for lever_name in load_lever_names()})
    return LABELS.get(lever, lever)


def _lever_columns(single: bool) -> list[Field]:
    head = (
        [column("Levier", lambda row: _label(row["lever"])), column("Identifiant", lambda row: row["lever"])]
        if single
        else [column("Code", lambda row: row["code"]), column("Territoire", lambda row: row["name"])]
    )
    return [
        *head,
        column("ktCO2e", lambda row: format_decimals(row["target_kt"], 3), right=True),
        column("Part", lambda row: _percent(row["share"]), right=True),
        column("En 2030", _quantity, right=True),
        column("Unité", lambda row: row["unit"] or ""),
        column("Clé", lambda row: key_title(row["key"])),
        column("Certitude", lambda row: row["grade"]),
    ]


TERRITORY_COLUMNS = [
    column("Code", lambda row: row["code"]),
    column("Territoire", lambda row: row["name"]),
    column("ktCO2e", lambda row: format_decimals(row["target_kt"], 3), right=True),
    column("Part", lambda row: _percent(row["share"]), right=True),
    column("Leviers", lambda row: str(row["levers"]), right=True),
    column("Certitude", lambda row: row["grade"]),
]
