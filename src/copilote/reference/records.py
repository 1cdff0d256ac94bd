"""From a table of ours to frozen dataclasses: each cell is read as the annotation of its field says.

`str`, `int`, `float`, `Decimal`, `bool` ("true", "false"), an Enum by its value, and `Text`, which people read and
which is given in the language in use. `… | None`: an empty cell is None, which means not known. `tuple[…, ...]`: a
cell that holds several, apart by `separator`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from copilote.reference.english import word
from copilote.reference.errors import TableError
from copilote.reference.tables import latest, table_path
from copilote.words import _

Text = Annotated[str, "words"]
"""A text that people read, in French in the table: a loader gives it in the language in use, kept by `per_language`."""

R = TypeVar("R")
Read = Callable[[str], Any]
_BOOLEANS = {"true": True, "false": False}


def load(
    kind: type[R],
    domain: str,
    name: str,
    edition: str | None = None,
    *,
    separator: str | None = None,
    renamed: Mapping[str, str] | None = None,
    **constants: object,
) -> tuple[R, ...]:
    """The rows of a table as records, in its order.

    Parameters
    ----------
    domain, name, edition : the table ("keys", "keys.csv"); edition None is the newest.
    separator : between the parts of a cell that holds several; None: blanks.
    renamed : columns that are called otherwise than their field, by field.
    constants : fields that no column holds; "edition" of a record that has one is that of the table. Other fields
        without a column have a default.

    Raises
    ------
    TableError : no such table, or a cell that cannot be read; the table, the line and the column are named.
    """
    path = table_path(domain, name, edition)
    if "edition" in kind.__annotations__:
        constants.setdefault("edition", edition or latest(domain))
    return read(kind, path, separator=separator, renamed=renamed or {}, **constants)


def read(
    kind: type[R], path: Path, *, separator: str | None = None, renamed: Mapping[str, str], **constants: object
) -> tuple[R, ...]:
    """The same of a file."""
    readers = _readers(cast("Any", kind), separator)
    with path.open(encoding="utf-8", newline="") as handle:
        lines = csv.reader(handle)
        header = next(lines, [])
        columns = [
            (name, header.index(column), reader)
            for name, reader in readers.items()
            if (column := renamed.get(name, name)) in header and name not in constants
        ]
        return tuple(_record(kind, path, header, columns, cells, at, constants) for at, cells in enumerate(lines, 2))


def keyed(field: str, records: Iterable[R]) -> dict[Any, R]:
    """Records by one of their fields, in their order."""
    return {getattr(record, field): record for record in records}


def _record(
    kind: type[R],
    path: Path,
    header: Sequence[str],
    columns: Sequence[tuple[str, int, Read]],
    cells: Sequence[str],
    line: int,
    constants: Mapping[str, object],
) -> R:
    column = ""
    try:
        values = {}
        for name, rank, reader in columns:
            column = header[rank]
            values[name] = reader(cells[rank])
        return kind(**values, **constants)
    except (ValueError, KeyError, IndexError, TypeError, ArithmeticError) as error:
        table = "/".join(path.parts[-3:])
        values = {"table": table, "line": line, "column": column}
        raise TableError(_("Table « %(table)s », ligne %(line)s, colonne %(column)s : illisible.", **values)) from error


@lru_cache(maxsize=100)
def _readers(kind: Any, separator: str | None) -> dict[str, Read]:
    """How the cell of each field is read."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: _reader(hints[field.name], separator) for field in fields(kind)}


def _reader(hint: Any, separator: str | None) -> Read:
    origin, inner = get_origin(hint), get_args(hint)
    if hint is str:
        return str
    if origin is Annotated:
        return word
    if origin in (Union, UnionType):
        known = _reader(next(part for part in inner if part is not NoneType), separator)
        return lambda cell: known(cell) if cell else None
    if origin is tuple:
        part_of = _reader(inner[0], separator)
        return lambda cell: tuple(part_of(part.strip()) for part in cell.split(separator) if part.strip())
    return _BOOLEANS.__getitem__ if hint is bool else hint
