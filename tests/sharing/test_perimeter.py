"""A perimeter composed by anyone in an address, saved by who leads the COP; communes in two or in none."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from copilote.exchange.perimeters import gather_list
from copilote.exchange.shares import KeyChoice, share_of
from copilote.sharing.decisions import record_choice, record_perimeter
from copilote.sharing.models import Perimeter
from copilote.sharing.recorded import choices_of, perimeters_of
from support_cop import CVL, animator, browser_of
from support_words import text_of

LIST = f"{CVL}/perimetres"


def test_epci_and_communes_of_several_regions_have_a_share(client: Client) -> None:
    response = client.get("/perimetre?t=200030385&t=45234&t=44180&nom=Val de Loire")
    text = text_of(response)
    total = share_of(gather_list(["200030385", "45234", "44180"]).place).total_kt
    assert f"Val de Loire : {total:.0f} ktCO2e à éviter en 2030" in text
    assert "Centre-Val de Loire et Pays de la Loire" in text
    assert "Certitude" in text


def test_codes_are_pasted_and_told_one_by_one(client: Client) -> None:
    text = text_of(client.get("/perimetre", {"codes": "200030385; 41018\n99999 49144", "nom": "X"}))
    assert "« 99999 » : introuvable" in text
    assert "Freigné (49144) fait aujourd’hui partie" in text
    assert "déjà dans la liste" in text


@pytest.mark.parametrize(
    "query", ["", "?region=centre-val-de-loire", "?q=orléans", "?t=999", "?q=%20", "?region=exemple"]
)
def test_the_page_holds_whatever_is_asked(client: Client, query: str) -> None:
    assert client.get(f"/perimetre{query}").status_code == (400 if "exemple" in query else 200)


def test_the_epci_of_a_region_are_boxes_by_departement(client: Client) -> None:
    body = client.get("/perimetre?region=centre-val-de-loire&t=200030385").content.decode()
    assert body.count('type="checkbox"') == 82
    assert 'value="200030385" checked' in body
    assert "Loir-et-Cher" in body


def test_a_search_offers_boxes(client: Client) -> None:
    body = client.get("/perimetre?q=orleans").content.decode()
    assert 'name="t" value="45234"' in body
    assert "Rien de ce nom" in client.get("/perimetre?q=xqzxqz").content.decode()


def test_the_files_say_the_same_numbers(client: Client) -> None:
    query = "?t=200030385&t=45234&nom=X"
    told = json.loads(client.get(f"/perimetre.json{query}").content)
    rows = told["tables"]["levers"]["rows"]
    total = sum(row["target_kt"] for row in rows if row["target_kt"] is not None and row["grade"] != "D")
    assert total == pytest.approx(share_of(gather_list(["200030385", "45234"]).place).total_kt, abs=1e-9)
    assert "Production industrielle" in client.get(f"/perimetre.csv{query}").content.decode()
    assert client.get("/perimetre.json").status_code == 400


def test_the_cop_s_choices_count_in_a_perimeter(client: Client) -> None:
    before = client.get("/perimetre.csv?t=45234").content
    record_choice(animator(), KeyChoice("co2_indus", (("population", 1.0),), (), "Raison"))
    assert len(choices_of("24")) == 1
    assert client.get("/perimetre.csv?t=45234").content != before


def test_who_leads_the_cop_saves_and_removes_a_perimeter() -> None:
    browser = browser_of(animator())
    assert "L’enregistrer pour la COP" in text_of(browser.get("/perimetre?t=200030385&nom=Blésois"))
    fields = {"t": ["200030385"], "nom": "Blésois", "nature": "crte"}
    assert browser.post(f"{LIST}/enregistrer", fields)["Location"] == LIST
    (saved,) = perimeters_of("24")
    assert (saved.name, saved.kind, saved.as_list()) == ("Blésois", "crte", ("200030385",))
    assert "Blésois" in text_of(Client().get(LIST))
    assert browser.post(f"{LIST}/retirer", {"perimetre": str(saved.id)}).status_code == 302
    assert perimeters_of("24") == ()
    assert Perimeter.objects.count() == 1
    assert browser.post(f"{LIST}/retirer", {"perimetre": str(saved.id)}).status_code == 400


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"nom": ""}, "Donnez un nom"),
        ({"t": []}, "Aucune commune"),
        ({"t": ["200030385", "99999"]}, "n’a pas été compris"),
        ({"t": ["35238"]}, "Aucune commune de ce périmètre n’est dans la région"),
        ({"nature": "canton"}, "choix valide"),
    ],
)
def test_a_perimeter_that_cannot_be_saved_says_why(fields: dict[str, object], told: str) -> None:
    whole = {"t": ["200030385"], "nom": "Blésois", "nature": "crte"} | fields
    response = browser_of(animator()).post(f"{LIST}/enregistrer", whole)
    assert response.status_code == 400
    assert told in text_of(response)
    assert not Perimeter.objects.exists()


def test_communes_in_two_crte_or_in_none_are_named() -> None:
    member = animator()
    record_perimeter(member, "Blésois", "crte", ("200030385",), ("crte-24-41-1",))
    record_perimeter(member, "Blois et Orléans", "crte", ("41018", "45234"))
    record_perimeter(member, "Travail", "libre", ("45234",))
    text = text_of(Client().get(LIST))
    assert "2 communes dans deux CRTE ou plus" in text
    assert "Blois (41018)" in text
    assert "dans aucun CRTE" not in text


def test_a_perimeter_of_the_same_name_is_replaced() -> None:
    member = animator()
    record_perimeter(member, "Blésois", "crte", ("200030385",))
    record_perimeter(member, "Blésois", "libre", ("41018",))
    assert [one.as_list() for one in perimeters_of("24")] == [("41018",)]


def test_a_perimeter_of_codes_that_no_longer_exist_is_left_out() -> None:
    record_perimeter(animator(), "Ancien", "crte", ("00000",))
    assert perimeters_of("24") == ()
    assert Client().get(LIST).status_code == 200


def test_a_perimeter_of_the_cop_has_its_page_its_files_and_its_sheet(client: Client) -> None:
    record_perimeter(animator(), "Val de Blois", "crte", ("200030385", "244100798"))
    number = perimeters_of("24")[0].id
    page = client.get(f"/territoires/perimetre/{number}")
    total = share_of(gather_list(["200030385", "244100798"]).place).total_kt
    assert f"Val de Blois : {total:.0f} ktCO2e à éviter en 2030" in text_of(page)
    assert "Périmètre dessiné par la COP : un CRTE." in text_of(page)
    rows = json.loads(client.get(f"/territoires/perimetre/{number}.json").content)["tables"]["themes"]["rows"]
    assert rows[-1]["target_kt"] == pytest.approx(total)
    sheet = client.get(f"/territoires/perimetre/{number}/fiche.pdf")
    assert sheet["Content-Type"] == "application/pdf"
    assert f"/territoires/perimetre/{number}" in client.get(LIST).content.decode()
    for wrong in ("0", "x", "9" * 30):
        assert client.get(f"/territoires/perimetre/{wrong}").status_code == 404
