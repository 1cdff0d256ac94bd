"""Rebuild the tables of the territorial simulator (edition 2023) from its published data file.

    python tools/build_simulator.py SHARED_FOLDER [OUT]

Reads `simulateur-territorial/data.json`. Figures are carried over; texts are not: names are normalised, units and
reasons are written in the project's own words (tables below). What the comments hold of dated observations is read by
`_simulator_comments`; what it cannot read is written beside it, in `unread.csv`, for a person to check.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from _simulator_comments import read_comments
from _tables import DATA, clean, read_json, write_table

EDITION = "simulator/2023"

# Official name of the territory -> our code, slug and name. The official slug is the folded official name.
TERRITORIES = {
    "Auvergne-Rhône-Alpes": ("84", "auvergne-rhone-alpes"),
    "Bourgogne-Franche-Comté": ("27", "bourgogne-franche-comte"),
    "Bretagne": ("53", "bretagne"),
    "Centre-Val de Loire": ("24", "centre-val-de-loire"),
    "Corse": ("94", "corse"),
    "Grand Est": ("44", "grand-est"),
    "Guadeloupe": ("01", "guadeloupe"),
    "Guyane": ("03", "guyane"),
    "Hauts-de-France": ("32", "hauts-de-france"),
    "Île-de-France": ("11", "ile-de-france"),
    "La Réunion": ("04", "la-reunion"),
    "Martinique": ("02", "martinique"),
    "Mayotte": ("06", "mayotte"),
    "Normandie": ("28", "normandie"),
    "Nouvelle-Aquitaine": ("75", "nouvelle-aquitaine"),
    "Occitanie": ("76", "occitanie"),
    "PACA": ("93", "provence-alpes-cote-d-azur"),
    "Pays de la Loire": ("52", "pays-de-la-loire"),
    "Région exemple": ("exemple", "region-exemple"),
}
NAMES = {"PACA": "Provence-Alpes-Côte d'Azur"}
OFFICIAL_SLUGS = {"PACA": "paca"}
OVERSEAS = {"01", "02", "03", "04", "06"}

# Lever id -> (unit, unit in short, the quantity in words). The parenthesis of the published unit ("en 2030", "par
# rapport à 2019") is carried by `counting`: a level reached in 2030, or an amount added since 2019.
UNITS = {
    "augm_voitelec": (
        "milliers de véhicules électriques",
        "milliers de véhicules",
        "Véhicules électriques dans le parc régional",
    ),
    "reduc_consovp": ("L/100 km", "L/100 km", "Consommation moyenne des voitures thermiques du parc"),
    "augm_buselec": ("bus et cars décarbonés", "bus et cars", "Bus et cars décarbonés dans le parc régional"),
    "augm_depla": (
        "km évités par voiture et par an",
        "km/voiture/an",
        "Kilomètres évités par voiture grâce à moins de déplacements",
    ),
    "augm_covoit": (
        "km évités par voiture et par an",
        "km/voiture/an",
        "Kilomètres évités par voiture grâce au covoiturage",
    ),
    "augm_vélotc": (
        "km évités par voiture et par an",
        "km/voiture/an",
        "Kilomètres évités par voiture grâce au vélo et aux transports en commun",
    ),
    "augm_fret": ("Mt.km évitées par an", "Mt.km/an", "Transport routier de marchandises évité"),
    "augm_logi": ("Mt.km évitées par an", "Mt.km/an", "Transport routier de marchandises évité"),
    "reduc_rconso": ("TWh (corrigés du climat)", "TWh", "Énergie consommée par les logements"),
    "reduc_rfioul": (
        "milliers de résidences principales",
        "milliers de logements",
        "Résidences principales chauffées au fioul",
    ),
    "reduc_rgaz": (
        "milliers de résidences principales",
        "milliers de logements",
        "Résidences principales chauffées au gaz",
    ),
    "reduc_tconso": ("TWh (corrigés du climat)", "TWh", "Énergie consommée par les bâtiments tertiaires"),
    "reduc_tfioul": (
        "TWh de fioul (corrigés du climat)",
        "TWh",
        "Fioul consommé par les bâtiments tertiaires",
    ),
    "reduc_tgaz": ("TWh de gaz (corrigés du climat)", "TWh", "Gaz consommé par les bâtiments tertiaires"),
    "augm_valodma": (
        "kg par habitant et par an",
        "kg/hab/an",
        "Déchets ménagers et assimilés valorisés en plus",
    ),
    "reduc_proddma": ("kg par habitant et par an", "kg/hab/an", "Déchets ménagers et assimilés produits"),
    "reduc_azote": ("kt d’engrais azotés", "kt", "Engrais azotés livrés"),
    "reduc_eneragri": ("TWh d’énergie fossile", "TWh", "Énergie fossile consommée par l’agriculture"),
    "augm_couverts": ("kha par an", "kha/an", "Surface de couverts végétaux en plus"),
    "augm_haies": ("milliers de km de haies", "milliers de km", "Haies en plus"),
    "augm_prairies": ("kha par an", "kha/an", "Prairies non retournées en plus"),
    "reduc_artif": ("kha par an", "kha/an", "Espaces naturels, agricoles et forestiers artificialisés"),
    "reduc_chal": ("kg de CO2 par MWh", "kg/MWh", "Contenu moyen en CO2 des réseaux de chaleur"),
}

REASONS = {
    "forest": "Objectif non décliné par région : l’état des forêts n’y est pas mesuré de façon comparable.",
    "energy_committee": "Objectif débattu au sein du comité régional de l’énergie : il ne se modifie pas ici.",
    "unavailable": "Seul l’objectif en ktCO2e est publié pour ce territoire : ni conversion ni modification.",
    "kt_only": "Aucun ordre de grandeur physique n’est publié pour ce levier : il se compte en ktCO2e seulement.",
    "not_shown": "Objectif régional non publié (« ? » sur le simulateur officiel) : valeur indicative.",
}
LAUNCH_PENDING = (
    "La COP de cette région n’était pas lancée à la date des données : le simulateur officiel ne l’ouvre pas."
)
LIMITED = "Édition simplifiée : moins de leviers, comptés en ktCO2e seulement."


def normal_name(name: str) -> str:
    """The lever's name on one line, capitals with their accents."""
    name = clean(name)
    for plain, accented in (("Elec", "Élec"), ("Elev", "Élev")):
        if name.startswith(plain):
            name = accented + name[len(plain) :]
    return name


