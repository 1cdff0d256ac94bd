"""The messages about accounts: codes, links, and what changed in how one signs in. In French, plain text.

Codes and links are written in no log.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from copilote.outbox import post, whole_address

FORGOTTEN = "copilote/factors_forgotten"
NOTICES = {
    FORGOTTEN: "Vos clés d’accès et votre application de codes ont été retirées, par qui administre le site.",
    "account/email/password_changed": "Le mot de passe a été changé.",
    "account/email/password_set": "Un mot de passe a été choisi.",
    "account/email/password_reset": "Le mot de passe a été changé, par un lien envoyé à cette adresse.",
    "mfa/email/totp_activated": "Une application de codes a été ajoutée.",
    "mfa/email/totp_deactivated": "L’application de codes a été retirée.",
    "mfa/email/recovery_codes_generated": "De nouveaux codes de secours ont été faits ; les anciens ne servent plus.",
    "mfa/email/webauthn_added": "Une clé d’accès a été ajoutée.",
    "socialaccount/email/account_connected": "Votre identité ProConnect ouvre désormais ce compte.",
    "mfa/email/webauthn_removed": "Une clé d’accès a été retirée.",
}
"""What changed, by the template that allauth would have used."""


def tell(template: str, email: str, context: dict[str, Any]) -> None:
    """Post the message that allauth asks for; nothing for one that we do not send."""
    site = {"site": settings.SITE_ADDRESS}
    if template == "account/email/login_code":
        post("cop.sign_in_code", email, site | {"code": context["code"]})
    elif template == "account/email/password_reset_key":
        post("cop.password_link", email, site | {"lien": context["password_reset_url"]}, user=context["user"])
    elif template == "account/email/unknown_account":
        post("cop.unknown_account", email, site | {"lien": whole_address(reverse("login"))})
    elif template in NOTICES:
        fields = {"evenement": NOTICES[template], "lien": whole_address(reverse("account_security"))}
        post("cop.account_notice", email, site | fields)
