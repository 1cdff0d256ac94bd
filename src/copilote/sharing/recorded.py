"""What the current COP of a region recorded: choices of keys and limits, figures of its territories, perimeters.

Read here, for pages, commands and the API alike; written in `decisions`. A base that does not answer raises
UnavailableError: that is not a COP that decided nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import Error, connection
from django.db.models import Model, Q, QuerySet

from copilote.exchange.perimeters import Redrawn, places
from copilote.exchange.place import Place
from copilote.exchange.shares import Choices, KeyChoice, TerritoryShare, shares_at
from copilote.reference.errors import CopiloteError, UnavailableError
from copilote.reference.simulator import load_levers

if TYPE_CHECKING:
    from copilote.sharing.models import Perimeter, TerritoryFigure

Row = TypeVar("Row", bound=Model)
NO_BASE = ":memory:"
"""Name of the base given to Django by commands where no site was ever opened (`cli.installation`)."""


def _rows(query: QuerySet[Row]) -> list[Row]:
    """What a query finds; nothing for a command where there is no base at all. Raises UnavailableError."""
    if connection.settings_dict["NAME"] == NO_BASE:
        return []
    try:
        return list(query)
    except Error as error:
        raise UnavailableError from error


def choices_of(region: str) -> Choices:
    """The choices in force in a region (INSEE code), in the order of the levers; empty when nothing was decided."""
    return _choices(cop__region=region).get(region, ())


def all_choices() -> dict[str, Choices]:
    """The choices in force by region, in one query; regions that decided nothing are left out."""
    return _choices()


def _choices(**wanted: str) -> dict[str, Choices]:
    from copilote.cop.models import REGIONAL
    from copilote.sharing.models import LeverKeyChoice

    query = LeverKeyChoice.objects.filter(in_force=True, withdrawn=False, **REGIONAL, **wanted).select_related("cop")
    by_region: dict[str, dict[str, KeyChoice]] = {}
    for row in _rows(query):
        by_region.setdefault(row.cop.region, {})[row.lever] = row.as_choice()
    # A lever that a newer edition has dropped is left out: its row stays, and is no error.
    return {
        region: tuple(choices[lever.id] for lever in load_levers(region) if lever.id in choices)
        for region, choices in by_region.items()
    }


def crte_of(region: str) -> tuple[Redrawn, ...]:
    """The CRTE that the COP of a region drew and that still have a commune there, by name."""
    return tuple(
        perimeter.redrawn
        for perimeter in perimeters_of(region)
        if perimeter.kind == "crte" and region in perimeter.gathered.place.regions
    )


def redrawn_at(region: str, level: str) -> tuple[Redrawn, ...]:
    """The same where the level is that of the CRTE, none elsewhere."""
    return crte_of(region) if level == "crte" else ()


def places_of(region: str, level: str) -> tuple[Place, ...]:
    """The perimeters of a level as the COP of the region has them: the CRTE that it drew in the place of the listed."""
    return places(region, level, redrawn_at(region, level))


def shares_of(region: str, level: str) -> tuple[TerritoryShare, ...]:
    """The share of each of these, with what the COP decided."""
    return shares_at(region, level, choices_of(region), redrawn=redrawn_at(region, level))


def replaced_in(code: str) -> tuple[Perimeter, ...]:
    """The perimeters that take the place of a listed CRTE, each in its COP."""
    return tuple(perimeter for perimeter in _perimeters(kind="crte") if code in perimeter.replaces)


def figures_of(region: str, levers: Iterable[str] = ()) -> tuple[TerritoryFigure, ...]:
    """What the territories of a region say today, lever by lever; of some levers only, if they are named."""
    from copilote.cop.models import REGIONAL
    from copilote.sharing.models import TerritoryFigure

    rows = TerritoryFigure.objects.filter(cop__region=region, in_force=True, **REGIONAL)
    if wanted := tuple(levers):
        rows = rows.filter(lever__in=wanted)
    known = Q(done_kt__isnull=False) | Q(proposed_kt__isnull=False)
    return tuple(_rows(rows.filter(known).order_by("level", "code", "lever")))


def perimeters_of(region: str) -> tuple[Perimeter, ...]:
    """The perimeters that the COP drew, by name; one of which no commune is left is not among them."""
    return _perimeters(cop__region=region)


def perimeter_numbered(number: int) -> Perimeter | None:
    """The perimeter of that number, of whichever COP; None when none in force has it."""
    return next(iter(_perimeters(pk=number)), None)


def _perimeters(**wanted: Any) -> tuple[Perimeter, ...]:
    from copilote.cop.models import REGIONAL
    from copilote.sharing.models import Perimeter

    perimeters = []
    for row in _rows(Perimeter.objects.filter(in_force=True, **REGIONAL, **wanted).order_by("name")):
        with suppress(CopiloteError):
            if row.gathered.place.ranks.size:
                perimeters.append(row)
    return tuple(perimeters)
