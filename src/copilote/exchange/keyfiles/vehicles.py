"""The State's vehicle fleet by commune (SDES, RSVERO): a row for each kind, fuel and Crit'Air class, a year a column.

Columns, as the ministry's open-data service (DiDo) exports them, read by programs that use the file of 2023-05 and
2025-09: `COMMUNE_CODE;COMMUNE_LIBELLE;CLASSE_VEHICULE;CATEGORIE_VEHICULE;CARBURANT;CRITAIR;PARC_2011…PARC_2022`, in
some editions `STATUT_UTILISATEUR`; the regional file has `AGE` too, which is read when it is there. One or two rows
that describe the columns may stand above or beneath the header. What the columns hold is told by its words: the
catalogue does not list it.
"""

from __future__ import annotations

import re

from copilote.exchange.intake import FileError, FileRow, FileSheet
from copilote.exchange.intake.cells import folded
from copilote.exchange.keyfiles.figures import Figures, chosen_year, gathered, key_layout, of_communes, statistic
from copilote.exchange.keyfiles.model import Draft, Options

CARS, BUSES = ("vp", "voiture"), ("tcp", "bus", "autobus", "autocar", "car", "transport en commun")
CLEAN = ("crit air e", "e", "crit air 0")
"""Electric and hydrogen vehicles: the State's keys count those that burn."""
OLD = (*(f"crit air {mark}" for mark in "2345"), *"2345", "non class", "nc", "sans vignette")
KNOWN = ("crit air", "e", "0", "1")
OLDER_THAN = 5
BUS, MARKED_CARS, AGED_CARS = "bus", "voitures-anciennes", "voitures-plus-de-5-ans"


def read(sheet: FileSheet, options: Options) -> Draft:
    """Old cars and buses of one year: the one asked for, else the newest."""
    aged = sheet.has("age") and sheet.has("fuel")
    for lacks, what in (
        (not sheet.has("kind"), "quels véhicules sont des voitures : il manque CLASSE_VEHICULE ou CATEGORIE_VEHICULE"),
        (not (sheet.has("mark") or sheet.has("fuel")), "quels véhicules sont thermiques : il manque CARBURANT"),
        (not (sheet.has("mark") or aged), "quelles voitures sont anciennes : il manque CRITAIR"),
    ):
        if lacks:
            raise FileError(f"« {sheet.file} » ne dit pas {what}.")
    fleets = {int(sheet.titles[rank][-4:]): rank for rank in sheet.places["fleets"]}
    year = chosen_year(sheet.file, fleets, options, sheet.notes)
    cars, is_old = (AGED_CARS, _is_aged) if aged else (MARKED_CARS, _is_marked_old)
    others = set()

    def figures(row: FileRow) -> Figures:
        kind = row.folded("kind")
        is_bus = kind.startswith(BUSES)
        if not is_bus and not kind.startswith(CARS):
            others.add(row.text("kind"))
        elif row.folded("mark") not in CLEAN and _burns(row.folded("fuel")) and (is_bus or is_old(row)):
            yield BUS if is_bus else cars, row.at(fleets[year or 0], statistic)

    draft = gathered(LAYOUT, sheet, of_communes(sheet), year, figures)
    if others:
        sheet.notes.remark(f"Véhicules laissés de côté : {', '.join(sorted(others)[:10])}.")
    if not draft.keys and not sheet.notes.count:
        raise FileError(f"« {sheet.file} » : ni voiture ancienne ni bus parmi ses lignes.")
    return draft


def _is_aged(row: FileRow) -> bool:
    """Over five years."""
    older = is_older(row.text("age"))
    if older is None:
        row.problem("age", f"« {row.text('age')[:40]} » n’est pas un âge")
    return bool(older)


def _is_marked_old(row: FileRow) -> bool:
    """Of an old Crit'Air class; what cannot be told is remarked."""
    mark = row.folded("mark")
    if not mark.startswith((*OLD, *KNOWN)):
        row.sheet.notes.remark(f"Voitures de vignette « {mark or 'vide'} » laissées de côté.")
    return mark.startswith(OLD)


def _burns(fuel: str) -> bool:
    """Neither electric, nor hydrogen, nor a plug-in hybrid; a fuel that is not told is thought to burn."""
    if "non rechargeable" in fuel:
        return True
    return not ("rechargeable" in fuel or fuel.startswith(("electri", "el ", "hydrogene")) or fuel == "el")


def is_older(text: str) -> bool | None:
    """Whether an age ("7", "7 ans", "plus de 20 ans", "6 à 10 ans") is over five years; None when it tells none."""
    word = folded(text)
    number = re.search(r"\d+", word)
    if not number:
        return False if word in ("inconnu", "indetermine", "non renseigne", "") else None
    years = int(number[0])
    beyond = word.startswith("plus de") or "+" in text
    below = word.startswith(("moins de", "jusqu"))
    return not below and (years > OLDER_THAN or (beyond and years >= OLDER_THAN))


LAYOUT = key_layout("vehicules", read)
