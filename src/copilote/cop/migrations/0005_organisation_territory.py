"""Organisations point to their territory by key: the new column. 0006 fills it, 0007 takes the codes away.

The constraints on codes leave first, so that they come back last when one goes back.
"""

import django.db.models.deletion
from django.db import migrations, models


def territory(**options: object) -> models.ForeignKey:
    return models.ForeignKey(
        blank=True, null=True, related_name="+", to="territories.territory", verbose_name="territoire", **options
    )


class Migration(migrations.Migration):
    dependencies = (("cop", "0004_rights_by_cop"), ("territories", "0001_initial"))
    operations = (
        migrations.RemoveConstraint("organisation", "organisation_of_territory_once"),
        migrations.RemoveConstraint("organisation", "organisation_known"),
        migrations.AddField("organisation", "territory", territory(on_delete=django.db.models.deletion.PROTECT)),
        migrations.AddField(
            "historicalorganisation",
            "territory",
            territory(on_delete=django.db.models.deletion.DO_NOTHING, db_constraint=False),
        ),
    )
