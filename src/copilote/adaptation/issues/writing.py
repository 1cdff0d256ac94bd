"""What the current COP of a region says of the matrix, read and written; each change closes the one before it."""

from __future__ import annotations

from django.db import Error

from copilote.adaptation.issues.models import LeverIssue, Sign
from copilote.cop.journal import DecisionKind, record
from copilote.cop.models import REGIONAL, Membership
from copilote.exchange.issues import IssueCell, Origin, find_cell
from copilote.reference.errors import UnavailableError, UnknownNameError
from copilote.words import N_
from copilote.words.typography import capital, day_words


def said_in(region: str) -> dict[tuple[str, str], IssueCell]:
    """The cells that the current COP of a region (INSEE code) wrote, by lever and issue.

    Raises UnavailableError when the base does not answer.
    """
    rows = LeverIssue.objects.filter(cop__region=region, **REGIONAL, in_force=True).exclude(sign=Sign.NONE)
    try:
        return {row.key: _cell(row) for row in rows}
    except Error as error:
        raise UnavailableError from error


def _cell(row: LeverIssue) -> IssueCell:
    on = day_words(row.decided_on)
    return IssueCell(row.lever, row.issue, row.sign, row.line, Origin.COP, basis=row.basis, on=on)


def held_in(region: str, lever: str, issue: str) -> LeverIssue | None:
    """The row in force for a cell, one that goes back to texts too."""
    rows = LeverIssue.objects.filter(cop__region=region, **REGIONAL, lever=lever, issue=issue, in_force=True)
    return rows.first()


def write_cell(
    member: Membership, lever: str, issue: str, sign: str, line: str, basis: str, reason: str, seen: int
) -> LeverIssue:
    """Record what a COP says of a cell. seen : the row in force when the author read it, 0 for none.

    Callers have checked that the right is held. Raises MeanwhileError, and InputError for what makes no sense.
    """
    find_cell(lever, issue)
    back = sign == Sign.NONE
    row = LeverIssue(
        lever=lever, issue=issue, sign=sign, reason=reason.strip(),
        line="" if back else line.strip(), basis="" if back else basis.strip(),
    )  # fmt: skip
    return record(row, member, seen)


def in_words(row: LeverIssue) -> tuple[str, str]:
    """Of what a row is, and what it says, for the journal."""
    try:
        lever, issue, _cell = find_cell(row.lever, row.issue)
        subject = f"{lever.name}, {issue.name}"
    except UnknownNameError:  # dropped by a newer edition
        subject = f"{row.lever}, {row.issue}"
    said = capital(str(row.get_sign_display()))
    return subject, f"{said} : {row.line} ({row.basis})" if row.line else said


KINDS = (DecisionKind("enjeu", N_("Effet d’un levier sur un enjeu"), LeverIssue, in_words),)
