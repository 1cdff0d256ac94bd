"""`copilote administrator add`, `link`, `list`, `remove`: who administers this installation and opens its COPs."""

from __future__ import annotations

from typing import Annotated

import typer

from copilote.cli.installation import ready
from copilote.cli.member import HERE, Email, SiteOption, print_link
from copilote.cli.output import Format, FormatOption, column, emit, say

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command("add")
def add(
    email: Email, name: Annotated[str, typer.Option("--name", help="Nom de la personne.")] = "", site: SiteOption = HERE
) -> None:
    """Faire d’une personne un administrateur, et afficher le lien où elle choisit son mot de passe."""
    ready()
    from copilote.cop.administrators import add_administrator

    user = add_administrator(email, name)
    say(f"{user.email} administre cette installation.")
    if user.last_login is None:
        print_link(user.email, site)


@app.command("link")
def link(email: Email, site: SiteOption = HERE) -> None:
    """Afficher un nouveau lien pour choisir un mot de passe (mot de passe ou clé d’accès perdus)."""
    ready()
    from copilote.cop.administrators import administrator_of

    print_link(administrator_of(email).email, site)


@app.command("list")
def list_(output: FormatOption = Format.TABLE) -> None:
    """Lister les administrateurs de cette installation."""
    ready()
    from copilote.cop.administrators import administrators

    rows = [
        {
            "email": user.email,
            "name": user.name,
            "last_sign_in": user.last_login.strftime("%Y-%m-%d") if user.last_login else "",
        }
        for user in administrators()
    ]
    columns = [
        column("E-mail", lambda row: row["email"]),
        column("Nom", lambda row: row["name"]),
        column("Dernière connexion", lambda row: row["last_sign_in"] or "jamais"),
    ]
    title = "Administrateurs" if rows else "Aucun administrateur. Ajoutez-en un : copilote administrator add."
    emit(output, rows, rows=rows, columns=columns, title=title, header=("email", "name", "last_sign_in"))


@app.command("remove")
def remove(
    email: Email,
    successor: Annotated[
        str, typer.Option("--successor", help="Adresse de qui prend la suite : demandée pour le dernier.")
    ] = "",
    site: SiteOption = HERE,
) -> None:
    """Retirer l’administration à une personne ; ses rôles dans les COP et ce qu’elle a écrit restent."""
    ready()
    from copilote.cop.administrators import remove_administrator
    from copilote.cop.members import user_of

    closed = remove_administrator(email, successor)
    say("Administration retirée ; sans autre rôle, le compte est fermé." if closed else "Administration retirée.")
    if successor and user_of(successor).last_login is None:
        print_link(successor, site)
