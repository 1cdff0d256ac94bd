"""`copilote diagnose`: what a table of actions comes to in a region, lever by lever."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from copilote.cli.output import Format, FormatOption, RegionArgument, column, emit, progress, warn
from copilote.reference.errors import InputError
from copilote.words.numbers import counted, format_decimals, format_number, with_unit

SHOWN = 20
CAUTION = (
    "Ce que des collectivités déclarent, à côté de ce que des statistiques observent : les deux ne s’ajoutent pas. "
    "La somme des leviers n’est pas une baisse nette des émissions."
)
ONCE = (
    "Sans doute déclaré deux fois, compté une : {kt} ktCO2e laissées de côté. D’un groupe, l’action la plus avancée "
    "dont la quantité est connue est comptée."
)


def diagnose(
    region: RegionArgument,
    actions: Annotated[
        Path | None,
        typer.Option("--actions", help="Tableau d’actions : XLSX, ODS, XLS ou CSV, le nôtre ou un autre."),
    ] = None,
    matched: Annotated[
        list[str] | None,
        typer.Option("--column", help="Colonne du tableau, si son titre n’est pas reconnu : titre=Opération."),
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", help="Écrire un tableau à remplir (XLSX), avec ses listes.")
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Le diagnostic d’une région par un tableau d’actions : fait, en cours, décidé, reste à faire, par levier."""
    if template is not None:
        _write_template(region, template)
        if actions is None:
            return
    if actions is None:
        raise InputError(
            "donnez un tableau d’actions (--actions FICHIER), ou demandez-en un à remplir (--template FICHIER)."
        )
    from copilote.exchange.diagnosed import diagnosed
    from copilote.exchange.records.diagnosis import diagnosis_record

    with progress("Lecture", "lignes", transient=True) as on_progress:
        found = diagnosed(region, actions, columns=_columns(matched or []), on_progress=on_progress)
    for remark in found.reading.remarks:
        warn(remark)
    record = diagnosis_record(found)
    if not record["actions_read"]:
        first = f" {found.reading.problems[0]}." if found.reading.problems else ""
        raise InputError(f"« {actions.name} » : aucune action n’a pu être lue.{first}")
    if found.reading.count > len(found.reading.problems):
        warn(f"{found.reading.count} erreurs, les {len(found.reading.problems)} premières sont données.")
    rows = [row | {"label": line.lever.label} for row, line in zip(record["levers"], found.levers, strict=True)]
    title = f"{found.region.name} : {counted(record['actions_read'], 'action lue', 'actions lues')}"
    emit(output, record, rows=_flat(rows) if output is Format.CSV else rows, columns=COLUMNS, title=title,
         notes=_notes(record, found.reading.problems))  # fmt: skip


def _columns(matched: list[str]) -> dict[str, str]:
    """Headings by what they are."""
    pairs = [text.partition("=") for text in matched]
    for name, sign, heading in pairs:
        if not sign or not heading.strip():
            raise InputError(
                f"« {name} » : écrivez --column titre=Opération, le titre de la colonne du tableau après le signe =."
            )
    return {name.strip(): heading.strip() for name, _sign, heading in pairs}


def _write_template(region: str, path: Path) -> None:
    from copilote.publish.actions_template import template_bytes
    from copilote.reference.simulator import find_region

    found = find_region(region)
    path.write_bytes(template_bytes(found))
    print(f"{path} : tableau d’actions à remplir, {found.name}.")


def _notes(record: Any, problems: tuple[Any, ...]) -> list[str]:
    """What must be read beside the table."""
    totals = record["totals"]
    done, under_way, decided, remaining = (
        format_decimals(totals[key], 1) for key in ("done_kt", "under_way_kt", "decided_kt", "remaining_kt")
    )
    notes = [f"En tout : fait {done}, en cours {under_way}, décidé {decided}, reste {remaining} ktCO2e."]
    if totals["counted_once_kt"]:
        notes.append(ONCE.format(kt=format_decimals(totals["counted_once_kt"], 1)))
    lacking = {
        "sans quantité ni ktCO2e": totals["without_kt"],
        "sans levier": totals["without_lever"],
        "sans statut": totals["without_status"],
    }
    told = ", ".join(f"{count} {what}" for what, count in lacking.items() if count)
    if told:
        notes.append(f"Lues et non comptées : {told}.")
    notes += [
        f"Doublon probable : lignes {first} et {second} ({why})." for first, second, why in record["duplicates"][:SHOWN]
    ]
    notes += [f"{problem}".removesuffix(".") + "." * (not str(problem).endswith("?")) for problem in problems[:SHOWN]]
    for what, many in (("doublons", record["duplicates"]), ("remarques", problems)):
        if len(many) > SHOWN:
            notes.append(f"{len(many) - SHOWN} autres {what} : --format json les donne tous.")
    return [*notes, CAUTION]


def _flat(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For CSV, what is observed in columns of its own."""
    names = ("year", "quantity", "unit", "kt")
    return [
        {key: value for key, value in row.items() if key != "observed"}
        | {f"observed_{name}": (row["observed"] or {}).get(name) for name in names}
        for row in rows
    ]


def _observed(row: Mapping[str, Any]) -> str:
    observed = row["observed"]
    if not observed:
        return ""
    quantity = with_unit(format_number(observed["quantity"]), observed["unit"] or "")
    about = "" if observed["link"] == "same" else f"{observed['label']} : "
    return f"{about}{quantity} ({observed['year']})"


def _kt(key: str) -> Any:
    return lambda row: format_decimals(row[key], 1)


COLUMNS = [
    column("Levier", lambda row: row["label"]),
    column("Objectif (kt)", _kt("target_kt"), right=True),
    column("Fait", _kt("done_kt"), right=True),
    column("En cours", _kt("under_way_kt"), right=True),
    column("Décidé", _kt("decided_kt"), right=True),
    column("Reste", _kt("remaining_kt"), right=True),
    column("Observé", _observed),
]
