import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


def written(apps, schema_editor):
    """Before the workbench there is no such origin: its actions are as if written on the site."""
    for name in ("Action", "HistoricalAction"):
        apps.get_model("diagnostic", name).objects.filter(origin="table").update(origin="written")


class Migration(migrations.Migration):
    dependencies = [
        ("cop", "0019_lists_of_actions"),
        ("diagnostic", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lever", models.CharField(max_length=40, verbose_name="levier")),
                (
                    "column",
                    models.CharField(
                        choices=[
                            ("done", "Fait"),
                            ("under_way", "En cours"),
                            ("decided", "Prévu"),
                            ("proposal", "Proposition pour 2030"),
                        ],
                        max_length=9,
                        verbose_name="colonne",
                    ),
                ),
                ("value", models.FloatField(blank=True, null=True, verbose_name="valeur")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("changed_at", models.DateTimeField(verbose_name="changée le")),
                ("signed", models.CharField(blank=True, editable=False, max_length=200, verbose_name="par")),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalCell",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("lever", models.CharField(max_length=40, verbose_name="levier")),
                (
                    "column",
                    models.CharField(
                        choices=[
                            ("done", "Fait"),
                            ("under_way", "En cours"),
                            ("decided", "Prévu"),
                            ("proposal", "Proposition pour 2030"),
                        ],
                        max_length=9,
                        verbose_name="colonne",
                    ),
                ),
                ("value", models.FloatField(blank=True, null=True, verbose_name="valeur")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("changed_at", models.DateTimeField(verbose_name="changée le")),
                ("signed", models.CharField(blank=True, editable=False, max_length=200, verbose_name="par")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical cell",
                "verbose_name_plural": "historical cells",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="WorkbenchStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[("sent", "envoyé au valideur"), ("published", "validé et publié")],
                        max_length=9,
                        verbose_name="étape",
                    ),
                ),
                ("upto", models.PositiveIntegerField(verbose_name="changements")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="raison")),
                ("said_at", models.DateTimeField(auto_now_add=True, verbose_name="dit le")),
                ("signed", models.CharField(max_length=200, verbose_name="par")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="action",
            name="action_origin_known",
        ),
        migrations.AlterField(
            model_name="action",
            name="origin",
            field=models.CharField(
                choices=[
                    ("written", "écrite sur le site"),
                    ("file", "fichier"),
                    ("fonds-vert", "Fonds vert"),
                    ("pcaet", "PCAET"),
                    ("tet", "Territoires en Transitions"),
                    ("api", "service partagé des collectivités"),
                    ("table", "tableau de saisie"),
                ],
                default="written",
                max_length=10,
                verbose_name="origine",
            ),
        ),
        migrations.AlterField(
            model_name="historicalaction",
            name="origin",
            field=models.CharField(
                choices=[
                    ("written", "écrite sur le site"),
                    ("file", "fichier"),
                    ("fonds-vert", "Fonds vert"),
                    ("pcaet", "PCAET"),
                    ("tet", "Territoires en Transitions"),
                    ("api", "service partagé des collectivités"),
                    ("table", "tableau de saisie"),
                ],
                default="written",
                max_length=10,
                verbose_name="origine",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["written", "file", "fonds-vert", "pcaet", "tet", "api", "table"])),
                name="action_origin_known",
            ),
        ),
        migrations.AddField(
            model_name="cell",
            name="cop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cop.cop", verbose_name="COP"
            ),
        ),
        migrations.AddField(
            model_name="cell",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="cop.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="cell",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="historicalcell",
            name="cop",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cop.cop",
                verbose_name="COP",
            ),
        ),
        migrations.AddField(
            model_name="historicalcell",
            name="history_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="historicalcell",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cop.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="historicalcell",
            name="user",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="workbenchstep",
            name="cop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cop.cop", verbose_name="COP"
            ),
        ),
        migrations.AddField(
            model_name="workbenchstep",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="cop.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="workbenchstep",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="personne",
            ),
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.UniqueConstraint(fields=("cop", "organisation", "lever", "column"), name="cell_once"),
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("column__in", ["done", "under_way", "decided", "proposal"]), models.Q(("lever", ""), _negated=True)
                ),
                name="cell_of_lever",
            ),
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.CheckConstraint(
                condition=models.Q(("value", None), ("value__gte", 0), _connector="OR"), name="cell_not_negative"
            ),
        ),
        migrations.AddIndex(
            model_name="workbenchstep",
            index=models.Index(fields=["cop", "organisation", "-said_at"], name="workbench_steps"),
        ),
        migrations.AddConstraint(
            model_name="workbenchstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", ["sent", "published"])), name="workbench_step_known"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, written),
    ]
