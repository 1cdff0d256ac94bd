"""Rebuild the tables of the EPCI rule of Territoires en Transitions from the shares that the SGPE suggested.

    python tools/build_epci_rule.py SHARED_FOLDER [OUT]

Reads `trajectoire-leviers-epci/parts-regionales.csv`, a sheet made for people. Its column "Nom" has slipped by some
rows and is left aside. A row goes on with the sector of the row above when it names none. A row without a lever adds
its sub-sector to the lever above it, and may hold the shares of that lever ("Production industrielle"). Sub-sectors
stand beside levers without belonging to them: only in the sectors that `POSTES` splits do they choose the poste.

`simulator_levers` is judged here: the shares are, to the rounding, those of the simulator's own targets.
"""

from __future__ import annotations

import sys
from pathlib import Path

from _tables import DATA, clean, read_published, write_table
from build_simulator import NAMES, TERRITORIES

EDITION = "epci_rule/2025"
FILE = "trajectoire-leviers-epci/parts-regionales.csv"

# Poste (a figure that an EPCI gives) -> name, published sector and sub-sector ("" for the whole sector), whether it is
# a sink of carbon, other spellings.
POSTES = {
    "residentiel": ("Résidentiel", "Résidentiel", "", False, ""),
    "tertiaire": ("Tertiaire", "Tertiaire", "", False, ""),
    "transports": ("Transports", "Transports", "", False, "Transport"),
    "agriculture_energie": ("Agriculture - énergie", "Agriculture", "Energie", False, ""),
    "agriculture_elevage": ("Agriculture - élevage", "Agriculture", "Elevage", False, ""),
    "agriculture_cultures": (
        "Agriculture - pratiques culturales",
        "Agriculture",
        "Pratiques culturales",
        False,
        "",
    ),
    "foret": ("Forêt", "UTCATF", "Forêts", True, "Forêts"),
    "produits_bois": ("Produits bois", "UTCATF", "Produits bois", True, ""),
    "cultures": ("Cultures", "UTCATF", "Cultures", False, ""),
    "prairies": ("Prairies", "UTCATF", "Prairies", False, ""),
    "sols_artificialises": ("Sols artificialisés", "UTCATF", "Sols artificiels", False, "Sols artificiels"),
    "industrie": ("Industrie", "Industrie", "", False, ""),
    "dechets": ("Déchets", "Déchets", "", False, ""),
    "energie": ("Energie", "Branche énergie", "", False, "Branche énergie"),
}
# Sectors of the sheet that are counted in another one's poste.
COUNTED_IN = {"CSC": "Industrie"}

SIMULATOR_LEVERS = {
    "Changement chaudières fioul + rénovation (résidentiel)": "reduc_rfioul",
    "Changement chaudières gaz + rénovation (résidentiel)": "reduc_rgaz",
    "Sobriété des bâtiments (résidentiel)": "reduc_rconso",
    "Changement de chaudière à fioul (tertiaire)": "reduc_tfioul",
    "Changement de chaudière à gaz (tertiaire)": "reduc_tgaz",
    "Sobriété et isolation des bâtiments (tertiaire)": "reduc_tconso",
    "Réduction des déplacements": "augm_depla",
    "Covoiturage": "augm_covoit",
    "Vélo et transport en commun": "augm_vélotc",
    "Véhicules électriques": "augm_voitelec",
    "Efficacité et carburants décarbonés des véhicules privés": "reduc_consovp",
    "Bus et cars décarbonés": "augm_buselec",
    "Fret décarboné et multimodalité": "augm_fret",
    "Efficacité et sobriété logistique": "augm_logi",
    "Bâtiments & Machines agricoles": "reduc_eneragri",
    "Elevage durable": "co2_elevage",
    "Changements de pratiques de fertilisation azotée": "reduc_azote",
    "Production industrielle": "co2_indus",
    "Captage de méthane dans les ISDND": "co2_isdnd",
    "Prévention des déchets": "reduc_proddma",
    "Valorisation matière des déchets": "augm_valodma",
    "Gestion des forêts et produits bois": "co2_foret co2_prodbois",
    "Pratiques stockantes": "augm_couverts",
    "Gestion des haies": "augm_haies",
    "Gestion des prairies": "augm_prairies",
    "Sobriété foncière": "reduc_artif",
    "Electricité renouvelable": "co2_enr",
    "Biogaz": "co2_biogaz",
    "Réseaux de chaleur décarbonés": "reduc_chal",
}