def reason_of(row: dict[str, Any]) -> str | None:
    """Why the lever cannot be edited, converted or shown, in our own words; None when it can."""
    published = clean(row.get("disabledComment")).lower()
    if "forêt" in published or row["id"] == "co2_foret":
        return REASONS["forest"]
    if "comités régionaux" in published:
        return REASONS["energy_committee"]
    if "indisponible" in published:
        return REASONS["unavailable"]
    if published:
        raise SystemExit(f"Reason not known to this script: {published!r}")
    if not row["showTarget"]:
        return REASONS["not_shown"]
    return REASONS["kt_only"] if row["noTranslation"] else None


def target_rows(published: list[dict[str, Any]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for row in published:
        translated = not row["noTranslation"]
        # 0 with a target that is not shown is a blank of the published file, not a target of 0.
        unknown = row["objCO2"] == 0 and not row["showTarget"]
        rows.append(
            {
                "region": TERRITORIES[clean(row["regionName"])][0],
                "lever": row["id"],
                "name": normal_name(row["leverName"]),
                "sector": clean(row["sector"]),
                "theme": clean(row["group"]),
                "target_kt": None if unknown else float(row["objCO2"]),
                "ratio": float(row["ratioCO2toPhys"]) if translated else None,
                "baseline_2019": float(row["startPoint2019"]) if translated else None,
                "counts_completed": bool(row["relative"]),
                "editable": not row["editionDisabled"],
                "target_shown": bool(row["showTarget"]),
                "reason": reason_of(row),
            }
        )
    return rows


def lever_rows(published: list[dict[str, Any]]) -> list[dict[str, object]]:
    seen: dict[str, dict[str, object]] = {}
    for row in published:
        if row["id"] in seen:
            continue
        unit, short, quantity = UNITS.get(row["id"], (None, None, None))
        counting = None
        if unit:
            counting = "added" if "par rapport à 2019" in clean(row["unitPhys"]) else "level"
        seen[row["id"]] = {
            "lever": row["id"],
            "name": normal_name(row["leverName"]),
            "unit": unit,
            "unit_short": short,
            "quantity": quantity,
            "counting": counting,
        }
    return list(seen.values())


def territory_rows(published: list[dict[str, Any]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for official, (code, slug) in TERRITORIES.items():
        sample = next(row for row in published if clean(row["regionName"]) == official)
        comment = None if sample["regionEnabled"] else LAUNCH_PENDING
        if sample["regionLimited"]:
            comment = f"{comment} {LIMITED}" if comment else LIMITED
        kind = "fictional" if code == "exemple" else "overseas" if code in OVERSEAS else "metropolitan"
        rows.append(
            {
                "code": code,
                "slug": slug,
                "name": NAMES.get(official, official),
                "official_slug": OFFICIAL_SLUGS.get(official, slug),
                "kind": kind,
                "opened": bool(sample["regionEnabled"]),
                "limited": bool(sample["regionLimited"]),
                "comment": comment,
            }
        )
    return sorted(rows, key=lambda row: str(row["code"]))


def build(shared: Path, out: Path) -> None:
    """Write the five tables of the edition below `out`."""
    published: list[dict[str, Any]] = read_json(shared / "simulateur-territorial" / "data.json")  # type: ignore[assignment]
    missing = {row["id"] for row in published if row.get("unitPhys")} ^ set(UNITS)
    if missing:
        raise SystemExit(f"Units to be written for: {sorted(missing)}")
    targets = target_rows(published)
    write_table(out, f"{EDITION}/territories.csv", list(territory_rows(published)[0]), territory_rows(published))
    write_table(out, f"{EDITION}/levers.csv", list(lever_rows(published)[0]), lever_rows(published))
    write_table(out, f"{EDITION}/targets.csv", list(targets[0]), targets)
    codes = {official: code for official, (code, _slug) in TERRITORIES.items()}
    observations, unread = read_comments(published, codes)
    write_table(out, f"{EDITION}/observations.csv", list(observations[0]), observations)
    write_table(out, f"{EDITION}/unread.csv", ["lever", "territories", "numbers", "start", "reason"], unread)


def main() -> None:
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else DATA)


if __name__ == "__main__":
    main()
