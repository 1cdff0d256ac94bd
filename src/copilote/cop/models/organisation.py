"""Who takes part in a COP: organisations, by territory or by SIREN."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from copilote.cop.models.conference import Cop
from copilote.exchange.perimeters import place_of
from copilote.reference.errors import CopiloteError
from copilote.territories.models import Territory
from copilote.words.typography import quoted


def check_siren(siren: str) -> None:
    """Raise ValidationError for what is no SIREN: nine digits of which Luhn's sum is a multiple of ten."""
    digits = [int(digit) for digit in siren] if siren.isascii() and siren.isdigit() else []
    doubled = [digit * 2 - 9 * (digit > 4) if rank % 2 else digit for rank, digit in enumerate(digits)]
    if len(digits) != 9 or sum(doubled) % 10:
        raise ValidationError(_("Un SIREN a neuf chiffres, dont le dernier vérifie les autres : relisez-le."))


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    STATE = "etat", _("service de l’État")
    OPERATOR = "operateur", _("opérateur de l’État")
    REGION = "region", _("région")
    DEPARTEMENT = "departement", _("département")
    EPCI = "intercommunalite", _("intercommunalité")
    CRTE_HOLDER = "porteur-crte", _("porteur de CRTE (pays, PETR, PNR)")
    COMMUNE = "commune", _("commune")
    CHAMBER = "chambre", _("chambre consulaire")
    COMPANY = "entreprise", _("entreprise")
    FARMING = "agriculture", _("organisation agricole")
    ASSOCIATION = "association", _("association")
    ENVIRONMENT = "environnement", _("association de protection de l’environnement")
    CONSUMERS = "consommateurs", _("association de consommateurs")
    YOUTH = "jeunesse", _("organisation de jeunesse")
    UNION = "syndicat", _("syndicat de salariés")
    OTHER = "autre", _("autre")


class College(models.TextChoices):
    """With whom an organisation sits in the debate."""

    STATE = "etat", _("État et opérateurs")
    AUTHORITIES = "collectivites", _("collectivités")
    ECONOMY = "economie", _("acteurs économiques")
    UNIONS = "salaries", _("salariés")
    ASSOCIATIONS = "associations", _("associations")
    OTHERS = "autres", _("autres participants")


COLLEGES = {
    College.STATE: (OrganisationKind.STATE, OrganisationKind.OPERATOR),
    College.AUTHORITIES: (
        OrganisationKind.REGION,
        OrganisationKind.DEPARTEMENT,
        OrganisationKind.EPCI,
        OrganisationKind.CRTE_HOLDER,
        OrganisationKind.COMMUNE,
    ),
    College.ECONOMY: (OrganisationKind.CHAMBER, OrganisationKind.COMPANY, OrganisationKind.FARMING),
    College.UNIONS: (OrganisationKind.UNION,),
    College.ASSOCIATIONS: (
        OrganisationKind.ASSOCIATION,
        OrganisationKind.ENVIRONMENT,
        OrganisationKind.CONSUMERS,
        OrganisationKind.YOUTH,
    ),
    College.OTHERS: (OrganisationKind.OTHER,),
}
"""The college that is proposed for each nature; the animation of a COP may choose another."""


UNNUMBERED = (
    OrganisationKind.STATE,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.ENVIRONMENT,
    OrganisationKind.CONSUMERS,
    OrganisationKind.YOUTH,
    OrganisationKind.UNION,
    OrganisationKind.OTHER,
)
"""The natures of which some have no SIREN of their own (a service of a prefecture, a collective, a local branch): they
may be known by their name."""


def college_of(kind: str) -> College:
    """The college that is proposed for a nature of organisation."""
    return next(college for college, kinds in COLLEGES.items() if kind in kinds)


class Organisation(models.Model):
    """Who takes part in a COP: an authority, known by its territory, or anybody else, by its SIREN, else by its name.

    contact_role, contact_email : by function, never by name ("chargé de mission climat", climat@…). merged_into : the
    one that took its place when it was there twice, or when authorities merged; it then acts no more.
    """

    cop = models.ForeignKey(Cop, models.CASCADE, related_name="organisations", verbose_name=_("COP"))
    kind = models.CharField(_("nature"), max_length=16, choices=OrganisationKind.choices)
    name = models.CharField(_("nom"), max_length=200)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, validators=[check_siren])
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territoire")
    )
    college = models.CharField(_("collège"), max_length=16, choices=College.choices, blank=True)
    contact_role = models.CharField(_("fonction du contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("adresse du contact"), max_length=254, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("fusionnée dans")
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
            models.UniqueConstraint(
                F("cop"),
                Lower("name"),
                condition=Q(siren="", territory=None),
                name="organisation_named_once",
                violation_error_message=_("Une organisation de cette COP porte déjà ce nom."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & (~Q(siren="") | Q(territory__isnull=False) | Q(kind__in=UNNUMBERED)),
                name="organisation_known",
                violation_error_message=_(
                    "Une organisation a un nom, et un territoire ou un SIREN si sa nature en demande un."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values),
                name="organisation_kind_known",
                violation_error_message=_("La nature de cette organisation est inconnue."),
            ),
            models.CheckConstraint(
                condition=Q(college__in=["", *College.values]),
                name="organisation_college_known",
                violation_error_message=_("Le collège de cette organisation est inconnu."),
            ),
        )

    def __str__(self) -> str:
        return quoted(self.territory.name if self.territory else self.name)

    @property
    def seat(self) -> College:
        """The college in which it sits: the one chosen, else the one that its nature proposes."""
        return College(self.college) if self.college else college_of(self.kind)


def territory_name(level: str, code: str) -> str:
    """The name of a territory that a row holds: that which it had last, when a newer list has dropped it."""
    try:
        return place_of(level, code).name
    except CopiloteError:
        known = Territory.objects.filter(level=level, code=code).values_list("name", flat=True).first()
        return quoted(known) if known else code
