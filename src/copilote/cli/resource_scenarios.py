"""`copilote simulate`, `compare` and `allocate` for nature and resources: each lever in its unit, nothing added."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from copilote.cli.output import Format, column, emit, save_text
from copilote.cli.simulate import spread
from copilote.exchange.records.resource_scenario import (
    outcomes_of,
    resource_comparison_record,
    resource_outcome_record,
    resource_shares_record,
)
from copilote.exchange.resource_file import (
    is_resource_file,
    is_resource_link,
    parse_resource_scenario,
    read_resource_link,
    write_resource_scenario,
)
from copilote.exchange.resource_shares import LEVELS, resource_shares
from copilote.exchange.scenario_file import read_by
from copilote.exchange.shares import Choices
from copilote.planning.resource_scenario import PERCENT, ResourceScenario
from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.simulator import Region, find_region
from copilote.reference.tables import latest
from copilote.words.numbers import counted, format_decimals, format_short, times, with_unit

CAUTION = (
    "Ces grandeurs ne s’additionnent pas. Une ambition n’est pas un engagement ; sans objectif publié, elle n’a pas "
    "d’avis."
)
REACHES = {
    "met": "à la hauteur",
    "short": "sous l’objectif",
    "no_target": "sans objectif publié",
    "no_ambition": "pas d’ambition",
}


def is_of_resources(text: str) -> bool:
    """Whether a text names a scenario of nature and resources: a link of ours, or a file."""
    return is_resource_link(text) or is_resource_file(Path(text))


def opened(text: str) -> ResourceScenario:
    """The scenario of a link, a short code or a file."""
    path = Path(text)
    if is_resource_link(text) or not (path.suffix or path.exists()):
        return read_resource_link(text)
    return read_by(parse_resource_scenario, path)


def of_region(text: str | None, region: Region) -> ResourceScenario:
    """The scenario of a link or a file, that of the published targets without any; raises for another region's."""
    scenario = ResourceScenario(region.code, latest("resources")) if text is None else opened(text)
    if scenario.region != region.code:
        raise InputError(f"Ce scénario est celui d’une autre région ({find_region(scenario.region).name}).")
    return scenario


def simulate_resources(region: Region, text: str | None, save: Path | None, output: Format) -> None:
    """Evaluate a scenario."""
    scenario = of_region(text, region)
    answer = resource_outcome_record(scenario)
    counts, notes = answer["counts"], []
    aimed = counts["met"] + counts["short"]
    notes.append(f"À la hauteur de {counts['met']} {'objectif' if counts['met'] < 2 else 'objectifs'} sur {aimed}.")
    if answer["land"]["over_ha"]:
        what = (
            "le budget du document de la région" if answer["land"]["budget_ha"] is not None else "ce que laisse la loi"
        )
        notes.append(f"Espace consommé : l’ambition passe {what} de {format_short(answer['land']['over_ha'])} ha.")
    if save is not None:
        save_text(save, write_resource_scenario(scenario))
        notes.append(f"Scénario enregistré : {save}")
    columns = [
        column("Levier", lambda row: row["name"]),
        column("Année", lambda row: str(row["year"])),
        column("Valeur", lambda row: _said(row["value"], row["unit"]) if row["kind"] != "addition" else "", right=True),
        column("Fait depuis", lambda row: _said(row["done"] or None, _change(row["unit"])), right=True),
        column("Objectif 2030", lambda row: _said(row["target_2030"], row["unit"]), right=True),
        column("Ambition 2030", lambda row: _said(row["ambition"], row["unit"]), right=True),
        column("Par an", lambda row: _said(row["pace"], _change(row["unit"]), sign=True), right=True),
        column("Sur l’observé", lambda row: times(row["times"]) if row["times"] else "", right=True),
        column("", lambda row: REACHES[row["reach"]]),
    ]
    title = f"{region.name}, nature et ressources{f' : « {scenario.name} »' if scenario.name else ''}"
    emit(output, answer, rows=answer["levers"], columns=columns, title=title, notes=[*notes, CAUTION])


def compare_resources(region: Region, texts: list[str], output: Format) -> None:
    """Compare scenarios, lever by lever, with the first of them."""
    answer = resource_comparison_record(region, [of_region(text, region) for text in texts])
    columns = [
        column("Levier", lambda row: row["name"]),
        column("Objectif 2030", lambda row: _said(row["target_2030"], row["unit"]), right=True),
    ]
    for rank, name in enumerate(answer["scenarios"]):
        columns.append(column(name, lambda row, r=rank: _said(row["ambition"][r], row["unit"]), right=True))  # type: ignore[misc]
    differing = sum(lever["differ"] for lever in answer["levers"])
    title = f"{region.name} : {counted(differing, 'levier diffère', 'leviers diffèrent')} sur {len(answer['levers'])}"
    rows = [spread(lever) for lever in answer["levers"]] if output is Format.CSV else answer["levers"]
    emit(output, answer, rows=rows, columns=columns, title=title, notes=[CAUTION])


def share_resources(region: Region, level: str, text: str | None, choices: Choices, output: Format) -> None:
    """Share a scenario among the territories of a level."""
    if level not in LEVELS:
        raise UnknownNameError("Niveau", level, nearest(level, LEVELS), f"Niveaux : {', '.join(LEVELS)}.")
    shares = resource_shares(region, level, outcomes_of(of_region(text, region)), choices)
    answer = resource_shares_record(region, level, shares)
    land: dict[str, Any] = {row["code"]: row for row in answer["land"]}
    rows: list[dict[str, Any]] = [
        {"code": place["code"], "name": place["name"], **place["amounts"]}
        | {key: land.get(place["code"], {}).get(key) for key in ("budget_ha", "over_ha", "guarantee_ha")}
        for place in answer["territories"]
    ]
    columns = [column("Code", lambda row: row["code"]), column("Territoire", lambda row: row["name"])]
    for lever in answer["levers"]:
        head = f"{lever['name']} ({lever['unit']}, {lever['grade']})"
        columns.append(column(head, lambda row, key=lever["id"]: format_decimals(row[key], 0), right=True))  # type: ignore[misc]
    notes = [
        f"{rate['name']} : {_said(rate['ambition'], rate['unit'])} partout. {rate['why']}" for rate in answer["rates"]
    ]
    notes += [f"{left['name']} : non partagé. {left['why']}" for left in answer["left"]]
    notes += [
        f"{row['name']} : {format_short(row['over_ha'])} ha de plus que son budget ({row['document']})."
        for row in answer["land"]
        if row["over_ha"]
    ]
    shared = counted(len(answer["levers"]), "ambition partagée", "ambitions partagées")
    title = f"{region.name} : {shared}, parts indicatives"
    emit(output, answer, rows=rows, columns=columns, title=title, notes=[*notes, CAUTION])


def _change(unit: str) -> str:
    return "points" if unit == PERCENT else unit


def _said(value: float | None, unit: str, *, sign: bool = False) -> str:
    return "" if value is None else with_unit(format_short(value, sign=sign), unit)
