"""Measure the sharing of France's targets among its communes, against bare numpy in the same run.

    make bench-sharing

`rows` gives the lines of docs/performance.md; `benchmarks/ensemble.py` adds its own and writes the section.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

RUNS = 9
LOAD = """
import time
import numpy
from copilote.reference import communes, keys, perimeters, simulator, tables, territories
started = time.perf_counter()
frame = communes.load_frame()
rules = keys.load_lever_keys()
for name in dict.fromkeys(rule.key for rule in rules.values()):
    keys.key_values(name)
perimeters.load_all_crte()
print(time.perf_counter() - started)
"""


def loading() -> float:
    """Median seconds that a new process takes to read the keys of all levers and who belongs to whom."""
    taken = []
    for _ in range(RUNS):
        ended = subprocess.run([sys.executable, "-c", LOAD], check=True, capture_output=True, text=True)
        taken.append(float(ended.stdout))
    return statistics.median(taken)


def in_turn(ours: Callable[[], object], bare: Callable[[], object], repeat: int = 25) -> tuple[float, float]:
    """(median seconds of `ours`, median ratio to `bare`), one after the other in the same run."""
    times, ratios = [], []
    ours(), bare()
    for _ in range(repeat):
        start = time.perf_counter()
        ours()
        middle = time.perf_counter()
        bare()
        end = time.perf_counter()
        times.append(middle - start)
        ratios.append((middle - start) / (end - middle))
    return statistics.median(times), statistics.median(ratios)


def france() -> tuple[float, float, int]:
    """(seconds, ratio to bare numpy, cells): 30 levers of all communes, to all levels, once all is loaded."""
    from copilote.planning.allocation import allocate, gather, key_shares
    from copilote.reference.communes import load_frame
    from copilote.reference.keys import key_values, load_lever_keys
    from copilote.reference.perimeters import load_all_crte
    from copilote.reference.simulator import load_levers, load_regions

    frame, rules = load_frame(), load_lever_keys()
    levers = [lever.id for lever in load_levers("24")]
    names = list(dict.fromkeys(rules[lever].key for lever in levers))
    key_of_lever = np.array([names.index(rules[lever].key) for lever in levers], dtype=np.intp)
    whole = frame.levels["region"].index.astype(np.intp)
    regions = {code: rank for rank, code in enumerate(frame.levels["region"].codes)}
    targets = np.full((len(levers), len(regions)), np.nan)
    for region in load_regions():
        for lever in load_levers(region.code):
            if lever.id in levers and lever.target_kt is not None:
                targets[levers.index(lever.id), regions[region.code]] = lever.target_kt
    shares = key_shares(np.stack([key_values(name) for name in names]), whole, len(regions))
    levels = [(level.index.astype(np.intp), len(level.codes)) for level in frame.levels.values()]
    crte = {siren: rank for rank, one in enumerate(load_all_crte()) for siren in one.epci}
    epci = frame.levels["epci"]
    of_epci = np.array([*(crte.get(code, -1) for code in epci.codes), -1], dtype=np.intp)
    levels.append((of_epci[epci.index], len(load_all_crte())))
    inside = [np.flatnonzero(index >= 0) for index, _count in levels]
    everywhere = [kept.size == whole.size for kept in inside]

    def bare() -> list[np.ndarray]:
        """Multiply, and sum by index: the same numbers, with nothing checked."""
        spread = shares[key_of_lever] * targets[:, whole]
        found = [spread]
        for (index, count), kept, all_in in zip(levels, inside, everywhere, strict=True):
            own, lines = (index, spread) if all_in else (index[kept], spread[:, kept])
            found.append(np.stack([np.bincount(own, line, count) for line in lines]))
        return found

    def ours() -> list[np.ndarray]:
        spread = allocate(targets, shares, key_of_lever, whole)
        return [spread, *(gather(spread, index, count) for index, count in levels)]

    for computed, expected in zip(ours(), bare(), strict=True):
        np.testing.assert_allclose(computed, expected)
    seconds, times = in_turn(ours, bare)
    return seconds, times, ours()[0].size


def rows() -> list[tuple[str, str, str]]:
    """What is measured, what was found, its goal."""
    seconds, times, cells = france()
    return [
        (
            f"France, 30 leviers, toutes les communes, vers 5 niveaux ({cells / 1e6:.2f} million de cases)",
            f"{seconds * 1000:.0f} ms, {times:.2f} × numpy nu",
            "100 ms, 3 ×",
        ),
        ("Lire les clés de tous les leviers et les appartenances", f"{loading() * 1000:.0f} ms", "150 ms"),
    ]


if __name__ == "__main__":
    for what, measured, goal in rows():
        print(f"{what:80} {measured:35} {goal}")
