"""The figures of an EPCI for the rule of Territoires en Transitions: a table of its postes, or a form.

Columns poste, emissions_2019, objectif_2019, objectif_2030, in ktCO2e, in any file that `intake` reads. An empty cell
is not known.
"""

from __future__ import annotations

from dataclasses import dataclass

from copilote.exchange.intake import FileColumn, FileLayout, FileRow, Limits, Source, choice, number, read
from copilote.exchange.numbers import parse_decimal
from copilote.planning.epci_rule import PosteFigures
from copilote.reference.epci_rule import load_postes
from copilote.words import _

COLUMNS = ("poste", "emissions_2019", "objectif_2019", "objectif_2030")
LIMITS = Limits(size=200_000, rows=1_000, cells=20_000, columns=200)


@dataclass(frozen=True)
class EpciFigures:
    """What a file says, by id of poste, and what was left aside in it (sentences)."""

    postes: dict[str, PosteFigures]
    remarks: tuple[str, ...] = ()


def read_epci_table(source: Source) -> EpciFigures:
    """The figures of a file, or of a text that was pasted: a line a poste. Raises FileError."""
    intake = read(source, _layout(), _figures_of, limits=LIMITS)
    postes = dict(intake.rows)
    absent = [poste.name for poste in load_postes().values() if poste.id not in postes]
    lacking = (_("Postes absents, non connus : %(names)s.", names=", ".join(absent)),) if absent else ()
    return EpciFigures(postes, intake.remarks + lacking)


def _layout() -> FileLayout:
    postes = load_postes().values()
    names = {name: poste.id for poste in postes for name in (poste.name, poste.id, *poste.spellings)}
    return FileLayout(
        _("Tableau des postes"),
        (
            FileColumn(COLUMNS[0], COLUMNS[:1], choice(names), filled=True, unique=True),
            *(FileColumn(column, (column,), number(exact=True)) for column in COLUMNS[1:]),
        ),
    )


def _figures_of(row: FileRow) -> tuple[str, PosteFigures]:
    poste, *figures = row.values().values()
    return poste, PosteFigures(*figures)


def figures_of(cells: dict[str, dict[str, str]]) -> dict[str, PosteFigures]:
    """The figures of a form: by id of poste, what is typed in each column ("emissions_2019"…). Raises InputError."""
    postes = load_postes()
    figures = {}
    for poste, typed in cells.items():
        named = {f"{postes[poste].name}, {column}": typed.get(column, "").strip() for column in COLUMNS[1:]}
        values = [parse_decimal(text, where) if text else None for where, text in named.items()]
        if any(value is not None for value in values):
            figures[poste] = PosteFigures(*values)
    return figures
