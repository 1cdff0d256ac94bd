"""Rows for tests: a factory mirrors each model."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from copilote.cop.models import Cop, Membership, Organisation, Role, User
from copilote.sharing.models import LeverKeyChoice, Perimeter, TerritoryFigure
from copilote.territories.models import Territory


class UserFactory(DjangoModelFactory[User]):
    """A person with an address of their own."""

    email = factory.Sequence(lambda rank: f"personne-{rank}@exemple.fr")
    name = factory.Sequence(lambda rank: f"Personne {rank}")

    class Meta:
        model = User


class CopFactory(DjangoModelFactory[Cop]):
    """The COP of a region, Centre-Val de Loire unless told otherwise; one a region."""

    region = "24"
    name = factory.LazyAttribute(lambda cop: f"COP de la région {cop.region}")
    slug = factory.LazyAttribute(lambda cop: f"cop-{cop.region}")

    class Meta:
        model = Cop
        django_get_or_create = ("region",)


class MemberFactory(DjangoModelFactory[Membership]):
    """Who leads the COP; with `territory=("epci", code)`, who speaks for a territory."""

    user = factory.SubFactory(UserFactory)
    cop = factory.SubFactory(CopFactory)
    role = Role.ANIMATOR

    class Meta:
        model = Membership

    class Params:
        territory: Any = None

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        territory = kwargs.pop("territory", None)
        if territory:
            place = Territory.of(*territory, name=territory[1])
            own = Organisation.objects.get_or_create(
                cop=kwargs["cop"], territory=place, defaults={"kind": "autre", "name": place.name}
            )
            kwargs |= {"role": Role.CONTRIBUTOR, "organisation": own[0]}
        return kwargs


class RecordedFactory(DjangoModelFactory[Any]):
    """What a member wrote: signed, in force."""

    cop = factory.SubFactory(CopFactory)
    author = factory.SubFactory(UserFactory)
    author_role = "animation de la COP"

    class Meta:
        abstract = True


class LeverKeyChoiceFactory(RecordedFactory):
    """The COP's choice of a key for a lever."""

    lever = "augm_voitelec"
    keys = factory.LazyFunction(lambda: [["population", 1.0]])
    reason = "Plus simple à dire."

    class Meta:
        model = LeverKeyChoice


class TerritoryFigureFactory(RecordedFactory):
    """What an EPCI says of a lever."""

    level, code = "epci", "200030385"
    lever = "augm_voitelec"
    done_kt, proposed_kt, reason = 1.0, 4.0, "Ce que nous pouvons."

    class Meta:
        model = TerritoryFigure


class PerimeterFactory(RecordedFactory):
    """A perimeter drawn by the COP."""

    name = factory.Sequence(lambda rank: f"Périmètre {rank}")
    kind = "libre"
    codes = factory.LazyFunction(lambda: ["200030385"])

    class Meta:
        model = Perimeter
