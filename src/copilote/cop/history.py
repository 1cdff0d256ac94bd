"""Rows whose changes are kept, each with its reason, by django-simple-history."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Model
from simple_history.utils import update_change_reason

from copilote.reference.errors import InputError


def keep(row: Model, why: str) -> None:
    """Write a row, with the reason in its history."""
    row.save()
    update_change_reason(row, why[:100])


def keep_valid(row: Model, why: str) -> None:
    """The same for a row that was typed. Raises InputError for one that makes no sense."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise InputError(" ".join(error.messages)) from None
    keep(row, why)
