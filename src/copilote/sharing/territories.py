"""The territory of an address: of a level that has pages, or a perimeter that a COP drew."""

from __future__ import annotations

from dataclasses import replace

from copilote.exchange.perimeters import drawn, place_of
from copilote.exchange.place import Place
from copilote.reference.errors import UnknownNameError, nearest
from copilote.sharing.recorded import perimeter_numbered
from copilote.words import _

LEVELS = ("departement", "crte", "epci", "ept", "arrondissement", "commune")
"""Levels that have pages; a region has its own, elsewhere."""
DRAWN = "perimetre"
"""Level of a perimeter that a COP drew."""


def find_territory(level: str, code: str) -> Place:
    """The territory of an address, whatever the case; raises UnknownNameError with the nearest ones."""
    wanted = level.lower()
    if wanted == DRAWN:
        return _drawn(code)
    if wanted not in (*LEVELS, "region"):
        accepted = _("Niveaux acceptés : %(levels)s.", levels=", ".join(LEVELS))
        raise UnknownNameError(_("Niveau"), level[:40], nearest(wanted, LEVELS), accepted)
    return place_of(wanted, code.lower() if wanted == "crte" else code.upper())


def _drawn(code: str) -> Place:
    """A perimeter that a COP drew, by its number; raises UnknownNameError for one that is no longer in force."""
    perimeter = perimeter_numbered(int(code)) if code.isdecimal() and len(code) < 10 else None
    if perimeter is None:
        accepted = _("La liste des périmètres de chaque COP est sur la page de sa région.")
        raise UnknownNameError(_("Périmètre"), code[:20], accepted=accepted)
    if perimeter.kind == "crte":
        return drawn(perimeter.redrawn)
    note = _("Périmètre dessiné par la COP : un périmètre de travail.")
    return replace(perimeter.gathered.place, code=str(perimeter.pk), name=perimeter.name, note=note)
