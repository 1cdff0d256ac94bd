"""The old columns of members leave; what may not be is refused by the database."""

from django.db import migrations, models
from django.db.models import Q

ROLES = ["animateur", "territoire", "lecteur"]
STAGES = ["diagnostic", "debat", "partage", "feuille-de-route", "suivi", "close"]
KINDS = [
    *("etat", "region", "departement", "intercommunalite", "commune"),
    *("entreprise", "association", "chambre", "autre"),
]


class Migration(migrations.Migration):
    dependencies = (("cop", "0003_members_by_organisation"),)
    operations = (
        *(
            migrations.RemoveField(model, name)
            for model in ("membership", "historicalmembership")
            for name in ("territory_level", "territory_code")
        ),
        migrations.AlterField("cop", "slug", models.SlugField(max_length=60, unique=True, verbose_name="nom court")),
        migrations.AlterField("historicalcop", "slug", models.SlugField(max_length=60, verbose_name="nom court")),
        migrations.RemoveConstraint("cop", "cop_named"),
        migrations.AddConstraint(
            "cop",
            models.UniqueConstraint(
                fields=("region",),
                condition=Q(current=True),
                name="cop_one_current",
                violation_error_message="Cette région a déjà une COP en cours.",
            ),
        ),
        migrations.AddConstraint(
            "cop",
            models.CheckConstraint(
                condition=~Q(region="") & ~Q(name="") & ~Q(slug=""),
                name="cop_named",
                violation_error_message="Une COP a une région et un nom.",
            ),
        ),
        migrations.AddConstraint(
            "cop",
            models.CheckConstraint(
                condition=Q(stage__in=STAGES),
                name="cop_stage_known",
                violation_error_message="Étapes : diagnostic, debat, partage, feuille-de-route, suivi, close.",
            ),
        ),
        migrations.AddConstraint(
            "organisation",
            models.UniqueConstraint(
                fields=("cop", "level", "code"),
                condition=~Q(code=""),
                name="organisation_of_territory_once",
                violation_error_message="Ce territoire est déjà une organisation de cette COP.",
            ),
        ),
        migrations.AddConstraint(
            "organisation",
            models.UniqueConstraint(
                fields=("cop", "siren"),
                condition=~Q(siren=""),
                name="organisation_siren_once",
                violation_error_message="Ce SIREN est déjà celui d’une organisation de cette COP.",
            ),
        ),
        migrations.AddConstraint(
            "organisation",
            models.CheckConstraint(
                condition=~Q(name="")
                & (~Q(siren="") | ~Q(code=""))
                & (Q(level="", code="") | ~Q(level="") & ~Q(code="")),
                name="organisation_known",
                violation_error_message="Une organisation a un nom, et un SIREN ou un territoire.",
            ),
        ),
        migrations.AddConstraint(
            "organisation",
            models.CheckConstraint(
                condition=Q(kind__in=KINDS),
                name="organisation_kind_known",
                violation_error_message="La nature de cette organisation est inconnue.",
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.UniqueConstraint(
                fields=("user", "cop", "organisation"),
                name="membership_once",
                violation_error_message="Cette personne a déjà un rôle dans cette COP pour ce territoire.",
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.UniqueConstraint(
                fields=("user", "cop"),
                condition=Q(organisation=None),
                name="membership_alone_once",
                violation_error_message="Cette personne a déjà un rôle dans cette COP.",
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                condition=Q(role__in=ROLES),
                name="membership_role_known",
                violation_error_message="Rôles acceptés : animateur, territoire, lecteur.",
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                condition=~Q(role="territoire") | Q(organisation__isnull=False),
                name="membership_organisation",
                violation_error_message="Le rôle « territoire » demande une organisation.",
            ),
        ),
    )
