"""A file of actions: what its rows would do, loading it whole or not at all, and undoing it as a whole.

A row is known by the number that its file gives, else by its title, within its organisation; our own files say the
number of the action. An empty cell, or a column that is not there, changes nothing. What is loaded is a draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import isclose
from typing import Any

from copilote.cop.invitation_list import Named
from copilote.cop.lists import MEANWHILE, SHOWN, Line, LineState, Plan, source_of
from copilote.cop.models import Cop, Membership, Organisation, Role, SentList
from copilote.cop.versions import Author, author_of
from copilote.diagnostic.action_rows import Read, rows_of
from copilote.diagnostic.column_match import matches_for
from copilote.diagnostic.content import FIELDS, Content, checked_levers, content_of, in_words, levers_in_words
from copilote.diagnostic.here import communes_of
from copilote.diagnostic.models import OURS, Action, Origin, Standing
from copilote.diagnostic.reads import as_planned
from copilote.diagnostic.writing import (
    New,
    change_all,
    create_all,
    placed,
    places_in_words,
    replaced,
    signs_for,
    writes_for,
)
from copilote.exchange.actions.places import Places
from copilote.exchange.intake import FileProblem
from copilote.exchange.intake.rows import Progress
from copilote.exchange.known.model import Names
from copilote.planning.duplicates import likely_pairs
from copilote.reference.errors import InputError, fold
from copilote.words import _

OURS_NUMBER = "copilote-"
"""How the number of an action begins in our own files."""
NUMBERED, TITLED = "n:", "t:"
"""How what names an action of a file begins: its number there, or its title."""
SAME = 1e-9


@dataclass(slots=True)
class Row:
    """A row and what it would write. held : the action that is there; parent : the row within which it counts."""

    read: Read
    organisation: Organisation
    origin_id: str
    held: Action | None = None
    said: Content = field(default_factory=lambda: Content(title=""))
    parent: Row | None = None
    made: Action | None = None


def plan(member: Membership, sent: SentList, on_progress: Progress | None = None, *, advise: bool = True) -> Plan:
    """What a file would do. on_progress : told the rows read; advise : look for likely duplicates too. Raises
    FileError, UnknownTableError where its columns are to be said first."""
    cop, organisation = member.cop, sent.organisation
    found = rows_of(source_of(sent), cop.region, organisation, matches_for(sent), on_progress)
    faults = [problem for problem in found.problems if not problem.doubt]
    doubts = [problem for problem in found.problems if problem.doubt]
    there = _There.of(cop, organisation)
    rows = _rows(member, found.rows, organisation, there, faults)
    _tied(rows, there, doubts)
    lines = []
    for row in rows:
        if row.held and not set(fold(row.held.title).split()) & set(fold(row.read.action.title).split()):
            what = _(
                "le numéro %(key)s est déjà celui de « %(title)s », qui serait changée : un autre plan ?",
                key=row.read.action.key[:40],
                title=row.held.title[:80],
            )
            doubts.append(_fault(row.read, "key", what, doubt=True))
        try:
            lines.append(_line(member, row, several=organisation is None))
        except InputError as error:
            faults.append(_fault(row.read, "", str(error)))
    if advise and not faults:
        doubts += _duplicates(rows, there, cop.region)
    return Plan(
        tuple(lines),
        tuple(faults[:SHOWN]),
        len(faults),
        found.remarks,
        tuple(doubts[:SHOWN]),
        len(doubts),
    )


def _fault(read: Read, column: str, what: str, *, doubt: bool = False) -> FileProblem:
    return FileProblem(read.line, read.titles.get(column, ""), what, read.sheet, doubt=doubt)


@dataclass
class _There:
    """The actions that are there, by what they are known by."""

    actions: list[Action]
    by_origin: dict[tuple[int, str, str], Action]
    by_number: dict[tuple[int, str], Action]
    by_title: dict[tuple[int, str], Action]

    @classmethod
    def of(cls, cop: Cop, organisation: Organisation | None) -> _There:
        """Those of an organisation, of the whole COP for none."""
        kept = Action.objects.filter(cop=cop).select_related("organisation__territory", "organisation__cop", "cop")
        rows = list((kept.filter(organisation=organisation) if organisation else kept).order_by("pk"))
        from_files = {(row.organisation_id, row.origin, row.origin_id): row for row in rows if row.origin_id}
        numbers = {(row.organisation_id, f"{OURS_NUMBER}{row.pk}"): row for row in rows}
        return cls(rows, from_files, numbers, {(row.organisation_id, fold(row.title)): row for row in reversed(rows)})


def number_of(action: Action) -> str:
    """What names an action in a file that comes back: its number in the file that it came from, else ours."""
    own = action.origin_id.removeprefix(NUMBERED)
    return own if action.origin == Origin.FILE and own != action.origin_id else f"{OURS_NUMBER}{action.pk}"


def _rows(
    member: Membership,
    read: Iterable[Read],
    organisation: Organisation | None,
    there: _There,
    faults: list[FileProblem],
) -> list[Row]:
    """The rows of a file with whose they are and the action that each is of, if it is there."""
    rows: list[Row] = []
    names, named = Names(), Named(member.cop) if organisation is None else None
    taken: dict[tuple[int, str], int] = {}
    for each in read:
        try:
            whose = organisation or _whose(each, named)
        except InputError as error:
            faults.append(_fault(each, "holder", str(error)))
            continue
        if not writes_for(member, whose.pk):
            faults.append(_fault(each, "holder", _("vous n’écrivez que les actions de votre organisation")))
            continue
        key = each.action.key.strip().removesuffix(".0")
        held = there.by_number.get((whose.pk, key))
        if key.startswith(OURS_NUMBER) and held is None:
            what = _("« %(key)s » n’est pas une action de cette organisation", key=key[:40])
            faults.append(_fault(each, "key", what))
            continue
        origin_id = f"{NUMBERED}{key}" if key else f"{TITLED}{names.id(str(whose.pk), each.action.title)}"
        if each.origin != Origin.FILE:
            origin_id = each.action.key
        elif len(origin_id) > 120:
            origin_id = f"{NUMBERED}{Names.plain(key)}"
        held = held or there.by_origin.get((whose.pk, each.origin.value, origin_id))
        first = taken.setdefault((whose.pk, f"pk:{held.pk}" if held else origin_id), each.line)
        if first != each.line:
            faults.append(_fault(each, "key", _("la même action est déjà ligne %(line)s", line=first)))
            continue
        rows.append(Row(each, whose, origin_id, held))
    return rows


def _whose(read: Read, named: Named | None) -> Organisation:
    if named is None or not read.action.holder:
        raise InputError(_("de quelle organisation ? choisissez-la, ou dites-le dans une colonne « Organisation »"))
    return named.organisation(read.action.holder)


def _tied(rows: Sequence[Row], there: _There, doubts: list[FileProblem]) -> None:
    """What each row says, with what it counts within, be it a row or an action that is there."""
    by_key: dict[tuple[int, str], Row] = {}
    for row in reversed(rows):
        by_key[row.organisation.pk, fold(row.read.action.title)] = row
    for row in reversed(rows):
        if row.read.action.key:
            by_key[row.organisation.pk, fold(row.read.action.key)] = row
    for row in rows:
        given = dict(row.read.given)
        wanted = row.read.action.part_of
        if wanted:
            key = (row.organisation.pk, fold(wanted))
            parent, other = by_key.get(key), there.by_number.get((key[0], wanted)) or there.by_title.get(key)
            if parent is not None and parent is not row and not _within(parent, row):
                row.parent = parent
                if parent.held is not None:
                    given["part_of_id"] = parent.held.pk
            elif parent is None and other is not None and other is not row.held:
                given["part_of_id"] = other.pk
            else:
                what = _("« %(name)s » n’est pas une autre action : laissé de côté", name=wanted[:60])
                doubts.append(_fault(row.read, "part_of", what, doubt=True))
        row.said = _said(row, given)


def _within(parent: Row, row: Row) -> bool:
    """Whether a row counts, through others, within another."""
    above: Row | None = parent
    while above is not None:
        if above is row:
            return True
        above = above.parent
    return False


def _said(row: Row, given: dict[str, Any]) -> Content:
    """What the action would say: what the row gives, over what it says already."""
    holder = row.read.action.holder
    if holder and "partners" not in given and fold(holder) != fold(str(row.organisation)) and row.held is None:
        place = row.organisation.territory
        if holder not in {row.organisation.siren, place.code if place else ""}:
            given["partners"] = holder[:500]
    if row.read.action.levers:
        given["levers"] = row.read.action.levers
    if row.read.places:
        given["places"] = row.read.places
    if "kt" in given:
        given |= {"quantity": None, "measured": ""}
    return replaced(content_of(row.held) if row.held else Content(title=given["title"]), **given)


def _line(member: Membership, row: Row, *, several: bool) -> Line:
    """What a row would do. Raises InputError for what makes no sense."""
    content = row.said
    region = member.cop.region
    kept = placed(content, row.organisation, member.cop)
    checked_levers(region, kept)
    name = f"{content.title} ({row.organisation})" if several else content.title
    if row.held is None:
        does = levers_in_words(region, content.levers) or "sans levier pour l’instant"
        return Line(row.read.line, LineState.NEW, name, f"brouillon ; {does}", row)
    if row.held.standing == Standing.REFUSED:
        return Line(row.read.line, LineState.SAME, name, "« pas à nous » : laissée ainsi", row)
    changes = _changes(region, content_of(row.held), kept)
    new_parent = row.parent is not None and row.parent.held is None
    if new_parent:
        changes.append(f"Fait partie de : {row.parent.read.action.title if row.parent else ''}")
    state = LineState.CHANGED if changes else LineState.SAME
    return Line(row.read.line, state, name, " ; ".join(changes), row)


def _changes(region: str, before: Content, after: Content) -> list[str]:
    """What would change, in words."""
    told = []
    for name, label in FIELDS.items():
        was, now = getattr(before, name), getattr(after, name)
        if name == "kt" and after.quantity is not None:
            continue
        if isinstance(was, float) and isinstance(now, float) and isclose(was, now, rel_tol=SAME):
            continue
        if was != now:
            old, new = (in_words(region, name, value)[:60] or "rien" for value in (was, now))
            told.append(f"{_(label)} : {old} → {new}")
    if not _same_levers(before, after):
        old, new = (levers_in_words(region, each.levers) or "rien" for each in (before, after))
        told.append(f"Leviers : {old} → {new}")
    if set(before.places) != set(after.places):
        told.append(f"Territoires : {places_in_words(before.places)} → {places_in_words(after.places)}")
    return told


def _same_levers(before: Content, after: Content) -> bool:
    own, other = ({share.lever: share.part for share in each.levers} for each in (before, after))
    return own.keys() == other.keys() and all(isclose(own[lever], other[lever], rel_tol=1e-6) for lever in own)


def _duplicates(rows: Sequence[Row], there: _There, region: str) -> list[FileProblem]:
    """The rows that look like another row, or like an action that is there."""
    new = [row for row in rows if row.held is None]
    kept = [action for action in there.actions if action.standing in (*OURS, Standing.KNOWN)]
    if not new:
        return []
    compared = [as_planned(action) for action in kept]
    for row in new:
        place = row.organisation.territory
        own = ((place.level, place.code),) if place else ()
        areas = (communes_of(*key) for key in (row.said.places or own))
        area = frozenset().union(*areas)
        compared.append(replace(row.read.action, holder=str(row.organisation), area=area))
    told = []
    for pair in likely_pairs(compared, Places(region).blocks):
        if pair.second < len(kept):
            continue
        row = new[pair.second - len(kept)]
        if pair.first < len(kept):
            other = f"« {kept[pair.first].title[:80]} », déjà là"
        else:
            other = f"la ligne {new[pair.first - len(kept)].read.line}"
        what = f"ressemble à {other} ({pair.why}) : rien n’est fusionné, dites plus tard si c’est la même"
        told.append(_fault(row.read, "title", what, doubt=True))
    return told


def write(member: Membership, lines: Sequence[Line]) -> tuple[list[int], dict[str, Any]]:
    """Add and change what a file says, all at once: an action before those that count within it."""
    author, why = author_of(member), "chargée d’un fichier"
    rows: list[Row] = [line.fields for line in lines]
    added: list[int] = []
    waiting = [row for row in rows if row.held is None]
    while waiting:
        ready = [row for row in waiting if row.parent is None or row.parent.held or row.parent.made]
        if not ready:
            raise InputError(MEANWHILE)
        for row, made in zip(ready, create_all(member.cop, [_new(row) for row in ready], author, why), strict=True):
            row.made = made
            added.append(made.pk)
        waiting = [row for row in waiting if row.made is None]
    changes = [(row.held, _final(row), _standing(member, row.held)) for row in rows if row.held is not None]
    before = {action.pk: (action.version, action.standing) for action, _content, _standing_ in changes}
    changed = {
        str(action.pk): {
            "version": [str(before[action.pk][0]), str(action.version)],
            "standing": [before[action.pk][1], str(action.standing)],
        }
        for action in _changed(member.cop, changes, author, why)
    }
    return added, changed


def _changed(cop: Cop, changes: list[tuple[Action, Content, Standing]], author: Author, why: str) -> list[Action]:
    return change_all(cop, changes, author, why) if changes else []


def _final(row: Row) -> Content:
    """What is written of a row, once what it counts within has its number."""
    content = row.said
    return replaced(content, part_of_id=row.parent.made.pk) if row.parent and row.parent.made else content


def _new(row: Row) -> New:
    return New(row.organisation, _final(row), Standing.DRAFT, row.read.origin, row.origin_id)


def _standing(member: Membership, action: Action) -> Standing:
    """How an action stands once a file changed it: validated still, where who sends it signs."""
    validated = action.standing == Standing.VALIDATED and signs_for(member, action.organisation_id)
    return Standing.VALIDATED if validated else Standing.DRAFT


def holds(member: Membership, sent: SentList) -> bool:
    """Whether a member may see and undo a file: the animation all, the others those of their organisation."""
    if member.role == Role.ANIMATOR:
        return True
    return sent.organisation_id is not None and writes_for(member, sent.organisation_id)
