"""Who works in a COP: users, known by their e-mail address, and their role in each COP.

Every change of a COP or a role is kept with its date (django-simple-history). Passwords are hashed by Django.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from copilote.exchange.perimeters import place_of
from copilote.reference.errors import UnknownNameError
from copilote.reference.simulator import Region, find_region


class Users(BaseUserManager["User"]):
    """Users by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of an address; raises User.DoesNotExist."""
        return self.get(email=tidy(username or ""))


class User(AbstractBaseUser):
    """A person who signs in. `name` is shown to the members of the same COP only."""

    email = models.EmailField(_("adresse e-mail"), max_length=254, unique=True)
    name = models.CharField(_("nom"), max_length=120, blank=True)
    is_active = models.BooleanField(_("actif"), default=True)
    joined_at = models.DateTimeField(_("créé le"), auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = Users()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="user_email_lower",
                violation_error_message=_("L’adresse e-mail s’écrit en minuscules."),
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email


def tidy(email: str) -> str:
    """An address as it is kept: without blanks, in lower case."""
    return email.strip().lower()


class Cop(models.Model):
    """The conference of a region. `region` is its INSEE code."""

    region = models.CharField(_("région"), max_length=3, unique=True)
    name = models.CharField(_("nom"), max_length=120)
    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(region="") & ~Q(name=""),
                name="cop_named",
                violation_error_message=_("Une COP a une région et un nom."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Region:
        """Its region, as the tables have it."""
        return find_region(self.region)


class Role(models.TextChoices):
    """What a member may do."""

    ANIMATOR = "animateur", _("animation de la COP")
    TERRITORY = "territoire", _("territoire")
    READER = "lecteur", _("lecture")


class Member(models.Model):
    """A person's role in a COP; one for each territory that the person speaks for."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("personne"))
    cop = models.ForeignKey(Cop, models.CASCADE, related_name="members", verbose_name=_("COP"))
    role = models.CharField(_("rôle"), max_length=12, choices=Role.choices)
    territory_level = models.CharField(_("niveau du territoire"), max_length=16, blank=True)
    territory_code = models.CharField(_("code du territoire"), max_length=60, blank=True)
    since = models.DateTimeField(_("depuis le"), auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "cop", "territory_level", "territory_code"),
                name="member_once",
                violation_error_message=_("Cette personne a déjà un rôle dans cette COP pour ce territoire."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="member_role_known",
                violation_error_message=_("Rôles acceptés : animateur, territoire, lecteur."),
            ),
            models.CheckConstraint(
                condition=(Q(role=Role.TERRITORY) & ~Q(territory_level="") & ~Q(territory_code=""))
                | (~Q(role=Role.TERRITORY) & Q(territory_level="") & Q(territory_code="")),
                name="member_territory",
                violation_error_message=_("Le rôle « territoire » demande un territoire, et les autres n’en ont pas."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.cop} · {self.words}"

    @property
    def words(self) -> str:
        """The role in words: "animation de la COP", "territoire : Orléans Métropole"."""
        label = str(Role(self.role).label)
        if self.role != Role.TERRITORY:
            return label
        return f"{label} : {self.territory_name}"

    @property
    def territory_name(self) -> str:
        """The name of the territory that one speaks for; its code when a newer list of CRTE has dropped it."""
        try:
            return place_of(self.territory_level, self.territory_code).name
        except UnknownNameError:
            return self.territory_code


class SignInAttempts(models.Model):
    """Failed attempts to sign in, by a fingerprint of the address typed: the address itself is not kept."""

    fingerprint = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)
