"""Installing and removing what was loaded: whole or not at all, whoever reads meanwhile."""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from copilote.exchange.keyfiles.model import KeyFileError
from copilote.exchange.keyfiles.perimeters import Perimeters
from copilote.exchange.keyfiles.plan import Plan
from copilote.reference.errors import UnknownNameError, nearest
from copilote.reference.loaded import (
    ABOUT,
    OFFICIAL_CRTE,
    VALUES,
    LoadedFile,
    keys_folder,
    loaded_files,
    look_again,
    unreadable_files,
)
from copilote.reference.perimeters import DOMAIN, LOADED_SOURCE
from copilote.reference.tables import editions_folder, latest

CRTE = "crte"
"""The name under which the list of CRTE is removed."""


def install(plan: Plan) -> Path:
    """Write the keys of a plan, in the place of those of the same name; the folder where they are."""
    root = keys_folder()
    try:
        root.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".", dir=root))
        try:
            _write_values(fresh / VALUES, plan)
            (fresh / ABOUT).write_text(about_toml(plan.file), encoding="utf-8")
            fresh.chmod(0o755)  # the site may run under another account
            _put(fresh, root / plan.file.name)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise KeyFileError(
            f"Le dossier {root} ne peut pas être écrit ({error.strerror}) : rien n’est chargé."
        ) from error
    look_again()
    return root / plan.file.name


def _put(fresh: Path, place: Path) -> None:
    """A folder in the place of another, by two renames."""
    old = place.with_name(f".{place.name}-{os.getpid()}")
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _write_values(path: Path, plan: Plan) -> None:
    ids = [key.id for key in plan.file.keys]
    codes = sorted({code for known in plan.values.values() for code in known})
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["commune", *ids])
        for code in codes:
            cells = (plan.values[one].get(code) for one in ids)
            writer.writerow(
                [code, *("" if value is None else repr(float(value)).removesuffix(".0") for value in cells)]
            )


def about_toml(file: LoadedFile) -> str:
    """What a loaded file is, as TOML."""
    lines = [
        "# Écrit par « copilote data load ». Ne pas modifier : rechargez le fichier.",
        *_pairs(
            layout=file.layout,
            title=file.title,
            publisher=file.publisher,
            licence=file.licence,
            address=file.address,
            file=file.file,
            sha256=file.sha256,
        ),
        *([f"year = {file.year}"] if file.year is not None else []),
        f"loaded_on = {file.loaded_on.isoformat()}",
        f"remarks = {_text(list(file.remarks))}",
    ]
    for key in file.keys:
        lines += [
            "",
            f"[keys.{_text(key.id)}]",
            *_pairs(title=key.title, unit=key.unit),
            f"levers = {_text(list(key.levers))}",
            *_pairs(grade_commune=key.grade_commune, grade_epci=key.grade_epci, reason=key.reason, role=key.role),
            f"total = {key.total!r}",
            f"known = {key.known}",
        ]
    return "\n".join(lines) + "\n"


def _pairs(**fields: str) -> Iterable[str]:
    return (f"{name} = {_text(value)}" for name, value in fields.items())


def _text(value: object) -> str:
    """A text or a list of texts: what JSON writes of them is TOML too, but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def install_perimeters(found: Perimeters) -> Path:
    """Write the list of CRTE as a table of the deployment's editions; the file where it is."""
    path = editions_folder() / DOMAIN / latest(DOMAIN) / OFFICIAL_CRTE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}-{os.getpid()}")
        with fresh.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(["id", "name", "departement", "epci", "source", "note", "listed", "loaded"])
            dates = ("" if found.year is None else str(found.year), found.loaded_on.isoformat())
            for one in found.perimeters:
                members = " ".join(one.epci)
                writer.writerow([one.id, one.name, one.departement, members, LOADED_SOURCE, one.note, *dates])
        fresh.replace(path)
    except OSError as error:
        raise KeyFileError(
            f"Le dossier {path.parent} ne peut pas être écrit ({error.strerror}) : rien n’est chargé."
        ) from error
    look_again()
    return path


def official_crte() -> Path | None:
    """The loaded list of CRTE; None when there is none."""
    path = editions_folder() / DOMAIN / latest(DOMAIN) / OFFICIAL_CRTE
    return path if path.exists() else None


def remove(name: str) -> Path:
    """Remove a loaded file by name ("crte" for the list of perimeters); where it was. Raises UnknownNameError."""
    listed = official_crte()
    names = [one.name for one in loaded_files()] + list(unreadable_files()) + ([CRTE] if listed else [])
    if name not in names:
        accepted = f"Clés chargées : {', '.join(names)}." if names else "Aucune clé n’est chargée."
        raise UnknownNameError("Clé chargée", name, nearest(name, names), accepted)
    try:
        if name == CRTE and listed is not None:
            listed.unlink()
            place = listed
        else:
            place = keys_folder() / name
            hidden = place.with_name(f".{name}-{os.getpid()}")
            place.rename(hidden)
            shutil.rmtree(hidden)
    except OSError as error:
        raise KeyFileError(f"« {name} » ne peut pas être retirée ({error.strerror}).") from error
    look_again()
    return place
