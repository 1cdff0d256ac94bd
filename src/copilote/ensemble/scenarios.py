"""The scenarios of an ensemble: drawn around the official targets, or read from a table or a folder of scenario files.

A table (CSV or Parquet) has the columns scenario, region, lever, target_kt; what it does not name keeps its official
target. Scenario files of several regions that bear the same name are one scenario.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from copilote.exchange.scenario_file import read_scenario
from copilote.planning.allocation import Floats
from copilote.planning.conversion import LARGEST
from copilote.planning.ensemble import draw_targets
from copilote.planning.scenario import evaluate
from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.simulator import find_region, load_lever_names, load_levers, load_regions
from copilote.reference.tables import latest

COLUMNS = ("scenario", "region", "lever", "target_kt")
OFFICIAL = "objectifs"
"""Name of the only scenario when none is given: the State's targets."""
MOST_SPREAD = 1.0
Rows = Iterator[tuple[str, dict[str, Any]]]
"""Rows of scenarios, each with its place in words."""


@dataclass(frozen=True, eq=False)
class Axes:
    """Regions (INSEE codes) and levers (ids, in the published order) of an ensemble; official targets (L, R)."""

    regions: tuple[str, ...]
    levers: tuple[str, ...]
    official_kt: Floats


@dataclass(frozen=True, eq=False)
class Scenarios:
    """Targets (S, L, R) by name, NaN where not known; what they are, for the output; remarks, one sentence each."""

    names: tuple[str, ...]
    targets_kt: Floats
    about: dict[str, Any]
    remarks: tuple[str, ...] = field(default=())


def axes_of(regions: Sequence[str]) -> Axes:
    """The levers of some regions (INSEE codes) together, and their official targets, NaN where not known or absent."""
    targets = {(lever.id, code): lever.target_kt for code in regions for lever in load_levers(code)}
    having = {lever for lever, _code in targets}
    levers = tuple(lever.id for lever in load_lever_names() if lever.id in having)
    known = [[targets.get((lever, code)) for code in regions] for lever in levers]
    return Axes(tuple(regions), levers, np.array(known, dtype=np.float64))  # None becomes NaN


def official(axes: Axes) -> Scenarios:
    """The State's targets alone."""
    return Scenarios((OFFICIAL,), axes.official_kt[None], {"scenarios": "objectifs officiels"})


def drawn(axes: Axes, count: int, spread: float, seed: int, most_kt: Floats) -> Scenarios:
    """Targets drawn around the official ones: each lever of each region, independently, uniform in ±spread.

    most_kt : (L, R), infinite where no stock runs out. A region's draws are the same whatever the others asked for.
    Raises InputError for a count under 1 or a spread out of ]0, 1].
    """
    if count < 1:
        raise InputError("Nombre de tirages : un entier d’au moins 1 est attendu.")
    if seed < 0:
        raise InputError("Graine du tirage : un entier positif ou nul est attendu.")
    if not 0 < spread <= MOST_SPREAD:
        raise InputError("Étendue du tirage : un pourcentage au-dessus de 0 et d’au plus 100 est attendu.")
    everywhere = axes_of([region.code for region in load_regions()])
    rows = [everywhere.levers.index(lever) for lever in axes.levers]
    at = np.ix_(rows, [everywhere.regions.index(region) for region in axes.regions])
    most = np.full(everywhere.official_kt.shape, np.inf)
    most[at] = most_kt
    targets = np.empty((count, *axes.official_kt.shape))
    for rank in range(count):
        # One at a time: the draws of regions that were not asked for are not kept.
        targets[rank] = draw_targets(everywhere.official_kt, 1, spread, seed, most, first=rank)[0][at]
    width = len(str(count))
    about = {
        "scenarios": f"tirages autour des objectifs officiels : loi uniforme, ± {spread * 100:g} %, "
        "indépendants d’un levier et d’une région à l’autre, ramenés au stock du levier quand ils le dépassent",
        "seed": seed,
        "spread": spread,
    }
    back = int((targets == most_kt).any(axis=(1, 2)).sum())
    remarks = (f"{back} tirages sur {count} ramenés au stock d’au moins un levier.",) if back else ()
    return Scenarios(tuple(f"tirage-{rank + 1:0{width}d}" for rank in range(count)), targets, about, remarks)


def read_scenarios(path: Path, axes: Axes) -> Scenarios:
    """Scenarios of a CSV or Parquet table, of one scenario file, or of a folder of scenario files.

    Raises InputError with the place of the first fault.
    """
    readers: dict[str, Callable[[Path], Rows]] = {".json": _of_file, ".csv": _of_csv, ".parquet": _of_parquet}
    if path.is_dir():
        files = sorted(path.glob("*.json"))
        if not files:
            raise InputError(f"{path} : aucun scénario dans ce dossier (fichiers .json de copilote simulate --save).")
        return _gathered((row for file in files for row in _of_file(file)), axes, path)
    if not path.exists():
        raise InputError(f"Fichier introuvable : {path}.")
    if path.suffix not in readers:
        raise InputError(f"{path.name} : un .csv, un .parquet, un .json ou un dossier de .json est attendu.")
    return _gathered(readers[path.suffix](path), axes, path)


