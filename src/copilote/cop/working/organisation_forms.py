"""Forms of organisations: one, a merge of two, a list to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from copilote.cop.identities import Identity, identify
from copilote.cop.lists import LIMITS
from copilote.cop.models import College, Cop, Organisation, OrganisationKind
from copilote.cop.organisations import of_cop
from copilote.reference.errors import InputError
from copilote.ui.forms import Form
from copilote.words.numbers import format_number
from copilote.words.typography import capital

MEGABYTE = 1_000_000
FIRST_YEAR, LAST_YEAR = 2015, 2040


def labels(choices: Any, empty: str) -> list[tuple[str, str]]:
    """The choices of a list, the empty one first."""
    return [("", empty), *((value, capital(str(label))) for value, label in choices.choices)]


class OrganisationForm(Form):
    """An organisation: what it is, what it is known by, its college, its contact by function."""

    nature = forms.ChoiceField(label="Nature", choices=labels(OrganisationKind, "Choisissez"))
    nom = forms.CharField(
        label="Nom", max_length=200, required=False, help_text="Celui que les gens emploient. Un territoire a le sien."
    )
    code = forms.CharField(
        label="SIREN ou code du territoire",
        max_length=60,
        required=False,
        help_text="Neuf chiffres ; pour un territoire son code (45, 41018, crte-24-41-3). Rien si son nom suffit : "
        "territoire, service de l’État ou association sans numéro.",
    )
    college = forms.ChoiceField(
        label="Collège", choices=labels(College, "Celui de sa nature"), required=False, help_text="Avec qui elle siège."
    )
    fonction = forms.CharField(
        label="Fonction du contact",
        max_length=120,
        required=False,
        help_text="Une fonction, pas un nom : chargée de mission climat.",
    )
    contact = forms.EmailField(label="E-mail du contact", max_length=254, required=False)
    vu = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, cop: Cop, given: Mapping[str, str] | None, organisation: Organisation | None = None) -> None:
        self.cop, self.organisation = cop, organisation
        super().__init__(given, initial=_initial(organisation), auto_id="%s")
        self.identity: Identity | None = None
        if organisation is not None and organisation.territory is not None:
            del self.fields["nom"], self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """What it is known by, found out of its code or its name."""
        cleaned = super().clean() or {}
        if "code" not in self.fields or not cleaned.get("nature"):
            return cleaned
        name, code = cleaned.get("nom", ""), cleaned.get("code", "")
        try:
            self.identity = identify(cleaned["nature"], name, code, self.cop.place)
        except InputError as error:
            self.add_error("code" if code or not name else "nom", str(error))
        else:
            if not name and not self.identity.level:
                self.add_error("nom", "Écrivez son nom.")
        return cleaned

    def fill(self, organisation: Organisation) -> Organisation:
        """Write what was typed into an organisation."""
        given = self.cleaned_data
        organisation.kind = given["nature"]
        organisation.college = given["college"]
        organisation.contact_role, organisation.contact_email = given["fonction"], given["contact"].lower()
        if self.identity is not None:
            organisation.name = self.identity.name or given["nom"].strip()
        return organisation


def seen_of(organisation: Organisation) -> str:
    """Changes as soon as the organisation does."""
    fields = ("kind", "name", "siren", "territory_id", "college", "contact_role", "contact_email", "merged_into_id")
    return sha256(repr([str(getattr(organisation, name)) for name in fields]).encode()).hexdigest()[:16]


def _initial(organisation: Organisation | None) -> dict[str, str]:
    if organisation is None:
        return {}
    return {
        "nature": organisation.kind,
        "nom": organisation.name,
        "code": organisation.siren,
        "college": organisation.college,
        "fonction": organisation.contact_role,
        "contact": organisation.contact_email,
        "vu": seen_of(organisation),
    }


class MergeForm(Form):
    """Which organisation takes the place of this one, since when and why."""

    dans = forms.ChoiceField(label="Elle est fusionnée dans", help_text="Celle qui reste. Cherchez-la par son nom.")
    depuis = forms.DateField(
        label="À compter du",
        required=False,
        help_text="Pour une fusion de collectivités, par exemple le 1er janvier. Vide pour un doublon.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Écrivez un jour, comme 2027-01-01."},
    )
    raison = forms.CharField(
        label="Raison",
        max_length=2000,
        required=False,
        help_text="Elle sera lue dans le journal de la COP.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, organisation: Organisation, given: Mapping[str, str] | None) -> None:
        super().__init__(given, auto_id="%s")
        others = of_cop(organisation.cop).exclude(pk=organisation.pk)
        self.offer("dans", [("", "Choisissez"), *((str(other.pk), str(other)) for other in others)])

    def clean_depuis(self) -> Any:
        """A day within reason."""
        day = self.cleaned_data["depuis"]
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"Donnez une année de {FIRST_YEAR} à {LAST_YEAR}.")
        return day


class ListForm(Form):
    """A list: a file, or a table that is pasted. most : bytes of it."""

    most = LIMITS.size

    fichier = forms.FileField(
        label="Fichier",
        required=False,
        allow_empty_file=True,
        help_text=f"CSV, XLSX, XLS ou ODS, 1 Mo et {format_number(LIMITS.rows)} lignes au plus.",
        widget=forms.FileInput({"accept": ".csv,.xlsx,.xls,.ods,.txt", "class": "fr-upload"}),
    )
    texte = forms.CharField(
        label="Ou collez le tableau",
        required=False,
        max_length=MEGABYTE,
        strip=False,
        help_text="Copié d’un tableur, avec la ligne des titres.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned = super().clean() or {}
        given: UploadedFile | None = cleaned.get("fichier")
        if given is None and not cleaned.get("texte", "").strip() and not self.errors:
            self.add_error("fichier", "Choisissez un fichier, ou collez le tableau.")
        if given is not None and (given.size or 0) > self.most:
            megabytes = format_number(self.most / MEGABYTE)
            self.add_error(
                "fichier", f"Ce fichier est trop gros : {megabytes} Mo au plus. Coupez-le en plusieurs listes."
            )
        return cleaned

    @property
    def organisation(self) -> Organisation | None:
        """Whose list it is, where it is of one organisation alone."""
        return None

    @property
    def source(self) -> tuple[str, bytes] | tuple[str, str]:
        """What was given, once valid."""
        given: UploadedFile | None = self.cleaned_data.get("fichier")
        if given is not None:
            return (given.name or "liste")[:80], given.read()
        return "tableau collé", self.cleaned_data["texte"]
