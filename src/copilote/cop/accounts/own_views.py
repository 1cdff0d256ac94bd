"""Views of one's account: how one signs in, second factors, sessions. Behind sign-in: in French only."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from copilote.cop.accounts.adapter import keep_address
from copilote.cop.accounts.pages import own_page, security_page
from copilote.cop.accounts.second_factor import has_factor
from copilote.cop.accounts.views import Shown
from copilote.cop.permissions import may, person_of
from copilote.ui.page import Entry, Page
from copilote.words.numbers import whole_number

BACK = reverse_lazy("account_security")
THEN = "copilote.after_second_factor"
"""In the session: where one was going when a second factor was asked."""


class Own(Shown):
    """A page of one's account."""

    redirect_field_name = "next"
    proof = False
    """Whether it is asked again who one is, unless that was proved lately."""

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        """Ask who it is. What was sent is not kept meanwhile: it may hold a password."""
        if self.proof and is_reauthentication_required(request, app="allauth.mfa"):
            return to_proof(request, request.get_full_path())
        return super().dispatch(request, *args, **named)  # type: ignore[misc, no-any-return]

    def page(self, context: dict[str, Any]) -> Page:
        """The page model."""
        links = (Entry("Ne rien changer", str(BACK)),)
        return own_page(self.title, self.summary, context.get("form"), self.button, links=links, hidden=self.hidden)


class ChangePassword(Own, account.PasswordChangeView):  # type: ignore[misc]
    """Another password; one's other sessions end."""

    title, button = "Changer mon mot de passe", "Enregistrer"
    summary = "Vos autres sessions seront fermées."


class SetPassword(Own, account.PasswordSetView):  # type: ignore[misc]
    """A first password."""

    proof = True
    title, button = "Choisir un mot de passe", "Enregistrer"
    summary = "Il sert quand vous ne pouvez pas lire vos messages. Le code par e-mail sert toujours."


class Again(Own):
    """Proving again who one is."""

    title, button = "Confirmez que c’est vous", "Continuer"
    summary = "Avant de toucher à la façon dont vous vous connectez."

    def page(self, context: dict[str, Any]) -> Page:
        """The page model, with the other ways."""
        words = {
            "reauthenticate": "Donner plutôt mon mot de passe",
            "reauthenticate_by_code": "Recevoir plutôt un code",
            "mfa_reauthenticate": "Donner plutôt un code de mon application, ou de secours",
            "mfa_reauthenticate:webauthn": "Me servir plutôt de ma clé d’accès",
        }
        ways = context.get("reauthentication_alternatives", ())
        links = tuple(Entry(words[way["id"]], way["url"]) for way in ways)
        return own_page(self.title, self.summary, context.get("form"), self.button, links=links, hidden=self.hidden)


class PasswordAgain(Again, account.ReauthenticateView):  # type: ignore[misc]
    """By one's password."""


class AskCodeAgain(Again, account.RequestReauthenticationCodeView):  # type: ignore[misc]
    """By a code, which this sends."""

    button = "Recevoir un code"
    template_name = "accounts/ask_again.html"


class GiveCodeAgain(Again, account.ConfirmReauthenticationCodeView):  # type: ignore[misc]
    """By that code."""

    summary = "Un code est parti à votre adresse."


class FactorAgain(Again, factor.ReauthenticateView):  # type: ignore[misc]
    """By the code of an application, or of recovery."""


