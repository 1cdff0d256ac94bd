"""The State's vehicle fleet by commune (SDES, RSVERO): a row for each kind, fuel and Crit'Air class, a year a column.

Columns, as the ministry's open-data service (DiDo) exports them, read by programs that use the file of 2023-05 and
2025-09: `COMMUNE_CODE;COMMUNE_LIBELLE;CLASSE_VEHICULE;CATEGORIE_VEHICULE;CARBURANT;CRITAIR;PARC_2011…PARC_2022`, in
some editions `STATUT_UTILISATEUR`; the regional file has `AGE` too, which is read when it is there. One or two rows
that describe the columns may stand above or beneath the header. What the columns hold is told by its words: the
catalogue does not list it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilote.exchange.keyfiles.cells import COMMUNE_COLUMNS, commune_code, folded, number
from copilote.exchange.keyfiles.gather import Repeats, Sums, chosen_year, of_communes
from copilote.exchange.keyfiles.model import (
    Draft,
    KeyDraft,
    KeyFileError,
    Layout,
    Magnitude,
    Notes,
    Options,
    Row,
    Sheet,
)

FLEET = re.compile(r"parc ((?:19|20)\d\d)")
KIND = ("classe vehicule", "categorie vehicule", "type vehicule", "genre")
CARS, BUSES_IN = ("vp", "voiture"), ("tcp", "bus", "autobus", "autocar", "car", "transport en commun")
CLEAN = ("crit air e", "e", "crit air 0")
"""Electric and hydrogen vehicles: the State's keys count those that burn."""
OLD = (*(f"crit air {mark}" for mark in "2345"), *"2345", "non class", "nc", "sans vignette")
KNOWN = ("crit air", "e", "0", "1")
OLDER_THAN = 5
LEVERS = ("augm_voitelec", "reduc_consovp", "co2_voitelec")
OLD_CARS = KeyDraft(
    "voitures-anciennes",
    "Voitures Crit’Air 2 à 5 et non classées",
    "voitures",
    LEVERS,
    "B",
    "B",
    "La clé de l’État est le parc de voitures thermiques de plus de cinq ans ; celles des vignettes 2 à 5 et sans "
    "vignette en sont proches.",
    magnitude=Magnitude(38.7e6, "SDES : 38,7 millions de voitures de toutes vignettes au 1er janvier 2022"),
)
AGED_CARS = KeyDraft(
    "voitures-plus-de-5-ans",
    "Voitures thermiques de plus de 5 ans",
    "voitures",
    LEVERS,
    "A",
    "A",
    "La clé de l’État : les voitures thermiques de plus de cinq ans, comptées dans la commune de qui les utilise.",
    magnitude=OLD_CARS.magnitude,
)
BUSES = KeyDraft(
    "bus",
    "Bus et cars thermiques",
    "bus et cars",
    ("augm_buselec",),
    "B",
    "A",
    "La clé de l’État : les bus et les cars thermiques. Ils sont comptés à l’adresse de l’exploitant : sûr pour une "
    "intercommunalité, moins pour une commune.",
    zero_elsewhere=True,
    magnitude=Magnitude(95_000, "SDES, autobus et autocars au 1er janvier 2022"),
)


def accepts(titles: Sequence[str]) -> bool:
    """A commune's code, a fleet of some year, and what tells old cars: a Crit'Air class or an age."""
    return (
        any(title in COMMUNE_COLUMNS for title in titles)
        and any(FLEET.fullmatch(title) for title in titles)
        and any(title in ("critair", "crit air", "vignette", "age") for title in titles)
    )


