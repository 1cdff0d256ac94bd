"""Every command that the guide and the README show runs."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from copilote.ensemble.memory import LIBRARIES
from support_cli import copilote

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = [
    line.strip()
    for page in (
        "README.md",
        "docs/guide/README.md",
        "docs/guide/territoires.md",
        "docs/guide/diagnostic.md",
        "docs/guide/climat.md",
        "docs/guide/conflits.md",
    )
    for block in re.findall(r"```console\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    for line in block.splitlines()
    if "copilote " in line
]

PLAYED_ELSEWHERE = re.compile("copilote (serve|worker|backup|restore|check|upgrade|demo)")
"""What does not end, and what is tried on whole installations (tests/site: test_backup, test_operating, test_demo)."""


def test_the_guide_shows_every_command() -> None:
    from copilote.cli.app import COMMANDS as OFFERED

    shown = {word for line in COMMANDS for word in shlex.split(line)}
    assert set(OFFERED) <= shown


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("guide")
    (place / "build").mkdir()
    shutil.copytree(ROOT / "docs" / "guide" / "exemples", place / "docs" / "guide" / "exemples")
    return place


@pytest.mark.django_db
@pytest.mark.parametrize("line", [line for line in dict.fromkeys(COMMANDS) if not PLAYED_ELSEWHERE.search(line)])
def test_a_command_of_the_guide_answers(line: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    # A command holds less than the whole test run does.
    monkeypatch.setattr("copilote.ensemble.memory.used_now", lambda: LIBRARIES)
    before, _, command = line.rpartition("copilote ")
    fed = shlex.split(before.removesuffix("| "))[1:] if before.startswith("echo") else []
    answer = copilote(*shlex.split(command), stdin=" ".join(fed).encode())
    assert answer.code == 0, answer.err
    assert answer.out
