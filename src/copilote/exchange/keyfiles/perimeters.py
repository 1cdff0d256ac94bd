"""The official list of CRTE, checked against today's EPCI, as the table that `reference.perimeters` reads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from copilote.exchange.keyfiles.cells import SIREN
from copilote.exchange.keyfiles.model import Member, Notes, PerimeterDraft
from copilote.reference.errors import fold
from copilote.reference.territories import load_communes, load_departements, load_epci, load_ept

NAMED = 10


@dataclass(frozen=True)
class Perimeter:
    """A row of the table: the perimeter, the département that leads, the SIREN of its members today, and a note."""

    id: str
    name: str
    departement: str
    epci: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Perimeters:
    """The list of CRTE to load. year : of the list, None when not known; members : rows of the file; outside : EPCI of
    today with a commune in no CRTE.
    """

    title: str
    publisher: str
    licence: str
    file: str
    sha256: str
    year: int | None
    loaded_on: date
    perimeters: tuple[Perimeter, ...]
    members: int
    outside: int
    remarks: tuple[str, ...]


def perimeters_of(draft: PerimeterDraft, name: str, digest: str, today: date, notes: Notes) -> Perimeters:
    """The perimeters of a list; an EPCI of the past is found by its name, or named and left out."""
    known = {one.code: one.departements[0] for one in (*load_epci(), *load_ept())}
    known |= {one.siren: one.departement for one in load_communes() if one.siren}
    by_name: dict[str, list[str]] = defaultdict(list)
    for one in load_epci():
        by_name[fold(one.name)].append(one.code)
    held: dict[str, list[Member]] = defaultdict(list)
    for member in draft.members:
        held[member.crte].append(member)
    found, left, repeated = [], [], 0
    where: dict[str, list[str]] = defaultdict(list)
    for crte, members in held.items():
        sirens: dict[str, None] = {}
        gone = []
        for member in members:
            siren = _today(member, known, by_name, notes)
            if siren is None:
                gone.append(member.name or member.siren)
                continue
            repeated += siren in sirens  # the State repeats a CRTE under each of its départements
            sirens[siren] = None
        left += gone
        if not sirens:
            notes.remark(f"{members[0].crte_name} ({crte}) : plus aucun EPCI de ce périmètre n’existe, laissé de côté.")
            continue
        for siren in sirens:
            where[siren].append(members[0].crte_name)
        note = f"Membres d’alors qui n’existent plus : {', '.join(gone)}." if gone else ""
        found.append(
            Perimeter(crte.lower(), members[0].crte_name, _leader(members[0], sirens, known), tuple(sirens), note)
        )
    if left:
        more = f" et {len(left) - NAMED} autres" if len(left) > NAMED else ""
        notes.remark(f"EPCI qui n’existent plus : {', '.join(left[:NAMED])}{more}.")
    if repeated:
        notes.remark(
            f"Lignes répétées dans un même CRTE (il tient à plusieurs départements), comptées une fois : {repeated}."
        )
    for siren, names in where.items():
        if len(names) > 1:
            notes.remark(f"{siren} est dans plusieurs CRTE : {', '.join(names)}.")
    outside = {
        one.epci
        for one in load_communes()
        if one.epci and where.keys().isdisjoint({one.epci, one.ept or one.epci, one.siren or one.epci})
    }
    return Perimeters(
        title=draft.title,
        publisher=draft.publisher,
        licence=draft.licence,
        file=name,
        sha256=digest,
        year=draft.year,
        loaded_on=today,
        perimeters=tuple(found),
        members=len(draft.members),
        outside=len(outside),
        remarks=tuple(notes.remarks),
    )


def _today(member: Member, known: dict[str, str], by_name: dict[str, list[str]], notes: Notes) -> str | None:
    """The SIREN of a member today; None when it is gone."""
    if not SIREN.fullmatch(member.siren):
        if member.siren:
            notes.problem(member.line, "siren_groupement", f"« {member.siren[:20]} » n’est pas un code SIREN")
        return member.siren  # a problem: the file is refused
    if member.siren in known:
        return member.siren
    same = by_name.get(fold(member.name), []) if member.name else []
    if len(same) != 1:
        return None
    notes.remark(f"{member.name} ({member.siren}) porte aujourd’hui le code {same[0]}.")
    return same[0]


def _leader(member: Member, sirens: dict[str, None], known: dict[str, str]) -> str:
    """The département that the file names, else that of the first member."""
    codes = {one.code for one in load_departements()}
    return member.departement if member.departement in codes else known.get(next(iter(sirens)), "")
