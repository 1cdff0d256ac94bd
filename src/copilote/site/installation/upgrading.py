"""From one version to the next: a backup, the tables, and how to go back where that fails."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import Error, connection
from django.utils import timezone

from copilote import __version__
from copilote.reference.errors import InputError
from copilote.site.installation import backups
from copilote.site.installation.archive import back_up, order
from copilote.site.installation.database import migrate, missing_migrations
from copilote.site.installation.holding import alone
from copilote.site.installation.models import note, noted

VERSION = "version"
"""Under this name the base notes the version that its tables are of."""
FIRST = "0.1.0"
"""The version that noted none."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What was done. former, version : of the base. backup : the file of before, None where there was nothing to do."""

    former: str
    version: str
    count: int
    backup: Path | None


def base_version() -> str:
    """The version that the tables are of."""
    try:
        return noted(VERSION) or FIRST
    except Error:  # a base of before notes
        return FIRST


def refuse_older(version: str) -> None:
    """Raise InputError for a base of a later version than this one: it would be written wrongly."""
    if order(version) > order(__version__):
        raise InputError(
            f"La base est de la version {version}, et celle qui est installée est {__version__} : réinstallez "
            f"{version}, ou remettez une sauvegarde d’avant (copilote restore)."
        )


def bring_up(folder: Path | None) -> Upgrade:
    """Bring the base to this version, alone with it. Raises InputError that says how to go back, OSError."""
    with alone():
        former, count = base_version(), missing_migrations()
        refuse_older(former)
        if not count:
            note(VERSION, __version__)
            return Upgrade(former, __version__, 0, None)
        place = folder or backups.folder()
        backups.make_private(place)
        file = place / f"avant-{__version__}-{timezone.localtime():%Y%m%d-%H%M%S}.zip"
        back_up(file, version=former)
        try:
            migrate()
        except Exception as error:
            connection.close()
            raise InputError(
                f"La mise à niveau s’est arrêtée ({str(error)[:120]}). Sauvegarde d’avant : {file}. Pour revenir : "
                f"réinstallez la version {former}, puis « copilote restore {file} --yes »."
            ) from error
        note(VERSION, __version__)
    return Upgrade(former, __version__, count, file)
