"""Rows of an allocation into files: JSON, CSV, Parquet. Written as they are made, never held all at once."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from typing import IO, Any

from copilote.exchange.allocated import Row
from copilote.exchange.records.shares import row_record
from copilote.reference.errors import InputError

BATCH = 100_000
TEXTS = ("code", "name", "level", "lever", "unit", "key", "grade")


def write_json(rows: Iterable[Row], out: IO[str]) -> None:
    """A list of records, one a line."""
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    start = "[\n"
    for held in _batches(rows):
        # One call is twice as fast as one a row; a name cannot hold the mark, whose quotes would be escaped.
        written = encode([row_record(row) for row in held])[1:-1]
        out.write(start + written.replace('}, {"territory"', '},\n{"territory"'))
        start = ",\n"
    out.write("[]\n" if start == "[\n" else "\n]\n")


def write_csv(rows: Iterable[Row], out: IO[str]) -> None:
    """A line a row; empty for what is not known."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Row._fields)
    writer.writerows(rows)


def write_parquet(rows: Iterable[Row], out: IO[bytes], notes: Iterable[str] = ()) -> None:
    """Columns as in the CSV; the notes go into the file's metadata. Raises InputError without pyarrow."""
    try:
        pa, pq = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise InputError(
            'Parquet demande le module pyarrow : pip install "copilote[ensemble]" l’installe ; ou prenez --format csv.'
        ) from None
    kinds: list[tuple[str, Any]] = [(name, pa.string() if name in TEXTS else pa.float64()) for name in Row._fields]
    schema = pa.schema(kinds, metadata={"notes": "\n".join(notes)})
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for held in _batches(rows):
            columns = [
                pa.array(column, kind) for column, (_name, kind) in zip(zip(*held, strict=True), kinds, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while held := list(islice(waiting, BATCH)):
        yield held
