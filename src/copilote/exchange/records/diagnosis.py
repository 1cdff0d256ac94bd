"""Records of a diagnostic by a table of actions."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated

from copilote.exchange.diagnosed import Diagnosed, Observed
from copilote.exchange.intake import FileProblem
from copilote.exchange.records.model import About, TypedDict, filled
from copilote.planning.actions import Action, Status
from copilote.planning.diagnosis import LeverDiagnosis
from copilote.planning.duplicates import Pair

Kt = Annotated[float | None, About("ktCO2e évitées par an en 2030 ; absent quand rien ne le dit.")]


class ObservedRecord(TypedDict):
    """Ce que les statistiques observent : à côté de ce qui est déclaré, jamais en plus."""

    label: str
    year: int
    quantity: Annotated[float, About("Dernière valeur, dans unit.")]
    baseline_2019: float | None
    unit: str | None
    kt: Annotated[float | None, About("ktCO2e évitées depuis 2019 par cette évolution, si elle se convertit.")]
    indicator: Annotated[str | None, About("Série d’où vient la valeur ; absent : relevé du simulateur.")]
    link: Annotated[str, About("same : la grandeur du levier ; part : une partie, qui ne se convertit pas.")]
    source: str


class LeverDiagnosisRecord(TypedDict):
    """Un levier : ce qui est fait, en cours, décidé, et ce qui reste de son objectif."""

    id: Annotated[str, About(examples=["augm_voitelec"])]
    target_kt: Kt
    done_kt: Kt
    under_way_kt: Kt
    decided_kt: Kt
    remaining_kt: Annotated[float | None, About("Objectif moins ce qui est fait, en cours et décidé, jamais négatif.")]
    observed: ObservedRecord | None


class TotalsRecord(TypedDict):
    """Les sommes des leviers ; des leviers se recouvrent : ce n’est pas une baisse nette des émissions."""

    target_kt: float
    done_kt: float
    under_way_kt: float
    decided_kt: float
    remaining_kt: float
    counted_once_kt: Annotated[float, About("Laissé de côté : déclaré deux fois, compté une.")]
    actions: Annotated[dict[str, int], About("Actions de chaque statut : idea, decided, under_way, done, stopped.")]
    without_kt: Annotated[int, About("Actions faites, en cours ou décidées dont rien ne dit les ktCO2e.")]
    without_lever: int
    without_status: int


class RowErrorRecord(TypedDict):
    """Ce qui est faux, manquant ou à vérifier dans une cellule."""

    sheet: str
    row: int
    column: str
    value: str
    message: str


class DiagnosisRecord(TypedDict):
    """Le diagnostic d’une région par un tableau d’actions."""

    region: Annotated[str, About("Code de la région.", examples=["24"])]
    actions_read: int
    levers: list[LeverDiagnosisRecord]
    totals: TotalsRecord
    errors: list[RowErrorRecord]
    duplicates: Annotated[list[list[int | str]], About("Lignes de deux actions sans doute identiques, et pourquoi.")]


def diagnosis_record(diagnosed: Diagnosed) -> DiagnosisRecord:
    """The diagnostic as JSON."""
    actions = diagnosed.reading.actions
    return {
        "region": diagnosed.region.code,
        "actions_read": len(actions),
        "levers": [_lever(line, diagnosed.observed.get(line.lever.id)) for line in diagnosed.levers],
        "totals": totals_record(diagnosed.levers, actions),
        "errors": [_error(problem) for problem in diagnosed.reading.problems],
        "duplicates": [_pair(pair, actions) for pair in diagnosed.pairs],
    }


def totals_record(lines: Iterable[LeverDiagnosis], actions: tuple[Action, ...]) -> TotalsRecord:
    """The sums of levers whose figures are known, and how many actions there are of each status."""
    lines = tuple(lines)
    counted = [action for action in actions if action.levers and action.status and action.status.counted]
    return {
        "target_kt": _sum(line.lever.target_kt for line in lines),
        "done_kt": _sum(line.done_kt for line in lines),
        "under_way_kt": _sum(line.under_way_kt for line in lines),
        "decided_kt": _sum(line.decided_kt for line in lines),
        "remaining_kt": _sum(line.remaining_kt for line in lines),
        "counted_once_kt": _sum(line.twice_kt for line in lines),
        "actions": {status.value: sum(action.status is status for action in actions) for status in Status},
        "without_kt": sum(action.kt is None for action in counted),
        "without_lever": sum(not action.levers for action in actions),
        "without_status": sum(action.status is None for action in actions),
    }


def _sum(values: Iterable[float | None]) -> float:
    return math.fsum(value for value in values if value is not None)


def _lever(line: LeverDiagnosis, observed: Observed | None) -> LeverDiagnosisRecord:
    return filled(
        LeverDiagnosisRecord,
        line,
        id=line.lever.id,
        target_kt=line.lever.target_kt,
        observed=None if observed is None else filled(ObservedRecord, observed),
    )


def _error(problem: FileProblem) -> RowErrorRecord:
    return filled(RowErrorRecord, problem, row=problem.line, message=problem.what)


def _pair(pair: Pair, actions: tuple[Action, ...]) -> list[int | str]:
    """Two rows and why; their sheets too, where they are not in the same one."""
    first, second = actions[pair.first], actions[pair.second]
    sheets = f" ({first.sheet}, {second.sheet})" if first.sheet != second.sheet else ""
    return [first.row, second.row, pair.why + sheets]
