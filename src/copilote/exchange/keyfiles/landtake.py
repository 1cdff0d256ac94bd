"""Cerema's land take (ENAF): natural, farmed and forest land built upon, by commune, year and what it became, in m².

Columns of `conso_com.csv` (portal of artificialisation), as several public programs read them: `idcom, idcomtxt, idreg,
…, epci24, naf11art12, art11act12, art11hab12, art11mix12, art11rou12, art11fer12, art11inc12, …, naf11art25`: `naf` the
whole flow of a year, `art` its parts (activity, homes, mixed, roads, railways, unknown). Editions differ by their first
and last years. The file has no arrondissements, and neither Mayotte nor two islands of Finistère.

Roads and railways are left out: a motorway or a high-speed line takes its hectares in the communes that it crosses,
whatever these do. The last ten years are added, since a year of a village says little; the parts of unknown use hold
rounding residues of −1 or −2 m², taken as 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from copilote.exchange.keyfiles.cells import commune_code, number
from copilote.exchange.keyfiles.gather import Sums, of_communes
from copilote.exchange.keyfiles.model import Draft, KeyDraft, KeyFileError, Layout, Magnitude, Notes, Options, Sheet

PART = re.compile(r"art(\d\d)(hab|act|mix|inc|rou|fer)(\d\d)")
KEPT = ("hab", "act", "mix", "inc")
YEARS = 10
RESIDUE = re.compile(r"-\d([.,]\d*)?")
M2_A_HA = 10_000.0
KEY = KeyDraft(
    "",
    "Espaces consommés, hors routes et voies ferrées",
    "ha",
    ("reduc_artif", "co2_artif"),
    "B",
    "B",
    "La clé de l’État est l’émission de l’artificialisation ; les hectares consommés en dix ans pour les logements et "
    "les activités en tiennent lieu.",
    magnitude=Magnitude(174_000, "baromètre de l’État : 17,4 milliers d’hectares en 2023, logements et activités"),
)


def accepts(titles: Sequence[str]) -> bool:
    """The commune's code and the flows by what the land became."""
    return "idcom" in titles and any(PART.fullmatch(title) for title in titles)


def read(sheet: Sheet, options: Options, notes: Notes) -> Draft:
    """The last ten yearly flows, up to the year asked for."""
    code = sheet.column("idcom")
    assert code is not None  # noqa: S101 (accepts)
    flows = _flows(sheet)
    years = sorted(year for year in flows if options.year is None or year <= options.year)[-YEARS:]
    if not years:
        raise KeyFileError(f"« {sheet.name} » n’a pas de flux avant {options.year}. Années présentes : {_span(flows)}.")
    notes.remark(f"Flux annuels additionnés : {_span(years)}, sans les routes ni les voies ferrées.")
    sums = Sums()
    for row in of_communes(sheet, code, notes):
        place = commune_code(row.cells[code])
        if place in sums.lines:
            notes.problem(row.line, sheet.header[code], f"{place} est déjà donné ligne {sums.lines[place]}")
            continue
        for rank in (rank for year in years for rank in flows[year]):
            text = row.cells[rank].strip()
            bare = "0" if RESIDUE.fullmatch(text) else text
            value = number(bare, row.line, sheet.header[rank], notes)
            sums.add(place, row.line, "", None if value is None else value / M2_A_HA)
    return LAYOUT.draft(years[-1], sheet.header[code], (KEY,), sums.entries((KEY,)))


def _flows(sheet: Sheet) -> dict[int, list[int]]:
    """The columns to add, by the year of their flow ("art11hab12" is that of 2011); raises KeyFileError."""
    flows: dict[int, list[int]] = {}
    for rank, title in enumerate(sheet.titles):
        found = PART.fullmatch(title)
        if found and found[2] in KEPT and int(found[3]) == int(found[1]) + 1:
            flows.setdefault(2000 + int(found[1]), []).append(rank)
    lacking = [year for year, ranks in flows.items() if len(ranks) < len(KEPT)]
    if lacking or not flows:
        wanted = "art..hab.., art..act.., art..mix.. et art..inc.."
        where = f" pour {', '.join(map(str, lacking))}" if lacking else ""
        raise KeyFileError(f"« {sheet.name} » n’a pas tous les flux annuels par destination{where} : {wanted}.")
    return flows


def _span(years: Sequence[int] | Mapping[int, object]) -> str:
    first, last = min(years), max(years)
    return f"{first} à {last}" if first != last else str(first)


LAYOUT = Layout(
    "enaf",
    "Consommation d’espaces par commune et destination (Cerema)",
    accepts,
    read,
    name="enaf",
    file_title="Consommation d’espaces naturels, agricoles et forestiers",
    publisher="Cerema",
    keys=(KEY,),
)
