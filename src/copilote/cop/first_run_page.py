"""The form by which whoever started an empty installation becomes its administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy

from copilote.cop.first_run import TAKEN
from copilote.cop.models import User, tidy
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words import _


def _password(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, max_length=200, strip=False, widget=widget)


class FirstRunForm(Form):
    """Name, address and a password typed twice, checked by Django's validators."""

    name = forms.CharField(
        label=gettext_lazy("Votre nom"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("Adresse e-mail"),
        max_length=254,
        help_text=gettext_lazy("Par exemple : prenom.nom@exemple.fr"),
        error_messages={"invalid": gettext_lazy("Écrivez une adresse entière, comme prenom.nom@exemple.fr.")},
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = _password(gettext_lazy("Mot de passe"))
    again = _password(gettext_lazy("Le même, une seconde fois"))

    def clean(self) -> dict[str, Any]:
        """The password is a good one, typed twice alike."""
        cleaned = super().clean() or {}
        password = cleaned.get("password", "")
        if password and "again" in cleaned and password != cleaned["again"]:
            self.add_error("again", _("Les deux mots de passe diffèrent : retapez-les."))
        if password:
            person = User(email=tidy(cleaned.get("email", "")), name=cleaned.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


@dataclass(frozen=True, kw_only=True)
class FirstRunPage(Page):
    """The form; None when the code does not hold any more."""

    form: FirstRunForm | None


def first_run_page(form: FirstRunForm | None) -> FirstRunPage:
    """The page of the code."""
    title = _("Prendre en main cette installation") if form else _("Ce lien ne sert plus")
    summary = (
        _("Elle est vide : vous en serez l’administrateur, puis vous ouvrirez la première COP.")
        if form
        else _(TAKEN) + " " + _("Le serveur en affiche un nouveau à chaque démarrage, tant que personne n’a de compte.")
    )
    return FirstRunPage(title=title, summary=summary, trail=(Entry(title, ""),), form=form)
