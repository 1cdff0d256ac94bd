"""The forms of signing in and of one's account: allauth's, with our words and our look.

What is behind sign-in is in French only.
"""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.fields import EmailField, PasswordField, SetPasswordField
from allauth.core import context
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy

from copilote.cop.accounts import limits
from copilote.cop.accounts.adapter import wrong_code
from copilote.cop.security import refused
from copilote.ui.forms import Form

KEPT_CODES = 4
"""The last codes of an application that an account remembers having seen: more than are right at one moment."""


def email_field() -> EmailField:
    """The address that one signs in by."""
    return EmailField(
        label=gettext_lazy("Adresse e-mail"),
        max_length=254,
        help_text=gettext_lazy("Par exemple : prenom.nom@exemple.fr"),
        error_messages={"invalid": gettext_lazy("Écrivez une adresse entière, comme prenom.nom@exemple.fr.")},
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


def code_field(label: Any, help_text: Any = "") -> forms.CharField:
    """A code, typed or filled in by the telephone."""
    digits = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    return forms.CharField(label=label, help_text=help_text, max_length=40, widget=forms.TextInput(attrs=digits))


def password_field(label: Any, autocomplete: str = "current-password") -> PasswordField:
    """A password that one has."""
    field = PasswordField(label=label, max_length=200, autocomplete=autocomplete)
    field.widget.attrs.pop("placeholder", None)
    return field


def new_password_field(label: Any) -> SetPasswordField:
    """A password that one chooses."""
    field = SetPasswordField(
        label=label,
        max_length=200,
        help_text=gettext_lazy(
            "Douze caractères au moins. Trois ou quatre mots sans rapport entre eux font un bon mot de passe."
        ),
    )
    field.widget.attrs.pop("placeholder", None)
    return field


class AskCodeForm(Form, account.RequestLoginCodeForm):  # type: ignore[misc]  # allauth is not typed
    """The address to which a code is sent; known and unknown ones are told the same."""

    email = email_field()

    def clean_email(self) -> str:
        """Count what is asked before anything is looked for."""
        limits.take(limits.ASKED, context.request, self.cleaned_data["email"])
        return str(super().clean_email())


class PasswordForm(Form, account.LoginForm):  # type: ignore[misc]
    """Address and password."""

    password = password_field(gettext_lazy("Mot de passe"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"login": email_field(), "password": self.fields["password"]}
        self.dress()


class SentCode:
    """A code that was sent: a wrong one is noted."""

    def clean_code(self) -> str:
        """Check it."""
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except forms.ValidationError:
            refused(context.request, None, "code reçu")
            raise


class CodeForm(SentCode, Form, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that was sent."""

    code = code_field(
        gettext_lazy("Code reçu"), gettext_lazy("Huit chiffres ; il sert une fois, pendant un quart d’heure.")
    )


class CodeAgainForm(SentCode, Form, account.ConfirmReauthenticationCodeForm):  # type: ignore[misc]
    """The same, of who is signed in."""

    code = code_field("Code reçu", "Huit chiffres ; il sert une fois, pendant un quart d’heure.")


class ForgottenForm(Form, account.ResetPasswordForm):  # type: ignore[misc]
    """The address to which a link is sent."""

    email = email_field()

    def clean_email(self) -> str:
        """Count what is asked before anything is looked for."""
        limits.take(limits.ASKED, context.request, self.cleaned_data["email"])
        return str(super().clean_email())


class LinkForm(account.UserTokenForm):  # type: ignore[misc]
    """What a link carries; one of a closed account does not hold."""

    def _get_user(self, uidb36: str) -> Any:
        user = super()._get_user(uidb36) if uidb36 else None  # an address of blanks carries nothing
        return user if user and user.is_active else None


class NewPasswordForm(Form, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by a link."""

    password1 = new_password_field(gettext_lazy("Nouveau mot de passe"))
    password2 = password_field(gettext_lazy("Le même, une seconde fois"), "new-password")


class SetPasswordForm(Form, account.SetPasswordForm):  # type: ignore[misc]
    """A first password, of who is signed in."""

    password1 = new_password_field("Nouveau mot de passe")
    password2 = password_field("Le même, une seconde fois", "new-password")


class ChangePasswordForm(Form, account.ChangePasswordForm):  # type: ignore[misc]
    """Another password."""

    oldpassword = password_field("Mot de passe actuel")
    password1 = new_password_field("Nouveau mot de passe")
    password2 = password_field("Le même, une seconde fois", "new-password")

    def clean_oldpassword(self) -> str:
        """Count what is tried."""
        limits.take(limits.CHANGES, context.request, str(self.user.pk))
        with limits.hashing():
            return str(super().clean_oldpassword())


class PasswordAgainForm(Form, account.ReauthenticateForm):  # type: ignore[misc]
    """One's password, again."""

    password = password_field("Mot de passe")


class Factor(Form, factor.BaseAuthenticateForm):  # type: ignore[misc]
    """The code of an application, or one kept for the day when it is lost."""

    code = code_field(
        gettext_lazy("Code"), gettext_lazy("Celui qu’affiche votre application, ou l’un de vos codes de secours.")
    )

    def clean_code(self) -> str:
        """Check it, and that it was not seen yet. A code of an application holds for a minute and a half, once."""
        about = str(self.user.pk)
        limits.check(limits.FACTORS, context.request, about)
        try:
            code = str(super().clean_code())
            if self.authenticator.type == Authenticator.Type.TOTP and not spend(self.authenticator, code):
                raise wrong_code()
        except forms.ValidationError:
            limits.count(limits.FACTORS, context.request, about)
            refused(context.request, self.user, "code d’application ou de secours")
            raise
        return code


class FactorForm(Factor, factor.AuthenticateForm):  # type: ignore[misc]
    """As one signs in."""


class FactorAgainForm(Factor, factor.ReauthenticateForm):  # type: ignore[misc]
    """Of who is signed in."""


class ActivateTotpForm(Form, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an application, which shows that it has read the secret."""

    code = code_field("Code affiché par l’application")

    def clean_code(self) -> str:
        """Count what is tried."""
        limits.take(limits.CHANGES, context.request, str(self.user.pk))
        return str(super().clean_code())


class DeactivateTotpForm(Form, totp.DeactivateTOTPForm):  # type: ignore[misc]
    """Taking an application away."""


class NewCodesForm(Form, GenerateRecoveryCodesForm):  # type: ignore[misc]
    """Making new recovery codes."""


class AddPasskeyForm(Form, passkeys.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey made by the browser, and the name that it will have in the list."""

    name = forms.CharField(
        label="Son nom dans votre liste", help_text="Par exemple : téléphone, ordinateur du bureau", max_length=60
    )
    passwordless = None


def spend(authenticator: Authenticator, code: str) -> bool:
    """Remember that a code was seen; False when it already was. In the base: whichever process saw it."""
    digits = "".join(filter(str.isdigit, code))
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        seen = list(row.data.get("seen", []))
        if digits in seen:
            return False
        row.data["seen"] = [*seen, digits][-KEPT_CODES:]
        row.save(update_fields=["data"])
        authenticator.data = row.data
    return True
