"""Several COPs a region, their organisations, and members by organisation: the new columns. 0003 fills them, 0004 takes
the old ones away."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import copilote.cop.models

KINDS = [
    ("etat", "État"),
    ("region", "région"),
    ("departement", "département"),
    ("intercommunalite", "intercommunalité"),
    ("commune", "commune"),
    ("entreprise", "entreprise"),
    ("association", "association"),
    ("chambre", "chambre"),
    ("autre", "autre"),
]
STAGES = [
    ("diagnostic", "diagnostic"),
    ("debat", "débat"),
    ("partage", "partage"),
    ("feuille-de-route", "feuille de route"),
    ("suivi", "suivi"),
    ("close", "close"),
]
HISTORY = {
    "ordering": ("-history_date", "-history_id"),
    "get_latest_by": ("history_date", "history_id"),
}


def history() -> list[tuple[str, models.Field]]:
    return [
        ("history_id", models.AutoField(primary_key=True, serialize=False)),
        ("history_date", models.DateTimeField(db_index=True)),
        ("history_change_reason", models.CharField(max_length=100, null=True)),
        (
            "history_type",
            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
        ),
        (
            "history_user",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]


def organisation() -> list[tuple[str, models.Field]]:
    siren = models.CharField(
        blank=True, max_length=9, validators=[copilote.cop.models.check_siren], verbose_name="SIREN"
    )
    return [
        ("kind", models.CharField(choices=KINDS, max_length=16, verbose_name="nature")),
        ("name", models.CharField(max_length=200, verbose_name="nom")),
        ("siren", siren),
        ("level", models.CharField(blank=True, max_length=16, verbose_name="niveau du territoire")),
        ("code", models.CharField(blank=True, max_length=60, verbose_name="code du territoire")),
    ]


def past(to: str, name: str) -> models.Field:
    """A key of a row of history: what it points to may be gone."""
    return models.ForeignKey(
        blank=True,
        db_constraint=False,
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=to,
        verbose_name=name,
    )


class Migration(migrations.Migration):
    dependencies = (("cop", "0001_initial"),)
    operations = (
        migrations.AlterField("cop", "region", models.CharField(max_length=3, verbose_name="région")),
        migrations.AlterField("historicalcop", "region", models.CharField(max_length=3, verbose_name="région")),
        *(
            migrations.AddField(model, name, field)
            for model in ("cop", "historicalcop")
            for name, field in (
                ("slug", models.CharField(default="", max_length=60)),
                ("current", models.BooleanField(default=True, verbose_name="en cours")),
                (
                    "stage",
                    models.CharField(choices=STAGES, default="partage", max_length=16, verbose_name="étape"),
                ),
            )
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                *organisation(),
                (
                    "cop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organisations",
                        to="cop.cop",
                        verbose_name="COP",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalOrganisation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                *organisation(),
                ("cop", past("cop.cop", "COP")),
                *history(),
            ],
            options=HISTORY
            | {
                "verbose_name": "historical organisation",
                "verbose_name_plural": "historical organisations",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        *(
            migrations.RemoveConstraint("member", name)
            for name in ("member_once", "member_role_known", "member_territory")
        ),
        migrations.RenameModel("Member", "Membership"),
        migrations.RenameModel("HistoricalMember", "HistoricalMembership"),
        migrations.AlterModelOptions(
            "historicalmembership",
            HISTORY | {"verbose_name": "historical membership", "verbose_name_plural": "historical memberships"},
        ),
        migrations.AddField(
            "membership",
            "organisation",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="members",
                to="cop.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField("historicalmembership", "organisation", past("cop.organisation", "organisation")),
    )
