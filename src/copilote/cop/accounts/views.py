"""Views of signing in: allauth's, with our pages, our statuses and our limits."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.logout import logout
from allauth.mfa.base import views as factor
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from copilote.cop.accounts import limits
from copilote.cop.accounts.adapter import refusal_of
from copilote.cop.accounts.pages import form_page, sign_in_page
from copilote.cop.accounts.proconnect import leave_for, sign_out_address
from copilote.cop.permissions import may
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words import N_, _

AFTER = "suite"
"""Where one was going, in the query or sent along."""


class Shown:
    """An allauth view that shows our page, at once (it is made in the language of the view), with the status of what is
    wrong in its form."""

    http_method_names = ("get", "head", "post")
    title, summary, button = "", "", ""
    template_name = "accounts/form.html"
    redirect_field_name = AFTER
    request: HttpRequest

    def page(self, context: dict[str, Any]) -> Page:
        """The page model."""
        return form_page(_(self.title), _(self.summary), context.get("form"), _(self.button), hidden=self.hidden)

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        """What the form sends along."""
        name = self.redirect_field_name
        after = self.request.POST.get(name) or self.request.GET.get(name, "")
        return ((name, after),) if after else ()

    def render_to_response(self, context: dict[str, Any], **named: Any) -> HttpResponse:
        """The page, made at once."""
        context["page"] = self.page(context)
        form = context.get("form")
        if isinstance(form, Form) and form.is_bound and form.errors:
            named.setdefault("status", status_of(form))
        response = super().render_to_response(context, **named)  # type: ignore[misc]
        response.render()
        if response.status_code == 429:
            response["Retry-After"] = "5"
        return response  # type: ignore[no-any-return]


def status_of(form: Form) -> int:
    """429 where one tries too often, 403 where what one proves is wrong, 400 where a field is not filled in."""
    errors = [error for errors in form.errors.as_data().values() for error in errors]
    if any(refusal_of(error) == 429 for error in errors):
        return 429
    wrong = {"incorrect_code", "incorrect_password", "enter_current_password", "email_password_mismatch"}
    return 403 if any(error.code in wrong for error in errors) else 400


class Entrance(Shown):
    """A way in: who asked for a code may go back and take another."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        return None


class AskCode(Entrance, account.RequestLoginCodeView):  # type: ignore[misc]
    """The first page: an address, to which a code is sent; and the other ways."""

    template_name = "accounts/sign_in.html"

    def page(self, context: dict[str, Any]) -> Page:
        """The page model."""
        return sign_in_page(context["form"], self.hidden)


class GiveCode(Shown, account.ConfirmLoginCodeView):  # type: ignore[misc]
    """The code that was sent. One that is used, late or asked for in another browser is of nobody here."""

    title, button = N_("Écrivez le code reçu"), N_("Se connecter")

    def page(self, context: dict[str, Any]) -> Page:
        """The page model: the same for an address that nobody has."""
        summary = _("Un message est parti à %(email)s. Il arrive en une minute.", email=context["email"])
        note = _("Rien reçu ? Regardez dans les indésirables, puis recommencez avec l’adresse où vous avez été invité.")
        links = (
            Entry(_("Recommencer, ou essayer une autre adresse"), reverse("login")),
            Entry(_("Se connecter avec un mot de passe"), reverse("password_login")),
        )
        return form_page(
            _(self.title), summary, context["form"], _(self.button), hidden=self.hidden, links=links, note=note
        )


class GivePassword(Entrance, account.LoginView):  # type: ignore[misc]
    """Address and password."""

    title, button = N_("Se connecter avec un mot de passe"), N_("Se connecter")
    summary = N_("L’adresse où vous avez été invité, et le mot de passe que vous avez choisi.")

    def page(self, context: dict[str, Any]) -> Page:
        """The page model."""
        links = (
            Entry(_("Mot de passe oublié ?"), reverse("account_reset_password")),
            Entry(_("Recevoir plutôt un code"), reverse("login")),
        )
        return form_page(
            _(self.title), _(self.summary), context["form"], _(self.button), hidden=self.hidden, links=links
        )


