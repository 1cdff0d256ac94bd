"""`copilote simulate` and `copilote compare`: scenarios from links or files, evaluated and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from copilote.cli.output import Column, Format, FormatOption, RegionArgument, emit, warn
from copilote.cli.panorama import CAUTION
from copilote.exchange.links import link_of, read_link
from copilote.exchange.records.simulator import change_record, outcome_record, region_record, totals_record
from copilote.exchange.scenario_file import read_scenario, write_scenario
from copilote.planning.conversion import shown_decimals
from copilote.planning.remarks import remarks
from copilote.planning.scenario import Outcome, Scenario, edition_changes, evaluate
from copilote.planning.scenario import compare as compare_outcomes
from copilote.reference.errors import InputError
from copilote.reference.simulator import find_region, load_levers
from copilote.reference.tables import editions, latest
from copilote.ui.words import NBSP, format_decimals


def simulate(
    region: RegionArgument,
    link: Annotated[str | None, typer.Option("--link", help="Lien partagé du simulateur officiel.")] = None,
    scenario: Annotated[Path | None, typer.Option("--scenario", help="Fichier de scénario Copilote.")] = None,
    to_link: Annotated[bool, typer.Option("--to-link", help="Donner aussi le lien du simulateur officiel.")] = False,
    save: Annotated[Path | None, typer.Option("--save", help="Enregistrer le scénario dans ce fichier.")] = None,
    edition: Annotated[str | None, typer.Option("--edition", help="L’ouvrir sur cette édition des chiffres.")] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Évaluer un scénario : ce qui est fait, ce qui reste, les nouveaux objectifs, en ktCO2e et en grandeurs physiques.

    Sans lien ni fichier : les objectifs de l’État tels quels.
    """
    found = find_region(region)
    if edition is not None and edition not in editions("simulator"):
        known = ", ".join(editions("simulator"))
        raise InputError(f"édition « {edition} » du simulateur inconnue. Éditions installées : {known}.")
    if link is not None and scenario is not None:
        raise InputError("donnez --link ou --scenario, l’un des deux.")
    if link is not None:
        opened = open_link(link, edition)
    elif scenario is not None:
        opened = read_scenario(scenario)
    else:
        opened = Scenario(found.code, edition or latest("simulator"))
    if opened.region != found.code:
        raise InputError(f"Ce scénario est celui d’une autre région ({find_region(opened.region).name}).")
    changed = _reopened(opened, edition)
    opened = Scenario(opened.region, edition or opened.edition, opened.changes, opened.name, opened.unread)
    outcome = evaluate(opened, load_levers(found.code, opened.edition))
    _warn_of(outcome)
    answer = outcome_record(found, outcome) | {"edition_changes": changed}
    notes = [_summary(outcome), CAUTION]
    if to_link:
        answer["link"] = link_of(found, outcome)
        notes.append(f"Lien : {answer['link']}")
    if save is not None:
        _save(save, opened)
        notes.append(f"Scénario enregistré : {save}")
    title = f"{found.name} : scénario{f' « {opened.name} »' if opened.name else ''}"
    rows = answer["levers"]
    if output is Format.CSV:
        totals = answer["totals"]
        rows = [
            *rows,
            {"id": "total", "label": "Total"} | {key: totals.get(key) for key in ("target_kt", "completed_kt")},
        ]
        rows[-1] |= {"new_target_kt": totals["new_target_kt"]}
    emit(output, answer, rows=rows, columns=_columns(outcome), title=title, notes=notes)