class PasskeyAgain(Again, passkeys.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """By a passkey."""

    template_name = "accounts/passkey_again.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Try again."""
        messages.warning(self.request, "Cette clé n’a pas été reconnue : réessayez.")
        return HttpResponseRedirect(self.request.get_full_path())


class Added(Own):
    """A second factor that is added: who has just used it has given the second proof in this session."""

    proof = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Remember the proof."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        record_authentication(self.request, person_of(self.request), "mfa", reauthenticated=True)
        return response


class AddApplication(Added, totp.ActivateTOTPView):  # type: ignore[misc]
    """An application that shows codes."""

    title, button = "Ajouter une application de codes", "Enregistrer"
    summary = "Une application comme FreeOTP ou Google Authenticator affiche un code à chaque connexion, sans réseau."
    template_name = "accounts/application.html"


class RemoveApplication(Own, totp.DeactivateTOTPView):  # type: ignore[misc]
    """No more application."""

    proof = True
    title, button = "Retirer l’application de codes", "Retirer"
    summary = "Ses codes n’ouvriront plus votre compte."


class AddPasskey(Added, passkeys.AddWebAuthnView):  # type: ignore[misc]
    """A passkey, which opens the account alone."""

    title, button = "Ajouter une clé d’accès", "Créer la clé"
    summary = "Votre téléphone, votre ordinateur ou une clé USB reconnaît votre doigt, votre visage ou un code."
    template_name = "accounts/passkey.html"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """What the browser makes a passkey from: one that recognises its bearer and is found without an address."""
        context: dict[str, Any] = super().get_context_data(**named)
        context["form"] = named.get("form", self.get_form())
        context["js_data"] = {"creation_options": webauthn.begin_registration(self.request.user, True)}
        return context


class RemovePasskey(Own, passkeys.RemoveWebAuthnView):  # type: ignore[misc]
    """One passkey less."""

    proof = True
    title, button = "Retirer une clé d’accès", "Retirer"
    success_url = BACK

    def page(self, context: dict[str, Any]) -> Page:
        """The page model."""
        summary = f"« {self.object.wrap().name} » n’ouvrira plus votre compte."
        links = (Entry("Ne rien changer", str(BACK)),)
        return own_page(self.title, summary, None, self.button, links=links)


class SeeCodes(Own, codes.ViewRecoveryCodesView):  # type: ignore[misc]
    """The codes for the day when the telephone is lost."""

    proof = True
    template_name = "accounts/codes.html"

    def page(self, context: dict[str, Any]) -> Page:
        """The page model."""
        summary = "Chacun sert une fois, à la place de votre clé ou de votre application. Imprimez-les ou recopiez-les."
        after = self.request.session.pop(THEN, "")
        links = [Entry("Continuer", after)] if after else []
        links.append(Entry("Retour à mon compte", str(BACK)))
        return own_page("Mes codes de secours", summary, None, "", links=tuple(links))


class NewCodes(Own, codes.GenerateRecoveryCodesView):  # type: ignore[misc]
    """Other recovery codes; those of before serve no more."""

    proof = True
    title, button = "Faire de nouveaux codes de secours", "Faire dix nouveaux codes"
    summary = "Les anciens ne serviront plus."


@never_cache
@require_safe
@may("cop.see_space")
def security(request: HttpRequest) -> HttpResponse:
    """How one signs in, and from where."""
    return _page(request, "accounts/security.html", security_page(request, person_of(request)))


@never_cache
@require_safe
@may("cop.see_space")
def second_factor(request: HttpRequest) -> HttpResponse:
    """What to do before acting: give the second proof, or make one."""
    after = request.GET.get("next", "")
    after = after if get_adapter().is_safe_url(after) else reverse("space")
    if has_factor(person_of(request)):
        return to_proof(request, after)
    request.session[THEN] = after
    page = own_page(
        "Protégez votre compte pour continuer",
        "Qui anime une COP ou administre le site donne une seconde preuve : un mot de passe volé n’ouvre plus rien. "
        "Deux minutes, une fois.",
        None,
        "",
    )
    return _page(request, "accounts/protect.html", page)


@never_cache
@require_POST
@may("cop.secure_account")
def close_sessions(request: HttpRequest) -> HttpResponse:
    """Close one of one's sessions, or all but this one."""
    own = UserSession.objects.filter(user=person_of(request))
    number = request.POST.get("session", "")
    if number:
        chosen = [get_object_or_404(own, pk=whole_number(number))]
    else:
        chosen = [row for row in own if not row.is_current()]
    end_sessions(request, chosen)
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("home"))
    messages.success(request, "Session fermée." if number else "Vos autres sessions sont fermées.")
    return HttpResponseRedirect(str(BACK))


def to_proof(request: HttpRequest, after: str) -> HttpResponse:
    """To the first way that one has to prove again who one is, then to an address."""
    keep_address(person_of(request))
    way = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return HttpResponseRedirect(f"{way}?{urlencode({'next': after})}")


def _page(request: HttpRequest, template: str, page: Page) -> HttpResponse:
    return render(request, template, {"page": page})
