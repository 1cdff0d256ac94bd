"""The pairs of actions that look alike, whether they are still looked for, and what members decided of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from copilote.cop.recorded import Recorded


class LikelyPair(models.Model):
    """Two actions that look alike, found by `finding` only. first : the lower number. why : in words, in French."""

    cop = models.ForeignKey("cop.Cop", models.CASCADE, related_name="+")
    first = models.ForeignKey("diagnostic.Action", models.CASCADE, related_name="+")
    second = models.ForeignKey("diagnostic.Action", models.CASCADE, related_name="+")
    why = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="likely_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likely_pair_ordered"),
        )


class PairSearch(models.Model):
    """Where the search of the pairs of a COP is.

    asked : how many times so many actions changed that it was left to the worker; done : up to which it has looked.
    turn : one more when what counts may change while no action does.
    """

    cop = models.OneToOneField("cop.Cop", models.CASCADE, primary_key=True, related_name="+")
    asked = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)

    @property
    def due(self) -> bool:
        """Whether a search is still to be made, or under way."""
        return self.asked > self.done


class Verdict(models.TextChoices):
    """What a member says of two actions."""

    SAME = "same", _("c’est la même action")
    DIFFERENT = "different", _("ce sont deux actions différentes")
    PART = "part", _("l’une fait partie de l’autre")


class DuplicateDecision(Recorded):
    """What was decided of two actions. first : the lower number. whole : the one within which the other counts."""

    about: ClassVar[tuple[str, ...]] = ("first_id", "second_id")

    first = models.ForeignKey("diagnostic.Action", models.CASCADE, related_name="+", verbose_name=_("première action"))
    second = models.ForeignKey("diagnostic.Action", models.CASCADE, related_name="+", verbose_name=_("seconde action"))
    verdict = models.CharField(_("décision"), max_length=9, choices=Verdict.choices)
    whole = models.ForeignKey(
        "diagnostic.Action",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("action qui contient l’autre"),
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("first", "second"), condition=Q(in_force=True), name="duplicate_decision_once"
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_decision_ordered"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="duplicate_decision_known"),
            models.CheckConstraint(
                condition=(~Q(verdict=Verdict.PART) & Q(whole=None))
                | (Q(verdict=Verdict.PART) & (Q(whole=F("first")) | Q(whole=F("second")))),
                name="duplicate_decision_whole",
                violation_error_message=_("Dites laquelle des deux actions contient l’autre."),
            ),
        )
        indexes = (models.Index(fields=("cop", "in_force"), name="duplicate_decision_of_cop"),)

    def __str__(self) -> str:
        return str(Verdict(self.verdict).label)
