"""Rebuild the tables of the projects of the Fonds vert 2023 from the list published on data.gouv.fr.

    python tools/build_projects.py PUBLISHED [--out DATA]

PUBLISHED holds `fonds-vert-2023/fonds-vert-2023.csv`. Needs the tables of territories, which it reads from the package.

Every published row is a project here, once, with the region that the list gives it; amounts are rounded to the cent
(one carries the dust of a binary sum). What the list leaves to be judged:

- place: a published commune may be the seat of the beneficiary. It is trusted as the place when it lies in the row's
  département, when the beneficiary is that commune or its EPCI, or for brownfields, whose files bear the département of
  the region's prefecture. Else it is a seat, and only the row's département is known. A row without commune takes that
  of its beneficiary when it is a commune, or its EPCI. `place` says which.
- persons: a beneficiary may be a person. Public SIREN (first digit 1 or 2) are bodies. Any other name is withheld
  with its SIREN (flag "person") when it has a civility, the form of a sole trader, of a farm or of a private property
  company (SCI, indivision…), or when it is two to four words, one of them a given name, none of them a word
  of a body. Names of buildings within titles ("maison Marandet") are places, and stay.
- review.csv lists for a human check what these rules decided on thin grounds, by project and without any name.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from _tables import DATA, clean, read_published, write_table
from copilote.reference.errors import fold
from copilote.reference.passage import current_communes
from copilote.reference.territories import (
    Commune,
    commune_or_none,
    load_collectivities,
    load_communes,
    load_departements,
    load_epci,
    load_regions,
)

FOLDER = "projects/2023"
YEAR = 2023
BROWNFIELDS = "68862"

AXES = {
    "1": "Performance environnementale",
    "2": "Adaptation au changement climatique",
    "3": "Cadre de vie et biodiversité",
}

COLUMNS = [
    "id",
    "name",
    "procedure",
    "axis",
    "region",
    "departement",
    "epci",
    "commune",
    "place",
    "published_commune",
    "published_departement",
    "beneficiary",
    "siren",
    "amount_eur",
    "flags",
]

CIVILITIES = {"monsieur", "madame", "mademoiselle", "mme", "mlle", "mr", "m", "epoux", "consorts", "veuve"}
PRIVATE_FORMS = {"ei", "eirl", "earl", "gaec", "scea", "gfa", "sci", "indivision", "hoirie", "succession"}
GIVEN_NAMES = set(
    """
    adrien agnes alain albert alexandre alexis alice amelie anais andre andrea anne annie antoine armand arnaud
    arthur aurelie aurelien axel baptiste beatrice benjamin benoit bernadette bernard bertrand brigitte bruno
    camille carole caroline catherine cecile cedric celine chantal charles charlotte chloe christelle christian
    christiane christine christophe claire claude claudine clement colette corinne cyril damien daniel daniele
    david delphine denis denise didier dominique edouard elisabeth elise elodie emile emilie emma emmanuel
    emmanuelle eric estelle etienne eugene eva fabien fabienne fabrice fanny fernand florence florent florian
    france francine francis franck francois francoise frederic frederique gabriel gaelle genevieve georges
    gerald gerard germain ghislaine gilbert gilles gregory guillaume gustave guy helene henri herve hubert hugo
    hugues isabelle jacqueline jacques jean jeanne jerome joel joelle jonathan joseph josette josiane jules
    julie julien juliette karine kevin laetitia laura laure laurence laurent lea leon lionel loic louis louise
    luc lucas lucie lucien ludovic lydie madeleine manon marc marcel marguerite maria marie marine marion marthe
    martin martine mathieu mathilde matthieu maurice maxime melanie michel michele mickael monique morgane
    muriel mylene nadia nadine nathalie nicolas nicole noel odette odile olivier pascal pascale patrice patricia
    patrick paul paulette pauline philippe pierre quentin raphael raymond regis remi remy rene renee robert
    roger roland romain sabine samuel sandra sandrine sarah sebastien serge simon simone solange sophie stephane
    stephanie suzanne sylvain sylvie theo therese thibault thierry thomas valentin valerie veronique victor
    vincent virginie viviane xavier yann yannick yves yvette yvonne
    """.split()  # noqa: SIM905
)
# Words that only bodies bear, most of them as the list shortens them.
BODY_WORDS = set(
    """
    agce agence agglomeration amenag amenagement amicale amis ass asso assoc association asymix atelier aura
    bailleur brgm ca cap caue cc cdc cen centre chambre chasseurs club cnpf com comite commission communaute
    commune communes compagnie cons conseil conserv conservatoire construction constructions coop coordination
    cpie cu delegation dep departement departementale developpement direction domaine dreal edf energie energies
    entreprise environnement epa epci epf epfl eptb equipement etab etablissement ets etudes europe fed feder
    federat federation fne fonciere fondation fonds france friche gestion gie gip grand groupe groupement grp
    grpt habitat habitations hlm ifremer immobilier immobiliere initiative initiatives institut invest
    investissement ligue locale logement logis lpo mairie maison met metropole mixte museum mutuelles natural
    naturaliste nature oeuvre office opac oph parc patrimoine pays pole port programmes promotion protection
    province public publique recyclage regie region regionale reserve residence residences sa sarl sas
    sauvegarde sccv scic sdis sem service sia siege sivom sivu smbv snc soc societe solidaires soliha spl ste
    studio synd syndicat syndmc technique territoire territoires tourisme transports union universite urbaine
    urbanisme ville yacht
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Place:
    """Where a project is, and what says so (`kind`): commune, beneficiary, epci, seat or departement."""

    kind: str
    departement: str
    commune: str | None = None
    epci: str | None = None


