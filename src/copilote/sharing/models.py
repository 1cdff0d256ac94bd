"""What a COP records about its sharing: choices of keys, figures of territories, perimeters.

Nothing is overwritten: a row is closed (`in_force` false, with its date) and another takes its place, so that every
decision keeps its date, its author and its reason. Only one row is in force at a time: the database sees to it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from copilote.cop.models import Cop, Member, User
from copilote.exchange.shares import DEFAULT, Bound, KeyChoice
from copilote.reference.errors import CopiloteError
from copilote.reference.keys import find_key


class Recorded(models.Model):
    """A row written by a member: when, by whom, with which role, and whether it still holds."""

    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("auteur"))
    author_role = models.CharField(_("rôle de l’auteur"), max_length=200)
    decided_at = models.DateTimeField(_("date"), auto_now_add=True)
    ended_at = models.DateTimeField(_("jusqu’au"), null=True, blank=True)
    in_force = models.BooleanField(_("en vigueur"), default=True)

    class Meta:
        abstract = True

    @property
    def decided_on(self) -> date | None:
        """The day, where the COP is; None before the row is written."""
        return timezone.localtime(self.decided_at).date() if self.decided_at else None

    def signed_by(self, member: Member) -> None:
        """Take the author and the role as it is today."""
        with override("fr"):  # kept in French whatever the author reads; pages translate it
            self.author, self.author_role = member.user, member.words


class LeverKeyChoice(Recorded):
    """The COP's choice for a lever: keys and weights, floors and ceilings, why.

    keys : [[key id or "defaut", weight], …]; bounds : [[level, code, floor in kt or null, ceiling in kt or null], …].
    withdrawn : the row says that the COP goes back to the default key. restores : the earlier choice that it brings
    back.
    """

    cop = models.ForeignKey(Cop, models.CASCADE, related_name="key_choices", verbose_name=_("COP"))
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
    what it had said.
    """

    cop = models.ForeignKey(Cop, models.CASCADE, related_name="figures", verbose_name=_("COP"))
    level = models.CharField(_("niveau"), max_length=16)
    code = models.CharField(_("code"), max_length=60)
    lever = models.CharField(_("levier"), max_length=40)
    done_kt = models.FloatField(_("fait ou en cours (kt)"), null=True, blank=True, validators=[MinValueValidator(0)])
    proposed_kt = models.FloatField(_("proposition (kt)"), null=True, blank=True, validators=[MinValueValidator(0)])
    reason = models.TextField(_("raison"), max_length=2000, blank=True)

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


class Perimeter(Recorded):
    """A perimeter of the COP: a list of codes of EPCI and communes under a name.

    replaces : codes of the listed CRTE whose place a CRTE takes in this COP. ended_role : who took it out of the list.
    """

    class Kind(models.TextChoices):
        """What it is for."""

        CRTE = "crte", _("CRTE")
        FREE = "libre", _("périmètre de travail")

    cop = models.ForeignKey(Cop, models.CASCADE, related_name="perimeters", verbose_name=_("COP"))
    name = models.CharField(_("nom"), max_length=120)
    kind = models.CharField(_("nature"), max_length=8, choices=Kind.choices)
    codes = models.JSONField(_("codes"), default=list)
    replaces = models.JSONField(_("CRTE remplacés"), default=list, blank=True)
    ended_role = models.CharField(_("rôle de qui l’a retiré"), max_length=200, blank=True, default="")

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

    def clean(self) -> None:
        """At least one code."""
        if not self.codes or not all(isinstance(one, str) for one in self.codes):
            raise ValidationError({"codes": _("Un périmètre a au moins un territoire.")})
        if self.replaces and self.kind != self.Kind.CRTE:
            raise ValidationError({"replaces": _("Seul un CRTE remplace des CRTE de la liste.")})

    def as_list(self) -> tuple[str, ...]:
        """Its codes."""
        found: list[Any] = self.codes
        return tuple(str(one) for one in found)

    def replaced(self) -> tuple[str, ...]:
        """The codes of the listed CRTE that it replaces."""
        found: list[Any] = self.replaces
        return tuple(str(one) for one in found)
