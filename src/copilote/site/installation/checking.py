"""Whether the installation is as it should be: each thing that was looked at, and what to do about what is wrong."""

from __future__ import annotations

import shutil
import socket
import ssl
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import Error, connection
from django.utils import timezone

from copilote import __version__
from copilote.jobs.models import Job, State, lost_before
from copilote.site.installation import backups
from copilote.site.installation.database import ailment, missing_migrations, write_something
from copilote.site.installation.models import noted
from copilote.site.installation.rounds import LOST_S, WORKER
from copilote.site.installation.same import differs
from copilote.words.numbers import counted

PATIENCE_S = 5.0
LOW_BYTES, SHORT_BYTES = 1_000_000_000, 200_000_000
"""Room on a disk under which to look for some, and under which the site may stop."""
SKEW_S, WRONG_S = 5.0, 60.0
"""Seconds between two clocks that are worth a word, and that spoil codes and sessions."""
SOON = timedelta(days=14)
"""Before its end, a certificate should be a new one."""
LATE, VERY_LATE = timedelta(hours=26), timedelta(hours=72)
UNWATCHED = timedelta(days=8)
"""Age of the last backup that is worth a word: where the worker makes one a day, and where somebody makes them."""


class Level(StrEnum):
    """How a thing is."""

    OK = "ok"
    WARNING = "attention"
    ERROR = "erreur"


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing that was looked at: how it is, and what to do where it is not well."""

    about: str
    level: Level
    found: str
    to_do: str = ""


def check() -> list[Finding]:
    """All that can be looked at from this machine, without changing anything."""
    return [finding for look in LOOKS for finding in _looked(look)]


def _looked(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What a look finds; one that the base stops is told by the look at the base."""
    try:
        yield from look()
    except Error:
        return


def _settings() -> Iterator[Finding]:
    about = "réglages"
    hosts = {host for host in settings.ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]", "testserver")}
    public = bool(hosts) and not settings.ROOM_ADDRESS
    wrong: list[tuple[bool, Level, str, str]] = [
        (settings.DEBUG, Level.ERROR, "DEBUG montre le code du site à qui l’ouvre", "retirez DEBUG"),
        ("*" in hosts, Level.ERROR, "ALLOWED_HOSTS accepte tous les noms", "donnez les noms du site"),
        (len(str(settings.SECRET_KEY)) < 32, Level.ERROR, "SECRET_KEY est trop courte", "openssl rand -hex 48"),
        (public and not settings.HTTPS, Level.WARNING, "le site est public et HTTPS est à false", "mettez HTTPS=true"),
        (public and not settings.CONTACT_EMAIL, Level.WARNING, "CONTACT_EMAIL manque", "dites qui répond"),
        (public and not settings.PUBLISHER, Level.WARNING, "PUBLISHER manque", "dites qui tient ce site"),
        (
            settings.HTTPS and not settings.API_PROXIES,
            Level.WARNING,
            "HTTPS sans API_PROXIES : tous les visiteurs comptent comme un seul",
            "mettez API_PROXIES au nombre de serveurs mandataires",
        ),
        (
            settings.METRICS_TOKEN != "" and len(settings.METRICS_TOKEN) < 20,
            Level.WARNING,
            "METRICS_TOKEN est court",
            "openssl rand -hex 24",
        ),
    ]
    told = [Finding(about, level, found, to_do) for is_wrong, level, found, to_do in wrong if is_wrong]
    yield from told or [Finding(about, Level.OK, f"version {__version__}")]