def compare(
    region: RegionArgument,
    scenarios: Annotated[list[str], typer.Argument(metavar="SCENARIO…", help="Fichiers ou liens, deux à quatre.")],
    output: FormatOption = Format.TABLE,
) -> None:
    """Comparer deux à quatre scénarios d’une région, levier par levier, au premier d’entre eux."""
    found = find_region(region)
    if not 2 <= len(scenarios) <= 4:
        raise InputError("donnez de deux à quatre scénarios (fichiers ou liens).")
    opened = [open_link(text, None) if "://" in text else read_scenario(Path(text)) for text in scenarios]
    if any(scenario.region != found.code for scenario in opened):
        raise InputError(f"Ces scénarios ne sont pas tous ceux de la région {found.name}.")
    outcomes = [evaluate(scenario, load_levers(found.code, scenario.edition)) for scenario in opened]
    names = [scenario.name or f"scénario {rank}" for rank, scenario in enumerate(opened, start=1)]
    rows: list[dict[str, Any]] = [
        {
            "id": line.lever.id,
            "label": line.lever.label,
            "unit": line.lever.unit,
            "planned_kt": list(line.planned_kt),
            "delta_kt": list(line.deltas_kt),
            "physical_2030": list(line.physical_2030),
        }
        for line in compare_outcomes(outcomes)
    ]
    columns = [Column("Levier", lambda row: row["label"])]
    for rank, name in enumerate(names):
        columns.append(Column(name, lambda row, r=rank: format_decimals(row["planned_kt"][r], 1), right=True))  # type: ignore[misc]
        if rank:
            columns.append(
                Column("écart", lambda row, r=rank: format_decimals(row["delta_kt"][r], 1, sign=True), right=True)  # type: ignore[misc]
            )
    answer = {
        "region": region_record(found),
        "scenarios": [{"name": n} | totals_record(o) for n, o in zip(names, outcomes, strict=True)],
        "levers": rows,
    }
    flat = [_spread(row) for row in rows] if output is Format.CSV else rows
    emit(output, answer, rows=flat, columns=columns, title=f"{found.name} : ktCO2e prévues en 2030", notes=[CAUTION])


def _spread(row: dict[str, Any]) -> dict[str, Any]:
    """Lists of a record as one column for each scenario: planned_kt_1, planned_kt_2…"""
    spread = {}
    for key, value in row.items():
        spread |= (
            {f"{key}_{rank}": one for rank, one in enumerate(value, 1)} if isinstance(value, list) else {key: value}
        )
    return spread


def open_link(text: str, edition: str | None) -> Scenario:
    """The scenario of a link; what was not understood in it is said on the error output."""
    link = read_link(text, edition)
    for remark in link.remarks:
        warn(remark)
    return link.scenario


def _reopened(scenario: Scenario, edition: str | None) -> list[dict[str, Any]]:
    """What opening the scenario on another edition changes, said on the error output and returned."""
    if edition is None or edition == scenario.edition:
        newest = latest("simulator")
        if scenario.edition != newest:
            warn(
                f"Scénario de l’édition {scenario.edition} ; l’édition {newest} existe : --edition {newest} l’y ouvre."
            )
        return []
    old, new = (load_levers(scenario.region, e) for e in (scenario.edition, edition))
    changes = edition_changes(old, new)
    warn(f"Scénario de l’édition {scenario.edition} ouvert sur l’édition {edition} : {len(changes)} différences.")
    return [change_record(change) for change in changes]


def _warn_of(outcome: Outcome) -> None:
    for remark in remarks(outcome):
        warn(remark.sentence)


def _save(path: Path, scenario: Scenario) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_scenario(scenario), encoding="utf-8")
    except OSError:
        raise InputError(f"Impossible d’écrire {path} : dossier absent ou protégé.") from None


def _columns(outcome: Outcome) -> list[Column]:
    levers = {line.lever.id: line for line in outcome.levers}

    def physical(row: Any) -> str:
        line = levers[row["id"]]
        if line.physical_2030 is None or line.new_target_kt is None:
            return ""
        return format_decimals(line.physical_2030, shown_decimals(line.lever, line.new_target_kt))

    return [
        Column("Levier", lambda row: row["label"]),
        Column("Objectif", lambda row: format_decimals(row["target_kt"], 1), right=True),
        Column("Fait ou en cours", lambda row: format_decimals(row["completed_kt"], 1), right=True),
        Column("Reste", lambda row: format_decimals(row["remaining_kt"], 1), right=True),
        Column("Nouvel objectif", lambda row: format_decimals(row["new_target_kt"], 1), right=True),
        Column("En 2030", physical, right=True),
        Column("Unité", lambda row: row["unit"] or ""),
    ]


def _summary(outcome: Outcome) -> str:
    totals = outcome.totals
    if totals.gap_kt is None or totals.share_of_target is None:
        return "Total non connu."
    share = f"{format_decimals(100 * totals.share_of_target, 1)}{NBSP}%"
    if abs(totals.gap_kt) < 0.05:
        return f"Le scénario atteint l’objectif de la région ({share})."
    amount = f"{format_decimals(abs(totals.gap_kt), 1)}{NBSP}ktCO2e"
    if totals.gap_kt > 0:
        return f"Il reste {amount} à assigner : le scénario atteint {share} de l’objectif."
    return f"Le scénario dépasse l’objectif de {amount} ({share})."
