"""Which territory or SIREN people mean when they name an organisation: by its nature, a code, else its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError

from copilote.cop.models import OrganisationKind, check_siren
from copilote.cop.models.organisation import UNNUMBERED
from copilote.reference.errors import CopiloteError, InputError, fold, nearest
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.passage import current_communes
from copilote.reference.perimeters import crte_today, find_crte, load_crte
from copilote.reference.simulator import Region
from copilote.reference.territories import (
    Commune,
    commune_or_none,
    load_communes,
    load_departements,
    load_epci,
    load_regions,
)

TERRITORIAL = {
    OrganisationKind.REGION: "region",
    OrganisationKind.DEPARTEMENT: "departement",
    OrganisationKind.EPCI: "epci",
    OrganisationKind.CRTE_HOLDER: "crte",
    OrganisationKind.COMMUNE: "commune",
}
"""The natures of organisations that are known by their territory, and its level."""
EXAMPLES = {
    "region": "24",
    "departement": "45",
    "epci": "200030385",
    "crte": "crte-24-41-3",
    "commune": "41018",
}
OFFICES = re.compile(
    r"^(?:conseil (?:departemental|regional) (?:de la |du |de l |des |de |d )?"
    r"|departement (?:de la |du |de l |des |de |d )?|region |mairie (?:de la |du |de l |des |de |d )?"
    r"|(?:ville|commune) (?:de la |du |de l |des |de |d )?)"
)
"""What people put before the name of a territory, folded."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes an organisation the same as another: its territory, else its SIREN, else its name.

    name : of the territory. named : what it is known by, folded, where it has neither.
    """

    level: str = ""
    code: str = ""
    siren: str = ""
    name: str = ""
    named: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """(level, code), or ("siren", its nine digits), or ("name", it folded)."""
        if self.level:
            return self.level, self.code
        return ("siren", self.siren) if self.siren else ("name", self.named)


def identify(kind: str, name: str, code: str, region: Region, *, advise: bool = True) -> Identity:
    """The territory or the SIREN of an organisation of a region. Raises InputError with what is accepted.

    advise : tell the nearest names too, which takes time in a list of thousands.
    """
    level = TERRITORIAL.get(OrganisationKind(kind), "")
    written = re.sub(r"\s", "", code).removesuffix(".0")
    prefix, colon, rest = written.partition(":")
    if colon and prefix in EXAMPLES:
        if prefix != level:
            raise InputError(f"« {code[:40]} » est un code de {prefix} : choisissez la nature qui va avec.")
        written = rest
    if not level and not written and OrganisationKind(kind) in UNNUMBERED:
        if not fold(name):
            raise InputError("Écrivez son nom, ou son SIREN si elle en a un.")
        return Identity(named=fold(name))
    if not level:
        return Identity(siren=_siren(written))
    if not written:
        return _by_name(level, name, region, advise)
    if level in ("departement", "region") and len(written) in (9, 14):
        return _by_name(level, name, region, advise)
    return _by_code(level, written, region)


def _siren(written: str) -> str:
    """Nine digits; a SIRET gives its first nine. Raises InputError."""
    if not written:
        raise InputError("Il manque son SIREN : neuf chiffres, sur annuaire-entreprises.data.gouv.fr.")
    digits = written[:9] if len(written) == 14 and written.isascii() and written.isdigit() else written
    try:
        check_siren(digits)
    except ValidationError:
        raise InputError(
            f"« {written[:40]} » n’est pas un SIREN : neuf chiffres, dont le dernier vérifie les autres."
        ) from None
    return digits


def _by_code(level: str, code: str, region: Region) -> Identity:
    """The territory of a code, in the region; a SIREN that is in no table yet stands for itself."""
    identity = _territory(level, code)
    if identity is None and len(code) in (9, 14) and level in ("epci", "crte", "commune"):
        return Identity(siren=_siren(code))
    if identity is None:
        raise InputError(
            f"« {code[:40]} » n’est le code d’aucun territoire de cette nature ; attendu : comme {EXAMPLES[level]}."
        )
    if identity.level in EXAMPLES and identity.code not in _names(identity.level, region.code):
        raise InputError(f"{identity.name} n’est pas dans la région {region.name}.")
    return identity


def _territory(level: str, code: str) -> Identity | None:
    """The territory of a code, whatever its region; None where no table has it."""
    if level == "crte":
        try:
            level, code = crte_today(code)
            if level == "crte":
                crte = find_crte(code)
                return Identity("crte", crte.code, name=crte.name)
        except CopiloteError:
            return None
    if level == "commune":
        commune = _commune(code)
        return Identity("commune", commune.code, name=commune.name) if commune else None
    name = _names(level, None).get(code.upper())
    return Identity(level, code.upper(), name=name) if name else None


def _commune(code: str) -> Commune | None:
    """By INSEE code, also one of the past, or by SIREN."""
    if len(code) == 9:
        return commune_or_none(_communes_by_siren().get(code, ""))
    commune = commune_or_none(code.upper())
    if commune is None and len(code) == 5:
        try:
            codes = current_communes(code.upper()).codes
        except CopiloteError:
            return None
        commune = commune_or_none(codes[0]) if len(codes) == 1 else None
    return commune


@lru_cache(maxsize=1)
def _communes_by_siren() -> dict[str, str]:
    return {commune.siren: commune.code for commune in load_communes(None) if commune.siren}


def _by_name(level: str, name: str, region: Region, advise: bool) -> Identity:
    """The territory of a name, among those of the region."""
    wanted = fold(name)
    names, codes = _names(level, region.code), _codes(level, region.code)
    bare = OFFICES.sub("", wanted)
    for text in dict.fromkeys((wanted, bare)):
        same = codes.get(text, ())
        if len(same) == 1:
            return Identity(level, same[0], name=names[same[0]])
    near = nearest(bare, names.values()) if advise else []
    advice = f"Vouliez-vous dire : {', '.join(near)} ?" if near else f"Écrivez son code, comme {EXAMPLES[level]}."
    raise InputError(f"« {name[:60]} » n’est pas reconnu dans la région {region.name}. {advice}")


@kept_while_loaded(maxsize=64)
def _names(level: str, region: str | None) -> dict[str, str]:
    """Names of the territories of a level by code, in a region or in all."""
    rows: Iterable[Any]
    if level == "region":
        rows = [row for row in load_regions() if region in (None, row.code)]
    elif level == "departement":
        rows = load_departements(region)
    elif level == "epci":
        rows = load_epci(region)
    elif level == "crte":
        rows = load_crte(region)
    else:
        rows = load_communes(region)
    return {row.code: row.name for row in rows}


@kept_while_loaded(maxsize=64)
def _codes(level: str, region: str) -> dict[str, tuple[str, ...]]:
    """Codes of the territories of a level by folded name: several where they bear the same."""
    codes: dict[str, tuple[str, ...]] = {}
    for code, name in _names(level, region).items():
        codes[fold(name)] = (*codes.get(fold(name), ()), code)
    return codes
