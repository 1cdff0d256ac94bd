"""Five roles in the place of three, organisations of more natures, with a college and a contact.

Who spoke for a territory contributes for its organisation.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLES = ("Membership", "HistoricalMembership")
KINDS = ("Organisation", "HistoricalOrganisation")
FORMER = {
    "operateur": "etat",
    "porteur-crte": "autre",
    "agriculture": "autre",
    "syndicat": "autre",
    "environnement": "association",
    "consommateurs": "association",
    "jeunesse": "association",
}


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for model in ROLES:
        apps.get_model("cop", model).objects.filter(role="territoire").update(role="contributeur")
    crte = apps.get_model("territories", "Territory").objects.filter(level="crte").values("pk")
    for model in KINDS:
        apps.get_model("cop", model).objects.filter(kind="autre", territory_id__in=crte).update(kind="porteur-crte")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The nearest of the former roles and natures: nobody may do more than before."""
    for model in ROLES:
        rows = apps.get_model("cop", model).objects
        rows.filter(role__in=("contributeur", "validateur")).update(role="territoire")
        rows.filter(role="relais").update(role="lecteur", over=None)
    for model in KINDS:
        for kind, former in FORMER.items():
            apps.get_model("cop", model).objects.filter(kind=kind).update(kind=former)


class Migration(migrations.Migration):
    dependencies = [
        ("cop", "0008_calendar"),
        ("territories", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_alone_once",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_role_known",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_organisation",
        ),
        migrations.RemoveConstraint(
            model_name="organisation",
            name="organisation_kind_known",
        ),
        migrations.AddField(
            model_name="historicalmembership",
            name="over",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="territories.territory",
                verbose_name="département suivi",
            ),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="college",
            field=models.CharField(
                blank=True,
                choices=[
                    ("etat", "État et opérateurs"),
                    ("collectivites", "collectivités"),
                    ("economie", "acteurs économiques"),
                    ("salaries", "salariés"),
                    ("associations", "associations"),
                    ("autres", "autres participants"),
                ],
                max_length=16,
                verbose_name="collège",
            ),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="contact_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="adresse du contact"),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="contact_role",
            field=models.CharField(blank=True, max_length=120, verbose_name="fonction du contact"),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cop.organisation",
                verbose_name="fusionnée dans",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="over",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territories.territory",
                verbose_name="département suivi",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="college",
            field=models.CharField(
                blank=True,
                choices=[
                    ("etat", "État et opérateurs"),
                    ("collectivites", "collectivités"),
                    ("economie", "acteurs économiques"),
                    ("salaries", "salariés"),
                    ("associations", "associations"),
                    ("autres", "autres participants"),
                ],
                max_length=16,
                verbose_name="collège",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="contact_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="adresse du contact"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="contact_role",
            field=models.CharField(blank=True, max_length=120, verbose_name="fonction du contact"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="cop.organisation",
                verbose_name="fusionnée dans",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="is_administrator",
            field=models.BooleanField(default=False, verbose_name="administre l’installation"),
        ),
        migrations.AlterField(
            model_name="historicalmembership",
            name="role",
            field=models.CharField(
                choices=[
                    ("animateur", "animation de la COP"),
                    ("relais", "relais départemental"),
                    ("contributeur", "contribution"),
                    ("validateur", "validation"),
                    ("lecteur", "lecture"),
                ],
                max_length=12,
                verbose_name="rôle",
            ),
        ),
        migrations.AlterField(
            model_name="historicalorganisation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("etat", "service de l’État"),
                    ("operateur", "opérateur de l’État"),
                    ("region", "région"),
                    ("departement", "département"),
                    ("intercommunalite", "intercommunalité"),
                    ("porteur-crte", "porteur de CRTE (pays, PETR, PNR)"),
                    ("commune", "commune"),
                    ("chambre", "chambre consulaire"),
                    ("entreprise", "entreprise"),
                    ("agriculture", "organisation agricole"),
                    ("association", "association"),
                    ("environnement", "association de protection de l’environnement"),
                    ("consommateurs", "association de consommateurs"),
                    ("jeunesse", "organisation de jeunesse"),
                    ("syndicat", "syndicat de salariés"),
                    ("autre", "autre"),
                ],
                max_length=16,
                verbose_name="nature",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("animateur", "animation de la COP"),
                    ("relais", "relais départemental"),
                    ("contributeur", "contribution"),
                    ("validateur", "validation"),
                    ("lecteur", "lecture"),
                ],
                max_length=12,
                verbose_name="rôle",
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("etat", "service de l’État"),
                    ("operateur", "opérateur de l’État"),
                    ("region", "région"),
                    ("departement", "département"),
                    ("intercommunalite", "intercommunalité"),
                    ("porteur-crte", "porteur de CRTE (pays, PETR, PNR)"),
                    ("commune", "commune"),
                    ("chambre", "chambre consulaire"),
                    ("entreprise", "entreprise"),
                    ("agriculture", "organisation agricole"),
                    ("association", "association"),
                    ("environnement", "association de protection de l’environnement"),
                    ("consommateurs", "association de consommateurs"),
                    ("jeunesse", "organisation de jeunesse"),
                    ("syndicat", "syndicat de salariés"),
                    ("autre", "autre"),
                ],
                max_length=16,
                verbose_name="nature",
            ),
        ),
        migrations.RunPython(forwards, backwards),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation", None), ("over", None)),
                fields=("user", "cop"),
                name="membership_alone_once",
                violation_error_message="Cette personne a déjà un rôle dans cette COP.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation", None), ("over__isnull", False)),
                fields=("user", "cop", "over"),
                name="membership_over_once",
                violation_error_message="Cette personne suit déjà ce département dans cette COP.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["animateur", "relais", "contributeur", "validateur", "lecteur"])),
                name="membership_role_known",
                violation_error_message="Rôles acceptés : animateur, relais, contributeur, validateur, lecteur.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role__in", ("contributeur", "validateur")), _negated=True),
                    ("organisation__isnull", False),
                    _connector="OR",
                ),
                name="membership_organisation",
                violation_error_message="Qui contribue ou valide le fait pour une organisation : choisissez-la.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("over__isnull", False), ("role", "relais")),
                    models.Q(models.Q(("role", "relais"), _negated=True), ("over", None)),
                    _connector="OR",
                ),
                name="membership_over",
                violation_error_message="Un relais départemental suit un département, et lui seul : choisissez-le.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "etat",
                            "operateur",
                            "region",
                            "departement",
                            "intercommunalite",
                            "porteur-crte",
                            "commune",
                            "chambre",
                            "entreprise",
                            "agriculture",
                            "association",
                            "environnement",
                            "consommateurs",
                            "jeunesse",
                            "syndicat",
                            "autre",
                        ],
                    )
                ),
                name="organisation_kind_known",
                violation_error_message="La nature de cette organisation est inconnue.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("college__in", ["", "etat", "collectivites", "economie", "salaries", "associations", "autres"])
                ),
                name="organisation_college_known",
                violation_error_message="Le collège de cette organisation est inconnu.",
            ),
        ),
    ]
