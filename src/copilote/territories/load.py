"""The territories of the reference tables into the database, in one transaction, when the tables changed.

Rows are updated in place: what people wrote stays tied to the same territory under a newer edition. Memberships of
earlier editions stay beside.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256

from django.apps.registry import Apps
from django.db import connections, transaction
from django.db.models import Model

from copilote.exchange.perimeters import crte_members, places
from copilote.reference import perimeters
from copilote.reference.communes import load_frame
from copilote.reference.errors import UnknownNameError
from copilote.reference.passage import current_communes, load_passage
from copilote.reference.tables import data_roots, latest
from copilote.reference.territories import COM, DOMAIN, Commune, load_bodies, load_communes, load_regions
from copilote.territories.models import CommuneIn, Edition, FormerCommune, Territory

DRAWN = "perimetre"
"""Level of the perimeters that COPs draw: no table holds them."""
NEVER = -1
"""A year in which no code meant several communes."""
LAYOUT = "2"
"""Changed with what this module writes, so that installations load anew."""
MERGING = ("epci", "ept")
"""Levels of the bodies that merge, or are dissolved, on a first of January."""
Key = tuple[str, str]


def as_migrated(apps: Apps, *models: type[Model]) -> bool:
    """Whether a `migrate` left the tables of some models as the program has them, and stopped at no earlier state."""
    for model in models:
        try:
            migrated = apps.get_model(model._meta.label)
        except LookupError:
            return False
        if {field.name for field in migrated._meta.fields} != {field.name for field in model._meta.fields}:
            return False
    return True


def checksum() -> str:
    """Of the tables that rows are made of: territories, and the list of CRTE, of the newest edition at hand."""
    digest = sha256(LAYOUT.encode())
    for root in data_roots():
        for domain in (DOMAIN, perimeters.DOMAIN):
            for path in sorted((root / domain / latest(domain)).rglob("*.csv")):
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def load_territories(using: str = "default") -> bool:
    """Bring the rows of a database up to the tables; False when they already are, and nothing is written."""
    year, now = int(latest(DOMAIN)[:4]), checksum()
    held = Edition.current(using)
    if held is not None and (held.year, held.checksum) == (year, now):
        return False
    with transaction.atomic(using):
        edition, _made = Edition.objects.using(using).update_or_create(year=year, defaults={"checksum": now})
        communes = (*load_communes(), *load_communes(COM))
        _write_territories(using, communes)
        ids = {
            (level, code): pk
            for pk, level, code in Territory.objects.using(using).values_list("pk", "level", "code")
            if level != DRAWN
        }
        _write_memberships(using, edition, communes, ids)
        _write_former(using, {code: pk for (level, code), pk in ids.items() if level == "commune"})
    return True


def _write_territories(using: str, communes: Iterable[Commune]) -> None:
    """Add and rename; what the tables have no more is closed, what they have again is open."""
    districts = {
        place.code: place for region in load_regions() for place in places(region.code, "arrondissement")
    }.values()
    rows = [
        Territory(level=body.level, code=body.code, name=body.name)
        for body in (*load_bodies(), *perimeters.load_all_crte(), *districts, *communes)
    ]
    known = Territory.objects.using(using)
    known.exclude(level=DRAWN).filter(closed=False).update(closed=True)
    known.bulk_create(
        rows, update_conflicts=True, unique_fields=("level", "code"), update_fields=("name", "closed"), batch_size=5000
    )


def _write_memberships(using: str, edition: Edition, communes: Iterable[Commune], ids: dict[Key, int]) -> None:
    """Write anew which commune is where in an edition; perimeters of COPs keep theirs."""
    inside: dict[str, list[int]] = {commune.code: [ids[key] for key in _places_of(commune)] for commune in communes}
    codes, ranks, crte = crte_members()
    for code, rank in zip(load_frame().codes[ranks].tolist(), crte.tolist(), strict=True):
        inside[code].append(ids["crte", codes[rank]])
    for level, code in ids:
        if level == "commune" and code not in inside:
            inside[code] = _inherited(code, inside)
    pairs = [(ids["commune", code], territory) for code, territories in inside.items() for territory in territories]
    pairs += _held_before(using, {territory for _commune, territory in pairs})
    CommuneIn.objects.using(using).filter(edition=edition).exclude(territory__level=DRAWN).delete()
    _insert(using, edition, pairs)


def _places_of(commune: Commune) -> Iterator[Key]:
    """Level and code of all that a commune is in by the tables of territories, itself included."""
    yield commune.level, commune.code
    if len(commune.region) > len("24"):
        yield "collectivite", commune.region
        return
    yield "region", commune.region
    yield "departement", commune.departement
    for level in ("epci", "ept", "arrondissement"):
        if code := getattr(commune, level):
            yield level, code


def _inherited(code: str, inside: dict[str, list[int]]) -> list[int]:
    """What a commune of an earlier edition is in: all that the communes it led to share."""
    with suppress(UnknownNameError):
        leads = [set(inside[today]) for today in current_communes(code).codes]
        return sorted(set.intersection(*leads))
    return []


def _held_before(using: str, there: set[int]) -> list[tuple[int, int]]:
    """The communes of the bodies that the tables have no more, as the last edition that had them: what was said of
    them is still counted where their communes are."""
    gone = Territory.objects.using(using).filter(level__in=MERGING, closed=True).exclude(pk__in=there)
    rows = CommuneIn.objects.using(using).filter(territory__in=gone).values_list("territory", "edition", "commune")
    last: dict[int, int] = {}
    for territory, year, _commune in rows:
        last[territory] = max(year, last.get(territory, 0))
    return [(commune, territory) for territory, year, commune in rows if year == last[territory]]


def _insert(using: str, edition: Edition, pairs: list[tuple[int, int]]) -> None:
    """Write (commune, territory) pairs: 210,000 rows as one JSON text, ten times as fast as objects one by one."""
    connection = connections[using]
    each = "json_each(%s)" if connection.vendor == "sqlite" else "json_array_elements(%s::json) AS pair(value)"
    table = CommuneIn._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (edition_id, commune_id, territory_id) "  # noqa: S608 -- names of ours
            f"SELECT %s, CAST(value ->> 0 AS bigint), CAST(value ->> 1 AS bigint) FROM {each}",
            [edition.pk, json.dumps(pairs)],
        )
        if connection.vendor == "postgresql":  # it would take these tables for empty until its next round
            cursor.execute(f"ANALYZE {Territory._meta.db_table}, {table}")


def _write_former(using: str, ids: dict[str, int]) -> None:
    """Write anew where each code of the past leads."""
    rows = []
    for former in load_passage():
        if former.kind == "split" and former.share is not None:
            years = {"year_from": former.year_from, "year_to": former.year_to}
            rows.append(
                FormerCommune(code=former.old_code, commune_id=ids[former.new_code], share=former.share, **years)
            )
    for code in dict.fromkeys(former.old_code for former in load_passage()):
        (today,) = current_communes(code, NEVER).codes
        if today != code:
            rows.append(FormerCommune(code=code, commune_id=ids[today]))
    FormerCommune.objects.using(using).all().delete()
    FormerCommune.objects.using(using).bulk_create(rows, batch_size=5000)
