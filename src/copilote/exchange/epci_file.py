"""The figures of an EPCI for the rule of Territoires en Transitions: a CSV file, as spreadsheets write it, or a form.

Columns poste, emissions_2019, objectif_2019, objectif_2030, in ktCO2e. UTF-8 (with or without its mark), UTF-16 or
Windows-1252; semicolons, commas or tabs; decimal comma or point. An empty cell is not known.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from copilote.exchange.numbers import parse_decimal
from copilote.planning.epci_rule import PosteFigures
from copilote.reference.epci_rule import Poste, load_postes
from copilote.reference.errors import InputError, UnknownNameError, fold, nearest

COLUMNS = ("poste", "emissions_2019", "objectif_2019", "objectif_2030")
MAX_BYTES = 200_000
SEPARATORS = ";,\t"


@dataclass(frozen=True)
class EpciFigures:
    """What a file says, by id of poste, and what was left aside in it (French sentences)."""

    postes: dict[str, PosteFigures]
    remarks: tuple[str, ...] = ()


def read_epci_file(path: Path) -> EpciFigures:
    """The figures of a file; raises InputError or UnknownNameError with the line and column of the first fault."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path.name} : fichier trop gros pour un tableau de postes (plus de 200 ko).")
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"Fichier introuvable : {path}.") from None
    except OSError as error:
        raise InputError(f"{path} ne se lit pas ({error.strerror}).") from None
    return parse_epci_table(decoded(content, path.name), path.name)


def decoded(content: bytes, name: str) -> str:
    """The text of a file, whatever spreadsheet wrote it; raises InputError for what is no text."""
    if content.startswith(b"PK\x03\x04") or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{name} est un classeur : enregistrez-le au format CSV.")
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError(f"{name} n’est pas un fichier de texte (UTF-8 ou Windows-1252 attendu).")


def parse_epci_table(text: str, name: str = "Tableau") -> EpciFigures:
    """The figures of a text: a header, then a line a poste. Raises InputError or UnknownNameError."""
    lines = text.removeprefix("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), "")
    if not first:
        raise InputError(f"{name} est vide. Colonnes attendues : {', '.join(COLUMNS)}.")
    separator = max(SEPARATORS, key=first.count)
    try:
        rows = [(at, row) for at, row in _rows(lines, separator) if any(cell.strip() for cell in row)]
    except csv.Error:
        raise InputError(f"{name} : ce tableau ne se lit pas comme un CSV (guillemets ouverts ?).") from None
    places, remarks = _header(rows[0][1], name)
    found: dict[str, PosteFigures] = {}
    seen: dict[str, int] = {}
    for at, row in rows[1:]:
        if any(cell.strip() for cell in row[len(rows[0][1]) :]):
            raise InputError(
                f"{name}, ligne {at} : {len(row)} cellules pour {len(rows[0][1])} colonnes. "
                "Une virgule décimale demande le point-virgule entre les colonnes."
            )
        cells = {column: row[rank].strip() if rank < len(row) else "" for column, rank in places.items()}
        poste = find_poste(cells["poste"], f"{name}, ligne {at} : poste")
        if poste.id in found:
            raise InputError(f"{name}, ligne {at} : le poste « {poste.name} » est déjà à la ligne {seen[poste.id]}.")
        seen[poste.id] = at
        found[poste.id] = PosteFigures(
            *(_number(cells[column], f"{name}, ligne {at}, colonne {column}") for column in COLUMNS[1:])
        )
    if not found:
        raise InputError(f"{name} n’a aucune ligne sous son en-tête : un poste par ligne est attendu.")
    absent = [poste.name for poste in load_postes().values() if poste.id not in found]
    if absent:
        remarks.append(f"Postes absents, non connus : {', '.join(absent)}.")
    return EpciFigures(found, tuple(remarks))


def _rows(lines: Sequence[str], separator: str) -> list[tuple[int, list[str]]]:
    """Each row with the number of its line in the file."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    return [(reader.line_num, row) for row in reader]


def _header(row: Sequence[str], name: str) -> tuple[dict[str, int], list[str]]:
    """The rank of each column, and what is said of the others."""
    wanted = {fold(column): column for column in COLUMNS}
    places: dict[str, int] = {}
    ignored = []
    for rank, cell in enumerate(row):
        column = wanted.get(fold(cell))
        if column is None:
            ignored += [cell.strip()] if cell.strip() else []
        elif column in places:
            raise InputError(f"{name} : la colonne « {column} » est là deux fois.")
        else:
            places[column] = rank
    missing = [column for column in COLUMNS if column not in places]
    if missing:
        seen = ", ".join(f"« {cell.strip()[:40]} »" for cell in row if cell.strip())
        raise InputError(
            f"{name} : colonne {', '.join(missing)} absente. Colonnes trouvées : {seen}. "
            f"Attendues : {', '.join(COLUMNS)} (une colonne peut rester vide)."
        )
    return places, [f"Colonnes laissées de côté : {', '.join(ignored)}."] if ignored else []


def find_poste(text: str, where: str = "Poste") -> Poste:
    """The poste that a name, an id or a known spelling means; raises UnknownNameError with the nearest."""
    names: dict[str, Poste] = {}
    for poste in load_postes().values():
        names |= {fold(spelling): poste for spelling in (poste.name, poste.id, *poste.spellings)}
    if fold(text) in names:
        return names[fold(text)]
    near = list(dict.fromkeys(names[one].name for one in nearest(text, names)))
    accepted = "Postes : " + ", ".join(poste.name for poste in load_postes().values()) + "."
    raise UnknownNameError(where, text, near, accepted)


def _number(text: str, where: str) -> Decimal | None:
    return parse_decimal(text, where) if text else None


def figures_of(cells: dict[str, dict[str, str]]) -> dict[str, PosteFigures]:
    """The figures of a form: by id of poste, what is typed in each column ("emissions_2019"…). Raises InputError."""
    postes = load_postes()
    found = {}
    for poste, typed in cells.items():
        values = {
            column: _number(typed.get(column, "").strip(), f"{postes[poste].name}, {column}") for column in COLUMNS[1:]
        }
        if any(value is not None for value in values.values()):
            found[poste] = PosteFigures(*values.values())
    return found
