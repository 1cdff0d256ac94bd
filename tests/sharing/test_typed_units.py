"""A territory types in the unit of its page, sees it converted, is asked when it looks like a slip, then publishes."""

from __future__ import annotations

import html
import re
from functools import lru_cache

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.exchange.perimeters import place_of, places
from copilote.exchange.shares import share_of
from copilote.reference.errors import InputError
from copilote.reference.simulator import load_regions
from copilote.sharing.figures import (
    KT,
    QUANTITY,
    SAME,
    Own,
    converted,
    declared_words,
    exact,
    own_levers,
    questions,
    read_amount,
    slip_of,
    written,
)
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.quantities import grade_words, quantity_words, remark_on, scale_of
from copilote.sharing.recorded import figures_of
from copilote.ui.certainty import grade_name
from support_cop import browser_of, publish, speaker
from support_words import text_of

OWN = "/territoires/epci/200030385/propositions"
CARS, FUEL, HEDGES = f"{OWN}/augm_voitelec", f"{OWN}/reduc_rfioul", f"{OWN}/augm_haies"
REGIONS = tuple(region.code for region in load_regions() if not region.limited)
LEVELS = ("departement", "crte", "epci", "commune")


@lru_cache(maxsize=512)
def levers_of(region: str, level: str, rank: int) -> tuple[Own, ...]:
    """The translated levers of one territory of a level."""
    known = places(region, level)
    return tuple(own for own in own_levers(known[rank % len(known)], region) if own.lever is not None)


def blois(lever: str) -> Own:
    return next(one for one in own_levers(place_of("epci", "200030385"), "24") if one.part.lever.id == lever)


ANYWHERE = st.tuples(
    st.sampled_from(REGIONS), st.sampled_from(LEVELS), st.integers(0, 10_000), st.integers(0, 30), st.floats(0, 1)
)


def own_and_kt(where: tuple[str, str, int, int, float]) -> tuple[Own, float] | None:
    """A lever of a territory and an amount that means something there: from a tenth to ten times the share."""
    region, level, rank, lever, part = where
    owns = levers_of(region, level, rank % 40)
    if not owns:
        return None
    own = owns[lever % len(owns)]
    kt = (own.share_kt or 1.0) * 10 ** (2 * part - 1)
    most = own.stock_kt
    return own, round(kt if most is None else min(kt, 0.999 * most), 6)


@settings(max_examples=400, deadline=None)
@given(ANYWHERE)
def test_what_is_shown_typed_back_gives_the_same_kt_at_every_level_and_lever(
    where: tuple[str, str, int, int, float],
) -> None:
    found = own_and_kt(where)
    if found is None or found[1] < 1e-4:
        return
    own, kt = found
    shown = declared_words(own, kt)
    quantity = re.search(r"\((.+?)\u00a0[^\d]*.*\)$", shown)
    assert quantity, shown
    back = read_amount(own, quantity[1], QUANTITY, "x")
    assert back is not None
    assert back.kt == pytest.approx(kt, rel=5e-3, abs=1e-6), shown
    field, unit = written(own, kt)
    again = read_amount(own, field, unit, "x")
    assert again is not None
    assert again.kt == pytest.approx(kt, rel=1e-6, abs=1e-9), field


@settings(max_examples=200, deadline=None)
@given(ANYWHERE, st.integers(1, 4))
def test_a_quantity_typed_is_read_in_the_unit_of_the_page_and_shown_again_as_it_was_typed(
    where: tuple[str, str, int, int, float], digits: int
) -> None:
    found = own_and_kt(where)
    if found is None:
        return
    own, kt = found
    typed = f"{own.quantity(kt):.{digits}g}"
    if "e" in typed or own.kt_of(float(typed)) in (None, 0.0):
        return
    amount = read_amount(own, typed, QUANTITY, "x")
    assert amount is not None
    if amount.kt < 1e-3:
        return
    assert own.quantity(amount.kt) == pytest.approx(float(typed), rel=1e-6, abs=1e-3)
    written = exact(own, amount.kt, SAME).replace("\u202f", "").replace(",", ".")
    assert float(written) == pytest.approx(float(typed), rel=1e-6, abs=1e-3)


