"""`copilote cop`: COPs are opened, one is the current one of its region, each is at a stage."""

from __future__ import annotations

import pytest

from copilote.cop.cops import open_cop, set_stage
from copilote.cop.journal import journal_of
from copilote.cop.models import Cop
from support_cli import copilote

BRETAGNE, NEXT = "bretagne", "cop-bretagne-2027"


def test_a_second_cop_is_prepared_then_takes_its_place() -> None:
    assert "elle est en cours" in copilote("cop", "open", "--region", "53", "--name", "COP Bretagne").out
    opened = copilote("cop", "open", "--region", "Bretagne", "--name", "COP Bretagne 2027")
    assert (opened.code, "en cours" in opened.out) == (0, False)
    assert copilote("member", "add", "a@b.fr", "--region", "53", "--role", "lecteur", "--cop", NEXT).code == 0
    assert [row["cop"] for row in copilote("member", "list", "--format", "json").json] == [NEXT]
    assert copilote("cop", "stage", NEXT, "debat").code == 0
    assert copilote("cop", "current", NEXT).code == 0
    rows = {row["slug"]: (row["stage"], row["current"]) for row in copilote("cop", "list", "--format", "json").json}
    assert rows == {BRETAGNE: ("partage", False), NEXT: ("debat", True)}
    reasons = [row.history_change_reason for row in Cop.objects.get(slug=NEXT).history.order_by("history_date")]
    assert reasons == ["copilote cop open", "copilote cop stage", "copilote cop current"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("cop", "open", "--region", "exemple", "--name", "x"), "fictive"),
        (("cop", "open", "--region", "53", "--name", "COP Bretagne"), "existe déjà"),
        (("cop", "current", "bretange"), "Vouliez-vous dire : bretagne"),
        (("cop", "stage", BRETAGNE, "fin"), "Étapes : diagnostic, debat"),
    ],
)
def test_what_cannot_be_is_said(arguments: tuple[str, ...], told: str) -> None:
    for _time in range(2):
        copilote("cop", "open", "--region", "53", "--name", "COP Bretagne")
    answer = copilote(*arguments)
    assert answer.code == 2
    assert told in answer.err


def test_a_stage_said_from_the_command_line_is_in_the_journal() -> None:
    cop = open_cop("24", "COP Centre")
    set_stage(cop.slug, "debat")
    set_stage(cop.slug, "debat")
    [entry] = journal_of(cop)
    assert (entry.subject, entry.decision, entry.author) == ("Étape en cours", "Débat", "administration du site")