def poste_of(sector: str, subsector: str) -> str:
    """The poste that a row of the sheet counts in."""
    sector = COUNTED_IN.get(sector, sector)
    for poste, (_name, its_sector, its_subsector, _sink, _also) in POSTES.items():
        if sector == its_sector and its_subsector in ("", subsector):
            return poste
    raise SystemExit(f"Sector not known to this script: {sector!r}, {subsector!r}")


def region_columns(header: list[str]) -> dict[str, str]:
    """Region code -> its column of the sheet, in the order of the sheet."""
    codes = {NAMES.get(official, official): code for official, (code, _slug) in TERRITORIES.items()}
    return {codes[clean(name)]: name for name in header if clean(name) in codes}


def read_rule(
    published: list[dict[str, str]],
) -> tuple[list[tuple[str, list[str], dict[str, float]]], dict[str, list[str]]]:
    """Levers of the rule (name, postes summed, share by region), and the published sub-sectors of each poste."""
    regions = region_columns(list(published[0]))
    levers: list[tuple[str, list[str], dict[str, float]]] = []
    included: dict[str, list[str]] = {poste: [] for poste in POSTES}
    summed: list[str] = []
    for row in published:
        sector, subsector = clean(row["Secteur Territorialisation SNBC"]), clean(row["Sous-secteur/Usages"])
        name = clean(row["Leviers SGPE"])
        if sector:
            poste = poste_of(sector, subsector)
            included[poste].append(subsector or sector)
            if name and poste not in summed:
                summed = [poste]
            elif poste not in summed:
                summed.append(poste)
        if name:
            levers.append((name, summed, {}))
        cells = {code: clean(row[column]) for code, column in regions.items()}
        if not any(cells.values()):
            continue
        if not levers or levers[-1][2]:
            raise SystemExit(f"Shares without a lever: {row}")
        levers[-1][2].update({code: float(cell) for code, cell in cells.items()})
    lacking = [name for name, _postes, shares in levers if len(shares) != 13]
    unknown = {name for name, _postes, _shares in levers} ^ set(SIMULATOR_LEVERS)
    unused = set(POSTES) - {poste for _name, postes, _shares in levers for poste in postes}
    if lacking or unknown or unused:
        raise SystemExit(f"Levers without shares {lacking}, to be matched {unknown}; postes unused {unused}")
    return levers, included


def build(shared: Path, out: Path) -> None:
    """Write the three tables of the edition below `out`."""
    levers, included = read_rule(read_published(shared / FILE))
    write_table(
        out,
        f"{EDITION}/postes.csv",
        ["poste", "name", "includes", "sink", "spellings"],
        [
            {
                "poste": poste,
                "name": name,
                "includes": " ; ".join(included[poste]),
                "sink": sink,
                "spellings": also,
            }
            for poste, (name, _sector, _subsector, sink, also) in POSTES.items()
        ],
    )
    write_table(
        out,
        f"{EDITION}/levers.csv",
        ["lever", "postes", "simulator_levers"],
        [
            {"lever": name, "postes": " ".join(postes), "simulator_levers": SIMULATOR_LEVERS[name]}
            for name, postes, _shares in levers
        ],
    )
    write_table(
        out,
        f"{EDITION}/shares.csv",
        ["region", "lever", "share_pct"],
        [
            {"region": region, "lever": name, "share_pct": shares[region]}
            for region in sorted(levers[0][2])
            for name, _postes, shares in levers
        ],
    )


def main() -> None:
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else DATA)


if __name__ == "__main__":
    main()
