"""Long files read row by row: one year of them, totals set aside, figures added up by territory."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from copilote.exchange.keyfiles.cells import COMMUNE, commune_code, folded, year_of
from copilote.exchange.keyfiles.model import Entry, KeyDraft, KeyFileError, Notes, Options, Row, Sheet, counted

YEAR = ("annee", "an", "millesime", "year", "annee emission", "annee de reference")
DESCRIBED = 3
"""Rows beneath a header that may describe its columns ("Code de la commune", "MWh"), as the State's exports do."""
TOTAL = re.compile(r"(sous )?(total|totaux|ensemble|france|metropole)( .*)?")
NUMBER = re.compile(r"[-+]?[\d\s.,]*\d[\d\s.,]*")
SEVERAL = 2


@dataclass
class Sums:
    """Figures by territory and key; a sum that lacks one of its parts is not known."""

    values: dict[str, dict[str, float | None]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def see(self, code: str, line: int) -> dict[str, float | None]:
        """A territory that the file lists, even if with nothing of a key."""
        self.lines.setdefault(code, line)
        return self.values.setdefault(code, {})

    def add(self, code: str, line: int, suffix: str, value: float | None) -> None:
        """One more figure of a territory's key; None where it is not given."""
        held = self.see(code, line)
        before = held.get(suffix, 0.0)
        held[suffix] = None if value is None or before is None else before + value

    def entries(self, keys: Iterable[KeyDraft]) -> tuple[Entry, ...]:
        """A territory that has rows, but none for a key, has none of it."""
        suffixes = [key.suffix for key in keys]
        return tuple(
            Entry(self.lines[code], code, "", {one: held.get(one, 0.0) for one in suffixes})
            for code, held in self.values.items()
        )


class Once:
    """Tells the rows that say again what another has said."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._lines: dict[Hashable, int] = {}

    def again(self, line: int, column: str, same: Hashable, what: str) -> bool:
        """Whether `same` was already met, which is a problem."""
        first = self._lines.setdefault(same, line)
        if first == line:
            return False
        self._notes.problem(line, column, f"{what} qu’à la ligne {first}")
        return True


class Repeats:
    """Rows that stand twice: a few are alike by chance, where columns were left out; half of a file is a mistake."""

    def __init__(self, notes: Notes, column: str) -> None:
        self._notes, self._column = notes, column
        self._seen: set[tuple[str, ...]] = set()
        self._rows, self._twice, self._first = 0, 0, 0

    def see(self, row: Row) -> None:
        """One more row of the file."""
        self._rows += 1
        if row.cells in self._seen:
            self._twice += 1
            self._first = self._first or row.line
        self._seen.add(row.cells)

    def check(self) -> None:
        """Note the problem when the file says itself twice."""
        if self._twice and self._twice * 2 >= self._rows:
            many = counted(self._twice, "ligne est en double", "lignes sont en double")
            self._notes.problem(self._first, self._column, f"{many} : le fichier a-t-il été assemblé deux fois ?")


def of_communes(sheet: Sheet, code: int, notes: Notes) -> Iterator[Row]:
    """The rows that speak of a territory: neither totals nor the rows that describe the columns."""
    totals = 0
    for rank, row in enumerate(sheet.filled()):
        text = folded(row.cells[code])
        if TOTAL.fullmatch(text) or (not text and any(TOTAL.fullmatch(folded(cell)) for cell in row.cells)):
            totals += 1
        elif rank >= DESCRIBED or _figured(row, code):
            yield row
    if totals:
        notes.remark(f"{counted(totals, 'ligne de total laissée', 'lignes de total laissées')} de côté.")


def _figured(row: Row, code: int) -> bool:
    """Whether a row has a commune's code or a number: it is not one that describes the columns."""
    return bool(COMMUNE.fullmatch(commune_code(row.cells[code]))) or any(map(NUMBER.fullmatch, row.cells))


def one_year(sheet: Sheet, rows: Iterable[Row], options: Options, notes: Notes) -> tuple[list[Row], int | None]:
    """The rows of the year asked for, else of the newest; all of them when no column tells it."""
    at = sheet.column(*YEAR)
    if at is None:
        return list(rows), options.year
    held = [(row, year_of(row.cells[at])) for row in rows]
    for row, found in held:
        if found is None:
            notes.problem(row.line, sheet.where(at), "année manquante ou illisible")
    chosen = chosen_year(sheet.name, {year for _row, year in held if year}, options, notes)
    return [row for row, year in held if year in (chosen, None)], chosen


def chosen_year(name: str, years: Iterable[int], options: Options, notes: Notes) -> int | None:
    """The year asked for, else the newest of those that a file has."""
    known = sorted(years)
    if options.year is not None and options.year not in known:
        listed = ", ".join(str(one) for one in known) or "aucune"
        raise KeyFileError(f"« {name} » n’a pas l’année {options.year}. Années présentes : {listed}.")
    chosen = options.year or (known[-1] if known else None)
    if len(known) >= SEVERAL:
        notes.remark(f"Années présentes : {known[0]} à {known[-1]} ; {chosen} est retenue (--year pour une autre).")
    return chosen


def first_title(titles: Sequence[str], *patterns: str) -> int | None:
    """The rank of the first title that wholly matches a pattern, in the order of these."""
    for pattern in patterns:
        for rank, title in enumerate(titles):
            if re.fullmatch(pattern, title):
                return rank
    return None
