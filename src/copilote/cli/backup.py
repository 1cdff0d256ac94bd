"""`copilote backup` and `copilote restore`: an installation as one file, from one machine to another."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from copilote.cli.installation import base_there, ready, set_up
from copilote.cli.output import say, warn
from copilote.reference.errors import InputError
from copilote.words.numbers import counted

File = Annotated[Path, typer.Argument(metavar="FICHIER", help="La sauvegarde, par exemple copilote-2026-03-01.zip.")]


def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar="FICHIER", help="La sauvegarde, par exemple copilote-2026-03-01.zip.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Dossier où faire celle du jour, et retirer les anciennes.")
    ] = None,
    keep: Annotated[int, typer.Option("--keep", help="Avec --folder : jours dont une sauvegarde reste.", min=1)] = 7,
    weeks: Annotated[int, typer.Option("--weeks", help="Avec --folder : semaines.", min=0)] = 4,
    months: Annotated[int, typer.Option("--months", help="Avec --folder : mois.", min=0)] = 12,
) -> None:
    """Sauvegarder la base, la clé de signature, les clés et éditions chargées : un fichier, site ouvert ou non."""
    if (file is None) == (folder is None):
        raise InputError("Donnez un fichier, ou --folder : un dossier où les sauvegardes se suivent.")
    if not base_there():
        raise InputError("Aucune installation ici : COPILOTE_HOME n’a pas de base, et DATABASE_URL n’en nomme aucune.")
    set_up()
    from copilote.site.installation.archive import back_up
    from copilote.site.installation.backups import Rotation, back_up_and_rotate

    gone = 0
    if folder is not None:
        file, manifest, gone = back_up_and_rotate(folder, Rotation(keep, weeks, months))
    elif file is not None:
        manifest = back_up(file)
    say(f"{len(manifest.sha256)} fichiers, base {manifest.database} : {file}")
    if gone:
        say(counted(gone, "ancienne sauvegarde retirée.", "anciennes sauvegardes retirées."))
    say("Ce fichier contient des adresses e-mail et la clé de signature : gardez-le en lieu sûr.")


def restore(
    file: File,
    yes: Annotated[bool, typer.Option("--yes", help="Remplacer la base qui est là ; l’ancienne est gardée.")] = False,
) -> None:
    """Remettre une sauvegarde, ici ou sur une autre machine ; arrêtez d’abord le site."""
    os.umask(0o077)
    set_up(hold=False)
    from django.conf import settings

    from copilote.site.installation.archive import restore as put_back

    manifest, former = put_back(file, replace=yes)
    ready()  # a backup of an earlier version takes the tables of this one
    say(f"Sauvegarde du {manifest.made} (version {manifest.version}) remise.")
    if former:
        say(f"Ce qu’elle remplace est gardé dans une sauvegarde : {former}")
    if os.environ.get("SECRET_KEY"):
        warn(f"la variable SECRET_KEY l’emporte sur {settings.HOME / 'secret-key'} : donnez-lui la même valeur.")
