"""What the land bears, by commune: buildings (Cerema), cattle (Agreste), crops (farm parcels), organic farms.

**Land take** (ENAF): natural, farmed and forest land built upon, by commune, year and what it became, in m². Columns of
`conso_com.csv` (portal of artificialisation), as several public programs read them: `idcom, idcomtxt, idreg, …, epci24,
naf11art12, art11act12, art11hab12, art11mix12, art11rou12, art11fer12, art11inc12, …, naf11art25`: `naf` the whole flow
of a year, `art` its parts (activity, homes, mixed, roads, railways, unknown). Editions differ by their first and last
years. The file has no arrondissements, and neither Mayotte nor two islands of Finistère. Roads and railways are left
out: a motorway or a high-speed line takes its hectares in the communes that it crosses, whatever these do. The last ten
years are added, since a year of a village says little; the parts of unknown use hold rounding residues of −1 or −2 m²,
taken as 0.

**Cattle**: the long file of the agricultural census, or a plain column of cattle. The long file (`FDS_G_2141`) has a
row for each territory (ANNREF, FRANCE, FRDOM, REGION, DEP, COM, dots where it is a total), size of farm, animal and
unit (…_LIB_DIM1 to 3), VALEUR and QUALITE ("S": secret).

**Farm parcels** (RPG) added up by commune: hectares by group of crops. The register itself (ASP, IGN) is a map: a
parcel has `ID_PARCEL, SURF_PARC` (ha), `CODE_CULTU, CODE_GROUP`. A table by commune is made by whoever crosses it with
the communes, so no name of its own is established for the commune's column; any usual one is accepted. The 28 groups
are those of the register's notice. Rows may be parcels (with `ID_PARCEL`) or sums by commune and group. Moors and
summer pastures (group 17) are left out: most are collective, and no farm's land. Vines and orchards that no one
declares for an aid are not there.

**Organic farming** (Agence Bio, a row a year and commune): `annee, coderegion, region, codedepartement, departement,
codeepci, epci, codeinseecommune, codepostalcommune, commune, nb_exp, surfab, surfc1, surfc2, surfc3, surfc123,
surfbio`, in hectares, as three public programs read it: certified, in conversion by year, in conversion, all. "NC" is a
secret. A commune is there when some operator has its seat in it. The file that parts them by crop (`code_groupe`) is
not read: a farm would count once for each of its crops.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from copilote.exchange.intake import FileError, FileRow, FileSheet
from copilote.exchange.intake.cells import folded, year_of
from copilote.exchange.keyfiles.figures import (
    Figures,
    commune_code,
    gathered,
    key_layout,
    of_communes,
    one_year,
    statistic,
)
from copilote.exchange.keyfiles.model import Draft, Options, declared
from copilote.reference.territories import load_departements
from copilote.words.numbers import counted

KEPT = ("hab", "act", "mix", "inc")
YEARS = 10
RESIDUE = re.compile(r"\s*-\d([.,]\d*)?\s*")
M2_TO_HA = 1 / 10_000
SUFFIX = "bovins"
CATTLE = ("total bovins", "ensemble des bovins", "bovins total", "bovins", "nombre de bovins", "cheptel bovin")
LONG = ("commune", "year", "value", "animal")
GROUPS, LABELS = (declared()["parcelles-groups"][name] for name in ("titles", "labels"))
SUMMED = {suffix: set(groups) for suffix, groups in declared()["parcelles-groups"]["summed"].items()}
"""The groups that each key adds up."""


def _area(cell: str) -> float | None:
    return 0.0 if RESIDUE.fullmatch(cell) else statistic(cell)


def read_land_take(sheet: FileSheet, options: Options) -> Draft:
    """The last ten yearly flows, up to the year asked for."""
    flows = _flows(sheet)
    years = sorted(year for year in flows if options.year is None or year <= options.year)[-YEARS:]
    if not years:
        raise FileError(f"« {sheet.file} » n’a pas de flux avant {options.year}. Années présentes : {_span(flows)}.")
    sheet.notes.remark(f"Flux annuels additionnés : {_span(years)}, sans les routes ni les voies ferrées.")
    ranks = [rank for year in years for rank in flows[year]]

    def figures(row: FileRow) -> Figures:
        return (("", None if (area := row.at(rank, _area)) is None else area * M2_TO_HA) for rank in ranks)

    return gathered(LAND_TAKE, sheet, of_communes(sheet), years[-1], figures, single=True)


def _flows(sheet: FileSheet) -> dict[int, list[int]]:
    """The columns to add, by the year of their flow ("art11hab12" is that of 2011); raises FileError."""
    flows: dict[int, list[int]] = {}
    for rank in sheet.places["parts"]:
        first, destination, last = re.findall(r"\d+|[a-z]+", sheet.titles[rank])[1:]
        if destination in KEPT and int(last) == int(first) + 1:
            flows.setdefault(2000 + int(first), []).append(rank)
    lacking = [year for year, ranks in flows.items() if len(ranks) < len(KEPT)]
    if lacking or not flows:
        wanted = "art..hab.., art..act.., art..mix.. et art..inc.."
        where = f" pour {', '.join(map(str, lacking))}" if lacking else ""
        raise FileError(f"« {sheet.file} » n’a pas tous les flux annuels par destination{where} : {wanted}.")
    return flows


def _span(years: Iterable[int]) -> str:
    first, last = min(years), max(years)
    return f"{first} à {last}" if first != last else str(first)


LAND_TAKE = key_layout("enaf", read_land_take, parts=_area)


def read_livestock(sheet: FileSheet, options: Options) -> Draft:
    """Heads of cattle; a commune whose figure is secret is not known."""
    if not sheet.has("commune"):
        raise FileError(
            f"« {sheet.file} » est par canton : Copilote ne sait pas quelles communes les composaient. "
            "Chargez le fichier par commune."
        )
    if all(map(sheet.has, LONG)):
        return _census(sheet, options)
    year = options.year or year_of(sheet.title("heads")[-4:])
    return gathered(LIVESTOCK, sheet, sheet, year, lambda row: [(SUFFIX, row["heads"])], single=True)


def _census(sheet: FileSheet, options: Options) -> Draft:
    """The rows of communes (not of totals), all farms together, all cattle, in heads."""
    rows = [row for row in sheet if _counts(row)]
    if not rows:
        raise FileError(
            f"« {sheet.file} » : aucune ligne de commune pour le total des bovins, en têtes, toutes exploitations."
        )
    years = [year for row in rows if (year := year_of(row.text("year")))]
    year = options.year or max(years, default=None)
    draft = gathered(LIVESTOCK, sheet, rows, year, lambda row: [(SUFFIX, row["value"])], single=True)
    secret = sum(entry.values[SUFFIX] is None for entry in draft.entries)
    if secret:
        many = counted(secret, "commune", "communes")
        sheet.notes.remark(f"{many} de cheptel secret : estimé par la règle.")
    return draft


def _counts(row: FileRow) -> bool:
    """Whether a row is of a commune, and of all cattle in heads; some editions give its number in its département."""
    code, place = commune_code(row.text("commune")), row.text("departement")
    if len(code) < 4 and place in {departement.code for departement in load_departements()}:
        rank = row.sheet.places["commune"][0]
        row.cells = (*row.cells[:rank], place + code.zfill(5 - len(place)), *row.cells[rank + 1 :])
    return bool(
        code.strip(". ")
        and row.folded("animal") in CATTLE
        and "tete" in row.folded("unit")
        and "ensemble" in row.folded("farms")
    )


LIVESTOCK = key_layout("bovins", read_livestock)


def read_parcels(sheet: FileSheet, options: Options) -> Draft:
    """Hectares by commune; a group that the register does not have is a problem."""
    if not sheet.has("group"):
        raise FileError(
            f"« {sheet.file} » n’a que le code de culture : ajoutez CODE_GROUP, le groupe du registre (1 à 28)."
        )
    scale = M2_TO_HA if folded(sheet.title("area")).endswith("m2") else 1.0

    def figures(row: FileRow) -> Figures:
        group = _group(row.folded("group"))
        if group is None:
            row.problem("group", f"« {row.text('group')[:40]} » n’est pas un groupe du registre")
        elif group not in SUMMED["sau"]:
            sheet.notes.remark(
                "Estives et landes (groupe 17) laissées de côté : elles sont le plus souvent collectives."
            )
        else:
            area = row["area"]
            for suffix in (suffix for suffix, groups in SUMMED.items() if group in groups):
                yield suffix, None if area is None else area * scale

    rows, year = one_year(sheet, of_communes(sheet), options)
    return gathered(PARCELS, sheet, rows, year, figures, keys=PARCELS.keys)


def _group(word: str) -> int | None:
    """The number of a group, from its number or its title, folded."""
    bare = word.removesuffix(" 0") if word.count(" ") == 1 else word  # "18.0", from a spreadsheet
    if bare.isdecimal():
        return int(bare) if 1 <= int(bare) <= len(GROUPS) else None
    number: int | None = GROUPS.index(word) + 1 if word in GROUPS else LABELS.get(word)
    return number


PARCELS = key_layout("parcelles", read_parcels)


def read_organic(sheet: FileSheet, options: Options) -> Draft:
    """Hectares and farms by commune of the farm's seat, in one year."""
    rows, year = one_year(sheet, of_communes(sheet), options)
    columns = {"surface": "area", "conversion": "conversion", "fermes": "farms"}
    draft = gathered(
        ORGANIC, sheet, rows, year, lambda row: [(key, row[name]) for key, name in columns.items()], single=True
    )
    secret = sum(None in entry.values.values() for entry in draft.entries)
    if secret:
        sheet.notes.remark(f"{counted(secret, 'commune', 'communes')} au chiffre secret : non connues.")
    return draft


ORGANIC = key_layout("bio", read_organic, also=lambda titles: "code groupe" not in titles)
