"""The perimeters of the CRTE (contrats pour la réussite de la transition écologique), made of whole EPCI.

Where no public list says otherwise, an EPCI is taken for its own CRTE, which was so three times in four in 2021 (833
perimeters in France); `known` tells the two apart. A deployment adds the official list as the table
`perimeters/<edition>/crte_official.csv`, of the same columns (`copilote data load`): it then replaces all others, and
is noticed without a restart.
"""

from __future__ import annotations

from dataclasses import dataclass

from copilote.reference.errors import TableError, UnknownNameError, fold, nearest
from copilote.reference.loaded import OFFICIAL_CRTE, kept_while_loaded
from copilote.reference.tables import read_rows, table_path
from copilote.reference.territory_tables import Epci, load_communes, load_epci, load_ept

DOMAIN = "perimeters"
GREATER_PARIS = "200054781"


@dataclass(frozen=True)
class Crte:
    """A CRTE perimeter.

    code : of the official list, else ours ("crte-41-agglopolys", or "crte-" and the SIREN of its only EPCI).
    departement : the one that leads; epci : SIREN codes of its members: EPCI, and in the official list EPT of Greater
    Paris or communes without EPCI too. known : a public text gives this perimeter; False when one EPCI is taken for one
    CRTE. source : key of sources.toml; note : French, or "".
    """

    code: str
    name: str
    departement: str
    epci: tuple[str, ...]
    known: bool
    source: str
    note: str = ""
    level: str = "crte"


@kept_while_loaded(maxsize=4)
def load_all_crte(edition: str | None = None) -> tuple[Crte, ...]:
    """Every perimeter, those of public texts first, then one for each other EPCI."""
    rows, source = _rows(edition)
    listed = tuple(
        Crte(
            code=row["id"],
            name=row["name"],
            departement=row["departement"],
            epci=tuple(row["epci"].split()),
            known=True,
            source=row["source"] or source,
            note=row["note"],
        )
        for row in rows
    )
    taken = {siren for crte in listed for siren in crte.epci}
    if taken & {one.code for one in load_ept()}:
        taken.add(GREATER_PARIS)  # shared out among its EPT
    return listed + tuple(_alone(epci) for epci in load_epci() if epci.code not in taken)


def _rows(edition: str | None) -> tuple[list[dict[str, str]], str]:
    try:
        return list(read_rows(table_path(DOMAIN, edition, OFFICIAL_CRTE))), "anct-crte"
    except TableError:
        return list(read_rows(table_path(DOMAIN, edition, "crte.csv"))), "presse-crte-2021"


def _alone(epci: Epci) -> Crte:
    note = "Périmètre officiel non connu ici : l’intercommunalité est prise pour un CRTE."
    return Crte(f"crte-{epci.code}", epci.name, epci.departements[0], (epci.code,), False, "decoupage-2026", note)


def load_crte(region: str | None = None, edition: str | None = None) -> tuple[Crte, ...]:
    """The perimeters with at least one commune in a region (INSEE code), or all."""
    found = load_all_crte(edition)
    if region is None:
        return found
    inside = {epci.code for epci in load_epci(region)} | _others_in(region)
    return tuple(crte for crte in found if inside.intersection(crte.epci))


@kept_while_loaded(maxsize=32)
def _others_in(region: str) -> frozenset[str]:
    """SIREN codes of the EPT and of the communes of a region that perimeters name, besides EPCI."""
    named = {siren for crte in load_all_crte() for siren in crte.epci} - {epci.code for epci in load_epci()}
    if not named:
        return frozenset()
    communes = load_communes(region)
    return frozenset(named & ({one.ept for one in communes if one.ept} | {one.siren for one in communes if one.siren}))


def find_crte(text: str, edition: str | None = None) -> Crte:
    """The perimeter that a person means, by code or name; raises UnknownNameError with the nearest names."""
    wanted = fold(text)
    found = load_all_crte(edition)
    for crte in found:
        if wanted in (fold(crte.code), fold(crte.name)):
            return crte
    names = {crte.name: crte.code for crte in found}
    near = [f"{names[name]} ({name})" for name in nearest(text, names)]
    raise UnknownNameError("CRTE", text, near, "Donnez le code ou le nom d’un périmètre de CRTE.")
