"""A file under one declared layout: all of its rows, or one error that tells all that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar

from copilote.exchange.intake.layout import FileColumn, FileLayout, by_title
from copilote.exchange.intake.notes import SHOWN, FileError, FileProblem, Notes, UnknownTableError, some_of
from copilote.exchange.intake.opening import UPLOADED, Limits, read_file, unpacked
from copilote.exchange.intake.rows import HEADER_WITHIN, FileRow, FileSheet, Progress, headed, sheet_at
from copilote.exchange.intake.tables import TextTable, csv_table, is_json, json_of, records_table, tables_of
from copilote.reference.errors import nearest
from copilote.words import _

T = TypeVar("T")
Source = Path | tuple[str, bytes] | tuple[str, str]
"""A file: its path, or its name and bytes, or a name and the text of a table that was typed or pasted."""
NAMED = 12


@dataclass(frozen=True)
class Intake(Generic[T]):
    """What a file gave. rows : what `each` made of them; remarks : what was understood or left aside, in sentences."""

    rows: tuple[T, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Understood(Generic[T]):
    """What is right of a file, and what is wrong in it. count : of the problems, the first of which are told."""

    rows: tuple[T, ...]
    problems: tuple[FileProblem, ...]
    count: int
    remarks: tuple[str, ...]


def read(
    source: Source,
    layout: FileLayout,
    each: Callable[[FileRow], T] = FileRow.values,  # type: ignore[assignment]
    *,
    limits: Limits = UPLOADED,
    on_progress: Progress | None = None,
    most: int = SHOWN,
) -> Intake[T]:
    """The rows of a file in a layout, each made into something.

    each : called with a row whose cells are all right; may refuse it (`row.problem`) for a reason of its own.
    on_progress : told the rows done and all of them, after two seconds. most : faults that are told one by one.

    Raises FileError: the file cannot be read, lacks a column, or has faults, which are told by sheet, row and column.
    """
    notes = Notes(most)
    name, tables = _tables(source, layout, limits, notes)
    sheet = replace(_sheet_of(name, tables, layout, notes), on_progress=on_progress)
    if others := _beside(sheet, tables, layout, notes):
        names = some_of([other.name or other.file for other in others], NAMED)
        notes.remark(_("Seule « %(read)s » est lue, et non : %(names)s.", read=sheet.name or sheet.file, names=names))
    if not sheet.body:
        raise no_rows(name)
    values = []
    for row in _right(sheet):
        count = notes.count
        value = each(row)
        if notes.count == count:
            values.append(value)
    notes.check(name)
    return Intake(tuple(values), tuple(notes.remarks))


def read_in_part(
    source: Source,
    layout: FileLayout,
    each: Callable[[FileRow], T | None],
    *,
    before: Sequence[FileLayout] = (),
    limits: Limits = UPLOADED,
    on_progress: Progress | None = None,
    most: int = 10_000,
) -> Understood[T]:
    """What can be used of a file, in all of its sheets that are in the layout, and what is wrong in the rest.

    each : called with every row; takes what it can of it, None for nothing. What it asks of a wrong cell is None, and
    noted. before : layouts that are tried first, in order. most : problems that are told.

    Raises FileError: the file cannot be read, lacks a column (UnknownTableError), or has no row.
    """
    notes = Notes(most)
    name, tables = _tables(source, layout, limits, notes)
    for table in tables:
        table.sheet = table.called
    layout = next((other for other in before if headed(tables, [other], notes)), layout)
    first = _sheet_of(name, tables, layout, notes)
    sheets = [replace(sheet, on_progress=on_progress) for sheet in (first, *_beside(first, tables, layout, notes))]
    if not any(sheet.body for sheet in sheets):
        raise no_rows(name)
    made = [value for sheet in sheets for row in sheet if (value := each(row)) is not None]
    return Understood(tuple(made), tuple(notes.problems), notes.count, tuple(notes.remarks))


def tables_in(source: Source, limits: Limits = UPLOADED) -> tuple[TextTable, ...]:
    """The tables of a file as text, whatever their columns. Raises FileError when it cannot be read."""
    tables = _tables(source, FileLayout("", ()), limits, Notes())[1]
    return tuple(table for table in tables if table.rows)


def _tables(source: Source, layout: FileLayout, limits: Limits, notes: Notes) -> tuple[str, list[TextTable]]:
    """The name of a file and its tables."""
    name, content = read_file(source, limits) if isinstance(source, Path) else source
    if not content.strip():
        columns = ", ".join(column.title for column in layout.columns if column.needed)
        raise FileError(_("« %(name)s » est vide. Colonnes attendues : %(columns)s.", name=name, columns=columns))
    if isinstance(content, str):
        return name, [csv_table(name, content.removeprefix("\ufeff"), limits)]
    opened = unpacked(name, content, limits)
    return name, [table for inner, body in opened for table in rows_of(inner, body, limits, notes)]


def rows_of(name: str, content: bytes, limits: Limits, notes: Notes) -> list[TextTable]:
    """The tables of a file that is no zip, JSON rows being one."""
    if not is_json(content):
        return tables_of(name, content, limits, notes)
    rows = json_of(name, content)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise FileError(_("« %(name)s » n’est pas une liste de lignes.", name=name))
    return [records_table(name, rows)]


def no_rows(name: str) -> FileError:
    """The error of a header with nothing beneath."""
    return FileError(_("« %(name)s » n’a aucune ligne sous ses titres de colonnes.", name=name))


def _right(sheet: FileSheet) -> Iterator[FileRow]:
    """The rows whose cells are all as the layout wants them."""
    first_lines: dict[tuple[str, Any], int] = {}
    uniques = [column.name for column in sheet.layout.columns if column.unique]
    for row in sheet:
        count = sheet.notes.count
        beyond = sum(1 for cell in row.cells[len(sheet.header) :] if cell.strip())
        if beyond:
            advice = _("une virgule décimale demande le point-virgule entre les colonnes")
            counts = {"cells": len(sheet.header) + beyond, "columns": len(sheet.header)}
            what = _("%(cells)s cellules pour %(columns)s colonnes (%(advice)s)", advice=advice, **counts)
            row.problem("", what)
        values = row.values()
        for name in uniques:
            if values[name] is None:
                continue
            first = first_lines.setdefault((name, values[name]), row.line)
            if first != row.line:
                row.problem(name, _("« %(cell)s » est déjà donné ligne %(line)s", cell=row.text(name), line=first))
        if sheet.notes.count == count:
            yield row


def _sheet_of(name: str, tables: Sequence[TextTable], layout: FileLayout, notes: Notes) -> FileSheet:
    """The first table in the layout; what is left aside is a remark. Raises FileError when a column is not there."""
    sheet = headed(tables, [layout], notes) or _headed_on_two_rows(tables, layout, notes)
    if sheet is None:
        raise _lacking(name, tables, layout)
    titles = by_title(sheet.header)
    read_at = {rank for ranks in sheet.places.values() for rank in ranks}
    for column in layout.columns:
        ranks = [rank for ranks in titles.values() if set(ranks) & set(sheet.places[column.name]) for rank in ranks]
        if len(ranks) > 1 and not column.several and not layout.chosen:
            raise FileError(_("« %(name)s » : la colonne « %(column)s » est là deux fois.", name=name,
                              column=sheet.title(ranks[0])))  # fmt: skip
    aside = [title.strip()[:40] for rank, title in enumerate(sheet.header) if title.strip() and rank not in read_at]
    if aside:
        notes.remark(_("Colonnes laissées de côté : %(names)s.", names=some_of(aside, NAMED)))
    return sheet


def _beside(sheet: FileSheet, tables: Sequence[TextTable], layout: FileLayout, notes: Notes) -> list[FileSheet]:
    """The other tables in the layout."""
    rest = [table for table in tables if (table.file, table.sheet) != (sheet.file, sheet.name)]
    return [other for table in rest if (other := headed([table], [layout], notes))]


def _headed_on_two_rows(tables: Sequence[TextTable], layout: FileLayout, notes: Notes) -> FileSheet | None:
    """A header on two rows: the lower title, the upper where it has none, or both ("Montant" over "2026")."""
    for table in tables:
        top = [cells for _line, cells in table.rows[:HEADER_WITHIN]]
        for rank, (upper, lower) in enumerate(pairwise(top)):
            width = max(len(upper), len(lower))
            above, beneath = (cells + ("",) * (width - len(cells)) for cells in (upper, lower))
            group, joined = "", []
            for over, under in zip(above, beneath, strict=True):
                group = over.strip() or group  # a merged cell is written once, over its first column
                joined.append(f"{group} {under}" if under.strip() else over)
            plain = tuple(under if under.strip() else over for over, under in zip(above, beneath, strict=True))
            for header in (plain, tuple(joined)):
                if layout.accepts(header):
                    return sheet_at(layout, table, header, rank + 2, notes)
    return None


def _lacking(name: str, tables: Sequence[TextTable], layout: FileLayout) -> FileError:
    """What the row most like a header lacks, and what it has."""
    rows = [cells for table in tables for _line, cells in table.rows[:HEADER_WITHIN]]
    if not rows:
        return FileError(_("« %(name)s » est vide.", name=name))
    header = max(rows, key=lambda cells: sum(map(bool, layout.places(cells).values())))
    places = layout.places(header)
    taken = {rank for ranks in places.values() for rank in ranks}
    free = [title.strip()[:60] for rank, title in enumerate(header) if title.strip() and rank not in taken]
    missing = [column for column in layout.columns if column.needed and not places[column.name]]
    if layout.either and not missing:
        lacks = [{name for name in group if not places[name]} for group in layout.either]
        missing = [column for column in layout.columns if column.name in min(lacks, key=len)]
    lacking = ", ".join(_missing(column, free) for column in missing)
    return UnknownTableError(
        _(
            "« %(name)s » : colonne absente : %(lacking)s. Colonnes trouvées : %(titles)s. Attendues : %(expected)s.",
            name=name,
            lacking=lacking or "?",
            titles=some_of([title.strip()[:40] for title in header if title.strip()], NAMED),
            expected=", ".join(column.title for column in layout.columns if column.needed or column in missing),
        )
    )


def _missing(column: FileColumn, free: Sequence[str]) -> str:
    near = nearest(column.title, free, 1)
    if not near:
        return f"« {column.title} »"
    return _("« %(title)s » (« %(near)s » lui ressemble)", title=column.title, near=near[0])
