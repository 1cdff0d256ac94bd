"""The codes of organisations leave; what may not be is refused by the database."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = (("cop", "0006_organisations_by_territory"),)
    operations = (
        *(
            migrations.RemoveField(model, name)
            for model in ("organisation", "historicalorganisation")
            for name in ("level", "code")
        ),
        migrations.AddConstraint(
            "organisation",
            models.UniqueConstraint(
                fields=("cop", "territory"),
                name="organisation_of_territory_once",
                violation_error_message="Ce territoire est déjà une organisation de cette COP.",
            ),
        ),
        migrations.AddConstraint(
            "organisation",
            models.CheckConstraint(
                condition=~Q(name="") & (~Q(siren="") | Q(territory__isnull=False)),
                name="organisation_known",
                violation_error_message="Une organisation a un nom, et un SIREN ou un territoire.",
            ),
        ),
    )
