"""Erasing one's account: what has to be typed, so that neither a slip nor somebody at an open screen does it."""

from __future__ import annotations

from typing import Any

from django import forms

from copilote.cop.models import User, tidy
from copilote.ui.forms import Form


class EraseForm(Form):
    """One's address, typed whole, and that one has read what goes."""

    email = forms.CharField(
        label="Votre adresse e-mail, en entier",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    sure = forms.BooleanField(
        label="J’ai compris : mon compte sera effacé, et personne ne pourra le rétablir.",
        error_messages={"required": "Cochez cette case pour effacer votre compte."},
    )

    def __init__(self, user: User, given: Any = None) -> None:
        super().__init__(given, auto_id="%s")
        self.user = user

    def clean_email(self) -> str:
        """It is the one of the account."""
        email = tidy(self.cleaned_data["email"])
        if email != self.user.email:
            raise forms.ValidationError("Ce n’est pas l’adresse de votre compte : relisez-la.")
        return email
