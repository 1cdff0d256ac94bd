"""What is said of an action: requests, answers, comments; nothing is overwritten."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from copilote.cop.recorded import Recorded

LONGEST = 2000
"""Characters of a remark."""


class RemarkKind(models.TextChoices):
    """What is said."""

    REQUEST = "request", _("demande de précision")
    ANSWER = "answer", _("réponse")
    COMMENT = "comment", _("remarque")


class Remark(Recorded):
    """Something said of an action. reason : its text. about_request : what is answered. in_force : of a request, until
    who may ask says that it is settled."""

    about: ClassVar[tuple[str, ...]] = ("id",)

    action = models.ForeignKey("diagnostic.Action", models.CASCADE, related_name="remarks", verbose_name=_("action"))
    kind = models.CharField(_("nature"), max_length=8, choices=RemarkKind.choices)
    about_request = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="answers", verbose_name=_("en réponse à")
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=RemarkKind.values), name="remark_kind_known"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="remark_said", violation_error_message=_("Écrivez votre message.")
            ),
            models.CheckConstraint(
                condition=(Q(kind=RemarkKind.ANSWER) & Q(about_request__isnull=False))
                | (~Q(kind=RemarkKind.ANSWER) & Q(about_request=None)),
                name="remark_answers_a_request",
            ),
        )
        indexes = (
            models.Index(fields=("action", "kind"), name="remark_of_action"),
            models.Index(fields=("cop", "kind", "in_force"), name="remark_waiting"),
        )

    def __str__(self) -> str:
        return self.reason[:80]
