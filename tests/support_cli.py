"""Run a command in this process, as a user types it."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from copilote.cli import main


@dataclass(frozen=True)
class Answer:
    """What a command wrote, and its exit code."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def copilote(*arguments: str, stdin: bytes = b"", columns: int = 220) -> Answer:
    """The answer of `copilote ARGUMENTS`; an exception other than a clean exit fails the test."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    fed = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    wide = patch.dict(os.environ, {"COLUMNS": str(columns)})
    with wide, patch.object(sys, "argv", ["copilote", *arguments]), patch.object(sys, "stdin", fed):
        try:
            with redirect_stdout(out), redirect_stderr(err):
                main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Answer(out.getvalue(), err.getvalue(), code)


def refused(*arguments: str) -> str:
    """The one French sentence of a command that refuses; checks that it is one, on the error output, with code 2."""
    answer = copilote(*arguments)
    lines = [line for line in answer.err.splitlines() if not line.startswith("Remarque")]
    assert answer.code == 2
    assert answer.out == ""
    assert len(lines) == 1
    assert lines[0].startswith("Erreur : ")
    return lines[0]
