"""The cells of the workbench of an organisation, and what was said of them all together."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from copilote.planning.actions import Status


class Columns(models.TextChoices):
    """What a cell of a lever says: the three statuses that count in a diagnostic, and what is proposed in all."""

    DONE = Status.DONE.value, _("Fait")
    UNDER_WAY = Status.UNDER_WAY.value, _("En cours")
    DECIDED = Status.DECIDED.value, _("Prévu")
    PROPOSAL = "proposal", _("Proposition pour 2030")


DECLARED = (Columns.DONE, Columns.UNDER_WAY, Columns.DECIDED)
"""Those that become actions."""


class Cell(models.Model):
    """What an organisation put in one cell of its workbench: a draft until it is published.

    value : what is added to the lever, or taken from it, by 2030 against 2019, in the lever's own unit; ktCO2e avoided
    a year where the region has none; null for a cell that was emptied. version : one more at each change. signed : of
    the last change, by role.
    """

    cop = models.ForeignKey("cop.Cop", models.CASCADE, related_name="+", verbose_name=_("COP"))
    organisation = models.ForeignKey(
        "cop.Organisation", models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    lever = models.CharField(_("levier"), max_length=40)
    column = models.CharField(_("colonne"), max_length=9, choices=Columns.choices)
    value = models.FloatField(_("valeur"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    changed_at = models.DateTimeField(_("changée le"))
    signed = models.CharField(_("par"), max_length=200, blank=True, editable=False)
    user = models.ForeignKey("cop.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("personne"))
    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cop", "organisation", "lever", "column"), name="cell_once"),
            models.CheckConstraint(condition=Q(column__in=Columns.values) & ~Q(lever=""), name="cell_of_lever"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="cell_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.lever}, {self.get_column_display()}"


class Step(models.TextChoices):
    """What is said of a workbench as a whole."""

    SENT = "sent", _("envoyé au valideur")
    PUBLISHED = "published", _("validé et publié")


class WorkbenchStep(models.Model):
    """That a workbench was sent to who validates it, or published, as it stood then. Nothing overwrites it.

    upto : how many changes its cells had had; one more since, and it is a draft again. signed : by role.
    """

    cop = models.ForeignKey("cop.Cop", models.CASCADE, related_name="+", verbose_name=_("COP"))
    organisation = models.ForeignKey(
        "cop.Organisation", models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    step = models.CharField(_("étape"), max_length=9, choices=Step.choices)
    upto = models.PositiveIntegerField(_("changements"))
    reason = models.TextField(_("raison"), max_length=2000, blank=True)
    said_at = models.DateTimeField(_("dit le"), auto_now_add=True)
    signed = models.CharField(_("par"), max_length=200)
    user = models.ForeignKey("cop.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("personne"))

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(step__in=Step.values), name="workbench_step_known"),)
        indexes = (models.Index(fields=("cop", "organisation", "-said_at"), name="workbench_steps"),)
