"""What allauth asks of this site: who may come in, how often, what is said and sent."""

from __future__ import annotations

import base64
import hashlib
import time
from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from copilote.cop.accounts import limits, mails
from copilote.cop.accounts.second_factor import has_factor
from copilote.cop.models import Happening, User
from copilote.cop.security import note
from copilote.outbox import whole_address
from copilote.words import _

WRONG_PAIR = gettext_lazy("Adresse ou mot de passe inconnu. Vérifiez les deux, puis réessayez.")
WRONG_CODE = gettext_lazy("Ce code n’est pas le bon, ou ne sert plus. Relisez-le, ou demandez-en un autre.")
TOO_MANY = gettext_lazy("Trop d’essais avec ce code : demandez-en un autre.")
SAID = {
    "account/messages/password_changed.txt": "Mot de passe enregistré.",
    "account/messages/password_set.txt": "Mot de passe enregistré.",
    "mfa/messages/totp_activated.txt": "Application de codes ajoutée.",
    "mfa/messages/totp_deactivated.txt": "Application de codes retirée.",
    "mfa/messages/recovery_codes_generated.txt": "Codes de secours faits : imprimez-les ou recopiez-les.",
    "mfa/messages/webauthn_added.txt": "Clé d’accès ajoutée.",
    "mfa/messages/webauthn_removed.txt": "Clé d’accès retirée.",
}
"""What is said after an action; nothing for the others. Behind sign-in: in French."""
NOWHERE = "::"
"""Kept as the client of a session: its address is not."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Signing in by e-mail address; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("Ce compte est fermé."),
        "email_password_mismatch": WRONG_PAIR,
        "enter_current_password": gettext_lazy("Ce n’est pas votre mot de passe actuel."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": gettext_lazy("Ce n’est pas votre mot de passe."),
        "invalid_password_reset": gettext_lazy("Ce lien ne sert plus."),
        "too_many_login_attempts": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: an account is opened by an invitation, or by who runs the server."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse who has tried too often."""
        limits.check(limits.WRONG, request, str(credentials.get("email", "")))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check a pair, unless too many are being checked."""
        with limits.hashing():
            user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong pair."""
        limits.count(limits.WRONG, request, str(credentials.get("email", "")))

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, in a session of one's own."""
        if isinstance(user, User):
            keep_address(user)
        super().login(request, user)
        request.session.clear_expired()

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """An account that was closed: as if the pair, or the code, were wrong."""
        from copilote.cop.accounts.pages import closed_page

        return render(request, "accounts/message.html", {"page": closed_page()}, status=403)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what was done, in our words."""
        if said := message or SAID.get(message_template or ""):
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send what allauth asks for, in our words."""
        mails.tell(template_prefix, email, context)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Note what changed in how somebody signs in, and tell that person."""
        if told := mails.NOTICES.get(template_prefix):
            note(Happening.CREDENTIALS, request=self.request, user=user, about=user, detail=told)
            self.send_mail(template_prefix, email or user.email, context or {})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address of a link to choose a password."""
        code, _dash, token = key.partition("-")
        return whole_address(reverse("account_reset_password_from_key", args=[code, token]))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the page of one's account."""
        return reverse("account_security")

    def get_client_ip(self, request: HttpRequest) -> str:
        """What allauth keeps of a session's client: nothing."""
        return NOWHERE

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether one proves again who one is before changing how one signs in: not in the quarter of an hour after a
        proof, which is the second factor of who has one."""
        user = context.request.user
        strong = has_factor(user)
        since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        records = get_authentication_records(context.request, user)
        return not any(record["at"] > since and (record["method"] == "mfa" or not strong) for record in records)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ways to prove it again: the second factor of who has one."""
        methods = super().get_reauthentication_methods(user)
        strong = [method for method in methods if method["id"].startswith("mfa")]
        return strong or methods


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and applications; their secrets are kept encrypted by the key of the server."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def build_totp_svg(self, url: str) -> str:
        """The QR code that an application reads."""
        drawing = BytesIO()  # an image by itself, which says its own namespace
        segno.make(url, error="m").save(drawing, kind="svg", xmldecl=False, scale=4, border=4, light="#fff")
        return drawing.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return _box().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; another, that nobody knows, where the server's key has changed: no code is right any more."""
        try:
            return _box().decrypt(encrypted_text.encode("ascii")).decode()
        except InvalidToken:
            return str(generate_totp_secret())

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002  allauth's name
        """The name proposed for a passkey."""
        return "Ma clé d’accès"


def _box() -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode()[:64], digest_size=32, person=b"second-factors").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def keep_address(user: User) -> None:
    """Have allauth know the address of an account, the only one, which was checked when it was opened."""
    known = EmailAddress.objects.filter(Q(user=user) | Q(email=user.email))
    if [(row.user_id, row.email, row.verified, row.primary) for row in known] != [(user.pk, user.email, True, True)]:
        with transaction.atomic():
            known.delete()
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def address_changed(instance: User, update_fields: frozenset[str] | None = None, **_told: Any) -> None:
    """Called once an account is saved: nobody signs in by an address that is no longer the account's."""
    if update_fields is None or "email" in update_fields:
        EmailAddress.objects.filter(user=instance).exclude(email=instance.email).delete()


def refusal_of(error: ValidationError) -> int:
    """The status that answers an error: 429 where one comes too often or too many come."""
    return 429 if error.code in (limits.BUSY, limits.TOO_OFTEN) else 403


def wrong_code() -> ValidationError:
    """The error of a code that is not the right one."""
    return ValidationError(_(str(WRONG_CODE)), code="incorrect_code")
