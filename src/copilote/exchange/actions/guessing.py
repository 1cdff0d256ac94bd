"""What the columns of a table probably hold, by their titles and by what stands beneath: to be checked by a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from copilote.exchange.actions.cells import STATUSES, amounts, day, lever_cell, quantity
from copilote.exchange.actions.columns import HEADINGS, SEVERAL
from copilote.exchange.actions.matched import keys_of, print_of
from copilote.exchange.intake import FileColumn
from copilote.exchange.intake.cells import folded
from copilote.exchange.intake.rows import HEADER_WITHIN
from copilote.exchange.intake.tables import TextTable
from copilote.planning.matching.words import dice, trigrams
from copilote.reference.errors import InputError

SAMPLES, LONGEST = 3, 60
"""Values of a column that are shown, and characters of each."""
LOOKED_AT = 200
"""Values of a column by which its content is known."""
ALIKE = 0.62
"""How alike a title must be to one of ours to be taken for it."""
MOSTLY = 0.8
"""Share of the cells of a column by which its content is known."""
WORDY = 12
"""Characters of a title of an action, on average, at least."""
ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "title": ("Chantier", "Nom du chantier", "Opération", "Mesure", "Objet", "Intitulé de l’opération"),
    "description": ("Commentaire", "Détails", "Contexte", "Présentation"),
    "holder": ("Responsable", "Service", "Qui s’en charge", "En charge", "Chef de file", "Référent"),
    "status": ("Avancée", "Situation", "Progression", "Où en est-on", "Degré d’avancement"),
    "amount": ("Dépense", "Montant HT", "Montant TTC", "Enveloppe", "Coût estimé"),
    "quantity": ("Nombre", "Nombre prévu", "Objectif chiffré", "Cible"),
    "obstacle": ("Difficultés", "Points de blocage", "Blocages"),
}
"""Titles by which a column is guessed, and not known: somebody looks at it first."""
PARTLY, FEW = 0.3, 12
"""A column of few different words, of which this share are statuses, is probably one of statuses."""
WORDS_LISTED = 40
"""Words of a column of statuses beyond which it is no such column."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a file. key : what names it (`keys_of`); title : as written, "" for none; letter : of the
    spreadsheet; samples : its first different values; words : all of those, while they are few."""

    key: str
    title: str
    letter: str
    samples: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """A row that may be the header of a table. table, rank : where it is; line : as the spreadsheet counts it."""

    table: int
    rank: int
    line: int
    sheet: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table beneath its header. print : of its headings; rows : how many there are."""

    header: Header
    print: str
    columns: tuple[TableColumn, ...]
    rows: int


def headers_of(tables: Sequence[TextTable]) -> tuple[Header, ...]:
    """The rows near the top of each table that may be its header, in order; those of one cell are titles."""
    found = []
    for number, table in enumerate(tables):
        for rank, (line, cells) in enumerate(table.rows[:HEADER_WITHIN]):
            if sum(1 for cell in cells if cell.strip()) > 1 and rank + 1 < len(table.rows):
                found.append(Header(number, rank, line, table.called or table.sheet, cells))
    return tuple(found)


def likeliest(headers: Sequence[Header], known: Mapping[str, Iterable[str]]) -> Header | None:
    """The most likely header: titles like ours, short words, no numbers. known : our headings by column."""
    return max(headers, key=lambda header: (_titled(header.titles, known), -header.table, -header.rank), default=None)


def _titled(cells: Sequence[str], known: Mapping[str, Iterable[str]]) -> float:
    told = [cell.strip() for cell in cells if cell.strip()]
    short = [cell for cell in told if len(cell) < LONGEST and not any(sign.isdigit() for sign in cell)]
    alike = sum(max(best_of(cell, known).values(), default=0.0) > ALIKE for cell in told)
    return 3.0 * alike + 0.3 * len({folded(cell) for cell in short}) - 1.0 * (len(told) - len(short))


def table_at(tables: Sequence[TextTable], header: Header) -> FoundTable:
    """The table beneath a header."""
    body = tables[header.table].rows[header.rank + 1 :]
    columns = []
    for rank, (key, title) in enumerate(zip(keys_of(header.titles), header.titles, strict=True)):
        values = dict.fromkeys(cells[rank].strip() for _line, cells in body if rank < len(cells))
        values.pop("", None)
        if not title.strip() and not values:
            continue
        few = tuple(values) if len(values) <= WORDS_LISTED else ()
        samples = tuple(value[:LONGEST] for value in list(values)[:SAMPLES])
        columns.append(TableColumn(key, " ".join(title.split()), letter_of(rank), samples, few))
    return FoundTable(header, print_of(header.titles), tuple(columns), len(body))


