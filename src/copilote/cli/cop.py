"""`copilote cop open`, `list`, `current`, `stage`: the COPs of this installation."""

from __future__ import annotations

from typing import Annotated

import typer

from copilote.cli.installation import ready
from copilote.cli.member import RegionOption
from copilote.cli.output import Format, FormatOption, column, emit, say

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Slug = Annotated[str, typer.Argument(metavar="COP", help="Nom court de la COP : voyez copilote cop list.")]


@app.command("open")
def open_(
    region: RegionOption, name: Annotated[str, typer.Option("--name", help="Nom, comme « COP Bretagne 2027 ».")]
) -> None:
    """Ouvrir une COP ; elle est en cours si la région n’en a pas d’autre en cours."""
    ready()
    from copilote.cop.cops import open_cop

    cop = open_cop(region, name)
    say(f"« {cop.name} » est ouverte, sous le nom court {cop.slug}{' : elle est en cours' if cop.current else ''}.")


@app.command("list")
def list_(output: FormatOption = Format.TABLE) -> None:
    """Lister les COP, celle en cours de chaque région et l’étape de chacune."""
    ready()
    from copilote.cop.models import Cop

    fields = ("slug", "name", "region", "stage", "current")
    rows = list(Cop.objects.order_by("region", "slug").values(*fields))
    columns = [
        column("Nom court", lambda row: row["slug"]),
        column("Nom", lambda row: row["name"]),
        column("Région", lambda row: row["region"]),
        column("Étape", lambda row: row["stage"]),
        column("En cours", lambda row: "oui" if row["current"] else "non"),
    ]
    title = "COP" if rows else "Aucune COP. Ouvrez-en : copilote cop open."
    emit(output, rows, rows=rows, columns=columns, title=title, header=fields)


@app.command("gather")
def gather_(slug: Slug) -> None:
    """Chercher ce qui est déjà connu des organisations d’une COP : leurs projets publics, à confirmer par elles."""
    ready()
    from copilote.cop.cops import cop_named
    from copilote.diagnostic.gathering import gather
    from copilote.words.numbers import counted

    cop = cop_named(slug)
    told = counted(gather(cop), "action déjà connue ajoutée", "actions déjà connues ajoutées")
    say(f"« {cop.name} » : {told}, à confirmer par les organisations.")


@app.command("current")
def current(slug: Slug) -> None:
    """Faire d’une COP celle en cours de sa région : les pages publiques montrent ce qu’elle décide."""
    ready()
    from copilote.cop.cops import make_current

    say(f"« {make_current(slug).name} » est en cours.")


@app.command("stage")
def stage(
    slug: Slug, stage: Annotated[str, typer.Argument(metavar="ÉTAPE", help="diagnostic, debat, partage…")]
) -> None:
    """Dire à quelle étape en est une COP : les droits en dépendent (docs/droits.md)."""
    ready()
    from copilote.cop.cops import set_stage

    cop = set_stage(slug, stage)
    say(f"« {cop.name} » en est à l’étape : {cop.get_stage_display()}.")