@dataclass
class Territories:
    """What places need: communes of today by SIREN, EPCI, regions by name."""

    communes: dict[str, Commune] = field(default_factory=dict)
    epci: set[str] = field(default_factory=set)
    departements: dict[str, str] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Territories:
        bodies = [*load_regions(), *load_collectivities()]
        return cls(
            {commune.siren: commune for commune in load_communes() if commune.siren},
            {row.code for row in load_epci()},
            {row.code: row.region for row in load_departements()},
            {fold(row.name): row.code for row in bodies},
        )


def build(shared: Path, out: Path) -> None:
    """Write the tables of FOLDER below `out` from the list below `shared`."""
    published = read_published(shared / "fonds-vert-2023" / "fonds-vert-2023.csv")
    territories = Territories.load()
    files = Counter(row["numero_dossier_ds"] for row in published)
    rank: Counter[str] = Counter()
    by_file: dict[str, list[dict[str, object]]] = defaultdict(list)
    review: list[dict[str, str]] = []
    for row in published:
        number = row["numero_dossier_ds"]
        known = number.isdigit()
        rank[number] += 1
        identifier = number if known else "sans-numero"
        if files[number] > 1:
            identifier = f"{identifier}-{rank[number]}"
        siren = clean_siren(row["siren"])
        region = territories.regions[fold(row["nom_region"])]
        place = locate(row, siren, region, territories)
        name = clean(row["nom_beneficiaire_principal"])
        person = person_reason(name, siren)
        flags = ["person"] if person else []
        if not known:
            flags.append("no_file_number")
        elif files[number] > 1:
            flags.append("shared_file_number")
        code = published_commune(row)
        record: dict[str, object] = {
            "id": identifier,
            "name": clean(row["nom_du_projet"]),
            "procedure": row["numero_demarche_ds"],
            "axis": row["axe"],
            "region": region,
            "departement": place.departement,
            "epci": place.epci,
            "commune": place.commune,
            "place": place.kind,
            "published_commune": code if code != place.commune else None,
            "published_departement": row["code_departement"] if row["code_departement"] != place.departement else None,
            "beneficiary": None if person else name,
            "siren": None if person else siren,
            "amount_eur": amount(row["montant_engage"]),
            "flags": " ".join(flags),
        }
        by_file[region if region in territories.departements.values() else "com"].append(record)
        review += reasons_to_review(record, person, name, siren)
    for code, records in sorted(by_file.items()):
        records.sort(key=lambda record: sort_key(str(record["id"])))
        write_table(out, f"{FOLDER}/{code}.csv", COLUMNS, records)
    write_procedures(out, published)
    review.sort(key=lambda item: (item["reason"], sort_key(item["id"])))
    write_table(out, f"{FOLDER}/review.csv", ["id", "region", "reason"], review)


