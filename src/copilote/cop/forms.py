"""Signing in and choosing a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from copilote.cop import attempts
from copilote.cop.models import User
from copilote.ui.forms import Form
from copilote.words import _


class SignInForm(Form):
    """E-mail address and password; `user` once valid."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse e-mail"),
        max_length=254,
        help_text=gettext_lazy("Par exemple : prenom.nom@exemple.fr"),
        error_messages={"invalid": gettext_lazy("Écrivez une adresse entière, comme prenom.nom@exemple.fr.")},
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Mot de passe"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        """Try the pair, unless the address is closed; the same words whatever is wrong."""
        cleaned = super().clean() or {}
        email, password = cleaned.get("email"), cleaned.get("password")
        if not email or not password:
            return cleaned
        until = attempts.closed_until(email)
        if until is not None:
            raise forms.ValidationError(
                _(
                    "Trop d’essais pour cette adresse. Réessayez à %(time)s, ou demandez un nouveau lien.",
                    time=timezone.localtime(until).strftime("%H:%M"),
                )
            )
        user = authenticate(self.request, username=email, password=password)
        if not isinstance(user, User):
            attempts.failed(email)
            raise forms.ValidationError(_("Adresse ou mot de passe inconnu. Vérifiez les deux, puis réessayez."))
        attempts.succeeded(email)
        self.user = user
        return cleaned


class ChoosePasswordForm(Form, SetPasswordForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A new password, typed twice, checked by Django's validators."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        first, again = self.fields["new_password1"], self.fields["new_password2"]
        first.label, again.label = _("Nouveau mot de passe"), _("Le même, une seconde fois")
        first.help_text = again.help_text = ""  # the page says it
