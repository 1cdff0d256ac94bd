"""Every address of the site and of the API × who asks × method × stage of the COP: what each gets, by hand, in full.

An address that has no line below fails by its name; so does a right that the registry gives and this table does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import product
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache, caches
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver

from copilote.cop.actions import Action, actions_of
from copilote.cop.models import Stage, User
from rights_lines import COP, LINES, MAY, OF_ADMINISTRATORS, OF_ONESELF, READS
from rights_table import PAGE, page
from support_rights import ROLES, World, departement_world, world
from support_routes import address_of, in_groups, walk

__all__ = ["departement_world", "world"]

FEW = ("visitor", "animator")
OTHERS = tuple(role for role in ROLES if role not in FEW)
MAIN = (*FEW, "speaker", "other_speaker", "reader")
"""Who is tried each time; all the others, and the other stages and methods, with the slow tests."""
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
"""Methods that a page that only reads refuses, whoever asks: all of them by an animator, the first by all."""
QUESTIONS = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
"""Statements that change nothing."""
HELD = {
    **{"animator": "animateur", "speaker": "contributeur", "validator": "validateur", "relay": "relais"},
    **{"reader": "lecteur", "other_speaker": "contributeur", "speaker_of_another_level": "contributeur"},
}
"""The role that those who act hold."""


VIEWS = dict(walk(get_resolver()))
OF_COPS = [route for route, name in LINES.items() if name in MAY]
HELD_WITHIN = [route for route in OF_COPS if route.startswith(COP)]
"""Those of a département's COP too."""
ONE_OF_EACH = set({LINES[route]: route for route in OF_COPS}.values())
"""One address of each action: it is tried at every stage, the others while the COP shares and when it is closed."""
FILES = ("ending>", ".pdf", ".zip", ".pptx")
"""Ends of files that are open to all: dear to make, and made of the page, which each role reads."""
TOLD_WITHIN = (
    *("cop:slug>/personnes", "organisations/ajouter", "invitations/inviter", "cop:slug>/suivi", "calendrier"),
    *("actions/ajouter", "tableau/enregistrer", "questions/preparer", "priorites/ajouter", "messages/textes"),
)
"""Ends of those that are tried each time."""


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
    assert own == {"sharing.propose", "sharing.send_answer", "sharing.validate"}
    for name, (roles, stages) in MAY.items():
        assert set(registry[name].stages) == set(stages), name
        assert {role.value for role in registry[name].roles} == {HELD[role] for role in roles}, name
    assert {name for name, action in registry.items() if action.administrator} == OF_ADMINISTRATORS
    assert {name for name, action in registry.items() if not action.public} == {*MAY, *OF_ONESELF, *OF_ADMINISTRATORS}


def _registry() -> Iterator[Action]:
    for app in apps.get_app_configs():
        path = Path(app.path)
        if app.name.startswith("copilote.") and (path / "actions.py").exists():
            yield from actions_of(app.label).values()
    yield from actions_of("site").values()


