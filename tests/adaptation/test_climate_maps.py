"""The maps of the climate across a region: one scale, every level, who is exposed, files; said, bounded and quick."""

from __future__ import annotations

import csv
import gzip
import json
import re

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from copilote.adaptation.maps.drawn import change_scale, scale_of
from copilote.adaptation.maps.told import telling_break
from copilote.exchange.climate import climate_of
from copilote.exchange.climate_field import climate_field
from copilote.exchange.exposed import QUANTITIES, exposed_of
from copilote.reference.climate import find_index
from copilote.reference.communes import load_frame
from copilote.reference.simulator import find_region
from copilote.ui.charts.classes import COOLER, HOTTER, MORE
from support_cop import CVL
from support_words import text_of

MAPS = f"{CVL}/climat/cartes"


def page(client: Client, query: str = "", address: str = MAPS) -> str:
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == 200, query
    return text_of(answer).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.slow
@pytest.mark.parametrize("by", ["epci", "departement", "commune"])
def test_a_field_has_the_very_figures_of_each_territory(by: str) -> None:
    field = climate_field(find_region("24"), "jours_30", by)
    for rank in range(0, len(field.places), max(1, len(field.places) // 40)):
        here = climate_of(field.places[rank], only=("jours_30",)).get("jours_30")
        assert field.median[:, rank].tolist() == [here.reference, *(level.median for level in here.levels)]
        assert field.low[:, rank].tolist() == [level.low for level in here.levels]
        assert field.high[:, rank].tolist() == [level.high for level in here.levels]


def test_the_page_says_the_region_in_words_and_draws_three_maps_on_one_scale(client: Client) -> None:
    text = page(client)
    assert "9 jours hier, 22 jours en 2050, 36 jours en 2100" in text
    for said in (
        "2030, à +2,0 °C",
        "2050, à +2,7 °C",
        "2100, à +4,0 °C",
        "Une seule échelle",
        "Un aléa, pas un risque",
    ):
        assert said in text, said
    body = client.get(MAPS).content.decode()
    assert [body.count(f'id="carte-{year}-200030385"') for year in (2030, 2050, 2100)] == [1, 1, 1]
    assert body.count('id="ecart-200030385"') == 1
    assert 'id="t-200030385"' in body
    assert "CA de Blois" in text


@pytest.mark.parametrize("query", ["", "niveau=departement", "niveau=commune", "niveau=commune&indice=pluie_ete"])
def test_every_level_is_light_and_asks_the_base_no_more(client: Client, query: str) -> None:
    client.get(f"{MAPS}?{query}")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"{MAPS}?{query}&encore=1")
    assert len(asked) <= 8
    assert len(gzip.compress(answer.content)) < 150_000


def test_by_commune_the_table_has_those_of_one_departement_and_leads_to_the_others(client: Client) -> None:
    text = page(client, "niveau=commune&departement=41")
    assert "Blois" in text
    assert "Châteaudun" not in text
    assert "Châteaudun" in page(client, "niveau=commune&departement=28")
    assert "Vierzon" in page(client, "niveau=commune&departement=99")


def test_everyone_is_in_a_class_at_every_level() -> None:
    region = find_region("24")
    cut = scale_of(region, "jours_30")
    for quantity, (figure, _label, _source) in QUANTITIES.items():
        exposed = exposed_of(region, "jours_30", quantity, cut.breaks)
        ranks = climate_field(region, "jours_30", "region").places[0].ranks
        frame = load_frame()
        whole = np.nansum((frame.figures[figure] if figure else frame.population)[ranks])
        assert exposed.amounts.sum(axis=1) == pytest.approx([whole - exposed.unplaced] * 4)
        assert exposed.total == pytest.approx(whole)
    people = exposed_of(region, "jours_30", "habitants", cut.breaks)
    rank, above = telling_break(people)
    assert above
    assert people.from_break(rank)[2] >= people.total / 2


def test_a_value_that_equals_a_limit_is_in_the_class_above_on_maps_and_in_sums() -> None:
    region = find_region("24")
    field = climate_field(region, "jours_30", "commune")
    limit = float(np.sort(field.median[2])[100])
    above = exposed_of(region, "jours_30", "habitants", (limit,)).from_break(0)[2]
    people = load_frame().population[[place.ranks[0] for place in field.places]]
    assert above == people[field.median[2] >= limit].sum()


def test_exposure_is_told_in_a_sentence_for_each_quantity(client: Client) -> None:
    assert re.search(
        r"[12],\d+ millions? d’habitants d’aujourd’hui \(\d+ %\) vivent là où, en 2050, il y aurait \d+ jours ou plus",
        page(client),
    )
    for who, noun in (
        ("logements", "logements"),
        ("emplois", "emplois"),
        ("terres", "terres agricoles"),
        ("forets", "forêt"),
    ):
        text = page(client, f"qui={who}")
        assert re.search(rf"[\d ,]+(millions? )?[^.]*{noun}[^.]* se trouvent là où, en 2050", text), who
    assert "partagées entre ses communes" in page(client, "qui=forets")
    assert "il tomberait moins de" in page(client, "indice=pluie_ete&qui=terres") or "ou plus" in page(
        client, "indice=pluie_ete"
    )


def test_what_rises_everywhere_has_six_shades_and_what_goes_both_ways_is_hatched_below_zero() -> None:
    heat, rain = find_index("jours_feu"), find_index("pluie_ete")
    assert len(change_scale(heat, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0] * 5).numbers) > 3
    both = change_scale(heat, [-3.0, -2.0, 1.0, 2.0])
    assert both.shade(both.of(-3.0)) in COOLER
    assert both.shade(both.of(2.0)) in HOTTER
    assert both.shade(both.of(-3.0)).line
    assert both.aloud(both.of(-3.0)) == "diminue"
    wet = change_scale(rain, [-3.0, 4.0])
    assert wet.shade(wet.of(4.0)) in MORE


