"""What is to be said of a scenario, in one place: the command, the API, pages and files all say the same.

A remark never changes a figure: it says that one goes past what the region had, or past twice what the State asks, that
it was brought back into its range, or that the lever is not one to change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from copilote.planning.balance import SHOWN_KT
from copilote.planning.scenario import LeverOutcome, Outcome
from copilote.planning.spread import stock_limit_kt
from copilote.reference.errors import french

FAR = 2.0
"""More than so many times the State's target is worth a word."""


class RemarkKind(Enum):
    """What a remark is about; the value is the key of JSON."""

    NOT_IN_REGION = "not_in_region"
    CLAMPED = "clamped"
    BEYOND_STOCK = "beyond_stock"
    BEYOND_TARGET = "beyond_target"
    NOT_EDITABLE = "not_editable"
    ESTIMATED_TARGET = "estimated_target"
    UNKNOWN_TARGET = "unknown_target"
    CAUTION = "caution"


@dataclass(frozen=True)
class Remark:
    """A French sentence on a lever of a scenario. lever, label : its id and name (the id for one of elsewhere)."""

    kind: RemarkKind
    lever: str
    label: str
    text: str

    @property
    def sentence(self) -> str:
        """The remark with the lever that it is on."""
        return f"{self.label} : {self.text}"


def remarks(outcome: Outcome) -> tuple[Remark, ...]:
    """All that is to be said of an evaluated scenario, in the order of its levers; levers of elsewhere come first."""
    changed = set(outcome.scenario.changes)
    told = [not_in_region(lever) for lever in outcome.strangers]
    for line in outcome.levers:
        told += remarks_on(line, changed=line.lever.id in changed)
    return tuple(told)


def not_in_region(lever: str) -> Remark:
    """A lever that the region does not have, by its id."""
    text = "ce levier n’existe pas dans cette région, il n’est pas compté."
    return Remark(RemarkKind.NOT_IN_REGION, lever, lever, text)


def remarks_on(line: LeverOutcome, *, changed: bool) -> tuple[Remark, ...]:
    """What is to be said of one lever. changed : whether the scenario says something of it.

    A lever left as the State set it has its stock looked at all the same, for a target may go past it.
    """
    lever = line.lever
    return tuple(Remark(kind, lever.id, lever.label, text) for kind, text in _texts(line, changed))


def _texts(line: LeverOutcome, changed: bool) -> Iterator[tuple[RemarkKind, str]]:
    lever, planned = line.lever, line.planned_kt
    if line.asked_physical is not None and line.physical_2030 is not None:
        asked, kept = french(line.asked_physical), french(line.physical_2030)
        yield RemarkKind.CLAMPED, f"{asked} {lever.unit} : hors limites, ramené à {kept}."
    limit = stock_limit_kt(lever)
    if limit is not None and planned is not None and planned >= limit - SHOWN_KT and limit > 0 and planned > 0:
        told = f"le stock de 2019 s’épuise à {_kt(limit)}, tout juste ce qui est prévu"
        if planned > limit + SHOWN_KT:
            part = f"{_kt(limit)} ({_percent(planned, limit)})"
            told = f"{_kt(planned)} prévues dépassent le stock de 2019, qui s’épuise à {part}"
        yield RemarkKind.BEYOND_STOCK, f"{told} : la grandeur s’arrête à 0."
    if not changed:
        return
    if lever.caution:
        yield RemarkKind.CAUTION, lever.caution
    if lever.target_kt is None:
        yield RemarkKind.UNKNOWN_TARGET, "l’objectif de l’État n’est pas connu : rien à quoi comparer ce qui est prévu."
    elif not lever.target_shown:
        yield (
            RemarkKind.ESTIMATED_TARGET,
            "l’État ne publie pas cet objectif par région : celui qui est compté est une estimation.",
        )
    if planned is not None and lever.target_kt is not None and planned > FAR * lever.target_kt + SHOWN_KT:
        text = f"{_kt(planned)} prévues, plus du double de l’objectif de l’État ({_kt(lever.target_kt)})."
        yield RemarkKind.BEYOND_TARGET, text
    if not lever.editable:
        yield RemarkKind.NOT_EDITABLE, "ne se modifie pas ici : la valeur du scénario est gardée et comptée."


def note_of(told: tuple[Remark, ...]) -> str | None:
    """The remarks on one lever as one text; None when nothing is to be said."""
    return " ".join(sentences(told)) or None


def sentences(told: tuple[Remark, ...]) -> tuple[str, ...]:
    """The remarks on one lever, each as a sentence that stands without its name."""
    return tuple(one.text[:1].upper() + one.text[1:] for one in told)


def _kt(value: float) -> str:
    return f"{french(round(value, 1))} ktCO2e"


def _percent(part: float, whole: float) -> str:
    return f"{french(round(100 * part / whole))} %"
