"""The official list of CRTE perimeters (ANCT), or the State's service's: one row for each EPCI of each perimeter.

It is checked against today's EPCI, and becomes the table that `reference.perimeters` reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from copilote.exchange.intake import FileRow, FileSheet
from copilote.exchange.intake.notes import some_of
from copilote.exchange.keyfiles.carry import epci_named
from copilote.exchange.keyfiles.figures import SIREN, key_layout, siren_code
from copilote.exchange.keyfiles.model import Options, PerimeterDraft
from copilote.reference.loaded import LoadedFile
from copilote.reference.territories import load_communes, load_departements, load_epci, load_ept
from copilote.words.numbers import counted

NAMED = 10


@dataclass(frozen=True)
class CrtePerimeter:
    """A row of the table: the perimeter, the département that leads, the SIREN of its members today, and a note."""

    id: str
    name: str
    departement: str
    epci: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Perimeters:
    """The list of CRTE to load. members : rows of the file; outside : EPCI of today with a commune in no CRTE."""

    file: LoadedFile
    perimeters: tuple[CrtePerimeter, ...]
    members: int
    outside: int


def read(sheet: FileSheet, options: Options) -> PerimeterDraft:
    """Its rows; a missing perimeter or SIREN is a problem."""
    for row in sheet:
        for column in ("crte", "crte_name", "siren"):
            if not row.text(column):
                row.problem(column, "valeur manquante")
    return PerimeterDraft(LAYOUT, sheet, options.year, tuple(sheet))


def read_answer(sheet: FileSheet, about: Mapping[str, str]) -> PerimeterDraft:
    """An answer of the State's service, where communes and EPCI that are in no CRTE have rows too."""
    members: dict[tuple[str, str], FileRow] = {}
    without = 0
    for row in sheet:
        crte, siren = row.text("crte"), siren_code(row.text("siren"))
        without += not (crte and siren)
        if crte and siren:
            members.setdefault((crte, siren), row)
    if without:
        sheet.notes.remark(f"Sans CRTE ou sans EPCI : {counted(without, 'ligne laissée', 'lignes laissées')} de côté.")
    title = "Périmètres des CRTE (service d’indicateurs de l’État)"
    layout = replace(LAYOUT, file_title=title, publisher=about["publisher"], licence=about["licence"])
    return PerimeterDraft(layout, sheet, None, tuple(members.values()))


def perimeters_of(draft: PerimeterDraft, about: Mapping[str, Any]) -> Perimeters:
    """The perimeters of a list; an EPCI of the past is found by its name, or named and left out."""
    known = {epci.code: epci.departements[0] for epci in (*load_epci(), *load_ept())}
    known |= {commune.siren: commune.departement for commune in load_communes() if commune.siren}
    departements, notes = {departement.code for departement in load_departements()}, draft.sheet.notes
    by_crte: dict[str, list[FileRow]] = defaultdict(list)
    for row in draft.members:
        by_crte[row.text("crte")].append(row)
    drawn, left, repeated = [], [], 0
    where: dict[str, list[str]] = defaultdict(list)
    for crte, rows in by_crte.items():
        crte_name = rows[0].text("crte_name") or crte
        siren_today = [(row, _today(row, known)) for row in rows]
        gone = [row.text("name") or siren_code(row.text("siren")) for row, siren in siren_today if siren is None]
        sirens = dict.fromkeys(siren for _row, siren in siren_today if siren is not None)
        repeated += len(rows) - len(gone) - len(sirens)  # the State repeats a CRTE under each of its départements
        left += gone
        if not sirens:
            notes.remark(f"{crte_name} ({crte}) : plus aucun EPCI de ce périmètre n’existe, laissé de côté.")
            continue
        for siren in sirens:
            where[siren].append(crte_name)
        note = f"Membres d’alors qui n’existent plus : {', '.join(gone)}." if gone else ""
        leader = rows[0].text("departement").zfill(2)
        leader = leader if leader in departements else known.get(next(iter(sirens)), "")
        drawn.append(CrtePerimeter(crte.lower(), crte_name, leader, tuple(sirens), note))
    if left:
        notes.remark(f"EPCI qui n’existent plus : {some_of(left, NAMED)}.")
    if repeated:
        notes.remark(
            f"Lignes répétées dans un même CRTE (il tient à plusieurs départements), comptées une fois : {repeated}."
        )
    for siren, names in where.items():
        if len(names) > 1:
            notes.remark(f"{siren} est dans plusieurs CRTE : {', '.join(names)}.")
    outside = {
        commune.epci
        for commune in load_communes()
        if commune.epci and where.keys().isdisjoint({commune.epci, commune.ept or "", commune.siren or ""})
    }
    file = draft.layout.loaded(draft.year, notes, (), address="", **about)
    return Perimeters(file, tuple(drawn), len(draft.members), len(outside))


def _today(row: FileRow, known: Mapping[str, str]) -> str | None:
    """The SIREN of a member today; None when it is gone."""
    siren = siren_code(row.text("siren"))
    if not SIREN.fullmatch(siren):
        if siren:
            row.problem("siren", f"« {siren[:20]} » n’est pas un code SIREN")
        return siren  # a problem: the file is refused
    return siren if siren in known else epci_named(row.text("name"), siren, row.sheet.notes)


LAYOUT = key_layout("crte", read)
NEEDED = ("crte", "siren")
"""Columns without which an answer of the State's service cannot be read."""
ANSWER = replace(LAYOUT, columns=tuple(replace(own, needed=own.name in NEEDED) for own in LAYOUT.columns))