def _address() -> Iterator[Finding]:
    about, address = "adresse", urlsplit(settings.SITE_ADDRESS)
    host = address.hostname or ""
    if settings.HTTPS and address.scheme != "https":
        yield Finding(about, Level.ERROR, "HTTPS=true et SITE_ADDRESS en http://", "écrivez SITE_ADDRESS en https://")
    elif address.scheme == "https" and not settings.HTTPS:
        to_do = "mettez HTTPS=true : sans lui les formulaires des membres sont refusés"
        yield Finding(about, Level.ERROR, "SITE_ADDRESS est en https:// et HTTPS à false", to_do)
    elif host not in ("localhost", "127.0.0.1", "::1") and not _allowed(host):
        yield Finding(about, Level.ERROR, f"{host} n’est pas dans ALLOWED_HOSTS", "ajoutez-le à ALLOWED_HOSTS")
    elif address.scheme == "https":
        yield _certificate(host, address.port or 443)
    else:
        yield Finding(about, Level.OK, f"{settings.SITE_ADDRESS} (sans certificat)")


def _allowed(host: str) -> bool:
    return any(name in ("*", host) or (name.startswith(".") and host.endswith(name)) for name in settings.ALLOWED_HOSTS)


def _certificate(host: str, port: int) -> Finding:
    """That of the address, as a browser sees it."""
    about = "certificat"
    try:
        with (
            socket.create_connection((host, port), timeout=PATIENCE_S) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=host) as secure,
        ):
            ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str((secure.getpeercert() or {})["notAfter"])), UTC)
    except ssl.SSLCertVerificationError as error:
        return Finding(about, Level.ERROR, f"refusé : {error.verify_message}", "renouvelez-le, ou corrigez son nom")
    except (OSError, KeyError):
        return Finding(about, Level.WARNING, f"{host}:{port} ne répond pas d’ici", "ouvrez l’adresse d’un autre poste")
    told = f"jusqu’au {timezone.localtime(ends):%d/%m/%Y}"
    if ends - timezone.now() < SOON:
        return Finding(about, Level.WARNING, told, "renouvelez-le ; voyez pourquoi cela ne s’est pas fait seul")
    return Finding(about, Level.OK, told)


def _database() -> Iterator[Finding]:
    about = "base"
    started = time.perf_counter()
    try:
        missing = missing_migrations()
        if missing:
            found = counted(missing, "mise à jour des tables manque", "mises à jour des tables manquent")
            yield Finding(about, Level.ERROR, found, "arrêtez le site, puis : copilote upgrade")
            return
        write_something()
    except Error as error:
        to_do = "vérifiez DATABASE_URL et COPILOTE_HOME, que la base est ouverte et que le disque a de la place"
        yield Finding(about, Level.ERROR, ailment(error), to_do)
        return
    elapsed = round(1000 * (time.perf_counter() - started))
    yield Finding(about, Level.OK, f"{connection.vendor}, à jour, une écriture gardée en {elapsed} ms")
    if differs():
        to_do = "copiez les clés et éditions d’une autre machine, ou : copilote data adopt"
        yield Finding("données", Level.ERROR, "les fichiers chargés ici ne sont pas ceux de l’installation", to_do)


def _disk() -> Iterator[Finding]:
    seen = set[int]()
    for place in (settings.HOME, backups.folder()):
        folder = next((parent for parent in (place, *place.parents) if parent.exists()), Path("/"))
        device = folder.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        free = shutil.disk_usage(folder).free
        level = Level.ERROR if free < SHORT_BYTES else Level.WARNING if free < LOW_BYTES else Level.OK
        to_do = "faites de la place : les anciennes sauvegardes, le dossier jobs" if level != Level.OK else ""
        yield Finding("disque", level, f"{free / 1e9:.1f} Go libres pour {place}".replace(".", ",", 1), to_do)


def _permissions() -> Iterator[Finding]:
    about = "droits"
    wrong = []
    for path, forbidden in ((settings.HOME, 0o022), *((file, 0o077) for file in _private())):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & forbidden:
            mode = "go-w" if forbidden == 0o022 else "go-rwx"
            wrong.append(Finding(about, Level.ERROR, f"d’autres comptes ont accès à {path}", f"chmod {mode} {path}"))
    yield from wrong or [Finding(about, Level.OK, f"{settings.HOME} est à son seul compte")]


