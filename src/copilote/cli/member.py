"""`copilote member add`, `link`, `unprotect`, `list`, `remove`: who works in a COP, and with which role."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from copilote.cli.installation import ready
from copilote.cli.output import Format, FormatOption, column, emit, say

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Email = Annotated[str, typer.Argument(metavar="E-MAIL", help="Adresse e-mail, qui sert de nom d’utilisateur.")]
RegionOption = Annotated[str, typer.Option("--region", help="Région de la COP : code (24), nom ou abréviation.")]
TerritoryOption = Annotated[
    str,
    typer.Option(
        "--territory",
        help="Territoire pour lequel elle parle, ou département qu’elle suit : epci:200030385…",
    ),
]
SiteOption = Annotated[
    str, typer.Option("--site", envvar="SITE", help="Adresse du site, au début du lien : https://cop.exemple.fr.")
]
CopOption = Annotated[
    str, typer.Option("--cop", help="Nom court de la COP, quand la région en a plusieurs ; sans lui, celle en cours.")
]
SirenOption = Annotated[
    str,
    typer.Option(
        "--siren", help="SIREN de l’organisation pour laquelle la personne parle, si elle n’est pas un territoire."
    ),
]
HERE = "http://localhost:8000"


@app.command("add")
def add(
    email: Email,
    region: RegionOption,
    role: Annotated[str, typer.Option("--role", help="animateur, relais, contributeur, validateur ou lecteur.")],
    territory: TerritoryOption = "",
    name: Annotated[str, typer.Option("--name", help="Nom de la personne, montré aux membres de la COP.")] = "",
    site: SiteOption = HERE,
    cop: CopOption = "",
    siren: SirenOption = "",
    organisation: Annotated[
        str, typer.Option("--organisation", help="Nom de l’organisation du SIREN, la première fois.")
    ] = "",
    kind: Annotated[
        str, typer.Option("--kind", help="Sa nature : entreprise, association, chambre, etat, autre…")
    ] = "autre",
) -> None:
    """Donner un rôle à une personne, et afficher le lien où elle choisit son mot de passe."""
    ready()
    from copilote.cop.members import Company, add_member

    member = add_member(email, region, role, territory, name, cop, Company(siren, organisation, kind))
    say(f"{member.user.email} : {member.words}, dans « {member.cop.name} ».")
    if member.user.last_login is None:
        print_link(member.user.email, site)


@app.command("link")
def link(email: Email, site: SiteOption = HERE) -> None:
    """Afficher un nouveau lien pour choisir un mot de passe (mot de passe oublié)."""
    ready()
    print_link(email, site)


@app.command("unprotect")
def unprotect(email: Email) -> None:
    """Retirer les clés d’accès et l’application de codes d’une personne qui les a perdues : elle en fera d’autres."""
    ready()
    from copilote.cop.members import forget_factors

    if forget_factors(email):
        say("Seconde preuve retirée. La personne en est avertie par un message, et en fera une autre avant d’agir.")
    else:
        say("Cette personne n’a ni clé d’accès ni application de codes.")


def print_link(email: str, site: str) -> None:
    """The address where a person chooses a password."""
    from copilote.cop.members import password_path, user_of

    say("Lien à lui transmettre ; il sert une fois, pendant trois jours :")
    print(site.rstrip("/") + password_path(user_of(email)))


@app.command("list")
def list_(
    region: Annotated[str, typer.Option("--region", help="Une région seulement.")] = "",
    cop: CopOption = "",
    output: FormatOption = Format.TABLE,
) -> None:
    """Lister les membres, leur rôle, leur territoire et leur dernière connexion."""
    ready()
    from copilote.cop.members import list_members
    from copilote.cop.models import Happening
    from copilote.cop.security import note

    rows = [asdict(member) for member in list_members(region, cop)]
    note(Happening.EXPORT, detail="copilote member list")
    columns = [
        column("E-mail", lambda row: row["email"]),
        column("Nom", lambda row: row["name"]),
        column("Région", lambda row: row["region"]),
        column("Rôle", lambda row: row["role"]),
        column("Territoire ou SIREN", lambda row: row["territory"] or row["siren"]),
        column("COP", lambda row: row["cop"]),
        column("Depuis", lambda row: row["since"]),
        column("Dernière connexion", lambda row: row["last_sign_in"] or "jamais"),
    ]
    header = ("email", "name", "region", "role", "territory", "since", "last_sign_in", "cop", "siren")
    title = "Membres" if rows else "Aucun membre. Ajoutez-en : copilote member add."
    emit(output, rows, rows=rows, columns=columns, title=title, header=header)


@app.command("remove")
def remove(
    email: Email, region: RegionOption, territory: TerritoryOption = "", cop: CopOption = "", siren: SirenOption = ""
) -> None:
    """Retirer les rôles d’une personne dans une COP, ou celui pour une organisation ; ce qu’elle a écrit reste."""
    ready()
    from copilote.cop.members import remove_member

    count, closed = remove_member(email, region, territory, cop, siren)
    withdrawn = "1 rôle retiré." if count == 1 else f"{count} rôles retirés."
    say(f"{withdrawn} C’était le dernier : le compte est fermé." if closed else withdrawn)
