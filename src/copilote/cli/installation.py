"""What commands ask of the installation on this machine: Django, its base, and what ails it in a sentence."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from typing import TypeVar

from copilote.reference.errors import InputError, UnavailableError
from copilote.reference.tables import home

Item = TypeVar("Item")
OTHER_DATA = (
    "Les clés et éditions chargées ici ne sont pas celles de l’installation : copiez COPILOTE_KEYS et "
    "COPILOTE_EDITIONS d’une autre machine. Si ce sont celles-ci les bonnes : copilote data adopt."
)


def set_up(*, hold: bool = True, make: bool = False) -> None:
    """Django, with the settings of this installation. hold : as one of those that use it; make : where none ever did.

    Raises InputError for a folder that cannot be written, a variable that cannot be read, a restore under way or cut.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copilote.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
        if hold:
            from copilote.site.installation import holding

            holding.hold(make=make)
    except OSError as error:
        raise InputError(f"Le dossier COPILOTE_HOME n’est pas accessible : {error.strerror}.") from None
    except (ImproperlyConfigured, ValueError) as error:
        raise InputError(f"Un réglage (variable d’environnement) ne convient pas : {error}") from None


def ready() -> None:
    """Django and its base, made or brought up to date; what is written from now on is for its owner alone."""
    os.umask(0o077)
    set_up(make=True)
    from copilote import __version__
    from copilote.site.demo.mark import agree
    from copilote.site.installation.database import migrate
    from copilote.site.installation.models import note
    from copilote.site.installation.upgrading import VERSION, base_version, refuse_older

    refuse_older(former := base_version())
    try:
        migrate()
        agree()
        if former != __version__:
            note(VERSION, __version__)
    except OSError as error:
        raise InputError(f"Le dossier COPILOTE_HOME n’est pas accessible : {error.strerror}.") from None


def base_there() -> bool:
    """Whether a base is named, or made by `copilote serve` or `copilote member` in COPILOTE_HOME."""
    return bool(os.environ.get("DATABASE_URL")) or (home() / "copilote.sqlite3").exists()


def base_follows() -> bool:
    """Bring the base up to the files at hand: its territories, and the mark of the installation's own data; False where
    there is no base yet, which will be made with them. Raises django.db.Error."""
    if not base_there():
        return False
    ready()
    from copilote.site.installation.same import adopt

    adopt()
    return True


def set_up_to_read() -> None:
    """Django for a command that only reads; nothing is written, and nothing was decided, where no site was ever
    opened."""
    if not (home() / "secret-key").exists():
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))  # of this run only
    if not base_there():
        os.environ["DATABASE_URL"] = "sqlite://:memory:"
    set_up()


def decided(read: Callable[[str], tuple[Item, ...]], region: str) -> tuple[Item, ...]:
    """What one of the functions of `sharing.recorded` reads of a region; nothing where there is no base at all.

    Raises UnavailableError for a base that is there and does not answer, or whose installation has other data than
    this machine.
    """
    if not base_there():
        return ()
    set_up_to_read()
    from copilote.site.installation.same import differs

    if differs():
        raise UnavailableError(OTHER_DATA)
    return read(region)


def outage(error: Exception) -> str | None:
    """The sentence for a base that does not answer; None for any other exception. Django is not loaded for it."""
    if isinstance(error, UnavailableError) and error.__cause__ is None:
        return str(error)
    cause = error.__cause__ if isinstance(error, UnavailableError) else error
    database = sys.modules.get("django.db")
    if database is None or not isinstance(cause, database.Error):
        return None
    from copilote.site.installation.database import ailment

    return (
        f"la base de ce site ne répond pas ({ailment(cause)}). Vérifiez DATABASE_URL et COPILOTE_HOME ; "
        "« copilote serve » prépare une base qui n’a pas ses tables."
    )
