"""The territory of each organisation, by its codes, and back.

One that is not among the territories is written there, closed: the tables, once loaded, open those that they have.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MODELS = ("Organisation", "HistoricalOrganisation")


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    territories = apps.get_model("territories", "Territory").objects
    for model in MODELS:
        for row in apps.get_model("cop", model).objects.exclude(code=""):
            named = {"name": row.name, "closed": True}
            row.territory = territories.get_or_create(level=row.level, code=row.code, defaults=named)[0]
            row.save(update_fields=["territory"])


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    territories = apps.get_model("territories", "Territory").objects
    for model in MODELS:
        rows = apps.get_model("cop", model).objects.exclude(territory_id=None)
        known = territories.in_bulk(set(rows.values_list("territory_id", flat=True)))
        for row in rows:
            if place := known.get(row.territory_id):
                row.level, row.code = place.level, place.code
                row.save(update_fields=["level", "code"])


class Migration(migrations.Migration):
    dependencies = (("cop", "0005_organisation_territory"),)
    operations = (migrations.RunPython(forwards, backwards),)
