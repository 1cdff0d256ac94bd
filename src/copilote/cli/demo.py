"""`copilote demo reset`, and what `copilote serve --demo` needs: a folder and a base of its own."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from copilote.cli.installation import ready
from copilote.cli.output import say
from copilote.reference.errors import InputError
from copilote.reference.tables import home

FOLDER, MARK = "demo", "demonstration"
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def demo() -> None:
    """La démonstration de `copilote serve --demo`."""


@app.command("reset")
def reset() -> None:
    """Remettre la démonstration comme au premier jour ; la vraie installation n’est pas touchée."""
    if not (_folder() / MARK).exists():
        raise InputError("Il n’y a pas encore de démonstration ici. Ouvrez-la : copilote serve --demo.")
    enter_demo()
    ready()
    from copilote.site.demo.building import rebuild

    rebuild()
    say("La démonstration est comme au premier jour.")


def enter_demo() -> None:
    """Have what follows be about the demonstration, in its own folder, beside the installation and never in its place.

    Raises InputError for a folder that holds a base without being marked, or that cannot be written.
    """
    folder = _folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / MARK).exists():
            if (folder / "copilote.sqlite3").exists():
                raise InputError(f"« {folder} » a déjà une base, qui n’est pas celle d’une démonstration.")
            (folder / MARK).write_text("Base de démonstration : personnes et réponses fictives.\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"Le dossier COPILOTE_HOME n’est pas accessible : {error.strerror}.") from None
    os.environ["COPILOTE_HOME"] = str(folder)
    for name in ("DATABASE_URL", "COPILOTE_KEYS", "COPILOTE_EDITIONS"):
        os.environ.pop(name, None)


def _folder() -> Path:
    """The demonstration's, in that of the installation; itself when it is named already."""
    return home() if (home() / MARK).exists() else home() / FOLDER


def build_once() -> None:
    """Fill a base that was just made."""
    from copilote.site.demo.building import build, is_built

    if not is_built():
        build()
