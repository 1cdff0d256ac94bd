"""What a departmental relay says of the answers that it follows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from copilote.cop.models.organisation import Organisation
from copilote.cop.recorded import Recorded


class ReviewStep(models.TextChoices):
    """What a relay says of an answer: it read it, or it agrees to it for the State."""

    SEEN = "vue", _("vue")
    AGREED = "approuvee", _("approuvée")


class Review(Recorded):
    """A relay has seen, or agrees to, what an organisation answered to a question (the key of one) until that day."""

    about = ("question", "reviewed")
    question = models.CharField(_("question"), max_length=60)
    reviewed = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("organisation"))
    step = models.CharField(_("avis"), max_length=12, choices=ReviewStep.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cop", "question", "reviewed"),
                condition=Q(in_force=True),
                name="review_one_in_force",
                violation_error_message=_("Un autre avis vient d’être enregistré sur cette réponse : relisez la page."),
            ),
            models.CheckConstraint(condition=Q(step__in=ReviewStep.values), name="review_step_known"),
        )