def test_files_have_each_territory_with_its_range_and_every_quantity(client: Client) -> None:
    answer = client.get(f"{MAPS}.csv?csv=machine&indice=jours_30")
    rows = {row["code"]: row for row in csv.DictReader(answer.content.decode("utf-8-sig").splitlines())}
    here = climate_of(climate_field(find_region("24"), "jours_30", "epci").places[0]).get("jours_30")
    row = rows[climate_field(find_region("24"), "jours_30", "epci").places[0].code]
    assert (float(row["median_2050"]), float(row["low_2050"])) == (here.at("+2.7").median, here.at("+2.7").low)
    book = json.loads(client.get(f"{MAPS}.json").content)
    assert list(book["tables"]) == ["cartes", *(f"exposes-{who}" for who in QUANTITIES)]
    for name in ("niveaux", "ecarts"):
        svg = client.get(f"{MAPS}/graphique-{name}.svg?niveau=commune").content.decode()
        assert "Météo-France" in svg
        assert "Un aléa, pas un risque" in svg.replace("\u00a0", " ")
        assert "<script" not in svg
    assert client.get(f"{MAPS}/graphique-niveaux.png").content.startswith(b"\x89PNG")
    assert client.get(f"{MAPS}.pdf").content.startswith(b"%PDF")
    assert client.get(f"{MAPS}/graphique-zut.svg").status_code == 404


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"{MAPS}?indice=jour_30", "jours_30"),
        (f"{MAPS}?niveau=canton", "epci"),
        (f"{MAPS}?ecart=2040", "2050"),
        (f"{MAPS}?qui=poissons", "habitants"),
        ("/regions/la-reunion/climat/cartes", "aucune projection"),
    ],
)
def test_what_cannot_be_drawn_is_said_with_what_can(client: Client, address: str, said: str) -> None:
    answer = client.get(address)
    assert 400 <= answer.status_code < 500
    assert said in text_of(answer)


def test_an_index_typed_in_the_address_is_escaped(client: Client) -> None:
    assert "<script>alert" not in client.get(f"{MAPS}?indice=<script>alert(1)</script>").content.decode()


def test_the_climate_of_the_region_and_of_its_territories_leads_to_the_maps(client: Client) -> None:
    for address in (f"{CVL}/climat", "/territoires/epci/200030385/climat", "/territoires/commune/41018/climat"):
        assert f'href="{MAPS}"' in client.get(address).content.decode()


def test_english_says_the_same(client: Client) -> None:
    text = page(client, address=f"/en{MAPS}")
    assert "in 2050" in text
    assert "Qui est exposé" not in text
