"""Measure speed and memory in one run, as ratios against a bare equivalent, and write docs/performance.md.

    make bench

Each line compares a command with its reference in turn (A B A B…), so that a machine that slows down slows both.
Whole processes are timed from outside, with the memory that the operating system accounts to them.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from report import table, write_section

BIN = Path(sys.executable).parent
COPILOTE = str(BIN / "copilote")
BARE = [sys.executable, "-c", "pass"]
RUNS = 7


def process(command: list[str], stdin: Path | None = None) -> tuple[float, float]:
    """(wall seconds, peak memory in MB) of one run; its output is thrown away."""
    source = stdin.open("rb") if stdin else subprocess.DEVNULL
    started = time.perf_counter()
    child = subprocess.Popen(command, stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(child.pid, 0)
    elapsed = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} failed with {child.returncode}")
    return elapsed, usage.ru_maxrss / 1024


def paired(command: list[str], stdin: Path | None = None) -> tuple[float, float, float]:
    """(median seconds, median seconds more than a bare Python in the same run, peak memory in MB)."""
    process(command, stdin)
    seconds, more, memory = [], [], []
    for _ in range(RUNS):
        ours, peak = process(command, stdin)
        bare, _peak = process(BARE)
        seconds.append(ours)
        more.append(ours - bare)
        memory.append(peak)
    return statistics.median(seconds), statistics.median(more), max(memory)


def ratio(ours: Callable[[], object], bare: Callable[[], object], repeat: int = 200) -> tuple[float, float]:
    """(median microseconds of `ours`, median ratio to `bare`), one after the other in the same run."""
    times, ratios = [], []
    for _ in range(repeat):
        start = time.perf_counter()
        ours()
        middle = time.perf_counter()
        bare()
        end = time.perf_counter()
        times.append(middle - start)
        ratios.append((middle - start) / (end - middle))
    return statistics.median(times) * 1e6, statistics.median(ratios)


def conversions() -> tuple[float, float, int]:
    """All regions × levers × 1,000 amounts, against numpy doing the same arithmetic."""
    from copilote.planning.conversion import physical_from_kt
    from copilote.reference.simulator import load_levers, load_territories

    levers = [o for region in load_territories() for o in load_levers(region.code) if o.translated]
    baseline = np.array([[lever.baseline_2019] for lever in levers], dtype=float)
    slope = np.array([[lever.ratio] for lever in levers], dtype=float)
    kt = np.random.default_rng(0).uniform(0, 1000, (len(levers), 1000))
    done = np.full((len(levers), 1), 3.0)
    micro, times = ratio(
        lambda: physical_from_kt(baseline, slope, kt, done),
        lambda: np.maximum(0.0, baseline + (kt + done) * slope),
    )
    return micro, times, kt.size


def batch_file(folder: Path) -> Path:
    """100,000 conversions as JSON lines, over all regions and levers."""
    from copilote.reference.simulator import load_levers, load_territories

    levers = [o for region in load_territories() for o in load_levers(region.code) if o.translated]
    path = folder / "batch.jsonl"
    with path.open("w", encoding="utf-8") as handle:
        for rank in range(100_000):
            lever = levers[rank % len(levers)]
            amount = {"kt": rank % 997} if rank % 2 else {"physical": rank % 89, "completed_kt": 2}
            handle.write(json.dumps({"region": lever.region, "lever": lever.id} | amount) + "\n")
    return path


def main() -> None:
    rows = []

    def add(what: str, measured: str, target: str) -> None:
        rows.append((what, measured, target))
        print(f"{what:75} {measured:45} {target}")

    goals = {
        "panorama 24 --format json": "+0,4 s, 150 Mo",
        "observe 24 --format json": "—",
        "territories search blois --format json": "—",
        "keys --format json": "+0,6 s",
    }
    for words, goal in goals.items():
        seconds, more, memory = paired([COPILOTE, *words.split()])
        add(f"`copilote {words}`", f"{seconds:.2f} s (+{more:.2f} s), {memory:.0f} Mo", goal)
    micro, times, size = conversions()
    add(f"{size:,} conversions en tableau".replace(",", " "), f"{micro / 1000:.2f} ms, {times:.2f} × numpy nu", "3 ×")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = batch_file(folder)
        seconds, _more, memory = paired([COPILOTE, "convert", "--batch", str(lines)])
        add("100 000 conversions par lot (`convert --batch`)", f"{seconds:.2f} s, {memory:.0f} Mo", "2 s")
        seconds, _more, memory = paired([COPILOTE, "dossier", "24", "--output", str(folder / "d")])
        page = max((folder / "d").glob("*.html"), key=lambda path: path.stat().st_size)
        add(
            "`copilote dossier 24`",
            f"{seconds:.2f} s, {memory:.0f} Mo, page de {page.stat().st_size / 1024:.0f} Ko",
            "3 s, 400 Ko",
        )
    write_section(
        "Commandes",
        [
            "Tableau écrit par `make bench` : médianes d’un même passage, machine à 2 cœurs. « +x s » est le temps en",
            "plus d’un `python -c pass` mesuré à tour de rôle ; la mémoire est le pic du processus.",
            "",
            *table([(what, measured.replace(".", ","), target) for what, measured, target in rows]),
        ],
    )


if __name__ == "__main__":
    main()
