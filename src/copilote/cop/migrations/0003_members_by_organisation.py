"""The COP of each region takes the region's name in addresses, each territory that a member speaks for becomes an
organisation; what members were is kept in their history. Going back gives members their territories again."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from copilote.cop.models import territory_name
from copilote.reference.errors import CopiloteError
from copilote.reference.simulator import find_region

KINDS = {"departement": "departement", "epci": "intercommunalite", "commune": "commune", "region": "region"}


def slug_of(region: str) -> str:
    try:
        return find_region(region).slug
    except CopiloteError:
        return f"region-{region}".lower()


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Fill the new columns."""
    cops = {cop.pk: cop for cop in apps.get_model("cop", "Cop").objects.all()}
    for model in ("Cop", "HistoricalCop"):
        for row in apps.get_model("cop", model).objects.all():
            row.slug = slug_of(row.region)
            row.save(update_fields=["slug"])
    organisations = apps.get_model("cop", "Organisation").objects
    for model in ("Membership", "HistoricalMembership"):
        for row in apps.get_model("cop", model).objects.exclude(territory_code=""):
            if row.cop_id in cops:
                level, code = row.territory_level, row.territory_code
                names = {"kind": KINDS.get(level, "autre"), "name": territory_name(level, code)}
                own, _made = organisations.get_or_create(cop_id=row.cop_id, level=level, code=code, defaults=names)
                row.organisation_id = own.pk
                row.save(update_fields=["organisation"])


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the old columns again."""
    regions = list(apps.get_model("cop", "Cop").objects.values_list("region", flat=True))
    if len(regions) > len(set(regions)):
        raise ValueError("Une région a plusieurs COP, ce que la version d’avant ne connaît pas : gardez-en une.")
    known = {own.pk: own for own in apps.get_model("cop", "Organisation").objects.all()}
    for model in ("Membership", "HistoricalMembership"):
        for row in apps.get_model("cop", model).objects.exclude(organisation_id=None):
            if own := known.get(row.organisation_id):
                row.territory_level, row.territory_code = own.level, own.code
                row.save(update_fields=["territory_level", "territory_code"])


class Migration(migrations.Migration):
    dependencies = (("cop", "0002_organisations"),)
    operations = (migrations.RunPython(forwards, backwards),)
