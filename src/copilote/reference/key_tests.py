"""What allocation keys are worth, tested on the State's published regional targets: the table and its type.

The table is computed by `tools/build_key_tests.py` out of the keys and the targets, with `planning.key_test`; keys that
a deployment loads are tested when they are (`exchange.key_rules`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from copilote.reference.tables import read_rows, table_path


@dataclass(frozen=True)
class KeyTest:
    """A key tested on a lever's published targets, over the metropolitan regions where they are known.

    misplaced : part of the target that the key gives to the wrong region, 0 to 1. correlation : of the two series of
    shares. without_worst : the part misplaced among the others once the region that departs most is set apart.
    ratios : by region (INSEE code), what the key gives over what the State published; infinite for a target of 0.
    """

    misplaced: float
    correlation: float
    without_worst: float
    ratios: Mapping[str, float]

    def worst(self, count: int = 3) -> tuple[tuple[str, float], ...]:
        """The regions that the key serves worst and their ratio, the farthest from 1 first; twice is as far as half."""
        ordered = sorted(self.ratios.items(), key=lambda pair: (-distance(pair[1]), pair[0]))
        return tuple(ordered[:count])


def distance(ratio: float) -> float:
    """How far a ratio is from 1: the logarithm, so that twice and half are as far."""
    return abs(math.log(ratio)) if 0 < ratio < math.inf else math.inf


@lru_cache(maxsize=2)
def load_key_tests() -> dict[tuple[str, str], KeyTest]:
    """The tests of the package's own keys, by lever and key; nothing for what cannot be tested."""
    return {
        (row["lever"], row["key"]): KeyTest(
            misplaced=float(row["misplaced"]),
            correlation=float(row["correlation"]),
            without_worst=float(row["without_worst"]),
            ratios={code: float(ratio) for code, ratio in (pair.split(":") for pair in row["ratios"].split())},
        )
        for row in read_rows(table_path("keys", "key_tests.csv"))
    }
