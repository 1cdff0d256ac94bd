"""What territories say: in kt or in physical units, with a reason, beside their share; the sum at the region."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from copilote.exchange.perimeters import place_of, places
from copilote.reference.simulator import load_levers
from copilote.sharing.decisions import record_figure
from copilote.sharing.figures import own_levers
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.pages.region_proposals import lever_sums
from copilote.sharing.recorded import figures_of
from copilote.sharing.sheet_words import region_of_code
from support_cop import CVL, browser_of, publish, speaker
from support_words import text_of

OWN = "/territoires/epci/200030385/propositions"
CARS = f"{OWN}/augm_voitelec"


def test_a_proposal_stands_beside_the_share_with_its_gap_and_reason() -> None:
    browser = browser_of(speaker())
    sent = publish(browser, CARS, {"fait": "3", "proposition": "25", "raison": "Deux parcs de bornes."})
    assert sent["Location"] == OWN
    text = text_of(Client().get(OWN))
    for told in (
        "25 kt (11 855 véhicules)",
        "environ 19 kt (8 900 véhicules)",
        "+6,34",
        "Deux parcs de bornes.",
        "Leviers sans réponse",
    ):
        assert told in text
    (figure,) = figures_of("24")
    assert (figure.done_kt, figure.proposed_kt, figure.author_role) == (
        3.0,
        25.0,
        "territoire : CA de Blois «\N{NO-BREAK SPACE}Agglopolys\N{NO-BREAK SPACE}»",
    )


def test_a_quantity_is_converted_with_the_territory_s_own_start() -> None:
    owns = {one.part.lever.id: one for one in own_levers(place_of("epci", "200030385"), "24")}
    for own in owns.values():
        if own.lever is None or own.part.physical is None or not own.part.target_kt:
            continue
        quantity = own.part.physical * own.scale.factor
        assert own.quantity(own.part.target_kt) == pytest.approx(quantity, rel=2e-3, abs=1e-3), own.part.lever.id


def test_a_typed_quantity_is_kept_in_kt_and_shown_in_both() -> None:
    browser = browser_of(speaker())
    fields = {"proposition": "8 500", "proposition-unite": "physique", "raison": "Nous avons compté."}
    publish(browser, CARS, fields)
    assert figures_of("24")[0].proposed_kt == pytest.approx(17.83, abs=0.01)
    assert "17,8 kt (8 500 véhicules)" in text_of(Client().get(OWN))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"proposition": "25"}, "Une proposition a une raison"),
        ({"proposition": "beaucoup", "raison": "x"}, "n’est pas un nombre"),
        ({"proposition": "-3", "raison": "x"}, "négatif"),
        ({"fait": "1e20"}, "trop grand"),
        ({"fait": "1", "raison": "x" * 2001}, "Raison trop longue"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_kept(fields: dict[str, str], told: str) -> None:
    response = browser_of(speaker()).post(CARS, fields)
    assert response.status_code == 400
    assert told in text_of(response)
    assert not TerritoryFigure.objects.exists()
    if "proposition" in fields:
        assert f'value="{fields["proposition"]}"' in response.content.decode()


def test_a_lever_without_translation_takes_kt_only() -> None:
    browser = browser_of(speaker())
    assert "se compte en ktCO2e seulement" in text_of(browser.get(f"{OWN}/co2_foret"))
    response = browser.post(f"{OWN}/co2_foret", {"fait": "3", "fait-unite": "physique"})
    assert response.status_code == 400
    assert browser.get(f"{OWN}/fusee").status_code == 400


def test_an_accented_lever_has_its_form() -> None:
    assert browser_of(speaker()).get(f"{OWN}/augm_vélotc").status_code == 200


def test_two_empty_fields_take_back_and_history_stays() -> None:
    browser = browser_of(speaker())
    publish(browser, CARS, {"fait": "3"})
    assert "Retirer ce que le territoire avait dit" in text_of(browser.post(CARS, {"fait": "", "proposition": ""}))
    assert figures_of("24")
    publish(browser, CARS, {"fait": "", "proposition": ""})
    assert figures_of("24") == ()
    assert TerritoryFigure.objects.count() == 2
    assert "n’a encore rien dit" in text_of(Client().get(OWN))


def test_a_new_figure_replaces_the_one_before() -> None:
    member = speaker()
    for kt in (1.0, 2.0):
        record_figure(member, "augm_haies", kt, None, "")
    assert [one.done_kt for one in figures_of("24")] == [2.0]
    assert TerritoryFigure.objects.filter(in_force=True).count() == 1


@pytest.mark.parametrize(
    "values", [{"proposed_kt": 3.0, "reason": ""}, {"done_kt": -1.0}, {"proposed_kt": -1.0, "reason": "x"}]
)
def test_the_database_refuses_what_makes_no_sense(values: dict[str, object]) -> None:
    member = speaker()
    with pytest.raises(IntegrityError), transaction.atomic():
        TerritoryFigure.objects.create(cop=member.cop, level="epci", code="200030385", lever="augm_haies", **values)


def test_the_region_adds_proposals_and_counts_who_is_silent() -> None:
    record_figure(speaker(), "augm_voitelec", 3.0, 25.0, "Raison")
    record_figure(speaker("epci:243700754", email="tom@exemple.fr"), "augm_voitelec", None, 10.0, "Raison")
    region = region_of_code("24")
    sums = {one.lever: one for one in lever_sums(region, places("24", "epci"), list(figures_of("24")))}
    cars = sums["augm_voitelec"]
    assert (cars.answered, cars.proposed, cars.done) == (2, 35.0, 3.0)
    assert cars.whole == pytest.approx(cars.target + cars.gap)
    assert sums["augm_haies"].answered == 0
    assert sums["augm_haies"].done is None
    assert sum(one.target or 0 for one in sums.values()) == pytest.approx(9503.874, abs=1e-6)
    assert len(sums) == len(load_levers("24"))
    text = text_of(Client().get(f"{CVL}/propositions"))
    assert "réponses de 2 territoires sur 82" in text
    assert "80 sur 82 n’ont rien dit" in text


def test_levels_are_never_added_together() -> None:
    record_figure(speaker(), "augm_voitelec", None, 25.0, "Raison")
    record_figure(speaker("departement:41", email="dep@exemple.fr"), "augm_voitelec", None, 90.0, "Raison")
    by_epci = text_of(Client().get(f"{CVL}/propositions"))
    assert "25,00" in by_epci
    assert "90,00" not in by_epci
    assert "Aussi dit à un autre niveau (départements)" in by_epci
    assert "90,00" in text_of(Client().get(f"{CVL}/propositions?niveau=departement"))


def test_a_territory_over_two_regions_answers_in_that_of_its_cop() -> None:
    place = next(one for one in _epci_over_two() if one)
    member = speaker(f"epci:{place.code}", place.regions[1])
    browser = browser_of(member)
    address = f"/territoires/epci/{place.code}/propositions"
    assert publish(browser, f"{address}/augm_voitelec", {"fait": "1"}).status_code == 302
    assert len(figures_of(place.regions[1])) == 1
    assert figures_of(place.regions[0]) == ()
    text = text_of(browser.get(address))
    assert region_of_code(place.regions[0]).name in text
    assert Client().get(f"{address}?region=bretagne").status_code in (200, 404)


def _epci_over_two():
    from copilote.exchange.perimeters import places

    yield from (one for one in places("24", "epci") if len(one.regions) > 1)
    yield from (one for one in places("27", "epci") if len(one.regions) > 1)


def test_what_people_write_is_shown_as_text() -> None:
    record_figure(speaker(), "augm_voitelec", None, 1.0, "<script>alert(1)</script>")
    body = Client().get(OWN).content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;" in body


def test_what_no_key_places_is_compared_with_nothing_and_in_no_total() -> None:
    browser = browser_of(speaker())
    publish(browser, f"{OWN}/co2_indus", {"proposition": "40", "raison": "Deux usines."})
    sums = {one.lever: one for one in lever_sums(region_of_code("24"), places("24", "epci"), list(figures_of("24")))}
    assert (sums["co2_indus"].proposed, sums["co2_indus"].placed, sums["co2_indus"].gap) == (40.0, False, 0.0)
    assert sums["augm_voitelec"].placed
    text = text_of(Client().get("/regions/centre-val-de-loire/propositions"))
    assert "réponses de 1 territoire sur 82" in text
    assert "0 ktCO2e face aux parts indicatives" in text
    own = text_of(Client().get(OWN))
    assert "à localiser : 1 138 kt en région" in own
