"""Lists that were sent into a COP: kept while they are looked at, and what each of them did."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from copilote.cop.models.conference import Cop
from copilote.cop.models.person import User


class ListKind(models.TextChoices):
    """What a list is of."""

    ORGANISATIONS = "organisations", _("organisations")
    INVITATIONS = "invitations", _("invitations")
    ACTIONS = "actions", _("actions")
    PRIORITIES = "priorities", _("priorités d’adaptation")


class SentList(models.Model):
    """A list sent by a member. organisation : the one that it is of, where it is of one alone. content : its bytes,
    until it is loaded or forgotten; text : they were pasted.

    added : numbers of the rows that it made. changed : by number of a row, {field: [before, after]}.
    """

    cop = models.ForeignKey(Cop, models.CASCADE, related_name="+", verbose_name=_("COP"))
    organisation = models.ForeignKey(
        "cop.Organisation", models.CASCADE, null=True, related_name="+", verbose_name=_("organisation")
    )
    kind = models.CharField(_("liste de"), max_length=16, choices=ListKind.choices)
    name = models.CharField(_("fichier"), max_length=120)
    content = models.BinaryField(null=True)
    text = models.BooleanField(default=False)
    sent_at = models.DateTimeField(_("envoyée le"), auto_now_add=True)
    sent_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    sent_role = models.CharField(_("rôle de qui l’a envoyée"), max_length=200)
    loaded_at = models.DateTimeField(_("chargée le"), null=True)
    undone_at = models.DateTimeField(_("annulée le"), null=True)
    added = models.JSONField(default=list)
    changed = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name} · {self.cop}"
