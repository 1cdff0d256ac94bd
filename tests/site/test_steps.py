"""The five steps: what people type becomes the address, what they mistype is shown, and the figures are the CLI's."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.exchange.records.model import filled
from copilote.exchange.records.simulator import TotalsRecord
from copilote.planning.conversion import physical_quantity, shown_decimals
from copilote.planning.scenario import evaluate
from copilote.reference.simulator import LeverFigures, Region, find_region, load_levers, load_territories
from copilote.simulator.fields import FieldKind, field_name, field_text, kt_of_quantity
from copilote.simulator.pages.stepper import STEPS, total_kt
from copilote.simulator.state import read_state
from copilote.simulator.views.steps import OFFICIAL
from support_regions import EACH_TERRITORY

CENTRE = find_region("24")
BASE = "/regions/centre-val-de-loire/simulateur/"
EDITABLE = [one for one in load_levers("24") if one.editable]
TRANSLATED = [one for one in EDITABLE if one.translated]


class _Form(HTMLParser):
    """The fields of the simulator's form, by name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and (name == "avant" or name.partition("-")[0] in ("c", "t", "cp", "tp")):
            self.fields[name] = given.get("value") or ""


def text_of(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def title_of(response: HttpResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", text_of(response), re.S)
    assert found
    return found[1].strip()


def plain(text: str) -> str:
    """A text with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def query_of(response: HttpResponse) -> dict[str, str]:
    """The address that a form was rewritten to."""
    assert response.status_code == 302, title_of(response)
    return dict(parse_qsl(urlsplit(response["Location"]).query))


def submit(client: Client, step: str, query: str, **changed: str) -> HttpResponse:
    """Open a step, change some fields ("-" written "__" in names), send the form without a script."""
    form = _Form(client.get(f"{BASE}{step}?{query}").content.decode()).fields
    return client.get(BASE + step, form | {name.replace("__", "-"): value for name, value in changed.items()})


@pytest.mark.parametrize("region", EACH_TERRITORY)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_of_every_region_answers_with_a_result_in_its_title(
    client: Client, region: Region, step: str
) -> None:
    response = client.get(f"/regions/{region.slug}/simulateur/{step}")
    assert response.status_code == 200
    assert len(title_of(response)) > 15
    text = text_of(response)
    assert text.count("<h1") == 1
    assert "style=" not in text.replace("font-style=", "")
    assert 'aria-current="step"' in text


def test_a_value_typed_the_french_way_becomes_the_canonical_address(client: Client) -> None:
    response = client.get(BASE + "ambition", {"c-augm_voitelec": "1,5", "t-augm_voitelec": "1 500"})
    assert query_of(response) == {"c-augm_voitelec": "1.5", "t-augm_voitelec": "1500"}
    assert client.get(response["Location"]).status_code == 200


def test_only_what_differs_from_the_state_s_targets_is_kept(client: Client) -> None:
    response = client.get(BASE + "ambition", {"c-augm_covoit": "0", "t-augm_voitelec": "482.1358", "t-augm_haies": "5"})
    assert query_of(response) == {"t-augm_haies": "5"}


def test_a_form_sent_as_it_was_changes_nothing(client: Client) -> None:
    query = "c-augm_buselec=4.959&t-augm_voitelec=100.123456&t-reduc_rfioul=200"
    for step in ("ordres-de-grandeur", "ambition"):
        assert query_of(submit(client, step, query)) == dict(parse_qsl(query))


def test_cars_typed_in_physical_units_become_kt(client: Client) -> None:
    response = submit(client, "ordres-de-grandeur", "", **{"cp__augm_voitelec": "14"})
    assert query_of(response) == {"c-augm_voitelec": "20.96"}
    shown = _Form(client.get(response["Location"]).content.decode()).fields
    assert (shown["c-augm_voitelec"], shown["cp-augm_voitelec"]) == ("21", "14")


def test_a_quantity_typed_is_the_quantity_shown(client: Client) -> None:
    for lever, typed in (("reduc_artif", "0,5"), ("augm_buselec", "100"), ("reduc_consovp", "6,3")):
        response = submit(client, "ambition", "", **{f"tp__{lever}": typed})
        assert _Form(client.get(response["Location"]).content.decode()).fields[f"tp-{lever}"] == typed


def test_a_target_in_homes_counts_those_already_converted(client: Client) -> None:
    response = submit(client, "ambition", "c-reduc_rfioul=100", **{"tp__reduc_rfioul": "20"})
    fuel = next(one for one in EDITABLE if one.id == "reduc_rfioul")
    kt = float(query_of(response)["t-reduc_rfioul"])
    assert float(physical_quantity(fuel, kt, completed_kt=100.0)) == pytest.approx(20, abs=0.01)


def test_an_emptied_field_goes_back_to_the_default(client: Client) -> None:
    query = "c-augm_covoit=12&t-augm_voitelec=100"
    assert query_of(submit(client, "ambition", query, **{"t__augm_voitelec": ""})) == {"c-augm_covoit": "12"}
    assert query_of(submit(client, "ordres-de-grandeur", query, **{"cp__augm_covoit": ""})) == {
        "t-augm_voitelec": "100"
    }


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TRANSLATED), st.sampled_from(list(FieldKind)), st.floats(0, 1), st.floats(0, 300))
def test_a_quantity_that_goes_through_both_units_does_not_drift(
    lever: LeverFigures, kind: FieldKind, part: float, done: float
) -> None:
    baseline, ratio = lever.baseline_2019 or 0.0, lever.ratio or 1.0
    start = max(0.0, baseline + done * ratio) if kind is FieldKind.TARGET else baseline
    reach = start if ratio < 0 else 600 * abs(ratio)
    quantity = start - part * start if ratio < 0 else start + part * reach
    typed = field_text(quantity, shown_decimals(lever, 100.0))
    kt, _note = kt_of_quantity(lever, kind, typed, float(typed.replace(",", ".")), done)
    name = field_name(kind, lever.id)
    pairs = [(name, repr(kt)), *([(f"c-{lever.id}", repr(done))] if kind is FieldKind.TARGET else [])]
    state = read_state(CENTRE, pairs)
    for _round in range(3):
        again = read_state(CENTRE, [("avant", state.query)])
        assert again.query == state.query
    change = state.scenario.changes.get(lever.id)
    kept = None if change is None else (change.completed_kt if kind is FieldKind.DONE else change.new_target_kt)
    if kept is not None:
        back = float(physical_quantity(lever, kept + (done if kind is FieldKind.TARGET else 0.0)))
        assert back == pytest.approx(
            float(typed.replace(",", ".")), abs=0.5 * 10 ** -len(typed.partition(",")[2] or "1")
        )


def test_a_bad_value_is_shown_as_typed_with_its_error_and_the_others_are_kept(client: Client) -> None:
    response = submit(client, "ambition", "", **{"t__augm_voitelec": "beaucoup", "t__augm_haies": "5"})
    assert response.status_code == 200
    text = text_of(response)
    field = re.search(r'<input[^>]*name="t-augm_voitelec"[^>]*>', text)
    assert field
    assert 'value="beaucoup"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert "t-augm_voitelec-erreur" in field[0]
    assert 'id="t-augm_voitelec-erreur"' in text
    assert '<a href="#t-augm_voitelec">' in text
    assert "« beaucoup » n’est pas un nombre" in text
    assert 'value="5"' in text
    assert "t-augm_haies=5" in text  # the links keep what was understood


@pytest.mark.parametrize("typed", ["-5", "1e9", "nan", "inf", "😀", "1_000", "1" * 400])
def test_absurd_values_get_an_error_beside_their_field(client: Client, typed: str) -> None:
    response = submit(client, "ordres-de-grandeur", "", **{"c__augm_voitelec": typed})
    assert response.status_code == 200
    assert '<a href="#c-augm_voitelec">' in text_of(response)


def test_a_bad_value_leads_to_the_step_that_can_mend_it(client: Client) -> None:
    response = client.get(BASE + "bilan", {"c-augm_voitelec": "zut"})
    assert response.status_code == 302
    assert urlsplit(response["Location"]).path == BASE + "ordres-de-grandeur"


def test_a_quantity_out_of_range_is_brought_back_and_it_is_said(client: Client) -> None:
    response = submit(client, "ambition", "", **{"tp__reduc_rgaz": "9999"})
    assert response.status_code == 200
    assert "ce levier accepte entre 0 et 415,955" in text_of(response)
    assert _Form(response.content.decode()).fields["t-reduc_rgaz"] == "0"


def test_what_is_not_understood_is_said_in_a_notice(client: Client) -> None:
    response = client.get(BASE + "resultat", {"c-zut": "3", "x": "1", "t-augm_fret": "-4", "utm_source": "lettre"})
    text = text_of(response)
    for said in ("c-zut : levier inconnu", "x : paramètre inconnu", "comptée 0 comme le fait le simulateur"):
        assert said in text
    assert "utm_source" not in re.sub(r'href="[^"]*"', "", text)


def test_hundreds_of_parameters_get_a_clean_answer(client: Client) -> None:
    some = client.get(BASE + "ambition", {f"c-x{i}": "1" for i in range(300)})
    assert some.status_code == 200
    assert "Et 292 autres" in text_of(some)
    assert client.get(BASE + "ambition", {f"c-x{i}": "1" for i in range(450)}).status_code == 400
    assert client.get(BASE + "ambition?" + "avant=" * 3000).status_code in (200, 302)
    assert client.get(BASE + "ambition?" + "a" * 1_000_000).status_code == 414


def test_an_unknown_step_suggests_and_only_reading_is_allowed(client: Client) -> None:
    missing = client.get(BASE + "ambitions")
    assert missing.status_code == 404
    assert "ambition" in text_of(missing)
    assert client.head(BASE + "bilan").status_code == 200
    assert client.post(BASE + "bilan").status_code == 405


def test_the_observed_value_of_electric_cars_is_taken_and_undone(client: Client) -> None:
    page = text_of(client.get(BASE + "ordres-de-grandeur"))
    assert "14 en 2022, 4,2 en 2019" in page
    assert plain("2,33 % en 2025, soit environ 37,2 milliers de véhicules") in plain(page)
    assert 'name="observe" value="augm_voitelec"' in page
    assert 'name="observe" value="augm_valodma"' not in page  # a total, not what is added since 2019
    assert 'name="observe" value="reduc_proddma"' not in page  # it rose
    assert 'name="observe" value="reduc_tgaz"' not in page  # the statistics are not corrected for the climate
    response = submit(client, "ordres-de-grandeur", "t-augm_haies=5", observe="augm_voitelec")
    found = query_of(response)
    cars = next(one for one in EDITABLE if one.id == "augm_voitelec")
    assert float(physical_quantity(cars, float(found["c-augm_voitelec"]))) == pytest.approx(37.24, abs=0.01)
    back = re.search(r'href="(/regions/[^"]*annuler[^"]*)"', client.get(response["Location"]).content.decode())
    assert back
    assert query_of(client.get(unescape(back[1]))) == {"t-augm_haies": "5"}


def test_what_is_typed_goes_with_the_button_that_takes_an_observed_value(client: Client) -> None:
    response = submit(client, "ordres-de-grandeur", "", observe="augm_voitelec", **{"c__augm_covoit": "7"})
    assert {"c-augm_covoit", "c-augm_voitelec"} <= set(query_of(response))


def test_the_rest_is_spread_and_the_target_reached(client: Client) -> None:
    page = client.get(BASE + "ambition?t-augm_voitelec=100")
    assert plain(title_of(page)) == "Il reste 382 ktCO2e à répartir entre les leviers"
    response = submit(client, "ambition", "t-augm_voitelec=100", faire="repartir")
    found = query_of(response)
    assert found["t-augm_voitelec"] == "100"
    assert found["annuler"]
    after = client.get(response["Location"])
    assert title_of(after) == "Tout l’objectif est réparti entre les leviers"
    assert "Annuler" in text_of(after)
    state = read_state(CENTRE, list(found.items()))
    assert state.outcome.totals.gap_kt == pytest.approx(0, abs=1e-6)


def test_erasing_asks_first_and_can_be_undone(client: Client) -> None:
    query = "c-augm_covoit=12&t-augm_voitelec=100"
    asked = client.get(f"/regions/centre-val-de-loire/effacer?{query}")
    assert plain(title_of(asked)) == "Effacer les 2 valeurs saisies ?"
    links = [unescape(link) for link in re.findall(r'class="fr-btn[^"]*" href="([^"]*)"', asked.content.decode())]
    everything, targets, nothing = links
    assert set(parse_qs(urlsplit(everything).query)) == {"annuler"}
    assert parse_qs(urlsplit(targets).query)["c-augm_covoit"] == ["12"]
    assert dict(parse_qsl(urlsplit(nothing).query)) == dict(parse_qsl(query))
    erased = client.get(everything)
    back = re.search(r'href="(/regions/[^"]*annuler[^"]*)"', erased.content.decode())
    assert back
    assert query_of(client.get(unescape(back[1]))) == dict(parse_qsl(query))


def test_a_stock_stops_at_zero_and_the_page_says_from_when(client: Client) -> None:
    response = client.get(BASE + "ambition?t-reduc_rfioul=600")
    assert _Form(response.content.decode()).fields["tp-reduc_rfioul"] == "0"
    assert "600 ktCO2e prévues dépassent le stock de 2019, qui s’épuise à 513,1 ktCO2e" in plain(text_of(response))


def test_what_is_done_counts_in_the_quantity_that_ambition_and_result_show(client: Client) -> None:
    whole = _Form(client.get(BASE + "ambition").content.decode()).fields["tp-augm_haies"]
    page = client.get(BASE + "ambition?c-augm_haies=50")
    assert _Form(page.content.decode()).fields["tp-augm_haies"] == whole == "4,17"
    assert "la grandeur compte les 1 670 km déjà faits" in plain(text_of(page)).replace("\u202f", " ")
    told = plain(text_of(client.get(BASE + "resultat?c-augm_haies=50"))).replace("\u202f", " ")
    assert "4 170 km de haies de plus qu’en 2019, dont 1 670 km déjà faits" in told


def test_levers_that_cannot_be_edited_say_why(client: Client) -> None:
    text = text_of(client.get(BASE + "ambition"))
    assert 'name="t-co2_enr"' not in text
    assert "Objectif débattu au sein du comité régional de l’énergie" in text
    assert "Objectif non décliné par région" in text
    limited = text_of(client.get("/regions/guadeloupe/simulateur/ambition"))
    assert '<input class="fr-input" type="text" inputmode' not in limited
    assert "Édition simplifiée" in limited


def test_a_lever_shown_as_a_question_mark_says_what_the_total_counts(client: Client) -> None:
    text = plain(text_of(client.get(BASE + "objectifs")))
    assert "il affiche « ? ». Son total compte une estimation de 473 ktCO2e" in text
    paris = plain(text_of(client.get("/regions/ile-de-france/simulateur/objectifs")))
    assert "le total n’en tient pas compte" in paris


def test_the_treemap_changes_grouping_and_keeps_the_scenario(client: Client) -> None:
    text = text_of(client.get(BASE + "objectifs?t-augm_haies=5&par=secteur"))
    assert "Secteur et levier" in text
    assert "Transport de voyageurs" in text
    assert "t-augm_haies=5&par=theme" in text
    assert "Thème et levier" in text_of(client.get(BASE + "objectifs?par=zut"))


@pytest.mark.parametrize("region", [one for one in load_territories() if not one.limited], ids=lambda one: one.slug)
def test_pages_show_the_totals_that_the_command_line_prints(client: Client, region: Region) -> None:
    levers = load_levers(region.code)
    changed = [lever.id for lever in levers if lever.editable][:4]
    query = {f"c-{lever}": "10" for lever in changed} | {f"t-{lever}": "25.5" for lever in changed[2:]}
    state = read_state(region, list(query.items()))
    record = filled(TotalsRecord, evaluate(state.scenario, levers).totals)
    text = text_of(client.get(f"/regions/{region.slug}/simulateur/resultat", query))
    for key in ("target_kt", "completed_kt", "new_target_kt"):
        assert total_kt(record[key]) in text
    if record["gap_kt"] > 0.05:
        assert total_kt(-record["gap_kt"], sign=True) in text


def test_the_result_says_it_in_daily_words(client: Client) -> None:
    text = plain(text_of(client.get(BASE + "resultat?c-reduc_rfioul=60&t-reduc_rfioul=200&t-co2_indus=900")))
    assert "Votre scénario atteint 96 % de l’objectif" in text
    assert "Un logement au fioul sur deux change d’énergie" in text
    assert title_of(client.get(BASE + "resultat")) == "Votre scénario reprend les objectifs de l’État"


def test_steps_link_to_one_another_with_the_scenario(client: Client) -> None:
    text = text_of(client.get(BASE + "bilan?c-augm_covoit=12"))
    assert f'href="{BASE}ordres-de-grandeur?c-augm_covoit=12"' in text
    assert f'href="{BASE}ambition?c-augm_covoit=12"' in text


@pytest.mark.parametrize(("page", "step"), OFFICIAL.items())
def test_a_link_of_the_official_simulator_opens_when_its_host_is_replaced(client: Client, page: str, step: str) -> None:
    query = urlencode({"c-augm_voitelec": "100", "t-augm_vélotc": "50"})
    for region in (find_region("93"), find_region("06")):
        response = client.get(f"/territoire/{region.official_slug}/{page}".rstrip("/") + f"?{query}")
        parts = urlsplit(response["Location"])
        assert parts.path == f"/regions/{region.slug}/simulateur/{step}"
        assert dict(parse_qsl(parts.query)) == {"c-augm_voitelec": "100", "t-augm_vélotc": "50"}
    assert client.get("/territoire/paca/zut").status_code == 404
    assert client.get("/territoire/bretane/ambition").status_code == 404


@pytest.mark.parametrize(
    ("page", "once"),
    [
        ("/regions/centre-val-de-loire/simulateur/ambition", "Aucune quantité (voitures, logements…) n’est publiée"),
        ("/regions/centre-val-de-loire/simulateur/ordres-de-grandeur", "Aucune quantité (voitures, logements…)"),
        ("/regions/centre-val-de-loire/leviers/production-industrielle", "Aucun ordre de grandeur physique"),
        ("/regions/martinique/simulateur/ambition", "Seul l’objectif en ktCO2e est publié pour ce territoire"),
    ],
)
def test_what_holds_for_several_levers_is_said_once(client: Client, page: str, once: str) -> None:
    text = client.get(page).content.decode()
    assert text.count(once) == 1
    assert text.count("Aucun ordre de grandeur physique") <= 1
