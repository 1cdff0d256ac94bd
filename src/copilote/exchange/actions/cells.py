"""Cells of a table of actions as people write them: levers, parts, statuses, quantities with their unit, days."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from copilote.exchange.intake.cells import MONTHS, CellKind, date
from copilote.exchange.numbers import parse_number
from copilote.planning.actions import Status
from copilote.reference.barometer import load_levers_2026
from copilote.reference.errors import InputError, fold, nearest
from copilote.reference.links import LinkKind, levers_linked_to
from copilote.reference.nomenclature import load_levers_72
from copilote.reference.simulator import load_levers
from copilote.words import FRENCH, _, speaking

_WRITTEN = {
    Status.IDEA: "Idée, À l’étude, Étude, En réflexion, Envisagée, Envisagé, À discuter, Proposée, Proposé, "
    "En projet, idea",
    Status.DECIDED: "Décidée, Décidé, À venir, Programmée, Programmé, Prévue, Prévu, Planifiée, Planifié, Votée, "
    "Validée, "
    "À lancer, Non démarré, Non démarrée, À faire, decided",
    Status.UNDER_WAY: "En cours, En cours de réalisation, Engagée, Engagé, Démarrée, Démarré, Lancée, Lancé, "
    "En retard, "
    "Opération, Travaux en cours, under_way",
    Status.DONE: "Faite, Fait, Réalisée, Réalisé, Terminée, Terminé, Achevée, Achevé, Finie, Fini, Livrée, Livré, "
    "Mise en service, done",
    Status.STOPPED: "Arrêtée, Arrêté, Abandonnée, Abandonné, Annulée, Annulé, En pause, Suspendue, Suspendu, Bloquée, "
    "Bloqué, stopped",
}
STATUSES = {name: status for status, names in _WRITTEN.items() for name in names.split(", ")}
"""Statuses as people and their tools write them: ours, those of plans, phases and progress of the shared service."""
OURS = ("Idée", "Décidée", "En cours", "Faite", "Arrêtée")

Named = tuple[tuple[str, float | None], ...]
"""The levers of a cell, with the part of each where it is said."""
_PART = re.compile(
    r"^(?P<name>.+?)\s*(?:[(:=,-]?\s*(?P<percent>\d{1,3}(?:[.,]\d+)?)\s*%|[(:=]\s*(?P<part>0?[.,]\d+|1))\s*\)?$",
    re.DOTALL,
)
LONGEST = 1000
"""Characters of a cell of levers: three names take two hundred."""
_NUMBER = re.compile(r"^(?P<number>[+\-−]?[\d\s.,\u00a0\u202f\u2009']*\d)\s*(?P<unit>\D.*)?$", re.DOTALL)
_MONTH = re.compile(r"^(\d{1,2})[/.-]((?:19|20)\d{2})$")
_DAY = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$")
MONTHS_OF_A_YEAR = 12
_LISTED = re.compile(r"[;\n|]+")
HELPED = 500
"""Names that are no lever for which the nearest are looked for."""
_FIRST, _LAST = 20_000, 80_000
"""Serial numbers of days that are taken for dates: from 1954 to 2119."""
_ORIGIN = datetime.date(1899, 12, 30)


@lru_cache(maxsize=32)
def lever_names(region: str) -> dict[str, tuple[str, ...]]:
    """The levers of a region by folded name: id, label, and names of the 72 and of 2026 that they are tied to.

    Several for a name that does not say which.
    """
    with speaking(FRENCH):
        levers = load_levers(region)
        own = {lever.id for lever in levers}
        names: dict[str, list[str]] = {}
        for lever in levers:
            for name in {lever.id, lever.label, lever.name}:
                names.setdefault(fold(name), []).append(lever.id)
        lists = [("72", each.number, each.name) for each in load_levers_72()]
        lists += [("2026", each.id, each.name) for each in load_levers_2026()]
    for listed, key, name in lists:
        links = [link for link in levers_linked_to(listed, key) if link.lever in own and link.kind is not LinkKind.NONE]
        close = [link.lever for link in links if link.kind in (LinkKind.SAME, LinkKind.PART)]
        for spelling in (name, *([key] if listed == "2026" else [])):
            if close:
                names.setdefault(fold(spelling), close)
    return {name: tuple(dict.fromkeys(ids)) for name, ids in names.items()}


def lever_cell(region: str) -> CellKind:
    """The levers of a cell: by id or name, one or several ("Vélo (60 %) ; Covoiturage (40 %)", {"Vélo",NULL})."""
    names = lever_names(region)
    labels = {lever.id: lever.label for lever in load_levers(region)}

    @lru_cache(maxsize=20_000)
    def wrong(cell: str) -> str:
        """Why a name is no lever: several have it, or none."""
        if ids := names.get(fold(cell)):
            which = ", ".join(labels[lever] for lever in ids)
            return _("« %(cell)s » désigne plusieurs leviers : %(names)s", cell=cell[:40], names=which)
        # The same slip is looked up once; beyond many of them the file is of another kind.
        near = nearest(cell, [*labels.values(), *labels]) if wrong.cache_info().currsize < HELPED else []
        listed = ", ".join(dict.fromkeys(labels.get(name, name) for name in near))
        accepted = _("vouliez-vous dire : %(names)s ?", names=listed) if near else _("attendu : un levier de la région")
        return _("levier « %(cell)s » inconnu, %(accepted)s", cell=cell[:40], accepted=accepted)

    def one(cell: str) -> str:
        ids = names.get(fold(cell), ())
        if len(ids) != 1:
            raise InputError(wrong(cell))
        return ids[0]

    def read(cell: str) -> Named:
        bare = cell.strip()
        if len(bare) > LONGEST:
            raise InputError(wrong(bare[:LONGEST]))
        if bare.startswith("{") and bare.endswith("}"):
            listed = [
                part.strip().strip('"') for part in re.findall(r'"[^"]*"|[^,{}]+', bare) if part.strip() != "NULL"
            ]
        else:
            listed = [part.strip() for part in _LISTED.split(bare)]
            if len(listed) == 1 and fold(_named(listed[0])[0]) not in names and "," in bare:
                listed = [part.strip() for part in bare.split(",")]
        levers: list[tuple[str, float | None]] = []
        for part in listed:
            if part:
                name, own = _named(part)
                levers.append((one(name), own))
        return tuple(levers)

    return read


def _named(cell: str) -> tuple[str, float | None]:
    """A lever's name and the part that is written after it ("(60 %)", ": 0,6"), None without one."""
    found = _PART.match(cell)
    if found is None:
        return cell, None
    own = parse_number(found["percent"]) / 100 if found["percent"] else parse_number(found["part"])
    return found["name"].strip(" ([:="), own


