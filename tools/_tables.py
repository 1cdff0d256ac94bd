"""Shared by the scripts that rebuild reference tables: read published files, write ours the same way."""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "src" / "copilote" / "reference" / "data"


def clean(text: str | None) -> str:
    """One line, single ordinary spaces (the published files mix non-breaking and double ones)."""
    return re.sub(r"[\s\u00a0\u202f\u2009]+", " ", text or "").strip()


def read_published(path: Path) -> list[dict[str, str]]:
    """Rows of a published CSV, gzipped (".gz") or not, as text, with or without a byte-order mark."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def read_json(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8"))


def cell(value: object) -> str:
    """A value as it is written in our tables: empty for unknown, shortest exact decimal for a number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def write_table(out: Path, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Path:
    """Write one table below `out` (normally DATA): UTF-8, LF, header; same input, same bytes."""
    path = out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([cell(row.get(column)) for column in columns])
    return path


def build_asked(about: str | None, build: Callable[[Path, Path], object]) -> None:
    """Run a script that makes its tables from published files: their folder, where to write. about : its help."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    build(arguments.shared, arguments.out)