def letter_of(rank: int) -> str:
    """The letters by which a spreadsheet names a column.

    >>> letter_of(0), letter_of(27)
    ('A', 'AB')
    """
    letters = ""
    rank += 1
    while rank:
        rank, left = divmod(rank - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


def values_at(tables: Sequence[TextTable], found: FoundTable) -> dict[str, list[str]]:
    """The first values of each column, by key."""
    body = tables[found.header.table].rows[found.header.rank + 1 :]
    values: dict[str, list[str]] = {}
    for rank, key in enumerate(keys_of(found.header.titles)):
        cells = (cells[rank].strip() for _line, cells in body if rank < len(cells))
        values[key] = [cell for cell in cells if cell][:LOOKED_AT]
    return values


def headings_with(also: Iterable[FileColumn]) -> dict[str, tuple[str, ...]]:
    """Our headings by column."""
    told = {name: tuple(each for each in given if isinstance(each, str)) for name, given in HEADINGS.items()}
    told["levers"] += ("Levier", "Leviers", "Levier 1", "Levier principal")
    told["parts"] += ("Part", "Part du levier")
    told |= {column.name: tuple(each for each in column.headings if isinstance(each, str)) for column in also}
    return {name: titles + ALSO_CALLED.get(name, ()) for name, titles in told.items()}


@lru_cache(maxsize=4_000)
def _signs(title: str) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    words = [word for word in folded(title).split() if len(word) > 2 or word.isdigit()]
    return trigrams(" ".join(words)), tuple(trigrams(word) for word in words)


def _likeness(title: str, heading: str) -> float:
    """How alike two titles are, from 0 to 1: as a whole, or by the words of ours that stand in the other."""
    if folded(title) == folded(heading):
        return 1.0
    (whole, words), (other, others) = _signs(title), _signs(heading)
    if not others or not words:
        return 0.0
    held = sum(max(dice(word, each) for word in words) for each in others) / len(others)
    return max(dice(whole, other), held * (0.9 if len(others) > 1 else 0.75))


def best_of(title: str, known: Mapping[str, Iterable[str]]) -> dict[str, float]:
    """By column of ours, how alike the title of a file's column is to its headings."""
    return {
        name: max((_likeness(title, heading) for heading in headings), default=0.0) for name, headings in known.items()
    }


def guessed(
    found: FoundTable,
    values: Mapping[str, Sequence[str]],
    region: str,
    also: Iterable[FileColumn],
    before: Mapping[str, str],
) -> dict[str, str]:
    """Our column for each of a file's, by key, where one is likely. before : what the same titles were led to by the
    same people; each of ours is given once, but those that may be several."""
    also = tuple(also)
    known = headings_with(also)
    fits = _contents(region, also)
    scored: list[tuple[float, int, str, str]] = []
    for rank, column in enumerate(found.columns):
        cells = values.get(column.key, ())
        for name, alike in best_of(column.title, known).items():
            fit = _share(cells, fits[name]) if name in fits and cells else None
            score = alike if fit is None else alike * (0.4 + 0.6 * fit)
            if fit is not None and fit >= MOSTLY and name in ("status", "link", "levers"):
                score = max(score, 0.9)
            if name == "status" and fit is not None and fit >= PARTLY and 0 < len(column.words) <= FEW:
                score = max(score, 0.7)
            if before.get(column.key) == name:
                score = 2.0
            if score >= ALIKE:
                scored.append((score, -rank, column.key, name))
    chosen: dict[str, str] = {key: "" for key in before if not before[key]}
    taken: set[str] = set()
    for _score, _rank, key, name in sorted(scored, reverse=True):
        if key not in chosen and (name in SEVERAL or name not in taken):
            chosen[key] = name
            taken.add(name)
    if "title" not in taken:
        wordy = [(_wordiness(values.get(each.key, ())), each.key) for each in found.columns if each.key not in chosen]
        if wordy and max(wordy)[0]:
            chosen[max(wordy)[1]] = "title"
    return {key: name for key, name in chosen.items() if name}


def _contents(region: str, also: Iterable[FileColumn]) -> dict[str, Callable[[str], object]]:
    """What the cells of some of our columns are, by column."""
    statuses = {folded(word) for word in STATUSES}

    def status(cell: str) -> None:
        if folded(cell) not in statuses:
            raise InputError("")

    links = {column.name: column.kind for column in also if column.name == "link"}
    dated = {"start": day, "end": day}
    return {"levers": lever_cell(region), "status": status, "quantity": quantity, "amount": amounts, **dated, **links}


def _share(cells: Sequence[str], kind: Callable[[str], object]) -> float:
    held = 0
    for cell in cells[:50]:
        try:
            kind(cell)
            held += 1
        except (InputError, ValueError):
            continue
    return held / len(cells[:50])


def _wordiness(cells: Sequence[str]) -> float:
    """How much a column looks like titles of actions: different from one another, neither short nor long."""
    if not cells:
        return 0.0
    length = sum(map(len, cells)) / len(cells)
    return len(set(cells)) / len(cells) if WORDY <= length <= 200 else 0.0


def strange_words(column: TableColumn) -> tuple[str, ...]:
    """The words of a column of statuses that are none of ours."""
    known = {folded(word) for word in STATUSES}
    told = {folded(word): word for word in column.words if folded(word) not in known}
    return tuple(told.values())


@lru_cache(maxsize=1)
def _spelt() -> dict[str, frozenset[str]]:
    return {word: trigrams(folded(word)) for word in STATUSES}


def guessed_status(word: str) -> str:
    """Our status that a word is like, "" where none is near."""
    held = set(folded(word).split())
    for spelt, status in STATUSES.items():
        if set(folded(spelt).split()) <= held:
            return status.value
    signs = trigrams(folded(word))
    best = max(_spelt(), key=lambda each: dice(signs, _spelt()[each]))
    return STATUSES[best].value if dice(signs, _spelt()[best]) > ALIKE else ""
