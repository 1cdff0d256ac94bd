"""What the COP of a region recorded: choices of keys and limits, figures of its territories, perimeters.

Read here, for pages, commands and the API alike; written in `decisions`. A base without tables, or without rows, is a
COP that decided nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.db import DatabaseError

from copilote.exchange.perimeters import Gathered, Place, Redrawn, gather_list, places
from copilote.exchange.shares import Choices, TerritoryShare, shares_at
from copilote.reference.errors import CopiloteError
from copilote.reference.simulator import load_levers

Found = TypeVar("Found")


@dataclass(frozen=True)
class Figure:
    """What a territory says of a lever, in ktCO2e a year; None where it says nothing."""

    level: str
    code: str
    lever: str
    done_kt: float | None
    proposed_kt: float | None
    reason: str
    decided_on: date | None
    author: str


@dataclass(frozen=True)
class NamedPerimeter:
    """A perimeter of the COP, with what was understood of its list. replaces : codes of the listed CRTE whose place it
    takes in the COP."""

    id: int
    name: str
    kind: str
    codes: tuple[str, ...]
    gathered: Gathered
    decided_on: date | None
    author: str
    replaces: tuple[str, ...] = ()


def choices_of(region: str) -> Choices:
    """The choices in force in a region (INSEE code), in the order of the levers; empty when nothing was decided."""
    from copilote.sharing.models import LeverKeyChoice

    order = {lever.id: rank for rank, lever in enumerate(load_levers(region))}
    try:
        rows = list(LeverKeyChoice.objects.filter(cop__region=region, in_force=True, withdrawn=False))
    except DatabaseError:
        return ()
    # A lever that a newer edition has dropped is left out: its row stays, and is no error.
    found = [row.as_choice() for row in rows if row.lever in order]
    return tuple(sorted(found, key=lambda choice: order[choice.lever]))


def all_choices() -> dict[str, Choices]:
    """The choices in force by region, in one query; regions that decided nothing are left out."""
    from copilote.sharing.models import LeverKeyChoice

    try:
        rows = list(LeverKeyChoice.objects.filter(in_force=True, withdrawn=False).select_related("cop"))
    except DatabaseError:
        return {}
    found: dict[str, list[LeverKeyChoice]] = {}
    for row in rows:
        found.setdefault(row.cop.region, []).append(row)
    answer = {}
    for region, mine in found.items():
        order = {lever.id: rank for rank, lever in enumerate(load_levers(region))}
        kept = sorted((row for row in mine if row.lever in order), key=lambda row: order[row.lever])
        answer[region] = tuple(row.as_choice() for row in kept)
    return answer


def crte_of(region: str) -> tuple[Redrawn, ...]:
    """The CRTE that the COP of a region drew and that still have a commune there, by name."""
    return tuple(
        Redrawn(str(one.id), one.name, one.codes, one.replaces)
        for one in perimeters_of(region)
        if one.kind == "crte" and region in one.gathered.place.regions
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


def replaced_in(code: str) -> tuple[NamedPerimeter, ...]:
    """The perimeters that take the place of a listed CRTE, each in its COP."""
    return tuple(one for one in _perimeters(kind="crte") if code in one.replaces)


def choices_for_command(region: str) -> Choices:
    """`choices_of` for a command, whatever becomes of the base."""
    return _for_command(choices_of, region)


def crte_for_command(region: str) -> tuple[Redrawn, ...]:
    """`crte_of` for a command, whatever becomes of the base."""
    return _for_command(crte_of, region)


def _for_command(read: Callable[[str], tuple[Found, ...]], region: str) -> tuple[Found, ...]:
    """Django is set up only where there is a base to read, and what fails is nothing recorded."""
    if not _base_there():
        return ()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copilote.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    with suppress(DatabaseError, ImproperlyConfigured, OSError):
        django.setup()
        return read(region)
    return ()


def _base_there() -> bool:
    """Whether a base is named, or made by `copilote serve` or `copilote member` in COPILOTE_HOME."""
    home = Path(os.environ.get("COPILOTE_HOME", ".copilote"))
    return bool(os.environ.get("DATABASE_URL")) or (home / "copilote.sqlite3").exists()


def figures_of(region: str, levers: Iterable[str] = ()) -> tuple[Figure, ...]:
    """What the territories of a region say today, lever by lever; of some levers only, if they are named."""
    from copilote.sharing.models import TerritoryFigure

    rows = TerritoryFigure.objects.filter(cop__region=region, in_force=True)
    if wanted := tuple(levers):
        rows = rows.filter(lever__in=wanted)
    try:
        found = list(rows.order_by("level", "code", "lever"))
    except DatabaseError:
        return ()
    return tuple(
        Figure(
            row.level,
            row.code,
            row.lever,
            row.done_kt,
            row.proposed_kt,
            row.reason,
            row.decided_on,
            row.author_role,
        )
        for row in found
        if row.done_kt is not None or row.proposed_kt is not None
    )


def perimeters_of(region: str) -> tuple[NamedPerimeter, ...]:
    """The perimeters that the COP drew, by name; one of which no commune is left is not among them."""
    return _perimeters(cop__region=region)


def perimeter_numbered(number: int) -> NamedPerimeter | None:
    """The perimeter of that number, of whichever COP; None when none in force has it."""
    return next(iter(_perimeters(pk=number)), None)


def _perimeters(**wanted: Any) -> tuple[NamedPerimeter, ...]:
    from copilote.sharing.models import Perimeter

    try:
        rows = list(Perimeter.objects.filter(in_force=True, **wanted).order_by("name"))
    except DatabaseError:
        return ()
    found = []
    for row in rows:
        with suppress(CopiloteError):
            gathered = gather_list(row.as_list(), row.name)
            found.append(
                NamedPerimeter(
                    row.pk,
                    row.name,
                    row.kind,
                    row.as_list(),
                    gathered,
                    row.decided_on,
                    row.author_role,
                    row.replaced(),
                )
            )
    return tuple(found)
