"""Rows that say something of persons: which fields, whose they are, what becomes of them when an account is erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Field, Model, Q, QuerySet
from django.utils.text import capfirst

from copilote.cop.keeping import naming
from copilote.cop.models import User
from copilote.cop.recorded import recorded_models
from copilote.words import N_, _

Rows = QuerySet[Any]
Whose = Callable[[type[Model], User], Rows]


class Fate(Enum):
    """What becomes of rows when the account of their person is erased."""

    GONE = N_("effacé avec le compte")
    NAMELESS = N_("gardé sans le nom")


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows of a model that say something of persons.

    fields : those that do. whose : the rows of a person. secret : fields that nobody is shown, not even that person.
    labels : of fields that the model does not name in French, marked by `N_`. scrub : takes a person out of what
    rows of others hold. words : properties that say a field in words.
    """

    label: str
    fields: tuple[str, ...]
    whose: Whose
    fate: Fate
    secret: tuple[str, ...] = ()
    labels: Mapping[str, str] | None = None
    scrub: Callable[[User], None] | None = None
    words: Mapping[str, str] | None = None

    @property
    def model(self) -> type[Model]:
        """The model."""
        return apps.get_model(self.label)

    def rows(self, user: User) -> Rows:
        """The rows of a person."""
        return self.whose(self.model, user)

    def heading(self, name: str) -> str:
        """What a field holds, in the language in use."""
        if self.labels and name in self.labels:
            return _(self.labels[name])
        return str(_field(self.model, name).verbose_name)

    @property
    def headings(self) -> tuple[str, ...]:
        """What its fields hold."""
        return tuple(self.heading(name) for name in self.fields)

    @property
    def title(self) -> str:
        """What its rows are, in the language in use."""
        if self.labels and "" in self.labels:
            return _(self.labels[""])
        return capfirst(str(self.model._meta.verbose_name_plural))


def of_person(*paths: str) -> Whose:
    """The rows that lead to an account by one of some fields, or hold its address in one that is an address."""

    def rows(model: type[Model], user: User) -> Rows:
        known = Q()
        for path in paths:
            known |= Q(**({f"{path}__iexact": user.email} if "email" in path else {path: user.pk}))
        return model._default_manager.filter(known)

    return rows


def sessions_of(model: type[Model], user: User) -> Rows:
    """The sessions of an account: they say whose they are in what they hold only."""
    sessions = Session.objects.all()
    own = [row.pk for row in sessions if str(row.get_decoded().get("_auth_user_id", "")) == str(user.pk)]
    return model._default_manager.filter(pk__in=own)


def decided() -> tuple[Holding, ...]:
    """What members decide, whatever the app that records it."""
    return tuple(
        Holding(
            model._meta.label,
            ("author", "author_role", "organisation", "decided_at", "reason", "ended_role"),
            of_person("author"),
            Fate.NAMELESS,
            labels={"": DECISIONS.get(model.__name__, N_("Décisions"))},
        )
        for model in recorded_models()
    )


DECISIONS = {
    "LeverKeyChoice": N_("Clés choisies"),
    "TerritoryFigure": N_("Chiffres donnés pour un territoire"),
    "Perimeter": N_("Périmètres enregistrés"),
    "Period": N_("Dates de la COP"),
    "Meeting": N_("Réunions annoncées"),
    "Document": N_("Documents publiés"),
    "OrganisationMerge": N_("Fusions d’organisations"),
    "MessageText": N_("Textes de messages"),
    "StageChange": N_("Étapes de la COP"),
    "Review": N_("Avis d’un relais sur une réponse"),
    "DuplicateDecision": N_("Décisions sur des actions qui se ressemblent"),
    "ActionDocument": N_("Documents joints à des actions"),
    "Remark": N_("Demandes, réponses et remarques sur des actions"),
    "PriorityRemark": N_("Remarques sur des priorités d’adaptation"),
    "TerritoryAnswer": N_("Réponses envoyées ou validées"),
}


def clear(holding: Holding, user: User) -> None:
    """Have the rows of a person be gone, or without the name."""
    if holding.scrub:
        holding.scrub(user)
    rows = holding.rows(user)
    if holding.fate is Fate.GONE:
        rows.delete()
        return
    for name, empty in naming(holding.model).items():
        known = {f"{name}__iexact": user.email} if empty == "" else {name: user.pk}
        rows.filter(**known).update(**{name: empty})


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    return model._meta.get_field(name)  # type: ignore[return-value]  # those of the register are columns
