"""Page models: signing in, choosing a password."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from copilote.cop.forms import ChoosePasswordForm, SignInForm
from copilote.ui.page import Entry, Page
from copilote.words import _


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    """The form, and where to go after."""

    form: SignInForm
    after: str


@dataclass(frozen=True, kw_only=True)
class PasswordPage(Page):
    """The form; None when the link does not hold any more."""

    form: ChoosePasswordForm | None


def sign_in_page(form: SignInForm, after: str) -> SignInPage:
    """The page of the sign-in form."""
    return SignInPage(
        title=_("Se connecter"),
        summary=_("Pour l’animation d’une COP et les territoires qui y répondent. Tout le reste se lit sans compte."),
        trail=(Entry(_("Connexion"), reverse("login")),),
        form=form,
        after=after,
    )


def password_page(form: ChoosePasswordForm | None) -> PasswordPage:
    """The page where one chooses a password."""
    title = _("Choisir un mot de passe") if form else _("Ce lien ne sert plus")
    summary = (
        _("Douze caractères au moins. Vous serez connecté ensuite.")
        if form
        else _(
            "Un lien sert une fois, pendant trois jours. Demandez-en un nouveau à qui administre cette installation."
        )
    )
    return PasswordPage(title=title, summary=summary, trail=(Entry(title, ""),), form=form)
