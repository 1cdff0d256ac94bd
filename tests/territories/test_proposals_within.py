"""The region's proposals summed in SQL by perimeter are those added one by one."""

from __future__ import annotations

import random

import pytest
from django.test import Client

from copilote.exchange.perimeters import places
from copilote.exchange.place import Place
from copilote.reference.simulator import load_levers
from copilote.sharing.decisions import record_perimeter
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.pages.proposals_within import within_table
from copilote.sharing.pages.region_proposals import lever_sums
from copilote.sharing.recorded import figures_of, places_of
from copilote.sharing.sheet_words import region_of_code
from copilote.ui.addresses import address_of
from copilote.words.numbers import format_decimals
from factories import TerritoryFigureFactory
from support_cop import BLOIS, CVL, animator
from support_words import text_of

REGION = "24"


def proposals(level: str) -> None:
    """Of every other territory of a level, about some levers; some say only what is done."""
    drawn = random.Random(3)  # noqa: S311
    levers = [lever.id for lever in load_levers(REGION)]
    for place in places(REGION, level)[::2]:
        for lever in drawn.sample(levers, 4):
            kt = None if drawn.random() < 0.2 else round(drawn.uniform(0, 30), 2)
            TerritoryFigureFactory(level=level, code=place.code, lever=lever, proposed_kt=kt)


def one_by_one(level: str, perimeter: Place, figures: tuple[TerritoryFigure, ...]) -> tuple[int, float]:
    """How many proposals of territories that lie whole in a perimeter, and their sum."""
    inside = {place.code for place in places_of(REGION, level) if set(place.codes) <= set(perimeter.codes)}
    own = [figure.proposed_kt for figure in figures if figure.code in inside and figure.proposed_kt is not None]
    return len(own), sum(own)


@pytest.mark.parametrize("level", ["epci", "crte"])
def test_sums_by_perimeter_are_those_added_one_by_one(level: str) -> None:
    lead = animator()
    drawn = record_perimeter(lead, "Val", "libre", (BLOIS.removeprefix("epci:"), "45234"))
    proposals(level)
    figures = figures_of(REGION)
    wider = [*places(REGION, "departement"), *(places(REGION, "crte") if level == "epci" else ())]
    expected = {(place.level, place.code): one_by_one(level, place, figures) for place in wider}
    expected["perimetre", str(drawn.pk)] = one_by_one(level, drawn.gathered.place, figures)
    table = within_table(REGION, level, figures)
    assert table is not None
    found = {name.address: (count, told) for name, count, told in table.rows}
    assert found == {
        address_of("territory", *place): (count, format_decimals(kt, 2))
        for place, (count, kt) in expected.items()
        if count
    }
    # All EPCI of the region that lie in one département: what the page adds lever by lever, and no more.
    departements = places(REGION, "departement")
    whole = {
        place.code for place in places_of(REGION, level) for one in departements if set(place.codes) <= set(one.codes)
    }
    own = [figure for figure in figures if figure.code in whole]
    added = sum(lever.proposed for lever in lever_sums(region_of_code(REGION), places_of(REGION, level), own))
    assert sum(expected["departement", one.code][1] for one in departements) == pytest.approx(added)


def test_the_page_sums_by_perimeter_and_leaves_out_what_no_key_places() -> None:
    assert "par périmètre" not in text_of(Client().get(f"{CVL}/propositions"))
    TerritoryFigureFactory(proposed_kt=25.0)
    TerritoryFigureFactory(proposed_kt=40.0, lever="co2_indus")
    text = text_of(Client().get(f"{CVL}/propositions"))
    assert "Les mêmes propositions, par périmètre" in text
    assert "Loir-et-Cher 1 25,00" in text
    assert "65,00" not in text
