"""What a COP says of a lever and an issue: rows that nothing overwrites, like its other decisions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from copilote.cop.recorded import Recorded


class Sign(models.TextChoices):
    """What a lever does to an issue; NONE: the COP goes back to what texts and the barometer say."""

    PLUS = "plus", _("favorable")
    MINUS = "minus", _("défavorable")
    CONDITION = "condition", _("sous condition")
    NONE = "none", _("revenir à ce que disent les textes et le baromètre")


class LeverIssue(Recorded):
    """What the COP says of a cell: sign, line, what it rests on (a text, a study, a debate), why it says so."""

    about = ("lever", "issue")
    lever = models.CharField(_("levier"), max_length=20)
    issue = models.CharField(_("enjeu"), max_length=20)
    sign = models.CharField(_("effet"), max_length=10, choices=Sign)
    line = models.CharField(_("en une phrase"), max_length=300, blank=True, default="")
    basis = models.CharField(_("source"), max_length=300, blank=True, default="")
    reason = models.TextField(_("raison"), max_length=2000)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cop", "lever", "issue"),
                condition=Q(in_force=True),
                name="lever_issue_one_in_force",
                violation_error_message=_("Cette case vient d’être changée : relisez la page."),
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(lever="") & ~Q(issue=""),
                name="lever_issue_reason",
                violation_error_message=_("Un changement a une raison : écrivez-la."),
            ),
            models.CheckConstraint(
                condition=Q(sign="none") | (~Q(line="") & ~Q(basis="")),
                name="lever_issue_told",
                violation_error_message=_("Une case a une phrase et une source : écrivez-les."),
            ),
        )
