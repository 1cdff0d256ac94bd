"""What key files share: codes that a spreadsheet spoilt, figures kept secret, one year of many, sums by territory."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from copilote.exchange.intake import FileColumn, FileError, FileLayout, FileRow, FileSheet
from copilote.exchange.intake.cells import CellKind, folded, year_of
from copilote.exchange.intake.layout import WORDS
from copilote.exchange.intake.notes import Notes
from copilote.exchange.keyfiles.model import (
    BudgetDraft,
    Draft,
    KeyDraft,
    KeyEntry,
    KeyLayout,
    Options,
    PerimeterDraft,
    declared,
    key_of,
)
from copilote.exchange.numbers import LARGEST, parse_number
from copilote.reference.errors import InputError
from copilote.words.numbers import counted

SECRET = {"s", "ss", "nd", "n d", "nc", "na", "n a", "nr", "secret", "secret statistique", "null", "none", "nan"}
"""How publishers write "not given"; an empty cell says the same."""
COMMUNE = re.compile(r"(\d{2}|2[AB])\d{3}", re.ASCII)
SIREN = re.compile(r"\d{9}", re.ASCII)
DESCRIBED = 3
"""Rows beneath a header that may describe its columns ("Code de la commune", "MWh"), as the State's exports do."""
TOTAL = re.compile(r"(sous )?(total|totaux|ensemble|france|metropole)( .*)?")
NUMBER = re.compile(r"[-+]?[\d\s.,]*\d[\d\s.,]*")


def statistic(cell: str) -> float | None:
    """A figure of at least 0, None where its publisher does not give it."""
    bare = cell.strip()
    try:
        value = float(bare)
    except ValueError:
        if folded(bare) in SECRET or set(bare) <= set("-–.…*"):
            return None
        try:
            value = parse_number(bare)
        except InputError:
            value = math.inf
    if math.isnan(value):
        return None
    if abs(value) > LARGEST:
        raise InputError(f"« {bare[:40]} » {'n’est pas un nombre' if math.isinf(value) else 'est trop grand'}")
    if value < 0:
        raise InputError(f"{bare[:40]} est négatif, une clé ne l’est jamais")
    return value


def columns_of(rows: Mapping[str, Mapping[str, Any]], **kinds: CellKind) -> tuple[FileColumn, ...]:
    """The columns that the table declares. kinds : of the cells of some, else figures or words."""
    columns = []
    for name, row in rows.items():
        shared = declared()["columns"][row["like"]] if "like" in row else {}
        headings = (*shared.get("headings", ()), *row.get("headings", ()), *map(re.compile, row.get("patterns", ())))
        kind = kinds.get(name) or (statistic if row.get("figure") else WORDS)
        needed = row.get("needed", shared.get("needed", True))
        columns.append(FileColumn(name, headings, kind, needed, several=row.get("several", False)))
    return tuple(columns)


def key_layout(
    layout_id: str,
    read: Callable[[FileSheet, Options], Draft | PerimeterDraft | BudgetDraft],
    *,
    keys: Sequence[KeyDraft] = (),
    also: Callable[[Sequence[str]], bool] | None = None,
    beside: FileLayout | None = None,
    **kinds: CellKind,
) -> KeyLayout:
    """A layout that the table declares, and who reads it. keys : else those declared; kinds : as in `columns_of`."""
    about = dict(declared()[layout_id])
    each = about.pop("each", {})
    drafts = tuple(keys) or tuple(key_of(each | row) for row in about.pop("keys", ()))
    columns, either = columns_of(about.pop("columns"), **kinds), tuple(map(tuple, about.pop("either", ())))
    return KeyLayout(columns=columns, read=read, id=layout_id, keys=drafts, either=either,
                     also=also, beside=beside, **about)  # fmt: skip


def commune_code(text: str) -> str:
    """A commune's code as it should be: "1001" (a spreadsheet lost the zero) is "01001", "2a004" is "2A004".

    >>> commune_code(" 1001 "), commune_code("2a004"), commune_code("45234.0")
    ('01001', '2A004', '45234')
    """
    bare = text.strip().strip("'\"").upper().removesuffix(".0")
    return bare.zfill(5) if bare.isascii() and bare.isdigit() and len(bare) == 4 else bare


def siren_code(text: str) -> str:
    """A SIREN without spaces: "200 030 385" is "200030385"."""
    return re.sub(r"\s", "", text).removesuffix(".0")


Figures = Iterable[tuple[str, float | None]]
"""What a row adds to its territory: suffixes of keys and values, None where they are not known."""


