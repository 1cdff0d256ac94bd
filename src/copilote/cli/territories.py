"""`copilote territories search` and `copilote territories show`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from copilote.cli.output import Format, FormatOption, column, emit
from copilote.exchange.records.model import filled
from copilote.exchange.records.places import MatchRecord, sheet_record
from copilote.reference.errors import UnknownNameError
from copilote.reference.passage import FormerCode
from copilote.reference.territory_search import search
from copilote.reference.territory_sheets import LEVEL_NAMES, Sheet, describe
from copilote.words.numbers import UNKNOWN, format_decimals

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command("search")
def search_command(
    text: Annotated[
        list[str], typer.Argument(metavar="TEXTE", help="Nom (« st denis », « Saint-Denis 93 »), code ou code postal.")
    ],
    limit: Annotated[int, typer.Option("--limit", min=1, help="Nombre de réponses au plus.")] = 20,
    output: FormatOption = Format.TABLE,
) -> None:
    """Chercher une commune, un EPCI, un département ou une région ; les anciens noms mènent à la commune actuelle."""
    wanted = " ".join(text)
    matches = search(wanted, limit)
    if not matches:
        raise UnknownNameError("Territoire", wanted, accepted="Donnez un nom, un code INSEE ou SIREN, un code postal.")
    rows = [filled(MatchRecord, match) for match in matches]
    columns = [
        column("Niveau", lambda row: LEVEL_NAMES[row["level"]]),
        column("Code", lambda row: row["code"]),
        column("Nom", lambda row: row["name"]),
        column("Département", lambda row: row["departement"] or ""),
        column("Population", lambda row: format_decimals(row["population"], 0), right=True),
        column("Trouvé par", lambda row: row["via"] or ""),
    ]
    emit(output, rows, rows=rows, columns=columns, title=f"Territoires pour « {wanted} »")


@app.command("show")
def show_command(
    code: Annotated[
        str,
        typer.Argument(metavar="CODE", help="Code INSEE ou SIREN ; « departement:01 » ou « region:01 » au besoin."),
    ],
    output: FormatOption = Format.TABLE,
) -> None:
    """Décrire un territoire : population, appartenances, anciens codes. Un ancien code mène aux communes actuelles."""
    sheets = describe(code)
    records = [sheet_record(sheet) for sheet in sheets]
    if output is not Format.TABLE:
        emit(output, records, rows=[flat(record) for record in records], columns=[])
        return
    if len(records) > 1:
        names = ", ".join(f"{sheet.level}:{sheet.code} ({sheet.name})" for sheet in sheets)
        typer.echo(f"« {code} » désigne plusieurs territoires : {names}.\n")
    columns = [column("Rubrique", lambda row: row["title"]), column("Valeur", lambda row: row["value"])]
    for sheet in sheets:
        emit(
            output,
            records,
            rows=[{"title": title, "value": value} for title, value in lines(sheet)],
            columns=columns,
            title=f"{sheet.name} ({sheet.level_name} {sheet.code})",
            notes=sheet.notes,
        )


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """A territory on one line of CSV: codes only."""

    def codes(value: Any) -> Any:
        if isinstance(value, list):
            return [item["code"] if isinstance(item, dict) else item for item in value]
        return value["code"] if isinstance(value, dict) else value

    return {name: codes(value) for name, value in record.items()}


def lines(sheet: Sheet) -> list[tuple[str, str]]:
    """A territory as lines to read: title and value; what does not apply is left out."""

    def listed(pairs: tuple[tuple[str, str], ...]) -> str:
        return ", ".join(f"{name} ({code})" for code, name in pairs)

    population = format_decimals(sheet.population, 0)
    if sheet.population is not None and sheet.population_year:
        population += f" (population légale de {sheet.population_year})"
    several = len(sheet.departements) > 1
    facts = [
        ("Type", sheet.type_name or ""),
        ("Population", population),
        ("Communes", format_decimals(sheet.communes, 0) if sheet.communes is not None else ""),
        ("EPCI", listed((sheet.epci,)) if sheet.epci else ""),
        ("EPT", listed((sheet.ept,)) if sheet.ept else ""),
        ("Départements" if several else "Département", listed(sheet.departements)),
        ("Régions" if len(sheet.regions) > 1 else "Région", listed(sheet.regions)),
        ("Codes postaux" if len(sheet.postcodes) > 1 else "Code postal", ", ".join(sheet.postcodes)),
    ]
    facts += [("Auparavant" if not index else "", former_line(row)) for index, row in enumerate(sheet.former)]
    return [(title, value) for title, value in facts if value and (value != UNKNOWN or title == "Population")]


def former_line(row: FormerCode) -> str:
    """A former code or name in one line: "Freigné (49144), réunie, jusqu’en 2017"."""
    kinds = {
        "merged": "commune réunie",
        "recoded": "ancien code",
        "renamed": "ancien nom",
        "split": "commune partagée depuis",
        "district": "arrondissement",
    }
    end = f", jusqu’en {row.year_to}" if row.year_to else ""
    return f"{row.old_name} ({row.old_code}), {kinds[row.kind]}{end}"
