"""Pages of regions, levers, panoramas and France say the numbers of the core, and where each comes from."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.dossier.page import build_dossier
from copilote.planning.conversion import convert_kt
from copilote.planning.panorama import total_target
from copilote.reference.barometer import load_levers_2026
from copilote.reference.simulator import Region, find_lever, load_levers, load_regions, load_territories
from copilote.simulator.pages.equation import equation
from copilote.simulator.pages.everywhere import comparable
from copilote.simulator.pages.regions import region_page
from copilote.words.numbers import format_decimals, format_kt
from support_regions import EACH_TERRITORY

CENTRE = "/regions/centre-val-de-loire"
ELECTRIC = f"{CENTRE}/leviers/vehicules-electriques"


def text_of(client: Client, address: str, status: int = 200) -> str:
    """What a reader sees, spaces made plain."""
    response = client.get(address)
    assert response.status_code == status, address
    bare = re.sub(r"<(svg|script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"[\s\u00a0\u202f]+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))


def plain(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


@pytest.mark.parametrize("region", load_territories(), ids=lambda region: region.slug)
def test_every_region_has_a_page_whose_title_says_its_target(client: Client, region: Region) -> None:
    target = total_target(load_levers(region.code)).value
    seen = text_of(client, f"/regions/{region.slug}")
    assert f": {plain(format_kt(target))} à éviter en 2030" in seen


def test_the_centre_says_what_its_dossier_says() -> None:
    dossier, page = build_dossier("24"), region_page("centre-val-de-loire")
    assert [figure.value for figure in page.figures] == [figure.value for figure in dossier.figures]
    assert [one.label for one in page.heaviest] == [one.label for one in dossier.heaviest]
    drawn = sum(len(theme.cards) for theme in dossier.observed.themes)
    assert sum(one.count for one in page.grades) == drawn


@pytest.mark.parametrize("slug", ["centre-val-de-loire", "ile-de-france", "guyane", "region-exemple"])
def test_key_figures_come_after_the_title_and_one_sentence_and_nothing_is_said_twice(client: Client, slug: str) -> None:
    page = client.get(f"/regions/{slug}").content.decode()
    before = page[page.index("<h1>") : page.index('<ul class="figures">')]
    assert before.count("<p") == 1
    assert page.count("La somme des leviers") == 1, "at the foot of the page"
    assert page.index("à éviter chaque année en 2030") < page.index('id="cop-maintenant"')


def test_what_the_target_holds_and_how_it_is_shared_are_still_said(client: Client) -> None:
    seen = text_of(client, CENTRE)
    assert "Ce total comprend 473 ktCO2e que l’État n’affiche pas par région" in seen
    assert "Leur répartition : « Mieux produire »" in seen
    page = client.get(CENTRE).content.decode()
    assert re.findall(r'<details class="fold" id="(\w+)">', page)[:4] == ["second", "autour", "leviers", "finance"]


def test_targets_are_grouped_by_theme_or_by_sector(client: Client) -> None:
    assert "Les objectifs par thème" in text_of(client, CENTRE)
    by_sector = text_of(client, f"{CENTRE}?par=secteur")
    assert "Les objectifs par secteur" in by_sector
    assert "Transport de voyageurs" in by_sector or "Transports" in by_sector
    assert "Les objectifs par thème" in text_of(client, f"{CENTRE}?par=couleur")


def test_limited_unopened_and_fictional_regions_say_why(client: Client) -> None:
    assert "Édition simplifiée" in text_of(client, "/regions/guadeloupe")
    assert "n’était pas lancée" in text_of(client, "/regions/guyane")
    assert "Région fictive" in text_of(client, "/regions/region-exemple")


def test_another_spelling_of_a_region_leads_to_its_address(client: Client) -> None:
    response = client.get("/regions/24/observe?tri=nom")
    assert response.status_code == 301
    assert response["Location"] == f"{CENTRE}/observe?tri=nom"
    assert "Bretagne" in text_of(client, "/regions/bretange", 404)


@pytest.mark.parametrize("region", EACH_TERRITORY)
def test_every_lever_of_every_region_has_its_page(client: Client, region: Region) -> None:
    levers = load_levers(region.code)
    for lever in levers[::5]:
        seen = text_of(client, f"/regions/{region.slug}/leviers/{lever.slug}")
        if lever.target_kt is not None:
            assert plain(format_kt(lever.target_kt)) in seen
        assert ("Convertir" in seen) == lever.translated
        if lever.reason:
            assert plain(lever.reason)[:30] in seen


def test_slugs_of_levers_are_unique_in_a_region() -> None:
    for region in load_territories():
        slugs = [lever.slug for lever in load_levers(region.code)]
        assert len(set(slugs)) == len(slugs)


def test_an_official_identifier_leads_to_the_lever_s_address(client: Client) -> None:
    response = client.get(f"{CENTRE}/leviers/augm_voitelec?kt=100")
    assert response.status_code == 301
    assert response["Location"] == f"{ELECTRIC}?kt=100"


def test_the_electric_car_says_how_fast_it_comes(client: Client) -> None:
    seen = text_of(client, ELECTRIC)
    assert "482 ktCO2e à éviter en 2030, un rythme cinq fois trop lent" in seen
    assert "Part de voitures particulières électriques" in seen
    assert "D’où vient ce chiffre ?" in seen
    assert "simulator/2023/targets.csv" in seen


@pytest.mark.parametrize("typed", ["1 500,5", "1500.5", "1,500.5", "1500,5"])
def test_kt_typed_the_french_or_the_english_way_give_the_same_cars(client: Client, typed: str) -> None:
    lever = find_lever("24", "augm_voitelec")
    wanted = plain(format_decimals(1000 * convert_kt(lever, 1500.5).physical, 0))
    page = client.get(ELECTRIC, {"kt": typed}).content.decode()
    field = re.search(r'id="quantite"[^>]*value="([^"]*)"', page)
    assert field is not None
    assert plain(field[1]) == wanted


def test_the_equation_speaks_as_the_sentences_do_and_reads_older_links(client: Client) -> None:
    page = text_of(client, f"{ELECTRIC}?quantite=115000")
    assert "(véhicules)" in page
    assert "milliers de véhicules" not in page.split("D’où vient ce chiffre")[0]
    assert "115 000 voitures électriques en circulation" in page
    assert "115 000 voitures électriques en circulation" in text_of(client, f"{ELECTRIC}?physique=115")


def test_a_stock_that_runs_out_stops_at_zero_and_it_is_said(client: Client) -> None:
    address = f"{CENTRE}/leviers/{find_lever('24', 'reduc_rfioul').slug}"
    assert "s’arrête à 0" in text_of(client, f"{address}?kt=100000")
    assert "hors limites" in text_of(client, f"{address}?quantite=-5")


@pytest.mark.parametrize("query", ["kt=beaucoup", "kt=-3", "kt=nan", "quantite=1e400", "physique=%3Cb%3E"])
def test_what_is_not_a_quantity_is_refused_beside_its_field(client: Client, query: str) -> None:
    response = client.get(f"{ELECTRIC}?{query}")
    assert response.status_code == 200
    page = response.content.decode()
    assert 'aria-invalid="true" aria-describedby="erreur-equation"' in page
    assert "<b>" not in page


@settings(max_examples=60, deadline=None)
@given(kt=st.floats(min_value=0, max_value=2000))
def test_typing_back_what_the_equation_shows_does_not_drift(kt: float) -> None:
    for lever in load_levers("24")[:12]:
        if not lever.translated or lever.ratio is None or lever.baseline_2019 is None:
            continue
        there = equation(lever, None, repr(kt), "")
        back = equation(lever, None, "", there.physical)
        again = equation(lever, None, "", back.physical)
        assert again.physical == back.physical
        if not there.note:
            typed = float(back.kt.replace("\u202f", "").replace(",", "."))
            assert abs(typed - kt) <= max(0.5, 0.005 * kt) + 0.01


def test_previous_and_next_walk_through_all_levers(client: Client) -> None:
    levers = load_levers("24")
    address, walked = f"{CENTRE}/leviers/{levers[0].slug}", []
    while address:
        walked.append(address)
        found = re.search(r'rel="next" href="([^"]+)"', client.get(address).content.decode())
        address = found[1] if found else ""
    assert len(walked) == len(levers)


def test_funded_projects_of_a_lever_are_those_of_the_list(client: Client) -> None:
    address = f"{CENTRE}/leviers/{find_lever('24', 'reduc_tconso').slug}"
    seen = text_of(client, address)
    assert "34,5 M€ engagés" in seen
    assert "Loiret" in seen


def test_the_second_panorama_hides_no_lever_and_says_why_a_target_is_missing(client: Client) -> None:
    for axis in ("biodiversite", "eau", "economie_circulaire", "adaptation", "pollution", "attenuation"):
        seen = text_of(client, f"{CENTRE}/panoramas/{axis}")
        for lever in load_levers_2026():
            if axis in lever.axes:
                assert plain(lever.name.replace("'", "’")) in seen, lever.id
        assert "Pas de cible régionale :" in seen
        assert seen.index("Leviers des territoires") < seen.index("Leviers de l’État et des entreprises")


def test_an_unknown_axis_is_a_page_not_found(client: Client) -> None:
    assert "biodiversite" in text_of(client, f"{CENTRE}/panoramas/climat", 404)


def test_france_adds_the_mainland_exactly_and_keeps_overseas_and_fiction_apart(client: Client) -> None:
    mainland = [region for region in load_regions() if region.kind == "metropolitan"]
    levers = [lever for region in mainland for lever in load_levers(region.code)]
    seen = text_of(client, "/france")
    assert f"{plain(format_kt(total_target(levers).value))} à éviter en 2030 dans les 13 régions" in seen
    assert plain(format_decimals(total_target(levers).value, 1)) in seen
    assert "La Réunion" in seen
    assert "Région exemple" not in seen


def test_national_indicators_are_filtered_by_axis_and_grade(client: Client) -> None:
    water = text_of(client, "/france?axe=eau")
    assert "Prélèvements" in water
    assert len(water) < len(text_of(client, "/france?axe=attenuation"))
    assert "répondent à ces choix" in text_of(client, "/france?axe=eau&avis=wrong_way")
    text_of(client, "/france?axe=feu", 400)
    text_of(client, "/france?avis=super", 400)


def test_regions_are_ranked_by_rates_and_never_by_quantities() -> None:
    assert comparable("826")
    assert comparable("42")
    assert comparable("684")  # tonnes-kilometres turned into a share
    assert not comparable("898")
    assert not comparable("638")


def test_pages_hold_no_inline_style_script_or_handler(client: Client) -> None:
    for address in (CENTRE, ELECTRIC, f"{CENTRE}/panoramas/eau", f"{CENTRE}/panoramas", "/france"):
        page = client.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", page), address
        identifiers = re.findall(r'\sid="([^"]+)"', page)
        assert len(set(identifiers)) == len(identifiers), address
        assert page.count("<h1") == 1


def test_a_total_that_lacks_a_lever_says_which(client: Client) -> None:
    missing = total_target(load_levers("11")).missing
    assert missing
    for address in ("/regions/ile-de-france", "/france"):
        assert f"incomplet : objectif non connu pour {missing[0]}" in text_of(client, address)