def gathered(
    layout: KeyLayout,
    sheet: FileSheet,
    rows: Iterable[FileRow],
    year: int | None,
    figures: Callable[[FileRow], Figures | None],
    *,
    keys: Sequence[KeyDraft] = (),
    single: bool = False,
    place: str | int = "commune",
    named: int | None = None,
    level: str = "commune",
) -> Draft:
    """The draft of a file whose rows add figures to territories; `figures` is None for a row that is left out.

    place, named : columns of the territory's code and name. single : a territory has one row, a second one being a
    problem; else the file is refused when half of its rows stand twice. keys : else those that some row gave.
    """
    code_of = commune_code if level == "commune" else siren_code
    lines, entries = list(rows), dict[str, KeyEntry]()
    for row in lines:
        written = row.text(place)
        code = code_of(written)
        if single and code and code in entries:
            row.problem(place, f"{code} est déjà donné ligne {entries[code].line}")
            continue
        added = figures(row)
        if added is not None:
            code = code or f"ligne {row.line}"  # that it has none is told when codes are checked
            if code not in entries:
                name = "" if named is None else row.text(named)
                entries[code] = KeyEntry(row.line, written if level == "commune" else code_of(written), name)
            for suffix, value in added:
                entries[code].add(suffix, value)
    for table in () if single else (sheet, *sheet.beside):
        _refuse_doubled(place, [row for row in lines if row.sheet is table])
    given = {suffix for entry in entries.values() for suffix in entry.values}
    keys = keys or [key for key in layout.keys if key.suffix in given]
    return Draft(layout, sheet, place, year, tuple(keys), tuple(entries.values()), level)


class Once:
    """Tells the rows that say again what another has said."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, int] = {}

    def again(self, row: FileRow, column: str | int, same: Hashable, what: str) -> bool:
        """Whether `same` was already met, which is a problem."""
        first = self._lines.setdefault(same, row.line)
        if first == row.line:
            return False
        row.problem(column, f"{what} qu’à la ligne {first}")
        return True


def _refuse_doubled(column: str | int, rows: Sequence[FileRow]) -> None:
    """Note the problem of a file that says itself twice: a few rows are alike by chance, not half of them."""
    first: dict[tuple[str, ...], int] = {}
    twice = [row for row in rows if first.setdefault(row.cells, row.line) != row.line]
    if twice and len(twice) * 2 >= len(rows):
        many = counted(len(twice), "ligne est en double", "lignes sont en double")
        twice[0].problem(column, f"{many} : le fichier a-t-il été assemblé deux fois ?")


def of_communes(sheet: FileSheet, column: str = "commune") -> Iterator[FileRow]:
    """The rows that speak of a territory: neither totals nor the rows that describe the columns."""
    totals = 0
    for rank, row in enumerate(sheet):
        code = row.folded(column)
        if TOTAL.fullmatch(code) or (not code and any(TOTAL.fullmatch(folded(cell)) for cell in row.cells)):
            totals += 1
        elif rank >= DESCRIBED or _figured(row, column):
            yield row
    if totals:
        sheet.notes.remark(f"{counted(totals, 'ligne de total laissée', 'lignes de total laissées')} de côté.")


def _figured(row: FileRow, column: str) -> bool:
    """Whether a row has a commune's code or a number: it is not one that describes the columns."""
    return bool(COMMUNE.fullmatch(commune_code(row.text(column)))) or any(map(NUMBER.fullmatch, row.cells))


def one_year(sheet: FileSheet, rows: Iterable[FileRow], options: Options) -> tuple[list[FileRow], int | None]:
    """The rows of the year asked for, else of the newest; all of them when no column tells it."""
    if not sheet.places.get("year"):
        return list(rows), options.year
    dated = [(row, year_of(row.text("year"))) for row in rows]
    for row, year in dated:
        if year is None:
            row.problem("year", "année manquante ou illisible")
    chosen = chosen_year(sheet.file, {year for _row, year in dated if year}, options, sheet.notes)
    return [row for row, year in dated if year in (chosen, None)], chosen


def chosen_year(name: str, years: Iterable[int], options: Options, notes: Notes) -> int | None:
    """The year asked for, else the newest of those that a file has."""
    known = sorted(years)
    if options.year is not None and options.year not in known:
        listed = ", ".join(map(str, known)) or "aucune"
        raise FileError(f"« {name} » n’a pas l’année {options.year}. Années présentes : {listed}.")
    chosen = options.year or (known[-1] if known else None)
    if len(known) > 1:
        notes.remark(f"Années présentes : {known[0]} à {known[-1]} ; {chosen} est retenue (--year pour une autre).")
    return chosen
