"""The columns of the tables of an organisation, led to ours once: what is remembered for the next file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ColumnMatch(models.Model):
    """Which column of a table is which of ours, for the tables of an organisation that have these headings; of the
    animation where the organisation is not said.

    print : of the headings (`exchange.actions.matched.print_of`). columns : our column by key of a heading, "" for one
    that is ignored; statuses : our status by folded word, "" for later. name : of the last file; signed : by role.
    """

    cop = models.ForeignKey("cop.Cop", models.CASCADE, related_name="+", verbose_name=_("COP"))
    organisation = models.ForeignKey(
        "cop.Organisation", models.CASCADE, null=True, related_name="+", verbose_name=_("organisation")
    )
    print = models.CharField(max_length=32)
    columns = models.JSONField(default=dict)
    statuses = models.JSONField(default=dict)
    name = models.CharField(_("fichier"), max_length=120)
    signed = models.CharField(_("par"), max_length=200, blank=True)
    said_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cop", "organisation", "print"), name="columns_once_by_organisation"),
            models.UniqueConstraint(
                fields=("cop", "print"), condition=Q(organisation=None), name="columns_once_by_animation"
            ),
        )

    def __str__(self) -> str:
        return self.name
