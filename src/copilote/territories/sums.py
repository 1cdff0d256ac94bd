"""Rows tied to communes or territories, summed by any perimeters in SQL, on both databases.

A commune may be in two CRTE of the list, or in perimeters of COPs that overlap: its rows count whole in each of them,
so that sums of CRTE add up to more than their region. Rows of communes that no perimeter holds are in no sum.
Memberships are those of the edition loaded last.
"""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from copilote.territories.models import CommuneIn, Edition, Territory

_INSIDE = CommuneIn._meta.db_table
_EDITION = f"(SELECT year FROM {Edition._meta.db_table} ORDER BY loaded_at DESC LIMIT 1)"  # noqa: S608 -- of ours

_TIED = f"""
SELECT held.territory_id, SUM(given.number), COUNT(*) FROM ({{rows}}) given
JOIN {_INSIDE} held ON held.commune_id = given.place AND held.edition_id = {_EDITION}
WHERE held.territory_id IN ({{territories}}) GROUP BY held.territory_id"""  # noqa: S608 -- of ours
_OWN = """
SELECT place, total, rows FROM (
    SELECT place, SUM(number) AS total, COUNT(*) AS rows FROM ({rows}) given GROUP BY place
) summed WHERE EXISTS ({territories})"""
# The sign has each commune looked up once, and not once for each territory that is asked for.
_WHOLE = f"""
SELECT held.territory_id, SUM(given.number), COUNT(*) FROM ({{rows}}) given
JOIN (
    SELECT own.territory_id AS place, wider.territory_id FROM (
        SELECT territory_id, commune_id, COUNT(*) OVER (PARTITION BY territory_id) AS every FROM {_INSIDE}
        WHERE edition_id = {_EDITION} AND territory_id IN (SELECT place FROM ({{rows}}) asked)
    ) own
    JOIN {_INSIDE} wider ON wider.commune_id = own.commune_id AND wider.edition_id = {_EDITION}
    WHERE +wider.territory_id IN ({{territories}})
    GROUP BY own.territory_id, wider.territory_id, own.every
    HAVING COUNT(*) = own.every
) held ON held.place = given.place GROUP BY held.territory_id"""  # noqa: S608 -- of ours


TerritorySum = tuple[int, float, int]
"""The key of a territory, the sum of some rows there, in their unit, and how many they are.

As the database gives it: there are 33,000 by commune.
"""


def sums(
    territories: QuerySet[Territory], rows: QuerySet[Any], number: str, commune: str = "commune"
) -> list[TerritorySum]:
    """A number of rows tied to communes, summed by each of some territories; those without a row are left out.

    territories : `Territory.objects.filter(level="epci")`, a perimeter by its key… number, commune : fields of the
    rows, the second a key of `Territory`. Rows whose number is null are left out. In no order.

    Where only communes are asked for, rows are added by their own, without memberships (half the time); those of a
    commune that is no more are few, and are added to what it became.
    """
    if territories.exclude(level="commune").exists():
        return _summed(_TIED, territories, rows, number, commune)
    own = territories.filter(closed=False, pk=RawSQL("summed.place", ()))
    found = _summed(_OWN, own, rows, number, commune)
    gone = list(Territory.objects.using(rows.db).filter(level="commune", closed=True).values_list("pk", flat=True))
    led = _summed(_TIED, territories, rows.filter(**{f"{commune}__in": gone}), number, commune)
    if not led:
        return found
    by_key = {row[0]: row for row in found}
    for key, total, count in led:
        _key, before, counted = by_key.get(key, (key, 0.0, 0))
        by_key[key] = (key, before + total, counted + count)
    return list(by_key.values())


def whole_sums(
    territories: QuerySet[Territory], rows: QuerySet[Any], number: str, territory: str = "territory"
) -> list[TerritorySum]:
    """The same of rows tied to territories of any level: summed in those that hold all their communes.

    What overlaps among the rows (a département and its EPCI) counts twice: ask for rows of one level. What lies over
    two départements or regions is in neither.
    """
    return _summed(_WHOLE, territories, rows, number, territory)


def _summed(
    statement: str, territories: QuerySet[Territory], rows: QuerySet[Any], number: str, place: str
) -> list[TerritorySum]:
    given = rows.order_by().annotate(place=F(place), number=F(number)).exclude(number=None).values("place", "number")
    try:
        rows_sql, rows_values = given.query.sql_with_params()
        asked_sql, asked_values = territories.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # a question whose answer is known to be nothing: `pk__in=[]`
        return []
    with connections[rows.db].cursor() as cursor:
        cursor.execute(
            statement.format(rows=rows_sql, territories=asked_sql),
            rows_values * statement.count("{rows}") + asked_values,
        )
        return cast(list[TerritorySum], cursor.fetchall())
