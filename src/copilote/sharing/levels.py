"""The levels of territories that the pages of sharing show, and their names."""

from __future__ import annotations

from copilote.reference.errors import InputError
from copilote.reference.simulator import Region
from copilote.ui.addresses import region_of
from copilote.words import _, nouns
from copilote.words.language import noun
from copilote.words.numbers import counted

MAPPED = ("epci", "crte", "departement", "arrondissement")
"""Levels that the map of a region shows, the usual one first."""
COMPARED = ("epci", "departement", "crte")
"""Levels at which keys and proposals are compared, the usual one first."""
_NOUNS = {
    "epci": nouns("intercommunalité", "intercommunalités"),
    "crte": nouns("CRTE", "CRTE"),
    "departement": nouns("département", "départements"),
    "arrondissement": nouns("arrondissement", "arrondissements"),
    "commune": nouns("commune", "communes"),
}


def plural_of(level: str) -> str:
    """ "intercommunalités"."""
    return noun(2, *_NOUNS[level])


def count_of(count: int, level: str) -> str:
    """ "82 intercommunalités"."""
    return counted(count, *_NOUNS[level])


def compared_level(asked: str) -> str:
    """The level asked for, by EPCI unless said; raises InputError for one that is not compared."""
    level = asked or COMPARED[0]
    if level not in COMPARED:
        accepted = ", ".join(COMPARED)
        raise InputError(
            _("Niveau « %(level)s » : inconnu. Niveaux acceptés : %(accepted)s.", level=level[:40], accepted=accepted)
        )
    return level


def shared_region(slug: str) -> Region:
    """The region of an address, whose levers are shared; raises InputError for a fictional one."""
    region = region_of(slug)
    if region.fictional:
        raise InputError(_("« %(name)s » est fictive : aucune commune à qui partager.", name=region.name))
    return region
