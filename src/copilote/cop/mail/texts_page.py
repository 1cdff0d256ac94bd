"""The pages of the texts of messages: all of them, and the form of one with its preview."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms

from copilote.cop.mail.texts import editable, text_of
from copilote.cop.models import Cop
from copilote.outbox.kinds import MessageKind
from copilote.outbox.wording import LONGEST_SUBJECT, check, filled, one_line
from copilote.reference.errors import CopiloteError
from copilote.ui.addresses import ground_at, region_of
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words import _


class TextForm(Form):
    """The subject and the body of a kind of messages. preview : both, filled with the examples of its fields."""

    vu = forms.IntegerField(widget=forms.HiddenInput, required=False)
    objet = forms.CharField(label="Objet", max_length=LONGEST_SUBJECT)
    texte = forms.CharField(
        label="Texte",
        help_text="Cinq lignes et un lien : c’est ce qui se lit sur un téléphone. Ce qui est entre accolades est "
        "remplacé dans chaque message.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    raison = forms.CharField(
        label="Raison du changement",
        help_text="Facultative. Elle sera lue dans le journal de la COP.",
        required=False,
        max_length=500,
    )

    def __init__(self, cop: Cop, kind: MessageKind, given: Mapping[str, str] | None) -> None:
        self.kind, self.own = kind, text_of(cop, kind.key)
        shown = self.own or kind
        initial = {"vu": self.own.pk if self.own else 0, "objet": shown.subject, "texte": shown.body}
        super().__init__(given, initial=initial, auto_id="%s")

    def clean_objet(self) -> str:
        """A subject whose fields are of the kind."""
        return self._checked("objet")

    def clean_texte(self) -> str:
        """A body whose fields are of the kind, and that keeps its link."""
        text = self._checked("texte")
        if "lien" in self.kind.fields and "{lien}" not in text:
            raise forms.ValidationError("Gardez {lien} : sans lui, personne ne pourrait répondre.")
        return text

    def _checked(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        try:
            check(text, self.kind)
        except CopiloteError as error:
            raise forms.ValidationError(str(error)) from None
        return text

    @property
    def preview(self) -> tuple[str, str] | None:
        """What a person would read; None for a text that cannot be filled."""
        example = self.kind.example
        try:
            return (
                one_line(filled(str(self["objet"].value() or ""), example)),
                filled(str(self["texte"].value() or ""), example),
            )
        except CopiloteError:
            return None


@dataclass(frozen=True, slots=True)
class TextLine:
    """A kind of messages in the list: its name, where its text is written, its subject, and whether it is the COP's."""

    label: str
    address: str
    subject: str
    own: bool
    when: str


@dataclass(frozen=True, kw_only=True)
class TextsPage(Page):
    """All the kinds of messages of a COP."""

    lines: tuple[TextLine, ...]


@dataclass(frozen=True, kw_only=True)
class TextPage(Page):
    """The form of a text. fields : (name between braces, what it is, its example). examples : the same, for a script.

    own : the COP wrote its own. default : the text of the kind.
    """

    form: TextForm
    fields: tuple[tuple[str, str, str], ...]
    examples: str
    own: bool
    default: str


def trail_to(slug: str, *more: Entry) -> tuple[Entry, ...]:
    """The way to the pages of messages."""
    return (Entry.to("La COP", "cop", slug), Entry.to("Messages", "messages", slug), *more)


def texts_page(slug: str, cop: Cop) -> TextsPage:
    """The list of the texts."""
    lines = []
    for kind in editable():
        own = text_of(cop, kind.key)
        when = "part aussitôt" if kind.urgent else "une fois par jour, avec les autres"
        address = Entry.to("", "message_text", slug, kind.key).address
        lines.append(TextLine(_(kind.label), address, own.subject if own else kind.subject, own is not None, when))
    return TextsPage(
        title="Les textes des messages",
        summary="Chaque message a un texte ; écrivez le vôtre. Un changement vaut pour les messages à venir.",
        region=region_of(slug),
        departement=ground_at(slug)[1],
        section="cop",
        trail=trail_to(slug, Entry.to("Textes", "message_texts", slug)),
        lines=tuple(lines),
    )


def text_page(slug: str, form: TextForm) -> TextPage:
    """The form of one text."""
    kind = form.kind
    example = kind.example
    label = _(kind.label)
    return TextPage(
        title=f"Le texte du message « {label} »",
        summary="Écrivez-le avec vos mots : l’aperçu montre ce qu’une personne lira.",
        region=region_of(slug),
        departement=ground_at(slug)[1],
        section="cop",
        trail=trail_to(
            slug, Entry.to("Textes", "message_texts", slug), Entry.to(label, "message_text", slug, kind.key)
        ),
        form=form,
        fields=tuple((f"{{{name}}}", what, example[name]) for name, what in kind.fields.items()),
        examples=json.dumps(example, ensure_ascii=False),
        own=form.own is not None,
        default=f"{kind.subject}\n\n{kind.body}",
    )
