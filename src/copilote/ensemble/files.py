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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from copilote.ensemble.arrays import Blocks
from copilote.ensemble.memory import MB
from copilote.ensemble.plan import BatchPlan
from copilote.ensemble.run import ClusterError, Progress, Runner, delayed
from copilote.ensemble.writers import ABOUT, ParquetWriter, ZarrWriter, open_parquet, open_zarr
from copilote.planning.allocation import Floats
from copilote.planning.ensemble import STATISTICS, Grid, Sharing, commune_statistics, sums
from copilote.reference.errors import InputError

ENDINGS = (".zarr", ".parquet")
MARK = "copilote-ensemble"
"""What an output of ours says of itself: nothing else is ever replaced."""


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
    if path.exists() and not overwrite:
        raise InputError(f"{path} existe déjà : --overwrite le remplace.")
    if path.exists() and not _ours(path):
        raise InputError(f"{path} n’est pas un ensemble écrit par Copilote : il n’est pas remplacé. Choisissez un nom.")
    return Target(path.absolute(), path.suffix == ".parquet")


def _ours(path: Path) -> bool:
    for name in (ABOUT, ".zattrs"):
        try:
            if json.loads((path / name).read_text(encoding="utf-8")).get("format") == MARK:
                return True
        except (OSError, ValueError, AttributeError):
            continue
    return False


def size_of(plan: BatchPlan, *, communes: bool) -> int:
    """Bytes of the numbers to write, before compression."""
    levers, keys = len(plan.axes.levers), len(plan.keyings)
    of_sums = len(plan.scenarios.names) * levers * plan.grid.perimeters
    return 8 * keys * (of_sums + (len(STATISTICS) * (levers + 1) * plan.communes.size if communes else 0))


def write_ensemble(
    plan: BatchPlan,
    target: Target,
    blocks: Blocks,
    run: Runner,
    *,
    communes: bool = False,
    in_full: bool = False,
    progress: Progress = lambda done, total: None,
) -> float:
    """Compute and write an ensemble; return the seconds that it took.

    communes : write the statistics of each commune too. in_full : take no short cut (see `planning.ensemble`).
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
        _check_room(plan, target, run, communes=communes)
        about = plan.about | {"format": MARK}
        writer: ZarrWriter | ParquetWriter
        if target.parquet:
            writer = open_parquet(plan, target.partial, about, communes=communes)
        else:
            writer = open_zarr(plan, target.partial, about, blocks, communes=communes)
        run.run(list(_tasks(plan, blocks, run, writer, communes=communes, in_full=in_full)), progress)
        if target.path.exists():
            shutil.rmtree(target.path)
        target.partial.rename(target.path)
    finally:
        shutil.rmtree(target.partial, ignore_errors=True)
    return time.perf_counter() - started


def _check_room(plan: BatchPlan, target: Target, run: Runner, *, communes: bool) -> None:
    size, free = size_of(plan, communes=communes), shutil.disk_usage(target.partial).free
    if free < size:
        raise InputError(f"Il manque de la place : {size // MB} Mo à écrire, {free // MB} Mo libres sur ce disque.")
    if run.client is not None and not all(run.client.run(os.path.isdir, str(target.partial)).values()):
        raise ClusterError(f"Des exécutants ne voient pas {target.path.parent} : donnez un dossier partagé avec eux.")


def _tasks(
    plan: BatchPlan, blocks: Blocks, run: Runner, writer: ZarrWriter | ParquetWriter, *, communes: bool, in_full: bool
) -> Iterator[Any]:
    grid, held_writer = run.hold(plan.grid), run.hold(writer)
    targets = run.hold(plan.targets_kt) if communes else None
    for key, keying in enumerate(plan.keyings):
        sharing = run.hold(keying.sharing)
        for first, stop in _spans(len(plan.scenarios.names), blocks.scenarios):
            own = plan.targets_kt[first:stop]
            yield delayed(_write_sums, pure=False)(held_writer, key, own, sharing, grid, first, in_full)
        for first, stop in _spans(plan.communes.size, blocks.communes) if communes else ():
            task = delayed(_write_statistics, pure=False)
            yield task(held_writer, key, targets, sharing, grid, first, stop, in_full)


def _spans(count: int, size: int) -> Iterator[tuple[int, int]]:
    """Consecutive pieces of at most `size`."""
    return ((first, min(first + size, count)) for first in range(0, count, size))


def _write_sums(
    writer: ZarrWriter | ParquetWriter, key: int, targets: Floats, sharing: Sharing, grid: Grid, first: int, full: bool
) -> None:
    """One task: the sums of some scenarios."""
    for level, block in zip(grid.levels, sums(targets, sharing, grid, first, in_full=full), strict=True):
        writer.sums(key, first, level.name, block)


def _write_statistics(
    writer: ZarrWriter | ParquetWriter, key: int, targets: Floats, sharing: Sharing, grid: Grid, first: int, stop: int,
    full: bool,
) -> None:  # fmt: skip
    """One task: the statistics of some communes."""
    writer.statistics(key, first, *commune_statistics(targets, sharing, grid, first, stop, in_full=full))
