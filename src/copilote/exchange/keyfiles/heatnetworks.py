"""The yearly survey of heat networks: what each delivers, and how much of it is renewable or recovered.

The survey (Fedene and Amorce, overseen by SDES) is published as a workbook, sheet "BDD - complète": `ID EARCF, Commune,
Nom, …, Contenu CO₂ en kg CO₂ / kWh, Taux EnR&R, …, Livraisons nettes MWh, …`; France Chaleur Urbaine publishes the same
networks with `Identifiant reseau, communes, Taux EnR&R, contenu CO2, livraisons_totale_MWh` (names of both from the
service's own program, which imports the one and serves the other). Networks are numbered by département ("9101C"; "F"
is cold). Neither gives commune codes: they are found by name in the département of the number; a column of codes is
read when there is one.

Carbonised heat, the State's key, is what is delivered × (1 − the renewable and recovered rate).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from copilote.exchange.keyfiles.cells import COMMUNE, COMMUNE_COLUMNS, commune_code, number
from copilote.exchange.keyfiles.gather import Once, Sums, first_title, of_communes, one_year
from copilote.exchange.keyfiles.locate import commune_named
from copilote.exchange.keyfiles.model import Draft, KeyDraft, Layout, Magnitude, Notes, Options, Row, Sheet
from copilote.reference.communes import load_frame

IDS = (
    "id earcf",
    "identifiant reseau",
    "id reseau",
    "identifiant du reseau",
    "identifiant sncu",
    "code reseau",
    "id sncu",
)
NAMES = ("commune", "communes", "nom commune", "libelle commune", "ville")
DELIVERED = (
    r"livraisons? nettes?( de chaleur)?( en)? mwh",
    r"livraisons? totales?( de chaleur)?( en)? mwh",
    r"(livraisons?|chaleur livree)( de chaleur)?( en)? mwh",
)
RATE = (r"(taux|part)( d)? enr r?( en)?", r"(taux|part)( d)? enr r?.*")
CONTENT = (r"contenu co2( en kg co2 kwh)?",)
NUMBERED = re.compile(r"(97\d|\d\d|2[AB])\w*?([CF])?")
NAMED = 5
WHOLE = 1.0
UNIT = "MWh"
CARBONISED = KeyDraft(
    "",
    "Chaleur carbonée livrée par les réseaux",
    UNIT,
    ("reduc_chal",),
    "A",
    "A",
    "La clé de l’État : la chaleur livrée qui n’est ni renouvelable ni récupérée, comptée dans la commune du réseau.",
    zero_elsewhere=True,
    magnitude=Magnitude(
        10.7e6,
        "baromètre de l’État : 32,3 TWh en 2024, dont 33 % carbonés",
    ),
)
EMITTED = replace(
    CARBONISED,
    title="Émissions des réseaux de chaleur",
    unit="tCO2",
    grade_commune="B",
    grade_epci="B",
    reason="La clé de l’État est la chaleur carbonée livrée ; la chaleur livrée × son contenu en CO2 en est proche.",
    magnitude=None,
)
HEAT = replace(
    CARBONISED,
    title="Chaleur livrée par les réseaux",
    grade_commune="B",
    grade_epci="B",
    reason="La clé de l’État ne compte que la chaleur carbonée ; celle-ci compte toute la chaleur livrée.",
    magnitude=Magnitude(32e6, "baromètre de l’État : 32,3 TWh en 2024"),
)
SPREAD = " Un réseau qui dessert plusieurs communes est partagé entre elles selon leurs habitants : B dans une commune."


def accepts(titles: Sequence[str]) -> bool:
    """A network or its rate, what it delivers, and where it is."""
    return (
        first_title(titles, *DELIVERED) is not None
        and (any(title in IDS for title in titles) or first_title(titles, *RATE) is not None)
        and any(title in (*COMMUNE_COLUMNS, *NAMES) for title in titles)
    )


def read(sheet: Sheet, options: Options, notes: Notes) -> Draft:
    """Carbonised heat by commune; heat in all, or its CO2, where no rate is given."""
    titles = sheet.titles
    delivered, rate, content = (first_title(titles, *patterns) for patterns in (DELIVERED, RATE, CONTENT))
    network, code = sheet.column(*IDS), sheet.column(*COMMUNE_COLUMNS)
    named = sheet.column(*NAMES)
    first = code if code is not None else named
    assert delivered is not None  # noqa: S101 (accepts)
    assert first is not None  # noqa: S101 (accepts)
    rows, year = one_year(sheet, of_communes(sheet, first, notes), options, notes)
    percent = WHOLE if rate is None else _percent(rows, rate)
    key = CARBONISED if rate is not None else EMITTED if content is not None else HEAT
    sums, once, several, cold, lost = Sums(), Once(notes), 0, 0, []
    for row in rows:
        numbered = row.cells[network].strip().upper() if network is not None else ""
        if numbered.endswith("F"):
            cold += 1
            continue
        if numbered and once.again(row.line, sheet.header[network or 0], numbered, f"même réseau ({numbered})"):
            continue
        heat = number(row.cells[delivered], row.line, sheet.header[delivered], notes)
        if heat is not None and rate is not None:
            heat = _carbonised(heat, row, rate, percent, sheet, notes)
        elif heat is not None and content is not None:
            held = number(row.cells[content], row.line, sheet.header[content], notes)
            heat = None if held is None else heat * held
        places = _places(row, code, named, numbered)
        if not places:
            lost.append(f"{row.cells[first].strip() or 'sans commune'} ({numbered or f'ligne {row.line}'})")
            continue
        several += len(places) > 1
        for place, part in _parts(places):
            sums.add(place, row.line, key.suffix, None if heat is None else heat * part)
    if cold:
        notes.remark(f"Réseaux de froid laissés de côté : {cold}.")
    if lost:
        more = f" et {len(lost) - NAMED} autres" if len(lost) > NAMED else ""
        notes.remark(f"Réseaux dont la commune n’est pas reconnue, laissés de côté : {', '.join(lost[:NAMED])}{more}.")
    if several:
        key = replace(key, grade_commune="B", reason=key.reason + SPREAD)
    return LAYOUT.draft(year, sheet.header[first], (key,), sums.entries((key,)))


def _percent(rows: Sequence[Row], rate: int) -> float:
    """100 where the rates are percentages, 1 where they are fractions."""
    held = [number(_bare(row.cells[rate]), row.line, "", Notes()) or 0.0 for row in rows]
    return 100.0 if max(held, default=0.0) > WHOLE or any("%" in row.cells[rate] for row in rows) else WHOLE


def _bare(text: str) -> str:
    return text.replace("%", "").strip()


def _carbonised(heat: float, row: Row, rate: int, percent: float, sheet: Sheet, notes: Notes) -> float | None:
    renewable = number(_bare(row.cells[rate]), row.line, sheet.header[rate], notes)
    if renewable is None:
        return None
    if renewable > percent:
        notes.problem(row.line, sheet.header[rate], f"{row.cells[rate]} : un taux ne passe pas 100 %")
        return None
    return heat * (1 - renewable / percent)


def _places(row: Row, code: int | None, named: int | None, numbered: str) -> list[str]:
    """The communes of a network: by its codes, else by their names in the département of its number."""
    if code is not None and row.cells[code].strip():
        return [commune_code(one) for one in re.split(r"[,;/ ]+", row.cells[code].strip(" []")) if one.strip()]
    found = NUMBERED.fullmatch(numbered)
    if found is None or named is None:
        return []
    names = [one.strip(" []'\"") for one in re.split(r"[,;/]", row.cells[named])]
    places = [commune_named(one, found[1]) for one in names if one]
    return [one for one in places if one is not None] if all(places) else []


def _parts(places: Sequence[str]) -> list[tuple[str, float]]:
    """What each commune takes of a network: all of it, or a part by its inhabitants."""
    if len(places) == 1 or not all(COMMUNE.fullmatch(place) for place in places):
        return [(place, 1 / len(places)) for place in places]
    frame = load_frame()
    people = dict(zip(frame.codes.tolist(), np.nan_to_num(frame.population).tolist(), strict=True))
    heads = [people.get(place, 0.0) for place in places]
    total = sum(heads)
    return [(place, head / total if total else 1 / len(places)) for place, head in zip(places, heads, strict=True)]


LAYOUT = Layout(
    "reseaux-chaleur",
    "Réseaux de chaleur : livraisons et taux d’énergies renouvelables (enquête annuelle, France Chaleur Urbaine)",
    accepts,
    read,
    name="reseaux-chaleur",
    file_title="Enquête annuelle sur les réseaux de chaleur",
    publisher="Fedene et Amorce avec le SDES ; France Chaleur Urbaine",
    licence="À vérifier auprès du producteur ; faits repris avec mention de la source",
    keys=(CARBONISED, EMITTED, HEAT),
)
