"""A COP, where it stands and when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from copilote.cop.recorded import Recorded
from copilote.reference.simulator import Region, find_region
from copilote.ui.addresses import held_slug


class Stage(models.TextChoices):
    """Where a COP stands, one stage after the other."""

    DIAGNOSTIC = "diagnostic", _("diagnostic")
    DEBATE = "debat", _("débat")
    SHARING = "partage", _("partage")
    ROADMAP = "feuille-de-route", _("feuille de route")
    FOLLOW_UP = "suivi", _("suivi")
    CLOSED = "close", _("close")


class Brand(models.TextChoices):
    """The block at the head of the pages of a COP."""

    NEUTRAL = "neutre", _("neutre")
    STATE = "etat", _("celle de l’État")


class Cop(models.Model):
    """A conference of a region. A region may have held several: public pages show the current one, rights are in each.

    region : its INSEE code. slug : what names it among all of the site. departement : the code of the one that it is
    of, under the COP of its region (parent); "" for a region's. state_service, council : who leads it, by name.
    """

    region = models.CharField(_("région"), max_length=3)
    slug = models.SlugField(_("nom court"), max_length=60, unique=True)
    name = models.CharField(_("nom"), max_length=120)
    current = models.BooleanField(_("en cours"), default=True)
    stage = models.CharField(_("étape"), max_length=16, choices=Stage.choices, default=Stage.SHARING)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="within", verbose_name=_("COP de la région")
    )
    departement = models.CharField(_("département"), max_length=3, blank=True)
    brand = models.CharField(_("bloc de marque"), max_length=8, choices=Brand.choices, default=Brand.NEUTRAL)
    state_service = models.CharField(_("service de l’État"), max_length=120, blank=True)
    council = models.CharField(_("collectivité"), max_length=120, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("region", "departement"),
                condition=Q(current=True),
                name="cop_one_current",
                violation_error_message=_("Ce territoire a déjà une COP en cours."),
            ),
            models.CheckConstraint(
                condition=Q(departement="", parent=None) | (~Q(departement="") & Q(parent__isnull=False)),
                name="cop_departement_under_region",
                violation_error_message=_("La COP d’un département est sous celle de sa région."),
            ),
            models.CheckConstraint(
                condition=Q(brand__in=Brand.values),
                name="cop_brand_known",
                violation_error_message=_("Blocs de marque : neutre, etat."),
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

    @property
    def key(self) -> str:
        """What rights know it by: the code of its region, and of its département ("24", "24:45")."""
        return f"{self.region}:{self.departement}" if self.departement else self.region

    @property
    def held_at(self) -> str:
        """What addresses call it, as the current one of its territory: "bretagne", "bretagne.35"."""
        return held_slug(self.place.slug, self.departement)

    @property
    def leads(self) -> tuple[str, ...]:
        """Who leads it together, by name."""
        return tuple(name for name in (self.state_service, self.council) if name)


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


class Meeting(Recorded):
    """A meeting of a COP, as its animation announces it. place, link : where it is held; either may be empty."""

    about = ("title", "held_on")
    title = models.CharField(_("titre"), max_length=160)
    held_on = models.DateField(_("jour"))
    begins_at = models.TimeField(_("heure"), null=True, blank=True)
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    link = models.URLField(_("adresse de la visioconférence"), max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cop", "title", "held_on"), condition=Q(in_force=True), name="meeting_one_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="meeting_titled",
                violation_error_message=_("Une réunion a un titre et un jour."),
            ),
        )


class Document(Recorded):
    """A document of a COP, by its address; meeting : that it is of, None for none."""

    about = ("title",)
    title = models.CharField(_("titre"), max_length=160)
    link = models.URLField(_("adresse"), max_length=500)
    dated_on = models.DateField(_("date"))
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="documents")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cop", "title"), condition=Q(in_force=True), name="document_one_in_force"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(link=""),
                name="document_titled",
                violation_error_message=_("Un document a un titre et une adresse."),
            ),
        )


REGIONAL = {"cop__current": True, "cop__departement": ""}
"""Of rows: those of the current COP of a region, which its public pages show."""


def current_cop(region: str, departement: str = "") -> Cop | None:
    """The COP that a region (INSEE code), or one of its départements, holds today; None for none."""
    return Cop.objects.filter(region=region, departement=departement, current=True).first()
