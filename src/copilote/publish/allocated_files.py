"""Rows of an allocation into files: JSON, CSV, Parquet. Written as they are made, never held all at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import import_module
from itertools import islice
from typing import IO, Any

from copilote.exchange.allocated import ShareRow
from copilote.exchange.records.shares import row_record
from copilote.publish.to_csv import write_rows
from copilote.reference.errors import InputError
from copilote.words import _

BATCH = 100_000
TEXTS = ("code", "name", "level", "lever", "unit", "key", "grade")


def write_json(rows: Iterable[ShareRow], out: IO[str]) -> None:
    """A list of records, one a line."""
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    start = "["
    for row in rows:
        out.write(f"{start}\n{encode(row_record(row))}")
        start = ","
    out.write("[]\n" if start == "[" else "\n]\n")


def write_csv(rows: Iterable[ShareRow], out: IO[str]) -> None:
    """A line a row; empty for what is not known."""
    write_rows(out, ShareRow._fields, rows)


def write_parquet(rows: Iterable[ShareRow], out: IO[bytes], notes: Iterable[str] = ()) -> None:
    """Columns as in the CSV; the notes go into the file's metadata. Raises InputError without pyarrow."""
    try:
        pa, pq = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise InputError(
            _(
                'Parquet demande le module pyarrow : pip install "copilote[ensemble]" l’installe ; '
                "ou prenez --format csv."
            )
        ) from None
    kinds: list[tuple[str, Any]] = [(name, pa.string() if name in TEXTS else pa.float64()) for name in ShareRow._fields]
    schema = pa.schema(kinds, metadata={"notes": "\n".join(notes)})
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        waiting = iter(rows)
        while batch := list(islice(waiting, BATCH)):
            columns = [
                pa.array(column, kind) for column, (_name, kind) in zip(zip(*batch, strict=True), kinds, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
