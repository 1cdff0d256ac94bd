"""The actions of the organisations of a COP, the levers that they act on and the territories that they cover.

Written by `writing` only, which keeps an action, its levers, its places and its history together.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from copilote.diagnostic.achieved import models as achieved_models  # noqa: F401  tables of the app
from copilote.diagnostic.attached import models as attached_models  # noqa: F401  tables of the app
from copilote.diagnostic.remarks import models as remarks_models  # noqa: F401  tables of the app
from copilote.diagnostic.twice import models as twice_models  # noqa: F401  tables of the app
from copilote.diagnostic.workbench.models import Cell, WorkbenchStep
from copilote.planning.actions import Status
from copilote.territories.models import Territory
from copilote.words import N_

__all__ = [
    "LONGEST",
    "OURS",
    "PHASES",
    "STATUSES",
    "Action",
    "ActionLever",
    "ActionPlace",
    "Cell",
    "ObstacleLevel",
    "Origin",
    "Seen",
    "Standing",
    "WorkbenchStep",
]

STATUSES = tuple((status.value, status.value) for status in Status)
"""Values only: their words are `Status.label`, which follows the language in use."""


class Standing(models.TextChoices):
    """What its holder said of an action: nothing yet, that it is theirs and being written, that it holds, or not."""

    KNOWN = "known", _("à confirmer")
    DRAFT = "draft", _("brouillon")
    VALIDATED = "validated", _("validée")
    REFUSED = "refused", _("pas à nous")


OURS = (Standing.DRAFT, Standing.VALIDATED)
"""The standings of an action that its organisation says is its own."""


class Seen(models.TextChoices):
    """Who sees an action once it is validated."""

    PUBLIC = "public", _("tout le monde")
    COP = "cop", _("les membres de la COP")
    ANIMATORS = "animators", _("l’animation de la COP seulement")


class Origin(models.TextChoices):
    """Where an action comes from."""

    WRITTEN = "written", _("écrite sur le site")
    FILE = "file", _("fichier")
    FONDS_VERT = "fonds-vert", _("Fonds vert")
    PCAET = "pcaet", _("PCAET")
    TET = "tet", _("Territoires en Transitions")
    API = "api", _("service partagé des collectivités")
    TABLE = "table", _("tableau de saisie")


class ObstacleLevel(models.TextChoices):
    """Where what stands in the way may be lifted."""

    LOCAL = "local", _("localement")
    REGIONAL = "regional", _("dans la région")
    NATIONAL = "national", _("au niveau national")


PHASES = {
    Status.IDEA: N_("Idée"),
    Status.DECIDED: N_("Étude"),
    Status.UNDER_WAY: N_("Opération"),
    Status.DONE: N_("Opération"),
    Status.STOPPED: N_("Opération"),
}
"""The phase of the shared service of authorities that a status is of, marked by `N_`."""


class Action(models.Model):
    """What an organisation of a COP did, does or plans.

    quantity : what it adds to, or takes from, the lever `measured` by 2030, in that lever's own unit. kt : ktCO2e a
    year avoided in 2030 by all its levers, from the quantity, or typed, `kt_method` then saying how. origin_id : what
    names it where it comes from. part_of : the action within which it counts. version : one more at each change.
    signed, why : of the last change, by role. said : its levers and places as last written, for the history.
    """

    cop = models.ForeignKey("cop.Cop", models.CASCADE, related_name="actions", verbose_name=_("COP"))
    organisation = models.ForeignKey(
        "cop.Organisation", models.CASCADE, related_name="actions", verbose_name=_("organisation")
    )
    title = models.CharField(_("titre"), max_length=300)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    partners = models.CharField(_("partenaires"), max_length=500, blank=True)
    status = models.CharField(_("statut"), max_length=12, choices=STATUSES, blank=True)
    start = models.DateField(_("début"), null=True, blank=True)
    end = models.DateField(_("fin"), null=True, blank=True)
    amount_eur = models.FloatField(_("budget"), null=True, blank=True)
    funders = models.CharField(_("financeurs"), max_length=500, blank=True)
    quantity = models.FloatField(_("quantité"), null=True, blank=True)
    measured = models.CharField(_("levier mesuré"), max_length=40, blank=True)
    kt = models.FloatField(_("ktCO2e évitées"), null=True, blank=True)
    kt_method = models.CharField(_("méthode de calcul"), max_length=500, blank=True)
    obstacle = models.TextField(_("obstacle"), max_length=2000, blank=True)
    obstacle_level = models.CharField(_("niveau"), max_length=8, choices=ObstacleLevel.choices, blank=True)
    obstacle_lifted_by = models.TextField(_("ce qui le lèverait"), max_length=2000, blank=True)
    link = models.URLField(_("adresse"), max_length=500, blank=True)
    seen = models.CharField(_("qui la voit"), max_length=9, choices=Seen.choices, default=Seen.COP)
    standing = models.CharField(_("état"), max_length=9, choices=Standing.choices, default=Standing.DRAFT)
    origin = models.CharField(_("origine"), max_length=10, choices=Origin.choices, default=Origin.WRITTEN)
    origin_id = models.CharField(_("numéro d’origine"), max_length=120, blank=True)
    part_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name=_("fait partie de")
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("écrite le"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changée le"), auto_now=True)
    signed = models.CharField(_("par"), max_length=200, blank=True, editable=False)
    why = models.CharField(_("raison"), max_length=300, blank=True, editable=False)
    said = models.JSONField(_("leviers et territoires"), default=dict, blank=True, editable=False)
    history = HistoricalRecords()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cop", "organisation", "origin", "origin_id"),
                condition=~Q(origin_id=""),
                name="action_of_origin_once",
                violation_error_message=_("Cette action est déjà dans la liste de cette organisation."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""), name="action_titled", violation_error_message=_("Une action a un titre.")
            ),
            models.CheckConstraint(
                condition=Q(status__in=["", *(status.value for status in Status)]), name="action_status_known"
            ),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="action_standing_known"),
            models.CheckConstraint(condition=Q(seen__in=Seen.values), name="action_seen_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="action_origin_known"),
            models.CheckConstraint(
                condition=Q(obstacle_level__in=["", *ObstacleLevel.values]), name="action_obstacle_level_known"
            ),
            models.CheckConstraint(
                condition=~Q(standing=Standing.VALIDATED) | ~Q(status=""),
                name="action_validated_with_status",
                violation_error_message=_("Une action validée a un statut : dites où elle en est."),
            ),
            models.CheckConstraint(
                condition=(Q(quantity=None) | Q(quantity__gte=0))
                & (Q(kt=None) | Q(kt__gte=0))
                & (Q(amount_eur=None) | Q(amount_eur__gte=0)),
                name="action_not_negative",
                violation_error_message=_("Une quantité, des kt et un budget ne peuvent pas être négatifs."),
            ),
            models.CheckConstraint(
                condition=Q(quantity=None) | ~Q(measured=""),
                name="action_quantity_of_lever",
                violation_error_message=_("Une quantité est celle d’un levier : choisissez-le."),
            ),
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=F("id")),
                name="action_not_within_itself",
                violation_error_message=_("Une action ne fait pas partie d’elle-même."),
            ),
        )
        indexes = (
            models.Index(fields=("cop", "organisation", "standing"), name="action_of_organisation"),
            models.Index(fields=("cop", "standing", "status"), name="action_by_standing"),
            models.Index(fields=("cop", "title"), name="action_by_title"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def progress(self) -> Status | None:
        """How far it has come; None when it is not said."""
        return Status(self.status) if self.status else None

    @property
    def phase(self) -> str:
        """Its phase in the shared service of authorities (Idée, Étude, Opération), marked by `N_`; "" for none."""
        return PHASES[self.progress] if self.progress else ""


LONGEST = {field.name: field.max_length for field in Action._meta.concrete_fields if field.max_length}
"""How many characters each field of an action holds at most."""


class ActionLever(models.Model):
    """A lever of an action, and the part of the action that is its own; the parts of an action add up to 1."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="levers")
    lever = models.CharField(_("levier"), max_length=40)
    part = models.FloatField(_("part"), default=1.0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("action", "lever"), name="action_lever_once"),
            models.CheckConstraint(
                condition=Q(part__gt=0) & Q(part__lte=1) & ~Q(lever=""),
                name="action_lever_part",
                violation_error_message=_("La part d’un levier est entre 0 et 1."),
            ),
        )
        indexes = (models.Index(fields=("lever", "action"), name="action_by_lever"),)


class ActionPlace(models.Model):
    """A territory that an action covers."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="places")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("action", "territory"), name="action_place_once"),)


# Found by Django among the app's models.
from copilote.diagnostic.column_models import ColumnMatch  # noqa: E402, F401
from copilote.diagnostic.survey.models import Survey, SurveyAnswer, SurveyQuestion  # noqa: E402, F401
