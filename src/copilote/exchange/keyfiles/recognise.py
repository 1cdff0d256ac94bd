"""Which layout a file is in, and the other files that go with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from copilote.exchange.keyfiles import irpe
from copilote.exchange.keyfiles.model import KeyFileError, Layout, Notes, Sheet, folded_title
from copilote.exchange.keyfiles.opening import Table, tables_of

HEADER_WITHIN = 20
"""Rows among which the header is looked for: publishers put a title and notes above it."""
NAMED = 12


def recognised(files: Sequence[tuple[str, bytes]], layouts: Sequence[Layout], notes: Notes) -> tuple[Layout, Sheet]:
    """The first layout that accepts a file, its table, and those of the other files that the layout asks for.

    Raises KeyFileError: no file in a known layout, or several that do not go together.
    """
    opened = [(name, _tables(name, content, len(files) == 1, notes)) for name, content in files]
    main: tuple[Layout, Sheet] | None = None
    others = []
    for name, tables in opened:
        found = _first(name, tables, layouts)
        if found is None or main is not None:
            others.append((name, tables, found))
        else:
            main = found
    if main is None:
        raise _unknown(files, opened, layouts)
    layout, sheet = main
    beside, left = [], []
    for name, tables, found in others:
        held = None if layout.beside is None else _headed(name, tables, layout.beside)
        if held is not None:
            beside.append(replace(held, among=True))
        elif found is not None:
            raise KeyFileError(
                f"« {sheet.name} » et « {name} » ne vont pas ensemble ({layout.title} ; {found[0].title}) : "
                "chargez-les à part."
            )
        else:
            left.append(name)
    if left:
        notes.remark(f"Fichiers laissés de côté, inconnus : {', '.join(left[:NAMED])}.")
    return layout, replace(sheet, beside=tuple(beside), among=bool(beside))


def _tables(name: str, content: bytes, alone: bool, notes: Notes) -> list[Table]:
    """The tables of a file; none when it cannot be read and others may do without it."""
    try:
        return tables_of(name, content, notes)
    except KeyFileError:
        if alone:
            raise
        return []


def _first(name: str, tables: Sequence[Table], layouts: Sequence[Layout]) -> tuple[Layout, Sheet] | None:
    """The first layout that accepts a row near the top of a table, and the table beneath it."""
    for table in tables:
        for rank, row in enumerate(table[:HEADER_WITHIN]):
            titles = [folded_title(one) for one in row.cells]
            layout = next((one for one in layouts if one.accepts(titles)), None)
            if layout is not None:
                return layout, Sheet(name, row.cells, tuple(table[rank + 1 :]))
    return None


def _headed(name: str, tables: Sequence[Table], accepts: Callable[[Sequence[str]], bool]) -> Sheet | None:
    for table in tables:
        for rank, row in enumerate(table[:HEADER_WITHIN]):
            if accepts([folded_title(one) for one in row.cells]):
                return Sheet(name, row.cells, tuple(table[rank + 1 :]))
    return None


def _unknown(
    files: Sequence[tuple[str, bytes]], opened: Sequence[tuple[str, Sequence[Table]]], layouts: Sequence[Layout]
) -> KeyFileError:
    first = next((table[0].cells for _name, tables in opened for table in tables if table), ())
    listed = ", ".join(one.strip()[:40] for one in first[:NAMED] if one.strip()) or "aucune"
    names = ", ".join(name for name, _content in files[:NAMED])
    return KeyFileError(
        f"« {names} » : présentation inconnue. Colonnes trouvées : {listed}. "
        f"Connues : {' ; '.join([*(one.title for one in layouts), irpe.LAYOUT_TITLE])}."
    )
