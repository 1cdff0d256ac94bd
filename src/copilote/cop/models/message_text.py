"""The texts that the animation of a COP writes in place of those of the messages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from copilote.cop.recorded import Recorded


class MessageText(Recorded):
    """The subject and the body of a kind of messages, in a COP."""

    about = ("kind",)
    kind = models.CharField(_("nature"), max_length=60)
    subject = models.CharField(_("objet"), max_length=150)
    body = models.TextField(_("texte"), max_length=4000)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cop", "kind"), condition=Q(in_force=True), name="message_text_in_force"),
        )