@pytest.mark.parametrize(
    ("level", "code"), [("epci", "200030385"), ("departement", "41"), ("commune", "41018"), ("commune", "41269")]
)
def test_the_page_the_form_and_the_files_have_one_unit(level: str, code: str) -> None:
    place = place_of(level, code)
    file = {
        row["id"]: row
        for table, rows in Client().get(f"/territoires/{level}/{code}.json").json()["tables"].items()
        if table == "levers"
        for row in rows["rows"]
    }
    shares = {part.lever.id: part for part in share_of(place).parts}
    for own in own_levers(place, "24"):
        part = shares[own.part.lever.id]
        assert own.scale == scale_of(part)
        if part.physical is None:
            continue
        assert file[part.lever.id]["unit"] == own.scale.unit
        assert file[part.lever.id]["physical_2030"] == pytest.approx(part.physical * own.scale.factor)


def test_a_territory_over_two_regions_has_the_unit_of_its_page_in_each() -> None:
    place = next(one for one in places("24", "epci") if len(one.regions) > 1)
    shares = {part.lever.id: part for part in share_of(place).parts}
    for region in place.regions:
        for own in own_levers(place, region):
            page = shares[own.part.lever.id]
            if page.physical is not None:
                assert own.scale == scale_of(page)


def test_dwellings_that_are_exactly_the_share_are_the_share() -> None:
    own = blois("reduc_rfioul")
    shown = exact(own, own.share_kt or 0.0)
    amount = read_amount(own, shown, QUANTITY, "x")
    assert amount is not None
    assert shown.replace("\u202f", "").isdecimal()
    assert amount.kt == pytest.approx(own.share_kt, rel=5e-3)
    seen = text_of(
        browser_of(speaker()).post(FUEL, {"proposition": shown, "proposition-unite": QUANTITY, "raison": "x"})
    )
    assert f"{shown} logements = 15 kt, soit 1 × votre part indicative".replace("\u202f", " ") in seen


def test_nothing_is_published_before_it_is_seen_in_both_units() -> None:
    browser = browser_of(speaker())
    fields = {"proposition": "12 000", "proposition-unite": QUANTITY, "raison": "Nos bornes."}
    seen = browser.post(CARS, fields)
    assert seen.status_code == 200
    text = text_of(seen)
    assert "12 000 véhicules = 25,3 kt, soit 1,4 × votre part indicative" in text
    assert "Rien n’est encore publié" in text
    assert not TerritoryFigure.objects.exists()
    assert 'name="proposition" value="12 000"' in seen.content.decode()
    other = browser.post(CARS, fields | {"proposition": "13 000", "vu": _seen(seen)})
    assert "13 000 véhicules" in text_of(other)
    assert not TerritoryFigure.objects.exists()
    assert browser.post(CARS, fields | {"vu": _seen(seen)}).status_code == 302
    assert figures_of("24")[0].proposed_kt == pytest.approx(25.310, abs=0.01)


def _seen(response: object) -> str:
    found = re.search(r'name="vu" value="([^"]*)"', response.content.decode())  # type: ignore[attr-defined]
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize(
    ("lever", "text", "unit", "near"),
    [
        ("augm_voitelec", "9500000", QUANTITY, 9500.0),
        ("augm_voitelec", "20000", KT, 20.0),
        ("reduc_rconso", "0,73", QUANTITY, 730.0),
        ("augm_haies", "0,043", QUANTITY, 43.0),
        ("augm_voitelec", "9500", QUANTITY, None),
        ("reduc_rfioul", "1240", QUANTITY, None),
    ],
)
def test_a_slip_of_a_thousand_is_asked_about(lever: str, text: str, unit: str, near: float | None) -> None:
    own = blois(lever)
    amount = read_amount(own, text, unit, "x")
    assert amount is not None
    asked = questions(own, amount)
    assert (slip_of(own, amount.value, unit) or 0.0) == pytest.approx(near or 0.0)
    assert bool(asked) == (near is not None)
    if near is not None:
        assert asked[0].text.startswith("Vouliez-vous dire ")


def test_a_slip_that_is_out_of_range_is_refused_with_what_may_have_been_meant() -> None:
    with pytest.raises(InputError, match="Vouliez-vous dire 9\u202f500\u00a0véhicules"):
        read_amount(blois("augm_voitelec"), "9,5", QUANTITY, "x")
    with pytest.raises(InputError, match="Vouliez-vous dire 1\u202f240\u00a0logements"):
        read_amount(blois("reduc_rfioul"), "1 240 000", QUANTITY, "x")