class GiveFactor(Shown, factor.AuthenticateView):  # type: ignore[misc]
    """The second proof of who has one."""

    title, button = N_("Confirmez que c’est vous"), N_("Continuer")
    summary = N_("Votre compte demande une seconde preuve : votre clé d’accès, ou le code de votre application.")
    template_name = "accounts/factor.html"

    def page(self, context: dict[str, Any]) -> Page:
        """The page model."""
        note = _(
            "Plus de téléphone ni de clé ? Un code de secours ouvre aussi. Sans rien de tout cela, demandez à qui "
            "administre cette installation de retirer votre seconde preuve."
        )
        links = (Entry(_("Recommencer"), reverse("login")),)
        return form_page(_(self.title), _(self.summary), context["form"], _(self.button), links=links, note=note)


class GivePasskey(Entrance, passkeys.LoginWebAuthnView):  # type: ignore[misc]
    """A passkey alone: it is two proofs in one."""

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        """Count who asks; a browser that asks for the challenge says that it wants JSON."""
        try:
            limits.take(limits.PASSKEYS, request)
        except ValidationError as error:
            return render(request, "accounts/message.html", {"page": refused_page(error)}, status=refusal_of(error))
        return super().dispatch(request, *args, **named)  # type: ignore[no-any-return]


class Forgotten(Shown, account.PasswordResetView):  # type: ignore[misc]
    """An address, to which a link is sent."""

    title, button = N_("Mot de passe oublié"), N_("Recevoir un lien")
    summary = N_("Un lien pour en choisir un autre part à votre adresse. Un code suffit aussi pour se connecter.")


class ForgottenSent(Shown, account.PasswordResetDoneView):  # type: ignore[misc]
    """What is said then, the same for an address that nobody has."""

    title = N_("Regardez vos messages")
    summary = N_("Un lien est parti à cette adresse. Il sert une fois, pendant trois jours.")
    template_name = "accounts/message.html"


class ChoosePassword(Shown, account.PasswordResetFromKeyView):  # type: ignore[misc]
    """The page of a link, sent or printed; it stops serving as soon as the password changes."""

    title, button = N_("Choisir un mot de passe"), N_("Enregistrer et se connecter")
    summary = N_("Vous serez connecté ensuite.")
    redirect_field_name = AFTER

    def page(self, context: dict[str, Any]) -> Page:
        """The page model; without form when the link does not hold any more."""
        if context.get("token_fail"):
            told = _("Un lien sert une fois, pendant trois jours. Demandez-en un autre ci-dessous.")
            links = (
                Entry(_("Recevoir un lien"), reverse("account_reset_password")),
                Entry(_("Se connecter avec un code"), reverse("login")),
            )
            return form_page(_("Ce lien ne sert plus"), told, None, "", links=links)
        return super().page(context)

    def render_to_response(self, context: dict[str, Any], **named: Any) -> HttpResponse:
        """The page; 404 for a link that does not hold."""
        if context.get("token_fail"):
            context["form"], named["status"] = None, 404
        return super().render_to_response(context, **named)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Nothing to fill in for a link that does not hold."""
        return super().get_form_kwargs() if self.reset_user else {"user": None, "temp_key": ""}


def refused_page(error: ValidationError) -> Page:
    """What is said of a refusal that is no form's."""
    links = (Entry(_("Se connecter"), reverse("login")),)
    return form_page(_("Trop de demandes"), " ".join(error.messages), None, "", links=links)


@never_cache
@may("cop.sign_out")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the session and its cookie end, and that of ProConnect where one came by it."""
    elsewhere = sign_out_address(request)
    logout(request, show_message=False)
    request.session.flush()
    response = leave_for(request, elsewhere) if elsewhere else HttpResponseRedirect(reverse("home"))
    response.delete_cookie(settings.CSRF_COOKIE_NAME)
    return response
