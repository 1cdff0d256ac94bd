"""A file of priorities: what its rows would do, loading it whole or not at all, and undoing it as a whole.

A row is known by the number that our files give, else by its title in its département. An empty cell, or a column that
is not there, changes nothing. What is new is a draft; what was validated stays so, since who loads a file validates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from copilote.adaptation.actions import LARGEST
from copilote.adaptation.priorities.columns import NUMBER, layout_of, number_of
from copilote.adaptation.priorities.content import (
    EMPTY,
    FIELDS,
    Content,
    content_of,
    departement_name,
    in_words,
    named_territories,
)
from copilote.adaptation.priorities.models import Priority, Standing
from copilote.adaptation.priorities.seeing import own_departements
from copilote.adaptation.priorities.writing import New, change_all, create_all, written_at
from copilote.cop.lists import Line, LineState, Plan, plan_of, source_of, undoing
from copilote.cop.models import Cop, Membership, Role, SentList
from copilote.cop.versions import author_of
from copilote.exchange.intake import FileRow, Limits
from copilote.exchange.intake.rows import Progress
from copilote.reference.errors import InputError, fold
from copilote.words.numbers import counted

LIMITS = Limits(size=LARGEST, rows=12_000, cells=600_000, columns=200)
Known = tuple[str, str]
"""The code of a département, and a folded title."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row, and what it would write. held : the priority that is there."""

    departement: str
    held: Priority | None
    said: Content


class _There:
    """The priorities that are there, by number and by title; `twice` : titles that tell none from another."""

    def __init__(self, cop: Cop) -> None:
        rows = list(Priority.objects.filter(cop=cop).order_by("pk"))
        self.by_number = {number_of(row): row for row in rows}
        self.by_title: dict[Known, Priority] = {}
        self.twice: set[Known] = set()
        for row in rows:
            key = (row.departement, fold(row.title))
            if row.standing == Standing.WITHDRAWN and key in self.by_title:
                continue
            if key in self.by_title and self.by_title[key].standing != Standing.WITHDRAWN:
                self.twice.add(key)
            self.by_title[key] = row


class _Reader:
    """What each row would do in a COP, for a member."""

    def __init__(self, member: Membership) -> None:
        self.region, self.own = member.cop.region, own_departements(member)
        self.there = _There(member.cop)
        self.taken: dict[Known | int, int] = {}
        self.names: dict[str, str] = {}

    def line(self, row: FileRow) -> Line | None:
        """The line of a row; None, its faults noted, for one that makes no sense."""
        given = {name: value for name, value in row.values().items() if value not in (None, "")}
        number, title = given.pop("number", ""), given.get("title", "")
        given.pop("region", None)
        departement = given.pop("departement", self.own[0] if len(self.own) == 1 else "")
        if not title:
            return None
        held = self.there.by_number.get(number) if number else None
        if number.startswith(NUMBER) and held is None:
            row.problem("number", f"« {number} » n’est pas une priorité de cette COP : laissez la case vide")
            return None
        if held is not None:
            departement = departement or held.departement
        if departement not in self.own or (held is not None and held.departement != departement):
            row.problem(_at(row, "departement"), _elsewhere(departement))
            return None
        key = (departement, fold(title))
        if held is None and key in self.there.twice:
            row.problem("title", "plusieurs priorités de ce département ont cet intitulé : donnez leur numéro")
            return None
        held = held or self.there.by_title.get(key)
        first = self.taken.setdefault(held.pk if held else key, row.line)
        if first != row.line:
            row.problem("title", f"la même priorité est déjà ligne {first}")
            return None
        if not self._territories(row, given):
            return None
        if held is None and "effect" not in given:
            row.problem(_at(row, "effect"), "dites l’effet du changement climatique")
            return None
        return self._told(row, Row(departement, held, (content_of(held) if held else EMPTY) | given))

    def _territories(self, row: FileRow, given: dict[str, Any]) -> bool:
        """Write the territories of a row by their names; False where one is not known."""
        text = given.get("territories", "")
        if text and text not in self.names:
            try:
                self.names[text] = named_territories(text, self.region)
            except InputError as error:
                row.problem("territories", str(error))
                return False
        if text:
            given["territories"] = self.names[text]
        return True

    def _told(self, row: FileRow, read: Row) -> Line:
        place, title = departement_name(read.departement), read.said["title"]
        name = f"{title} ({place})"
        if read.held is None:
            return Line(row.line, LineState.NEW, name, f"brouillon ; {in_words('effect', read.said['effect'])}", read)
        if read.held.standing == Standing.WITHDRAWN:
            return Line(row.line, LineState.SAME, f"{name} : retirée, laissée ainsi", "", read)
        before = content_of(read.held)
        changes = [
            f"{label} : {in_words(name, before[name])[:60] or 'rien'} → {in_words(name, read.said[name])[:60]}"
            for name, label in FIELDS.items()
            if before[name] != read.said[name]
        ]
        state = LineState.CHANGED if changes else LineState.SAME
        return Line(row.line, state, name, " ; ".join(changes), read)