def _gathered(rows: Rows, axes: Axes, path: Path) -> Scenarios:
    """The scenarios of rows named by their place in a file ("scenarios.csv, ligne 2"), each with `COLUMNS`."""
    tables: dict[str, Floats] = {}
    places: set[tuple[str, int, int]] = set()
    codes: dict[str, str] = {}
    outside: set[str] = set()
    levers = {lever: row for row, lever in enumerate(axes.levers)}
    having = {code: {lever.id for lever in load_levers(code)} for code in axes.regions}
    for where, row in rows:
        name = str(row["scenario"] or "").strip()
        if not name:
            raise InputError(f"{where} : le nom du scénario manque.")
        typed, lever = str(row["region"] or ""), str(row["lever"] or "").strip()
        try:
            region = codes[typed] = codes.get(typed) or find_region(typed).code
            if region not in axes.regions:
                outside.add(region)
                continue
            if lever not in having[region]:
                raise UnknownNameError(f"Levier de la région {region}", lever, nearest(lever, having[region]))
        except UnknownNameError as error:
            raise InputError(f"{where} : {error}") from None
        place = (name, levers[lever], axes.regions.index(region))
        if place in places:
            raise InputError(f"{where} : {lever} est donné deux fois pour « {name} », région {region}.")
        places.add(place)
        if name not in tables:
            tables[name] = axes.official_kt.copy()
        tables[name][place[1:]] = _amount(row["target_kt"], where)
    if not tables:
        raise InputError(f"{path} : aucun scénario pour les régions demandées ({', '.join(axes.regions)}).")
    remarks: tuple[str, ...] = ()
    if outside:
        remarks = (f"Lignes laissées de côté, hors des régions demandées : {', '.join(sorted(outside))}.",)
    return Scenarios(tuple(tables), np.stack(list(tables.values())), {"scenarios": f"lus dans {path.name}"}, remarks)


def _amount(value: Any, where: str) -> float:
    try:
        amount = float(value.strip().replace(",", ".") if isinstance(value, str) else value)
    except (TypeError, ValueError):
        amount = math.nan
    if not 0 <= amount <= LARGEST:
        shown = "" if value is None else str(value)[:40]
        raise InputError(f"{where}, « target_kt » : un nombre positif est attendu, lu : « {shown} ».")
    return amount


def _check_columns(names: Sequence[str] | None, where: str) -> None:
    missing = [name for name in COLUMNS if name not in (names or ())]
    if missing:
        raise InputError(f"{where} : colonnes manquantes : {', '.join(missing)}. Attendues : {', '.join(COLUMNS)}.")


def _of_csv(path: Path) -> Rows:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            first = handle.readline()
            handle.seek(0)
            reader = csv.DictReader(handle, delimiter=";" if ";" in first else ",")
            _check_columns(reader.fieldnames, path.name)
            for row in reader:
                yield f"{path.name}, ligne {reader.line_num}", row
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputError(f"{path} ne se lit pas : ce n’est pas un texte CSV (UTF-8).") from None


def _of_parquet(path: Path) -> Rows:
    try:
        from pyarrow import ArrowException  # type: ignore[import-untyped]
        from pyarrow.parquet import ParquetFile  # type: ignore[import-untyped]
    except ImportError:
        raise InputError("Lire du Parquet demande l’extra : pip install 'copilote[ensemble]'.") from None
    try:
        file = ParquetFile(path)
        _check_columns(file.schema_arrow.names, path.name)
        batches = file.iter_batches(columns=list(COLUMNS))
        for rank, row in enumerate((row for batch in batches for row in batch.to_pylist()), start=1):
            yield f"{path.name}, ligne {rank}", row
    except (OSError, ArrowException):
        raise InputError(f"{path} ne se lit pas : ce n’est pas un fichier Parquet.") from None


def _of_file(path: Path) -> Rows:
    scenario, edition = read_scenario(path), latest("simulator")
    if scenario.edition != edition:
        raise InputError(
            f"{path.name} : scénario de l’édition {scenario.edition}. Passez-le à l’édition {edition} : "
            "copilote simulate --scenario … --edition … --save …"
        )
    name = scenario.name or path.stem
    for line in evaluate(scenario, load_levers(scenario.region)).levers:
        if line.planned_kt is not None:
            values = (name, scenario.region, line.lever.id, line.planned_kt)
            yield path.name, dict(zip(COLUMNS, values, strict=True))
