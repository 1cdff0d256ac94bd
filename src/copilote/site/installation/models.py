"""What an installation writes down of itself, in its base."""

from __future__ import annotations

from django.db import models


class Note(models.Model):
    """A value under a name: "alive" is when /healthz last wrote."""

    name = models.CharField(max_length=20, primary_key=True)
    value = models.CharField(max_length=64)


def note(name: str, value: str) -> None:
    """Write a value down, in the place of the one before, in one statement."""
    Note.objects.bulk_create(
        [Note(name, value)], update_conflicts=True, unique_fields=["name"], update_fields=["value"]
    )


def noted(name: str) -> str | None:
    """The value under a name; None when nothing was ever written down."""
    return Note.objects.filter(name=name).values_list("value", flat=True).first()
