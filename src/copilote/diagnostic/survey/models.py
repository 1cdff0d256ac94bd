"""The survey of a COP, its questions and what organisations answer.

Written by `writing` only. A question that was answered is never changed: a new version takes its place, and what was
answered stays with what was asked.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class AnswerKind(models.TextChoices):
    """What answers a question."""

    TEXT = "text", _("quelques lignes")
    YES_NO = "yes-no", _("oui ou non")
    CHOICE = "choice", _("un choix dans une liste")
    NUMBER = "number", _("un nombre, dans une unité")


class Survey(models.Model):
    """The survey of a COP. opened_at : since when organisations see it and answer, None before; closed_at : since when
    they no longer do. signed : of the last change, by role."""

    cop = models.OneToOneField("cop.Cop", models.CASCADE, related_name="survey", verbose_name=_("COP"))
    introduction = models.TextField(_("introduction"), max_length=2000, blank=True)
    opened_at = models.DateTimeField(_("ouverte le"), null=True)
    closed_at = models.DateTimeField(_("fermée le"), null=True)
    signed = models.CharField(_("par"), max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.cop)

    @property
    def is_open(self) -> bool:
        """Whether one answers now."""
        return self.opened_at is not None and self.closed_at is None


class SurveyQuestion(models.Model):
    """A question, as it was asked from a version on.

    theme : of the panorama, "" for all. kind : what answers it; unit : of a number; choices : of a list. levers : ids
    of those that it is about. rank : its place among the questions. replaces : the version before; in_force : it is
    the last one, and was not taken out.
    """

    cop = models.ForeignKey("cop.Cop", models.CASCADE, related_name="+", verbose_name=_("COP"))
    theme = models.CharField(_("thématique"), max_length=60, blank=True)
    text = models.CharField(_("question"), max_length=300)
    help = models.CharField(_("précision"), max_length=500, blank=True)
    kind = models.CharField(_("réponse"), max_length=8, choices=AnswerKind.choices)
    unit = models.CharField(_("unité"), max_length=40, blank=True)
    choices = models.JSONField(_("choix"), default=list, blank=True)
    levers = models.JSONField(_("leviers"), default=list, blank=True)
    rank = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(_("version"), default=1)
    replaces = models.OneToOneField("self", models.SET_NULL, null=True, related_name="replaced_by")
    in_force = models.BooleanField(default=True)
    made_at = models.DateTimeField(_("écrite le"), auto_now_add=True)
    signed = models.CharField(_("par"), max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(text=""), name="question_asked", violation_error_message=_("Écrivez la question.")
            ),
            models.CheckConstraint(condition=Q(kind__in=AnswerKind.values), name="question_kind_known"),
        )
        indexes = (models.Index(fields=("cop", "in_force", "rank"), name="question_of_cop"),)

    def __str__(self) -> str:
        return self.text


class SurveyAnswer(models.Model):
    """What an organisation answers to a version of a question.

    value, number : as it is being written; sent_value, sent_number : as it was last sent, which alone is read by
    others, with the day and the role. version : one more at each change.
    """

    organisation = models.ForeignKey(
        "cop.Organisation", models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    question = models.ForeignKey(SurveyQuestion, models.CASCADE, related_name="answers", verbose_name=_("question"))
    value = models.TextField(_("réponse"), max_length=2000, blank=True)
    number = models.FloatField(_("nombre"), null=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    signed = models.CharField(_("par"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changée le"), auto_now=True)
    sent_value = models.TextField(_("réponse envoyée"), blank=True)
    sent_number = models.FloatField(_("nombre envoyé"), null=True)
    sent_at = models.DateTimeField(_("envoyée le"), null=True)
    sent_signed = models.CharField(_("envoyée par"), max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "question"), name="one_answer_by_organisation"),)

    def __str__(self) -> str:
        return self.value
