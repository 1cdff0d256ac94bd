"""The perimeters of the CRTE (contrats pour la réussite de la transition écologique), as the State lists them.

The package holds the list of January 2023 (ANCT). A deployment adds a newer one as the table
`perimeters/<edition>/crte_official.csv`, of the same columns (`copilote data load`): it then replaces the first, and is
noticed without a restart. Perimeters are not a partition: an EPCI may be in two, and some communes are in none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from copilote.reference.errors import TableError, UnknownNameError, fold, nearest
from copilote.reference.loaded import OFFICIAL_CRTE, kept_while_loaded
from copilote.reference.records import load
from copilote.reference.tables import read_rows, table_path
from copilote.reference.territories import load_communes, load_epci
from copilote.words import N_, _

DOMAIN = "perimeters"
SOURCE, LOADED_SOURCE = "anct-crte-2023", "anct-crte"
"""Keys of sources.toml: of the list of the package, and of a loaded one."""
MONTHS = (
    *(N_("janvier"), N_("février"), N_("mars"), N_("avril"), N_("mai"), N_("juin")),
    *(N_("juillet"), N_("août"), N_("septembre"), N_("octobre"), N_("novembre"), N_("décembre")),
)
FORMER = {
    "crte-36-castelroussin": "crte-24-36-3",
    "crte-37-gatine-racan": "crte-24-37-11",
    "crte-41-agglopolys": "crte-24-41-1",
    "crte-41-grande-sologne": "crte-24-41-4",
    "crte-41-pays-des-chateaux": "crte-24-41-2",
    "crte-41-romorantinais-controis": "crte-24-41-5",
    "crte-41-vendomois": "crte-24-41-3",
}
"""Codes of ours for perimeters that the list has under another: the same members, EPCI by EPCI."""
SIREN_DIGITS = 9


@dataclass(frozen=True)
class Crte:
    """A CRTE perimeter.

    code : of the official list ("crte-24-41-3"). departement : the one that leads. epci : SIREN codes of its members:
    EPCI, and EPT of Greater Paris or communes. source : key of sources.toml; note : French, or "".
    """

    code: str
    name: str
    departement: str
    epci: tuple[str, ...]
    source: str
    note: str = ""
    level: str = "crte"


@dataclass(frozen=True)
class CrteList:
    """The list in use. listed : its month or year ("2023-01", "2025"), "" when not known; loaded : the day when the
    deployment loaded it (ISO), "" for the package's own or when not known; source : key of sources.toml.
    """

    listed: str
    loaded: str
    source: str

    @property
    def words(self) -> str:
        """What is shown wherever CRTE are: "Liste des CRTE de janvier 2023 (ANCT)."."""
        year, _dash, month = self.listed.partition("-")
        when = f"{_(MONTHS[int(month) - 1])} {year}" if month else year
        if self.source == SOURCE:
            return _("Liste des CRTE de %(when)s (ANCT).", when=when)
        day = "/".join(reversed(self.loaded.split("-")))
        if not day:
            dated = _("Liste officielle des CRTE de %(when)s, chargée ici.", when=when)
            return dated if when else _("Liste officielle des CRTE, de date non connue, chargée ici.")
        dated = _("Liste officielle des CRTE de %(when)s, chargée le %(day)s.", when=when, day=day)
        return dated if when else _("Liste officielle des CRTE, de date non connue, chargée le %(day)s.", day=day)


@kept_while_loaded(maxsize=4, texts=False)
def load_all_crte() -> tuple[Crte, ...]:
    """Every perimeter of the list, in its order."""
    name, source = _list()
    listed = load(Crte, DOMAIN, name, renamed={"code": "id"})
    return tuple(replace(crte, source=crte.source or source) for crte in listed)


@kept_while_loaded(maxsize=4, texts=False)
def load_crte_list() -> CrteList:
    """Which list is in use, and of when."""
    name, source = _list()
    first = next(read_rows(table_path(DOMAIN, name)), {})
    return CrteList(first.get("listed") or "", first.get("loaded") or "", source)


def _list() -> tuple[str, str]:
    """The table of the list in use, and the key of its source."""
    try:
        table_path(DOMAIN, OFFICIAL_CRTE)
    except TableError:
        return "crte.csv", SOURCE
    return OFFICIAL_CRTE, LOADED_SOURCE


def load_crte(region: str | None = None) -> tuple[Crte, ...]:
    """The perimeters with at least one commune in a region (INSEE code), or all."""
    listed = load_all_crte()
    if region is None:
        return listed
    inside = {epci.code for epci in load_epci(region)} | _others_in(region)
    return tuple(crte for crte in listed if inside.intersection(crte.epci))


@kept_while_loaded(maxsize=32, texts=False)
def _others_in(region: str) -> frozenset[str]:
    """SIREN codes of the EPT and of the communes of a region that perimeters name, besides EPCI."""
    named = {siren for crte in load_all_crte() for siren in crte.epci} - {epci.code for epci in load_epci()}
    if not named:
        return frozenset()
    communes = load_communes(region)
    return frozenset(named & {siren for commune in communes for siren in (commune.ept, commune.siren) if siren})


def crte_today(code: str) -> tuple[str, str]:
    """The level and code of what a code of CRTE means today: itself, but for those that Copilote gave before it had the
    State's list (seven from the press, and "crte-" with the SIREN of the EPCI that was taken for a CRTE).

    >>> crte_today("crte-41-vendomois"), crte_today("crte-200005932")
    (('crte', 'crte-24-41-3'), ('epci', '200005932'))
    """
    kind, _dash, siren = code.lower().partition("-")
    if kind == "crte" and siren.isdigit() and len(siren) == SIREN_DIGITS:
        return "epci", siren
    return "crte", FORMER.get(code.lower(), code)


def find_crte(text: str) -> Crte:
    """The perimeter that a person means, by code or name; raises UnknownNameError with the nearest names."""
    wanted = fold(text)
    listed = load_all_crte()
    for crte in listed:
        if wanted in (fold(crte.code), fold(crte.name), fold(crte.name).removeprefix("crte ")):
            return crte
    names = {crte.name: crte.code for crte in listed}
    near = [f"{names[name]} ({name})" for name in nearest(text, names)]
    raise UnknownNameError("CRTE", text, near, _("Donnez le code ou le nom d’un périmètre de CRTE."))
