"""The base: what ails it, whether it takes what is written, and its tables brought up to date by one at a time."""

from __future__ import annotations

import fcntl  # Unix, as the server that calls this
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate as command
from django.db import DataError, Error, IntegrityError, NotSupportedError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from copilote.reference.errors import UnavailableError

DAMAGED_BASE = "abîmée"
AILMENTS = (
    ("verrouillée", {"55P03", "57014", "40P01"}, ("locked", "busy")),
    ("en lecture seule", {"25006"}, ("readonly", "read-only")),
    ("disque plein", {"53100"}, ("is full", "no space", "shmsize")),
    ("sans ses tables", {"42P01", "42703"}, ("no such table", "no such column")),
    (DAMAGED_BASE, {"XX001", "XX002"}, ("malformed", "not a database", "disk i/o")),
)
"""What is said, the codes of PostgreSQL and the words of SQLite that say it, or the end of the name of its error."""
SILENT = "sans réponse"
PATIENCE_MS = 2000
"""How long /healthz waits for the base: less than those that ask it."""
LOCK = zlib.crc32(b"copilote migrate")


def is_outage(error: BaseException | None) -> bool:
    """Whether the base does not answer as it should; a value or a row that it rightly refused is something else."""
    refused = (IntegrityError, DataError, NotSupportedError)
    return isinstance(error, (UnavailableError, Error)) and not isinstance(error, refused)


def ailment(error: BaseException) -> str:
    """What ails the base, in a word or two of French: "verrouillée", "disque plein", "sans réponse"…"""
    states, texts = set[str | None](), ""
    cause: BaseException | None = error
    while cause is not None:
        states.add(getattr(cause, "sqlstate", None))
        texts += f"{cause} {getattr(cause, 'sqlite_errorname', '')} ".lower()
        cause = cause.__cause__
    for words, codes, signs in AILMENTS:
        if states & codes or any(sign in texts for sign in signs):
            return words
    return SILENT


def write_something() -> None:
    """Have the base keep a row, for good: a disk that is full is noticed then. Raises django.db.Error."""
    from copilote.site.installation.models import note  # the server is made before Django is ready

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
            cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
            try:
                note("alive", timezone.now().isoformat())
            finally:
                cursor.execute(f"PRAGMA busy_timeout={int(usual)}")
        else:
            with transaction.atomic():
                cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
                note("alive", timezone.now().isoformat())


def migrate() -> None:
    """Bring the tables up to date: of several that start together one does it, the others wait for it.

    Raises django.db.Error, and OSError where the folder of the base cannot be written.
    """
    command.MigrationExecutor = _Whole  # type: ignore[attr-defined]
    with _alone():
        call_command("migrate", interactive=False, verbosity=0)


def missing_migrations() -> int:
    """How many changes the tables lack. Raises django.db.Error."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class _Whole(MigrationExecutor):
    """Django writes down that a migration is done after having done it: stopped between the two, it would never start
    again. Here both are kept, or neither."""

    def apply_migration(self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False) -> Any:
        if not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        with self.connection.constraint_checks_disabled(), transaction.atomic():
            return super().apply_migration(state, migration, fake, fake_initial)


@contextmanager
def _alone() -> Iterator[None]:
    if "mode=memory" in str(connection.settings_dict["NAME"]):  # a base of tests, of this process only
        yield
    elif connection.vendor == "sqlite":
        base = Path(connection.settings_dict["NAME"])
        base.parent.mkdir(parents=True, exist_ok=True)
        with base.with_name(f"{base.name}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
