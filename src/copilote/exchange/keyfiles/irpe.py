"""Saved answers of the State's indicator service (IRPE), a Cube REST API: `load` gives rows by measure and dimension.

Members are written `cube.name`. Names are those of the service's catalogue; what a measure's dimensions may hold (types
of vehicle, classes, sectors) is told by words, since the catalogue does not list them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from copilote.exchange.keyfiles.cells import commune_code, number, siren_code, year_of
from copilote.exchange.keyfiles.gather import Once, Sums, chosen_year
from copilote.exchange.keyfiles.model import (
    Draft,
    KeyDraft,
    KeyFileError,
    Member,
    Notes,
    Options,
    PerimeterDraft,
    counted,
)
from copilote.exchange.keyfiles.sectors import SECTORS, TOTAL, is_aside, sector_key, sector_of, total_key
from copilote.exchange.keyfiles.vehicles import BUSES, CLEAN, OLD, OLD_CARS
from copilote.reference.errors import fold

LAYOUT_ID = "irpe"
LAYOUT_TITLE = "Service d’indicateurs de l’État (IRPE) : réponse JSON de « load »"
PUBLISHER = "Écolab, Commissariat général au développement durable"
LICENCE = "À définir par le producteur ; faits repris avec mention de la source"

Record = Mapping[str, Any]
Dims = Mapping[str, str]


@dataclass(frozen=True)
class Measure:
    """A measure that we know. name : of the loaded file; needs : dimensions without which it cannot be read; suffixes :
    the keys that a row adds to, () to leave it out, None when its words are unknown.
    """

    name: str
    title: str
    needs: tuple[str, ...]
    keys: tuple[KeyDraft, ...]
    suffixes: Callable[[Dims], tuple[str, ...] | None]


def _all(_dims: Dims) -> tuple[str, ...]:
    return ("",)


def _sector(dims: Dims) -> tuple[str, ...] | None:
    label = dims.get("secteur", "")
    sector = sector_of(label)
    if sector is None:
        return () if is_aside(label) else None
    return (sector.suffix, TOTAL)


VEHICLES = {"vp": "voitures", "tcp bus": "bus", "tcp car": "bus"}
OTHERS = {"vul", "pl", "catl", "tracteur", "2rm", "drm"}


def _vehicles(dims: Dims) -> tuple[str, ...] | None:
    kind, mark = fold(dims.get("type_vehicule", "VP")), fold(dims.get("critair", ""))
    if kind in OTHERS:
        return ()
    if kind not in VEHICLES:
        return None
    if VEHICLES[kind] == "bus":
        return () if mark in CLEAN else ("bus",)
    return ("voitures-anciennes",) if mark.startswith(OLD) else ()


def _water(dims: Dims) -> tuple[str, ...] | None:
    usage = fold(dims.get("usage", ""))
    # Dams take, and give back, more than all other uses together.
    return () if "barrage" in usage or "hydro" in usage or "turbin" in usage else ("",)


def _only(
    title: str, unit: str, levers: tuple[str, ...], grade: str, reason: str, *, zero: bool = False
) -> tuple[KeyDraft, ...]:
    return (KeyDraft("", title, unit, levers, grade, grade, reason, zero_elsewhere=zero),)


SECTOR_KEYS = (*(sector_key(one, "tCO2e") for one in SECTORS), total_key("tCO2e"))
MEASURES = {
    "emission_ges_secteur_com.id_1": Measure(
        "irpe-emissions", "Émissions de gaz à effet de serre par secteur", ("secteur",), SECTOR_KEYS, _sector
    ),
    "surfaces_agricoles_com.id_544": Measure(
        "irpe-surfaces-agricoles",
        "Surface agricole utile",
        (),
        _only(
            "Surface agricole utile",
            "ha",
            ("reduc_eneragri", "augm_haies"),
            "A",
            "La clé de l’État : la surface agricole utile, comptée dans la commune de l’exploitation.",
        ),
        _all,
    ),
    "parc_vehicule_com.tot_parc_roulant_critair": Measure(
        "irpe-vehicules",
        "Parc de véhicules par vignette Crit’Air",
        ("critair", "type_vehicule"),
        (OLD_CARS, BUSES),
        _vehicles,
    ),
    "parc_vp_com.parc_vp_critair": Measure(
        "irpe-voitures", "Parc de voitures par vignette Crit’Air", ("critair",), (OLD_CARS,), _vehicles
    ),
    "conso_enaf_com.id_611": Measure(
        "irpe-foncier",
        "Consommation d’espaces naturels, agricoles et forestiers",
        (),
        _only(
            "Espaces consommés",
            "ha",
            ("reduc_artif", "co2_artif"),
            "C",
            "La clé de l’État est l’émission de l’artificialisation ; les hectares consommés en tiennent lieu, avec "
            "les routes et les voies ferrées, que la commune ne décide pas.",
        ),
        _all,
    ),
    "puissance_elec_installee_com.id_899": Measure(
        "irpe-solaire",
        "Puissance solaire installée",
        (),
        _only("Puissance solaire installée", "MW", (), "B", "Ce qui est installé n’est pas un potentiel.", zero=True),
        _all,
    ),
    "puissance_elec_installee_com.id_488": Measure(
        "irpe-eolien",
        "Puissance éolienne terrestre installée",
        (),
        _only("Puissance éolienne installée", "MW", (), "B", "Ce qui est installé n’est pas un potentiel.", zero=True),
        _all,
    ),
    "chaleur_livree_com.id_509": Measure(
        "irpe-chaleur",
        "Chaleur livrée par les réseaux",
        (),
        _only(
            "Chaleur livrée par les réseaux",
            "TWh",
            ("reduc_chal",),
            "B",
            "La clé de l’État ne compte que la chaleur carbonée ; celle-ci compte toute la chaleur livrée.",
            zero=True,
        ),
        _all,
    ),
    "prelevement_eau_usage_com.id_638": Measure(
        "irpe-eau",
        "Prélèvements d’eau (hors barrages)",
        (),
        _only("Prélèvements d’eau", "m³", (), "B", "Les prélèvements d’eau, sans ceux des barrages.", zero=True),
        _water,
    ),
}


def records_of(name: str, held: Any) -> list[Record]:
    """The rows of an answer, of several put together, or a bare list of rows; raises KeyFileError."""
    if isinstance(held, dict) and isinstance(held.get("error"), str):
        raise KeyFileError(f"« {name} » est un refus du service : {held['error'][:200]}")
    if isinstance(held, dict) and isinstance(held.get("results"), list):
        held = [row for one in held["results"] if isinstance(one, dict) for row in one.get("data") or []]
    elif isinstance(held, dict):
        held = held.get("data")
    if not isinstance(held, list) or not held or not all(isinstance(row, dict) for row in held):
        raise KeyFileError(f"« {name} » n’est pas une réponse de « load » : une liste « data » de lignes est attendue.")
    return held


def read(name: str, held: Any, options: Options, notes: Notes) -> Draft | PerimeterDraft:
    """An answer of the service as a key, or as the list of CRTE."""
    records = records_of(name, held)
    members = dict.fromkeys(member for record in records for member in record)
    found = [one for one in MEASURES if one in members]
    if not found:
        if any(one.endswith(".geocode_crte") for one in members) and any(
            one.endswith("geocode_epci") for one in members
        ):
            return _perimeters(records, list(members), notes)
        raise KeyFileError(
            f"« {name} » : aucune mesure connue. Trouvées : {', '.join(list(members)[:8])}. "
            f"Connues : {', '.join(MEASURES)}."
        )
    if len(found) > 1:
        notes.remark(f"Plusieurs mesures : {found[0]} est lue, chargez les autres à part.")
    return _measure(name, records, list(members), found[0], options, notes)


def _measure(
    name: str, records: Sequence[Record], members: list[str], measure_id: str, options: Options, notes: Notes
) -> Draft:
    measure, cube = MEASURES[measure_id], measure_id.split(".")[0]
    missing = [one for one in measure.needs if f"{cube}.{one}" not in members]
    place = next((one for one in ("geocode_commune", "geocode_epci") if f"{cube}.{one}" in members), None)
    if place is None or missing:
        wanted = ", ".join(f"{cube}.{one}" for one in (*([] if place else ["geocode_commune"]), *missing))
        raise KeyFileError(f"« {name} » : il manque des dimensions à la demande : {wanted}.")
    chosen, rows = _one_year(records, cube, options, notes)
    dimensions = [one for one in members if one != measure_id]
    sums, once = Sums(), Once(notes)
    unknown: set[str] = set()
    for line, record in rows:
        code = str(record.get(f"{cube}.{place}") or "")
        dims = {one.split(".", 1)[1]: str(record.get(one) or "") for one in dimensions if "." in one}
        same = tuple(str(record.get(one)) for one in dimensions)
        if once.again(line, f"{cube}.{place}", same, "même territoire et mêmes dimensions"):
            continue
        suffixes = measure.suffixes(dims)
        if suffixes is None:
            unknown.add(" / ".join(dims.get(one, "") for one in measure.needs))
            continue
        raw = record.get(measure_id)
        value = number("" if raw is None else str(raw), line, measure_id, notes)
        code = commune_code(code) if place == "geocode_commune" else siren_code(code)
        sums.see(code, line)
        for suffix in suffixes:
            sums.add(code, line, suffix, value)
    if unknown:
        notes.remark(f"Lignes laissées de côté, inconnues : {', '.join(sorted(unknown)[:10])}.")
    present = {suffix for held in sums.values.values() for suffix in held}
    keys = tuple(key for key in measure.keys if key.suffix in present)
    if not keys:
        raise KeyFileError(f"« {name} » : aucune ligne à reprendre pour {measure_id}.")
    return Draft(
        layout=LAYOUT_ID,
        name=measure.name,
        title=f"{measure.title} (service d’indicateurs de l’État)",
        publisher=PUBLISHER,
        licence=LICENCE,
        address="",
        year=chosen,
        level="commune" if place == "geocode_commune" else "epci",
        code_column=f"{cube}.{place}",
        keys=keys,
        entries=sums.entries(keys),
    )


def _one_year(
    records: Sequence[Record], cube: str, options: Options, notes: Notes
) -> tuple[int | None, list[tuple[int, Record]]]:
    """The year asked for, else the newest, and its rows by rank from 1; all of them when they have no year."""
    named = next((one for one in ("annee", "date_mesure", "date_mesure.year") if f"{cube}.{one}" in records[0]), None)
    numbered = list(enumerate(records, start=1))
    if named is None:
        return options.year, numbered
    years = {line: year_of(str(record.get(f"{cube}.{named}") or "")) for line, record in numbered}
    chosen = chosen_year(cube, {one for one in years.values() if one}, options, notes)
    return chosen, [(line, record) for line, record in numbered if years[line] in (chosen, None)]


def _perimeters(records: Sequence[Record], members: list[str], notes: Notes) -> PerimeterDraft:
    cube = next(one for one in members if one.endswith(".geocode_crte")).split(".")[0]

    def cell(record: Record, name: str) -> str:
        return str(record.get(f"{cube}.{name}") or "").strip()

    found: dict[tuple[str, str], Member] = {}
    without = 0
    for line, record in enumerate(records, start=1):
        crte, siren = cell(record, "geocode_crte"), siren_code(cell(record, "geocode_epci"))
        if not crte or not siren:
            without += 1
            continue
        found.setdefault(
            (crte, siren),
            Member(line, crte, cell(record, "libelle_crte") or crte, cell(record, "geocode_departement"), siren,
                   cell(record, "libelle_epci")),
        )  # fmt: skip
    if without:
        notes.remark(f"Sans CRTE ou sans EPCI : {counted(without, 'ligne laissée', 'lignes laissées')} de côté.")
    return PerimeterDraft(
        "Périmètres des CRTE (service d’indicateurs de l’État)", PUBLISHER, LICENCE, None, tuple(found.values())
    )
