"""`copilote worker`: a process that does the jobs of a site, on its machine or on another."""

from __future__ import annotations

import os
from typing import Annotated

import typer

MOST = 20


def worker(
    most: Annotated[
        int, typer.Option("--jobs", help="Travaux après lesquels le processus repart à neuf.", min=1)
    ] = MOST,
    beside: Annotated[int | None, typer.Option("--beside", hidden=True)] = None,
) -> None:
    """Faire les travaux longs du site (fiches d’une région…), tant qu’on ne l’arrête pas."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copilote.site.settings")
    import django

    django.setup()
    from copilote.jobs.worker import serve_jobs

    if beside is None:
        print("L’atelier attend des travaux (Ctrl+C pour arrêter).", flush=True)
    serve_jobs(most, beside)
