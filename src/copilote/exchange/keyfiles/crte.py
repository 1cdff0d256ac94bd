"""The official list of CRTE perimeters (ANCT): one row for each EPCI of each perimeter."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.exchange.keyfiles.cells import siren_code
from copilote.exchange.keyfiles.model import Layout, Member, Notes, Options, PerimeterDraft, Sheet

COLUMNS = ("id crte", "lib crte", "siren groupement")
TITLE = "Liste officielle des CRTE"


def accepts(titles: Sequence[str]) -> bool:
    """The perimeter, its name and the SIREN of its members."""
    return set(COLUMNS) <= set(titles)


def read(sheet: Sheet, options: Options, notes: Notes) -> PerimeterDraft:
    """Its rows; a missing perimeter or SIREN is a problem."""
    ranks = [sheet.column(one) for one in (*COLUMNS, "lib groupement", "dep chef file")]
    members = []
    for row in sheet.rows:
        cells = [row.cells[rank].strip() if rank is not None and rank < len(row.cells) else "" for rank in ranks]
        crte, crte_name, siren, name, departement = cells
        for cell, rank in ((crte, ranks[0]), (crte_name, ranks[1]), (siren, ranks[2])):
            if not cell and rank is not None:
                notes.problem(row.line, sheet.header[rank], "valeur manquante")
        members.append(Member(row.line, crte, crte_name, departement.zfill(2), siren_code(siren), name))
    return PerimeterDraft(
        title=TITLE,
        publisher="Agence nationale de la cohésion des territoires",
        licence="Licence Ouverte 2.0",
        year=options.year,
        members=tuple(members),
    )


LAYOUT = Layout("crte", "Liste officielle des CRTE (ANCT), une ligne par EPCI", accepts, read)