@contextmanager
def undone() -> Iterator[None]:
    """Nothing of what happens in it stays."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("routes", in_groups(sorted(OF_COPS)), ids=itemgetter(0))
def test_the_main_roles_do_what_they_may_and_nothing_else(
    world: World, subtests: pytest.Subtests, routes: list[str]
) -> None:
    browsers = {role: world.browser(role) for role in MAIN}
    for route in routes:
        with subtests.test(route=route), undone():
            _try(world, browsers, route, Stage.SHARING, ("GET", "POST"))


@pytest.mark.slow
@pytest.mark.parametrize("routes", in_groups(sorted(OF_COPS)), ids=itemgetter(0))
def test_each_role_does_what_it_may_and_nothing_else_at_each_stage(
    world: World, subtests: pytest.Subtests, routes: list[str]
) -> None:
    """What the test above leaves: the other roles and methods, and the stages, which the right looks at by action."""
    browsers = {role: world.browser(role) for role in ROLES}
    for route in routes:
        tried = [
            (Stage.SHARING, tuple(role for role in ROLES if role not in MAIN), ("GET", "POST")),
            (Stage.SHARING, (*FEW, "reader"), UNSAFE[1:]),
            (Stage.CLOSED, MAY[LINES[route]][0], ("GET", "POST")),
        ]
        if route in ONE_OF_EACH:
            method = "POST" if world.takes(route) else "GET"
            tried += [(stage, ROLES, (method,)) for stage in Stage if stage != Stage.SHARING]
        for stage, roles, methods in tried:
            with subtests.test(route=route, stage=stage, methods=methods), undone():
                _try(world, {role: browsers[role] for role in roles}, route, stage, methods)


def test_in_the_cop_of_a_departement_the_main_roles_do_the_same(
    departement_world: World, subtests: pytest.Subtests
) -> None:
    browsers = {role: departement_world.browser(role) for role in (*MAIN, "animator_of_another_cop")}
    for route in (route for route in HELD_WITHIN if route.endswith(TOLD_WITHIN)):
        with subtests.test(route=route), undone():
            _try(departement_world, browsers, route, Stage.DIAGNOSTIC, ("GET", "POST"))


@pytest.mark.slow
@pytest.mark.parametrize("routes", in_groups(sorted(HELD_WITHIN)), ids=itemgetter(0))
def test_in_the_cop_of_a_departement_each_role_does_the_same(
    departement_world: World, subtests: pytest.Subtests, routes: list[str]
) -> None:
    """The stages are looked at where the table is, by the same view: here, that it is this COP's that counts."""
    browsers = {role: departement_world.browser(role) for role in ROLES}
    for route in routes:
        with subtests.test(route=route), undone():
            _try(departement_world, browsers, route, Stage.SHARING, ("GET", "POST"))
        if route in ONE_OF_EACH:
            held = {role: browsers[role] for role in MAY[LINES[route]][0]}
            with subtests.test(route=route, stage=Stage.CLOSED), undone():
                _try(departement_world, held, route, Stage.CLOSED, ("POST",))


def _try(world: World, browsers: dict[str, Client], route: str, stage: Stage, methods: tuple[str, ...]) -> None:
    """Ask for an address by some methods, as some roles, at a stage."""
    may, stages = MAY[LINES[route]]
    cop = world.cop
    cop.stage = stage
    cop.save()
    reads = not world.takes(route)
    world.prepare(route)
    before = world.written()
    # What neither shows nor takes is refused before anybody looks at the stage.
    for (role, browser), method in product(browsers.items(), methods):
        allowed = role in may and stage in stages
        with undone(), wrote() as statements:
            response = world.ask(browser, method, route, world.address_of(route))
            changed = bool(statements) and world.written() != before
        case = (route, role, stage, method, response.status_code)
        assert changed is (allowed and method == "POST" and not reads), case
        if (method == "GET" and not world.only_sent(route)) or (method == "POST" and not reads):
            wanted = "sign in" if role in ("visitor", "inactive") else "done" if allowed else "refused"
            assert _outcome(response) == wanted, case
        else:
            assert response.status_code == 405, case


@contextmanager
def wrote() -> Iterator[list[str]]:
    """What is sent to the base that is no question: where nothing is, nothing has to be compared."""
    statements: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *about: Any) -> Any:
        if not sql.startswith(QUESTIONS):
            statements.append(sql)
        return execute(sql, *about)

    with connection.execute_wrapper(watch):
        yield statements


def _outcome(response: Any) -> str:
    if response.status_code == 302:
        return "sign in" if response["Location"].startswith("/connexion") else "done"
    return {403: "refused", 200: "done"}.get(response.status_code, str(response.status_code))


