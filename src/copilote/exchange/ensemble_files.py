"""Writing an ensemble block by block, to Zarr or Parquet, on this machine's threads or processes or on a cluster.

Every block is one task, that computes and writes its own part of the files: nothing waits in memory, and the order in
which tasks end changes nothing. All goes to a folder named ".<output>.partial", renamed at the end: a run that stops
never leaves half an output.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from copilote.exchange.ensemble import (
    GRADE_NAMES,
    Blocks,
    coordinates,
    dataset,
    grades_at,
    spans,
)
from copilote.exchange.ensemble_memory import MB
from copilote.exchange.ensemble_plan import Plan
from copilote.exchange.ensemble_run import ClusterError, Progress, Runner
from copilote.planning.allocation import Floats, Index
from copilote.planning.ensemble import STATISTICS, Grid, Sharing, commune_statistics, sums
from copilote.reference.errors import InputError

ENDINGS = (".zarr", ".parquet")
MARK = "copilote-ensemble"
"""What an output of ours says of itself: nothing else is ever replaced."""
ABOUT = "about.json"


@dataclass(frozen=True)
class Target:
    """Where an ensemble goes. Paths are absolute, so that they mean the same to every worker of this machine."""

    path: Path
    parquet: bool

    @property
    def partial(self) -> Path:
        """The folder written to until all is done."""
        return self.path.with_name(f".{self.path.name}.partial")


def target_of(path: Path, *, overwrite: bool) -> Target:
    """Check an output before anything is computed. Raises InputError: ending, folder, something that is there."""
    if path.suffix not in ENDINGS:
        raise InputError(f"{path.name} : le nom de la sortie finit par .zarr ou .parquet.")
    found = Target(path.absolute(), path.suffix == ".parquet")
    if path.exists() and not overwrite:
        raise InputError(f"{path} existe déjà : --overwrite le remplace.")
    if path.exists() and not _ours(path):
        raise InputError(f"{path} n’est pas un ensemble écrit par Copilote : il n’est pas remplacé. Choisissez un nom.")
    return found


def _ours(path: Path) -> bool:
    for name in (ABOUT, ".zattrs"):
        try:
            if json.loads((path / name).read_text(encoding="utf-8")).get("format") == MARK:
                return True
        except (OSError, ValueError, AttributeError):
            continue
    return False


def size_of(plan: Plan, *, communes: bool) -> int:
    """Bytes of the numbers to write, before compression."""
    levers, keys = len(plan.axes.levers), len(plan.keyings)
    sums_of = len(plan.scenarios.names) * levers * plan.grid.perimeters
    return 8 * keys * (sums_of + (len(STATISTICS) * (levers + 1) * plan.communes.size if communes else 0))


def write_ensemble(
    plan: Plan,
    target: Target,
    blocks: Blocks,
    run: Runner,
    *,
    communes: bool = False,
    in_full: bool = False,
    progress: Progress = lambda done, total: None,
) -> float:
    """Compute and write an ensemble; return the seconds that it took.

    Raises InputError when the disk is too small, ClusterError when workers fail or do not see the output's folder.
    """
    started = time.perf_counter()
    try:
        target.path.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target.partial, ignore_errors=True)
        target.partial.mkdir()
    except OSError:
        raise InputError(
            f"Impossible d’écrire {target.path} : dossier protégé, ou chemin pris par un fichier."
        ) from None
    try:
        _write(plan, target, blocks, run, communes, in_full, progress)
        if target.path.exists():
            shutil.rmtree(target.path)
        target.partial.rename(target.path)
    finally:
        shutil.rmtree(target.partial, ignore_errors=True)
    return time.perf_counter() - started


def _write(
    plan: Plan, target: Target, blocks: Blocks, run: Runner, communes: bool, in_full: bool, progress: Progress
) -> None:
    size = size_of(plan, communes=communes)
    free = shutil.disk_usage(target.partial).free
    if free < size:
        raise InputError(f"Il manque de la place : {size // MB} Mo à écrire, {free // MB} Mo libres sur ce disque.")
    if run.client is not None and not all(run.client.run(os.path.isdir, str(target.partial)).values()):
        raise ClusterError(f"Des exécutants ne voient pas {target.path.parent} : donnez un dossier partagé avec eux.")
    attributes = plan.about | {"format": MARK}
    writer: ZarrWriter | ParquetWriter
    if target.parquet:
        writer = _open_parquet(plan, target.partial, attributes, communes=communes)
    else:
        writer = _open_zarr(plan, target.partial, attributes, blocks, communes=communes)
    run.run(_tasks(plan, blocks, run, writer, communes=communes, in_full=in_full), progress)


def _tasks(
    plan: Plan, blocks: Blocks, run: Runner, writer: ZarrWriter | ParquetWriter, *, communes: bool, in_full: bool
) -> list[Any]:
    dask: Any = import_module("dask")
    delayed = dask.delayed
    grid, held, tasks = run.hold(plan.grid), run.hold(writer), []
    targets = run.hold(plan.targets_kt) if communes else None
    for key, keying in enumerate(plan.keyings):
        sharing = run.hold(keying.sharing)
        for first, stop in spans(len(plan.scenarios.names), blocks.scenarios):
            tasks.append(
                delayed(_write_sums, pure=False)(held, key, first, plan.targets_kt[first:stop], sharing, grid, in_full)
            )
        if communes:
            tasks += [
                delayed(_write_statistics, pure=False)(held, key, first, stop, targets, sharing, grid, in_full)
                for first, stop in spans(plan.communes.size, blocks.communes)
            ]
    return tasks


def _write_sums(
    writer: ZarrWriter | ParquetWriter, key: int, first: int, targets: Floats, sharing: Sharing, grid: Grid, full: bool
) -> None:
    """One task: the sums of some scenarios."""
    for level, block in zip(grid.levels, sums(targets, sharing, grid, first, in_full=full), strict=True):
        writer.sums(key, first, level.name, block)


def _write_statistics(
    writer: ZarrWriter | ParquetWriter,
    key: int,
    first: int,
    stop: int,
    targets: Floats,
    sharing: Sharing,
    grid: Grid,
    full: bool,
) -> None:
    """One task: the statistics of some communes."""
    each, total = commune_statistics(targets, sharing, grid, first, stop, in_full=full)
    writer.statistics(key, first, each, total)


@dataclass(frozen=True)
class ZarrWriter:
    """Writes blocks into arrays that are there already, chunk by chunk: two tasks never touch the same file."""

    path: str

    def sums(self, key: int, first: int, level: str, block: Floats) -> None:
        """(s, L, P) at the scenarios from rank `first`."""
        self._array(f"kt_{level}")[key, first : first + block.shape[0]] = block

    def statistics(self, key: int, first: int, each: Floats, total: Floats) -> None:
        """(6, L, n) and (6, n) at the communes from rank `first`."""
        at = slice(first, first + total.shape[-1])
        self._array("statistics_kt")[key, :, :, at] = each
        self._array("total_statistics_kt")[key, :, at] = total

    def _array(self, name: str) -> Any:
        import zarr

        return zarr.open_array(f"{self.path}/{name}", mode="r+")


def _open_zarr(plan: Plan, path: Path, attributes: dict[str, Any], blocks: Blocks, *, communes: bool) -> ZarrWriter:
    """Names, grades and empty arrays, in Zarr's second format, that every reader knows."""
    empty = dataset(plan, blocks, communes=communes).assign_attrs(attributes)
    empty.to_zarr(path, mode="w", compute=False, zarr_format=2, consolidated=True)
    return ZarrWriter(str(path))


