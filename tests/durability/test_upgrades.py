"""A base of each version that was, made by its own migrations, is brought to today's with what people wrote in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from copilote import __version__
from support_installation import Machine, machine_at

VERSIONS = sorted((Path(__file__).parents[1] / "versions").glob("*.json"))
FORMER = """
import json, sys
from copilote.cli.installation import set_up
set_up(make=True)
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
targets = list(json.load(open(sys.argv[1])).items())
executor = MigrationExecutor(connection)
executor.migrate(targets)
apps = MigrationExecutor(connection).loader.project_state(targets).apps
cop = apps.get_model("cop", "Cop").objects.create(region="24", name="COP Centre", slug="centre-val-de-loire")
user = apps.get_model("cop", "User").objects.create(email="anne@exemple.fr", password="!")
role = {"user": user, "cop": cop, "role": "animateur"}
apps.get_model("cop", "Membership").objects.create(**role)
for rank in range(3):
    apps.get_model("sharing", "TerritoryFigure").objects.create(
        cop=cop, level="epci", code="200030385", lever=f"augm_{rank}", done_kt=1.0, author_role="x", author=user
    )
print(json.dumps([]))
"""
FOUND = """
import json
from copilote.cli.installation import set_up
set_up()
from copilote.cop.models import Membership
from copilote.sharing.models import TerritoryFigure
from copilote.site.installation.models import noted
print(json.dumps([
    list(Membership.objects.values_list("user__email", "role", "cop__name")),
    list(TerritoryFigure.objects.order_by("pk").values_list("lever", "done_kt", "author__email")),
    [noted("version")],
]))
"""
BREAK = """
import json
from copilote.cli.installation import set_up
set_up()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE outbox_message (id integer)")
print(json.dumps([]))
"""
"""A table that a migration is to make is there already: it stops half-way."""


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with machine_at(tmp_path / "home", empty=True) as here:
        yield here


@pytest.mark.slow
@pytest.mark.parametrize("file", VERSIONS, ids=lambda file: file.stem)
def test_what_was_written_in_a_former_version_is_there_in_this_one(machine: Machine, file: Path) -> None:
    machine.ask(FORMER, str(file))
    said, wrong = (process := machine.start("upgrade")).communicate()
    assert process.returncode in (0, 1), wrong  # no worker is open here, which the check tells
    assert f"à la version {__version__}" in said
    (kept,) = (machine.home / "backups").glob("avant-*.zip")
    assert str(kept) in said
    members, figures, version = machine.ask(FOUND)
    assert members == [["anne@exemple.fr", "animateur", "COP Centre"]]
    assert figures == [[f"augm_{rank}", 1.0, "anne@exemple.fr"] for rank in range(3)]
    assert version == [__version__]


@pytest.mark.slow
def test_an_upgrade_that_stops_says_how_to_go_back_and_leaves_the_backup(machine: Machine) -> None:
    first = VERSIONS[0]
    machine.ask(FORMER, str(first))
    machine.ask(BREAK)
    wrong = machine.run("upgrade", code=2)
    (kept,) = (machine.home / "backups").glob("avant-*.zip")
    assert str(kept) in wrong
    assert f"réinstallez la version {first.stem}" in wrong
    assert "Traceback" not in wrong


def test_what_was_recorded_of_a_version_is_a_migration_still() -> None:
    known = MigrationLoader(None).disk_migrations
    for file in VERSIONS:
        lost = [pair for pair in json.loads(file.read_text(encoding="utf-8")).items() if pair not in known]
        assert lost == [], f"migrations of {file.stem}, which is published, keep their names"
