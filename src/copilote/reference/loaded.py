"""Keys that a deployment loaded (`copilote data load`), which replace the proxies that this package ships.

A loaded file is a folder of `COPILOTE_KEYS` (default: `keys` in `COPILOTE_HOME`): `about.toml` says what it is, where
it comes from and what each of its keys serves; `values.csv` holds the communes of today by row, a key a column, empty
where the key is not known. A folder whose name begins with a dot is being written, and is not read.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from copilote.reference.errors import TableError
from copilote.reference.tables import editions_folder, home, read_rows
from copilote.words import _, language
from copilote.words.typography import day_words

ABOUT: Final = "about.toml"
VALUES: Final = "values.csv"
OFFICIAL_CRTE: Final = "crte_official.csv"
"""The official list of CRTE perimeters, a table of the deployment's editions: followed like the keys."""
LAND_BUDGETS: Final = "land_budgets.csv"
"""The land budgets of territories, another (`reference.land_budgets`)."""
EMISSIONS: Final = "emissions"
"""Role of the key that holds all the emissions of a commune, to compare a share with."""
MEASURED: Final = (
    "plans", "clay", "heat", "fires", "burnt", "water", "efficiency", "waterbodies", "waste", "organic", "protected",
)  # fmt: skip
"""Roles of keys that serve no lever, and that the page of the climate of a territory tells: prevention plans, dwellings
on clay, dense city, fires and what they ran over, water that is drawn, what its networks lose, the state of rivers and
lakes, waste, organic farming, protected land."""
LOOK_AGAIN_S = 0.2
"""A new file is noticed within this time: looking at folders for each lever of each page would cost too much."""

