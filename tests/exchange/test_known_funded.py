"""The projects of the Fonds vert are under who holds them, with nothing that the list does not say."""

from __future__ import annotations

import time

import pytest

from copilote.exchange.known import KnownAction, Origin, known_of
from copilote.exchange.known.funded import holder_of
from copilote.planning.actions import Status
from copilote.reference.errors import UnknownNameError
from copilote.reference.projects import load_projects
from copilote.reference.territories import load_communes, load_departements, load_epci, load_ept, load_regions

BLOIS = "200030385"


def test_an_epci_has_the_projects_that_it_holds_and_no_commune_s() -> None:
    actions = known_of("24", "epci", BLOIS)
    assert len(actions) == 2
    assert {(action.level, action.code, action.siren) for action in actions} == {("epci", BLOIS, BLOIS)}
    wider = known_of("24", "epci", BLOIS, within=True)
    assert wider[:2] == actions
    assert len(wider) == 36
    assert len({action.origin_id for action in wider}) == 36


def test_nothing_is_invented_of_a_project() -> None:
    [study] = [action for action in known_of("24", "epci", BLOIS) if action.title.startswith("Etude préalable")]
    assert study.origin is Origin.FUNDED
    assert study.status is Status.DECIDED
    assert (study.quantity, study.amount_eur, study.start, study.end) == (None, None, None, None)
    assert [(each.name, each.amount_eur) for each in study.funders] == [("Fonds vert", 10_000.0)]
    assert study.levers == ("augm_valodma",)
    assert study.source == "fonds-vert-2023"


def test_a_loose_link_ties_no_lever() -> None:
    lights = [action for action in known_of("24", "departement", "45") if "éclairage" in action.title.lower()]
    assert lights
    assert {action.levers for action in lights} == {()}


def test_every_project_of_the_country_is_an_action_of_one_holder() -> None:
    held: dict[str, int] = {}
    total = 0
    for region in (*(each.code for each in load_regions()), "com"):
        projects = load_projects(region)
        total += len(projects)
        for project in projects:
            level, _code = holder_of(project)
            held[level] = held.get(level, 0) + 1
    assert total == 10_782
    assert held["commune"] > 6_000
    assert held["epci"] > 1_200
    assert held["departement"] > 300
    assert held["region"] > 10


def test_a_region_and_a_departement_are_told_by_their_siren_or_name() -> None:
    assert {action.siren for action in known_of("53", "region", "53")} == {"233500016"}
    assert {action.siren for action in known_of("28", "region", "28")} == {"200053403"}
    assert {action.siren for action in known_of("24", "departement", "45")} == {"224500017"}


@pytest.mark.parametrize(
    ("region", "siren", "commune"),
    [("11", "219300597", "93066"), ("53", "212202006", "22237"), ("27", "213904345", "39434")],
)
def test_a_merged_commune_s_projects_are_those_of_today_s(region: str, siren: str, commune: str) -> None:
    today = {each.siren for each in load_communes(region)}
    assert siren not in today
    held = {holder_of(project) for project in load_projects(region) if project.siren == siren}
    assert held == {("commune", commune)}
    assert siren in {action.siren for action in known_of(region, "commune", commune)}


def test_digits_that_are_no_insee_code_give_no_commune_another_s_project() -> None:
    """In the Marne they are a rank: those of Aÿ-Champagne (51030) spell the code of another commune."""
    assert {holder_of(project) for project in load_projects("44") if project.siren == "215100264"} == {
        ("", "215100264")
    }


def test_an_ept_of_greater_paris_has_its_own() -> None:
    held = [action for each in load_ept() for action in known_of("11", "ept", each.code)]
    assert held
    assert {action.level for action in held} == {"ept"}


def test_a_withheld_name_stays_withheld() -> None:
    every = known_of("24", "region", "24", within=True)
    assert len(every) == 562
    withheld = {project.id for project in load_projects("24") if "person" in project.flags}
    assert withheld
    assert {(action.holder, action.siren) for action in every if action.origin_id in withheld} == {("", None)}


def test_a_territory_without_project_has_none_and_an_unknown_region_is_told() -> None:
    assert known_of("24", "epci", "999999999") == ()
    assert known_of("24", "crte", "crte-24-45-1", within=True) == ()
    with pytest.raises(UnknownNameError, match="Code de région"):
        known_of("99", "epci", BLOIS)


def test_all_the_epci_of_a_region_take_less_than_a_second() -> None:
    started = time.process_time()
    found: dict[str, tuple[KnownAction, ...]] = {
        each.code: known_of("24", "epci", each.code, within=True) for each in load_epci("24")
    }
    assert time.process_time() - started < 1
    assert len(found) == 82
    departements = [known_of("24", "departement", each.code) for each in load_departements("24")]
    assert sum(map(len, departements)) == 29
