"""Protected land by commune (SDES, from the INPN), and the state of rivers and lakes where they are measured (WISE).

**Protected land**: a row a commune and kind of protection, `LIBELLE_VARIABLE` (the family), `SOUS_CHAMP` (the kind),
`A2019` (the area that year), in hectares, as the tables of Facili-TACCT (Ademe) hold it with a commune's code of
theirs, `code_geographique`; any usual name of that column is accepted. Kinds: `TOU_PRO` at least one protection,
`FOR_PRO` strong, `NATURA` both kinds of Natura 2000 once, and sixteen others, which lie in these or are inventories.
The INPN itself publishes maps, not areas by commune.

**State of water bodies**, two files. WISE (European Environment Agency, what France reported in 2022, table
`SWB_SurfaceWaterBody` of Discodata): `euSurfaceWaterBodyCode, swEcologicalStatusOrPotentialValue` (1 high, 2 good, 3
moderate, 4 poor, 5 bad, else unknown), `cYear`, as five public programs read it, one of which joins it by code to the
Sandre's water bodies. And the stations of Naïades (`stations.csv`: `CdStationMesureEauxSurface, …, CodeCommune, …,
CdEuMasseDEau`) or of Hub'Eau (`code_station, code_commune, code_eu_masse_eau`), which say in which commune a body is
measured. Stations are counted, not bodies: a river that is measured in three communes would be three.
"""

from __future__ import annotations

from collections import Counter

from copilote.exchange.intake import FileError, FileLayout, FileRow, FileSheet
from copilote.exchange.intake.cells import year_of
from copilote.exchange.keyfiles.figures import (
    Figures,
    Once,
    chosen_year,
    columns_of,
    gathered,
    key_layout,
    of_communes,
    one_year,
    statistic,
)
from copilote.exchange.keyfiles.model import Draft, Options, declared
from copilote.words.numbers import counted

KINDS: dict[str, str] = declared()["protections-kinds"]
STATES = {"1": True, "2": True, "3": False, "4": False, "5": False}
"""Whether a class of ecological state is good; other words (Unknown, inapplicable) say nothing."""
GOOD, STATIONS = "bon", "stations"


def read_protected(sheet: FileSheet, options: Options) -> Draft:
    """Hectares of each commune under each of our kinds of protection, in the newest year of the file."""
    columns = {year_of(sheet.header[rank][1:]): rank for rank in sheet.places["areas"]}
    year = chosen_year(sheet.file, (year for year in columns if year), options, sheet.notes)
    once, other = Once(), Counter[str]()

    def figures(row: FileRow) -> Figures:
        kind = KINDS.get(row.folded("kind"))
        if not row.text("kind"):
            row.problem("kind", "sorte de protection manquante")
        elif kind is None:
            other[row.text("kind")] += 1
        elif not once.again(row, "kind", (row.text("commune"), kind), "même commune et même protection"):
            yield kind, row.at(columns[year], statistic)

    draft = gathered(PROTECTED, sheet, of_communes(sheet), year, figures, keys=PROTECTED.keys)
    if other:
        told = ", ".join(name for name, _many in other.most_common(20))
        sheet.notes.remark(f"Protections sans clé, laissées de côté : {told}.")
    return draft


PROTECTED = key_layout("protections", read_protected)


def read_water_bodies(sheet: FileSheet, options: Options) -> Draft:
    """Stations of each commune whose water body has a known state, and those where it is good."""
    if not sheet.beside:
        raise FileError(
            f"« {sheet.file} » ne dit pas où sont les masses d’eau : donnez aussi les stations de Naïades ou de "
            "Hub’Eau (CdStationMesureEauxSurface, CodeCommune, CdEuMasseDEau)."
        )
    rows, year = one_year(sheet, sheet, options)
    states = _states(rows)
    stations, once, unknown = sheet.beside[0], Once(), 0

    def figures(row: FileRow) -> Figures | None:
        nonlocal unknown
        station, good = row.text("station"), STATES.get(states.get(row.text("body").upper(), ""))
        if not station:
            row.problem("station", "code de la station manquant")
        elif not once.again(row, "station", station, f"la station {station} est déjà donnée, c’est la même"):
            if good is not None:
                return [(STATIONS, 1.0), (GOOD, float(good))]
            unknown += 1
        return None

    draft = gathered(WATER_BODIES, stations, of_communes(stations), year, figures, keys=WATER_BODIES.keys)
    if unknown:
        many = counted(unknown, "station", "stations")
        sheet.notes.remark(f"{many} dont l’état de la masse d’eau n’est pas connu, laissées de côté.")
    return draft


def _states(rows: list[FileRow]) -> dict[str, str]:
    """The class of each water body, by its European code."""
    once, states = Once(), dict[str, str]()
    for row in rows:
        body = row.text("body").upper()
        if not body:
            row.problem("body", "code de la masse d’eau manquant")
        elif not once.again(row, "body", body, f"la masse d’eau {body} est déjà donnée, c’est la même"):
            states[body] = row.text("status").removesuffix(".0")
    return states


PLACES = FileLayout(
    "Stations de mesure des rivières et des lacs (Naïades)", columns_of(declared()["masses-eau-stations"]["columns"])
)
WATER_BODIES = key_layout("masses-eau", read_water_bodies, beside=PLACES)
