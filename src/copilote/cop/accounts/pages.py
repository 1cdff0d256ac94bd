"""Page models of signing in and of one's account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from copilote.cop.accounts.second_factor import proven
from copilote.cop.models import Role, User
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words import _

BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("OPR", "Opera"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "un téléphone Android"),
    ("iPhone", "un iPhone"),
    ("iPad", "un iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "un Mac"),
    ("CrOS", "un Chromebook"),
    ("Linux", "Linux"),
)
"""What a browser's own description holds, and its name; the first that fits."""


@dataclass(frozen=True, kw_only=True)
class FormPage(Page):
    """A form with one button. links : other ways, beneath. hidden : what is sent along (where one was going)."""

    form: Form | None
    button: str = ""
    links: tuple[Entry, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SignInPage(FormPage):
    """The first page of signing in. proconnect : whether this installation takes ProConnect."""

    proconnect: bool


@dataclass(frozen=True)
class SessionLine:
    """A session of one's own: from what, since when."""

    pk: int
    device: str
    since: Any
    current: bool


@dataclass(frozen=True)
class PasskeyLine:
    """A passkey of one's own."""

    pk: int
    name: str
    since: Any
    used: Any


@dataclass(frozen=True, kw_only=True)
class SecurityPage(Page):
    """How one signs in, and from where. required : a second factor is asked of this person; proven : this session has
    one."""

    email: str
    has_password: bool
    required: bool
    proven: bool
    passkeys: tuple[PasskeyLine, ...]
    application: bool
    codes_left: int
    sessions: tuple[SessionLine, ...]

    @property
    def protected(self) -> bool:
        """Whether there is a second factor."""
        return self.application or bool(self.passkeys)


def sign_in_page(form: Form, hidden: Sequence[tuple[str, str]]) -> SignInPage:
    """The page of the address to which a code is sent."""
    return SignInPage(
        title=_("Se connecter"),
        summary=_("Pour l’animation d’une COP et les territoires qui y répondent. Tout le reste se lit sans compte."),
        trail=(Entry(_("Connexion"), reverse("login")),),
        form=form,
        button=_("Recevoir un code"),
        hidden=tuple(hidden),
        proconnect=bool(settings.PROCONNECT_URL),
    )


def form_page(title: str, summary: str, form: Form | None, button: str, **more: Any) -> FormPage:
    """A page of one form, under the sign-in page."""
    trail = (Entry(_("Connexion"), reverse("login")), Entry(title, ""))
    return FormPage(title=title, summary=summary, trail=more.pop("trail", trail), form=form, button=button, **more)


def own_page(title: str, summary: str, form: Form | None, button: str, **more: Any) -> FormPage:
    """A page of one form, under that of one's account."""
    return form_page(title, summary, form, button, trail=own_trail(title), **more)


def own_trail(title: str = "") -> tuple[Entry, ...]:
    """The breadcrumb of the pages of one's account."""
    above = (Entry("Mon espace", reverse("space")), Entry("Mon compte", reverse("account_security")))
    return (*above, Entry(title, "")) if title else above


def closed_page() -> FormPage:
    """Said to who signs in to an account that was closed."""
    summary = _("Demandez à l’animation de votre COP, ou à qui administre cette installation, de le rouvrir.")
    return form_page(_("Ce compte est fermé"), summary, None, "")


def security_page(request: HttpRequest, user: User) -> SecurityPage:
    """How one signs in, and from where."""
    factors = {row.type: row for row in Authenticator.objects.filter(user=user).exclude(type="webauthn")}
    codes = factors.get(Authenticator.Type.RECOVERY_CODES)
    decides = user.is_administrator or user.memberships.filter(role=Role.ANIMATOR).exists()
    return SecurityPage(
        title="Mon compte : comment je me connecte",
        summary=f"Vous vous connectez avec {user.email}.",
        trail=own_trail(),
        email=user.email,
        has_password=user.has_usable_password(),
        required=settings.SECOND_FACTOR and decides,
        proven=proven(request, user),
        passkeys=tuple(
            PasskeyLine(row.pk, row.wrap().name, row.created_at, row.last_used_at)
            for row in Authenticator.objects.filter(user=user, type="webauthn").order_by("pk")
        ),
        application=Authenticator.Type.TOTP in factors,
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
        sessions=tuple(
            SessionLine(row.pk, device_of(row.user_agent), row.created_at, row.is_current())
            for row in sorted(UserSession.objects.purge_and_list(user), key=lambda row: row.created_at, reverse=True)
        ),
    )


def device_of(user_agent: str) -> str:
    """A browser in words.

    >>> device_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0")
    'Firefox sur Windows'
    """
    browser = next((name for part, name in BROWSERS if part in user_agent), "Un navigateur")
    system = next((name for part, name in SYSTEMS if part in user_agent), "")
    return f"{browser} sur {system}" if system else browser
