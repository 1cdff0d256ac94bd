"""Rows tied to communes or territories, summed by any perimeters, in one SQL query on both databases.

A commune may be in two CRTE of the list, or in perimeters of COPs that overlap: its rows count whole in each of them,
so that sums of CRTE add up to more than their region. Rows of communes that no perimeter holds are in no sum.
Memberships are those of the edition loaded last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import F, QuerySet

from copilote.territories.models import CommuneIn, Edition, FormerCommune, Territory

_INSIDE = CommuneIn._meta.db_table
_TERRITORY = Territory._meta.db_table
_FORMER = FormerCommune._meta.db_table
_EDITION = f"(SELECT year FROM {Edition._meta.db_table} ORDER BY loaded_at DESC LIMIT 1)"  # noqa: S608 -- of ours

_TIED = f"JOIN {_INSIDE} held ON held.commune_id = given.place AND held.edition_id = {_EDITION}"
# A code of today is itself, but where it meant several communes in the year asked, or at any time if none is; a code
# that is gone leads on.
_CODED = f"""
JOIN (
    SELECT code, id AS commune_id, 1.0 AS share FROM {_TERRITORY} WHERE level = 'commune'
    AND code NOT IN (SELECT code FROM {_FORMER} WHERE {{parted}})
    UNION ALL SELECT code, commune_id, share FROM {_FORMER} WHERE {{parted}}
    UNION ALL SELECT code, commune_id, share FROM {_FORMER} WHERE year_from IS NULL
    AND code NOT IN (SELECT code FROM {_FORMER} WHERE {{parted}})
) coded ON coded.code = given.place
JOIN {_INSIDE} held ON held.commune_id = coded.commune_id AND held.edition_id = {_EDITION}"""  # noqa: S608 -- of ours
_WHOLE = f"""
JOIN (
    SELECT own.territory_id AS place, wider.territory_id FROM {_INSIDE} own
    JOIN {_INSIDE} wider ON wider.commune_id = own.commune_id AND wider.edition_id = own.edition_id
    WHERE own.edition_id = {_EDITION} AND own.territory_id IN (SELECT place FROM ({{rows}}) asked)
    AND wider.territory_id IN ({{territories}})
    GROUP BY own.territory_id, wider.territory_id
    HAVING COUNT(*) = (
        SELECT COUNT(*) FROM {_INSIDE} every
        WHERE every.territory_id = own.territory_id AND every.edition_id = {_EDITION}
    )
) held ON held.place = given.place"""  # noqa: S608 -- of ours


@dataclass(frozen=True, slots=True)
class TerritorySum:
    """The sum of some rows in a territory, in their unit. territory : its key; rows : how many it is made of."""

    territory: int
    level: str
    code: str
    name: str
    total: float
    rows: int


def sums(
    territories: QuerySet[Territory], rows: QuerySet[Any], number: str, commune: str = "commune"
) -> tuple[TerritorySum, ...]:
    """A number of rows tied to communes, summed by each of some territories; those without a row are left out.

    territories : `Territory.objects.filter(level="epci")`, a perimeter by its key… number, commune : fields of the
    rows, the second a key of `Territory`. Rows whose number is null are left out. By level, then code.
    """
    return _summed(territories, rows, number, commune, _TIED)


def coded_sums(
    territories: QuerySet[Territory], rows: QuerySet[Any], number: str, code: str, year: int | None = None
) -> tuple[TerritorySum, ...]:
    """The same of rows that hold a commune's code, of today or of the past (`current_communes`). year : of the codes.

    A row of a commune that was parted since counts in each territory for the part of its inhabitants.
    """
    parted = "year_from IS NOT NULL" + ("" if year is None else f" AND {int(year)} BETWEEN year_from AND year_to")
    return _summed(territories, rows, number, code, _CODED.format(parted=parted), "given.number * coded.share")


def whole_sums(
    territories: QuerySet[Territory], rows: QuerySet[Any], number: str, territory: str = "territory"
) -> tuple[TerritorySum, ...]:
    """The same of rows tied to territories of any level: summed in those that hold all their communes.

    What overlaps among the rows (a département and its EPCI) counts twice: ask for rows of one level.
    """
    return _summed(territories, rows, number, territory, _WHOLE)


def _summed(
    territories: QuerySet[Territory],
    rows: QuerySet[Any],
    number: str,
    place: str,
    tied: str,
    counted: str = "given.number",
) -> tuple[TerritorySum, ...]:
    given = rows.order_by().annotate(place=F(place), number=F(number)).exclude(number=None).values("place", "number")
    given_sql, given_values = given.query.sql_with_params()
    asked_sql, asked_values = territories.order_by().values("pk").query.sql_with_params()
    values = list(given_values)
    if "{rows}" in tied:
        tied = tied.format(rows=given_sql, territories=asked_sql)
        values += [*given_values, *asked_values]
    values += asked_values
    with connections[rows.db].cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, t.level, t.code, t.name, summed.total, summed.rows FROM ("  # noqa: S608 -- made by Django
            f"SELECT held.territory_id, SUM({counted}) AS total, COUNT(*) AS rows FROM ({given_sql}) given {tied} "
            f"WHERE held.territory_id IN ({asked_sql}) GROUP BY held.territory_id"
            f") summed JOIN {_TERRITORY} t ON t.id = summed.territory_id ORDER BY t.level, t.code",
            values,
        )
        return tuple(TerritorySum(*found) for found in cursor.fetchall())
