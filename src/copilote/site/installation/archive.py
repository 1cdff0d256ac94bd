"""One file that holds an installation: its base, its signing key, the keys and editions that it loaded.

A ZIP, with a manifest that says of what version, day and kind of base it is, and the SHA-256 of each member. Restoring
checks all of it before it touches anything, and backs up what it replaces.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from copilote import __version__
from copilote.reference.errors import InputError
from copilote.reference.loaded import digest, keys_folder, look_again, own_files
from copilote.reference.tables import editions_folder
from copilote.site.installation.database import DAMAGED_BASE, ailment
from copilote.site.installation.holding import NOTHING, alone

BASE, KEY, MANIFEST = "base", "secret-key", "manifest.json"
DAMAGED = "Cette sauvegarde est abîmée, rien n’est changé"


@dataclass(frozen=True)
class Manifest:
    """What a backup is. made : local time, ISO 8601; database : "sqlite" or "postgresql"; sha256 : by member."""

    version: str
    made: str
    database: str
    sha256: dict[str, str]


def back_up(file: Path, *, damaged: bool = False, version: str = __version__) -> Manifest:
    """Write the installation into a file that is not there yet, whole or not at all, while the site is open.

    damaged : take a base that cannot be read as it is. version : that its tables are of, which can read it.
    Raises InputError, OSError, django.db.Error.
    """
    if file.exists():
        raise InputError(f"« {file} » existe déjà : choisissez un autre nom.")
    file.parent.mkdir(parents=True, exist_ok=True)
    with _beside(file) as folder:
        part, base, sums = folder / "archive", folder / BASE, {}
        _dump(base, damaged=damaged)
        with ZipFile(part, "w", ZIP_DEFLATED) as archive:
            for name, body in (
                (BASE, base.read_bytes()),
                (KEY, str(settings.SECRET_KEY).encode("ascii")),
                *_loaded(),
            ):
                archive.writestr(name, body)
                sums[name] = sha256(body).hexdigest()
            made = timezone.localtime().isoformat(timespec="seconds")
            manifest = Manifest(version, made, connection.vendor, sums)
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        part.chmod(0o600)
        with part.open("rb") as handle:
            os.fsync(handle.fileno())
        part.rename(file)
        _sync(file.parent)
    return manifest


def _loaded() -> list[tuple[str, bytes]]:
    """The files of loaded keys and editions, read again where some were loaded or removed meanwhile. Raises InputError
    when they never rest."""
    for _turn in range(5):
        look_again()
        mark = digest()
        with suppress(FileNotFoundError):
            files = [(name, path.read_bytes()) for name, path in own_files()]
            look_again()
            if digest() == mark:
                return files
    raise InputError("Des clés se chargent sans cesse : recommencez la sauvegarde quand c’est fini.")


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A folder to write in, locked; those that others left unlocked, killed, hold a key and e-mails: thrown away."""
    for left in file.parent.glob(".copilote-*"):
        with suppress(OSError), _locked(left):
            shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".copilote-") as name, _locked(Path(name)):
        yield Path(name)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder until the end. Raises BlockingIOError where another holds it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def restore(file: Path, *, replace: bool) -> tuple[Manifest, Path | None]:
    """Put back what a backup holds; the backup made of what it replaced. replace : whether a base may be replaced.

    Killed before it touches anything, it changed nothing; killed later, nothing opens until it is run again: `holding`.
    Raises InputError for a backup that is damaged, of a newer version or of another kind of base, and where the
    installation is in use, before anything is touched; OSError, django.db.Error.
    """
    with alone() as mark, _work() as folder:
        manifest = _opened(file, folder)
        cut, held = mark.read(), _held()
        if held and not (replace or cut):
            raise InputError("Cette installation a déjà une base : --yes la remplace, et garde l’ancienne à côté.")
        if held and not cut:
            former = settings.HOME / f"avant-{timezone.localtime():%Y%m%d-%H%M%S-%f}.zip"
            back_up(former, damaged=True)
        mark.write(kept := cut or (str(former) if held else NOTHING))
        try:
            _load(folder / BASE)
        except InputError:  # in one transaction: the base is what it was
            mark.write(cut)
            raise
        for name, place in ((KEY, settings.HOME / KEY), *_folders()):
            _put(folder / name, place)
        os.sync()
        mark.write("")
    return manifest, None if kept == NOTHING else Path(kept)


