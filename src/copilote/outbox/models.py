"""A message to a person, where it is, and what that person wants to receive."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from copilote.words import N_


class State(models.TextChoices):
    """Where a message is."""

    WAITING = "waiting", N_("en attente")
    GATHERED = "gathered", N_("réuni avec d’autres")
    TAKEN = "taken", N_("en préparation")
    HANDING = "handing", N_("en cours de remise")
    SENT = "sent", N_("envoyé")
    UNCERTAIN = "uncertain", N_("incertain")
    FAILED = "failed", N_("échoué")
    BOUNCED = "bounced", N_("adresse refusée")
    NOT_NEEDED = "not_needed", N_("plus nécessaire")
    REFUSED = "refused", N_("la personne n’en veut pas")


class Message(models.Model):
    """A message, written whole when it is posted.

    scope : the slug of its COP, "" for none. about : what `still_needed` of its kind looks at. link : that of the body.
    due : not sent before; tried : when it was first. once : what makes it the only one; "" for nothing. held : since
    when a process has it, which `turn` tells from those that had it before. within : the daily message that bears it.
    asked, urgent : go before the others. alone : leaves by itself, not in a daily message. forced : sent again by a
    person, whatever else would keep it.
    error : why it was not sent. remark : what is to be known of its text. reference : of its Message-ID.
    """

    email = models.EmailField(max_length=254)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=60)
    scope = models.CharField(max_length=60, blank=True, default="")
    about = models.CharField(max_length=160, blank=True, default="")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.TextField(blank=True, default="")
    made = models.DateTimeField(auto_now_add=True)
    due = models.DateTimeField()
    urgent = models.BooleanField(default=False)
    asked = models.BooleanField(default=False)
    alone = models.BooleanField(default=True)
    forced = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    tried = models.DateTimeField(null=True, blank=True)
    held = models.DateTimeField(null=True, blank=True)
    sent = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="")
    remark = models.TextField(blank=True, default="")
    once = models.CharField(max_length=160, blank=True, default="")
    within = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="items")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("once",), condition=~Q(once=""), name="message_once"),)
        indexes = (
            models.Index(fields=("state", "due"), name="message_due"),
            models.Index(fields=("scope", "-made"), name="message_of_cop"),
            models.Index(fields=("email", "kind"), name="message_to"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Wish(models.TextChoices):
    """What a person wants to receive; what one has just asked for comes in any case."""

    ALL = "all", N_("tout, en un message par jour au plus")
    URGENT = "urgent", N_("seulement ce qui ne peut pas attendre")
    NOTHING = "nothing", N_("plus rien")


class Recipient(models.Model):
    """An address, what it wants, and whether mail servers refuse it.

    digest_on : the day of its last daily message.
    """

    email = models.EmailField(max_length=254, unique=True)
    wish = models.CharField(max_length=8, choices=Wish.choices, default=Wish.ALL)
    reminders = models.BooleanField(default=True)
    bounced = models.DateTimeField(null=True, blank=True)
    bounce = models.TextField(blank=True, default="")
    digest_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(email=Lower("email")), name="recipient_email_lower"),)

    def __str__(self) -> str:
        return self.email
