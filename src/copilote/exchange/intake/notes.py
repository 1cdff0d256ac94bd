"""What is found while a file is read: what makes it unusable, where, and what was understood or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from copilote.reference.errors import CopiloteError
from copilote.words import _

SHOWN = 20
"""Problems that are told one by one; the others are counted."""
NAMED = 5


@dataclass(frozen=True)
class FileProblem:
    """What makes a file unusable, where: line (as an editor counts them), column ("" for the whole line).

    file, sheet : where they are several, else "". value : the cell as it stands, "" for the whole line.
    doubt : it is only to be looked at, and what the line says is kept.
    """

    line: int
    column: str
    what: str
    sheet: str = ""
    file: str = ""
    value: str = ""
    doubt: bool = False

    def __str__(self) -> str:
        places = (
            _("fichier « %(name)s »", name=self.file) if self.file else "",
            _("feuille « %(name)s »", name=self.sheet) if self.sheet else "",
            _("ligne %(line)s", line=self.line),
            _("colonne « %(name)s »", name=self.column) if self.column else "",
        )
        return _("%(where)s : %(what)s", where=", ".join(filter(None, places)), what=self.what)


class FileError(CopiloteError):
    """A file that cannot be used. problems : the first ones, by line; count : how many there are."""

    def __init__(self, sentence: str, problems: Sequence[FileProblem] = (), count: int = 0) -> None:
        super().__init__(sentence)
        self.problems, self.count = tuple(problems), count


class UnknownTableError(FileError):
    """A file that holds tables, none of which has the columns that are expected."""


@dataclass
class Notes:
    """Problems (the first ones and their count) and remarks, each made once. most : how many problems are kept."""

    most: int = SHOWN
    problems: list[FileProblem] = field(default_factory=list)
    count: int = 0
    remarks: list[str] = field(default_factory=list)

    def problem(self, problem: FileProblem) -> None:
        """Something that makes the file unusable."""
        self.count += 1
        if len(self.problems) < self.most:
            self.problems.append(problem)

    def remark(self, sentence: str) -> None:
        """Something that was understood or changed."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def check(self, name: str) -> None:
        """Raise FileError when there is a problem."""
        if not self.count:
            return
        first = sorted(self.problems, key=lambda problem: problem.line)
        many = _("%(count)s erreurs", count=self.count) if self.count > 1 else _("une erreur")
        if self.count > len(first):
            many = _("%(count)s erreurs, les %(shown)s premières", count=self.count, shown=len(first))
        places = " ; ".join(map(str, first))
        places += "" if places.endswith("?") else "."
        sentence = _("« %(name)s » est refusé, rien n’est chargé : %(many)s. %(places)s", name=name, many=many,
                     places=places)  # fmt: skip
        raise FileError(sentence, first, self.count)


def some_of(names: Sequence[str], most: int = NAMED) -> str:
    """Names one after the other, the first ones when they are many: "a, b et 3 autres"."""
    listed = ", ".join(names[:most])
    more = len(names) - most
    return _("%(listed)s et %(more)s autres", listed=listed, more=more) if more > 0 else listed
