"""Who works in a COP: users, known by their e-mail address, their organisations and their role in each COP.

Every change of a COP, an organisation or a role is kept with its date (django-simple-history). Passwords are hashed by
Django.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from simple_history.models import HistoricalRecords

from copilote.cop.recorded import Recorded
from copilote.exchange.perimeters import place_of
from copilote.reference.errors import CopiloteError
from copilote.reference.simulator import Region, find_region
from copilote.territories.models import Territory


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


class Stage(models.TextChoices):
    """Where a COP stands, one stage after the other."""

    DIAGNOSTIC = "diagnostic", _("diagnostic")
    DEBATE = "debat", _("débat")
    SHARING = "partage", _("partage")
    ROADMAP = "feuille-de-route", _("feuille de route")
    FOLLOW_UP = "suivi", _("suivi")
    CLOSED = "close", _("close")


class Cop(models.Model):
    """A conference of a region. A region may have held several: public pages show the current one, rights are in each.

    region : its INSEE code. slug : what names it among all of the site.
    """

    region = models.CharField(_("région"), max_length=3)
    slug = models.SlugField(_("nom court"), max_length=60, unique=True)
    name = models.CharField(_("nom"), max_length=120)
    current = models.BooleanField(_("en cours"), default=True)
    stage = models.CharField(_("étape"), max_length=16, choices=Stage.choices, default=Stage.SHARING)
    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("region",),
                condition=Q(current=True),
                name="cop_one_current",
                violation_error_message=_("Cette région a déjà une COP en cours."),
            ),
            models.CheckConstraint(
                condition=~Q(region="") & ~Q(name="") & ~Q(slug=""),
                name="cop_named",
                violation_error_message=_("Une COP a une région et un nom."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values),
                name="cop_stage_known",
                violation_error_message=_("Étapes : diagnostic, debat, partage, feuille-de-route, suivi, close."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Region:
        """Its region, as the tables have it."""
        return find_region(self.region)


def check_siren(siren: str) -> None:
    """Raise ValidationError for what is no SIREN: nine digits of which Luhn's sum is a multiple of ten."""
    digits = [int(digit) for digit in siren] if siren.isascii() and siren.isdigit() else []
    doubled = [digit * 2 - 9 * (digit > 4) if rank % 2 else digit for rank, digit in enumerate(digits)]
    if len(digits) != 9 or sum(doubled) % 10:
        raise ValidationError(_("Un SIREN a neuf chiffres, dont le dernier vérifie les autres : relisez-le."))


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    STATE = "etat", _("État")
    REGION = "region", _("région")
    DEPARTEMENT = "departement", _("département")
    EPCI = "intercommunalite", _("intercommunalité")
    COMMUNE = "commune", _("commune")
    COMPANY = "entreprise", _("entreprise")
    ASSOCIATION = "association", _("association")
    CHAMBER = "chambre", _("chambre")
    OTHER = "autre", _("autre")


class Organisation(models.Model):
    """Who takes part in a COP: an authority, known by its territory, or anybody else, known by its SIREN."""

    cop = models.ForeignKey(Cop, models.CASCADE, related_name="organisations", verbose_name=_("COP"))
    kind = models.CharField(_("nature"), max_length=16, choices=OrganisationKind.choices)
    name = models.CharField(_("nom"), max_length=200)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, validators=[check_siren])
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territoire")
    )
    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cop", "territory"),
                name="organisation_of_territory_once",
                violation_error_message=_("Ce territoire est déjà une organisation de cette COP."),
            ),
            models.UniqueConstraint(
                fields=("cop", "siren"),
                condition=~Q(siren=""),
                name="organisation_siren_once",
                violation_error_message=_("Ce SIREN est déjà celui d’une organisation de cette COP."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & (~Q(siren="") | Q(territory__isnull=False)),
                name="organisation_known",
                violation_error_message=_("Une organisation a un nom, et un SIREN ou un territoire."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values),
                name="organisation_kind_known",
                violation_error_message=_("La nature de cette organisation est inconnue."),
            ),
        )

    def __str__(self) -> str:
        return self.territory.name if self.territory else self.name


class Role(models.TextChoices):
    """What a member does: leads the COP, speaks for its organisation, or reads."""

    ANIMATOR = "animateur", _("animation de la COP")
    TERRITORY = "territoire", _("territoire")
    READER = "lecteur", _("lecture")


class Membership(models.Model):
    """A person's role in a COP; one for each organisation that the person speaks for there."""

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
                condition=Q(organisation=None),
                name="membership_alone_once",
                violation_error_message=_("Cette personne a déjà un rôle dans cette COP."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message=_("Rôles acceptés : animateur, territoire, lecteur."),
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.TERRITORY) | Q(organisation__isnull=False),
                name="membership_organisation",
                violation_error_message=_("Le rôle « territoire » demande une organisation."),
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
        """The role in words: "animation de la COP", "territoire : Orléans Métropole", "organisation : Les Étangs"."""
        label = str(Role(self.role).label)
        if self.role == Role.TERRITORY and self.territory == ("", ""):
            label = str(_("organisation"))
        return label if self.organisation is None else f"{label} : {self.organisation}"

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


class Period(Recorded):
    """When a stage of a COP is open, as its animation says: from a day to another, both in it; null when not said."""

    about = ("stage",)
    stage = models.CharField(_("étape"), max_length=16, choices=Stage.choices)
    opens_on = models.DateField(_("du"), null=True, blank=True)
    closes_on = models.DateField(_("au"), null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cop", "stage"), condition=Q(in_force=True), name="period_one_in_force"),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="period_in_order",
                violation_error_message=_("Une étape finit après avoir commencé."),
            ),
        )


class StageChange(Recorded):
    """At which stage a COP is, from the day of this row on; `Cop.stage` is the one in force."""

    about = ()
    stage = models.CharField(_("étape"), max_length=16, choices=Stage.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("cop",), condition=Q(in_force=True), name="stage_one_in_force"),)


def current_cop(region: str) -> Cop | None:
    """The COP that a region (INSEE code) holds today; None for none."""
    return Cop.objects.filter(region=region, current=True).first()


def territory_name(level: str, code: str) -> str:
    """The name of a territory that a row holds; its code when a newer list has dropped it."""
    try:
        return place_of(level, code).name
    except CopiloteError:
        return code


class SignInAttempts(models.Model):
    """Failed attempts to sign in, by a fingerprint of the address typed: the address itself is not kept."""

    fingerprint = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)
