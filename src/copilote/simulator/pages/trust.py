"""The accessibility statement and the privacy page: what they say is read from the settings, never assumed."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from copilote.reference.glossary import load_statements
from copilote.ui.context import conformity
from copilote.ui.page import Entry, Page
from copilote.words import _

OWN = ("'self'", "'none'", "data:", "blob:")
"""Words of the content security policy that allow no other site."""


@dataclass(frozen=True)
class Kept:
    """Something kept: where or under which name, what it holds, for how long."""

    name: str
    holds: str
    lasts: str


@dataclass(frozen=True)
class Contact:
    """Who runs this installation and answers; both may be "" when the installation does not say."""

    publisher: str
    email: str


@dataclass(frozen=True, kw_only=True)
class AccessibilityPage(Page):
    """The statement after the model of RGAA 4.1. `rate` is that of the last audit, None without one."""

    contact: Contact
    conformity: str
    rate: int | None
    address: str
    tests: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PrivacyPage(Page):
    """What is kept about a visitor, in the browser and on the server; `hosts` are other sites that pages may call."""

    contact: Contact
    cookies: tuple[Kept, ...]
    browser: tuple[Kept, ...]
    logged: tuple[Kept, ...]
    hosts: tuple[str, ...]
    framed_by: tuple[str, ...]
    api_rate: int


def contact() -> Contact:
    """As set for this installation."""
    return Contact(settings.PUBLISHER, settings.CONTACT_EMAIL)


def accessibility_page() -> AccessibilityPage:
    """The statement of this installation."""
    state = conformity()
    return AccessibilityPage(
        title=_("Déclaration d’accessibilité : %(state)s", state=state),
        summary=_("Ce qui est vérifié, ce qui ne l’est pas encore, et à qui le dire."),
        trail=(Entry(_("Accessibilité"), reverse("accessibility")),),
        contact=contact(),
        conformity=state,
        rate=settings.ACCESSIBILITY_RATE,
        address=reverse("home"),
        tests=tuple(load_statements("verified").values()),
        known=tuple(load_statements("limit").values()),
    )


def privacy_page() -> PrivacyPage:
    """What this installation keeps."""
    sent = cookies()
    return PrivacyPage(
        title=_("Vie privée : aucun cookie, aucun traceur, aucun compte")
        if not sent
        else _("Vie privée : aucun traceur, et aucun cookie tant que l’on ne se connecte pas"),
        summary=_("Ce que garde votre navigateur, ce que note le serveur, et rien d’autre."),
        trail=(Entry(_("Vie privée"), reverse("privacy")),),
        contact=contact(),
        cookies=sent,
        browser=(  # a test looks for other keys in the scripts
            Kept(
                "copilote-theme",
                _("le thème que vous avez choisi, clair ou sombre"),
                _("jusqu’à ce que vous l’effaciez"),
            ),
            Kept(
                "copilote-salle",
                _("le code de la salle dont un téléphone tourne les pages, si vous ouvrez la télécommande"),
                _("jusqu’à la fermeture de l’onglet"),
            ),
            Kept(
                "copilote-salle-vu",
                _("combien de fois ce téléphone a été pressé"),
                _("jusqu’à la fermeture de l’onglet"),
            ),
            Kept(
                "copilote-scenarios",
                _("les scénarios que vous gardez : nom, région, valeurs saisies, résultat en une phrase, date"),
                _("jusqu’à ce que vous les effaciez"),
            ),
        ),
        logged=tuple(Kept(field, meaning, "") for field, meaning in load_statements("log").items()),
        hosts=other_hosts(),
        framed_by=tuple(settings.EMBED_ORIGINS),
        api_rate=int(getattr(settings, "API_RATE", 0)),
    )


def cookies() -> tuple[Kept, ...]:
    """The cookies that the middleware of this installation can set."""
    middleware = " ".join(settings.MIDDLEWARE)
    kept = []
    if "SessionMiddleware" in middleware:
        hours = settings.SESSION_COOKIE_AGE // 3600
        kept.append(
            Kept(
                settings.SESSION_COOKIE_NAME,
                _("le numéro de votre session, une fois connecté"),
                _("%(n)s heures", n=hours),
            )
        )
    if "middleware.Forms" in middleware or "CsrfViewMiddleware" in middleware:
        kept.append(
            Kept(
                settings.CSRF_COOKIE_NAME,
                _("un numéro au hasard qui protège le formulaire de connexion et ceux des membres"),
                _("jusqu’à la fermeture du navigateur") if settings.CSRF_COOKIE_AGE is None else _("un an"),
            )
        )
    return tuple(kept)


def other_hosts() -> tuple[str, ...]:
    """Other sites that the security policy lets a page call or load from; empty when there is none."""
    allowed = {str(value) for values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for value in values}
    return tuple(sorted(allowed - set(OWN)))
