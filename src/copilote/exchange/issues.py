"""The matrix of levers and issues: what each lever does to climate, adaptation, biodiversity, water, resources, health.

A text that was read comes before the barometer's axis, which only says that the State files the lever there; what a COP
wrote comes before both. Signs are never counted or added: they are of different things.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from copilote.reference.barometer import SOURCE, Lever2026, load_levers_2026
from copilote.reference.errors import UnknownNameError, nearest
from copilote.reference.issues import Issue, load_effects, load_issues
from copilote.words import _


class Origin(Enum):
    """Who says what a cell says; the value is the key used in JSON."""

    TEXT = "text"
    BAROMETER = "barometer"
    COP = "cop"
    NOBODY = "none"


@dataclass(frozen=True, slots=True)
class IssueCell:
    """What a lever does to an issue. sign : "plus", "minus", "condition", "" where nobody says; source : key of
    sources.toml, "" for a COP; basis : what a COP rests on, in its words; on : its day, in words."""

    lever: str
    issue: str
    sign: str
    line: str
    origin: Origin
    source: str = ""
    basis: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class IssueRow:
    """A lever and its cells, in the order of the issues."""

    lever: Lever2026
    cells: tuple[IssueCell, ...]


def issue_rows(own: Mapping[tuple[str, str], IssueCell] | None = None) -> tuple[IssueRow, ...]:
    """Every lever of 2026 that a local authority can act on, then the others. own : what a COP wrote, by lever and
    issue."""
    said, issues = _of_texts(), tuple(load_issues().values())
    levers = sorted(load_levers_2026(), key=lambda lever: not lever.territorial)
    return tuple(
        IssueRow(
            lever,
            tuple(
                (own or {}).get((lever.id, issue.id)) or said.get((lever.id, issue.id)) or _of_axis(lever, issue)
                for issue in issues
            ),
        )
        for lever in levers
    )


def find_cell(lever: str, issue: str) -> tuple[Lever2026, Issue, IssueCell]:
    """A lever, an issue, and what is said of them without any COP. Raises UnknownNameError."""
    rows = {row.lever.id: row for row in issue_rows()}
    if lever not in rows:
        raise UnknownNameError(_("Levier"), lever[:40], nearest(lever, rows))
    issues = load_issues()
    if issue not in issues:
        raise UnknownNameError(_("Enjeu"), issue[:40], nearest(issue, issues))
    row = rows[lever]
    return row.lever, issues[issue], next(cell for cell in row.cells if cell.issue == issue)


def _of_texts() -> dict[tuple[str, str], IssueCell]:
    return {
        (row.lever, row.issue): IssueCell(row.lever, row.issue, row.sign, row.line, Origin.TEXT, row.source)
        for row in load_effects()
    }


def _of_axis(lever: Lever2026, issue: Issue) -> IssueCell:
    if issue.axis not in lever.axes:
        return IssueCell(lever.id, issue.id, "", "", Origin.NOBODY)
    line = _("Le baromètre de l’État compte ce levier parmi ceux de cet enjeu.")
    return IssueCell(lever.id, issue.id, "plus", line, Origin.BAROMETER, SOURCE)
