"""The accessibility statement and the privacy page: what they say is read from the settings, never assumed."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.simulator.pages.frame import Entry, Page
from copilote.ui.context import conformity

LOGGED = ("time", "level", "logger", "message", "method", "path", "status", "ms")
"""Fields of a line of the log; a test reads a real line."""

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
        title=_("Déclaration d’accessibilité : {state}").format(state=state),
        summary=_("Ce qui est vérifié, ce qui ne l’est pas encore, et à qui le dire."),
        trail=(Entry(_("Accessibilité"), reverse("accessibility")),),
        contact=contact(),
        conformity=state,
        rate=settings.ACCESSIBILITY_RATE,
        address=reverse("home"),
        tests=(
            _("Contrôle automatique (axe) des pages par un navigateur, à chaque version du logiciel."),
            _("Parcours au clavier seul dans un navigateur, et pages sans JavaScript, à chaque version du logiciel."),
            _(
                "Calcul des contrastes des dessins, sur fond clair et sombre, et vérification que leurs couleurs "
                "restent distinctes dans les trois daltonismes courants et en gris."
            ),
            _("Zoom à 200 %, écran de 320 pixels de large et impression : rien ne se perd ni ne déborde."),
            _("Relecture de captures d’écran, en thème clair et sombre."),
            _("Dossier PDF balisé : la structure exigée par PDF/UA-1 est contrôlée à chaque production."),
        ),
        known=(
            _("Aucun essai n’a encore été mené avec des personnes qui utilisent une aide technique."),
            _("Les dessins gardent un fond blanc en thème sombre. Leurs nombres sont aussi dans une table."),
            _("Les libellés d’une partie des données viennent des publications de l’État et restent en français."),
            _(
                "Les tableurs (XLSX) n’ont pas été vérifiés avec un lecteur d’écran. Les mêmes données existent en "
                "CSV, et dans les pages."
            ),
            _(
                "Le PDF n’a pas été relu avec un lecteur d’écran ; ses tableaux ont des en-têtes de colonne, mais "
                "pas d’en-têtes de ligne."
            ),
            _("Les pages de l’interface de programmation (API) s’adressent à des développeurs."),
        ),
    )


def privacy_page() -> PrivacyPage:
    """What this installation keeps."""
    found = cookies()
    return PrivacyPage(
        title=_("Vie privée : aucun cookie, aucun traceur, aucun compte")
        if not found
        else _("Vie privée : aucun traceur, et aucun cookie tant que l’on ne se connecte pas"),
        summary=_("Ce que garde votre navigateur, ce que note le serveur, et rien d’autre."),
        trail=(Entry(_("Vie privée"), reverse("privacy")),),
        contact=contact(),
        cookies=found,
        browser=(  # a test looks for other keys in the scripts
            Kept(
                "copilote-theme",
                _("le thème que vous avez choisi, clair ou sombre"),
                _("jusqu’à ce que vous l’effaciez"),
            ),
            Kept(
                "copilote-scenarios",
                _("les scénarios que vous gardez : nom, région, valeurs saisies, résultat en une phrase, date"),
                _("jusqu’à ce que vous les effaciez"),
            ),
        ),
        logged=_logged(),
        hosts=other_hosts(),
        framed_by=tuple(settings.EMBED_ORIGINS),
        api_rate=int(getattr(settings, "API_RATE", 0)),
    )


def cookies() -> tuple[Kept, ...]:
    """The cookies that the middleware of this installation can set."""
    middleware = " ".join(settings.MIDDLEWARE)
    found = []
    if "SessionMiddleware" in middleware:
        hours = settings.SESSION_COOKIE_AGE // 3600
        found.append(
            Kept(
                settings.SESSION_COOKIE_NAME,
                _("le numéro de votre session, une fois connecté"),
                _("{n} heures").format(n=hours),
            )
        )
    if "middleware.Forms" in middleware or "CsrfViewMiddleware" in middleware:
        found.append(
            Kept(
                settings.CSRF_COOKIE_NAME,
                _("un numéro au hasard qui protège le formulaire de connexion et ceux des membres"),
                _("jusqu’à la fermeture du navigateur") if settings.CSRF_COOKIE_AGE is None else _("un an"),
            )
        )
    return tuple(found)


def other_hosts() -> tuple[str, ...]:
    """Other sites that the security policy lets a page call or load from; empty when there is none."""
    allowed = {str(value) for values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for value in values}
    return tuple(sorted(allowed - set(OWN)))


def _logged() -> tuple[Kept, ...]:
    told = {
        "time": _("date et heure"),
        "level": _("gravité de l’événement"),
        "logger": _("partie du logiciel qui écrit"),
        "message": _("la méthode et l’adresse, en une ligne"),
        "method": _("lire (GET) ou envoyer (POST)"),
        "path": _("page demandée, sans ce qui suit le « ? » ni le code d’un lien : ni recherche, ni scénario"),
        "status": _("réponse donnée : 200, 404…"),
        "ms": _("durée de la réponse, en millisecondes"),
    }
    return tuple(Kept(name, told[name], "") for name in LOGGED)
