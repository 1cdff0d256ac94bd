"""Keys that a deployment loaded (`copilote data load`), which replace the proxies that this package ships.

A loaded file is a folder of `COPILOTE_KEYS` (default: `keys` in `COPILOTE_HOME`): `about.toml` says what it is, where
it comes from and what each of its keys serves; `values.csv` holds the communes of today by row, a key a column, empty
where the key is not known. A folder whose name begins with a dot is being written, and is not read.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from copilote.reference.errors import TableError
from copilote.reference.tables import editions_folder, home, read_rows

ABOUT: Final = "about.toml"
VALUES: Final = "values.csv"
OFFICIAL_CRTE: Final = "crte_official.csv"
"""The official list of CRTE perimeters, a table of the deployment's editions: followed like the keys."""
EMISSIONS: Final = "emissions"
"""Role of the key that holds all the emissions of a commune, to compare a share with."""
LOOK_AGAIN_S = 0.2
"""A new file is noticed within this time: looking at folders for each lever of each page would cost too much."""

Stamp = tuple[tuple[str, int, int], ...]
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class LoadedKey:
    """A key of a loaded file.

    levers : those that it serves by default. grade_commune, grade_epci : A, B or C. reason : one French sentence.
    total : of the file, in `unit`; known : communes where it is known. role : "emissions" or "".
    """

    id: str
    title: str
    unit: str
    levers: tuple[str, ...]
    grade_commune: str
    grade_epci: str
    reason: str
    total: float
    known: int
    role: str = ""


@dataclass(frozen=True)
class LoadedFile:
    """What was loaded. name : of its folder; layout : how the file was laid out; year : of the data, None when not
    known; file, sha256 : the file itself; remarks : what was changed in it or left out, French sentences.
    """

    name: str
    layout: str
    title: str
    publisher: str
    licence: str
    address: str
    year: int | None
    loaded_on: date
    file: str
    sha256: str
    keys: tuple[LoadedKey, ...]
    remarks: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Its key where sources are cited."""
        return f"charge-{self.name}"

    @property
    def dated(self) -> str:
        """What it is and since when it is used, as a sentence ends: "inventaire 2021, chargé le 03/03/2026"."""
        year = f" ({self.year})" if self.year and str(self.year) not in self.title else ""
        return f"{self.title}{year}, chargé le {self.loaded_on:%d/%m/%Y}"


def keys_folder() -> Path:
    """Where loaded keys lie; it may not exist."""
    chosen = os.environ.get("COPILOTE_KEYS")
    return Path(chosen) if chosen else home() / "keys"


Places = tuple[str, str]
_seen: dict[Places, tuple[float, Stamp]] = {}


def _places() -> Places:
    return str(keys_folder()), str(editions_folder())


def signature() -> Stamp:
    """What is loaded at this moment, to tell whether something computed before is still true."""
    places = _places()
    before, now = _seen.get(places), time.monotonic()
    if before is not None and now - before[0] < LOOK_AGAIN_S:
        return before[1]
    found = (*_keys_at(places[0]), *_lists_at(places[1]))
    _seen[places] = (now, found)
    return found


def look_again() -> None:
    """Notice at once what this process loaded or removed."""
    _seen.clear()


def _keys_at(folder: str) -> Stamp:
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                try:
                    about = os.stat(Path(entry.path) / ABOUT)  # noqa: PTH116 (called often)
                except OSError:
                    continue
                found.append((entry.name, about.st_ino, about.st_mtime_ns))
    except OSError:
        return ()
    return tuple(sorted(found))


def _lists_at(folder: str) -> Stamp:
    found = []
    for path in sorted(Path(folder).glob(f"perimeters/*/{OFFICIAL_CRTE}")):
        with suppress(OSError):
            about = path.stat()
            found.append((str(path), about.st_ino, about.st_mtime_ns))
    return tuple(found)


def kept_while_loaded(maxsize: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Like `lru_cache`, forgotten as soon as a key is loaded or removed."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=maxsize)
        def held(stamp: tuple[Places, Stamp] | None, *args: Any, **kwargs: Any) -> R:
            return function(*args, **kwargs)

        ask: Callable[..., R] = held

        @wraps(function)
        def asked(*args: P.args, **kwargs: P.kwargs) -> R:
            stamp = signature()
            return ask((_places(), stamp) if stamp else None, *args, **kwargs)

        return asked

    return decorate


@kept_while_loaded(maxsize=2)
def _read() -> tuple[tuple[LoadedFile, ...], tuple[str, ...]]:
    found, broken = [], []
    for name, _inode, _time in signature():
        if "/" in name:  # a list of perimeters
            continue
        try:
            found.append(_about(keys_folder() / name))
        except (OSError, ValueError, KeyError, TypeError):
            broken.append(name)
    return tuple(found), tuple(broken)


def loaded_files() -> tuple[LoadedFile, ...]:
    """What was loaded, by name."""
    return _read()[0]


def unreadable_files() -> tuple[str, ...]:
    """Names of folders without a readable key: changed by hand, or of another version. They count for nothing."""
    return _read()[1]


def loaded_keys() -> dict[str, tuple[LoadedFile, LoadedKey]]:
    """Every loaded key by id, with its file."""
    return {key.id: (file, key) for file in loaded_files() for key in file.keys}


def emissions_key() -> str | None:
    """The id of the newest loaded key of all emissions of each commune; None when there is none."""
    found = [(file.year or 0, file.loaded_on, key.id) for file, key in loaded_keys().values() if key.role == EMISSIONS]
    return max(found)[2] if found else None


def _about(folder: Path) -> LoadedFile:
    import tomllib  # only where something is loaded

    held = tomllib.loads((folder / ABOUT).read_text(encoding="utf-8"))
    keys = tuple(
        LoadedKey(
            id=name,
            title=key["title"],
            unit=key["unit"],
            levers=tuple(key["levers"]),
            grade_commune=key["grade_commune"],
            grade_epci=key["grade_epci"],
            reason=key["reason"],
            total=float(key["total"]),
            known=int(key["known"]),
            role=key.get("role", ""),
        )
        for name, key in held["keys"].items()
    )
    with (folder / VALUES).open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle))
    if header != ["commune", *(key.id for key in keys)]:
        raise ValueError(header)
    if {grade for key in keys for grade in (key.grade_commune, key.grade_epci)} - set("ABC"):
        raise ValueError("grade")
    return LoadedFile(
        name=folder.name,
        layout=held["layout"],
        title=held["title"],
        publisher=held["publisher"],
        licence=held["licence"],
        address=held["address"],
        year=held.get("year"),
        loaded_on=held["loaded_on"],
        file=held["file"],
        sha256=held["sha256"],
        keys=keys,
        remarks=tuple(held["remarks"]),
    )


@kept_while_loaded(maxsize=32)
def loaded_values(key: str) -> dict[str, float]:
    """A loaded key by commune of today, those where it is known; raises TableError for a damaged file."""
    file = loaded_keys()[key][0]
    path = keys_folder() / file.name / VALUES
    try:
        return {row["commune"]: float(row[key]) for row in read_rows(path) if row[key]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TableError(
            f"La clé chargée « {file.name} » est abîmée : retirez-la (copilote data remove {file.name}), rechargez-la."
        ) from error
