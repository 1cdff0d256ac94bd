"""`copilote upgrade`: the base brought to the version that is installed, with a way back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from copilote.cli.check import look
from copilote.cli.installation import base_there, ready, set_up
from copilote.cli.output import say
from copilote.reference.errors import InputError


def upgrade(
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Dossier de la sauvegarde d’avant ; BACKUP_FOLDER sans elle.")
    ] = None,
) -> None:
    """Sauvegarder, mettre la base à la version installée, vérifier ; arrêtez d’abord le site."""
    if not base_there():
        raise InputError("Aucune installation ici à mettre à niveau : « copilote serve » en ouvre une.")
    os.umask(0o077)
    set_up(hold=False)
    from copilote.cli.serve import collect_static
    from copilote.site.installation.upgrading import bring_up

    done = bring_up(folder)
    if done.backup is None:
        say(f"La base est déjà celle de la version {done.version}.")
    else:
        say(f"Sauvegarde d’avant (version {done.former}) : {done.backup}")
        say(f"La base est passée de la version {done.former} à la version {done.version} ({done.count} étapes).")
    ready()
    collect_static()
    if not look():
        raise typer.Exit(1)
