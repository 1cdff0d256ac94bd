"""Invitations into a COP: one person by a link, or a meeting by a code."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from copilote.cop.models.conference import Cop
from copilote.cop.models.membership import SPEAKING, Membership, Role
from copilote.cop.models.organisation import Organisation
from copilote.cop.models.person import User
from copilote.territories.models import Territory
from copilote.words.numbers import whole_number

HELD_DAYS = 30
"""How long a link holds, unless told otherwise."""
MEETING_ROLES = (Role.CONTRIBUTOR, Role.READER)
"""What the code of a meeting may give."""


class InvitationState(models.TextChoices):
    """Where an invitation stands."""

    TO_SEND = "a-envoyer", _("à envoyer")
    SENT = "envoyee", _("envoyée")
    OPENED = "ouverte", _("ouverte")
    ACCEPTED = "acceptee", _("acceptée")
    FULL = "complete", _("complète")
    EXPIRED = "expiree", _("expirée")
    REVOKED = "retiree", _("retirée")


class Invitations(models.QuerySet["Invitation"]):
    """Invitations, by where they stand."""

    def waiting(self) -> Invitations:
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now(), uses__lt=F("most"))


def link_expiry() -> datetime:
    """When a link made now stops."""
    return timezone.now() + timedelta(days=HELD_DAYS)


class Invitation(models.Model):
    """A role that is offered in a COP: to a person, by a link sent to an address, or to a meeting, by a short code.

    email : "" for a meeting's. code : "" for a person's. organisation : None for who leads, follows a département or
    reads; a meeting's contributors then choose theirs. over : the département that a relay would follow. uses, most :
    how many came, and may. meeting : by whose code the person asked for this link. replaces : the role that ends when
    this one is accepted. created_role : of who invited, in words: what remains when their account is closed.
    """

    cop = models.ForeignKey(Cop, models.CASCADE, related_name="invitations", verbose_name=_("COP"))
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("rôle"), max_length=12, choices=Role.choices)
    over = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("département suivi")
    )
    email = models.EmailField(_("adresse e-mail"), max_length=254, blank=True)
    name = models.CharField(_("nom"), max_length=120, blank=True)
    code = models.CharField(_("code de réunion"), max_length=12, blank=True)
    uses = models.PositiveIntegerField(_("utilisations"), default=0)
    most = models.PositiveIntegerField(_("utilisations au plus"), default=1)
    created_at = models.DateTimeField(_("faite le"), default=timezone.now)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_role = models.CharField(_("rôle de qui invite"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("envoyée le"), null=True, blank=True)
    opened_at = models.DateTimeField(_("ouverte le"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("acceptée le"), null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField(_("valable jusqu’au"), default=link_expiry)
    revoked_at = models.DateTimeField(_("retirée le"), null=True, blank=True)
    meeting = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="came")
    replaces = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = Invitations.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("code",),
                condition=~Q(code=""),
                name="invitation_code_once",
                violation_error_message=_("Ce code sert déjà à une autre réunion."),
            ),
            models.UniqueConstraint(
                fields=("cop", "email", "organisation"),
                condition=~Q(email="") & Q(accepted_at=None, revoked_at=None),
                name="invitation_once",
                violation_error_message=_("Cette personne est déjà invitée pour cette organisation."),
            ),
            models.UniqueConstraint(
                fields=("cop", "email"),
                condition=~Q(email="") & Q(accepted_at=None, revoked_at=None, organisation=None, over=None),
                name="invitation_alone_once",
                violation_error_message=_("Cette personne est déjà invitée."),
            ),
            models.UniqueConstraint(
                fields=("cop", "email", "over"),
                condition=~Q(email="") & Q(accepted_at=None, revoked_at=None, organisation=None, over__isnull=False),
                name="invitation_over_once",
                violation_error_message=_("Cette personne est déjà invitée pour ce département."),
            ),
            models.CheckConstraint(
                condition=(~Q(email="") & Q(code="", most=1)) | (Q(email="") & ~Q(code="")),
                name="invitation_by_link_or_code",
                violation_error_message=_("Une invitation est pour une adresse, ou pour une réunion."),
            ),
            models.CheckConstraint(
                condition=Q(code="") | Q(role__in=MEETING_ROLES),
                name="invitation_meeting_role",
                violation_error_message=_("Le code d’une réunion donne de contribuer ou de lire, rien de plus."),
            ),
            models.CheckConstraint(
                condition=~Q(role__in=SPEAKING) | Q(organisation__isnull=False) | ~Q(code=""),
                name="invitation_organisation",
                violation_error_message=_("Qui contribue ou valide le fait pour une organisation : choisissez-la."),
            ),
            models.CheckConstraint(
                condition=Q(role=Role.RELAY, over__isnull=False) | (~Q(role=Role.RELAY) & Q(over=None)),
                name="invitation_over",
                violation_error_message=_("Un relais départemental suit un département, et lui seul : choisissez-le."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="invitation_role_known",
                violation_error_message=_("Rôles acceptés : animateur, relais, contributeur, validateur, lecteur."),
            ),
            models.CheckConstraint(
                condition=Q(uses__lte=F("most")),
                name="invitation_uses",
                violation_error_message=_("Cette invitation a déjà servi autant qu’elle le pouvait."),
            ),
        )
        indexes = (models.Index(fields=("email",), name="invitation_email"),)

    def __str__(self) -> str:
        return f"{self.email or self.code} · {self.cop} · {self.role}"

    @property
    def state(self) -> InvitationState:
        """Where it stands now."""
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.uses >= self.most:
            return InvitationState.FULL
        if self.expires_at <= timezone.now():
            return InvitationState.EXPIRED
        if self.opened_at is not None:
            return InvitationState.OPENED
        return InvitationState.SENT if self.sent_at is not None else InvitationState.TO_SEND

    @property
    def waits(self) -> bool:
        """Whether it can still be accepted."""
        return self.state in (InvitationState.TO_SEND, InvitationState.SENT, InvitationState.OPENED)

    @property
    def token(self) -> str:
        """What its link carries: made of the key of the server, and kept nowhere."""
        return f"{self.pk}.{self._seal}"

    @property
    def _seal(self) -> str:
        """Bound to what it is for, so that a number given again after a restore opens nothing."""
        about = f"{self.pk}:{self.email}:{self.created_at.isoformat()}"
        return salted_hmac("copilote.cop.invitation", about, algorithm="sha256").hexdigest()[:32]

    @classmethod
    def of_token(cls, token: str) -> Invitation | None:
        """The invitation of a link, whatever its state; None for a link that we did not make."""
        text, _sep, seal = token.partition(".")
        if (number := whole_number(text)) is None:
            return None
        related = cls.objects.select_related("cop", "organisation__territory", "over")
        invitation = related.filter(pk=number).exclude(email="").first()
        return invitation if invitation and constant_time_compare(seal, invitation._seal) else None
