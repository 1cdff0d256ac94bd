"""Territories of all levels as rows with keys, the communes that each holds by edition, and the codes of the past.

Written by `load` and `drawn`, and by `Territory.of` before an edition is loaded. A territory keeps its key for ever:
one that a newer edition has no more is closed.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from copilote.words.typography import quoted


class Edition(models.Model):
    """An edition of the tables that was loaded. year : of the list of communes; checksum : of the tables."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    checksum = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    @classmethod
    def current(cls, using: str | None = None) -> Edition | None:
        """That which was loaded last; None before the first."""
        return cls.objects.using(using).order_by("-loaded_at").first()


class Territory(models.Model):
    """A region, collectivity, département, CRTE, arrondissement, EPCI, EPT or commune, or a perimeter that a COP drew.

    level : as addresses say it ("epci", "perimetre"…). code : INSEE or SIREN code, of the list of CRTE, or number
    of the perimeter. closed : the newest edition has it no more, or the COP took it out.
    """

    level = models.CharField(max_length=16)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("level", "code"), name="territory_once"),
            models.CheckConstraint(condition=~Q(level="") & ~Q(code=""), name="territory_coded"),
        )

    def __str__(self) -> str:
        return quoted(self.name)

    @classmethod
    def of(cls, level: str, code: str, name: str) -> Territory:
        """The row of a territory that the tables have; written here where they are not loaded yet."""
        return cls.objects.get_or_create(level=level, code=code, defaults={"name": name})[0]


class CommuneIn(models.Model):
    """A commune is in a territory, in an edition. Each commune is in itself; in two CRTE where the list has it twice.

    A commune that is no more is in what the communes it led to are all in, so that rows tied to it are still summed; an
    EPCI that is no more keeps the communes that it had last.
    """

    pk = models.CompositePrimaryKey("territory_id", "edition_id", "commune_id")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="communes", db_index=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", db_index=False)
    commune = models.ForeignKey(Territory, models.PROTECT, related_name="territories")


class FormerCommune(models.Model):
    """Where a commune code of the past leads, as `reference.passage.current_communes` tells.

    year_from, year_to : years in which the code meant several communes of today (`share` of its inhabitants each); both
    null for a code that is gone, which leads to one commune (`share` 1).
    """

    code = models.CharField(max_length=5, db_index=True)
    year_from = models.PositiveSmallIntegerField(null=True)
    year_to = models.PositiveSmallIntegerField(null=True)
    commune = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    share = models.FloatField(default=1.0)
