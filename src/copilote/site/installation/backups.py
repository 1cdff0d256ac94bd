"""Backups made day after day in a folder, of which some stay: the last days, one of each week, one of each month."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from copilote.cop.models import Happening
from copilote.cop.security import note as note_security
from copilote.jobs.asking import start_once
from copilote.jobs.running import Run
from copilote.reference.errors import InputError
from copilote.site.installation.archive import Manifest, back_up
from copilote.site.installation.models import note, noted

KIND = "backup"
MADE, FAILED = "backup", "backup failed"
"""Under these names the base notes when the last one was made, and when one was not."""
PREFIX, SPELT = "copilote-", "%Y-%m-%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many days, weeks and months keep a backup: of each, the last one made in it."""

    days: int = 7
    weeks: int = 4
    months: int = 12

    @classmethod
    def set_here(cls) -> Rotation:
        """As the settings say."""
        return cls(settings.BACKUP_DAYS, settings.BACKUP_WEEKS, settings.BACKUP_MONTHS)

    def kept(self, files: Iterable[Path]) -> set[Path]:
        """Those that stay; the newest always does.

        >>> names = [f"copilote-2026-03-{day:02}-030000.zip" for day in range(1, 32)]
        >>> kept = Rotation(days=2, weeks=2, months=1).kept(map(Path, names))
        >>> sorted(path.name[9:19] for path in kept)
        ['2026-03-29', '2026-03-30', '2026-03-31']
        """
        dated = sorted(((moment, file) for file in files if (moment := moment_of(file))), reverse=True)
        kept = {file for _moment, file in dated[:1]}
        spans: tuple[tuple[int, Callable[[datetime], object]], ...] = (
            (self.days, lambda moment: moment.date()),
            (self.weeks, lambda moment: moment.isocalendar()[:2]),
            (self.months, lambda moment: (moment.year, moment.month)),
        )
        for most, span_of in spans:
            newest: dict[object, Path] = {}
            for moment, file in dated:
                newest.setdefault(span_of(moment), file)
            kept |= set(list(newest.values())[:most])
        return kept


def moment_of(file: Path) -> datetime | None:
    """When a file of ours was made, by its name; None for any other file, which nothing here touches."""
    with suppress(ValueError):
        return datetime.strptime(file.name, f"{PREFIX}{SPELT}.zip")
    return None


def folder() -> Path:
    """Where they are made, unless told otherwise."""
    return Path(settings.BACKUP_FOLDER)


def back_up_and_rotate(place: Path, rotation: Rotation) -> tuple[Path, Manifest, int]:
    """Make one, then erase those that do not stay; its file, what it is, and how many went.

    What fails erases nothing, and is noted for who watches over the site. Raises InputError, OSError, django.db.Error.
    """
    file = place / f"{PREFIX}{timezone.localtime().strftime(SPELT)}.zip"
    try:
        make_private(place)
        manifest = back_up(file)
    except (InputError, OSError, DatabaseError):
        with suppress(DatabaseError):
            note(FAILED, timezone.now().isoformat())
        raise
    note(MADE, timezone.now().isoformat())
    note_security(Happening.BACKUP, detail="faite")
    files = [path for path in place.glob(f"{PREFIX}*.zip") if moment_of(path)]
    gone = set(files) - rotation.kept(files)
    for path in gone:
        path.unlink(missing_ok=True)
    return file, manifest, len(gone)


def make_private(place: Path) -> None:
    """The folder, for its owner alone where it is made here."""
    if not place.exists():
        place.mkdir(parents=True, mode=0o700)


def last_made() -> datetime | None:
    """When the last backup that rotates was made; None for never."""
    return _moment(MADE)


def last_failed() -> datetime | None:
    """When one failed since the last that was made; None where none did."""
    failed, made = _moment(FAILED), _moment(MADE)
    return failed if failed and (made is None or failed > made) else None


def _moment(name: str) -> datetime | None:
    text = noted(name)
    return datetime.fromisoformat(text) if text else None


def back_up_daily() -> None:
    """Have a worker make one a day from BACKUP_HOUR on; one that fails is tried again an hour later."""
    if settings.BACKUP_HOUR is None:
        return
    now = timezone.localtime()
    due = now.replace(hour=settings.BACKUP_HOUR, minute=0, second=0, microsecond=0)
    due -= timedelta(days=1) if now < due else timedelta()
    made = last_made()
    if made is None or made < due:
        start_once(KIND, now.strftime("%Y-%m-%dT%H"))


def make_backup(run: Run) -> None:
    """The job: its file says where the backup is."""
    file, _manifest, _gone = back_up_and_rotate(folder(), Rotation.set_here())
    run.output.write_text(f"{file}\n", encoding="utf-8")
