"""What is observed: the table of a region, the page of an indicator, ranking and small multiples."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from copilote.exchange.observed import regional_observations
from copilote.planning.grade import Grade
from copilote.reference.simulator import Region, load_regions
from copilote.simulator.pages.everywhere import everywhere, national_points
from copilote.simulator.pages.indicators import indicator_page, national_page
from copilote.simulator.pages.observed import Filters, observed_page
from copilote.ui.addresses import region_of
from copilote.ui.charts import SmallMultiple, columns_by_year, multiples, sparkline
from copilote.ui.indicators import result, seen_in, seen_in_france, shown_in, verdict
from support_regions import EACH_REGION

CENTRE = "/regions/centre-val-de-loire/observe"


def text_of(client: Client, address: str, status: int = 200) -> str:
    """What a reader sees, spaces made plain."""
    response = client.get(address)
    assert response.status_code == status, address
    bare = re.sub(r"<(svg|script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"[\s\u00a0\u202f]+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))


@pytest.mark.parametrize("region", EACH_REGION)
def test_every_indicator_of_every_region_has_a_page_that_says_its_result(client: Client, region: Region) -> None:
    shown = shown_in(region.code)
    page = observed_page(region.slug, Filters())
    assert page.count == len(shown) == page.total
    for row in (*page.rows, *page.folded)[::6]:
        seen = indicator_page(region.slug, row.number)
        assert str(seen.title).startswith(row.name)
        assert client.get(row.address).status_code == 200


def test_the_electric_car_s_title_is_its_result() -> None:
    title = indicator_page("centre-val-de-loire", "826").title
    assert title.replace("\u00a0", " ").endswith(": 2,3 % en 2025, cinq fois trop lent")


def test_indicators_with_a_target_and_a_grade_come_first() -> None:
    ranks = [
        0 if one.pace.grade is not Grade.UNKNOWN else 1 if one.target_2030 is not None else 2 for one in shown_in("24")
    ]
    assert ranks == sorted(ranks)
    assert 0 in ranks
    assert 2 in ranks


@pytest.mark.parametrize("region", load_regions(), ids=lambda region: region.slug)
def test_only_what_is_judged_stands_outside_the_fold_that_says_how_many_lack_it_and_why(region: Region) -> None:
    page = observed_page(region.slug, Filters())
    assert all(row.observation.pace.grade.plain for row in page.rows)
    assert not any(row.observation.pace.grade.plain for row in page.folded)
    assert len(page.rows) <= 16
    assert len(page.rows) + len(page.folded) == page.count
    numbers = [int(number) for number in re.findall(r"\d+", page.fold_reason)]
    assert sum(numbers) == len(page.folded) == int(page.fold_title.split("\u00a0")[0])


def test_the_results_come_before_the_filters_and_what_is_asked_for_is_never_folded(client: Client) -> None:
    seen = client.get(CENTRE).content.decode()
    assert seen.index("<table") < seen.index('<details class="sim-fold" id="sans-avis">') < seen.index('id="filtrer"')
    unknown = observed_page("centre-val-de-loire", Filters(grade="unknown"))
    assert len(unknown.rows) == unknown.count > 0
    assert not unknown.folded


def test_filters_stay_in_the_address_and_keep_only_what_they_say(client: Client) -> None:
    page = observed_page("centre-val-de-loire", Filters(axis="eau", grade="wrong_way"))
    assert 0 < page.count < page.total
    assert {row.grade for row in page.rows} == {"wrong_way"}
    response = client.get(f"{CENTRE}?axe=eau&avis=wrong_way&tri=nom").content.decode()
    assert '<option value="eau" selected>' in response
    assert "axe=eau&amp;avis=wrong_way&amp;tri=annee" in response
    assert '<input type="hidden" name="tri" value="nom">' in response


def test_a_filter_that_keeps_nothing_says_how_to_start_again(client: Client) -> None:
    assert "Retirez un filtre" in text_of(client, f"{CENTRE}?axe=eau&avis=on_pace&theme=mieux-se-loger")


@pytest.mark.parametrize("query", ["axe=feu", "avis=super", "tri=couleur", "theme=%3Cb%3E"])
def test_an_unknown_filter_is_refused_with_what_is_accepted(client: Client, query: str) -> None:
    assert "Valeurs acceptées" in text_of(client, f"{CENTRE}?{query}", 400)


def test_sorting_by_year_or_pace_orders_the_rows() -> None:
    page = observed_page("bretagne", Filters(sort="annee"))
    for rows in (page.rows, page.folded):
        by_year = [row.year for row in rows]
        assert by_year == sorted(by_year, reverse=True)
    ratios = {one.indicator: one.pace.ratio for one in shown_in("53")}
    slow = [ratios[row.number] for row in observed_page("bretagne", Filters(sort="rythme")).rows]
    known = [ratio for ratio in slow if ratio is not None]
    assert known == sorted(known)
    assert slow[: len(known)] == known


def test_the_page_s_values_are_those_of_the_command_line() -> None:
    for one in regional_observations("24", ["826", "898"]):
        rows = indicator_page("centre-val-de-loire", one.indicator).chart.wide.rows
        assert [(row[0], row[1]) for row in rows if row[1] is not None] == list(one.values)


def test_an_unknown_indicator_is_a_page_not_found_with_the_known_numbers(client: Client) -> None:
    assert "826" in text_of(client, f"{CENTRE}/99999", 404)
    text_of(client, "/france/indicateurs/fr-999", 404)
    text_of(client, "/regions/region-exemple/observe/826", 404)


def test_a_rate_is_ranked_with_the_national_value_beside() -> None:
    centre = region_of("centre-val-de-loire")
    found = everywhere(centre, "826")
    assert found is not None
    assert found.ranking is not None
    assert len(found.ranking.rows) == 18
    values = [float(str(row[2]).replace(",", ".")) for row in found.ranking.rows]
    assert values == sorted(values, reverse=True)
    assert found.drawing.wide.rows[-1][0] == "France"
    assert "13e sur 18" in found.rank_text


def test_a_quantity_is_neither_ranked_nor_set_beside_the_nation() -> None:
    found = everywhere(region_of("centre-val-de-loire"), "898")
    assert found is not None
    assert found.ranking is None
    assert len(found.drawing.wide.rows) == 18
    assert "sa propre échelle" in found.text


def test_waste_per_inhabitant_is_compared_in_the_unit_of_the_region() -> None:
    [waste] = [one for one in seen_in("24") if one.indicator == "42"]
    national = dict(national_points(waste))
    assert 0.3 < national[2021] < 1.0  # tonnes, where the national table is in kilograms


def test_the_verdict_never_says_less_than_the_grade() -> None:
    for region in load_regions():
        for one in shown_in(region.code):
            if one.target_2030 is not None and one.pace.grade is not Grade.UNKNOWN:
                assert verdict(one)
                assert verdict(one) in result(one)
            else:
                assert not verdict(one)


def test_a_national_indicator_without_a_target_says_so() -> None:
    number = next(one.indicator for one in seen_in_france().values() if one.target_2030 is None)
    page = national_page(number)
    assert page.target_rule.startswith("Pas de cible")
    assert page.everywhere is None


def test_the_two_kinds_of_statistics_are_said_to_stand_side_by_side(client: Client) -> None:
    assert "les deux ne s’ajoutent pas" in text_of(client, CENTRE)


def test_every_figure_of_an_indicator_leads_to_its_source(client: Client) -> None:
    page = client.get(f"{CENTRE}/826").content.decode()
    assert "indicators/2026/series_values/24.csv" in page
    assert "/sources#source-irpe-2026" in page
    assert "(15 − 2," in page.replace("\u202f", " ")


def test_pages_hold_no_inline_style_script_or_handler(client: Client) -> None:
    for address in (CENTRE, f"{CENTRE}/826", f"{CENTRE}/133", "/france/indicateurs/fr-059"):
        page = client.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", page), address
        identifiers = re.findall(r'\sid="([^"]+)"', page)
        assert len(set(identifiers)) == len(identifiers), address
        assert page.count("<h1") == 1


def test_a_sparkline_holds_its_numbers_and_draws_an_empty_series() -> None:
    chart = sparkline([(2020, 1.0), (2022, 4.0)], title="<Titre>", prefix="x", unit="%", target=10.0)
    assert chart.rows == ((2020, 1.0), (2022, 4.0))
    assert "cible de 2030 : 10" in chart.description
    assert "<Titre>" not in chart.svg
    assert sparkline([], title="t", prefix="y").rows == ()


def test_small_multiples_say_every_place_even_without_values() -> None:
    frames = [SmallMultiple("Bretagne", ((2020, 1.0), (2021, 2.0)), current=True), SmallMultiple("Mayotte", ())]
    chart = multiples(frames, title="t", prefix="m", unit="%", reference=[(2020, 1.5)])
    assert chart.rows == (("Bretagne", 1.0, 2.0), ("Mayotte", None, None), ("France", 1.5, None))
    assert "Sans valeur : Mayotte" in chart.description


def test_columns_by_year_refuse_what_they_cannot_draw() -> None:
    with pytest.raises(ValueError, match="negative"):
        columns_by_year([2019, 2020], [0.0, -1.0], title="t", prefix="c", unit="kt")
    chart = columns_by_year([2019, 2020], [0.0, 3.0], title="t", prefix="c", unit="kt")
    assert chart.rows == ((2019, 0.0), (2020, 3.0))
