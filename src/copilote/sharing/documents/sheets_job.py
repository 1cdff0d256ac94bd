"""All the sheets of a region as a job: its key, and what makes it."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import copilote
from copilote.exchange.shares import shared
from copilote.jobs.running import Run
from copilote.sharing.documents.batch import make_zip, tasks_of
from copilote.sharing.recorded import choices_of, figures_of, places_of

KIND = "sheets"


def sheets_key(region: str, level: str, language: str, *, climate: bool = False) -> str:
    """The key of a region's level (INSEE code) as its figures are now; climate : sheets with their third page. Raises
    InputError for a level that is not made at once."""
    tasks_of(region, level)
    return f"{region}-{level}{'-climat' if climate else ''}-{language}-{fingerprint(region, level)}"


def make_sheets(run: Run) -> None:
    """Make the ZIP. Called by the worker, with region, level, language and climate."""
    region, level, language = (run.arguments[name] for name in ("region", "level", "language"))
    tasks = tasks_of(region, level, language, climate=run.arguments.get("climate", False))
    run.progress(0, len(tasks))
    for sheet in make_zip(tasks, run.output, progress=run.progress, cancelled=run.cancelled):
        if sheet.error:
            run.left_out(sheet.task.name, sheet.error)


def fingerprint(region: str, level: str) -> str:
    """Changes as soon as a figure, a rule, a decision or a program of ours that the sheets show does.

    An EPCI may lie in several regions: what those decided counts too.
    """
    digest = sha256(_program().encode())
    perimeters = places_of(region, level)
    for place in perimeters:
        digest.update(f"{place.code} {place.name} {place.note}".encode())
        digest.update(place.ranks.tobytes())
    for code in sorted({code for place in perimeters for code in place.regions}):
        choices = choices_of(code)
        declined = shared(code, choices)
        digest.update(declined.tonnes.tobytes())
        figures = [figure.pk for figure in figures_of(code)]  # a row says the same as long as it is in force
        digest.update(repr((choices, declined.rules, figures)).encode())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def _program() -> str:
    """The version of what makes the sheets: its files' names, sizes and dates."""
    root = Path(copilote.__file__).parent
    kinds = {".py", ".typ", ".csv", ".toml", ".mo"}
    files = sorted(path for path in root.rglob("*") if path.suffix in kinds)
    lines = [f"{path.relative_to(root)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return sha256("\n".join(lines).encode()).hexdigest()
