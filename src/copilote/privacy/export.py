"""All that is held of a person, as tables for the page and a ZIP to take away."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import Field, ForeignKey, Model
from django.utils import timezone

from copilote.cop.models import User
from copilote.privacy.holdings import Holding
from copilote.privacy.register import all_holdings
from copilote.publish.table import Book, Cell, Table
from copilote.publish.to_json import book_record, json_bytes
from copilote.publish.to_xlsx import xlsx_bytes
from copilote.words.typography import capital, day_words

UNREAD = "(gardé sous une forme que personne ne lit)"
ANOTHER = "une autre personne"
READ_ME = """Vos données dans Copilote, le {day}

mes-donnees.xlsx : à lire dans un tableur, une feuille par sorte de données.
mes-donnees.json : les mêmes, pour un programme.

Ce qui est gardé, pourquoi et combien de temps : la page « Registre des traitements » du site.
"""


def own_tables(user: User) -> tuple[Table, ...]:
    """What is held of a person, a table for each kind; none for what holds nothing."""
    return tuple(table for holding in all_holdings() if (table := _table(holding, user)) is not None)


def own_zip(user: User) -> bytes:
    """The same as files."""
    day = day_words(timezone.localdate())
    book = Book("mes-donnees", f"Données de {user}, le {day}", own_tables(user))
    body = io.BytesIO()
    with ZipFile(body, "w", ZIP_DEFLATED) as archive:
        archive.writestr("lisez-moi.txt", READ_ME.format(day=day))
        archive.writestr("mes-donnees.json", json_bytes(book_record(book)))
        archive.writestr("mes-donnees.xlsx", xlsx_bytes(book))
    return body.getvalue()


def _table(holding: Holding, user: User) -> Table | None:
    rows = holding.rows(user).order_by("pk")
    fields = sorted(_fields(holding), key=lambda field: _rank(holding, field.name))
    cells = [[_cell(holding, field, row, user) for field in fields] for row in rows]
    if not cells:
        return None
    heads = [capital(holding.heading(field.name)) for field in fields]
    told = [rank for rank in range(len(fields)) if any(row[rank] not in (None, "") for row in cells)]
    return Table.of_texts(
        holding.label.lower().replace(".", "-"),
        holding.title,
        [heads[rank] for rank in told],
        [[row[rank] for rank in told] for row in cells],
    )


def _fields(holding: Holding) -> list[Field[Any, Any]]:
    """All but the numbers of rows."""
    return [
        field
        for field in holding.model._meta.concrete_fields
        if not field.primary_key and field.name not in ("id", "pk")
    ]


def _rank(holding: Holding, name: str) -> tuple[bool, int]:
    """In the order of the register, what nobody reads last."""
    places = {field: rank for rank, field in enumerate(holding.fields)}
    return name in holding.secret, places.get(name, len(places))


def _cell(holding: Holding, field: Field[Any, Any], row: Model, user: User) -> Cell:
    """What a field holds, in words."""
    if field.name in holding.secret:
        return UNREAD if getattr(row, field.attname) else None
    if isinstance(field, ForeignKey):
        return _named(row, field, user)
    value = getattr(row, (holding.words or {}).get(field.name, field.attname))
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else None
    return None if value is None else value if isinstance(value, int | float) else str(value)


def _named(row: Model, field: ForeignKey[Any, Any], user: User) -> str | None:
    """What a row leads to; the number of what is there no more, as histories keep it. Another person is not named."""
    number = getattr(row, field.attname)
    if number is None:
        return None
    if field.related_model is User:
        return str(user) if number == user.pk else ANOTHER
    related = field.related_model._default_manager.filter(pk=number).first()  # type: ignore[union-attr]
    return str(related) if related is not None else f"n° {number}"