@contextmanager
def _work() -> Iterator[Path]:
    """A folder for what is being put back; what a restore that was killed left there is thrown away."""
    folder: Path = settings.HOME / ".restoring"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _held() -> bool:
    """Whether there is a base to keep, be it damaged."""
    try:
        return bool(connection.introspection.table_names())
    except DatabaseError as error:
        if ailment(error) != DAMAGED_BASE:
            raise
        return True


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
    if order(manifest.version) > order(__version__):
        raise InputError(f"Cette sauvegarde est de la version {manifest.version} : installez-la, ou une plus récente.")
    if manifest.database != connection.vendor:
        kinds = f"{manifest.database}, cette installation est sur {connection.vendor}"
        raise InputError(f"Cette sauvegarde est d’une base {kinds} : réglez DATABASE_URL, rien n’est changé.")
    if manifest.database == "sqlite" and not _reads(folder / BASE):
        raise InputError(f"{DAMAGED} : sa base ne se relit pas.")
    return manifest


def _reads(base: Path) -> bool:
    with closing(sqlite3.connect(base)) as copy:
        try:
            return bool(copy.execute("PRAGMA integrity_check").fetchone() == ("ok",))
        except sqlite3.DatabaseError:
            return False


def order(version: str) -> tuple[int, ...]:
    """A version as one compares it with another."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _put(fresh: Path, place: Path) -> None:
    """Have a place hold what was restored and nothing else; it may be a disk of its own, which stays there."""
    for old in place.iterdir() if place.is_dir() else ():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    if fresh.is_dir():
        shutil.copytree(fresh, place, dirs_exist_ok=True)
    elif fresh.exists():
        shutil.move(fresh, place)


def _dump(file: Path, *, damaged: bool) -> None:
    """A copy of the base at one moment, whoever writes meanwhile. damaged : as it is, where it cannot be read."""
    if connection.vendor != "sqlite":
        _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")
        return
    try:
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without another that follows it
    except (DatabaseError, sqlite3.DatabaseError) as error:
        if not damaged or ailment(error) != DAMAGED_BASE:
            raise
        shutil.copyfile(connection.settings_dict["NAME"], file)
    file.chmod(0o600)


def _load(file: Path) -> None:
    """Replace the base by a copy. Raises InputError where nothing was replaced."""
    if connection.vendor == "sqlite":
        connection.close()
        base = Path(connection.settings_dict["NAME"])
        for log in ("-wal", "-shm"):  # of the base that was there: SQLite would read it into another
            base.with_name(base.name + log).unlink(missing_ok=True)
        shutil.move(file, base)
        return
    script = file.with_suffix(".sql")
    _postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", f"--file={script}", str(file))
    # Tables that a later version has and the backup has not: they would stay, and hold on to those that it replaces.
    own = ", ".join(map(connection.ops.quote_name, connection.introspection.django_table_names()))
    connection.close()
    stop = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction")
    _postgres("psql", *stop, f"--command=DROP TABLE IF EXISTS {own} CASCADE", f"--file={script}")


def _postgres(tool: str, *options: str) -> None:
    """Run a tool of PostgreSQL on the base. Raises InputError where it is missing or fails."""
    if shutil.which(tool) is None:
        raise InputError(f"« {tool} » manque sur cette machine : installez postgresql-client.")
    base = connection.settings_dict
    where = {f"PG{name}": base[name] for name in ("HOST", "PORT", "USER", "PASSWORD")} | {"PGDATABASE": base["NAME"]}
    environment = os.environ | {name: str(value) for name, value in where.items() if value}
    # What holds the installation holds it for the tool too (close_fds): killed, this leaves it at work.
    done = subprocess.run(
        [tool, *options], env=environment, capture_output=True, text=True, check=False, close_fds=False
    )
    if done.returncode:
        raise InputError(f"{tool} n’a pas abouti, rien n’est changé : {done.stderr.strip()[:300]}")