def _private() -> list[Path]:
    """What holds e-mail addresses or opens the site."""
    base = [settings.HOME / name for name in ("secret-key", "copilote.sqlite3", "copilote.sqlite3-wal")]
    return [*base, *settings.HOME.glob("avant-*.zip"), *backups.folder().glob("*.zip")]


def _mail() -> Iterator[Finding]:
    about = "courrier"
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        to_do = "réglez EMAIL_URL, comme submission://nom:mot-de-passe@serveur:587"
        yield Finding(about, Level.WARNING, "les messages ne partent pas : ils s’écrivent dans le journal", to_do)
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        line = get_connection(timeout=PATIENCE_S)
        line.open()
        line.close()
    except Exception as error:  # of smtplib, ssl, socket: whatever it is, no message leaves
        found = f"{where} ne répond pas ({type(error).__name__})"
        yield Finding(about, Level.ERROR, found, "vérifiez EMAIL_URL ; les messages attendent, aucun n’est perdu")
        return
    yield Finding(about, Level.OK, f"{where} répond")


def _worker() -> Iterator[Finding]:
    about, text = "atelier", noted(WORKER)
    seen = datetime.fromisoformat(text) if text else None
    busy = Job.objects.filter(state=State.RUNNING, beat__gte=lost_before()).exists()
    if busy or (seen and timezone.now() - seen < timedelta(seconds=LOST_S)):
        waiting = Job.objects.filter(state=State.WAITING).count()
        yield Finding(about, Level.OK, f"au travail, {counted(waiting, 'travail en attente', 'travaux en attente')}")
        return
    found = f"sans signe de vie depuis le {timezone.localtime(seen):%d/%m/%Y à %H:%M}" if seen else "jamais vu"
    yield Finding(about, Level.ERROR, found, "lancez-le : copilote worker, ou copilote serve")


def _clock() -> Iterator[Finding]:
    about = "horloge"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            before = time.time()
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            other = float(cursor.fetchone()[0])
        whose = "celle de la base"
    else:
        before = time.time()
        with tempfile.NamedTemporaryFile(dir=settings.HOME, prefix=".clock-") as file:
            file.write(b"?")
            file.flush()
            other = Path(file.name).stat().st_mtime
        whose = "celle du disque"
    skew = abs(other - (before + time.time()) / 2)
    level = Level.ERROR if skew > WRONG_S else Level.WARNING if skew > SKEW_S else Level.OK
    to_do = "mettez les machines à l’heure (timedatectl set-ntp true)" if level != Level.OK else ""
    yield Finding(about, level, f"{skew:.0f} s d’écart avec {whose}", to_do)


def _backups() -> Iterator[Finding]:
    about, made, failed = "sauvegarde", backups.last_made(), backups.last_failed()
    daily = settings.BACKUP_HOUR is not None
    if failed:
        found = f"celle du {timezone.localtime(failed):%d/%m/%Y à %H:%M} a échoué"
        yield Finding(about, Level.ERROR, found, f"essayez : copilote backup --folder {backups.folder()}")
    if made is None:
        to_do = "réglez BACKUP_HOUR (3 pour trois heures), ou : copilote backup --folder DOSSIER"
        yield Finding(about, Level.WARNING, "aucune n’a été faite", to_do)
        return
    age = timezone.now() - made
    late = age > (LATE if daily else UNWATCHED)
    level = Level.ERROR if daily and age > VERY_LATE else Level.WARNING if late else Level.OK
    to_do = "voyez pourquoi : l’atelier est-il ouvert, le dossier accessible ?" if level != Level.OK else ""
    yield Finding(about, level, f"la dernière est du {timezone.localtime(made):%d/%m/%Y à %H:%M}", to_do)


LOOKS = (_settings, _address, _database, _disk, _permissions, _mail, _worker, _clock, _backups)
