"""Sums in SQL are those of the arrays, whatever the rows, the level or the perimeter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilote.exchange.perimeters import crte_members
from copilote.reference.communes import load_frame
from copilote.sharing.models import TerritoryFigure
from copilote.territories.drawn import draw
from copilote.territories.models import CommuneIn, FormerCommune, Territory
from copilote.territories.sums import TerritorySum, sums, whole_sums
from factories import TerritoryFigureFactory

N = len(load_frame().codes)
drawn_rows = st.lists(st.tuples(st.integers(0, N - 1), st.floats(-1e3, 1e3)), max_size=60)
properties = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write(rows: Sequence[tuple[str, float]]) -> None:
    """Rows with a commune and a number: those of the codes of the past serve, their own apart."""
    FormerCommune.objects.all().delete()
    ids = dict(Territory.objects.filter(level="commune").values_list("code", "pk"))
    FormerCommune.objects.bulk_create(
        FormerCommune(code="00000", commune_id=ids[code], share=number) for code, number in rows
    )


def expected(level: str, ranks: Sequence[int], numbers: Sequence[float]) -> dict[str, float]:
    """The same sums, by the arrays."""
    frame = load_frame()
    by_commune = np.bincount(np.array(ranks, dtype=np.intp), np.array(numbers), N)
    touched = np.bincount(np.array(ranks, dtype=np.intp), minlength=N)
    if level == "commune":
        codes, communes, index = tuple(frame.codes.tolist()), np.arange(N), np.arange(N)
    elif level == "crte":
        codes, communes, index = crte_members()
    else:
        codes, communes, index = frame.levels[level].codes, np.arange(N), frame.levels[level].index
        communes, index = communes[index >= 0], index[index >= 0]
    totals = np.bincount(index, by_commune[communes], len(codes))
    there = np.bincount(index, touched[communes], len(codes))
    return {codes[at]: totals[at] for at in np.flatnonzero(there)}


def by_code(found: Iterable[TerritorySum]) -> dict[str, float]:
    """The sums by the code of their territory."""
    rows = Territory.objects.in_bulk([key for key, _total, _rows in found])
    return {rows[key].code: total for key, total, _rows in found}


@pytest.mark.parametrize("level", ["region", "departement", "epci", "arrondissement", "crte", "commune"])
@properties
@given(rows=drawn_rows)
def test_sums_in_sql_are_those_of_the_arrays(level: str, rows: list[tuple[int, float]]) -> None:
    codes = load_frame().codes
    write([(str(codes[rank]), number) for rank, number in rows])
    with CaptureQueriesContext(connection) as asked:
        found = sums(Territory.objects.filter(level=level), FormerCommune.objects.all(), "share")
    assert len(asked) == (3 if level == "commune" else 2)
    totals = expected(level, [rank for rank, _number in rows], [number for _rank, number in rows])
    assert by_code(found) == pytest.approx(totals, abs=1e-6)
    if level == "region":
        assert sum(count for _key, _total, count in found) == len(rows)


def test_a_perimeter_of_a_cop_is_summed_like_a_territory() -> None:
    draw(12, "Blois et Orléans", ["41018", "45234"])
    write([("41018", 1.0), ("45234", 2.0), ("37261", 4.0)])
    (perimeter,) = sums(Territory.objects.filter(level="perimetre"), FormerCommune.objects.all(), "share")
    key, total, count = perimeter
    assert Territory.objects.get(pk=key).name == "Blois et Orléans"
    assert (total, count) == (3.0, 2)


def test_a_perimeter_drawn_again_holds_its_new_communes_alone() -> None:
    draw(12, "Blois", ["41018"])
    draw(12, "Tours", ["37261"])
    inside = CommuneIn.objects.filter(territory__level="perimetre")
    assert list(inside.values_list("commune__code", flat=True)) == ["37261"]


def test_rows_of_a_commune_that_is_no_more_count_in_what_it_became() -> None:
    """Freigné, of the edition before, is in Vallons-de-l’Erdre since."""
    today = Territory.objects.get(level="commune", code="44180")
    gone = Territory.objects.create(level="commune", code="49144", name="Freigné", closed=True)
    CommuneIn.objects.bulk_create(
        CommuneIn(territory_id=held.territory_id, edition_id=held.edition_id, commune=gone)
        for held in CommuneIn.objects.filter(commune=today)
    )
    write([("49144", 2.0), ("44180", 1.0), ("41018", 5.0)])
    rows = FormerCommune.objects.all()
    assert by_code(sums(Territory.objects.filter(level="commune"), rows, "share")) == {"44180": 3.0, "41018": 5.0}
    write([("49144", 2.0)])
    for level, code in (("commune", "44180"), ("departement", "44")):
        (found,) = sums(Territory.objects.filter(level=level), rows, "share")
        assert (by_code([found]), found[2]) == ({code: 2.0}, 1)
    assert sums(Territory.objects.filter(level="commune", code="41018"), rows, "share") == []
    assert sums(Territory.objects.filter(pk__in=[]), rows, "share") == []


def test_a_figure_of_an_epci_counts_in_perimeters_that_hold_it_whole() -> None:
    blois = Territory.objects.get(level="epci", code="200030385")
    communes = list(blois.communes.values_list("commune__code", flat=True))
    draw(1, "Toute", communes)
    draw(2, "Presque", communes[1:])
    assert TerritoryFigureFactory(proposed_kt=4.0).territory == blois
    with CaptureQueriesContext(connection) as asked:
        found = whole_sums(Territory.objects.all(), TerritoryFigure.objects.all(), "proposed_kt")
    assert len(asked) == 1
    rows = Territory.objects.in_bulk([key for key, _total, _rows in found])
    totals = {(rows[key].level, rows[key].name): total for key, total, _rows in found}
    assert totals["perimetre", "Toute"] == 4.0
    assert ("perimetre", "Presque") not in totals
    assert {level for level, _name in totals} == {
        "region",
        "departement",
        "crte",
        "arrondissement",
        "epci",
        "perimetre",
    }
