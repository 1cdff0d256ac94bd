"""How much of an ensemble is worked on at once, so that a stated memory is never exceeded."""

from __future__ import annotations

import ctypes
import re
from contextlib import suppress
from pathlib import Path

from copilote.ensemble.arrays import Blocks
from copilote.ensemble.plan import BatchPlan
from copilote.planning.ensemble import STATISTICS, TILE_CELLS
from copilote.reference.errors import InputError

MB = 1_000_000
ARENA_MAX, MMAP_THRESHOLD = -8, -3
"""Parameters of mallopt (malloc.h)."""
BYTES = 8
LIBRARIES = 330 * MB
"""What Python and the libraries take where the system does not say."""
WORKER = 40 * MB
"""What a worker of its own process takes beside its work: what it reads of its copy is counted for it."""
SLACK = 32 * MB
"""For each worker: writing buffers, and what the allocator keeps."""
LATER = 16 * MB
"""Libraries that are loaded with the first block."""
PARQUET_ROW = 120
"""Bytes that a row takes on its way to Parquet."""
MOST_SCENARIOS, MOST_COMMUNES = 64, 2048
"""Larger blocks are no faster, and make the progress bar jump."""
UNITS = {"": MB, "ko": 1000, "kb": 1000, "mo": MB, "mb": MB, "go": 1000 * MB, "gb": 1000 * MB, "g": 1000 * MB, "m": MB}


def read_memory(text: str) -> int:
    """Bytes of "500MB", "2 Go", "800" (MB when no unit is given). Raises InputError.

    >>> read_memory("1,5 Go")
    1500000000
    """
    match = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*([a-z]*)\s*", text.lower())
    if not match or match[2] not in UNITS:
        raise InputError(f"Mémoire « {text[:40]} » : un nombre et une unité sont attendus, comme 500MB ou 2GB.")
    return int(float(match[1].replace(",", ".")) * UNITS[match[2]])


def give_back_freed_blocks() -> None:
    """Have the GNU C library return freed blocks to the system: it keeps some for each thread, half as much again."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(ARENA_MAX, 2)
        library.mallopt(MMAP_THRESHOLD, MB)


def used_now() -> int:
    """Bytes that this process holds now; an upper guess where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return LIBRARIES
    match = re.search(r"VmRSS:\s*(\d+) kB", status)
    return int(match[1]) * 1024 if match else LIBRARIES


def fit(plan: BatchPlan, memory: int, workers: int, *, own_processes: bool, communes: bool, parquet: bool) -> Blocks:
    """The largest blocks that keep within a memory, with this many workers at work at the same time.

    memory : bytes, of this process and all its workers together. own_processes : each worker is a process of its own.
    Raises InputError, saying the least that would do, when not even one scenario fits.
    """
    count, levers = len(plan.scenarios.names), len(plan.axes.levers)
    widest = max((level.starts.size for level in plan.grid.levels), default=0)
    cells = levers * (2 * plan.grid.starts.size + 3 * plan.grid.perimeters)
    a_scenario = BYTES * (cells + 3 * plan.communes.size) + (PARQUET_ROW * levers * widest if parquet else 0)
    a_commune = BYTES * 4 * len(STATISTICS) * (levers + 1) + (2 * PARQUET_ROW * (levers + 1) if parquet else 0)
    tiles = BYTES * 6 * max(TILE_CELLS, count)
    fixed = used_now() + LATER + workers * (SLACK + tiles)
    if own_processes:
        fixed += workers * WORKER
    least_block = max(a_scenario, a_commune * 64 if communes else 0)
    least = fixed + workers * least_block
    if memory < least:
        need = -(-least // (10 * MB)) * 10
        raise InputError(
            f"Mémoire de {memory // MB} Mo : trop peu ici. Il en faut au moins {need} Mo avec {workers} "
            f"exécutant{'s' if workers > 1 else ''} (--memory {need}MB)."
        )
    room = (memory - fixed) // workers
    # At least four blocks for each worker, so that the last ones do not wait for one another.
    fair = max(1, -(-count // (4 * workers)))
    scenarios = max(1, min(room // a_scenario, MOST_SCENARIOS, fair))
    return Blocks(int(scenarios), int(max(64, min(room // a_commune, MOST_COMMUNES))))
