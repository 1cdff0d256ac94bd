"""Measure the ensemble of France, one worker against two, and write the section "Partage" of docs/performance.md.

    make bench-sharing

18 regions × 1,000 scenarios × 30 levers × 35,000 communes for one choice of keys: sums to three levels and statistics
of every commune, computed and written to a throw-away folder. One and two workers take turns; memory is the peak of
all the processes, sampled. Without short cuts, each of the billion cells that are not empty is computed.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from allocation import rows as allocation_rows
from report import table, write_section

RUNS = 2
MEMORY = "500MB"
RUN = """
import json, sys
from pathlib import Path
from copilote.ensemble.arrays import regions_of
from copilote.ensemble.files import target_of, write_ensemble
from copilote.ensemble.memory import fit, read_memory
from copilote.ensemble.plan import base_of, plan_of
from copilote.ensemble.run import runner
from copilote.ensemble.scenarios import drawn

if __name__ == "__main__":
    workers, scenarios, in_full, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "full", Path(sys.argv[4])
    base = base_of(regions_of(["france"]), ("departement", "crte", "epci"))
    plan = plan_of(base, drawn(base.axes, scenarios, 0.2, 0, base.most_kt))
    with runner(sys.argv[6], workers) as run:
        apart = sys.argv[6] == "processes"
        blocks = fit(plan, read_memory(sys.argv[5]), workers, own_processes=apart, communes=True, parquet=False)
        target = target_of(out, overwrite=True)
        seconds = write_ensemble(plan, target, blocks, run, communes=True, in_full=in_full)
    print(json.dumps(seconds))
"""


def once(workers: int, scenarios: int, way: str, folder: Path, where: str) -> tuple[float, float]:
    """(seconds to compute and write, peak memory of the process in MB)."""
    out = str(folder / "france.zarr")
    command = [sys.executable, "-c", RUN, str(workers), str(scenarios), way, out, MEMORY, where]
    most = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        while run.poll() is None:
            most = max(most, held_mb(run.pid))
            time.sleep(0.1)
        if run.returncode:
            raise SystemExit(run.returncode)
        return float(json.loads(run.stdout.read() if run.stdout else "")), most


def held_mb(pid: int) -> float:
    """What a process and those that it started hold, in MB; what they share counts once (Linux)."""
    try:
        own = re.search(r"^Pss: +(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        children = [int(n) for path in Path(f"/proc/{pid}/task").glob("*/children") for n in path.read_text().split()]
    except OSError:  # ended meanwhile
        return 0.0
    return (int(own[1]) * 1024 / 1e6 if own else 0.0) + sum(map(held_mb, children))


def compared(scenarios: int, way: str, where: str) -> tuple[float, float, float]:
    """(median seconds of two workers, median of one worker's time over theirs, largest memory in MB)."""
    taken, gains, memories = [], [], []
    with tempfile.TemporaryDirectory() as name:
        for _ in range(RUNS):
            one, first = once(1, scenarios, way, Path(name), where)
            two, second = once(2, scenarios, way, Path(name), where)
            taken.append(two)
            gains.append(one / two)
            memories += [first, second]
    return statistics.median(taken), statistics.median(gains), max(memories)


def rows(scenarios: int) -> list[tuple[str, str, str]]:
    """What is measured, what was found, its goal."""
    found = []
    for way, where, words in (
        ("full", "processes", "chaque case calculée, processus"),
        ("full", "threads", "chaque case calculée, fils"),
        ("short", "threads", "avec les raccourcis, fils"),
    ):
        seconds, gain, memory = compared(scenarios, way, where)
        count = f"{scenarios:,}".replace(",", " ")
        found.append(
            (
                f"Ensemble : France, {count} scénarios, 42 leviers, 34 875 communes, {words}",
                f"{seconds:.0f} s à deux, {gain:.2f} × plus vite qu’un seul, {memory:.0f} Mo",
                f"1,6 ×, {MEMORY.removesuffix('MB')} Mo",
            )
        )
    return found


def main() -> None:
    """Print, and write the section. A first argument asks for fewer scenarios, and then only prints."""
    scenarios = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"The machine is busy (load {load:.1f}): the ratio of two workers to one says little.", file=sys.stderr)
    started = time.perf_counter()
    lines = [*allocation_rows(), *rows(scenarios)]
    for what, measured, goal in lines:
        print(f"{what:95} {measured:50} {goal}")
    print(f"{time.perf_counter() - started:.0f} s")
    if len(sys.argv) > 1:
        return
    write_section(
        "Partage",
        [
            "Écrit par `make bench-sharing` : médianes d’un même passage, machine à 2 cœurs, "
            f"charge de {load:.1f} au départ.".replace(".", ",", 1),
            "« numpy nu » multiplie et somme par indice, sans rien vérifier, vers les mêmes niveaux, à tour de rôle.",
            "La lecture est celle d’un processus neuf, bibliothèques déjà chargées. L’ensemble compte le calcul et",
            "l’écriture en Zarr des sommes par département, CRTE et EPCI et des statistiques de chaque commune ; la",
            "mémoire est le pic de tous les processus ensemble. Un seul fil occupe déjà plus d’un cœur : Zarr",
            "compresse à côté.",
            "",
            *table([(what, measured.replace(".", ","), goal) for what, measured, goal in lines]),
        ],
    )


if __name__ == "__main__":
    main()
