"""The tables of priorities and of what is said of them. Written by `writing`, which keeps a priority and its history
together, and by `remarks`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from copilote.cop.recorded import Recorded

LONGEST_REMARK = 2000
"""Characters of a remark."""


class Effect(models.TextChoices):
    """An effect of climate change, in the order in which the region reads them."""

    HEAT = "heat", _("chaleur")
    DROUGHT = "drought", _("sécheresse et manque d’eau")
    FLOOD = "flood", _("inondations")
    CLAY = "clay", _("retrait-gonflement des argiles")
    FOREST = "forest", _("forêt : incendies et dépérissement")
    COAST = "coast", _("littoral : érosion et submersion")
    MOUNTAIN = "mountain", _("montagne : neige, glaciers, éboulements")
    STORM = "storm", _("tempêtes, grêle")
    OTHER = "other", _("autre effet")


class Level(models.TextChoices):
    """How high a priority is."""

    HIGH = "1", _("forte")
    MEDIUM = "2", _("moyenne")
    LOW = "3", _("faible")


class Support(models.TextChoices):
    """Whether engineering, or funding, is there."""

    FOUND = "found", _("disponible")
    MISSING = "missing", _("à trouver")


class Standing(models.TextChoices):
    """Whether the relay of the département, or the animation, says that it holds."""

    DRAFT = "draft", _("brouillon")
    VALIDATED = "validated", _("validée")
    WITHDRAWN = "withdrawn", _("retirée")


class Priority(models.Model):
    """A priority of adaptation of a département of a COP.

    departement : its code. organisation : which proposed it, None for the relay and the animation. territories : where,
    by name. ends_on : the day by which what is planned is done. version : one more at each change. signed, why : of the
    last change, by role.
    """

    cop = models.ForeignKey("cop.Cop", models.CASCADE, related_name="priorities", verbose_name=_("COP"))
    departement = models.CharField(_("département"), max_length=3)
    organisation = models.ForeignKey(
        "cop.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="priorities",
        verbose_name=_("proposée par"),
    )
    title = models.CharField(_("intitulé"), max_length=300)
    effect = models.CharField(_("effet du changement climatique"), max_length=8, choices=Effect.choices)
    level = models.CharField(_("niveau de priorité"), max_length=1, choices=Level.choices, blank=True)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    sensitivity = models.TextField(_("sensibilité"), max_length=1000, blank=True)
    lever = models.TextField(_("levier"), max_length=1000, blank=True)
    territories = models.TextField(_("territoires"), max_length=1000, blank=True)
    holder = models.CharField(_("porteur"), max_length=300, blank=True)
    stakeholders = models.TextField(_("parties prenantes à mobiliser"), max_length=2000, blank=True)
    engineering = models.TextField(_("aide en ingénierie"), max_length=1000, blank=True)
    engineering_state = models.CharField(_("ingénierie"), max_length=8, choices=Support.choices, blank=True)
    funding = models.TextField(_("aide en financement"), max_length=1000, blank=True)
    funding_state = models.CharField(_("financement"), max_length=8, choices=Support.choices, blank=True)
    obstacles_regional = models.TextField(_("freins à lever dans la région"), max_length=3000, blank=True)
    obstacles_national = models.TextField(_("freins à lever au niveau national"), max_length=3000, blank=True)
    budget_eur = models.FloatField(_("budget"), null=True, blank=True)
    ends_on = models.DateField(_("date de fin"), null=True, blank=True)
    success = models.TextField(_("critères de réussite"), max_length=3000, blank=True)
    standing = models.CharField(_("état"), max_length=9, choices=Standing.choices, default=Standing.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("écrite le"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changée le"), auto_now=True)
    signed = models.CharField(_("par"), max_length=200, blank=True, editable=False)
    why = models.CharField(_("raison"), max_length=300, blank=True, editable=False)
    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(departement=""),
                name="priority_titled",
                violation_error_message=_("Une priorité a un intitulé et un département."),
            ),
            models.CheckConstraint(condition=Q(effect__in=Effect.values), name="priority_effect_known"),
            models.CheckConstraint(condition=Q(level__in=["", *Level.values]), name="priority_level_known"),
            models.CheckConstraint(
                condition=Q(engineering_state__in=["", *Support.values]) & Q(funding_state__in=["", *Support.values]),
                name="priority_support_known",
            ),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="priority_standing_known"),
            models.CheckConstraint(
                condition=Q(budget_eur=None) | Q(budget_eur__gte=0),
                name="priority_budget_positive",
                violation_error_message=_("Un budget ne peut pas être négatif."),
            ),
        )
        indexes = (
            models.Index(fields=("cop", "departement", "standing"), name="priority_of_departement"),
            models.Index(fields=("cop", "effect", "level"), name="priority_by_effect"),
        )

    def __str__(self) -> str:
        return self.title


LONGEST = {field.name: field.max_length for field in Priority._meta.concrete_fields if field.max_length}
"""How many characters each field holds at most."""


class PriorityRemark(Recorded):
    """Something said of a priority. reason : its text."""

    about: ClassVar[tuple[str, ...]] = ("id",)

    priority = models.ForeignKey(Priority, models.CASCADE, related_name="remarks", verbose_name=_("priorité"))

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="priority_remark_said",
                violation_error_message=_("Écrivez votre message."),
            ),
        )
        indexes = (models.Index(fields=("priority",), name="remark_of_priority"),)

    def __str__(self) -> str:
        return self.reason[:80]