def test_more_than_three_times_the_share_more_than_the_stock_and_than_the_region_are_asked_about() -> None:
    own = blois("reduc_rfioul")
    amount = read_amount(own, "1000", KT, "x")
    assert amount is not None
    told = " ".join(one.text for one in questions(own, amount))
    assert "fois votre part indicative. Est-ce bien cela ?" in told
    assert "tout ce que le territoire avait en 2019" in told
    assert "l’objectif de toute la région" in told
    assert not questions(own, read_amount(own, "30", KT, "x") or amount)[1:]


@pytest.mark.parametrize(
    ("lever", "text"), [("reduc_rfioul", "1 243 000"), ("reduc_rfioul", "6000"), ("augm_voitelec", "12")]
)
def test_a_quantity_out_of_range_is_an_error_and_never_brought_back_in_silence(lever: str, text: str) -> None:
    with pytest.raises(InputError, match="rien ne serait évité"):
        read_amount(blois(lever), text, QUANTITY, "x")
    browser = browser_of(speaker())
    fields = {"proposition": text, "proposition-unite": QUANTITY, "raison": "x"}
    response = publish(browser, f"{OWN}/{lever}", fields)
    assert response.status_code == 400
    assert f'value="{text}"' in response.content.decode()
    assert not TerritoryFigure.objects.exists()


def test_the_limit_itself_as_it_is_written_says_nothing_avoided() -> None:
    own = blois("reduc_rfioul")
    assert own.start is not None
    amount = read_amount(own, str(round(own.start)), QUANTITY, "x")
    assert amount is not None
    assert amount.kt == pytest.approx(0, abs=0.005)


def test_what_was_meant_is_one_button_away_and_still_seen_before_it_is_published() -> None:
    browser = browser_of(speaker())
    fields = {"proposition": "9 500 000", "proposition-unite": QUANTITY, "raison": "x"}
    page = browser.post(CARS, fields)
    assert "Oui, plutôt 9 500 véhicules" in text_of(page)
    better = browser.post(CARS, fields | {"plutot-proposition": "9 500"})
    assert "9 500 véhicules = 20 kt" in text_of(better)
    assert not TerritoryFigure.objects.exists()
    assert browser.post(CARS, fields | {"proposition": "9 500", "vu": _seen(better)}).status_code == 302


def test_what_was_typed_comes_back_to_be_corrected() -> None:
    page = browser_of(speaker()).post(
        CARS, {"proposition": "9,5 ", "proposition-unite": KT, "fait": "0,5", "raison": "Parce que.", "corriger": "1"}
    )
    body = page.content.decode()
    assert page.status_code == 200
    for kept in ('value="9,5"', 'value="0,5"', "Parce que."):
        assert kept in body
    assert "Voir avant de publier" in body


def test_the_share_is_taken_with_one_button_and_reads_back_the_same() -> None:
    browser = browser_of(speaker())
    for own in own_levers(place_of("epci", "200030385"), "24"):
        page = browser.post(f"{OWN}/{own.part.lever.id}", {"reprendre": "proposition"}).content.decode()
        if own.share_kt is None:
            assert "Reprendre la part" not in page, "nothing is to be taken where nothing is placed"
            continue
        value = re.search(r'name="proposition" value="([^"]*)"', page)
        unit = re.search(r'id="proposition-unite".*?<option value="(\w+)" selected', page, re.DOTALL)
        assert value
        assert unit
        amount = read_amount(own, html.unescape(value[1]), unit[1], "x")
        assert amount is not None
        assert amount.kt == pytest.approx(own.share_kt, rel=1e-4), own.part.lever.id


def test_the_form_opens_in_the_unit_of_the_page_with_its_bounds_beside() -> None:
    text = text_of(browser_of(speaker()).get(CARS))
    for told in (
        "véhicules (quantité atteinte, départ de 2019 compris)",
        "Part indicative : environ 19 kt (8 900 véhicules).",
        "En 2019 : environ 160 véhicules ; c’est la quantité de la région, répartie par la clé.",
        "Objectif de toute la région : 482 kt (230 000 véhicules).",
    ):
        assert told in text, told
    fuel = text_of(browser_of(speaker(email="eve@exemple.fr")).get(FUEL))
    assert "Au plus : 20 kt environ, si cette quantité tombait à 0." in fuel
    assert "km (en plus de 2019)" in text_of(browser_of(speaker(email="lea@exemple.fr")).get(HEDGES))


