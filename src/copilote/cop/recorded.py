"""The shape of what members decide: rows of a COP that nothing overwrites (`cop/journal.py` writes and reads them)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy


class Recorded(models.Model):
    """A row written by a member: in which COP, when, by whom, with which role, why, and whether it still holds.

    about : the fields that say, with the COP, what it is about. ended_role : who took it out; "" when another took its
    place.
    """

    about: ClassVar[tuple[str, ...]]

    cop = models.ForeignKey("cop.Cop", models.CASCADE, related_name="+", verbose_name=gettext_lazy("COP"))
    author = models.ForeignKey(
        "cop.User", models.SET_NULL, null=True, related_name="+", verbose_name=gettext_lazy("auteur")
    )
    author_role = models.CharField(gettext_lazy("rôle de l’auteur"), max_length=200)
    organisation = models.ForeignKey(
        "cop.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("organisation de l’auteur"),
    )
    decided_at = models.DateTimeField(gettext_lazy("date"), auto_now_add=True)
    ended_at = models.DateTimeField(gettext_lazy("jusqu’au"), null=True, blank=True)
    ended_role = models.CharField(gettext_lazy("rôle de qui l’a retiré"), max_length=200, blank=True, default="")
    in_force = models.BooleanField(gettext_lazy("en vigueur"), default=True)
    reason = models.TextField(gettext_lazy("raison"), max_length=2000, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def decided_on(self) -> date | None:
        """The day, where the COP is; None before the row is written."""
        return timezone.localtime(self.decided_at).date() if self.decided_at else None

    @property
    def ended_on(self) -> date | None:
        """The day on which another took its place, or it was taken out; None while it holds."""
        return timezone.localtime(self.ended_at).date() if self.ended_at else None

    @property
    def key(self) -> tuple[Any, ...]:
        """What it is about, within its COP."""
        return tuple(getattr(self, name) for name in self.about)

    def end(self, role: str = "") -> None:
        """It holds no more. role : of who took it out; "" when another takes its place."""
        self.in_force, self.ended_at, self.ended_role = False, timezone.now(), role
        self.save(update_fields=["in_force", "ended_at", "ended_role"])


def recorded_models() -> list[type[Recorded]]:
    """All the kinds of decisions of the site."""
    return [model for model in apps.get_models() if issubclass(model, Recorded)]
