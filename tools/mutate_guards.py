"""Remove each guard of rights in turn and see whether the tests of rights notice; writes docs/gardes.md.

    .venv/bin/python tools/mutate_guards.py [a part of a guard's name or of its file]

The guards are in guards.toml; the constraints are those of a migration. Works on a copy of the sources, two at a time.
Not among the tests: it runs them once a guard, half an hour in all. A guard that the code has no more stops it:
its line is to be written anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GUARDS = ROOT / "tools" / "guards.toml"
PAGE = ROOT / "docs" / "gardes.md"
TESTS = (
    "tests/cop/test_rights.py",
    "tests/cop/test_rights_table.py",
    "tests/cop/test_calendar.py",
    "tests/site/test_same.py",
)
MIGRATIONS = (
    "cop/migrations/0009_roles.py",
    "cop/migrations/0007_organisation_without_codes.py",
    "cop/migrations/0004_rights_by_cop.py",
)
"""Those that add constraints, the last first: what a later one adds anew is removed there."""

HEAD = """# Les gardes, ôtées une à une

Écrit par `tools/mutate_guards.py` : chaque garde des droits est ôtée du code, et les tests des droits sont lancés.
Sur {count} gardes, {seen} sont défendues par un test.

| garde | où | un test le voit |
|---|---|---|
"""


Mutant = tuple[str, str, str, str, Sequence[str]]
"""The guard, its file, its text, what takes its place, and the tests that are to notice."""


def mutants() -> list[Mutant]:
    """All of them; constraints leave the migration that adds them."""
    texts = {name: (ROOT / "src/copilote" / name).read_text(encoding="utf-8") for name in MIGRATIONS}
    known = tomllib.loads(GUARDS.read_text(encoding="utf-8"))
    removed = []
    for name, words in known.pop("constraints").items():
        migration = next(path for path, text in texts.items() if f'name="{name}"' in text)
        text = texts[migration]
        end = text.rindex(f'name="{name}"')
        start = text.rindex("        migrations.AddConstraint(", 0, end)
        stop = text.index("\n        ),\n", end) + len("\n        ),\n")
        removed.append((f"base : {words}", migration, text[start:stop], "", TESTS))
    guarded = [(file, guards.pop("tests", TESTS), guards) for file, guards in known.items()]
    return [*((name, file, *pair, own) for file, own, guards in guarded for name, pair in guards.items()), *removed]


def caught(mutant: Mutant) -> bool:
    """Whether a test fails without the guard."""
    name, file, guard, instead, tests = mutant
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "src"
        shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
        path = source / "copilote" / file
        text = path.read_text(encoding="utf-8")
        if text.count(guard) != 1:
            raise SystemExit(f"{file} : {text.count(guard)} × {guard!r}")
        path.write_text(text.replace(guard, instead), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
        environment = os.environ | {"PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
        seen = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True).returncode != 0
    print("vue   " if seen else "SURVIT", name, flush=True)
    return seen


def main(wanted: str = "") -> int:
    """Try each guard whose name or file holds `wanted`; the page is written when all are. Returns how many survive."""
    every = sorted({test for *_guard, own in mutants() for test in own})
    if not wanted and caught(("témoin : rien n’est ôté", "cop/__init__.py", '"""A COP', '"""A COP', every)):
        raise SystemExit("Les tests des droits échouent sans que rien soit ôté : réparez-les d’abord.")
    tried = [mutant for mutant in mutants() if wanted in mutant[0] or wanted in mutant[1]]
    with ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(caught, tried))
    if not wanted:
        head = HEAD.format(count=len(tried), seen=sum(seen))
        rows = zip(tried, seen, strict=True)
        lines = (f"| {name} | `{file}` | {'oui' if each else '**non**'} |\n" for (name, file, *_rest), each in rows)
        PAGE.write_text(head + "".join(lines), encoding="utf-8")
    return seen.count(False)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
