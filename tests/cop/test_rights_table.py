"""Every address of the site and of the API × who asks × method × stage of the COP: what each gets, by hand, in full.

An address that has no line below fails by its name; so does a right that the registry gives and this table does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from copilote.cop.actions import Action, actions_of
from copilote.cop.models import Stage
from rights_lines import LEADS, LINES, MAY, READS, SAMPLES
from rights_table import PAGE, page
from support_rights import ROLES, World, world

__all__ = ["world"]

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
"""Methods that a page that only reads refuses."""


def walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    """The route of each address and its view."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, route)
        else:
            yield route, pattern.callback


VIEWS = dict(walk(get_resolver()))
OF_COPS = sorted(route for route, name in LINES.items() if name in MAY)


def address_of(route: str) -> str:
    """An address of a route."""
    route = route.replace("^api(?:/(?P<rest>.*))?$", "api/inconnu")
    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", lambda part: SAMPLES.get(part[1] or "") or SAMPLES[part[2]], route)


def test_every_address_has_a_line() -> None:
    assert sorted(set(VIEWS) - set(LINES) - READS) == [], "say who may do what there"
    assert sorted((set(LINES) | READS) - set(VIEWS)) == []
    assert set(LINES) & READS == set()


def test_each_view_is_marked_with_the_action_of_its_line() -> None:
    marks = {route: view.action.name for route, view in VIEWS.items() if hasattr(view, "action")}
    assert marks == LINES


def test_the_registry_says_what_the_table_says() -> None:
    registry = {action.name: action for action in _registry()}
    assert set(registry) == set(LINES.values())
    own = {name for name, action in registry.items() if action.own}
    assert own == {"sharing.propose"}
    for name, (roles, stages) in MAY.items():
        assert set(registry[name].stages) == set(stages), name
        assert {role.value for role in registry[name].roles} == ({"animateur"} if roles == LEADS else {"territoire"})
    assert {name for name, action in registry.items() if not action.public} == {*MAY, "cop.see_space"}


def _registry() -> Iterator[Action]:
    for app in apps.get_app_configs():
        path = Path(app.path)
        if app.name.startswith("copilote.") and (path / "actions.py").exists():
            yield from actions_of(app.label).values()
    yield from actions_of("site").values()


@pytest.mark.parametrize(("route", "role"), list(product(OF_COPS, ROLES)))
def test_a_role_does_what_it_may_and_nothing_else(world: World, route: str, role: str) -> None:
    roles, stages = MAY[LINES[route]]
    browser = world.browser(role)
    for stage in Stage:
        world.cop.stage = stage
        world.cop.save()
        allowed = role in roles and stage in stages
        for method in ("GET", *UNSAFE):
            with transaction.atomic():
                before = world.written()
                response = world.ask(browser, method, route, address_of(route))
                changed = world.written() != before
                transaction.set_rollback(True)
            case = (route, role, stage, method, response.status_code)
            assert changed is (allowed and method == "POST"), case
            if method in ("GET", "POST") and not (method == "GET" and world.only_sent(route)):
                wanted = "sign in" if role in ("visitor", "inactive") else "done" if allowed else "refused"
                assert _outcome(response) == wanted, case
            else:
                assert response.status_code == 405, case


def _outcome(response: Any) -> str:
    if response.status_code == 302:
        return "sign in" if response["Location"].startswith("/connexion") else "done"
    return {403: "refused", 200: "done"}.get(response.status_code, str(response.status_code))


@pytest.mark.parametrize("role", ROLES)
def test_one_s_space_is_for_whoever_signed_in(world: World, role: str) -> None:
    outcome = _outcome(world.browser(role).get("/mon-espace"))
    assert outcome == ("sign in" if role in ("visitor", "inactive") else "done")


@pytest.mark.parametrize("route", sorted(READS))
def test_a_page_that_reads_takes_nothing_from_anybody(world: World, route: str) -> None:
    before = world.written()
    for role in ROLES:
        browser = world.browser(role)
        for method in UNSAFE:
            response = browser.generic(method, address_of(route), b"x=1", "application/x-www-form-urlencoded")
            assert response.status_code == 405, (route, role, method)
    assert world.written() == before


@pytest.mark.parametrize("route", sorted(route for route, name in LINES.items() if name not in MAY))
def test_what_is_open_to_all_writes_nothing_of_a_cop(world: World, route: str) -> None:
    before = world.written()
    for role, method in product(ROLES, UNSAFE):
        response = world.browser(role).generic(method, address_of(route), b"{}", "application/json")
        assert response.status_code < 500, (route, role, method)
    assert world.written() == before


def test_the_docs_print_the_registry() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run tools/rights_table.py"


@pytest.mark.slow
@pytest.mark.parametrize("route", sorted(READS))
def test_what_is_public_is_read_by_all_alike(world: World, route: str) -> None:
    answers = {role: world.browser(role).get(address_of(route)) for role in ROLES}
    assert len({answer.status_code for answer in answers.values()}) == 1, (route, answers)
    for role, answer in answers.items():
        assert answer.status_code not in (401, 403, 500), (route, role)
        assert not answer.get("Location", "").startswith("/connexion"), (route, role)


def test_a_room_is_turned_by_who_has_its_code(client: Client) -> None:
    assert client.post("/salle/ABCDEF", {"sens": "next"}).status_code == 404
    caches["rooms"].set("ABCDEF", {"count": 0, "way": ""}, 60)
    assert client.post("/salle/ABCDEF", {"sens": "next"}).status_code == 302
