"""Files in the layouts of publishers, made up for the tests: their columns are real, their figures are not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from copilote.reference.communes import load_frame

IGT_COLUMNS = (
    "INSEE commune,Commune,Agriculture,Autres transports,Autres transports international,CO2 biomasse hors-total,"
    "Déchets,Energie,Industrie hors-énergie,Résidentiel,Routier,Tertiaire"
)
IGT = IGT_COLUMNS.split(",")


def written(header: Sequence[str], rows: Iterable[Sequence[Any]], separator: str = ",") -> bytes:
    """A CSV."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def communes_of(region: str) -> list[str]:
    """The codes of a region's communes."""
    frame = load_frame()
    return frame.codes[frame.levels["region"].members(region)].tolist()


def igt_rows(codes: Iterable[str]) -> list[list[Any]]:
    """Every commune emits as much as the last three digits of its code say, in industry."""
    return [[code, "X", 10.5, "", "", 7, 2, "", int(code[-3:]), 20, 30, 5] for code in codes]


def igt(codes: Iterable[str]) -> bytes:
    """The inventory of these communes."""
    return written(IGT, igt_rows(codes))


def save(path: Path, content: bytes) -> Path:
    """Write a file and give it back."""
    path.write_bytes(content)
    return path


EMISSION_COLUMNS = "identifiant;nom_etablissement;annee_emission;milieu;polluant;quantite;unite"
PLANT_COLUMNS = (
    "identifiant;nom_etablissement;numero_siret;adresse;code_postal;code_insee;commune;code_departement;departement;"
    "code_region;region;coordonnees_x;coordonnees_y;code_epsg;code_ape;libelle_ape;code_eprtr;libelle_eprtr"
)
FOSSIL = "Dioxyde de carbone (CO2) d'origine non biomasse"
ALL_CO2 = "Dioxyde de carbone (CO2) total (d'origine biomasse et non biomasse)"


def plants(rows: Iterable[dict[str, str]]) -> bytes:
    """The register's plants: fields by column, the others empty."""
    columns = PLANT_COLUMNS.split(";")
    return written(columns, [[row.get(column, "") for column in columns] for row in rows], ";")


def emissions(rows: Iterable[Sequence[Any]]) -> bytes:
    """What plants let out into the air in 2022: identifier, pollutant, quantity in kg."""
    full = [[plant, f"Usine {plant}", 2022, "Air", gas, amount, "kg/an"] for plant, gas, amount in rows]
    return written(EMISSION_COLUMNS.split(";"), full, ";")


ENAF_YEARS = range(11, 24)
ENAF_PARTS = ("act", "hab", "mix", "rou", "fer", "inc")


def enaf(rows: Iterable[tuple[str, dict[str, Any]]], years: Iterable[int] = ENAF_YEARS) -> bytes:
    """Land take in m²: for each commune, what each destination takes every year."""
    header = ["idcom", "idcomtxt", "idreg", "idregtxt", "iddep", "iddeptxt", "epci24", "epci24txt", "scot"]
    for year in years:
        header.append(f"naf{year}art{year + 1}")
        header += [f"art{year}{part}{year + 1}" for part in ENAF_PARTS]
    lines = []
    for code, parts in rows:
        line: list[Any] = [code, "X", "24", "Y", code[:2], "Z", "", "", ""]
        for _year in years:
            line += [0, *(parts.get(part, 0) for part in ENAF_PARTS)]
        lines.append(line)
    return written(header, lines)


FLEET_COLUMNS = "COMMUNE_CODE;COMMUNE_LIBELLE;CLASSE_VEHICULE;CATEGORIE_VEHICULE;CARBURANT;CRITAIR;PARC_2021;PARC_2022"


def fleet(rows: Iterable[Sequence[Any]], columns: str = FLEET_COLUMNS) -> bytes:
    """Vehicles: commune, class, fuel, Crit'Air, and how many in 2022 (twice as many in 2021)."""
    lines = [[code, "X", kind, kind.upper(), fuel, mark, 2 * count, count] for code, kind, fuel, mark, count in rows]
    return written(columns.split(";"), lines, ";")


USE_COLUMNS = (
    "OPERATEUR;ANNEE;FILIERE;CODE_COMMUNE_CODE;CODE_COMMUNE_LIBELLE;CODE_CATEGORIE_CONSOMMATION;"
    "CODE_SECTEUR_NAF2_CODE;CODE_SECTEUR_NAF2_LIBELLE;CODE_GRAND_SECTEUR;CONSO;PDL;INDQUAL"
)


def uses(rows: Iterable[Sequence[Any]], year: int = 2022) -> bytes:
    """Energy used: commune, energy, sector, MWh, delivery points."""
    lines = [
        ["GRDF", year, energy, code, "X", "ENT", rank, "", sector, mwh, points, 1]
        for rank, (code, energy, sector, mwh, points) in enumerate(rows)
    ]
    return written(USE_COLUMNS.split(";"), lines, ";")


SURVEY_COLUMNS = ("ID EARCF", "Commune", "Nom", "Contenu CO₂ en kg CO₂ / kWh", "Taux EnR&R", "Livraisons nettes MWh")


def survey(rows: Iterable[Sequence[Any]], columns: Sequence[str] = SURVEY_COLUMNS) -> bytes:
    """Heat networks: number, commune, name, CO2 content, rate, MWh delivered."""
    return written(columns, rows, ";")
