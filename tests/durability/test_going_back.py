"""Every migration of ours is undone and done again on a base in which people wrote: no row vanishes without a word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from copilote.cop.cops import set_stage
from copilote.cop.models import Happening, SecurityEvent
from copilote.outbox.models import Message
from copilote.site.installation.going_back import MADE_AGAIN, ErasingError
from support_rights import World, world

__all__ = ["world"]

WRITTEN = {"adaptation", "cop", "diagnostic", "outbox", "sharing"}
OURS = (*WRITTEN, "jobs", "territories", "installation", "simulator", "ui")
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def written(world: World) -> Iterator[None]:
    """A base in which people wrote; it is today's at the end."""
    set_stage(world.cop.slug, "debat")
    for route in ("cop:slug>/actions/<row:number>", "cop:slug>/priorites/<row:number>"):
        world.prepare(f"regions/<{route}")
    SecurityEvent.objects.create(event=Happening.EXPORT)
    Message.objects.create(email="a@exemple.fr", kind="x", subject="x", body="x", due=timezone.now())
    yield
    call_command("migrate", verbosity=0)


def rows() -> dict[str, int]:
    """How many rows each table of ours holds, but those that are made anew."""
    with connection.cursor() as cursor:
        names = [
            name
            for name in connection.introspection.table_names(cursor)
            if name.split("_")[0] in set(OURS) - MADE_AGAIN
        ]
        return {name: cursor.execute(f'SELECT count(*) FROM "{name}"') and cursor.fetchone()[0] for name in names}  # noqa: S608


def clear(held: list[tuple[str, str, int]]) -> None:
    """Take away what a refusal names, with what hangs on it."""
    for table, _column, _count in held:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f'TRUNCATE "{table}" CASCADE')
                continue
            with connection.constraint_checks_disabled():
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608
                while hanging := cursor.execute("PRAGMA foreign_key_check").fetchall():
                    for other, row, _parent, _rank in hanging:
                        cursor.execute(f'DELETE FROM "{other}" WHERE rowid = {int(row)}')  # noqa: S608


def undo(app: str, target: str) -> bool:
    """Undo a migration; where it refuses, nothing has changed: take away what it names and undo it. Whether it was
    refused."""
    before = rows()
    try:
        call_command("migrate", app, target, verbosity=0)
    except ErasingError as refusal:
        told, held = str(refusal), refusal.held
    else:
        return False
    assert rows() == before, (app, target)
    assert "Rien n’est changé" in told
    assert all(before[table] >= count > 0 for table, _column, count in held)
    clear(held)
    call_command("migrate", app, target, verbosity=0)
    return True


def ours() -> list[tuple[str, str, str]]:
    """Our migrations, the last first: the app, its name, and what is before it in its app."""
    graph = MigrationLoader(connection).graph
    # What others hang on first: with its rows theirs would go, before their migrations are undone.
    leaves = sorted(graph.leaf_nodes(), key=lambda node: node[0] != "cop")
    order = dict.fromkeys(node for leaf in leaves for node in graph.forwards_plan(leaf))
    before: dict[str, str] = {}
    steps = []
    for app, name in order:
        if app in WRITTEN:
            steps.append((app, name, before.get(app, "zero")))
            before[app] = name
    return steps[::-1]


@pytest.mark.usefixtures("written")
def test_no_undone_migration_erases_what_people_wrote_without_saying_so() -> None:
    """One walk down, a migration at a time: what hangs on one was undone before it. Then one walk up, with the rows
    that are left."""
    refused: set[str] = set()
    for app, name, before in ours():
        held = rows()
        if undo(app, before):
            refused.add(app)
        else:
            gone = {table: count for table, count in held.items() if count > rows().get(table, 0)}
            assert gone == {}, (app, name)
    assert refused == WRITTEN, "people wrote in these"
    held = rows()
    call_command("migrate", verbosity=0)
    assert {table: count for table, count in held.items() if rows()[table] < count} == {}
