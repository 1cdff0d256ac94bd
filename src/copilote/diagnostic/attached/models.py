"""The table of the documents of actions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from copilote.cop.recorded import Recorded

LONGEST = 120
"""Characters of the name of a document."""


class ActionDocument(Recorded):
    """A file joined to an action. name : with the ending of its kind; kind : one of `kinds.KINDS`, told by what it
    holds; size : in bytes; digest : SHA-256, in hexadecimal; content : its bytes, gone once it is taken out."""

    about: ClassVar[tuple[str, ...]] = ("id",)

    action = models.ForeignKey("diagnostic.Action", models.CASCADE, related_name="documents", verbose_name=_("action"))
    name = models.CharField(_("fichier"), max_length=LONGEST)
    kind = models.CharField(_("nature"), max_length=8)
    size = models.PositiveIntegerField(_("taille"))
    digest = models.CharField(_("empreinte"), max_length=64)
    content = models.BinaryField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("action", "digest"),
                condition=Q(in_force=True),
                name="document_of_action_once",
                violation_error_message=_("Ce document est déjà joint à cette action."),
            ),
            models.CheckConstraint(condition=~Q(name="") & Q(size__gt=0), name="document_named"),
            models.CheckConstraint(condition=Q(in_force=False) | Q(content__isnull=False), name="document_held"),
        )
        indexes = (models.Index(fields=("action", "in_force"), name="document_of_action"),)

    def __str__(self) -> str:
        return self.name