@dataclass(frozen=True, eq=False)
class ParquetWriter:
    """Writes each block as a file of rows of its own. grades : ranks in GRADE_NAMES, (L, P) by key and level.

    names : along each dimension; attributes : metadata of every file.
    """

    path: str
    names: dict[str, tuple[str, ...]]
    grades: dict[tuple[int, str], Index]
    attributes: dict[str, str]

    def sums(self, key: int, first: int, level: str, block: Floats) -> None:
        """Rows key, scenario, level, territory, lever, kt, grade; none where the lever does not exist."""
        import pyarrow as pa  # type: ignore[import-untyped]

        grades = self.grades[key, level]
        lever, place = np.nonzero(GRADE_NAMES[grades] != "")
        count, rows = block.shape[0], lever.size
        columns = {
            "key": self._column("key", np.full(count * rows, key)),
            "scenario": self._column("scenario", np.repeat(np.arange(first, first + count), rows)),
            "level": pa.DictionaryArray.from_arrays(pa.array(np.zeros(count * rows, np.int8)), [level]),
            "territory": self._column(level, np.tile(place, count)),
            "lever": self._column("lever", np.tile(lever, count)),
            "kt": pa.array(block[:, lever, place].ravel(), from_pandas=True),
            "grade": self._column("grade", np.tile(grades[lever, place], count)),
        }
        self._write("territories", f"{level}-{key:02d}-{first:06d}", columns)

    def statistics(self, key: int, first: int, each: Floats, total: Floats) -> None:
        """Rows key, commune, lever, grade and a column for each statistic; the sum of the levers is lever "total"."""
        size = total.shape[-1]
        grades = self.grades[key, "commune"][:, first : first + size]
        lever, place = np.nonzero(GRADE_NAMES[grades] != "")
        every = np.arange(size)
        columns = {
            "key": self._column("key", np.full(lever.size + size, key)),
            "commune": self._column("commune", first + np.concatenate([place, every])),
            "lever": self._column("lever", np.concatenate([lever, np.full(size, len(self.names["lever"]) - 1)])),
            "grade": self._column("grade", np.concatenate([grades[lever, place], np.full(size, GRADE_NAMES.size - 1)])),
        }
        columns |= {
            name: self._known(np.concatenate([each[rank][lever, place], total[rank]]))
            for rank, name in enumerate(STATISTICS)
        }
        self._write("communes", f"{key:02d}-{first:06d}", columns)

    def _column(self, name: str, ranks: Index) -> Any:
        import pyarrow as pa

        return pa.DictionaryArray.from_arrays(pa.array(ranks.astype(np.int32)), list(self.names[name]))

    def _known(self, values: Floats) -> Any:
        import pyarrow as pa

        return pa.array(values, from_pandas=True)  # what is not known is null

    def _write(self, folder: str, name: str, columns: dict[str, Any]) -> None:
        import pyarrow as pa
        from pyarrow.parquet import write_table  # type: ignore[import-untyped]

        table = pa.table(columns).replace_schema_metadata(self.attributes)
        write_table(table, f"{self.path}/{folder}/{name}.parquet", compression="zstd")


