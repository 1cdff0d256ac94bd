"""Home and search: from the name of one's commune to the page of one's region."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.utils.html import escape

from copilote.planning.panorama import total_target
from copilote.reference.simulator import load_levers, load_regions
from copilote.reference.territories import load_departements
from copilote.simulator.pages.home import facts_of, home_page
from copilote.simulator.pages.places import in_departement
from copilote.simulator.pages.search import only_region, search_page
from copilote.words import speaking
from copilote.words.numbers import format_kt

TODAY = date(2026, 11, 24)


def test_the_18_regions_are_on_the_map_and_in_the_list_with_their_target(client: Client) -> None:
    text = client.get("/").content.decode()
    for region in load_regions():
        address = f'href="/regions/{region.slug}"'
        assert text.count(address) >= 2, region.name
        target = format_kt(total_target(load_levers(region.code)).value)
        assert re.search(rf'{address}>[^<]+</a> <span class="muted">{re.escape(target)}<', text), region.name


def test_the_example_region_is_apart_and_the_country_at_hand(client: Client) -> None:
    page = home_page(TODAY)
    listed = [choice.address for choice in (*page.mainland, *page.overseas)]
    assert len(listed) == 18
    assert page.example.address not in listed
    assert 'href="/france"' in client.get("/").content.decode()


def test_a_cop_is_told_in_five_lines(client: Client) -> None:
    text = client.get("/").content.decode()
    lines = re.findall(r"<li>(.*?)</li>", text.split('class="home-cop"')[1].split("</ol>")[0])
    assert len(lines) == 5
    assert all(len(line) < 150 for line in lines)


def test_facts_are_the_same_all_day_and_change_the_next() -> None:
    assert facts_of(TODAY) == facts_of(TODAY)
    days = [facts_of(TODAY + timedelta(days=i)) for i in range(40)]
    assert all(before != after for before, after in pairwise(days))
    assert len({facts[0].place for facts in days}) > 10, "regions take turns"


def test_each_fact_of_a_year_is_whole_has_its_source_and_leads_to_its_page(client: Client) -> None:
    seen = set()
    for offset in range(0, 365, 5):
        facts = facts_of(TODAY + timedelta(days=offset))
        assert len(facts) == 3
        for fact in facts:
            assert not re.search(r"\bNone\b|\bnan\b|non connu", fact.sentence)
            assert re.search(r"\d", fact.sentence)
            assert fact.source.title
            seen.add(fact.address)
    for address in sorted(seen)[::8]:
        assert client.get(address).status_code == 200, address


def test_a_fact_is_told_in_daily_words_before_its_official_name(client: Client) -> None:
    for fact in facts_of(date.today()):
        told, official = fact.words, fact.observation.name
        page = client.get("/").content.decode().split('id="faits"')[1]
        assert page.index(str(escape(told))) < page.index(f"{escape(official)}. ")
        assert len(told) < 90
        assert not told.endswith(".")


def test_every_sound_national_series_takes_its_turn() -> None:
    days = [facts_of(TODAY + timedelta(days=i))[1] for i in range(60)]
    assert len({fact.address for fact in days}) > 35


def test_blois_leads_to_its_region_and_says_where_it_lies(client: Client) -> None:
    text = client.get("/recherche?q=Blois&tous=1").content.decode()
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))
    assert "Blois, dans le Loir-et-Cher, région Centre-Val de Loire" in plain
    assert '<a href="/territoires/commune/41018">Blois</a>' in text
    others = [(one.label, one.address) for one in search_page("Blois").groups[0].results[0].others]
    assert others == [
        ("CA de Blois «\u00a0Agglopolys\u00a0»", "/territoires/epci/200030385"),
        ("Centre-Val de Loire", "/regions/centre-val-de-loire"),
    ]


@pytest.mark.parametrize(
    ("asked", "name", "own", "region"),
    [
        ("45000", "Orléans", "/territoires/commune/45234", "centre-val-de-loire"),
        ("st denis 93", "Saint-Denis", "/territoires/commune/93066", "ile-de-france"),
        ("Loir et Cher", "Loir-et-Cher", "/territoires/departement/41", "centre-val-de-loire"),
        ("orleans metropole", "Orléans Métropole", "/territoires/epci/244500468", "centre-val-de-loire"),
        ("Annecy le Vieux", "Annecy", "/territoires/commune/74010", "auvergne-rhone-alpes"),
        ("saint-benoit 974", "Saint-Benoît", "/territoires/commune/97410", "la-reunion"),
        ("alsace", "Grand Est", "/regions/grand-est", ""),
    ],
)
def test_a_territory_leads_to_its_page_and_to_its_region(
    client: Client, asked: str, name: str, own: str, region: str
) -> None:
    first = search_page(asked).groups[0].results[0]
    assert (first.name, first.address) == (name, own)
    assert [one.address for one in first.others][-1:] == ([f"/regions/{region}"] if region else [])
    assert client.get(own).status_code == 200


def test_a_crte_is_found_by_its_name(client: Client) -> None:
    found = {one.name: one.address for group in search_page("crte vendomois").groups for one in group.results}
    assert found["CRTE du Pays Vendômois"] == "/territoires/crte/crte-24-41-3"
    assert not [group for group in search_page("44").groups if "CRTE" in group.title]


def test_a_former_commune_says_what_became_of_it() -> None:
    assert search_page("Annecy-le-Vieux").groups[0].results[0].note.startswith("ancienne commune")


def test_an_epci_astride_two_regions_leads_to_both_and_to_its_own_page() -> None:
    from copilote.reference.territories import load_epci

    astride = next(one for one in load_epci() if len(one.regions) == 2)
    found = [one for group in search_page(astride.name).groups for one in group.results if one.name == astride.name]
    assert found
    assert found[0].address == f"/territoires/epci/{astride.code}"
    assert len({one.address for one in found[0].others}) == 2


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("Bretagne", "bretagne"),
        ("  centre val de loire ", "centre-val-de-loire"),
        ("PACA", "provence-alpes-cote-d-azur"),
        ("La Réunion", "la-reunion"),
        ("la région Occitanie", "occitanie"),
    ],
)
def test_the_name_of_a_region_opens_it(client: Client, asked: str, slug: str) -> None:
    response = client.get("/recherche", {"q": asked})
    assert response.status_code == 302
    region = only_region(asked)
    assert region is not None
    assert response["Location"].partition("?")[0] == f"/regions/{region.slug}"
    assert region.slug == slug


@pytest.mark.parametrize("asked", ["44", "24", "Paris", "Saint-Denis", "Contres", "", "   ", "Alsace", "blo"])
def test_what_may_mean_several_things_is_listed(client: Client, asked: str) -> None:
    assert client.get("/recherche", {"q": asked}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("Blois", "/territoires/commune/41018"),
        ("loir et cher", "/territoires/departement/41"),
        ("Orléans Métropole", "/territoires/epci/244500468"),
    ],
)
def test_one_exact_name_leads_to_its_page_and_back_to_the_other_answers(
    client: Client, asked: str, address: str
) -> None:
    response = client.get("/recherche", {"q": asked})
    assert response.status_code == 302
    assert response["Location"].partition("?")[0] == address
    if "?" not in response["Location"]:
        return
    text = client.get(response["Location"]).content.decode()
    (back,) = re.findall(r'<p class="search-back no-print"><a href="([^"]+)">([^<]+)</a>', text)
    assert back[1] == f"Autres résultats pour « {asked} »"
    listed = client.get(back[0].replace("&amp;", "&"))
    assert listed.status_code == 200
    assert address in listed.content.decode()


def test_the_way_back_of_a_search_is_text_and_never_markup(client: Client) -> None:
    text = client.get("/territoires/commune/41018", {"recherche": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in text
    assert "search-back" not in client.get("/territoires/commune/41018").content.decode()


def test_44_is_a_region_and_a_departement() -> None:
    names = [one.name for group in search_page("44").groups for one in group.results]
    assert names == ["Grand Est", "Loire-Atlantique"]


def test_a_lever_leads_straight_to_its_page_in_the_region_in_view(client: Client) -> None:
    lever = '<a href="/regions/bretagne/leviers/gestion-des-haies">Gestion des haies</a>'
    assert lever in client.get("/recherche?q=haies&region=bretagne").content.decode()
    everywhere = client.get("/recherche?q=haies").content.decode()
    assert lever not in everywhere
    assert 'href="/regions/bretagne/leviers/gestion-des-haies">Bretagne</a>' in everywhere
    assert client.get("/regions/bretagne/leviers/gestion-des-haies").status_code == 200


def test_the_search_of_a_regions_page_keeps_the_region_in_view(client: Client) -> None:
    assert '<input type="hidden" name="region" value="bretagne">' in client.get("/regions/bretagne").content.decode()


@pytest.mark.parametrize(("asked", "kind"), [("voitures électriques", "Indicateurs régionaux"), ("fioul", "Leviers")])
def test_levers_and_indicators_are_found_by_the_words_of_their_names(asked: str, kind: str) -> None:
    assert kind in [group.title for group in search_page(asked).groups]


def test_nothing_found_suggests_and_says_what_can_be_searched(client: Client) -> None:
    text = client.get("/recherche?q=gestion+des+haiees").content.decode()
    assert "Aucune réponse" in text
    assert "Gestion des haies" in text
    assert "Ce que l’on peut chercher" in text


def test_what_was_typed_is_shown_as_text(client: Client) -> None:
    text = client.get("/recherche", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_collectivity_outside_the_18_regions_is_said_to_be(client: Client) -> None:
    text = client.get("/recherche?q=Papeete").content.decode()
    assert "hors des 18 régions" in text
    assert ">Papeete</a>" not in text


def test_every_departement_is_said_with_its_preposition() -> None:
    said = {one.code: in_departement(one) for one in load_departements()}
    assert len(said) == 101
    assert said["41"] == "dans le Loir-et-Cher"
    assert said["38"] == "en Isère"
    assert said["974"] == "à La Réunion"
    assert said["27"] == "dans l’Eure"
    assert all(re.match(r"(en|à|dans (le|la|les|l’)) ?", words) for words in said.values())
    with speaking("en"):
        assert in_departement(load_departements("24")[0]) == load_departements("24")[0].name
