"""What is to be said of a scenario, in one place: the command, the API, pages and files all say the same.

A remark never changes a figure: it says that one goes past what the region had, or past twice what the State asks, that
it was brought back into its range, or that the lever is not one to change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from copilote.planning.balance import least_shown_kt
from copilote.planning.scenario import LeverOutcome, Outcome
from copilote.planning.spread import stock_limit_kt
from copilote.words import N_, _, english
from copilote.words.carbon import carbon_unit
from copilote.words.numbers import format_six
from copilote.words.typography import capital

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
    """A sentence on a lever of a scenario. lever, label : its id and name (the id for one of elsewhere)."""

    kind: RemarkKind
    lever: str
    label: str
    text: str

    @property
    def sentence(self) -> str:
        """The remark with the lever that it is on."""
        return _("%(lever)s : %(remark)s", lever=self.label, remark=self.text)


def remarks(outcome: Outcome) -> tuple[Remark, ...]:
    """All that is to be said of an evaluated scenario, in the order of its levers; levers of elsewhere come first."""
    changed = set(outcome.scenario.changes)
    every = [not_in_region(lever) for lever in outcome.strangers]
    for line in outcome.levers:
        every += remarks_on(line, changed=line.lever.id in changed)
    return tuple(every)


def not_in_region(lever: str) -> Remark:
    """A lever that the region does not have, by its id."""
    text = _("ce levier n’existe pas dans cette région, il n’est pas compté.")
    return Remark(RemarkKind.NOT_IN_REGION, lever, lever, text)


def remarks_on(line: LeverOutcome, *, changed: bool) -> tuple[Remark, ...]:
    """What is to be said of one lever. changed : whether the scenario says something of it.

    A lever left as the State set it has its stock looked at all the same, for a target may go past it.
    """
    lever = line.lever
    return tuple(Remark(kind, lever.id, lever.label, text) for kind, text in _texts(line, changed))


def _texts(line: LeverOutcome, changed: bool) -> Iterator[tuple[RemarkKind, str]]:
    lever, planned, least = line.lever, line.planned_kt, least_shown_kt()
    if line.asked_physical is not None and line.physical_2030 is not None:
        asked, kept = f"{format_six(line.asked_physical)} {lever.unit or ''}", format_six(line.physical_2030)
        yield RemarkKind.CLAMPED, _("%(asked)s : hors limites, ramené à %(kept)s.", asked=asked, kept=kept)
    limit = stock_limit_kt(lever)
    if limit is not None and planned is not None and planned >= limit - least and limit > 0 and planned > 0:
        text = N_("le stock de 2019 s’épuise à %(limit)s, tout juste ce qui est prévu : la grandeur s’arrête à 0.")
        if planned > limit + least:
            text = N_(
                "%(planned)s prévues dépassent le stock de 2019, qui s’épuise à %(limit)s (%(part)s) : la grandeur "
                "s’arrête à 0."
            )
        part = _percent(planned, limit)
        yield RemarkKind.BEYOND_STOCK, _(text, planned=_kt(planned), limit=_kt(limit), part=part)
    if not changed:
        return
    if lever.caution:
        yield RemarkKind.CAUTION, lever.caution
    if lever.target_kt is None:
        text = _("l’objectif de l’État n’est pas connu : rien à quoi comparer ce qui est prévu.")
        yield RemarkKind.UNKNOWN_TARGET, text
    elif not lever.target_shown:
        text = _("l’État ne publie pas cet objectif par région : celui qui est compté est une estimation.")
        yield RemarkKind.ESTIMATED_TARGET, text
    if planned is not None and lever.target_kt is not None and planned > FAR * lever.target_kt + least:
        text = N_("%(planned)s prévues, plus du double de l’objectif de l’État (%(target)s).")
        yield RemarkKind.BEYOND_TARGET, _(text, planned=_kt(planned), target=_kt(lever.target_kt))
    if not lever.editable:
        yield RemarkKind.NOT_EDITABLE, _("ne se modifie pas ici : la valeur du scénario est gardée et comptée.")


def note_of(lever_remarks: tuple[Remark, ...]) -> str | None:
    """The remarks on one lever as one text; None when nothing is to be said."""
    return " ".join(sentences(lever_remarks)) or None


def sentences(lever_remarks: tuple[Remark, ...]) -> tuple[str, ...]:
    """The remarks on one lever, each as a sentence that stands without its name."""
    return tuple(capital(remark.text) for remark in lever_remarks)


def _kt(value: float) -> str:
    unit = carbon_unit()
    return f"{format_six(round(value * unit.per_kt, 1))} {_(unit.name)}"


def _percent(part: float, whole: float) -> str:
    return f"{format_six(round(100 * part / whole))}{'%' if english() else ' %'}"
