"""Addresses of signing in and of one's account: all that can be reached of allauth, under the names that it uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copilote.cop.accounts import own_views as own
from copilote.cop.accounts import views
from copilote.cop.accounts.proconnect import come_back, start
from copilote.cop.permissions import may

SECRETS = ("password", "password1", "password2", "oldpassword", "code", "credential", "email", "login")


def shown(view: Any, action: str) -> Callable[..., HttpResponse]:
    """A view of allauth behind its action; what it is sent stays out of reports of incidents."""
    called = require_http_methods(["GET", "HEAD", "POST"])(view.as_view())
    marked: Callable[..., HttpResponse] = may(action)(never_cache(sensitive_post_parameters(*SECRETS)(called)))
    return marked


def public(route: str, view: Any, *names: str, action: str = "cop.sign_in") -> list[URLPattern]:
    """A page for who is not signed in."""
    called = shown(view, action)
    return [path(route, called, name=name) for name in names]


def private(route: str, view: Any, name: str) -> URLPattern:
    """A page of one's account."""
    return path(f"mon-espace/compte/{route}", shown(view, "cop.secure_account"), name=name)


@never_cache
@may("cop.sign_in")
@require_POST
def proconnect(request: HttpRequest) -> HttpResponse:
    """To ProConnect, from a form of ours."""
    return start(request, request.POST.get(views.AFTER, ""))


@never_cache
@require_safe
def proconnect_back(request: HttpRequest) -> HttpResponse:
    """Back from ProConnect."""
    return come_back(request)


urlpatterns = [
    *public("connexion", views.AskCode, "login", "account_login", "account_request_login_code", "account_signup"),
    *public("connexion/code", views.GiveCode, "account_confirm_login_code"),
    *public("connexion/mot-de-passe", views.GivePassword, "password_login"),
    *public("connexion/cle", views.GivePasskey, "mfa_login_webauthn"),
    *public("connexion/confirmer", views.GiveFactor, "mfa_authenticate"),
    path("connexion/proconnect", proconnect, name="proconnect"),
    path("connexion/proconnect/retour", proconnect_back, name="proconnect_back"),
    path("deconnexion", views.sign_out, name="logout"),
    *public("mot-de-passe/oublie", views.Forgotten, "account_reset_password", action="cop.choose_password"),
    *public("mot-de-passe/envoye", views.ForgottenSent, "account_reset_password_done", action="cop.choose_password"),
    *public(
        "mot-de-passe/<str:uidb36>/<str:key>",
        views.ChoosePassword,
        "account_reset_password_from_key",
        action="cop.choose_password",
    ),
    *(
        path("mon-espace/compte", own.security, name=name)
        for name in ("account_security", "mfa_index", "mfa_list_webauthn")
    ),
    path("mon-espace/compte/seconde-preuve", own.second_factor, name="second_factor"),
    path("mon-espace/compte/sessions", own.close_sessions, name="close_sessions"),
    private("mot-de-passe", own.ChangePassword, "account_change_password"),
    private("mot-de-passe/choisir", own.SetPassword, "account_set_password"),
    private("application", own.AddApplication, "mfa_activate_totp"),
    private("application/retirer", own.RemoveApplication, "mfa_deactivate_totp"),
    private("cle", own.AddPasskey, "mfa_add_webauthn"),
    private("cle/<int:pk>/retirer", own.RemovePasskey, "mfa_remove_webauthn"),
    private("codes", own.SeeCodes, "mfa_view_recovery_codes"),
    private("codes/nouveaux", own.NewCodes, "mfa_generate_recovery_codes"),
    private("confirmer/mot-de-passe", own.PasswordAgain, "account_reauthenticate"),
    private("confirmer/envoi", own.AskCodeAgain, "account_request_reauthentication_code"),
    private("confirmer/code", own.GiveCodeAgain, "account_confirm_reauthentication_code"),
    private("confirmer/application", own.FactorAgain, "mfa_reauthenticate"),
    private("confirmer/cle", own.PasskeyAgain, "mfa_reauthenticate_webauthn"),
]
