"""`copilote security list`: what the security log holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

import typer

from copilote.cli.installation import ready
from copilote.cli.output import Format, FormatOption, column, emit
from copilote.reference.errors import InputError

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
FIELDS = ("at", "event", "user", "about", "cop", "client", "detail")


@app.callback()
def _security() -> None:
    """Le journal de sécurité."""


@app.command("list")
def list_(
    event: Annotated[str, typer.Option("--event", help="Un seul type, par exemple connexion-refusee.")] = "",
    since: Annotated[str, typer.Option("--since", help="Depuis ce jour : 2026-11-01.")] = "",
    most: Annotated[int, typer.Option("--most", help="Lignes au plus.", min=1)] = 10_000,
    output: FormatOption = Format.TABLE,
) -> None:
    """Lister ce qui a été noté, du plus récent au plus ancien."""
    ready()
    from django.utils import timezone

    from copilote.cop.models import Happening
    from copilote.cop.security import note
    from copilote.cop.security_page import events_of

    if event and event not in Happening.values:
        raise InputError(f"Type « {event[:40]} » : inconnu. Types : {', '.join(Happening.values)}.")
    start = None
    if since:
        try:
            start = timezone.make_aware(datetime.combine(date.fromisoformat(since), datetime.min.time()))
        except ValueError:
            raise InputError(f"« {since[:40]} » n’est pas un jour. Écrivez-le comme 2026-11-01.") from None
    rows: list[dict[str, Any]] = [
        {
            "at": timezone.localtime(each.at).isoformat(timespec="seconds"),
            "event": each.event,
            "user": each.user.email if each.user else None,
            "about": each.about.email if each.about else None,
            "cop": each.cop.slug if each.cop else None,
            "client": each.client,
            "detail": each.detail,
        }
        for each in events_of(event, start)[:most]
    ]
    note(Happening.EXPORT, detail="copilote security list")
    titles = ("Quand", "Quoi", "Par", "À propos de", "COP", "Appareil", "Détail")
    columns = [column(title, partial(_cell, name)) for name, title in zip(FIELDS, titles, strict=True)]
    title = "Journal de sécurité" if rows else "Rien de tel n’est noté."
    emit(output, rows, rows=rows, columns=columns, title=title, header=FIELDS)


def _cell(name: str, row: Mapping[str, Any]) -> str:
    return str(row[name] or "")
