"""`copilote data load`, `list` and `remove`: better allocation keys, and the official list of CRTE."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from copilote.cli.installation import base_follows, outage
from copilote.cli.output import Format, FormatOption, column, emit, say, warn
from copilote.exchange.intake import FileError
from copilote.exchange.keyfiles.budgets import Budgets
from copilote.exchange.keyfiles.crte import Perimeters
from copilote.exchange.keyfiles.irpe import ASKED, asked_name, fetched
from copilote.exchange.keyfiles.model import Options
from copilote.exchange.keyfiles.plan import LoadingPlan, prepare
from copilote.exchange.keyfiles.records import (
    budgets_record,
    files_record,
    layouts_record,
    missing_record,
    perimeters_record,
    plan_record,
)
from copilote.exchange.keyfiles.store import BUDGETS, CRTE, install, install_budgets, install_perimeters, remove
from copilote.reference.errors import InputError
from copilote.reference.land_budgets import load_land_budgets
from copilote.reference.loaded import keys_folder, unreadable_files
from copilote.reference.tables import editions_folder
from copilote.words.numbers import UNKNOWN, counted, format_decimals, format_number, format_percent, with_unit

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

RULE = (
    "Une commune sans chiffre reçoit celui, par habitant, des communes de même densité du département, à défaut de la "
    "région. Une région dont moins de la moitié des habitants est couverte garde sa clé."
)


LOCALISED = (
    "« localise » : sans ce fichier, le levier reste « à localiser » (certitude D, partagé entre régions seulement). "
    "copilote data load FICHIER --check dit ce qu’un fichier changerait."
)


@app.command("load")
def load_command(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="FICHIER…",
            help="CSV, XLSX, ODS, JSON ou zip, plusieurs s’ils vont ensemble (emissions.csv etablissements.csv) ; ou "
            f"un jeu du service de l’État : irpe:{', irpe:'.join(ASKED)}.",
        ),
    ],
    year: Annotated[int | None, typer.Option("--year", help="Année des données et des codes de communes.")] = None,
    name: Annotated[str, typer.Option("--name", help="Nom sous lequel la clé est rangée, comme igt-2021.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Dire ce qui changerait, sans rien charger.")] = False,
    lever: Annotated[
        list[str] | None, typer.Option("--lever", help="Levier que la clé sert, par identifiant ; peut se répéter.")
    ] = None,
    grade: Annotated[str, typer.Option("--grade", help="A : la clé de l’État, mesurée ; B : une autre grandeur.")] = "",
    title: Annotated[str, typer.Option("--title", help="Nom de la clé, comme on le lira.")] = "",
    unit: Annotated[str, typer.Option("--unit", help="Unité, quand le fichier ne la dit pas.")] = "",
    publisher: Annotated[str, typer.Option("--publisher", help="Qui publie ces données.")] = "",
    licence: Annotated[str, typer.Option("--licence", help="Licence de réutilisation.")] = "",
    address: Annotated[str, typer.Option("--address", help="Adresse où ces données sont publiées.")] = "",
    zero_elsewhere: Annotated[
        bool, typer.Option("--zero-elsewhere", help="Une commune absente du fichier n’en a pas (au lieu d’inconnue).")
    ] = False,
    skip_unknown: Annotated[
        bool, typer.Option("--skip-unknown", help="Laisser de côté les codes qu’aucune commune n’a eus.")
    ] = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """Charger une meilleure clé de répartition, la liste des CRTE, ou des budgets d’espace.

    Rien n’est gardé d’un fichier refusé.
    """
    options = Options(
        year=year,
        name=name,
        title=title,
        unit=unit,
        levers=tuple(lever or ()),
        grade=grade.upper(),
        publisher=publisher,
        licence=licence,
        address=address,
        zero_elsewhere=zero_elsewhere,
        skip_unknown=skip_unknown,
    )
    try:
        plan = prepare(_files(sources, year), options, on_progress=_say_progress if sys.stderr.isatty() else None)
    except FileError as error:
        _refuse(error)
    if isinstance(plan, Budgets):
        _say_budgets(plan, None if check else install_budgets(plan), output)
    elif isinstance(plan, Perimeters):
        place = None if check else install_perimeters(plan)
        _say_perimeters(plan, place, output)
    else:
        _say_plan(plan, None if check else install(plan), output)
    if not check:
        _follow(output, of_crte=isinstance(plan, Perimeters))


def _files(sources: list[str], year: int | None) -> list[Path | tuple[str, bytes]]:
    asked = [name for source in sources if (name := asked_name(source)) is not None]
    if not asked:
        return [Path(source) for source in sources]
    if len(sources) > 1:
        raise InputError("Un jeu du service de l’État se charge seul : une commande pour chacun.")
    return [(sources[0], fetched(asked[0], year))]


def _say_progress(done: int, total: int) -> None:
    lines = f"{format_decimals(done, 0)} lignes lues sur {format_decimals(total, 0)}"
    print(f"\r{lines}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _refuse(error: FileError) -> NoReturn:
    """One line a problem, then the sentence; a single problem is told in it."""
    if error.count > 1:
        for problem in error.problems:
            warn(str(problem))
        more = error.count - len(error.problems)
        tail = f", dont {len(error.problems)} ci-dessus" if more else " ci-dessus"
        raise FileError(f"fichier refusé, rien n’est chargé : {error.count} erreurs{tail}.") from None
    raise error


def _say_plan(plan: LoadingPlan, place: Path | None, output: Format) -> None:
    record = plan_record(plan, place)
    if output is not Format.TABLE:
        emit(output, record, rows=record["coverage"], columns=[])
        return
    file = plan.file
    shown = next((key for key in file.keys if key.levers), file.keys[0])
    done = "Chargé" if place else "À l’essai, rien n’est chargé"
    emit(output, record, rows=record["keys"], columns=KEY_COLUMNS, title=f"{done} : {file.title} ({file.name})")
    print()
    if plan.changes:
        emit(output, record, rows=record["changes"], columns=CHANGE_COLUMNS, title="Ce qui change")
        print()
    emit(
        output,
        record,
        rows=[row for row in record["coverage"] if row["key"] == shown.id],
        columns=REGION_COLUMNS,
        title=f"Communes de 2026 connues, région par région : {shown.title}",
        notes=[RULE, f"Présentation reconnue : {plan.layout_title}.", *plan.remarks],
    )
    print()
    say(f"Rangé dans {place}." if place else "Sans --check, ces clés remplaceraient celles de Copilote.")


def _say_perimeters(perimeters: Perimeters, place: Path | None, output: Format) -> None:
    record = perimeters_record(perimeters, place)
    if output is not Format.TABLE:
        emit(output, record, rows=record["perimeters"], columns=[])
        return
    done = "Chargée" if place else "À l’essai, rien n’est chargé"
    drawn = counted(len(perimeters.perimeters), "périmètre", "périmètres")
    say(f"{done} : {perimeters.file.title}, {drawn}, {counted(perimeters.members, 'ligne', 'lignes')}.")
    if perimeters.outside:
        outside = counted(perimeters.outside, "EPCI", "EPCI")
        say(f"{outside} dont une commune au moins n’est dans aucun CRTE de la liste.")
    for remark in perimeters.file.remarks:
        say(remark)
    say(f"Rangée dans {place}." if place else "Sans --check, cette liste remplacerait celle de janvier 2023.")


def _say_budgets(budgets: Budgets, place: Path | None, output: Format) -> None:
    record = budgets_record(budgets, place)
    if output is not Format.TABLE:
        emit(output, record, rows=record["budgets"], columns=[])
        return
    done = "Chargés" if place else "À l’essai, rien n’est chargé"
    columns = [
        column("Niveau", lambda row: row["level"]),
        column("Code", lambda row: row["code"]),
        column("Territoire", lambda row: row["name"]),
        column("Hectares", lambda row: format_decimals(row["hectares"], 1), right=True),
        column("Document", lambda row: row["source"]),
    ]
    remarks = list(budgets.file.remarks)
    emit(output, record, rows=record["budgets"], columns=columns, title=f"{done} : {budgets.file.title}", notes=remarks)
    say(f"Rangés dans {place}." if place else "Sans --check, ils remplaceraient ceux qui sont chargés.")


def _follow(output: Format = Format.TABLE, *, of_crte: bool) -> None:
    """Have the base hold what was loaded or removed, and say so: that is done, whatever becomes of the base."""
    try:
        there = base_follows()
    except Exception as error:
        if (why := outage(error)) is None:
            raise
        warn(f"{why} Quand elle répondra : copilote data adopt.")
        return
    if of_crte and output is Format.TABLE:
        say(
            "Les territoires de la base suivent cette liste."
            if there
            else "Pas encore de base ici : elle prendra cette liste quand le site sera mis en route."
        )


@app.command("list")
def list_command(
    layouts: Annotated[
        bool,
        typer.Option(
            "--layouts", help="Plutôt les fichiers reconnus : ce que chacun servirait, et à la place de quoi."
        ),
    ] = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """Les clés chargées : ce qu’elles sont, depuis quand, et les leviers qu’elles servent."""
    if layouts:
        known = layouts_record()
        shown = known if output is not Format.TABLE else [row for row in known if row["lever"]]
        emit(output, known, rows=shown, columns=LAYOUT_COLUMNS, title="Fichiers reconnus", notes=[LOCALISED])
        return
    rows = files_record()
    broken = unreadable_files()
    if not rows and output is Format.TABLE:
        say(f"Aucune clé n’est chargée dans {keys_folder()} : les clés de Copilote servent partout.")
        say("copilote data list --layouts : les fichiers qui en donneraient de meilleures.")
    else:
        emit(
            output, rows, rows=rows, columns=LIST_COLUMNS, title=f"Clés chargées dans {keys_folder()}", header=LIST_KEYS
        )
    if output is Format.TABLE:
        if budgets := load_land_budgets():
            say(f"Budgets d’espace : {counted(len(budgets), 'territoire', 'territoires')} (retirer : {BUDGETS}).")
        _say_missing()
    for name in broken:
        warn(
            f"« {name} » est illisible et ne compte pas : retirez-la (copilote data remove {name}), puis rechargez-la."
        )


def _say_missing() -> None:
    """The levers that nothing localises, and the files that would."""
    for row in missing_record():
        where = counted(len(row["regions"]), "région", "régions")
        say(f"À localiser : {row['label']} ({row['lever']}), {where}. Avec : {' ; '.join(row['files'])}.")


@app.command("remove")
def remove_command(
    name: Annotated[str, typer.Argument(metavar="NOM", help=f"Nom donné par copilote data list, {CRTE} ou {BUDGETS}.")],
) -> None:
    """Retirer une clé chargée, dont les leviers reprennent la leur, ou la liste des CRTE."""
    place = remove(name)
    if name == CRTE:
        say(f"La liste est retirée ({place}) : les CRTE de Copilote servent à nouveau.")
    elif name == BUDGETS:
        say(f"Les budgets d’espace sont retirés ({place}).")
    else:
        say(f"« {name} » est retirée ({place}) : les leviers reprennent leur clé.")
    _follow(of_crte=name == CRTE)


@app.command("adopt")
def adopt_command() -> None:
    """Faire des clés et éditions de cette machine celles de l’installation : les autres machines attendent d’avoir les
    mêmes, par un dossier commun ou une copie de COPILOTE_KEYS et COPILOTE_EDITIONS."""
    if not base_follows():
        raise InputError("Aucune installation ici : COPILOTE_HOME n’a pas de base, et DATABASE_URL n’en nomme aucune.")
    say(f"Les données de {keys_folder()} et de {editions_folder()} sont celles de l’installation.")


def _amount(value: float | None, unit: str) -> str:
    return UNKNOWN if value is None else with_unit(format_number(value, 4), unit)


def _grades(row: dict[str, Any], name: str = "grade") -> str:
    return f"{row[f'{name}_commune']} / {row[f'{name}_epci']}"


KEY_COLUMNS = [
    column("Clé", lambda row: row["id"]),
    column("Grandeur", lambda row: row["title"]),
    column("Commune / EPCI", lambda row: _grades(dict(row))),
    column("Total du fichier", lambda row: _amount(row["source_total"], row["unit"]), right=True),
    column("Repris", lambda row: _amount(row["kept_total"], row["unit"]), right=True),
    column("Estimé en plus", lambda row: _amount(row["filled_total"], row["unit"]), right=True),
    column("Communes connues", lambda row: format_decimals(row["known"], 0), right=True),
    column("Estimées", lambda row: format_decimals(row["filled"], 0), right=True),
    column("Sans chiffre", lambda row: format_decimals(row["unknown"], 0), right=True),
]
CHANGE_COLUMNS = [
    column("Levier", lambda row: row["lever"]),
    column("Nom", lambda row: row["label"]),
    column("Clé d’avant", lambda row: f"{row['before']} ({_grades(dict(row), 'before_grade')})"),
    column("Nouvelle clé", lambda row: f"{row['after']} ({_grades(dict(row))})"),
    column("Régions", lambda row: str(row["regions"]), right=True),
    column("Gardent leur clé", lambda row: str(row["keeping"]), right=True),
]
REGION_COLUMNS = [
    column("Région", lambda row: row["region_name"]),
    column("Communes", lambda row: format_decimals(row["communes"], 0), right=True),
    column("Connues", lambda row: format_decimals(row["known"], 0), right=True),
    column("Estimées", lambda row: format_decimals(row["filled"], 0), right=True),
    column("Sans chiffre", lambda row: format_decimals(row["unknown"], 0), right=True),
    column("Habitants couverts", lambda row: format_percent(row["people_share"]), right=True),
    column("", lambda row: "sert" if row["used"] else "garde sa clé"),
]
LAYOUT_COLUMNS = [
    column("Fichier", lambda row: row["title"]),
    column("Grandeur", lambda row: row["key"]),
    column("Levier", lambda row: row["lever"] or "aucun"),
    column("Commune / EPCI", lambda row: _grades(dict(row))),
    column(
        "Sans lui", lambda row: f"{row['present_key']} ({_grades(dict(row), 'present_grade')})" if row["lever"] else ""
    ),
    column("", lambda row: "localise" if row["localises"] else ""),
]
LIST_COLUMNS = [
    column("Nom", lambda row: row["name"]),
    column("Titre", lambda row: row["title"]),
    column("Année", lambda row: str(row["year"] or UNKNOWN)),
    column("Chargé le", lambda row: row["loaded_on"]),
    column("Clés", lambda row: ", ".join(row["keys"])),
    column("Leviers", lambda row: ", ".join(row["levers"]) or "aucun"),
    column("Fichier", lambda row: row["file"]),
]
LIST_KEYS = [
    "name",
    "layout",
    "title",
    "publisher",
    "licence",
    "address",
    "year",
    "loaded_on",
    "keys",
    "levers",
    "file",
]
