"""`copilote simulate` and `copilote compare`: scenarios from links or files, evaluated and compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from copilote.cli.output import Field, Format, FormatOption, RegionArgument, column, emit, save_text, warn
from copilote.cli.panorama import CAUTION, PanoramaOption, of_resources
from copilote.exchange.links import link_of, read_link
from copilote.exchange.records.model import filled
from copilote.exchange.records.simulator import (
    EditionChangeRecord,
    comparison_record,
    outcome_record,
)
from copilote.exchange.scenario_file import read_scenario, write_scenario
from copilote.planning.conversion import shown_decimals
from copilote.planning.remarks import remarks
from copilote.planning.scenario import Outcome, Scenario, edition_changes, evaluate
from copilote.reference.errors import InputError
from copilote.reference.simulator import find_region, load_levers
from copilote.reference.tables import editions, latest
from copilote.words.numbers import NBSP, counted, format_decimals


def simulate(
    region: RegionArgument,
    link: Annotated[str | None, typer.Option("--link", help="Lien partagé du simulateur officiel.")] = None,
    scenario: Annotated[Path | None, typer.Option("--scenario", help="Fichier de scénario Copilote.")] = None,
    to_link: Annotated[bool, typer.Option("--to-link", help="Donner aussi le lien du simulateur officiel.")] = False,
    save: Annotated[Path | None, typer.Option("--save", help="Enregistrer le scénario dans ce fichier.")] = None,
    edition: Annotated[str | None, typer.Option("--edition", help="L’ouvrir sur cette édition des chiffres.")] = None,
    which: PanoramaOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Évaluer un scénario : ce qui est fait, ce qui reste, les nouveaux objectifs, en ktCO2e et en grandeurs physiques.

    Sans lien ni fichier : les objectifs de l’État tels quels. --panorama resources : nature et ressources, chaque
    levier dans son unité ; un fichier ou un lien de ce simulateur se reconnaît.
    """
    chosen_region = find_region(region)
    if of_resources(which, *(str(given) for given in (link, scenario) if given is not None)):
        if to_link or edition or (link is not None and scenario is not None):
            raise InputError(
                "nature et ressources : ni --to-link ni --edition, et --link ou --scenario, l’un des deux."
            )
        from copilote.cli.resource_scenarios import simulate_resources

        simulate_resources(chosen_region, link or (str(scenario) if scenario else None), save, output)
        return
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
        opened = Scenario(chosen_region.code, edition or latest("simulator"))
    if opened.region != chosen_region.code:
        raise InputError(f"Ce scénario est celui d’une autre région ({find_region(opened.region).name}).")
    changed = _reopened(opened, edition)
    opened = Scenario(opened.region, edition or opened.edition, opened.changes, opened.name, opened.unread)
    outcome = evaluate(opened, load_levers(chosen_region.code, opened.edition))
    _warn_of(outcome)
    answer: dict[str, Any] = {**outcome_record(chosen_region, outcome), "edition_changes": changed}
    notes = [_summary(outcome), CAUTION]
    if to_link:
        answer["link"] = link_of(chosen_region, outcome)
        notes.append(f"Lien : {answer['link']}")
    if save is not None:
        save_text(save, write_scenario(opened))
        notes.append(f"Scénario enregistré : {save}")
    title = f"{chosen_region.name} : scénario{f' « {opened.name} »' if opened.name else ''}"
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
    which: PanoramaOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Comparer deux à quatre scénarios d’une région, levier par levier, au premier d’entre eux."""
    chosen_region = find_region(region)
    if not 2 <= len(scenarios) <= 4:
        raise InputError("donnez de deux à quatre scénarios (fichiers ou liens).")
    if of_resources(which, *scenarios):
        from copilote.cli.resource_scenarios import compare_resources

        compare_resources(chosen_region, scenarios, output)
        return
    opened = [open_link(text, None) if "://" in text else read_scenario(Path(text)) for text in scenarios]
    if any(scenario.region != chosen_region.code for scenario in opened):
        raise InputError(f"Ces scénarios ne sont pas tous ceux de la région {chosen_region.name}.")
    outcomes = [evaluate(scenario, load_levers(chosen_region.code, scenario.edition)) for scenario in opened]
    names = [scenario.name or f"scénario {rank}" for rank, scenario in enumerate(opened, start=1)]
    answer = comparison_record(chosen_region, list(zip(names, outcomes, strict=True)))
    columns = [column("Levier", lambda row: row["label"])]
    for rank, name in enumerate(names):
        columns.append(column(name, lambda row, r=rank: format_decimals(row["planned_kt"][r], 1), right=True))  # type: ignore[misc]
        if rank:
            columns.append(
                column("écart", lambda row, r=rank: format_decimals(row["delta_kt"][r], 1, sign=True), right=True)  # type: ignore[misc]
            )
    rows = answer["levers"]
    flat = [spread(row) for row in rows] if output is Format.CSV else rows
    emit(
        output,
        answer,
        rows=flat,
        columns=columns,
        title=f"{chosen_region.name} : ktCO2e prévues en 2030",
        notes=[CAUTION],
    )


def spread(row: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of a record as one column for each scenario: planned_kt_1, planned_kt_2…"""
    spread: dict[str, Any] = {}
    for key, value in row.items():
        spread |= (
            {f"{key}_{rank}": each for rank, each in enumerate(value, 1)} if isinstance(value, list) else {key: value}
        )
    return spread


def open_link(text: str, edition: str | None) -> Scenario:
    """The scenario of a link; what was not understood in it is said on the error output."""
    link = read_link(text, edition)
    for remark in link.remarks:
        warn(remark)
    return link.scenario


def _reopened(scenario: Scenario, edition: str | None) -> list[EditionChangeRecord]:
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
    differences = counted(len(changes), "différence", "différences")
    warn(f"Scénario de l’édition {scenario.edition} ouvert sur l’édition {edition} : {differences}.")
    return [filled(EditionChangeRecord, change) for change in changes]


def _warn_of(outcome: Outcome) -> None:
    for remark in remarks(outcome):
        warn(remark.sentence)


def _columns(outcome: Outcome) -> list[Field]:
    levers = {line.lever.id: line for line in outcome.levers}

    def physical(row: Any) -> str:
        line = levers[row["id"]]
        if line.physical_2030 is None or line.new_target_kt is None:
            return ""
        return format_decimals(line.physical_2030, shown_decimals(line.lever, line.new_target_kt))

    return [
        column("Levier", lambda row: row["label"]),
        column("Objectif", lambda row: format_decimals(row["target_kt"], 1), right=True),
        column("Fait ou en cours", lambda row: format_decimals(row["completed_kt"], 1), right=True),
        column("Reste", lambda row: format_decimals(row["remaining_kt"], 1), right=True),
        column("Nouvel objectif", lambda row: format_decimals(row["new_target_kt"], 1), right=True),
        column("En 2030", physical, right=True),
        column("Unité", lambda row: row["unit"] or ""),
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
