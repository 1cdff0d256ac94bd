"""Actions of a COP for tests, written as members write them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from copilote.cop.members import add_member
from copilote.cop.models import Cop, Organisation
from copilote.cop.versions import Author
from copilote.diagnostic.content import Content
from copilote.diagnostic.models import Action, Seen, Standing
from copilote.diagnostic.twice.finding import look
from copilote.diagnostic.writing import New, create_all
from copilote.planning.actions import Share
from copilote.territories.load import load_territories
from copilote.territories.models import CommuneIn, Edition, FormerCommune, Territory

AUTHOR = Author("essai")
CARS, POOL = "augm_voitelec", "augm_covoit"


@pytest.fixture(scope="module")
def territories(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All territories, as `migrate` writes them, for the tests of a module alone."""
    with django_db_blocker.unblock(), all_territories():
        yield


TERRITORIES = (Territory, Edition, FormerCommune, CommuneIn)
"""What `load_territories` writes, each after what it hangs on."""


@contextmanager
def all_territories() -> Iterator[None]:
    """All territories, outside of any test. What a test that migrates left of them is taken out first."""
    without_territories()
    kept = Path(os.environ["COPILOTE_HOME"]) / f"territories-{os.getpid()}.sqlite3"
    if kept.exists():
        copy_territories(kept, 'INSERT INTO main."{0}" SELECT * FROM kept."{0}"')
    else:
        assert load_territories()
        if connection.vendor == "sqlite":
            copy_territories(kept, 'CREATE TABLE kept."{0}" AS SELECT * FROM main."{0}"')
    yield
    without_territories()


def copy_territories(kept: Path, statement: str) -> None:
    """Between the base of the tests and a file, for the next module: making the rows takes seconds."""
    with connection.cursor() as cursor:
        cursor.execute("ATTACH DATABASE %s AS kept", [str(kept)])
        for model in TERRITORIES:
            cursor.execute(statement.format(model._meta.db_table))
        cursor.execute("DETACH DATABASE kept")


def without_territories() -> None:
    """Take out what `load_territories` wrote."""
    for model in reversed(TERRITORIES):
        model.objects.all()._raw_delete("default")


def shares(*levers: str) -> tuple[Share, ...]:
    """Levers that share an action evenly."""
    return tuple(Share(lever, 1 / len(levers)) for lever in levers)


def organisation(territory: str, email: str) -> Organisation:
    """The organisation of a territory in the COP of Centre-Val de Loire."""
    own = add_member(email, "24", "validateur", territory).organisation
    assert own is not None
    return own


def new(of: Organisation, title: str, *levers: str, standing: Standing = Standing.VALIDATED, **said: Any) -> New:
    """An action to be written: public, done and validated unless told otherwise."""
    said = {"status": "done", "seen": Seen.PUBLIC.value, "levers": shares(*levers)} | said
    return New(of, Content(title=title, **said), standing)


def write(cop: Cop, *actions: New) -> list[Action]:
    """Write actions; what is left to the worker is done."""
    made = create_all(cop, actions, AUTHOR, "essai")
    look(lambda: False)
    return made
