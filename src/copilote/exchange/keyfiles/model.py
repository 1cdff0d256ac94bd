"""What passes between the modules that read key files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from copilote.reference.errors import CopiloteError

SHOWN = 20
"""Problems that are told one by one; the others are counted."""


def counted(count: int, one: str, several: str) -> str:
    """A count and what is counted: "1 commune", "3 communes".

    >>> counted(1, "commune", "communes")
    '1 commune'
    """
    return f"{count} {one if count < 2 else several}"


@dataclass(frozen=True)
class Problem:
    """What makes a file unusable, where: line (as an editor counts them), column ("" for the whole line)."""

    line: int
    column: str
    what: str

    def __str__(self) -> str:
        where = f"ligne {self.line}" + (f", colonne « {self.column} »" if self.column else "")
        return f"{where} : {self.what}"


class KeyFileError(CopiloteError):
    """A file that cannot be a key. problems : the first ones, by line; count : how many there are."""

    def __init__(self, sentence: str, problems: Sequence[Problem] = (), count: int = 0) -> None:
        super().__init__(sentence)
        self.problems, self.count = tuple(problems), count


@dataclass
class Notes:
    """What is found while a file is read: problems (the first ones and their count), remarks, times each was made."""

    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    remarks: list[str] = field(default_factory=list)

    def problem(self, line: int, column: str, what: str) -> None:
        """Something that makes the file unusable."""
        self.count += 1
        if len(self.problems) < SHOWN:
            self.problems.append(Problem(line, column, what))

    def remark(self, sentence: str) -> None:
        """Something that was understood or changed."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def check(self, name: str) -> None:
        """Raise KeyFileError when there is a problem."""
        if not self.count:
            return
        first = sorted(self.problems, key=lambda one: one.line)[:SHOWN]
        many = (
            f"{self.count} erreurs, les {len(first)} premières" if self.count > len(first) else f"{self.count} erreurs"
        )
        many = "une erreur" if self.count == 1 else many
        listed = " ; ".join(str(one) for one in first)
        raise KeyFileError(f"« {name} » est refusé, rien n’est chargé : {many}. {listed}.", first, self.count)


@dataclass(frozen=True)
class Options:
    """What the person who loads a file says of it; None or empty: what the layout says.

    year : of the data, and of the codes of its communes. levers : ids that a one-key file serves. skip_unknown : leave
    out codes that no commune ever had, instead of refusing the file.
    """

    year: int | None = None
    name: str = ""
    title: str = ""
    unit: str = ""
    levers: tuple[str, ...] = ()
    grade: str = ""
    publisher: str = ""
    licence: str = ""
    address: str = ""
    zero_elsewhere: bool = False
    skip_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its line from 1, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table of a file, its header found: the file's name, column titles as written, the rows beneath.

    beside : the other tables that were given with it, which its layout asks for. among : it is one of several.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    beside: tuple[Sheet, ...] = ()
    among: bool = False

    @property
    def titles(self) -> list[str]:
        """Column titles, folded."""
        return [folded_title(one) for one in self.header]

    def filled(self) -> Iterator[Row]:
        """The rows, each as wide as the header at least."""
        for row in self.rows:
            missing = len(self.header) - len(row.cells)
            yield Row(row.line, row.cells + ("",) * missing) if missing > 0 else row

    def where(self, rank: int) -> str:
        """How a column is named in a problem: with its file, when several were given together."""
        return f"{self.name} : {self.header[rank]}" if self.among else self.header[rank]

    def column(self, *names: str) -> int | None:
        """The rank of the first column whose folded title is one of `names`, in the order of these."""
        folded = self.titles
        return next((folded.index(name) for name in names if name in folded), None)


def folded_title(title: str) -> str:
    """A column title without accents, case or punctuation: "N° INSEE commune" is "n insee commune"."""
    from copilote.reference.errors import fold

    return fold(title)


@dataclass(frozen=True)
class Magnitude:
    """About how much a published figure says that the whole country has of a key, in the key's unit, and who says it.

    It only serves to see a wrong unit or half a file: a total is compared within a factor of two.
    """

    value: float
    source: str


@dataclass(frozen=True)
class KeyDraft:
    """A key that a file gives. suffix : of its id, "" for the only key of a file. zero_elsewhere : a commune that is
    not listed has none of it (when its region has others), instead of being not known. role : see `reference.loaded`.
    magnitude : what the country's total should be near, None where we know of no published one.
    """

    suffix: str
    title: str
    unit: str
    levers: tuple[str, ...]
    grade_commune: str
    grade_epci: str
    reason: str
    zero_elsewhere: bool = False
    role: str = ""
    magnitude: Magnitude | None = None


@dataclass(frozen=True)
class Entry:
    """A territory's values by key suffix; None where the file says nothing. column : of its code."""

    line: int
    code: str
    name: str
    values: Mapping[str, float | None]


@dataclass(frozen=True)
class Draft:
    """A file once read, its territories as they are written. level : "commune" or "epci"."""

    layout: str
    name: str
    title: str
    publisher: str
    licence: str
    address: str
    year: int | None
    level: str
    code_column: str
    keys: tuple[KeyDraft, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Member:
    """A row of the official list of CRTE: an EPCI (or EPT, or commune) of a perimeter."""

    line: int
    crte: str
    crte_name: str
    departement: str
    siren: str
    name: str


@dataclass(frozen=True)
class PerimeterDraft:
    """The official list of CRTE once read."""

    title: str
    publisher: str
    licence: str
    year: int | None
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Layout:
    """A layout of a published file.

    accepts : folded titles of a row → whether it is its header. read : the file. beside : the same of another table
    that it is read with, None where there is none. name, file_title, publisher, licence : of what is loaded.
    keys : those that such a file may give.
    """

    id: str
    title: str
    accepts: Callable[[Sequence[str]], bool]
    read: Callable[[Sheet, Options, Notes], Draft | PerimeterDraft]
    name: str = ""
    file_title: str = ""
    publisher: str = ""
    licence: str = "Licence Ouverte 2.0"
    keys: tuple[KeyDraft, ...] = ()
    beside: Callable[[Sequence[str]], bool] | None = None

    def draft(
        self,
        year: int | None,
        code_column: str,
        keys: Sequence[KeyDraft],
        entries: Sequence[Entry],
        level: str = "commune",
    ) -> Draft:
        """What was read of a file in this layout."""
        return Draft(
            layout=self.id,
            name=self.name,
            title=self.file_title,
            publisher=self.publisher,
            licence=self.licence,
            address="",
            year=year,
            level=level,
            code_column=code_column,
            keys=tuple(keys),
            entries=tuple(entries),
        )
