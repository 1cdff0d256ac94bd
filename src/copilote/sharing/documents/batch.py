"""All the sheets of a region as one ZIP: each made in a process of its own, one that fails stopping none of the others.

The ZIP holds a PDF a territory and `sommaire.csv`: what each file is, its share, its grade, and what could not be made.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from copilote.exchange.perimeters import Place
from copilote.reference.errors import CopiloteError, InputError, fold
from copilote.sharing.recorded import places_of

LEVELS = ("departement", "crte", "epci")
"""Levels whose sheets are made all at once."""
COLUMNS = ("level", "code", "name", "file", "target_kt", "grade", "error")
_DATE = (2026, 1, 1, 0, 0, 0)
"""Of what the ZIP holds, so that the same sheets give the same bytes."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A sheet to make. language : of its texts."""

    level: str
    code: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Made:
    """A sheet that was made (error ""), or why it was not (pdf empty)."""

    task: Task
    pdf: bytes
    total_kt: float = 0.0
    grade: str = ""
    error: str = ""

    @property
    def file(self) -> str:
        """Its name in the ZIP."""
        slug = fold(self.task.name).replace(" ", "-")
        return f"fiche-{self.task.level}-{self.task.code.lower()}-{slug}.pdf"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch: sheets in the ZIP, those that failed; cancelled : nothing was written."""

    made: int
    failed: tuple[Made, ...]
    cancelled: bool = False


def tasks_of(region: str, level: str, language: str = "fr") -> tuple[Task, ...]:
    """The sheets of a region (INSEE code). Raises InputError for a level that is not made at once."""
    if level not in LEVELS:
        raise InputError(f"Niveau « {level[:40]} » : les fiches d’un coup sont celles de {', '.join(LEVELS)}.")
    return tuple(Task(one.level, one.code, one.name, language) for one in places_of(region, level))


def make_zip(
    tasks: tuple[Task, ...],
    output: Path,
    *,
    progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
    jobs: int | None = None,
) -> Outcome:
    """Write the sheets into `output`, whole or not at all. progress : called with sheets done and their total.

    jobs : processes, as many as the machine has by default, four at most; 1 makes them in this one.
    Raises InputError when no sheet at all could be made.
    """
    count = min(len(tasks), jobs or min(4, os.cpu_count() or 1))
    part = output.with_name(f"{output.name}.part")
    rows: list[Made] = []
    stopped = False
    try:
        with zipfile.ZipFile(part, "w") as archive:
            for made in _each(tasks, count):
                if made.pdf:
                    archive.writestr(_entry(made.file), made.pdf, zipfile.ZIP_STORED)  # a PDF is compressed already
                rows.append(Made(made.task, b"", made.total_kt, made.grade, made.error))
                progress(len(rows), len(tasks))
                if stopped := cancelled():
                    break
            archive.writestr(_entry("sommaire.csv"), _summary(rows), zipfile.ZIP_DEFLATED)
        failed = tuple(row for row in rows if row.error)
        if stopped:
            return Outcome(len(rows) - len(failed), failed, True)
        if len(failed) == len(tasks):
            raise InputError(f"Aucune fiche n’a pu être faite. La première : {failed[0].error if failed else 'aucune'}")
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
    return Outcome(len(rows) - len(failed), failed)


def _each(tasks: tuple[Task, ...], jobs: int) -> Iterator[Made]:
    """The sheets in the order asked for."""
    if jobs < 2:
        yield from map(make_one, tasks)
        return
    # Spawned, not forked: the typesetter has threads of its own, which a fork would lose.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_ready)
    try:
        for task, future in [(task, pool.submit(make_one, task)) for task in tasks]:
            yield _result(task, future)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(task: Task, future: Future[Made]) -> Made:
    try:
        return future.result()
    except BrokenProcessPool:
        return Made(task, b"", error="le processus qui la faisait s’est arrêté")


def _ready() -> None:
    """Django, in a process that has just started."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copilote.site.settings")
    django.setup()


def make_one(task: Task) -> Made:
    """One sheet; what goes wrong is said in its place, never raised."""
    try:
        from copilote.sharing.pages.territory import find_territory  # not before Django is ready

        return _made(task, find_territory(task.level, task.code))
    except CopiloteError as error:
        return Made(task, b"", error=str(error))
    except Exception as error:  # one sheet must not stop the others, whatever it meets
        return Made(task, b"", error=f"incident ({type(error).__name__})")


def _made(task: Task, place: Place) -> Made:
    from django.utils.translation import override

    from copilote.sharing.documents.sheet_pdf import sheet_pdf
    from copilote.sharing.sheet import sheet_of
    from copilote.ui.translation import speaking

    with override(task.language), speaking(task.language):
        sheet = sheet_of(place)
        return Made(task, sheet_pdf(sheet), sheet.share.total_kt, sheet.share.grade)


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _DATE)


def _summary(rows: list[Made]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        known = not row.error
        writer.writerow(
            (
                row.task.level,
                row.task.code,
                row.task.name,
                row.file if known else "",
                f"{row.total_kt:.3f}" if known else "",
                row.grade,
                row.error,
            )
        )
    return written.getvalue()
