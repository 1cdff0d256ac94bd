"""The proposals of a level summed by wider perimeters: département, CRTE, perimeters that the COP drew."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Q

from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.sharing.levels import plural_of
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.recorded import perimeters_of
from copilote.sharing.territories import DRAWN
from copilote.territories.models import Territory
from copilote.territories.sums import TerritorySum, whole_sums
from copilote.ui.addresses import address_of
from copilote.words import N_, _
from copilote.words.numbers import format_decimals

WIDER = {"epci": ("departement", "crte"), "crte": ("departement",), "departement": ()}
"""The levels by which proposals of another are summed, beside perimeters of the COP."""
PERIMETER = Column("perimeter", N_("Périmètre"), typed=True)
COUNT = Column("proposals", N_("Propositions"), Kind.COUNT)
SUM = Column("proposed_kt", N_("Leur somme (kt)"), Kind.KT)


def within_table(region: str, level: str, figures: Iterable[TerritoryFigure]) -> Table | None:
    """The sum of some proposals, all of a level, in each perimeter that holds one whole; None when none does."""
    own = [figure.pk for figure in figures if figure.proposed_kt is not None]
    if not own:
        return None
    drawn = perimeters_of(region)
    replaced = [code for perimeter in drawn for code in perimeter.replaced()]
    asked = Territory.objects.filter(
        Q(level__in=WIDER[level]) & ~Q(level="crte", code__in=replaced)
        | Q(level=DRAWN, code__in=[str(perimeter.pk) for perimeter in drawn]),
        closed=False,
    )
    sums = {row[0]: row for row in whole_sums(asked, TerritoryFigure.objects.filter(pk__in=own), "proposed_kt")}
    found = sorted(Territory.objects.in_bulk(sums).values(), key=lambda place: (place.level == DRAWN, place.name))
    rows = [(place, sums[place.pk]) for place in found]
    fields: list[tuple[Column, Callable[[tuple[Territory, TerritorySum]], Cell]]] = [
        (PERIMETER, lambda row: Linked(row[0].name, address_of("territory", row[0].level, row[0].code))),
        (COUNT, lambda row: row[1][2]),
        (SUM, lambda row: format_decimals(row[1][1], 2)),
    ]
    note = _(
        "Propositions des %(what)s que le périmètre contient en entier, leviers partagés à ce niveau seulement. Deux "
        "périmètres qui se recouvrent comptent deux fois les mêmes.",
        what=plural_of(level),
    )
    title = _("Les mêmes propositions, par périmètre")
    return Table.of("par-perimetre", title, fields, rows, note=note) if rows else None
