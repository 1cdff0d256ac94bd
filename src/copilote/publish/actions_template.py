"""The table of actions to be filled, as a workbook: its columns, drop-down lists, and how to fill it.

What it holds goes back in as it is (`exchange/actions`): a filled one, read and written again, is the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import xlsxwriter

from copilote.exchange.actions.cells import OURS
from copilote.planning.quantities import scales_of
from copilote.reference.simulator import Region, load_levers
from copilote.words import N_, _

COLUMNS = (
    ("Numéro", 10, N_("Le vôtre, facultatif.")),
    ("Titre", 50, N_("En une ligne, ce qui est fait.")),
    ("Description", 50, N_("Facultative.")),
    ("Porteur", 30, N_("Qui en est maître d’ouvrage.")),
    ("Territoires couverts", 30, N_("Codes ou noms, séparés par des points-virgules.")),
    ("Levier 1", 40, N_("À choisir dans la liste.")),
    ("Part 1", 8, N_("En pour cent ; rien s’il n’y a qu’un levier.")),
    ("Levier 2", 40, ""),
    ("Part 2", 8, ""),
    ("Levier 3", 40, ""),
    ("Part 3", 8, ""),
    ("Statut", 12, N_("À choisir dans la liste.")),
    ("Quantité d’ici 2030", 14, N_("Ce que l’action ajoute, ou enlève, d’ici 2030.")),
    ("Unité", 26, N_("Celle de la quantité : à choisir dans la liste.")),
    ("ktCO2e évitées par an", 14, N_("Seulement sans quantité.")),
    ("Méthode de calcul", 30, N_("De ces ktCO2e.")),
    ("Date de début", 14, N_("jour/mois/année")),
    ("Date de fin", 14, N_("jour/mois/année")),
    ("Budget (€)", 14, ""),
    ("Fait partie de", 24, N_("Numéro ou titre de l’action dans laquelle celle-ci compte déjà.")),
)
"""Heading, width, and how the column is filled."""
ROWS = 10_000
CARBON_UNITS = ("ktCO2e", "tCO2e")
_FIXED = datetime(2026, 1, 1)
_HELP = (
    N_("Une ligne par action, dans la feuille « Actions ». Les listes proposent les valeurs acceptées."),
    N_("Titre, levier et statut suffisent ; une quantité permet de compter ce que l’action évite."),
    N_("La quantité est ce que l’action ajoute (des voitures) ou enlève (du fioul) d’ici 2030."),
    N_("Elle se dit dans une des unités du levier (feuille « Listes ») : les ktCO2e s’en déduisent."),
    N_("Ne donnez des ktCO2e que sans quantité, avec la méthode de calcul."),
    N_("Plusieurs leviers : donnez la part de chacun, en pour cent ; elles font cent ensemble."),
    N_("Une sous-action qui compte déjà dans une autre le dit dans « Fait partie de »."),
)


def template_bytes(
    region: Region, rows: Iterable[Sequence[object]] = (), more: Iterable[tuple[str, int, str]] = ()
) -> bytes:
    """The workbook for a region. rows : cells under its columns, in their order; days as dates, numbers as numbers.
    more : columns after ours, as COLUMNS are."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title = _("Actions de la région : %(name)s", name=region.name)
    book.set_properties({"title": title, "author": "Copilote", "created": _FIXED})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "bg_color": "#E8ECF3"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Actions")
    for rank, (name, width, help_) in enumerate((*COLUMNS, *more)):
        sheet.write_string(0, rank, name, head)
        sheet.set_column(rank, rank, width, days if name.startswith("Date") else None)
        if help_:
            sheet.write_comment(0, rank, _(help_))
    for line, cells in enumerate(rows, start=1):
        for rank, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(line, rank, datetime(cell.year, cell.month, cell.day), days)
            elif isinstance(cell, int | float):
                sheet.write_number(line, rank, cell)
            elif cell:
                sheet.write_string(line, rank, str(cell))
    sheet.freeze_panes(1, 2)
    lists = book.add_worksheet("Listes")
    _lists(region, lists, head)
    _choices(sheet, len(load_levers(region.code)), len(_units(region)))
    guide = book.add_worksheet("Mode d’emploi")
    guide.set_column(0, 0, 110, wrap)
    for line, text in enumerate((title, *map(_, _HELP))):
        guide.write_string(line, 0, text, wrap)
    book.close()
    return out.getvalue()


def _lists(region: Region, sheet: xlsxwriter.worksheet.Worksheet, head: object) -> None:
    """The accepted values, and the units of each lever."""
    levers = load_levers(region.code)
    columns = {
        _("Leviers acceptés"): [lever.label for lever in levers],
        _("Unités du levier"): [
            ", ".join([*(scale.unit for scale in scales_of(lever)), *CARBON_UNITS]) for lever in levers
        ],
        _("Statuts acceptés"): list(OURS),
        _("Unités acceptées"): _units(region),
    }
    for rank, (name, values) in enumerate(columns.items()):
        sheet.set_column(rank, rank, 45)
        sheet.write_string(0, rank, name, head)
        sheet.write_column(1, rank, values)


def _units(region: Region) -> list[str]:
    units = dict.fromkeys(scale.unit for lever in load_levers(region.code) for scale in scales_of(lever))
    return [*CARBON_UNITS, *units]


def _choices(sheet: xlsxwriter.worksheet.Worksheet, levers: int, units: int) -> None:
    """The drop-down lists of the columns that have one."""
    ranks = {name: rank for rank, (name, _width, _help) in enumerate(COLUMNS)}
    sources = {f"Levier {number}": f"=Listes!$A$2:$A${levers + 1}" for number in (1, 2, 3)}
    sources |= {"Statut": f"=Listes!$C$2:$C${len(OURS) + 1}", "Unité": f"=Listes!$D$2:$D${units + 1}"}
    for name, source in sources.items():
        rank = ranks[name]
        # Information only: what is typed otherwise is understood or told when it is read.
        sheet.data_validation(1, rank, ROWS, rank, {"validate": "list", "source": source, "error_type": "information"})