def _at(row: FileRow, column: str) -> str:
    """A column where a fault is told; "" where the file has it not."""
    return column if row.sheet.has(column) else ""


def _elsewhere(departement: str) -> str:
    if not departement:
        return "dites de quel département"
    return f"{departement_name(departement)} : vous n’écrivez que les priorités de votre département"


def plan(member: Membership, sent: SentList, on_progress: Progress | None = None) -> Plan:
    """What a file would do. Raises FileError."""
    reader = _Reader(member)
    return plan_of(source_of(sent), layout_of(member.cop), reader.line, LIMITS, on_progress)


def write(member: Membership, lines: Sequence[Line]) -> tuple[list[int], dict[str, Any]]:
    """Add and change what a file says, all at once."""
    author, why = author_of(member), "chargée d’un fichier"
    rows: list[Row] = [line.fields for line in lines]
    new = [New(row.departement, row.said) for row in rows if row.held is None]
    made = create_all(member.cop, new, author, why) if new else []
    changes = [(row.held, row.said, Standing(row.held.standing)) for row in rows if row.held is not None]
    before = {row.pk: row.version for row, _said, _standing in changes}
    written = change_all(member.cop, changes, author, why) if changes else []
    return [row.pk for row in made], {str(row.pk): [before[row.pk], row.version] for row in written}


def undo(member: Membership, sent: SentList) -> str:
    """Take back all that a file did, or nothing. Raises InputError where somebody wrote on it since."""
    why = "fichier annulé"
    with undoing(sent) as held:
        rows = Priority.objects.filter(cop=member.cop)
        added = list(rows.filter(pk__in=held.added))
        changed = list(rows.filter(pk__in=[int(number) for number in held.changed]))
        used = [row.title for row in added if row.version > 1]
        used += [row.title for row in changed if row.version != held.changed[str(row.pk)][1]]
        if used:
            names = ", ".join(f"« {title[:60]} »" for title in used[:5])
            raise InputError(f"Ce fichier ne peut plus être annulé : {names} a changé depuis. Corrigez à la main.")
        back = [(row, written_at(row, held.changed[str(row.pk)][0]), Standing(row.standing)) for row in changed]
        if back:
            change_all(member.cop, back, author_of(member), why)
        numbers = [row.pk for row in added]
        Priority.objects.filter(pk__in=numbers).delete()
        Priority.history.filter(id__in=numbers, history_type="-").update(history_change_reason=why)
    taken = counted(len(added), "priorité retirée", "priorités retirées")
    return f"Fichier annulé : {taken}, {counted(len(changed), 'remise comme avant', 'remises comme avant')}."


def holds(member: Membership, sent: SentList) -> bool:
    """Whether a member may see and undo a file: the animation all, a relay those of its département."""
    return member.role == Role.ANIMATOR or sent.sent_role == member.signature
