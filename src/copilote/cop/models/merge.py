"""The trace of organisations that became one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from copilote.cop.models.organisation import Organisation
from copilote.cop.recorded import Recorded


class OrganisationMerge(Recorded):
    """An organisation took the place of another: because it was there twice, or because authorities merged.

    absorbed_name, into_name : as they were called that day. effective_on : since when, for a merger of authorities.
    moved : what followed, by kind: numbers of the roles, of the invitations, and how many decisions.
    """

    about = ("absorbed_id",)
    absorbed = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", verbose_name=_("organisation fusionnée")
    )
    into = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("fusionnée dans"))
    absorbed_name = models.CharField(_("nom d’avant"), max_length=200)
    into_name = models.CharField(_("nom de celle qui reste"), max_length=200)
    effective_on = models.DateField(_("à compter du"), null=True, blank=True)
    moved = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cop", "absorbed"),
                condition=Q(in_force=True),
                name="merge_once",
                violation_error_message=_("Cette organisation est déjà fusionnée dans une autre."),
            ),
            models.CheckConstraint(
                condition=~Q(absorbed=F("into")),
                name="merge_of_two",
                violation_error_message=_("Une organisation ne se fusionne pas avec elle-même."),
            ),
        )
