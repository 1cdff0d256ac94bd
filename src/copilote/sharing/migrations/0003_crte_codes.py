"""Codes that Copilote gave to CRTE before it had the State's list, in what members and territories recorded.

The seven perimeters from the press are in the list under another code, with the same members; an EPCI that was taken
for a CRTE is written as the EPCI that it is. Going back brings the seven codes back; EPCI stay EPCI, which both know.
"""

import re

from django.apps.registry import Apps
from django.db import IntegrityError, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORMER = {
    "crte-36-castelroussin": "crte-24-36-3",
    "crte-37-gatine-racan": "crte-24-37-11",
    "crte-41-agglopolys": "crte-24-41-1",
    "crte-41-grande-sologne": "crte-24-41-4",
    "crte-41-pays-des-chateaux": "crte-24-41-2",
    "crte-41-romorantinais-controis": "crte-24-41-5",
    "crte-41-vendomois": "crte-24-41-3",
}
ASSUMED = re.compile("crte-([0-9]{9})")


def renamed(level: str, code: str, codes: dict[str, str]) -> tuple[str, str]:
    """The level and code that replace those of a CRTE."""
    assumed = ASSUMED.fullmatch(code)
    if level == "crte" and assumed:
        return "epci", assumed[1]
    return level, codes.get(code, code) if level == "crte" else code


def rename(apps: Apps, codes: dict[str, str]) -> None:
    for model, level, code in (
        (apps.get_model("cop", "Member"), "territory_level", "territory_code"),
        (apps.get_model("sharing", "TerritoryFigure"), "level", "code"),
    ):
        for row in model.objects.filter(**{level: "crte"}):
            after = renamed("crte", getattr(row, code), codes)
            if after == ("crte", getattr(row, code)):
                continue
            setattr(row, level, after[0])
            setattr(row, code, after[1])
            try:
                with transaction.atomic():
                    row.save(update_fields=[level, code])
            except IntegrityError:
                continue  # the same person or figure is already there under that code: this row stays as it was
    for choice in apps.get_model("sharing", "LeverKeyChoice").objects.exclude(bounds=[]):
        bounds = [[*renamed(level, code, codes), *limits] for level, code, *limits in choice.bounds]
        if bounds != choice.bounds:
            choice.bounds = bounds
            choice.save(update_fields=["bounds"])


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    rename(apps, FORMER)


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    rename(apps, {today: former for former, today in FORMER.items()})


class Migration(migrations.Migration):
    dependencies = (("sharing", "0002_crte_replaced"), ("cop", "0001_initial"))
    run_before = (("cop", "0002_organisations"),)  # members are no longer known by their territory after it
    operations = (migrations.RunPython(forwards, backwards),)