def sort_key(identifier: str) -> tuple[str, int]:
    """Projects by file number, then by rank within a file."""
    number, _, rank = identifier.rpartition("-") if "-" in identifier else (identifier, "", "0")
    return (number, int(rank))


def amount(text: str) -> Decimal:
    """Euros, to the cent."""
    return Decimal(text).quantize(Decimal("0.01"))


def published_commune(row: dict[str, str]) -> str | None:
    """The commune code of a row; None where the list has none. Spreadsheets drop the 0 of the first départements."""
    code = row["code_commune"].strip()
    return None if code in ("", "NULL") else code.zfill(5)


def clean_siren(text: str) -> str | None:
    """Nine digits with a right check digit, from a SIREN or a SIRET that spreadsheets have altered; else None."""
    digits = text.strip().removesuffix(".0")
    if not digits.isdigit():
        return None
    siren = (digits.zfill(14) if len(digits) > 9 else digits.zfill(9))[:9]
    doubled = [int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(siren))]
    return siren if sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0 else None


def locate(row: dict[str, str], siren: str | None, region: str, territories: Territories) -> Place:
    """Where a project is (see the module's text)."""
    departement = row["code_departement"]
    holder = territories.communes.get(siren or "")
    code = published_commune(row)
    if code is None:
        if holder and holder.departement == departement:
            return Place("beneficiary", departement, holder.code, holder.epci)
        if siren in territories.epci:
            return Place("epci", departement, None, siren)
        return Place("departement", departement)
    commune = commune_or_none(current_communes(code, YEAR).codes[0])
    if commune is None:
        raise ValueError(f"{row['numero_dossier_ds']}: commune {code} leads nowhere")
    holds = (holder is not None and holder.code == commune.code) or (siren is not None and siren == commune.epci)
    in_region = commune.region == region
    if commune.departement == departement or (in_region and (holds or row["numero_demarche_ds"] == BROWNFIELDS)):
        return Place("commune", commune.departement, commune.code, commune.epci)
    return Place("seat", departement, commune.code)


def person_reason(name: str, siren: str | None) -> str | None:
    """Why a beneficiary may be a person; None for a body."""
    if siren and siren[0] in "12":
        return None
    words = fold(name).split()
    if PRIVATE_FORMS & set(words):
        return "private_form"
    if BODY_WORDS & set(words) or len(words) > 4:
        return None
    if words[0] in CIVILITIES:
        return "civility"
    return "given_name" if len(words) > 1 and GIVEN_NAMES & set(words) else None


def reasons_to_review(
    record: dict[str, object], person: str | None, name: str, siren: str | None
) -> list[dict[str, str]]:
    """What a person should look at again, without naming anybody."""
    reasons = []
    words = set(fold(name).split())
    if person:
        reasons.append(person)
    elif not (siren and siren[0] in "12") and not BODY_WORDS & words:
        reasons.append("shown_without_body_word")
    if siren is None:
        reasons.append("unreadable_siren")
    if record["place"] == "commune" and record["published_departement"] and record["procedure"] != BROWNFIELDS:
        reasons.append("departement_differs")
    return [{"id": str(record["id"]), "region": str(record["region"]), "reason": reason} for reason in reasons]


def write_procedures(out: Path, published: list[dict[str, str]]) -> None:
    found = {(row["numero_demarche_ds"], clean(row["nom_demarche_ds"]), row["axe"]) for row in published}
    rows = [
        {"number": number, "title": re.sub(r" ,", ",", title), "axis": axis, "axis_title": AXES[axis]}
        for number, title, axis in sorted(found)
    ]
    write_table(out, f"{FOLDER}/procedures.csv", ["number", "title", "axis", "axis_title"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("published", type=Path, help="folder that holds fonds-vert-2023/")
    parser.add_argument("--out", type=Path, default=DATA)
    options = parser.parse_args()
    build(options.published, options.out)


if __name__ == "__main__":
    main()
