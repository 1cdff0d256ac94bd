"""Test every allocation key of the package on every lever's published regional targets.

    python tools/build_key_tests.py [--out DATA]

Reads the tables of the simulator, of the communes and of the keys, already built. One row a lever and key that can be
tested; figures keep six decimals, ratios four.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from _tables import DATA, write_table
from copilote.exchange.key_rules import try_key
from copilote.reference.keys import load_lever_keys, load_own_keys

COLUMNS = ["lever", "key", "misplaced", "correlation", "without_worst", "ratios"]


def build(_shared: Path, out: Path) -> None:
    """Write the table below `out`."""
    rows = []
    for lever in load_lever_keys():
        for key in load_own_keys():
            test = try_key(lever, key)
            if test is not None:
                row = {name: f"{getattr(test, name):.6f}" for name in COLUMNS[2:5]}
                ratios = " ".join(f"{region}:{ratio:.4f}" for region, ratio in test.ratios.items())
                rows.append({"lever": lever, "key": key, **row, "ratios": ratios})
    write_table(out, "keys/2026/key_tests.csv", COLUMNS, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=DATA)
    build(DATA, parser.parse_args().out)


if __name__ == "__main__":
    main()
