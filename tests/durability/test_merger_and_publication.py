"""Killed in the middle of a merger of organisations, or of a publication: nothing of it is there; done again, it is
whole."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from support_installation import Machine, wait_for

READY = """
import json, sys, time
from pathlib import Path
from copilote.cli.installation import ready
ready()
from copilote.cop.merging import merge
from copilote.cop.models import Membership, Organisation, OrganisationMerge
from copilote.diagnostic.models import Action, Cell, WorkbenchStep
from copilote.diagnostic.workbench import publishing
def lead():
    return Membership.objects.select_related("cop", "user").get(role="animateur")
def two():
    return [Organisation.objects.get(territory__code=code) for code in ("243700754", "200030385")]
def doing(what):
    old, new = two()
    if what == "merge":
        return lambda: merge(lead(), old, new, "Fusion au 1er janvier", None)
    return lambda: publishing.publish(lead(), old, publishing.plan(old).seal)
def half(mark):
    # All is written, and nothing confirmed: the last thing that each does is stopped once it is done.
    def stopped(ends):
        def last(*args, **named):
            made = ends(*args, **named)
            Path(mark).write_text("half")
            time.sleep(600)
            return made
        return last
    import copilote.diagnostic.survey.writing as answers
    answers.follow = stopped(answers.follow)
    publishing._say = stopped(publishing._say)
"""
PREPARE = """
from copilote.cop.members import add_member
from copilote.cop.versions import Author
from copilote.diagnostic.content import Content
from copilote.diagnostic.models import Standing
from copilote.diagnostic.workbench.cells import Typed, save
from copilote.diagnostic.writing import New, create_all
from copilote.planning.actions import Share
lead_ = add_member("lead@exemple.fr", "24", "animateur")
for code in ("243700754", "200030385"):
    add_member(f"p{code}@exemple.fr", "24", "contributeur", f"epci:{code}")
old, new_ = two()
for each in (old, new_):
    typed = [Typed(lever, column, "3") for lever in ("augm_voitelec", "augm_covoit") for column in ("done", "decided")]
    save(lead_, each, typed, proposes=False)
    content = [Content(title=f"Action {rank}", status="idea", levers=(Share("augm_covoit"),)) for rank in range(50)]
    create_all(lead_.cop, [New(each, one, Standing.DRAFT) for one in content], Author("essai"), "essai")
print(json.dumps([]))
"""
HALF = "half(sys.argv[2]); doing(sys.argv[1])()"
WHOLE = "doing(sys.argv[1])(); print(json.dumps([]))"
STATE = """
old, new_ = two()
models = (Action, Action.history.model, Cell, Cell.history.model, WorkbenchStep, OrganisationMerge)
print(json.dumps([
    [model.objects.count() for model in models],
    Action.objects.filter(organisation=old).count(),
    Cell.objects.filter(organisation=old).count(),
    Membership.objects.filter(organisation=old).count(),
    old.merged_into_id is not None,
]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("what", ["merge", "publish"])
def test_killed_in_the_middle_nothing_is_there_and_again_it_is_whole(
    machine: Machine, tmp_path: Path, what: str
) -> None:
    machine.ask(READY + PREPARE)
    before, mark = machine.ask(READY + STATE), tmp_path / "half"
    killed = machine.start(what, str(mark), code=READY + HALF)
    wait_for(lambda: killed.poll() is not None or mark.exists())
    assert killed.poll() is None, killed.communicate()
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert machine.ask(READY + STATE) == before
    machine.ask(READY + WHOLE, what)
    counts, actions, cells, members, merged = machine.ask(READY + STATE)
    if what == "merge":
        assert (actions, members, merged) == (0, 0, True)
        assert counts[5] == 1
        assert cells == 4, "those of both are added up in the other's"
    else:
        assert counts[4] == 1
        assert (actions, merged) == (54, False)
