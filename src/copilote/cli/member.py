"""`copilote member add`, `link`, `list`, `remove`: who works in a COP, and with which role."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Annotated

import typer

from copilote.cli.output import Column, Format, FormatOption, emit, say
from copilote.reference.errors import InputError

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Email = Annotated[str, typer.Argument(metavar="E-MAIL", help="Adresse e-mail, qui sert de nom d’utilisateur.")]
RegionOption = Annotated[str, typer.Option("--region", help="Région de la COP : code (24), nom ou abréviation.")]
TerritoryOption = Annotated[
    str, typer.Option("--territory", help="Territoire pour lequel la personne parle : epci:200030385, departement:45…")
]
SiteOption = Annotated[
    str, typer.Option("--site", envvar="SITE", help="Adresse du site, au début du lien : https://cop.exemple.fr.")
]
HERE = "http://localhost:8000"


def _ready() -> None:
    """Django and its base, made if it is not there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copilote.site.settings")
    import django
    from django.core.management import call_command

    try:
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
    except OSError as error:
        raise InputError(f"Le dossier COPILOTE_HOME n’est pas accessible : {error.strerror}.") from None


@app.command("add")
def add(
    email: Email,
    region: RegionOption,
    role: Annotated[str, typer.Option("--role", help="animateur, territoire ou lecteur.")],
    territory: TerritoryOption = "",
    name: Annotated[str, typer.Option("--name", help="Nom de la personne, montré aux membres de la COP.")] = "",
    site: SiteOption = HERE,
) -> None:
    """Donner un rôle à une personne, et afficher le lien où elle choisit son mot de passe."""
    _ready()
    from copilote.cop.members import add_member

    member = add_member(email, region, role, territory, name)
    say(f"{member.user.email} : {member.words}, dans « {member.cop.name} ».")
    if member.user.last_login is None:
        _print_link(member.user.email, site)


@app.command("link")
def link(email: Email, site: SiteOption = HERE) -> None:
    """Afficher un nouveau lien pour choisir un mot de passe (mot de passe oublié)."""
    _ready()
    _print_link(email, site)


def _print_link(email: str, site: str) -> None:
    from copilote.cop.members import password_path, user_of

    say("Lien à lui transmettre ; il sert une fois, pendant trois jours :")
    print(site.rstrip("/") + password_path(user_of(email)))


@app.command("list")
def list_(
    region: Annotated[str, typer.Option("--region", help="Une COP seulement.")] = "",
    output: FormatOption = Format.TABLE,
) -> None:
    """Lister les membres, leur rôle, leur territoire et leur dernière connexion."""
    _ready()
    from copilote.cop.members import list_members

    rows = [asdict(one) for one in list_members(region)]
    columns = [
        Column("E-mail", lambda row: row["email"]),
        Column("Nom", lambda row: row["name"]),
        Column("Région", lambda row: row["region"]),
        Column("Rôle", lambda row: row["role"]),
        Column("Territoire", lambda row: row["territory"]),
        Column("Depuis", lambda row: row["since"]),
        Column("Dernière connexion", lambda row: row["last_sign_in"] or "jamais"),
    ]
    header = ("email", "name", "region", "role", "territory", "since", "last_sign_in")
    title = "Membres" if rows else "Aucun membre. Ajoutez-en : copilote member add."
    emit(output, rows, rows=rows, columns=columns, title=title, header=header)


@app.command("remove")
def remove(email: Email, region: RegionOption, territory: TerritoryOption = "") -> None:
    """Retirer les rôles d’une personne dans une COP, ou celui pour un territoire ; ce qu’elle a écrit reste."""
    _ready()
    from copilote.cop.members import remove_member

    count, closed = remove_member(email, region, territory)
    told = "1 rôle retiré." if count == 1 else f"{count} rôles retirés."
    say(f"{told} C’était le dernier : le compte est fermé." if closed else told)
