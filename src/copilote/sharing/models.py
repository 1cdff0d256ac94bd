"""What a COP records about its sharing: choices of keys, figures of territories, perimeters."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from copilote.cop.recorded import Recorded
from copilote.exchange.perimeters import Gathered, Redrawn, gather_list
from copilote.exchange.shares import DEFAULT, Bound, KeyChoice
from copilote.reference.errors import CopiloteError
from copilote.reference.keys import find_key
from copilote.territories.drawn import draw
from copilote.territories.models import Territory


class LeverKeyChoice(Recorded):
    """The COP's choice for a lever: keys and weights, floors and ceilings, why.

    keys : [[key id or "defaut", weight], …]; bounds : [[level, code, floor in kt or null, ceiling in kt or null], …].
    withdrawn : the row says that the COP goes back to the default key. restores : the earlier choice that it brings
    back.
    """

    about = ("lever",)
    lever = models.CharField(_("levier"), max_length=40)
    keys = models.JSONField(_("clés et poids"), default=list, blank=True)
    bounds = models.JSONField(_("planchers et plafonds"), default=list, blank=True)
    reason = models.TextField(_("raison"), max_length=2000)
    withdrawn = models.BooleanField(_("retour à la clé par défaut"), default=False)
    restores = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cop", "lever"),
                condition=Q(in_force=True),
                name="key_choice_one_in_force",
                violation_error_message=_("Un autre choix vient d’être enregistré pour ce levier : relisez la page."),
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(lever=""),
                name="key_choice_reason",
                violation_error_message=_("Un choix a une raison : écrivez-la."),
            ),
        )
        indexes = (models.Index(fields=("cop", "lever", "-decided_at"), name="key_choice_history"),)

    def clean(self) -> None:
        """What the two lists hold is what the computation understands."""
        try:
            self.as_choice()
            for key, weight in self.keys:
                if key != DEFAULT:
                    find_key(key)
                if not 0 < float(weight) < 1e6:
                    raise ValidationError({"keys": _("Un poids est un nombre au-dessus de 0.")})
        except CopiloteError as error:
            raise ValidationError({"keys": str(error)}) from None
        except (TypeError, ValueError):
            raise ValidationError({"keys": _("Clés ou limites mal écrites.")}) from None
        if not self.keys and not self.withdrawn:
            raise ValidationError({"keys": _("Choisissez une clé au moins.")})

    def as_choice(self) -> KeyChoice:
        """The choice as the computation takes it; the author is the role, never the name."""
        return KeyChoice(
            self.lever,
            tuple((str(key), float(weight)) for key, weight in self.keys) or ((DEFAULT, 1.0),),
            tuple(Bound(str(level), str(code), floor, ceiling) for level, code, floor, ceiling in self.bounds),
            self.reason,
            self.decided_on,
            self.author_role,
        )


class TerritoryFigure(Recorded):
    """What a territory says of a lever: what it has done or has under way, what it proposes, and why.

    done_kt, proposed_kt : ktCO2e a year avoided in 2030 against 2019; null when not said. The proposal is the whole
    contribution, what is done included, and stands beside the indicative share. Both null: the territory took back
    what it had said. territory : that of `level` and `code`, for sums; null until its edition is loaded.
    """

    about = ("level", "code", "lever")
    level = models.CharField(_("niveau"), max_length=16)
    code = models.CharField(_("code"), max_length=60)
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, editable=False, related_name="+")
    lever = models.CharField(_("levier"), max_length=40)
    done_kt = models.FloatField(_("fait ou en cours (kt)"), null=True, blank=True, validators=[MinValueValidator(0)])
    proposed_kt = models.FloatField(_("proposition (kt)"), null=True, blank=True, validators=[MinValueValidator(0)])

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cop", "level", "code", "lever"),
                condition=Q(in_force=True),
                name="figure_one_in_force",
                violation_error_message=_("Un autre chiffre vient d’être enregistré pour ce levier : relisez la page."),
            ),
            models.CheckConstraint(
                condition=Q(proposed_kt__isnull=True) | ~Q(reason=""),
                name="figure_reason",
                violation_error_message=_("Une proposition a une raison : écrivez-la."),
            ),
            models.CheckConstraint(
                condition=(Q(done_kt__isnull=True) | Q(done_kt__gte=0))
                & (Q(proposed_kt__isnull=True) | Q(proposed_kt__gte=0)),
                name="figure_not_negative",
                violation_error_message=_("Un chiffre ne peut pas être négatif."),
            ),
        )
        indexes = (models.Index(fields=("cop", "level", "code"), name="figure_of_territory"),)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row, tied to its territory."""
        if self._state.adding:
            self.territory = Territory.objects.filter(level=self.level, code=self.code).first()
        super().save(*args, **kwargs)


