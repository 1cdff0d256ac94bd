"""One file that holds an installation: its base, its signing key, the keys and editions that it loaded.

A ZIP, with a manifest that says of what version, day and kind of base it is, and the SHA-256 of each member. Restoring
checks all of it before it touches anything, and keeps aside what it replaces.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zlib
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.db import connection
from django.utils import timezone

from copilote import __version__
from copilote.reference.errors import InputError
from copilote.reference.loaded import keys_folder, own_files
from copilote.reference.tables import editions_folder

BASE, KEY, MANIFEST = "base", "secret-key", "manifest.json"
DAMAGED = "Cette sauvegarde est abîmée, rien n’est changé"


@dataclass(frozen=True)
class Manifest:
    """What a backup is. made : local time, ISO 8601; database : "sqlite" or "postgresql"; sha256 : by member."""

    version: str
    made: str
    database: str
    sha256: dict[str, str]


def back_up(file: Path) -> Manifest:
    """Write the installation into a file that is not there yet, whole or not at all, while the site is open.

    Raises InputError, OSError, django.db.Error.
    """
    if file.exists():
        raise InputError(f"« {file} » existe déjà : choisissez un autre nom.")
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".copilote-") as folder:
        part, base, sums = Path(folder) / "archive", Path(folder) / BASE, {}
        _dump(base)
        with ZipFile(part, "w", ZIP_DEFLATED) as archive:
            for name, body in (
                (BASE, base.read_bytes()),
                (KEY, str(settings.SECRET_KEY).encode("ascii")),
                *((name, path.read_bytes()) for name, path in own_files()),
            ):
                archive.writestr(name, body)
                sums[name] = sha256(body).hexdigest()
            made = timezone.localtime().isoformat(timespec="seconds")
            manifest = Manifest(__version__, made, connection.vendor, sums)
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        part.chmod(0o600)
        with part.open("rb") as handle:
            os.fsync(handle.fileno())
        part.rename(file)
    return manifest


def restore(file: Path, *, replace: bool) -> tuple[Manifest, list[Path]]:
    """Put back what a backup holds; where what it replaced is kept. replace : whether a base may be replaced at all.

    The site is to be stopped. Raises InputError for a backup that is damaged, of a newer version or of another kind of
    base, before anything is touched; OSError, django.db.Error.
    """
    with tempfile.TemporaryDirectory(prefix="copilote-") as folder:
        manifest = _opened(file, Path(folder))
        if manifest.database != connection.vendor:
            kinds = f"{manifest.database}, cette installation est sur {connection.vendor}"
            raise InputError(f"Cette sauvegarde est d’une base {kinds} : réglez DATABASE_URL, rien n’est changé.")
        held = bool(connection.introspection.table_names())
        if held and not replace:
            raise InputError("Cette installation a déjà une base : --yes la remplace, et garde l’ancienne à côté.")
        aside = _aside(settings.HOME)
        if held:
            old = aside / BASE
            aside.mkdir(parents=True)
            _dump(old)
        _load(Path(folder) / BASE)
        for name, place in ((KEY, settings.HOME / KEY), *_folders()):
            _put(Path(folder) / name, place, aside / name)
    return manifest, sorted(aside.iterdir()) if aside.exists() else []


def _aside(home: Path) -> Path:
    return home / f"avant-{timezone.localtime():%Y%m%d-%H%M%S-%f}"


def _folders() -> tuple[tuple[str, Path], ...]:
    return ("keys", keys_folder()), ("editions", editions_folder())


def _opened(file: Path, folder: Path) -> Manifest:
    """What a backup says of itself, its members written in a folder, each as it was when it was made."""
    try:
        with ZipFile(file) as archive:
            manifest = Manifest(**json.loads(archive.read(MANIFEST)))
            if set(archive.namelist()) != {MANIFEST, *manifest.sha256} or not {BASE, KEY} <= set(manifest.sha256):
                raise InputError(f"{DAMAGED} : elle n’a pas tous ses fichiers.")
            for name, expected in manifest.sha256.items():
                body, place = archive.read(name), (folder / name).resolve()
                if sha256(body).hexdigest() != expected or not place.is_relative_to(folder.resolve()):
                    raise InputError(f"{DAMAGED} : « {name} » n’est pas ce qui a été sauvegardé.")
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(body)
    except OSError as error:
        raise InputError(f"« {file} » ne peut pas être lue ({error.strerror or error}).") from None
    except (BadZipFile, KeyError, TypeError, ValueError, EOFError, RuntimeError, zlib.error) as error:
        raise InputError(f"{DAMAGED} : ce n’est pas un fichier de « copilote backup », ou il est coupé.") from error
    if _order(manifest.version) > _order(__version__):
        raise InputError(f"Cette sauvegarde est de la version {manifest.version} : installez-la, ou une plus récente.")
    return manifest


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _put(fresh: Path, place: Path, old: Path) -> None:
    """Move what was restored to its place, what was there aside; what the backup does not hold was not there."""
    if place.exists():
        old.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(place, old)
    if fresh.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh, place)


def _dump(file: Path) -> None:
    """A copy of the base at one moment, whoever writes meanwhile."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without another that follows it
        file.chmod(0o600)
        return
    _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def _load(file: Path) -> None:
    """Replace the base by a copy, in one transaction."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(file)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise InputError(f"{DAMAGED} : sa base ne se relit pas.")
            connection.ensure_connection()
            copy.backup(connection.connection)
        connection.close()
        return
    connection.close()
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction")
    _postgres("pg_restore", *options, str(file))


def _postgres(tool: str, *options: str) -> None:
    """Run a tool of PostgreSQL on the base. Raises InputError where it is missing or fails."""
    if shutil.which(tool) is None:
        raise InputError(f"« {tool} » manque sur cette machine : installez postgresql-client.")
    base = connection.settings_dict
    where = {"PGHOST": base["HOST"], "PGPORT": base["PORT"], "PGUSER": base["USER"], "PGPASSWORD": base["PASSWORD"]}
    environment = os.environ | {name: str(value) for name, value in where.items() if value}
    command = [tool, f"--dbname={base['NAME']}", *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InputError(f"{tool} n’a pas abouti, rien n’est changé : {done.stderr.strip()[:300]}")