def test_what_is_of_oneself_is_for_whoever_signed_in(world: World, subtests: pytest.Subtests) -> None:
    browsers = {role: world.browser(role) for role in ROLES}
    for route in (route for route, name in LINES.items() if name in OF_ONESELF):
        elsewhere = ("refused", "400", "404") if LINES[route].startswith("cop.") else ()
        for role in ROLES:
            with subtests.test(route=route, role=role), undone():
                browser = Client()
                browser.cookies = deepcopy(browsers[role].cookies)  # an address may close the session
                response = browser.get(address_of(route))
                outcome = _outcome(browser.post(address_of(route)) if response.status_code == 405 else response)
                assert outcome in (("sign in",) if role in ("visitor", "inactive") else ("done", *elsewhere))


@pytest.mark.parametrize("route", sorted(route for route, name in LINES.items() if name in OF_ADMINISTRATORS))
def test_what_is_of_the_installation_is_for_who_administers_it_and_no_role_of_a_cop(world: World, route: str) -> None:
    for role in ROLES:
        outcome = _outcome(world.browser(role).get(address_of(route)))
        assert outcome == ("sign in" if role in ("visitor", "inactive") else "refused"), role
    keeper = Client()
    keeper.force_login(User.objects.create(email="garde@exemple.fr", is_administrator=True))
    assert _outcome(keeper.get(address_of(route))) == "done"
    for own in (route for route, name in LINES.items() if name in MAY and "<row" not in route and "<int" not in route):
        if not world.only_sent(own):
            assert _outcome(keeper.get(address_of(own))) == "refused", f"administering is no role in a COP: {own}"


@pytest.mark.parametrize(
    "roles", [FEW[1:], pytest.param(("visitor", *OTHERS), marks=pytest.mark.slow)], ids=["few", "others"]
)
def test_a_page_that_reads_takes_nothing_from_anybody(
    world: World, subtests: pytest.Subtests, roles: tuple[str, ...]
) -> None:
    browsers = {role: world.browser(role) for role in roles}
    for route in sorted(READS):
        with subtests.test(route=route), wrote() as statements:
            for (role, browser), method in product(browsers.items(), UNSAFE if "animator" in roles else UNSAFE[:1]):
                response = browser.generic(method, address_of(route), b"x=1", "application/x-www-form-urlencoded")
                assert response.status_code == 405, (role, method)
            assert statements == []


@pytest.mark.parametrize("roles", [FEW, pytest.param(OTHERS, marks=pytest.mark.slow)], ids=["few", "others"])
def test_what_is_open_to_all_writes_nothing_of_a_cop(
    world: World, subtests: pytest.Subtests, roles: tuple[str, ...]
) -> None:
    before = world.written()
    for route in (route for route, name in LINES.items() if name not in MAY):
        with subtests.test(route=route), undone():
            # What is posted may sign out: it comes last.
            for role, browser in [(role, world.browser(role)) for role in roles]:
                for method in reversed(UNSAFE if "animator" in roles else UNSAFE[:1]):
                    response = browser.generic(method, address_of(route), b"{}", "application/json")
                    assert response.status_code < 500, (role, method)
            assert world.written() == before


def test_the_docs_print_the_registry() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run tools/rights_table.py"


@pytest.mark.slow
@pytest.mark.parametrize("routes", in_groups(sorted(READS)), ids=itemgetter(0))
def test_what_is_public_is_read_by_all_alike(world: World, subtests: pytest.Subtests, routes: list[str]) -> None:
    browsers = {role: world.browser(role) for role in ROLES}
    for route in routes:
        with subtests.test(route=route), undone():
            asking = FEW if route.endswith(FILES) else ROLES
            answers = {role: browsers[role].get(address_of(route)) for role in asking}
            assert len({answer.status_code for answer in answers.values()}) == 1, answers
            for role, answer in answers.items():
                assert answer.status_code not in (401, 403, 500), role
                assert not answer.get("Location", "").startswith("/connexion"), role


def test_a_room_is_turned_by_who_has_its_code(client: Client) -> None:
    assert client.post("/salle/ABCDEF", {"sens": "next"}).status_code == 404
    caches["rooms"].set("ABCDEF", {"count": 0, "way": ""}, 60)
    assert client.post("/salle/ABCDEF", {"sens": "next"}).status_code == 302