class AnswerStep(models.TextChoices):
    """What a territory says of all its figures together."""

    SENT = "envoyee", _("envoyée")
    VALIDATED = "validee", _("validée")


class TerritoryAnswer(Recorded):
    """That what a territory said until then is its whole answer, or that who signs for it validates it.

    upto : the number of the last figure that it had written; one that comes after asks for the validation again.
    """

    about = ("level", "code")
    level = models.CharField(_("niveau"), max_length=16)
    code = models.CharField(_("code"), max_length=60)
    step = models.CharField(_("étape"), max_length=12, choices=AnswerStep.choices)
    upto = models.PositiveBigIntegerField(_("dernier chiffre"), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cop", "level", "code"),
                condition=Q(in_force=True),
                name="territory_answer_one_in_force",
                violation_error_message=_("Cette réponse vient d’être envoyée ou validée : relisez la page."),
            ),
            models.CheckConstraint(condition=Q(step__in=AnswerStep.values), name="territory_answer_step_known"),
        )


class Perimeter(Recorded):
    """A perimeter of the COP: a list of codes of EPCI and communes under a name.

    replaces : codes of the listed CRTE whose place a CRTE takes in this COP.
    """

    class Kind(models.TextChoices):
        """What it is for."""

        CRTE = "crte", _("CRTE")
        FREE = "libre", _("périmètre de travail")

    about = ("name",)
    name = models.CharField(_("nom"), max_length=120)
    kind = models.CharField(_("nature"), max_length=8, choices=Kind.choices)
    codes = models.JSONField(_("codes"), default=list)
    replaces = models.JSONField(_("CRTE remplacés"), default=list, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cop", "name"),
                condition=Q(in_force=True),
                name="perimeter_named_once",
                violation_error_message=_("Un périmètre de cette COP porte déjà ce nom."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="perimeter_named",
                violation_error_message=_("Un périmètre a un nom."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("crte", "libre")),
                name="perimeter_kind_known",
                violation_error_message=_("Un périmètre est un CRTE ou un périmètre de travail."),
            ),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row and the territory that it draws, or neither."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.draw()

    def draw(self) -> None:
        """Write its territory: closed when it is taken out, without communes when none is left."""
        communes: tuple[str, ...] = ()
        if self.in_force:
            with suppress(CopiloteError):
                communes = self.gathered.place.codes
        draw(self.pk, self.name, communes, closed=not self.in_force)

    def clean(self) -> None:
        """At least one code."""
        if not self.codes or not all(isinstance(code, str) for code in self.codes):
            raise ValidationError({"codes": _("Un périmètre a au moins un territoire.")})
        if self.replaces and self.kind != self.Kind.CRTE:
            raise ValidationError({"replaces": _("Seul un CRTE remplace des CRTE de la liste.")})

    def as_list(self) -> tuple[str, ...]:
        """Its codes."""
        return tuple(map(str, self.codes))

    @cached_property
    def gathered(self) -> Gathered:
        """What is understood of its codes; raises CopiloteError when no commune of them is left."""
        return gather_list(self.as_list(), self.name)

    @property
    def redrawn(self) -> Redrawn:
        """The CRTE that it draws, in the place of those that it replaces."""
        return Redrawn(str(self.pk), self.name, self.as_list(), self.replaced())

    def replaced(self) -> tuple[str, ...]:
        """The codes of the listed CRTE that it replaces."""
        return tuple(map(str, self.replaces))
