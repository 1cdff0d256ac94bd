"""`copilote serve`: the site, for one machine or behind a proxy."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from copilote.cli.demo import build_once, enter_demo
from copilote.cli.installation import OTHER_DATA, ready
from copilote.cli.output import warn
from copilote.reference.errors import InputError

PACKAGE = Path(__file__).resolve().parents[1]


def serve(
    host: Annotated[str, typer.Option("--host", envvar="HOST", help="Adresse d’écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", envvar="PORT", help="Port d’écoute.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option("--workers", envvar="WORKERS", help="Processus.", min=1, max=64)] = 1,
    threads: Annotated[int, typer.Option("--threads", envvar="THREADS", help="Fils par processus.", min=1)] = 4,
    room: Annotated[
        bool, typer.Option("--room", help="Ouvrir aussi aux téléphones du même réseau ; affiche un QR code.")
    ] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="Ouvrir une démonstration : une COP fictive, dans une base à part.")
    ] = False,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Sans atelier : les travaux longs se font par copilote worker.")
    ] = False,
) -> None:
    """Préparer la base et les fichiers, puis ouvrir le site."""
    if room:
        host = open_to_room(port)
    site = os.environ.get("SITE_ADDRESS") or f"http://localhost:{port}"
    os.environ.setdefault("SITE_ADDRESS", os.environ.get("ROOM_ADDRESS") or f"http://localhost:{port}")
    if demo:
        enter_demo()
    ready()
    if demo:
        build_once()
    from copilote.site.installation.same import same_at_start

    try:
        collect_static()
    except OSError as error:
        raise InputError(f"Le dossier COPILOTE_HOME n’est pas accessible : {error.strerror}.") from None
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104
    print(f"Copilote est ouvert : http://{shown}:{port}  (Ctrl+C pour arrêter)", flush=True)
    if not same_at_start():
        warn(f"{OTHER_DATA} D’ici là, le site ne montre aucun chiffre.")
    if room:
        show_room(os.environ["ROOM_ADDRESS"])
    show_first_run(site)
    run(host, port, workers, threads, jobs=not no_worker)


def open_to_room(port: int) -> str:
    """Let this machine's address on its network reach the site; gives where to listen.

    Raises InputError without a network.
    """
    own = own_address()
    if own is None:
        raise InputError("Aucun réseau : les téléphones ne peuvent pas ouvrir le site. Lancez-le sans --room.")
    allowed = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    os.environ["ALLOWED_HOSTS"] = f"{allowed},{own}"
    os.environ.setdefault("ROOM_ADDRESS", f"http://{own}:{port}")
    return "0.0.0.0"  # noqa: S104


def own_address() -> str | None:
    """This machine's address on its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: the system only picks the way out
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address


def show_room(address: str) -> None:
    """The address for phones, and its QR code where a terminal can draw it."""
    print(f"Dans la salle, sur le même réseau : {address}", flush=True)
    if not address.startswith("https://"):
        print(
            "Ce réseau n’est pas chiffré : on ne se connecte pas à cette adresse. Animez depuis localhost.",
            flush=True,
        )
    if sys.stdout.isatty():
        import segno

        segno.make(address, error="m", micro=False).terminal(compact=True)


def show_first_run(site: str) -> None:
    """Where nobody has an account: the address where one becomes the administrator, on the console alone."""
    from django.utils import timezone

    from copilote.cop.first_run import first_path

    if first := first_path():
        path, until = first
        print(
            "Cette installation est vide. Pour l’administrer et ouvrir une première COP, ouvrez cette adresse, une "
            f"fois, avant le {timezone.localtime(until):%d/%m à %H:%M} :\n  {site.rstrip('/')}{path}",
            flush=True,
        )


def collect_static() -> None:
    """Copy and compress the static files, once for each version of the package and of DSFR."""
    import dsfr
    from django.conf import settings
    from django.core.management import call_command

    from copilote import __version__

    root = settings.STATIC_ROOT
    newest = max((path.stat().st_mtime for path in PACKAGE.glob("*/static/**/*") if path.is_file()), default=0)
    stamp = f"{__version__} {getattr(dsfr, '__version__', '')} {settings.BRAND} {newest}"
    mark = root / ".stamp"
    if not mark.exists() or mark.read_text(encoding="utf-8") != stamp:
        print("Préparation des fichiers du site (une fois)…", file=sys.stderr, flush=True)
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
        mark.write_text(stamp, encoding="utf-8")


# Pages link DSFR's main style sheet alone, which needs its fonts and some of its icons: the rest would take most of a
# minute to compress at the first start. Names of folders and files, or patterns of whole paths.
UNUSED = [
    *("dsfr/dist/dsfr/*", "dsfr/dist/dsfr.min.css", "dsfr/dist/*.js", "django-dsfr", "utility", "component", "core"),
    *("layout", "analytics", "scheme", "legacy", "artwork", "*.legacy*", "*.print.min.css", "*.map", "*.md", "*.scss"),
    *(f"dsfr/dist/icons/{name}/*" for name in ("buildings", "communication", "design", "development", "device")),
    *(f"dsfr/dist/icons/{name}/*" for name in ("document", "finance", "health", "map", "others")),
]


def run(host: str, port: int, workers: int, threads: int, *, jobs: bool = False) -> None:
    """Answer until stopped; the base and the files are ready. jobs : have a worker of the jobs beside."""
    from gunicorn.app.base import BaseApplication

    from copilote.site import server
    from copilote.site.master import Master

    server.bound_lines()

    class Server(BaseApplication):  # type: ignore[misc]
        """Gunicorn with our options, without its command line."""

        def load_config(self) -> None:
            options = {
                "bind": f"{host}:{port}",
                "workers": workers,
                "threads": threads,
                "worker_class": server.Worker,
                "accesslog": None,
                "loglevel": "warning",
                "limit_request_line": server.LONGEST_LINE,
                "preload_app": True,
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> object:
            from django.db import connections

            from copilote.simulator.warm import warm_up
            from copilote.site.wsgi import application

            warm_up()
            from copilote.site.metrics import counts  # once the apps are ready

            counts()  # shared by the processes, that are made after
            # An open base of SQLite is not to be carried into the processes that answer: they would believe that they
            # hold its locks, and were this one killed, the next would begin its log anew under those that still write.
            connections.close_all()
            return application

    own = [sys.executable, "-c", "from copilote.cli import main; main()", "worker", "--beside", str(os.getpid())]
    Master(Server(), own if jobs else ()).run()
