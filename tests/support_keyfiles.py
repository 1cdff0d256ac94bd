"""Files in the layouts of publishers, made up for the tests: their columns are real, their figures are not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from copilote.reference.communes import load_frame

IGT_COLUMNS = (
    "INSEE commune,Commune,Agriculture,Autres transports,Autres transports international,CO2 biomasse hors-total,"
    "Déchets,Energie,Industrie hors-énergie,Résidentiel,Routier,Tertiaire"
)
IGT = IGT_COLUMNS.split(",")


def written(header: Sequence[str], rows: Iterable[Sequence[Any]], separator: str = ",") -> bytes:
    """A CSV."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def communes_of(region: str) -> list[str]:
    """The codes of a region's communes."""
    frame = load_frame()
    return frame.codes[frame.levels["region"].members(region)].tolist()


def igt_rows(codes: Iterable[str]) -> list[list[Any]]:
    """Every commune emits as much as the last three digits of its code say, in industry."""
    return [[code, "X", 10.5, "", "", 7, 2, "", int(code[-3:]), 20, 30, 5] for code in codes]


def igt(codes: Iterable[str]) -> bytes:
    """The inventory of these communes."""
    return written(IGT, igt_rows(codes))


def save(path: Path, content: bytes) -> Path:
    """Write a file and give it back."""
    path.write_bytes(content)
    return path
