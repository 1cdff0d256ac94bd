"""All the sheets of a region as one ZIP: each made in a process of its own, one that fails stopping none of the others.

The ZIP holds a PDF a territory and `sommaire.csv`: what each file is, its share, its grade, and what could not be made.
"""

from __future__ import annotations

import os
import signal
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from pathlib import Path

from copilote.publish.table import Column, Table
from copilote.publish.to_csv import csv_bytes
from copilote.reference.errors import CopiloteError, InputError, fold
from copilote.sharing.recorded import places_of
from copilote.words import speaking

LEVELS = ("departement", "crte", "epci")
"""Levels whose sheets are made all at once."""
_DATE = (2026, 1, 1, 0, 0, 0)
"""Of what the ZIP holds, so that the same sheets give the same bytes."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SheetTask:
    """A sheet to make. language : of its texts; climate : whether it has its third page."""

    level: str
    code: str
    name: str
    language: str
    climate: bool = False


@dataclass(frozen=True, slots=True)
class MadeSheet:
    """A sheet that was made (error ""), or why it was not (pdf empty)."""

    task: SheetTask
    pdf: bytes
    total_kt: float = 0.0
    grade: str = ""
    error: str = ""

    @property
    def file(self) -> str:
        """Its name in the ZIP."""
        slug = fold(self.task.name).replace(" ", "-")
        return f"fiche-{self.task.level}-{self.task.code.lower()}-{slug}.pdf"


def tasks_of(region: str, level: str, language: str = "fr", *, climate: bool = False) -> tuple[SheetTask, ...]:
    """The sheets of a region (INSEE code). Raises InputError for a level that is not made at once."""
    if level not in LEVELS:
        raise InputError(f"Niveau « {level[:40]} » : les fiches d’un coup sont celles de {', '.join(LEVELS)}.")
    return tuple(
        SheetTask(place.level, place.code, place.name, language, climate) for place in places_of(region, level)
    )


def make_zip(
    tasks: tuple[SheetTask, ...],
    output: Path,
    *,
    progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
    jobs: int | None = None,
) -> list[MadeSheet]:
    """Write the sheets into `output`, whole or not at all. progress : called with sheets done and their total.

    Returns what became of each sheet, without its PDF; fewer than the tasks where it was cancelled: nothing is written.
    jobs : processes, as many as the machine has by default, four at most; 1 makes them in this one.
    Raises InputError when no sheet at all could be made.
    """
    count = min(len(tasks), jobs or min(4, os.cpu_count() or 1))
    part = output.with_name(f"{output.name}.part")
    sheets: list[MadeSheet] = []
    try:
        with zipfile.ZipFile(part, "w") as archive:
            for made in _each(tasks, count):
                if made.pdf:
                    archive.writestr(_entry(made.file), made.pdf, zipfile.ZIP_STORED)  # a PDF is compressed already
                sheets.append(replace(made, pdf=b""))
                progress(len(sheets), len(tasks))
                if len(sheets) < len(tasks) and cancelled():
                    return sheets
            archive.writestr(_entry("sommaire.csv"), _summary(sheets), zipfile.ZIP_DEFLATED)
        if all(sheet.error for sheet in sheets):
            raise InputError(f"Aucune fiche n’a pu être faite. La première : {sheets[0].error if sheets else 'aucune'}")
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
    return sheets


def _each(tasks: tuple[SheetTask, ...], jobs: int) -> Iterator[MadeSheet]:
    """The sheets in the order asked for."""
    if jobs < 2:
        yield from map(make_one, tasks)
        return
    # Spawned, not forked: the typesetter has threads of its own, which a fork would lose.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_ready)
    try:
        for task, future in [(task, pool.submit(make_one, task)) for task in tasks]:
            try:
                yield future.result()
            except BrokenProcessPool:
                yield MadeSheet(task, b"", error="le processus qui la faisait s’est arrêté")
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _ready() -> None:
    """Django, in a process that has just started, and that ends with the one that started it, however that one ends."""
    import django

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that one hears it, and stops after the sheets in hand
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copilote.site.settings")
    django.setup()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def make_one(task: SheetTask) -> MadeSheet:
    """One sheet; what goes wrong is said in its place, never raised."""
    try:
        # Not before Django is ready.
        from copilote.sharing.documents.sheet_pdf import sheet_pdf
        from copilote.sharing.sheet import sheet_of
        from copilote.sharing.territories import find_territory

        place = find_territory(task.level, task.code)
        with speaking(task.language):
            sheet = sheet_of(place)
            return MadeSheet(task, sheet_pdf(sheet, climate=task.climate), sheet.share.total_kt, sheet.share.grade)
    except CopiloteError as error:
        return MadeSheet(task, b"", error=str(error))
    except Exception as error:  # one sheet must not stop the others, whatever it meets
        return MadeSheet(task, b"", error=f"incident ({type(error).__name__})")


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _DATE)


def _summary(sheets: list[MadeSheet]) -> bytes:
    fields = (
        (Column("level", "Niveau"), lambda sheet: sheet.task.level),
        (Column("code", "Code"), lambda sheet: sheet.task.code),
        (Column("name", "Nom"), lambda sheet: sheet.task.name),
        (Column("file", "Fichier"), lambda sheet: "" if sheet.error else sheet.file),
        (Column("target_kt", "Part"), lambda sheet: "" if sheet.error else f"{sheet.total_kt:.3f}"),
        (Column("grade", "Certitude"), lambda sheet: sheet.grade),
        (Column("error", "Erreur"), lambda sheet: sheet.error),
    )
    return csv_bytes(Table.of("sheets", "", fields, sheets), machine=True)
