"""Who uses an installation, and whether a restore was cut: one file of COPILOTE_HOME, locked.

Whatever uses the installation holds the file with others; a restore holds it alone. The system frees it when a process
ends, however it ends. What a restore writes in it before it touches anything is erased at its end: where it is still
there, the restore was cut, and the base may be of one installation, the keys of another.
"""

from __future__ import annotations

import atexit
import fcntl  # Unix, as the server
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from django.conf import settings

from copilote.reference.errors import InputError

FILE = ".in-use"
OPEN = "Cette installation est ouverte (site, atelier ou commande) : arrêtez-les, puis recommencez. Rien n’est changé."
UNDER_WAY = "Une sauvegarde est en train d’être remise ici : attendez la fin de « copilote restore »."
NOTHING = "-"
_held: list[TextIO] = []
"""What this process holds until it ends; the processes that it forks hold it too."""


@dataclass(frozen=True)
class Mark:
    """What a restore says of itself while it changes things: the file where it kept what it replaces, or NOTHING."""

    file: TextIO

    def read(self) -> str:
        """What was written; empty when no restore was cut."""
        self.file.seek(0)
        return self.file.read()

    def write(self, text: str) -> None:
        """Have this on the disk, or nothing."""
        self.file.seek(0)
        self.file.truncate()
        self.file.write(text)
        self.file.flush()
        os.fsync(self.file.fileno())


def hold(*, make: bool = False) -> None:
    """Use the installation until this process ends. make : the file, where none was ever made.

    Raises InputError while a backup is being put back, and where that was cut; OSError.
    """
    path = settings.HOME / FILE
    if _held or not (make or path.exists()):
        return
    file = path.open("a+" if make else "r", encoding="utf-8")
    if not _locked(file, fcntl.LOCK_SH):
        file.close()
        raise InputError(UNDER_WAY)
    if kept := Mark(file).read():
        file.close()
        former = "" if kept == NOTHING else f", ou avec celle de ce qu’elle remplaçait ({kept})"
        raise InputError(
            "Une restauration a été coupée ici : la base et les clés peuvent ne pas aller ensemble. "
            f"Relancez « copilote restore » avec la même sauvegarde{former}."
        )
    _held.append(file)
    atexit.register(file.close)


@contextmanager
def alone() -> Iterator[Mark]:
    """Use the installation without anybody else; what this starts (pg_restore) holds it too, were this killed.

    Raises InputError where it is in use; OSError.
    """
    with (settings.HOME / FILE).open("a+", encoding="utf-8") as file:
        if not _locked(file, fcntl.LOCK_EX):
            raise InputError(OPEN)
        os.set_inheritable(file.fileno(), True)
        yield Mark(file)


def _locked(file: TextIO, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
