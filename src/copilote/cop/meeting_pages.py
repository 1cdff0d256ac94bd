"""The page by which the animation of a COP announces meetings and documents. Behind sign-in: in French only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms

from copilote.cop.calendar_page import DAY, FIRST_YEAR, LAST_YEAR
from copilote.cop.meetings import Meetings, meetings_of
from copilote.cop.models import Cop, Document, Meeting
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words.typography import day_words

ADDRESS = "Écrivez une adresse entière, comme https://www.exemple.fr/compte-rendu.pdf."


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=DAY, error_messages={"invalid": "Écrivez un jour, comme 2026-03-31."})


def _link(label: str, *, required: bool) -> forms.URLField:
    wrong = {"invalid": ADDRESS}
    return forms.URLField(label=label, max_length=500, required=required, assume_scheme="https", error_messages=wrong)


class _Dated(Form):
    """What has a title, and a day within reason."""

    def __init__(self, cop: Cop, given: Mapping[str, str] | None) -> None:
        super().__init__(given, auto_id=f"{type(self).__name__.lower()}-%s")
        self.cop = cop

    def within_reason(self, name: str) -> None:
        """Refuse a year that is a slip."""
        day = self.cleaned_data.get(name)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.add_error(name, f"Donnez une année de {FIRST_YEAR} à {LAST_YEAR}.")


class MeetingForm(_Dated):
    """A meeting to announce."""

    titre = forms.CharField(label="Titre de la réunion", max_length=160)
    jour = _day("Jour")
    heure = forms.TimeField(
        label="Heure",
        required=False,
        help_text="Facultative.",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Écrivez une heure, comme 14:30."},
    )
    lieu = forms.CharField(label="Lieu", max_length=200, required=False)
    lien = _link("Adresse de la visioconférence", required=False)

    def clean(self) -> None:
        """A day within reason, a place or a link."""
        self.within_reason("jour")
        if not self.errors and not (self.cleaned_data["lieu"] or self.cleaned_data["lien"]):
            self.add_error("lieu", "Dites où elle se tient : un lieu, ou l’adresse d’une visioconférence.")

    @property
    def row(self) -> Meeting:
        """What was typed, once valid."""
        given = self.cleaned_data
        return Meeting(
            title=given["titre"],
            held_on=given["jour"],
            begins_at=given["heure"],
            place=given["lieu"],
            link=given["lien"],
        )


class DocumentForm(_Dated):
    """A document to publish, by its address."""

    titre = forms.CharField(label="Titre du document", max_length=160)
    lien = _link("Adresse du document", required=True)
    date = _day("Date du document")
    reunion = forms.ChoiceField(label="Réunion", required=False)

    def __init__(self, cop: Cop, given: Mapping[str, str] | None) -> None:
        super().__init__(cop, given)
        announced = meetings_of(cop)
        held = [(str(row.pk), f"{row.title}, {day_words(row.held_on)}") for row in (*announced.coming, *announced.past)]
        self.offer("reunion", [("", "aucune"), *held])

    def clean(self) -> None:
        """A day within reason."""
        self.within_reason("date")

    @property
    def row(self) -> Document:
        """What was typed, once valid."""
        given = self.cleaned_data
        meeting = int(given["reunion"]) if given["reunion"] else None
        return Document(title=given["titre"], link=given["lien"], dated_on=given["date"], meeting_id=meeting)


FORMS: dict[str, tuple[type[MeetingForm] | type[DocumentForm], type[Meeting] | type[Document]]] = {
    "reunion": (MeetingForm, Meeting),
    "document": (DocumentForm, Document),
}
"""What one announces, by the name that the page sends."""


@dataclass(frozen=True, kw_only=True)
class MeetingsPage(Page):
    """The two forms, and what is announced already. wrong : the form that was refused, None for none."""

    meetings: Meetings
    documents: tuple[Document, ...]
    meeting_form: MeetingForm
    document_form: DocumentForm
    wrong: MeetingForm | DocumentForm | None


def meetings_page(cop: Cop, wrong: MeetingForm | DocumentForm | None = None) -> MeetingsPage:
    """The page of the forms, one of which was refused."""
    return MeetingsPage(
        title=f"Réunions et documents de la {cop.name}",
        summary="Ils sont publics dès qu’ils sont enregistrés. Ce qui est retiré reste au journal, avec sa date.",
        region=cop.place,
        departement=cop.departement,
        section="cop",
        trail=(
            Entry.to("La COP", "cop", cop.held_at),
            Entry.to("Réunions et documents", "cop_meetings", cop.held_at),
        ),
        meetings=meetings_of(cop),
        documents=tuple(Document.objects.filter(cop=cop, in_force=True).order_by("-dated_on", "-pk")),
        meeting_form=wrong if isinstance(wrong, MeetingForm) else MeetingForm(cop, None),
        document_form=wrong if isinstance(wrong, DocumentForm) else DocumentForm(cop, None),
        wrong=wrong,
    )