Stamp = tuple[tuple[str, int, int], ...]
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class LoadedKey:
    """A key of a loaded file.

    levers : those that it serves by default. grade_commune, grade_epci : A, B or C. reason : one French sentence.
    total : of the file, in `unit`; known : communes where it is known. role : "emissions", one of `MEASURED`, or "".

    told : how a page tells it over a territory, where it has such a role: "" its sum; "detail" its sum, if not 0;
    "communes" where it is above 0; "part" its sum and its part of that of the key `over` (its id); "rate" the quotient
    of both alone, in `rate_unit`, "%" for hundredths. caution : a French sentence to read with it, or "". tile : of the
    second panorama that it measures below the region, or "".
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
    told: str = ""
    over: str = ""
    rate_unit: str = ""
    caution: str = ""
    tile: str = ""


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
        return _("%(title)s, chargé le %(day)s", title=f"{self.title}{year}", day=day_words(self.loaded_on))


def keys_folder() -> Path:
    """Where loaded keys lie; it may not exist."""
    chosen = os.environ.get("COPILOTE_KEYS")
    return Path(chosen) if chosen else home() / "keys"


Places = tuple[str, str]
_seen: dict[Places, tuple[float, Stamp]] = {}


def _places() -> Places:
    return _folders(*(os.environ.get(name) for name in ("COPILOTE_KEYS", "COPILOTE_EDITIONS", "COPILOTE_HOME")))


@lru_cache(maxsize=8)
def _folders(*_settings: str | None) -> Places:
    """Made once for the same settings: this is asked thousands of times a page."""
    return str(keys_folder()), str(editions_folder())


def signature() -> Stamp:
    """What is loaded at this moment, to tell whether something computed before is still true."""
    return _signature(_places())


def _signature(places: Places) -> Stamp:
    before, now = _seen.get(places), time.monotonic()
    if before is not None and now - before[0] < LOOK_AGAIN_S:
        return before[1]
    keys, lists = Path(places[0]), Path(places[1])
    abouts = [path for path in keys.glob(f"*/{ABOUT}") if not path.parent.name.startswith(".")]
    stamps = (
        *_stamps((path.parent.name, path) for path in abouts),
        *_stamps(
            (str(path), path)
            for pattern in (f"perimeters/*/{OFFICIAL_CRTE}", f"resources/*/{LAND_BUDGETS}")
            for path in lists.glob(pattern)
        ),
    )
    _seen[places] = (now, stamps)
    return stamps


def look_again() -> None:
    """Notice at once what this process loaded or removed."""
    _seen.clear()


def _stamps(named: Iterable[tuple[str, Path]]) -> Stamp:
    """Each file by its name, with what changes when it does; those that are gone are left out."""
    stamps = []
    for name, path in named:
        with suppress(OSError):
            about = path.stat()
            stamps.append((name, about.st_ino, about.st_mtime_ns))
    return tuple(sorted(stamps))


def kept_while_loaded(maxsize: int, *, texts: bool = True) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Like `lru_cache`, forgotten as soon as a key is loaded or removed.

    texts : whether what is kept holds words, and is then kept for each language.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=maxsize)
        def kept(spoken: str, stamp: tuple[Places, Stamp] | None, *args: Any, **kwargs: Any) -> R:
            return function(*args, **kwargs)

        ask: Callable[..., R] = kept

        @wraps(function)
        def asked(*args: P.args, **kwargs: P.kwargs) -> R:
            places = _places()
            stamp = _signature(places)
            return ask(language() if texts else "", (places, stamp) if stamp else None, *args, **kwargs)

        return asked

    return decorate


def own_files() -> Iterator[tuple[str, Path]]:
    """Every file that this deployment loaded, and its editions, by a name that begins with "keys/" or "editions/"."""
    for name, folder in (("keys", keys_folder()), ("editions", editions_folder())):
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            if path.is_file() and not any(part.startswith(".") for part in place.parts):
                yield f"{name}/{place.as_posix()}", path


@kept_while_loaded(maxsize=1, texts=False)
def digest() -> str:
    """A mark of the deployment's own data, the same on machines that hold the same files; "" where there are none.

    Editions are those of the moment when this process first asked: it reads each table of theirs once.
    """
    mark, held = sha256(), False
    for name, path in own_files():
        with suppress(OSError):  # removed since: what is loaded is about to be looked at anew
            mark.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
            held = True
    return mark.hexdigest() if held else ""


@kept_while_loaded(maxsize=2, texts=False)
def _read() -> tuple[tuple[LoadedFile, ...], tuple[str, ...]]:
    files, broken = [], []
    for name, _inode, _time in signature():
        if "/" in name:  # a list of perimeters, or of budgets
            continue
        try:
            files.append(_about(keys_folder() / name))
        except (OSError, ValueError, KeyError, TypeError):
            broken.append(name)
    return tuple(files), tuple(broken)


def loaded_files() -> tuple[LoadedFile, ...]:
    """What was loaded, by name."""
    return _read()[0]


def unreadable_files() -> tuple[str, ...]:
    """Names of folders without a readable key: changed by hand, or of another version. They count for nothing."""
    return _read()[1]


def loaded_keys() -> dict[str, tuple[LoadedFile, LoadedKey]]:
    """Every loaded key by id, with its file."""
    return {key.id: (file, key) for file in loaded_files() for key in file.keys}


def _about(folder: Path) -> LoadedFile:
    """What a folder holds; raises ValueError, KeyError or TypeError for one that is not ours."""
    import tomllib  # only where something is loaded

    about = tomllib.loads((folder / ABOUT).read_text(encoding="utf-8"))
    keys = tuple(
        LoadedKey(id=name, **(key | {"levers": tuple(key["levers"]), "total": float(key["total"])}))
        for name, key in about.pop("keys").items()
    )
    with (folder / VALUES).open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle))
    if header != ["commune", *(key.id for key in keys)]:
        raise ValueError(header)
    if {grade for key in keys for grade in (key.grade_commune, key.grade_epci)} - set("ABC"):
        raise ValueError("grade")
    about["remarks"] = tuple(about["remarks"])
    return LoadedFile(name=folder.name, **({"year": None} | about), keys=keys)


@kept_while_loaded(maxsize=64, texts=False)
def loaded_values(key: str) -> dict[str, float]:
    """A loaded key by commune of today, those where it is known; raises TableError for a damaged file."""
    file = loaded_keys()[key][0]
    path = keys_folder() / file.name / VALUES
    try:
        return {row["commune"]: float(row[key]) for row in read_rows(path) if row[key]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        text = _(
            "La clé chargée « %(name)s » est abîmée : retirez-la (copilote data remove %(name)s), rechargez-la.",
            name=file.name,
        )
        raise TableError(text) from error
