"""The roles of persons in a COP."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from simple_history.models import HistoricalRecords

from copilote.cop.models.conference import Cop
from copilote.cop.models.organisation import Organisation
from copilote.cop.models.person import User
from copilote.territories.models import Territory


class Role(models.TextChoices):
    """What a member does: leads the COP, follows a département for the State, writes for its organisation, signs for
    it, or reads."""

    ANIMATOR = "animateur", _("animation de la COP")
    RELAY = "relais", _("relais départemental")
    CONTRIBUTOR = "contributeur", _("contribution")
    VALIDATOR = "validateur", _("validation")
    READER = "lecteur", _("lecture")

    def outranks(self, other: str) -> bool:
        """Whether it is more than another role: of two for the same organisation, a person keeps the stronger."""
        return STRENGTH.index(self) > STRENGTH.index(Role(other))


SPEAKING = (Role.CONTRIBUTOR, Role.VALIDATOR)
"""The roles by which one speaks for an organisation."""
STRENGTH = (Role.READER, Role.CONTRIBUTOR, Role.VALIDATOR, Role.RELAY, Role.ANIMATOR)


class Membership(models.Model):
    """A person's role in a COP; one for each organisation that the person is of there.

    over : the département that a relay follows.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("personne"))
    cop = models.ForeignKey(Cop, models.CASCADE, related_name="members", verbose_name=_("COP"))
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("rôle"), max_length=12, choices=Role.choices)
    over = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("département suivi")
    )
    since = models.DateTimeField(_("depuis le"), auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "cop", "organisation"),
                name="membership_once",
                violation_error_message=_("Cette personne a déjà un rôle dans cette COP pour ce territoire."),
            ),
            models.UniqueConstraint(
                fields=("user", "cop"),
                condition=Q(organisation=None, over=None),
                name="membership_alone_once",
                violation_error_message=_("Cette personne a déjà un rôle dans cette COP."),
            ),
            models.UniqueConstraint(
                fields=("user", "cop", "over"),
                condition=Q(organisation=None, over__isnull=False),
                name="membership_over_once",
                violation_error_message=_("Cette personne suit déjà ce département dans cette COP."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message=_("Rôles acceptés : animateur, relais, contributeur, validateur, lecteur."),
            ),
            models.CheckConstraint(
                condition=~Q(role__in=SPEAKING) | Q(organisation__isnull=False),
                name="membership_organisation",
                violation_error_message=_("Qui contribue ou valide le fait pour une organisation : choisissez-la."),
            ),
            models.CheckConstraint(
                condition=Q(role=Role.RELAY, over__isnull=False) | (~Q(role=Role.RELAY) & Q(over=None)),
                name="membership_over",
                violation_error_message=_("Un relais départemental suit un département, et lui seul : choisissez-le."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.cop} · {self.words}"

    def clean(self) -> None:
        """The organisation is one of the same COP."""
        if self.organisation is not None and self.organisation.cop_id != self.cop_id:
            raise ValidationError({"organisation": _("Cette organisation est d’une autre COP.")})

    @property
    def words(self) -> str:
        """The role in words: "animation de la COP", "territoire : Orléans Métropole", "organisation : Les Étangs",
        "relais départemental : Loiret"."""
        label = str(Role(self.role).label)
        if self.role == Role.CONTRIBUTOR:
            label = str(_("organisation") if self.territory == ("", "") else _("territoire"))
        about = self.over or self.organisation
        return label if about is None else f"{label} : {about}"

    @property
    def territory(self) -> tuple[str, str]:
        """The territory (level, code) of one's organisation; two empty texts for none."""
        place = self.organisation.territory if self.organisation else None
        return (place.level, place.code) if place else ("", "")

    @property
    def signature(self) -> str:
        """`words` in French whatever one reads in, as a row keeps them: pages translate them."""
        with override("fr"):
            return self.words
