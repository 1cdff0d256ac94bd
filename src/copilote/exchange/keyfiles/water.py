"""Water: what networks of drinking water lose (SISPEA), what is taken from rivers and aquifers (BNPE).

**SISPEA** (OFB, services.eaufrance.fr), two workbooks of one year: the services (`SISPEA_FR_2024_AEP`, sheet « Entités
de gestion »: `Id SISPEA de l'entité de gestion` or `id_sispea_serv`, `P104.3` or `p104_3`, `P106.3`, `VP.077`,
`VP.059`, `VP.060`), and the communes of each (`CompositionCommunaleServices_AEP_2024`: `Année`, `Code INSEE de la
commune adhérente`, `Population de la commune`, `Identifiant SISPEA de l'entité de gestion à laquelle la commune
adhère`, `Distribution`), as a public program reads them, with « . » for what is not told. P104.3 is the yield (%),
P106.3 the losses (m³ a km and day), VP.077 the length of the network (km, connections apart), VP.059 and VP.060 the
water produced and bought (m³ a year).

Rates are not averaged as they are. Over several services, losses a km are all that is lost a day (P106.3 × VP.077) over
all kilometres, and the yield is what is used or sold (P104.3 × (VP.059 + VP.060)) over all the water that comes in:
the definitions of the indicators themselves. A service's quantities are parted among its communes by inhabitants,
which leaves its own rates as they are in each.

**BNPE** (OFB, bnpe.eaufrance.fr, `prelevements.csv`: `Année, Code Sandre de l'ouvrage, Code INSEE, Volume (m3), Code
usage BNPE, Libellé usage BNPE, …`), or the columns of Hub'Eau (`annee, volume, code_usage, code_commune_insee`), as
public programs read them. Uses: AEP (drinking water), IRR, IND, ENE (cooling, mostly), CAN (canals), EXO (exempt) and
BAR (dams, left out: the turbines of a river take the same water again and again).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from copilote.exchange.intake import FileError, FileLayout, FileRow, FileSheet
from copilote.exchange.keyfiles.figures import (
    Figures,
    columns_of,
    gathered,
    key_layout,
    of_communes,
    one_year,
    siren_code,
    statistic,
)
from copilote.exchange.keyfiles.model import Draft, KeyEntry, Options, declared
from copilote.words.numbers import counted

NEGATIVE = re.compile(r"\s*-\s*\d[\d\s.,]*")
IMPOSSIBLE = -1.0
"""Stands for a negative rate, which some services declare."""
NOT_DISTRIBUTING = {"non", "0", "faux"}
LOST, NETWORK, USED, ENTERED = "pertes", "reseau", "utile", "entree"
USES = {"AEP": "eau-potable", "IRR": "irrigation", "IND": "industrie", "ENE": "energie", "CAN": "canaux", "EXO": ""}
DAMS = "BAR"
ALL = "ensemble"


def _declared(cell: str) -> float | None:
    return IMPOSSIBLE if NEGATIVE.fullmatch(cell) else statistic(cell)


def read_services(sheet: FileSheet, options: Options) -> Draft:
    """What the networks of each commune lose and carry; a commune of a service that does not tell is not known."""
    if not sheet.beside:
        raise FileError(
            f"« {sheet.file} » ne dit pas les communes des services : donnez aussi le fichier de la composition "
            "communale de la même année (CompositionCommunaleServices_AEP)."
        )
    services = _services(sheet)
    places = sheet.beside[0]
    rows, year = one_year(places, of_communes(places), options)
    rows = [row for row in rows if row.folded("distribution") not in NOT_DISTRIBUTING]
    served: dict[str, list[FileRow]] = defaultdict(list)
    for row in rows:
        if not row.text("service"):
            row.problem("service", "identifiant du service manquant")
        served[siren_code(row.text("service"))].append(row)
    entries: dict[str, KeyEntry] = {}
    for service, members in served.items():
        people = [row["people"] for row in members]
        everyone = sum(one or 0.0 for one in people)
        whole = None not in people and everyone > 0
        told = services.get(service, {})
        for row, one in zip(members, people, strict=True):
            entry = entries.setdefault(row.text("commune"), KeyEntry(row.line, row.text("commune")))
            for suffix in (LOST, NETWORK, USED, ENTERED):
                value = told.get(suffix)
                entry.add(suffix, value * one / everyone if whole and value is not None else None)
    silent = sum(service not in services or None in services[service].values() for service in served)
    if silent:
        many = counted(silent, "service ne donne", "services ne donnent")
        sheet.notes.remark(f"{many} pas tout : leurs communes ne sont pas connues, rien n’y est estimé.")
    return Draft(SERVICES, places, "commune", year, SERVICES.keys, tuple(entries.values()))


def _services(sheet: FileSheet) -> dict[str, dict[str, float | None]]:
    """The quantities of each service, None where it does not declare them, or what cannot be."""
    services: dict[str, dict[str, float | None]] = {}
    lines: dict[str, int] = {}
    odd = 0
    for row in sheet:
        service = siren_code(row.text("service"))
        if not service:
            row.problem("service", "identifiant du service manquant")
        elif service in services:
            row.problem("service", f"{service} est déjà donné ligne {lines[service]}")
        lines.setdefault(service, row.line)
        losses, length, efficiency = row["losses"], row["length"], row["efficiency"]
        entered = [value for value in (row["produced"], row["bought"]) if value is not None]
        if (losses or 0.0) < 0 or not 0 <= (efficiency or 0.0) <= 100:
            odd += 1
            losses = None if (losses or 0.0) < 0 else losses
            efficiency = efficiency if 0 <= (efficiency or 0.0) <= 100 else None
        lost = None if losses is None or length is None else losses * length
        used = efficiency / 100 * sum(entered) if efficiency is not None and entered else None
        services[service] = {
            LOST: lost,
            NETWORK: None if lost is None else length,
            USED: used,
            ENTERED: None if used is None else sum(entered),
        }
    if odd:
        many = counted(odd, "service déclare", "services déclarent")
        sheet.notes.remark(f"{many} un rendement ou des pertes impossibles (négatifs, ou plus de 100 %) : inconnus.")
    return services


PLACES = FileLayout("Composition communale des services d’eau", columns_of(declared()["sispea-places"]["columns"]))
SERVICES = key_layout("sispea", read_services, beside=PLACES, losses=_declared, efficiency=_declared)


def read_withdrawals(sheet: FileSheet, options: Options) -> Draft:
    """m³ taken in each commune in one year, in all but for dams, and by use."""
    dams = 0
    unknown: Counter[str] = Counter()

    def figures(row: FileRow) -> Figures | None:
        nonlocal dams
        use = row.text("use").upper()
        if use == DAMS:
            dams += 1
            return None
        if not use:
            row.problem("use", "usage manquant")
            return None
        if use not in USES:
            unknown[use] += 1
            return None
        volume = row["volume"]
        return [(suffix, volume) for suffix in (ALL, USES[use]) if suffix]

    rows, year = one_year(sheet, of_communes(sheet), options)
    draft = gathered(WITHDRAWALS, sheet, rows, year, figures, keys=WITHDRAWALS.keys)
    if dams:
        sheet.notes.remark(f"{counted(dams, 'volume', 'volumes')} de barrages, laissés de côté.")
    if unknown:
        told = ", ".join(f"{name} ({many})" for name, many in unknown.most_common(10))
        sheet.notes.remark(f"Usages inconnus, laissés de côté : {told}.")
    return draft


WITHDRAWALS = key_layout("bnpe", read_withdrawals)
