"""`copilote conflicts`: what levers ask of the same biomass, wood, land and water, against what a region has of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from copilote.cli.output import Format, FormatOption, RegionArgument, column, emit, warn


def conflicts(
    region: RegionArgument,
    scenario: Annotated[Path | None, typer.Option("--scenario", help="Fichier de scénario Copilote.")] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Ce que les leviers demandent des mêmes champs, du même bois, du même sol et de la même eau, face à ce qu’il y a.

    Sans fichier : les objectifs de l’État tels quels. Des ordres de grandeur, avec leur fourchette.
    """
    from copilote.exchange.records.uses import uses_record
    from copilote.exchange.scenario_file import read_scenario
    from copilote.exchange.uses import uses_of
    from copilote.planning.remarks import remarks
    from copilote.planning.scenario import Scenario, evaluate
    from copilote.reference.errors import InputError
    from copilote.reference.simulator import find_region, load_levers
    from copilote.reference.tables import latest

    chosen = find_region(region)
    opened = read_scenario(scenario) if scenario else Scenario(chosen.code, latest("simulator"))
    if opened.region != chosen.code:
        raise InputError(f"Ce scénario est celui d’une autre région ({find_region(opened.region).name}).")
    outcome = evaluate(opened, load_levers(chosen.code, opened.edition))
    for remark in remarks(outcome):
        warn(remark.sentence)
    answer = uses_record(uses_of(chosen, outcome))
    notes = [f"{balance['name']} : {balance['sentence']}" for balance in answer["balances"]]
    notes += [*answer["not_made"], *answer["cautions"]]
    emit(output, answer, rows=list(_rows(answer)), columns=COLUMNS, title=answer["title"], notes=notes, header=KEYS)


KEYS = ("balance", "side", "label", "lever", "unit", "low", "central", "high")
"""The header of a CSV, also where no balance can be made."""
SIDES = ("demand", "supply")


def _rows(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A row a line of every balance; no amount for what has no figure."""
    for balance in answer["balances"]:
        for side in SIDES:
            for line in balance[side]:
                named = {"balance": balance["id"], "side": side, "label": line["label"], "lever": line["lever"]}
                yield named | {"unit": balance["unit"]} | line["amount"]
            for part in balance["uncounted"]:
                if part["side"] == side:
                    named = {"balance": balance["id"], "side": side, "label": part["label"], "lever": part["lever"]}
                    yield named | {"unit": balance["unit"]} | dict.fromkeys(("low", "central", "high"))


def _amount(key: str) -> Any:
    def written(row: Mapping[str, Any]) -> str:
        from copilote.exchange.uses_words import amount

        return "non chiffré" if row[key] is None else amount(row[key])

    return written


def _name(row: Mapping[str, Any]) -> str:
    from copilote.exchange.uses_words import NAMES

    return NAMES[row["balance"]]


def _side(row: Mapping[str, Any]) -> str:
    from copilote.exchange.uses_words import side_of

    return side_of(row["balance"], row["side"])


COLUMNS = [
    column("Ressource", _name),
    column("Côté", _side),
    column("Ligne", lambda row: row["label"]),
    column("Au moins", _amount("low"), right=True),
    column("Au centre", _amount("central"), right=True),
    column("Au plus", _amount("high"), right=True),
    column("Unité", lambda row: row["unit"]),
]
