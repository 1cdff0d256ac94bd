"""Installing and removing what was loaded: whole or not at all, whoever reads meanwhile."""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from copilote.exchange.intake import FileError
from copilote.exchange.keyfiles.budgets import Budgets
from copilote.exchange.keyfiles.crte import Perimeters
from copilote.exchange.keyfiles.plan import LoadingPlan
from copilote.reference import land_budgets, perimeters
from copilote.reference.errors import UnknownNameError, nearest
from copilote.reference.loaded import (
    ABOUT,
    LAND_BUDGETS,
    OFFICIAL_CRTE,
    VALUES,
    LoadedFile,
    LoadedKey,
    keys_folder,
    loaded_files,
    look_again,
    unreadable_files,
)
from copilote.reference.perimeters import LOADED_SOURCE
from copilote.reference.tables import editions_folder, latest

CRTE, BUDGETS = "crte", "budgets"
"""The names under which the list of CRTE, and land budgets, are removed."""
TABLES = {CRTE: (perimeters.DOMAIN, OFFICIAL_CRTE), BUDGETS: (land_budgets.DOMAIN, LAND_BUDGETS)}
"""Domain and file of each table of the deployment's editions."""


@contextmanager
def _changed(what: str, consequence: str = "") -> Iterator[None]:
    """Changes on the disk: a FileError when they fail, noticed at once by who reads when they do not."""
    try:
        yield
    except OSError as error:
        raise FileError(f"{what} ({error.strerror}){consequence}.") from error
    look_again()


def _writing(folder: Path) -> AbstractContextManager[None]:
    return _changed(f"Le dossier {folder} ne peut pas être écrit", " : rien n’est chargé")


def install(plan: LoadingPlan) -> Path:
    """Write the keys of a plan, in the place of those of the same name; the folder where they are."""
    root = keys_folder()
    place = root / plan.file.name
    with _writing(root):
        root.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".", dir=root))
        try:
            _write_csv(fresh / VALUES, _values(plan))
            (fresh / ABOUT).write_text(about_toml(plan.file), encoding="utf-8")
            fresh.chmod(0o755)  # the site may run under another account
            old = place.with_name(f".{place.name}-{os.getpid()}")
            if place.exists():
                place.rename(old)
            fresh.rename(place)
            shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return place


def _write_csv(path: Path, rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)


def _values(plan: LoadingPlan) -> Iterator[list[str]]:
    """A row for each commune, a column for each key."""
    ids = [key.id for key in plan.file.keys]
    yield ["commune", *ids]
    for code in sorted({code for known in plan.values.values() for code in known}):
        cells = (plan.values[key].get(code) for key in ids)
        yield [code, *("" if value is None else repr(float(value)).removesuffix(".0") for value in cells)]


def about_toml(file: LoadedFile) -> str:
    """What a loaded file is, as TOML."""
    first = "# Écrit par « copilote data load ». Ne pas modifier : rechargez le fichier."
    lines = [first, *_pairs(file, "name", "keys")]
    for key in file.keys:
        lines += ["", f"[keys.{_toml(key.id)}]", *_pairs(key, "id")]
    return "\n".join(lines) + "\n"


def _pairs(loaded: LoadedFile | LoadedKey, *without: str) -> Iterator[str]:
    for field in fields(loaded):
        value = getattr(loaded, field.name)
        if field.name not in without and value is not None:
            yield f"{field.name} = {_toml(value)}"


def _toml(value: Any) -> str:
    """A value: what JSON writes of texts, lists and numbers is TOML too, but for one control character."""
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def install_perimeters(listed: Perimeters) -> Path:
    """Write the list of CRTE as a table of the deployment's editions; the file where it is."""
    path = _table_path(CRTE)
    dates = ("" if listed.file.year is None else str(listed.file.year), listed.file.loaded_on.isoformat())
    rows = [
        (each.id, each.name, each.departement, " ".join(each.epci), LOADED_SOURCE, each.note, *dates)
        for each in listed.perimeters
    ]
    return _install_table(path, ("id", "name", "departement", "epci", "source", "note", "listed", "loaded"), rows)


def install_budgets(plan: Budgets) -> Path:
    """Write land budgets as a table of the deployment's editions, in the place of those loaded before; the file where
    they are."""
    day = plan.file.loaded_on.isoformat()
    rows = [(each.level, each.code, each.name, repr(each.hectares), each.source, day) for each in plan.budgets]
    return _install_table(_table_path(BUDGETS), ("level", "code", "name", "hectares", "source", "loaded"), rows)


def _install_table(path: Path, header: tuple[str, ...], rows: Iterable[Iterable[str]]) -> Path:
    with _writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}-{os.getpid()}")
        _write_csv(fresh, [header, *rows])
        fresh.replace(path)
    return path


def _table_path(name: str) -> Path:
    domain, file = TABLES[name]
    return editions_folder() / domain / latest(domain) / file


def remove(name: str) -> Path:
    """Remove a loaded file by name ("crte" for the list of perimeters, "budgets" for those of land); where it was.
    Raises UnknownNameError."""
    tables = [table for table in TABLES if _table_path(table).exists()]
    names = [*(file.name for file in loaded_files()), *unreadable_files(), *tables]
    if name not in names:
        accepted = f"Clés chargées : {', '.join(names)}." if names else "Aucune clé n’est chargée."
        raise UnknownNameError("Clé chargée", name, nearest(name, names), accepted)
    place = _table_path(name) if name in TABLES else keys_folder() / name
    with _changed(f"« {name} » ne peut pas être retirée"):
        if name in TABLES:
            place.unlink()
        else:
            hidden = place.with_name(f".{name}-{os.getpid()}")
            place.rename(hidden)
            shutil.rmtree(hidden)
    return place
