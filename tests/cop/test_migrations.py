"""A base of before organisations is brought to today's and back: nobody loses a role, a territory or a past."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

TODAY = [("cop", "0007_organisation_without_codes"), ("territories", "0001_initial")]
BEFORE = [("cop", "0001_initial"), ("sharing", "0002_crte_replaced")]
RENAMED = [("cop", "0001_initial"), ("sharing", "0003_crte_codes")]
AFTER = [("cop", "0004_rights_by_cop"), ("sharing", "0004_journal")]
CALENDAR, ROLES = [("cop", "0008_calendar")], [("cop", "0009_roles")]
Move = Callable[[list[tuple[str, str]]], Apps]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def move() -> Iterator[Move]:
    """Bring the base to some migrations; at the end it is today's again, empty."""

    def to(targets: list[tuple[str, str]]) -> Apps:
        executor = MigrationExecutor(connection)
        executor.migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def emptied() -> None:
    """Nothing is left of a story for the next, whatever the tables are then."""
    ours = ("cop", "sharing", "territories")
    tables = [name for name in connection.introspection.table_names() if name.split("_")[0] in ours]
    # SQLite remembers which tables hang on which, where they no longer do; here nothing else is written.
    hanging = connection.vendor != "sqlite"
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables, allow_cascade=hanging))


def old_base(apps: Apps) -> Any:
    cop = apps.get_model("cop", "Cop").objects.create(region="24", name="COP Centre")
    user = apps.get_model("cop", "User").objects.create(email="bob@exemple.fr", password="!")
    members = apps.get_model("cop", "Member").objects
    for role, level, code in (
        ("animateur", "", ""),
        ("territoire", "epci", "200030385"),
        ("territoire", "crte", "crte-41-vendomois"),
    ):
        members.create(user=user, cop=cop, role=role, territory_level=level, territory_code=code)
    past = {"user_id": user.pk, "cop_id": cop.pk, "role": "territoire", "history_type": "+"}
    apps.get_model("cop", "HistoricalMember").objects.create(
        id=9,
        territory_level="departement",
        territory_code="41",
        history_date="2026-01-01T00:00Z",
        since="2026-01-01T00:00Z",
        **past,
    )
    figures = apps.get_model("sharing", "TerritoryFigure").objects
    figures.create(cop=cop, level="epci", code="200030385", lever="augm_haies", done_kt=1.0, author_role="x")
    figures.create(cop=cop, level="crte", code="crte-243700754", lever="augm_haies", done_kt=1.0, author_role="x")
    return cop


def members_become_members_of_organisations_and_back(move: Move) -> None:
    old_base(move(BEFORE))
    apps = move(AFTER)
    cop = apps.get_model("cop", "Cop").objects.get()
    assert (cop.slug, cop.current, cop.stage) == ("centre-val-de-loire", True, "partage")
    members = apps.get_model("cop", "Membership").objects.order_by("pk")
    held = [(row.role, row.organisation and (row.organisation.kind, row.organisation.code)) for row in members]
    assert held == [
        ("animateur", None),
        ("territoire", ("intercommunalite", "200030385")),
        ("territoire", ("autre", "crte-24-41-3")),
    ]
    organisations = {row.code: row for row in apps.get_model("cop", "Organisation").objects.all()}
    assert organisations["200030385"].name == "CA de Blois «\u00a0Agglopolys\u00a0»"
    assert apps.get_model("cop", "HistoricalMembership").objects.get().organisation_id == organisations["41"].pk
    figures = apps.get_model("sharing", "TerritoryFigure").objects.order_by("pk")
    assert [row.organisation_id for row in figures] == [organisations["200030385"].pk, None]
    before = move(BEFORE)
    old = before.get_model("cop", "Member").objects.order_by("pk")
    assert list(old.values_list("role", "territory_level", "territory_code")) == [
        ("animateur", "", ""),
        ("territoire", "epci", "200030385"),
        ("territoire", "crte", "crte-41-vendomois"),
    ]
    assert before.get_model("cop", "HistoricalMember").objects.get().territory_code == "41"


