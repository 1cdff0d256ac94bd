"""A migration that is undone erases no row that people wrote: it is refused, and says what it would have erased.

The way back to an earlier version is the backup that `copilote upgrade` made, not undone migrations.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations import AddField, CreateModel, Migration, RenameModel
from django.db.models import Field, Model, Q

MADE_AGAIN = {"jobs", "territories", "installation"}
"""Apps whose rows are made anew: work in hand, tables of the package, notes of the machine."""
PASSING = {"cop.firstcode", "cop.signinattempts"}
"""Rows that serve for a moment."""


class ErasingError(CommandError):
    """Undoing these migrations would erase rows. held : (table, column or "", number of rows)."""

    def __init__(self, held: list[tuple[str, str, int]]) -> None:
        self.held = held
        told = ", ".join(f"{table}{column and f'.{column}'} : {count}" for table, column, count in held)
        super().__init__(
            f"Revenir en arrière effacerait des lignes écrites par des membres ({told}). Rien n’est changé : remettez "
            "plutôt la sauvegarde d’avant la mise à niveau (copilote restore)."
        )


def refuse_to_erase(plan: list[tuple[Migration, bool]], apps: Apps, **_told: Any) -> None:
    """Called by Django before it migrates, with all that it is about to do. Raises ErasingError."""
    undone = [migration for migration, backwards in plan if backwards and migration.app_label not in MADE_AGAIN]
    if undone and (held := list(_erased(undone, apps))):
        raise ErasingError(held)


def _erased(undone: list[Migration], apps: Apps) -> Iterator[tuple[str, str, int]]:
    """What each migration, the last first, would take away of what is there."""
    names: dict[tuple[str, str], str] = {}
    tables = set(connection.introspection.table_names())
    for migration in undone:
        app = migration.app_label
        for operation in reversed(migration.operations):
            if isinstance(operation, RenameModel):
                now = names.pop((app, operation.new_name_lower), operation.new_name_lower)
                names[app, operation.old_name_lower] = now
                continue
            if not isinstance(operation, (CreateModel, AddField)):
                continue
            name = operation.name_lower if isinstance(operation, CreateModel) else operation.model_name_lower
            model = _model(apps, app, names.get((app, name), name))
            if model is None or model._meta.label_lower in PASSING or model._meta.db_table not in tables:
                continue
            if isinstance(operation, CreateModel):
                column, count = "", model._default_manager.count()
            else:
                column, count = _written(model, operation.name)
            if count:
                yield model._meta.db_table, column, count


def _model(apps: Apps, app: str, name: str) -> type[Model] | None:
    """A model as it is before the migrations; None for one that a later one took away."""
    try:
        return apps.get_model(app, name)
    except LookupError:
        return None


def _written(model: type[Model], name: str) -> tuple[str, int]:
    """The column of a field that was added, and in how many rows it holds more than nothing."""
    field = next((each for each in model._meta.concrete_fields if each.name == name), None)
    if field is None:  # taken away or renamed since
        return "", 0
    return str(field.column), model._default_manager.exclude(_nothing(field)).count()


def _nothing(field: Field[Any, Any]) -> Q:
    """What the field holds where nobody wrote anything."""
    empty = Q(pk__in=())
    if field.null:
        empty |= Q(**{f"{field.name}__isnull": True})
    if field.has_default():
        empty |= Q(**{field.name: field.get_default()})
    if field.empty_strings_allowed and not field.is_relation:
        empty |= Q(**{field.name: ""})
    return empty
