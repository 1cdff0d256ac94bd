"""The page of the documents of an action, and their links on its own page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from copilote.diagnostic.actions import LARGEST
from copilote.diagnostic.attached.kinds import ACCEPTED, KINDS
from copilote.diagnostic.attached.models import ActionDocument
from copilote.diagnostic.attached.writing import MOST
from copilote.diagnostic.models import Action, Seen
from copilote.diagnostic.working.list_page import trail
from copilote.reference.errors import InputError
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words.numbers import counted, format_number
from copilote.words.typography import day_words, tied


class DocumentForm(Form):
    """A file."""

    document = forms.FileField(
        label="Document à joindre",
        help_text=f"{ACCEPTED}, 10 Mo au plus. Rien de confidentiel, pas de données personnelles inutiles.",
        widget=forms.FileInput({"accept": ",".join(f".{kind}" for kind in (*KINDS, "jpeg")), "class": "fr-upload"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide : choisissez-en un autre.",
            "max_length": "Le nom de ce fichier est trop long : raccourcissez-le.",
        },
        max_length=200,
    )

    def __init__(self, given: Mapping[str, Any] | None = None, files: Any = None) -> None:
        super().__init__(given, files, auto_id="%s")

    @property
    def sent(self) -> tuple[str, bytes]:
        """The name and the bytes of what was chosen, no more of them than tells that it is too large."""
        given = self.cleaned_data["document"]
        return given.name or "", given.read(LARGEST + 1)


@dataclass(frozen=True, slots=True)
class Line:
    """A document. address : of the file, "" once it is taken out; gone : when and by whom it was."""

    number: int
    name: str
    size: str
    joined: str
    address: str
    gone: str


@dataclass(frozen=True, kw_only=True)
class DocumentsPage(Page):
    """The documents of an action. form : None where there is room for no more."""

    action: Action
    lines: tuple[Line, ...]
    form: DocumentForm | None
    seen: str


def documents_page(action: Action, form: DocumentForm) -> DocumentsPage:
    """The page."""
    slug = action.cop.held_at
    lines = tuple(_line(row, slug) for row in _rows(action))
    held = sum(1 for line in lines if line.address)
    told = counted(held, "document joint", "documents joints") if held else "aucun document joint"
    return DocumentsPage(
        title=tied(f"{action.title} : {told}"),
        summary="Délibération, plan, bilan, photo : ce qui appuie les chiffres de l’action.",
        region=action.cop.place,
        departement=action.cop.departement,
        section="diagnostic.actions",
        trail=trail(
            slug,
            Entry(action.title, reverse("action", args=[slug, action.pk])),
            Entry("Documents", reverse("action_documents", args=[slug, action.pk])),
        ),
        action=action,
        lines=lines,
        form=form if held < MOST else None,
        seen=str(Seen.COP.label if action.seen == Seen.PUBLIC else Seen(action.seen).label),
    )


def links_of(action: Action) -> tuple[Entry, ...]:
    """The documents of an action, each with its kind and size; one query."""
    slug = action.cop.held_at
    return tuple(
        Entry(line.name, line.address, note=line.size)
        for line in (_line(row, slug) for row in _rows(action, held=True))
    )


def document_of(action: Action, number: int) -> ActionDocument:
    """A document of an action, with its bytes. Raises InputError for one that is taken out."""
    row = ActionDocument.objects.filter(action=action, pk=number, in_force=True).first()
    if row is None:
        raise InputError("Ce document n’est plus joint à cette action.")
    return row


def _rows(action: Action, *, held: bool = False) -> Any:
    rows = ActionDocument.objects.filter(action=action).defer("content").order_by("pk")
    return rows.filter(in_force=True) if held else rows


def _line(row: ActionDocument, slug: str) -> Line:
    size = f"{format_number(row.size / 1e6, 2)} Mo" if row.size >= 1e6 else f"{max(1, round(row.size / 1e3))} ko"
    address = reverse("action_document", args=[slug, row.action_id, row.pk]) if row.in_force else ""
    joined = f"joint le {day_words(timezone.localdate(row.decided_at))} ({row.author_role})"
    gone = ""
    if row.ended_at is not None:
        gone = f"retiré le {day_words(timezone.localdate(row.ended_at))} ({row.ended_role}) : le fichier est effacé"
    return Line(row.pk, row.name, tied(f"{row.kind.upper()}, {size}"), joined, address, gone)
