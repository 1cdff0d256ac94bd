"""The table of what actions have given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Achievement(models.Model):
    """How much of its quantity an action had given on a day, all counted since it began, in its lever's own unit.

    signed : by which role. A line that was wrong is withdrawn, and stays with who withdrew it.
    """

    action = models.ForeignKey("diagnostic.Action", models.CASCADE, related_name="achievements")
    on = models.DateField(_("au"))
    quantity = models.FloatField(_("quantité réalisée"))
    note = models.CharField(_("précision"), max_length=300, blank=True)
    signed = models.CharField(_("par"), max_length=200)
    at = models.DateTimeField(_("notée le"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, blank=True)
    withdrawn_by = models.CharField(_("retirée par"), max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("action", "on"),
                condition=Q(withdrawn_at=None),
                name="achievement_once_a_day",
                violation_error_message=_("Une quantité est déjà notée ce jour-là : retirez-la d’abord."),
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="achievement_not_negative"),
        )
        indexes = (models.Index(fields=("action", "on"), name="achievement_of_action"),)

    def __str__(self) -> str:
        return f"{self.on} : {self.quantity}"