def part(cell: str) -> tuple[float, ...]:
    """Parts, one for each lever of a cell: "60 %", "60", "0,6", "60 ; 40"."""
    return tuple(_part(piece) for piece in re.split(r"[;\n|/]+", cell) if piece.strip())


def _part(cell: str) -> float:
    value = parse_number(cell.strip().removesuffix("%"))
    value = value / 100 if "%" in cell or value > 1 else value
    if not 0 < value <= 1:
        what = _("« %(cell)s » n’est pas une part : donnez un pourcentage, de 1 à 100", cell=cell.strip()[:40])
        raise InputError(what)
    return value


def quantity(cell: str) -> tuple[float, str]:
    """A number, and the unit that is written after it ("500 logements"), "" without one."""
    found = _NUMBER.match(cell.strip())
    if found is None:
        raise InputError(_("« %(cell)s » n’est pas un nombre (1 500 ou 1,5)", cell=cell.strip()[:40]))
    return parse_number(found["number"]), (found["unit"] or "").strip()


SCALES = {"": 1.0, "ht": 1.0, "ttc": 1.0, "euro": 1.0, "euros": 1.0, "k": 1e3, "m": 1e6, "millions": 1e6,
          "millions d euros": 1e6}  # fmt: skip
"""What an amount is multiplied by, for what is written after it."""


def amounts(cell: str) -> float:
    """An amount in euros, whatever is written of it after: "12 000 € HT", "1,2 M€", "35 k€"."""
    value, unit = quantity(cell.replace("€", " € ").replace("EUR", " € "))
    word = fold(unit)
    for tax in (" ht", " ttc"):
        word = word.removesuffix(tax)
    if word not in SCALES:
        raise InputError(_("« %(cell)s » n’est pas un montant en euros", cell=cell.strip()[:40]))
    return value * SCALES[word]


_SPAN = re.compile(
    r"(?:(?P<first>(?:19|20)\d\d) )?"
    r"(?:(?P<kind>[ts])(?P<rank>\d)|(?P<long>\d)(?:er|eme|e|nd)? (?P<name>trimestre|semestre))"
    r"(?: (?P<last>(?:19|20)\d\d))?"
)
_MONTHS_OF = {"t": 3, "s": 6}
SHORT = 3
"""Letters of the shortest name of a month: "oct"."""


def _begun(cell: str) -> datetime.date | None:
    """The first day of what a cell tells in words, or year first; None where it tells a day, or nothing known."""
    words = fold(cell).split()
    if span := _SPAN.fullmatch(" ".join(words)):
        month = (int(span["rank"] or span["long"]) - 1) * _MONTHS_OF[span["kind"] or span["name"][0]] + 1
        year = span["first"] or span["last"]
        return datetime.date(int(year), month, 1) if year and 1 <= month <= MONTHS_OF_A_YEAR else None
    if len(words) < len(("sept", "2028")) or not re.fullmatch(r"(19|20)\d\d", words[-1]):
        year_first = re.fullmatch(r"((?:19|20)\d\d)[-/.](0?[1-9]|1[0-2])", cell)
        return datetime.date(int(year_first[1]), int(year_first[2]), 1) if year_first else None
    named = [rank for rank, month in enumerate(MONTHS, 1) if len(words[-2]) >= SHORT and month.startswith(words[-2])]
    if len(named) != 1:
        return None
    return date(" ".join([*(words[:-2] or ["1"]), str(named[0]), words[-1]]))


def day(cell: str) -> datetime.date:
    """A day: as `date`; the first one of a year, a month ("03/2026", "2026-03", "mars 2026", "sept. 2028"), a quarter
    ("T3 2028", "3e trimestre 2028"), a half-year; the serial number of a spreadsheet."""
    bare = cell.strip()
    if begun := _begun(bare):
        return begun
    if bare.isdigit() and len(bare) == 4:
        return datetime.date(int(bare), 1, 1)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", bare) and _FIRST <= float(bare) <= _LAST:
        return _ORIGIN + datetime.timedelta(days=int(float(bare)))
    if month := _MONTH.match(bare):
        bare = f"01/{month[1]}/{month[2]}"
    if written := _DAY.match(bare):
        first, second, ending = written.groups()
        if int(second) > MONTHS_OF_A_YEAR >= int(first):  # a spreadsheet in American order
            first, second = second, first
        bare = f"{first}/{second}/{ending if len(ending) == len('2026') else '20' + ending}"
    return date(bare)