def _open_parquet(plan: Plan, path: Path, attributes: dict[str, Any], *, communes: bool) -> ParquetWriter:
    """Folders territories/ and communes/, the names of the perimeters, and what the ensemble says of itself."""
    import pyarrow as pa
    from pyarrow.parquet import write_table

    held = coordinates(plan, communes=communes)
    dimensions = ["key", "scenario", "lever", *(level.name for level in plan.grid.levels)]
    names = {name: tuple(held[name][1]) for name in dimensions + (["commune"] if communes else [])}
    names |= {"lever": (*names["lever"], "total"), "grade": tuple(GRADE_NAMES.tolist())}
    rows = [
        (level.name, code, name)
        for level in plan.grid.levels
        for code, name in zip(level.codes, held[f"{level.name}_name"][1], strict=True)
    ]
    grades: dict[tuple[int, str], Index] = {}
    for key, keying in enumerate(plan.keyings):
        grades |= {(key, level.name): grades_at(keying, plan.grid, level) for level in plan.grid.levels}
        grades[key, "commune"] = keying.grades_commune[:, plan.grid.region]
    for folder in ("territories", "communes") if communes else ("territories",):
        (path / folder).mkdir()
    columns = zip(("level", "code", "name"), zip(*rows, strict=True), strict=True)
    write_table(pa.table({name: list(values) for name, values in columns}), path / "names.parquet")
    (path / ABOUT).write_text(json.dumps(attributes, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return ParquetWriter(str(path), names, grades, {name: str(value) for name, value in attributes.items()})
