"""Blocks of an ensemble written to Zarr or to Parquet, each to files of its own: no two tasks touch the same one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from copilote.ensemble.arrays import GRADE_NAMES, Blocks, coordinates, empty_dataset, grades_at
from copilote.ensemble.plan import BatchPlan
from copilote.planning.allocation import Floats, Index
from copilote.planning.ensemble import STATISTICS

ABOUT = "about.json"
"""What a folder of Parquet files says of itself."""


@dataclass(frozen=True)
class ZarrWriter:
    """Writes blocks into arrays that are there already, chunk by chunk."""

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


def open_zarr(plan: BatchPlan, path: Path, about: dict[str, Any], blocks: Blocks, *, communes: bool) -> ZarrWriter:
    """Names, grades and empty arrays, in Zarr's second format, that every reader knows."""
    empty = empty_dataset(plan, blocks, communes=communes).assign_attrs(about)
    empty.to_zarr(path, mode="w", compute=False, zarr_format=2, consolidated=True)
    return ZarrWriter(str(path))


@dataclass(frozen=True, eq=False)
class ParquetWriter:
    """Writes each block as a file of rows of its own. grades : ranks in GRADE_NAMES, (L, P) by key and level.

    names : along each dimension; about : metadata of every file.
    """

    path: str
    names: dict[str, tuple[str, ...]]
    grades: dict[tuple[int, str], Index]
    about: dict[str, str]

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
        import pyarrow as pa

        size = total.shape[-1]
        grades = self.grades[key, "commune"][:, first : first + size]
        lever, place = np.nonzero(GRADE_NAMES[grades] != "")
        levers = np.concatenate([lever, np.full(size, len(self.names["lever"]) - 1)])
        ranks = np.concatenate([grades[lever, place], np.full(size, GRADE_NAMES.size - 1)])
        columns = {
            "key": self._column("key", np.full(lever.size + size, key)),
            "commune": self._column("commune", first + np.concatenate([place, np.arange(size)])),
            "lever": self._column("lever", levers),
            "grade": self._column("grade", ranks),
        }
        for rank, name in enumerate(STATISTICS):
            values = np.concatenate([each[rank][lever, place], total[rank]])
            columns[name] = pa.array(values, from_pandas=True)  # what is not known is null
        self._write("communes", f"{key:02d}-{first:06d}", columns)

    def _column(self, name: str, ranks: Index) -> Any:
        import pyarrow as pa

        return pa.DictionaryArray.from_arrays(pa.array(ranks.astype(np.int32)), list(self.names[name]))

    def _write(self, folder: str, name: str, columns: dict[str, Any]) -> None:
        import pyarrow as pa
        from pyarrow.parquet import write_table  # type: ignore[import-untyped]

        table = pa.table(columns).replace_schema_metadata(self.about)
        write_table(table, f"{self.path}/{folder}/{name}.parquet", compression="zstd")


def open_parquet(plan: BatchPlan, path: Path, about: dict[str, Any], *, communes: bool) -> ParquetWriter:
    """Folders territories/ and communes/, the names of the perimeters, and what the ensemble says of itself."""
    import pyarrow as pa
    from pyarrow.parquet import write_table

    named = coordinates(plan, communes=communes)
    levels = plan.grid.levels
    dimensions = ["key", "scenario", "lever", *(level.name for level in levels), *(["commune"] if communes else [])]
    names = {name: tuple(named[name][1]) for name in dimensions}
    names |= {"lever": (*names["lever"], "total"), "grade": tuple(GRADE_NAMES.tolist())}
    grades: dict[tuple[int, str], Index] = {}
    for key, keying in enumerate(plan.keyings):
        grades |= {(key, level.name): grades_at(keying, plan.grid, level) for level in levels}
        grades[key, "commune"] = keying.grades_commune[:, plan.grid.region]
    for folder in ("territories", "communes") if communes else ("territories",):
        (path / folder).mkdir()
    perimeters = {
        "level": [level.name for level in levels for _code in level.codes],
        "code": [code for level in levels for code in level.codes],
        "name": [name for level in levels for name in named[f"{level.name}_name"][1]],
    }
    write_table(pa.table(perimeters), path / "names.parquet")
    (path / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return ParquetWriter(str(path), names, grades, {name: str(value) for name, value in about.items()})
