"""The kinds of messages about accounts, and their texts."""

from __future__ import annotations

from datetime import timedelta

from copilote.outbox import MessageKind
from copilote.words import N_

SITE = "adresse du site"
LETTERS = (
    MessageKind(
        key="cop.sign_in_code",
        label=N_("Code de connexion"),
        subject="Votre code de connexion : {code}",
        body="Bonjour,\n\nVotre code pour vous connecter à {site} : {code}\n\nIl sert une fois, pendant un quart "
        "d’heure, dans le navigateur où vous l’avez demandé.\nNe le donnez à personne. Si vous n’avez rien demandé, ne "
        "faites rien.\n",
        fields={"code": "le code", "site": SITE},
        examples={"code": "1234-5678"},
        urgent=True,
        asked=True,
        private=True,
        lasts=timedelta(minutes=15),
    ),
    MessageKind(
        key="cop.password_link",
        label=N_("Lien pour choisir un mot de passe"),
        subject="Choisir un nouveau mot de passe",
        body="Bonjour,\n\nPour choisir un nouveau mot de passe sur {site} :\n\n{lien}\n\nCe lien sert une fois, "
        "pendant trois jours. Si vous n’avez rien demandé, ne faites rien : rien ne change.\n",
        fields={"lien": "lien où l’on choisit un mot de passe", "site": SITE},
        urgent=True,
        asked=True,
        private=True,
        lasts=timedelta(days=1),
    ),
    MessageKind(
        key="cop.unknown_account",
        label=N_("Adresse sans compte"),
        subject="Aucun compte n’a cette adresse",
        body="Bonjour,\n\nOn a demandé un code ou un lien pour cette adresse sur {site}, mais aucun compte n’y a cette "
        "adresse.\nEssayez celle où vous avez été invité : {lien}\nOu demandez une invitation à l’animation de votre "
        "COP. Si vous n’avez rien demandé, ne faites rien.\n",
        fields={"lien": "page de connexion", "site": SITE},
        urgent=True,
        asked=True,
        lasts=timedelta(days=1),
    ),
    MessageKind(
        key="cop.leads",
        label=N_("Tenir une COP"),
        subject="{cop} : vous la tenez sur le site",
        body="Bonjour,\n\nLa {cop} vient d’être ouverte sur {site}, et vous l’animez.\nEntrez avec cette adresse, un "
        "code vous sera envoyé :\n{lien}\n\nCe n’est pas vous ? Dites-le à qui administre le site.\n",
        fields={"cop": "nom de la COP", "lien": "page de connexion", "site": SITE},
        urgent=True,
    ),
    MessageKind(
        key="cop.idle_account",
        label=N_("Compte bientôt effacé"),
        subject="Votre compte sera effacé le {jour}",
        body="Bonjour,\n\nVous ne vous êtes pas connecté à {site} depuis longtemps.\nVotre compte y sera effacé le "
        "{jour}. Pour le garder, connectez-vous avant :\n{lien}\n\nCe que vous avez décidé ou écrit pour une "
        "organisation reste, sans votre nom.\n",
        fields={"jour": "jour de l’effacement", "lien": "page de connexion", "site": SITE},
        urgent=True,
        asked=True,
    ),
    MessageKind(
        key="cop.account_notice",
        label=N_("Changement d’un compte"),
        subject="Votre compte a changé",
        body="Bonjour,\n\n{evenement}\n\nC’était vous ? Ne faites rien. Sinon, voyez votre compte : {lien}\net "
        "prévenez qui administre {site}.\n",
        fields={"evenement": "ce qui a changé", "lien": "page du compte", "site": SITE},
        examples={"evenement": "Une clé d’accès a été ajoutée."},
        urgent=True,
        asked=True,
    ),
)
