"""`copilote mail list`, `send`, `try`, `bounce`: the messages of a site, for who runs it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from copilote.cli.installation import ready
from copilote.cli.output import Format, FormatOption, column, emit, say
from copilote.reference.errors import InputError

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
LONGEST_NOTICE = 5_000_000


@app.command("list")
def list_(
    state: Annotated[str, typer.Option("--state", help="waiting, sent, uncertain, failed, bounced…")] = "",
    cop: Annotated[str, typer.Option("--cop", help="Nom court d’une COP.")] = "",
    most: Annotated[int, typer.Option("--most", help="Nombre de messages, les plus récents.", min=1)] = 50,
    output: FormatOption = Format.TABLE,
) -> None:
    """Lister les messages, sans leur texte : à qui, de quelle nature, où ils en sont."""
    ready()
    from copilote.outbox.models import Message, State

    if state and state not in State.values:
        raise InputError(f"État « {state[:40]} » : inconnu. États : {', '.join(State.values)}.")
    messages = Message.objects.order_by("-pk")
    messages = messages.filter(state=state) if state else messages
    messages = messages.filter(scope=cop) if cop else messages
    rows = [
        {
            "number": message.pk,
            "made": message.made.isoformat(timespec="seconds"),
            "email": message.email,
            "kind": message.kind,
            "cop": message.scope,
            "state": message.state,
            "attempts": message.attempts,
            "error": message.error,
        }
        for message in messages[:most]
    ]
    columns = [
        column("N°", lambda row: str(row["number"]), right=True),
        column("Écrit", lambda row: row["made"]),
        column("Pour", lambda row: row["email"]),
        column("Nature", lambda row: row["kind"]),
        column("COP", lambda row: row["cop"]),
        column("État", lambda row: row["state"]),
        column("Essais", lambda row: str(row["attempts"]), right=True),
        column("Pourquoi", lambda row: row["error"]),
    ]
    header = ("number", "made", "email", "kind", "cop", "state", "attempts", "error")
    title = "Messages" if rows else "Aucun message."
    emit(output, rows, rows=rows, columns=columns, title=title, header=header)


@app.command("send")
def send() -> None:
    """Envoyer maintenant ce qui est prêt à partir, sans attendre l’atelier."""
    ready()
    from copilote.outbox.models import Message, State
    from copilote.outbox.sending import Sender

    sent = Sender().look()
    late = Message.objects.filter(state=State.WAITING, alone=True).exclude(error="").order_by("due").first()
    say(f"{sent} message envoyé." if sent == 1 else f"{sent} messages envoyés.")
    if late is not None:
        raise InputError(f"des messages attendent encore : {late.error}.")


@app.command("try")
def try_(email: Annotated[str, typer.Argument(metavar="ADRESSE", help="À qui envoyer un message d’essai.")]) -> None:
    """Envoyer aussitôt un message d’essai, et dire ce que le serveur de messagerie en fait."""
    ready()
    from copilote.outbox.posting import usable
    from copilote.outbox.trying import try_to

    try_to(usable(email))
    say("Le serveur de messagerie a pris le message d’essai. Regardez aussi s’il arrive dans les indésirables.")


@app.command("bounce")
def bounce(
    given: Annotated[
        str, typer.Argument(metavar="FICHIER|ADRESSE", help="Avis de non-remise (- : entrée), ou adresse.")
    ],
) -> None:
    """Noter qu’une adresse est refusée : plus rien ne lui est envoyé tant que personne ne le redemande."""
    ready()
    from copilote.outbox.bounces import Bounce, bounces_in, note

    if "@" in given and not Path(given).exists():
        found: tuple[Bounce, ...] = (Bounce(given.strip().lower(), "notée par qui tient le site"),)
    elif given == "-":
        found = bounces_in(sys.stdin.buffer.read(LONGEST_NOTICE))
    else:
        try:
            found = bounces_in(Path(given).read_bytes()[:LONGEST_NOTICE])
        except OSError as error:
            raise InputError(f"« {given[:80]} » ne se lit pas : {error.strerror}.") from None
    if not found:
        say("Cet avis ne dit aucun refus définitif : rien n’est noté.")
    for each in found:
        known = note(each)
        say(
            f"{each.email} : adresse refusée ({each.reason})." if known else f"{each.email} : rien ne lui a été envoyé."
        )
