"""The simulator of a territory: its shares are the starting point, its own units, and the address keeps it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from copilote.exchange.perimeters import place_of
from copilote.exchange.shares import share_of
from copilote.planning.conversion import physical_quantity
from copilote.planning.quantities import scale_for
from copilote.reference.simulator import find_region
from copilote.simulator.state import read_state
from copilote.simulator.territory import territory_of

CVL = find_region("24")
BLOIS = "epci-200030385"
STEPS = ("objectifs", "ordres-de-grandeur", "bilan", "ambition", "resultat")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", [BLOIS, "departement-41", "commune-41018", "crte-crte-24-41-3"])
def test_its_levers_are_those_of_its_page_at_its_size(code: str) -> None:
    territory = territory_of(CVL, code)
    assert territory is not None
    share = share_of(place_of(*code.split("-", 1)))
    parts = {part.lever.id: part for part in share.placed if part.tonnes}
    assert {lever.id for lever in territory.levers} == set(parts)
    assert sum(lever.target_kt or 0 for lever in territory.levers) == pytest.approx(share.total_kt)
    for lever in territory.levers:
        part = parts[lever.id]
        if lever.translated and part.physical and part.baseline is not None:
            scale = scale_for(part.lever, (part.baseline, part.physical)).factor
            # At its own share, a lever reaches what the page of the territory says.
            assert float(physical_quantity(lever, lever.target_kt or 0)) == pytest.approx(
                part.physical * scale, rel=1e-6, abs=1e-6
            )


@pytest.mark.parametrize(
    "text", ["epci-999999999", "region-24", "epci-", "commune-75056", "ville-1", "x" * 60, "departement-28%00"]
)
def test_a_code_of_no_territory_here_leaves_the_region(text: str) -> None:
    assert territory_of(CVL, text) is None
    assert read_state(CVL, [("pour", text)]).region == CVL


def test_a_territory_astride_two_regions_has_no_simulator_of_its_own() -> None:
    assert territory_of(CVL, "epci-200040277") is None


@pytest.mark.parametrize("step", STEPS)
def test_every_step_keeps_the_territory_and_says_its_name(client: Client, step: str) -> None:
    page = client.get(f"/regions/centre-val-de-loire/simulateur/{step}", {"pour": BLOIS, "t-augm_voitelec": "10"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Agglopolys" in text
    steps = re.findall(r'href="[^"]*/simulateur/[a-z-]+\?([^"]*)" data-query', text)
    assert steps
    assert all("pour=epci-200030385" in query for query in steps)
    assert "objectif de l’État" not in text.replace("Objectif de l’État", "") or step == "resultat"


def test_what_is_typed_in_its_unit_is_kept_for_it(client: Client) -> None:
    sent = {"avant": f"pour={BLOIS}", "pour": BLOIS, "tp-augm_voitelec": "5000"}
    response = client.get("/regions/centre-val-de-loire/simulateur/ambition", sent)
    assert response.status_code == 302
    assert "pour=epci-200030385" in response["Location"]
    kt = float(re.search(r"t-augm_voitelec=([\d.]+)", response["Location"])[1])  # type: ignore[index]
    assert 5 < kt < 15
    assert 'value="5000"' in client.get(response["Location"]).content.decode()


def test_its_result_has_a_pdf_and_files(client: Client) -> None:
    query = {"pour": BLOIS, "t-augm_voitelec": "10"}
    pdf = client.get("/regions/centre-val-de-loire/simulateur/resultat.pdf", query)
    assert pdf.content.startswith(b"%PDF")
    csv = client.get("/regions/centre-val-de-loire/simulateur/resultat.csv", query).content.decode()
    assert "Part indicative (ktCO2e)" in csv
    assert "Objectif de l’État" not in csv


def test_its_scenario_is_not_taken_for_one_of_the_region(client: Client) -> None:
    link = f"/regions/centre-val-de-loire/simulateur/resultat?pour={BLOIS}&t-augm_voitelec=10"
    page = client.get("/regions/centre-val-de-loire/comparer", {"s": [link, link]}).content.decode()
    assert "Ce lien est celui d’un territoire" in page
    shared = client.get("/regions/centre-val-de-loire/partager", {"pour": BLOIS, "t-augm_voitelec": "10"})
    assert shared.status_code == 200
    assert f"pour={BLOIS}" in shared.content.decode()


@pytest.mark.parametrize(
    "page",
    [
        f"/regions/centre-val-de-loire/simulateur/objectifs?pour={BLOIS}",
        "/regions/centre-val-de-loire/territoires",
        "/territoires/epci/200030385",
        "/methode",
        "/glossaire",
    ],
)
def test_a_lever_that_no_data_place_has_one_name_everywhere(client: Client, page: str) -> None:
    text = client.get(page).content.decode()
    assert "à localiser" in text.lower()
    assert "non compté ici" not in text.lower()


VENDOME = "commune-41269"
AMBITION = "/regions/centre-val-de-loire/simulateur/ambition"


@pytest.mark.parametrize("step", STEPS)
def test_a_small_territory_is_told_in_tonnes_as_its_page_is(client: Client, step: str) -> None:
    text = client.get(f"/regions/centre-val-de-loire/simulateur/{step}", {"pour": VENDOME}).content.decode()
    main = re.sub(r'data-(target|done|new)="[^"]*"', "", text[text.index("<h1") : text.index("</main>")])
    assert "tCO2e" in main
    assert "ktCO2e" not in main.replace("trace", "").split("D’où vient ce total")[0]
    large = client.get(f"/regions/centre-val-de-loire/simulateur/{step}", {"pour": BLOIS}).content.decode()
    assert "ktCO2e" in large


def test_tonnes_are_typed_where_the_field_says_tonnes_and_kept_in_kt_in_the_address(client: Client) -> None:
    page = client.get(AMBITION, {"pour": VENDOME}).content.decode()
    field = re.search(r'name="(tt-augm_voitelec)" value="(\d+)"[^>]*><span id="tt-augm_voitelec-unite">tCO2e<', page)
    assert field, "whole tonnes, and the unit beside the field"
    assert 'name="t-augm_voitelec"' not in page
    sent = {"avant": f"pour={VENDOME}", "pour": VENDOME, "tt-augm_voitelec": "500"}
    answer = client.get(AMBITION, sent)
    assert "t-augm_voitelec=0.5&" in answer["Location"]
    assert 'name="tt-augm_voitelec" value="500"' in client.get(answer["Location"]).content.decode()
    # What was not touched is sent back as it was shown, and changes nothing.
    untouched = client.get(AMBITION, sent | {"tt-augm_voitelec": field[2]})
    assert "augm_voitelec" not in untouched["Location"]


@pytest.mark.parametrize(("name", "kt"), [("t", 500.0), ("tt", 0.5), ("c", 500.0), ("ct", 0.5)])
@pytest.mark.parametrize("pour", [[], [("pour", VENDOME)]])
def test_the_name_of_a_parameter_says_its_unit_wherever_it_is_read(name: str, kt: float, pour: list) -> None:
    change = read_state(CVL, [(f"{name}-augm_voitelec", "500"), *pour]).scenario.changes["augm_voitelec"]
    assert (change.new_target_kt if name[0] == "t" else change.completed_kt) == pytest.approx(kt)


def test_a_slip_in_tonnes_is_said_at_its_field(client: Client) -> None:
    sent = {"avant": f"pour={VENDOME}", "pour": VENDOME, "tt-augm_voitelec": "beaucoup"}
    page = client.get(AMBITION, sent).content.decode()
    assert 'href="#tt-augm_voitelec"' in page
    assert 'name="tt-augm_voitelec" value="beaucoup"' in page


def test_both_units_typed_keep_the_tonnes(client: Client) -> None:
    state = read_state(
        CVL, [("avant", f"pour={VENDOME}"), ("pour", VENDOME), ("tt-augm_voitelec", "500"), ("tp-augm_voitelec", "9")]
    )
    assert state.scenario.changes["augm_voitelec"].new_target_kt == pytest.approx(0.5)
    assert state.remarks


def test_the_files_of_a_small_territory_stay_in_kt(client: Client) -> None:
    query = {"pour": VENDOME, "t-augm_voitelec": "0.5"}
    csv = client.get("/regions/centre-val-de-loire/simulateur/resultat.csv", query).content.decode()
    assert "(ktCO2e)" in csv
    pdf = client.get("/regions/centre-val-de-loire/simulateur/resultat.pdf", query)
    assert pdf.content.startswith(b"%PDF")