def organisations_point_to_their_territory_and_back(move: Move) -> None:
    apps = move(AFTER)
    cop = apps.get_model("cop", "Cop").objects.create(region="24", name="COP Centre", slug="centre")
    organisations = apps.get_model("cop", "Organisation").objects
    held = [("epci", "200030385", ""), ("crte", "crte-24-00-9", ""), ("", "", "732829320")]
    for level, code, siren in held:
        organisations.create(cop=cop, kind="autre", name=f"Nom {code}", level=level, code=code, siren=siren)
    past = {"id": 9, "cop_id": cop.pk, "kind": "autre", "name": "Loiret", "history_type": "-"}
    history = apps.get_model("cop", "HistoricalOrganisation").objects
    history.create(level="departement", code="45", history_date="2026-01-01T00:00Z", **past)
    today = move(TODAY)
    rows = today.get_model("cop", "Organisation").objects.order_by("pk").select_related("territory")
    found = [(row.territory and (row.territory.level, row.territory.code, row.territory.closed)) for row in rows]
    assert found == [("epci", "200030385", True), ("crte", "crte-24-00-9", True), None]
    kept = today.get_model("cop", "HistoricalOrganisation").objects.get(id=9)
    assert (kept.territory.level, kept.territory.code) == ("departement", "45")
    before = move(AFTER)
    rows = before.get_model("cop", "Organisation").objects.order_by("pk")
    assert list(rows.values_list("level", "code", "siren")) == held
    assert before.get_model("cop", "HistoricalOrganisation").objects.get(id=9).code == "45"
    before.get_model("cop", "Cop").objects.all().delete()


def codes_of_before_the_list_are_renamed_both_ways(move: Move) -> None:
    old_base(move(BEFORE))
    figures = move(RENAMED).get_model("sharing", "TerritoryFigure").objects.order_by("pk")
    assert list(figures.values_list("level", "code")) == [("epci", "200030385"), ("epci", "243700754")]


def a_region_with_several_cops_does_not_go_back(move: Move) -> None:
    apps = move(AFTER)
    cops = apps.get_model("cop", "Cop").objects
    for slug, current in (("a", True), ("b", False)):
        cops.create(region="24", name=slug, slug=slug, current=current)
    migration = importlib.import_module("copilote.cop.migrations.0003_members_by_organisation")
    with pytest.raises(ValueError, match="plusieurs COP"):
        migration.backwards(apps, None)
    cops.all().delete()


def who_spoke_for_a_territory_contributes_and_back(move: Move) -> None:
    apps = move(CALENDAR)
    cop = apps.get_model("cop", "Cop").objects.create(region="24", name="COP Centre", slug="centre")
    place = apps.get_model("territories", "Territory").objects.create(level="crte", code="crte-x", name="Pays")
    own = {"cop": cop, "kind": "autre", "name": "Pays", "territory": place}
    organisation = apps.get_model("cop", "Organisation").objects.create(**own)
    user = apps.get_model("cop", "User").objects.create(email="bob@exemple.fr", password="!")
    members = apps.get_model("cop", "Membership").objects
    members.create(user=user, cop=cop, role="territoire", organisation=organisation)
    today = move(ROLES)
    member = today.get_model("cop", "Membership").objects.get()
    assert (member.role, member.organisation.kind) == ("contributeur", "porteur-crte")
    relay = {"user_id": user.pk, "cop_id": cop.pk, "role": "relais", "over_id": place.pk}
    today.get_model("cop", "Membership").objects.create(**relay)
    before = move(CALENDAR).get_model("cop", "Membership").objects.order_by("pk")
    assert list(before.values_list("role", "organisation__kind")) == [("territoire", "autre"), ("lecteur", None)]
    before.all().delete()


STORIES = (
    members_become_members_of_organisations_and_back,
    codes_of_before_the_list_are_renamed_both_ways,
    a_region_with_several_cops_does_not_go_back,
    organisations_point_to_their_territory_and_back,
    who_spoke_for_a_territory_contributes_and_back,
)
"""The earliest first: going down from today and up again takes longer than all of them."""


def test_what_was_written_before_is_there_after_and_back(move: Move, subtests: pytest.Subtests) -> None:
    for story in STORIES:
        with subtests.test(story.__name__):
            story(move)
        emptied()