def test_an_amount_kept_opens_in_the_unit_that_it_was_typed_in() -> None:
    browser = browser_of(speaker())
    publish(browser, CARS, {"proposition": "12 000", "proposition-unite": QUANTITY, "fait": "2,5", "raison": "x"})
    body = browser.get(CARS).content.decode()
    assert re.search(r'name="proposition" value="12.000"', body)
    assert 'name="fait" value="2,5"' in body
    assert re.search(r'id="fait-unite"[^§]*?<option value="kt" selected', body)


def test_an_amount_in_kt_is_said_in_the_unit_of_the_page() -> None:
    own = blois("augm_voitelec")
    amount = read_amount(own, "25", KT, "x")
    assert amount is not None
    assert converted(own, amount) == "25\u00a0kt = 11\u202f850\u00a0véhicules, soit 1,3 × votre part indicative"


def test_the_figures_of_a_territory_that_lies_by_the_paris_ratio_carry_their_caution() -> None:
    text = text_of(Client().get("/territoires/departement/77"))
    assert "36 km par voiture, quand le texte de la source et les autres régions en disent 600" in text


def test_a_rate_is_never_as_sure_as_the_kt_that_it_stands_beside() -> None:
    rates = [part for part in share_of(place_of("epci", "200030385")).parts if part.rule.rate_over]
    assert any(part.grade == "A" for part in rates)
    for part in rates:
        assert quantity_words(part).startswith("moyenne régionale : environ ")
        assert "Taux de la région" not in remark_on(part), "the quantity itself says that it is the region's"
        only_carbon = "règle de l’État (CO2e seulement)"
        assert grade_words(part) == (only_carbon if part.grade == "A" else grade_name(part.grade))
    text = text_of(Client().get("/territoires/epci/200030385"))
    assert "règle de l’État (CO2e seulement)" in text
    assert "2019 (répartie) → 2030" in text
    assert "environ 160 → 8 900 véhicules" in text


def test_a_lever_that_no_key_places_has_no_share_to_compare_with() -> None:
    industry = blois("co2_indus")
    assert (industry.part.grade, industry.share_kt) == ("D", None)
    own = next(one for one in own_levers(place_of("commune", "41018"), "24") if one.part.lever.id == "reduc_rgaz")
    assert own.lever is None, "nobody knows how many homes are heated by gas there: kt only"
    text = text_of(Client().get(OWN))
    assert "à localiser : 1 138 kt en région" in text
    form = text_of(browser_of(speaker()).get(f"{OWN}/co2_indus"))
    assert "à localiser" in form


def test_a_small_territory_types_tonnes_and_reads_them() -> None:
    place = place_of("commune", "41269")
    owns = own_levers(place, "24")
    assert {own.unit.short for own in owns} == {"t"}
    cars = next(own for own in owns if own.part.lever.id == "augm_voitelec")
    tonnes, kt = read_amount(cars, "500", "t", "x"), read_amount(cars, "0,5", KT, "x")
    assert tonnes is not None
    assert kt is not None
    assert tonnes.kt == kt.kt == 0.5
    assert converted(cars, tonnes).startswith("500\u00a0t = ")
    assert declared_words(cars, 0.5).startswith("500\u00a0t (")
    assert slip_of(cars, 1000 * 1000 * (cars.share_kt or 0), "t") == pytest.approx(1000 * (cars.share_kt or 0))
    text, unit = written(cars, 0.123456)
    again = read_amount(cars, text, unit, "x")
    assert again is not None
    assert again.kt == pytest.approx(0.123456)


def test_the_proposals_of_a_small_territory_are_in_tonnes(client: Client, db: None) -> None:
    text = text_of(client.get("/territoires/commune/41269/propositions"))
    assert re.search(r"environ [\d\s]+ t \(", text)
    shares = re.findall(r"([\d,]+) kt\b", text.replace("en région", ""))
    assert all(float(share.replace(",", ".")) >= 50 for share in shares), "the region's own targets only"