def read(sheet: Sheet, options: Options, notes: Notes) -> Draft:
    """Old cars and buses of one year: the one asked for, else the newest."""
    code, kind = sheet.column(*COMMUNE_COLUMNS), sheet.column(*KIND)
    assert code is not None  # noqa: S101 (accepts)
    if kind is None:
        raise KeyFileError(
            f"« {sheet.name} » ne dit pas quels véhicules sont des voitures : il manque CLASSE_VEHICULE ou "
            "CATEGORIE_VEHICULE."
        )
    fleets = {int(found[1]): rank for rank, title in enumerate(sheet.titles) if (found := FLEET.fullmatch(title))}
    year = chosen_year(sheet.name, fleets, options, notes)
    value_at = fleets[year or 0]
    told = _Told(sheet, notes)
    sums, repeats, others = Sums(), Repeats(notes, sheet.header[code]), set()
    for row in of_communes(sheet, code, notes):
        place, what = commune_code(row.cells[code]), folded(row.cells[kind])
        sums.see(place, row.line)
        repeats.see(row)
        bus = what.startswith(BUSES_IN)
        if not bus and not what.startswith(CARS):
            others.add(row.cells[kind].strip())
        elif told.burns(row) and (bus or told.old(row)):
            value = number(row.cells[value_at], row.line, sheet.header[value_at], notes)
            sums.add(place, row.line, BUSES.suffix if bus else told.cars.suffix, value)
    repeats.check()
    if others:
        notes.remark(f"Véhicules laissés de côté : {', '.join(sorted(others)[:10])}.")
    present = {suffix for held in sums.values.values() for suffix in held}
    keys = [key for key in (told.cars, BUSES) if key.suffix in present] or [told.cars]
    if not present and not notes.count:
        raise KeyFileError(f"« {sheet.name} » : ni voiture ancienne ni bus parmi ses lignes.")
    return LAYOUT.draft(year, sheet.header[code], keys, sums.entries(keys))


class _Told:
    """What a row tells of its vehicles: whether they burn something, and whether they are old."""

    def __init__(self, sheet: Sheet, notes: Notes) -> None:
        self._sheet, self._notes = sheet, notes
        self._mark = sheet.column("critair", "crit air", "vignette")
        self._fuel, self._age = sheet.column("carburant", "energie", "motorisation"), sheet.column("age")
        if self._mark is None and self._fuel is None:
            raise KeyFileError(f"« {sheet.name} » ne dit pas quels véhicules sont thermiques : il manque CARBURANT.")
        self._aged = self._age is not None and self._fuel is not None
        if self._mark is None and not self._aged:
            raise KeyFileError(f"« {sheet.name} » ne dit pas quelles voitures sont anciennes : il manque CRITAIR.")
        self.cars = AGED_CARS if self._aged else OLD_CARS

    def _cell(self, row: Row, rank: int | None) -> str:
        return folded(row.cells[rank]) if rank is not None else ""

    def burns(self, row: Row) -> bool:
        """Neither electric, nor hydrogen, nor a plug-in hybrid."""
        return self._cell(row, self._mark) not in CLEAN and _burns(self._cell(row, self._fuel))

    def old(self, row: Row) -> bool:
        """Over five years where ages are told, else of an old Crit'Air class; what cannot be told is remarked."""
        if self._aged and self._age is not None:
            older = _older(row.cells[self._age])
            if older is None:
                self._notes.problem(
                    row.line, self._sheet.header[self._age], f"« {row.cells[self._age][:40]} » n’est pas un âge"
                )
            return bool(older)
        mark = self._cell(row, self._mark)
        if mark.startswith(OLD):
            return True
        if not mark.startswith(KNOWN):
            self._notes.remark(f"Voitures de vignette « {mark or 'vide'} » laissées de côté.")
        return False


def _burns(fuel: str) -> bool:
    """Whether a fuel burns; one that is not told is thought to."""
    if "non rechargeable" in fuel:
        return True
    return not ("rechargeable" in fuel or fuel.startswith(("electri", "el ", "hydrogene")) or fuel == "el")


def _older(text: str) -> bool | None:
    """Whether an age ("7", "7 ans", "plus de 20 ans", "6 à 10 ans") is over five years; None when it tells none."""
    word = folded(text)
    found = re.search(r"\d+", word)
    if not found:
        return False if word in ("inconnu", "indetermine", "non renseigne", "") else None
    years = int(found[0])
    beyond = word.startswith("plus de") or "+" in text
    below = word.startswith(("moins de", "jusqu"))
    return not below and (years > OLDER_THAN or (beyond and years >= OLDER_THAN))


LAYOUT = Layout(
    "vehicules",
    "Parc de véhicules par commune et vignette Crit’Air (SDES)",
    accepts,
    read,
    name="vehicules",
    file_title="Parc de véhicules par commune et vignette Crit’Air",
    publisher="Service des données et études statistiques (SDES)",
    keys=(OLD_CARS, AGED_CARS, BUSES),
)
