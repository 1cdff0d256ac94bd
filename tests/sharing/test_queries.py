"""A list asks the database as often for thirty rows as for three: nothing is read row by row."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from copilote.exchange.perimeters import places
from copilote.reference.simulator import load_levers
from factories import LeverKeyChoiceFactory, MemberFactory, PerimeterFactory, TerritoryFigureFactory
from support_cop import BLOIS, CVL, animator, browser_of, speaker

LISTS = {
    "/": 5,
    CVL: 5,
    f"{CVL}/territoires": 6,
    f"{CVL}/territoires.csv": 6,
    f"{CVL}/repartition": 6,
    f"{CVL}/propositions": 6,
    f"{CVL}/perimetres": 8,
    f"{CVL}/fiches": 25,
    "/territoires/epci/200030385": 8,
    "/territoires/epci/200030385/propositions": 7,
    "/france/territoires": 19,
}
"""Pages that list, and the most questions that each may ask the database, signed in or not apart."""
SIGNED = 4
"""Session, person, roles: what knowing the reader costs."""


def fill(rows: int) -> None:
    """Choices, figures and perimeters: so many of each."""
    levers = [lever.id for lever in load_levers("24") if lever.target_kt][:rows]
    for lever in levers:
        LeverKeyChoiceFactory(lever=lever)
    for place in places("24", "epci")[:rows]:
        TerritoryFigureFactory(code=place.code, lever="augm_voitelec")
    for _rank in range(rows):
        PerimeterFactory()
    for place in places("24", "epci")[:rows]:
        MemberFactory(territory=("epci", place.code))


@pytest.mark.parametrize("address", LISTS)
def test_a_list_asks_the_same_however_many_rows(address: str) -> None:
    animator()
    cache.clear()  # what pages keep for a minute ends in none of the measures
    for signed, who in ((0, None), (SIGNED, speaker(BLOIS))):
        browser = browser_of(who)
        fill(3) if who is None else None
        browser.get(address)
        with CaptureQueriesContext(connection) as few:
            assert browser.get(address).status_code == 200
        assert len(few) <= LISTS[address] + signed, [query["sql"][:120] for query in few.captured_queries]
    LeverKeyChoiceFactory._meta.model.objects.all().delete()
    TerritoryFigureFactory._meta.model.objects.all().delete()
    PerimeterFactory._meta.model.objects.all().delete()
    fill(25)
    browser.get(address)
    with CaptureQueriesContext(connection) as many:
        assert browser.get(address).status_code == 200
    assert len(many) <= len(few)
