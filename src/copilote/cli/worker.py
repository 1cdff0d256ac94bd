"""`copilote worker`: a process that does the jobs of a site, on its machine or on another."""

from __future__ import annotations

from typing import Annotated

import typer

from copilote.cli.installation import set_up

MOST = 20


def worker(
    most: Annotated[
        int, typer.Option("--jobs", help="Travaux après lesquels le processus repart à neuf.", min=1)
    ] = MOST,
    beside: Annotated[int | None, typer.Option("--beside", hidden=True)] = None,
) -> None:
    """Envoyer les messages et faire les travaux longs du site, tant qu’on ne l’arrête pas."""
    set_up()
    from copilote.jobs.worker import serve_jobs

    if beside is None:
        print("L’atelier attend des travaux (Ctrl+C pour arrêter).", flush=True)
    serve_jobs(most, beside)
