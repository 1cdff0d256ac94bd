"""The register of processing of this installation (RGPD, article 30): the one place where it is written.

What the page, its files, one's own data and the erasure of an account say and do comes from here. Names of fields are
those of the models, durations those of the settings: a test fails when a model holds something of persons that is not
below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings

from copilote.jobs.retention import Kept, all_kept
from copilote.privacy import tables
from copilote.privacy.holdings import Holding, decided
from copilote.words import N_, _


@dataclass(frozen=True, slots=True)
class Processing:
    """A processing of personal data; texts marked by `N_`.

    holdings : the rows of the base. beside : what is held elsewhere. kept : keys of what is kept for a time (`Kept`).
    lasts : how long the rest.
    """

    key: str
    name: str
    purpose: str
    basis: str
    persons: str
    recipients: str
    lasts: str
    holdings: Callable[[], tuple[Holding, ...]] = tuple
    beside: str = ""
    kept: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    @property
    def present(self) -> tuple[Holding, ...]:
        """The rows that this installation can hold."""
        return tuple(holding for holding in self.holdings() if _installed(holding.label))

    @property
    def durations(self) -> tuple[Kept, ...]:
        """What is kept for a time, as settings say it."""
        return tuple(kept for kept in all_kept() if kept.key in self.kept)


PUBLIC_TASK = N_(
    "Mission d’intérêt public (RGPD, article 6.1.e) : conduire la conférence des parties de la région. "
    "À confirmer par le responsable de traitement."
)
SAFETY = N_(
    "Obligation de sécurité du traitement (RGPD, articles 6.1.c et 32). À confirmer par le responsable de traitement."
)
MEMBERS = N_("Personnes qui animent une COP, y répondent pour une organisation, ou la suivent")
RUNNERS = N_("Les personnes qui administrent l’installation, et son hébergeur.")


REGISTER = (
    Processing(
        "accounts",
        N_("Comptes et connexion"),
        N_(
            "Reconnaître les membres d’une COP, pour qu’eux seuls écrivent en son nom et voient ce qui leur est "
            "réservé."
        ),
        PUBLIC_TASK,
        MEMBERS,
        N_(
            "La personne elle-même. Son nom et son adresse, les membres de la même COP. Les personnes qui "
            "administrent l’installation."
        ),
        N_("Le compte, tant que la personne s’en sert ; elle peut l’effacer à tout moment depuis son espace."),
        tables.accounts,
        kept=("accounts", "sessions"),
        measures=("passwords", "factors", "cookies", "forms"),
    ),
    Processing(
        "roles",
        N_("Rôles et organisations des COP"),
        N_(
            "Savoir qui anime, suit un département, contribue, valide ou lit dans chaque COP, et pour quelle "
            "organisation."
        ),
        PUBLIC_TASK,
        MEMBERS,
        N_(
            "Les membres de la même COP. Le public voit les organisations et les rôles, jamais les noms ni les "
            "adresses."
        ),
        N_("Le rôle, tant qu’il est tenu. L’historique des changements reste, sans les noms au bout de la durée dite."),
        tables.roles,
        kept=("changes",),
        measures=("rights", "functions"),
    ),
    Processing(
        "invitations",
        N_("Invitations"),
        N_("Proposer un rôle dans une COP à une personne, par un lien, ou à une réunion, par un code."),
        PUBLIC_TASK,
        N_("Personnes invitées, et celles qui les invitent"),
        N_("L’animation de la COP, les relais pour leur département, et la personne invitée."),
        N_("Tant que l’invitation attend une réponse ; puis la durée dite."),
        tables.invitations,
        kept=("invitations",),
        measures=("links", "rights"),
    ),
    Processing(
        "lists",
        N_("Listes d’organisations et de personnes"),
        N_("Ouvrir une COP avec la liste que tient déjà son animation, et pouvoir annuler une erreur."),
        PUBLIC_TASK,
        N_("Contacts des organisations, personnes invitées par liste, et qui envoie la liste"),
        N_("L’animation de la COP."),
        N_("La durée dite. Une liste que personne n’a chargée : un jour."),
        tables.lists,
        kept=("lists", "drafts"),
        measures=("rights",),
    ),
    Processing(
        "messages",
        N_("Messages envoyés"),
        N_("Prévenir chaque personne de ce qui lui est demandé, et se souvenir de ce qu’elle veut recevoir."),
        PUBLIC_TASK,
        N_("Personnes invitées et membres d’une COP"),
        N_("La personne elle-même, l’animation de la COP qui écrit, et le service de messagerie de l’installation."),
        N_("Les messages, la durée dite une fois partis. Un refus de recevoir est gardé, pour être respecté."),
        tables.messages,
        kept=("messages", "recipients"),
        measures=("links",),
    ),
    Processing(
        "decisions",
        N_("Journal de ce que décident les membres"),
        N_("Dire à tous ce que la COP a décidé, quand, pourquoi, et au titre de quelle fonction."),
        PUBLIC_TASK,
        MEMBERS,
        N_(
            "Le public voit la décision, sa date, sa raison, la fonction et l’organisation. Les membres de la "
            "même COP voient aussi le nom. Ce qui est décidé ou demandé d’une action n’est vu que des membres "
            "qu’elle concerne, sans le nom."
        ),
        N_(
            "La décision est gardée sans limite, pour l’intérêt public ; le nom de son auteur part avec son "
            "compte, ou au bout de la durée dite."
        ),
        decided,
        kept=("authors",),
        measures=("rights", "functions"),
    ),
    Processing(
        "actions",
        N_("Actions des organisations"),
        N_("Faire le diagnostic de la région avec ce que chaque organisation a fait, fait ou prévoit."),
        PUBLIC_TASK,
        N_("Membres d’une COP qui écrivent pour une organisation"),
        N_(
            "Selon ce que choisit l’organisation, le public, les membres de la même COP ou son animation voient "
            "l’action et la fonction de qui l’a écrite, jamais le nom."
        ),
        N_(
            "L’action et l’historique de ses changements restent ; les noms en partent comme de celui des rôles. Un "
            "document joint reste avec l’action jusqu’à ce que son organisation le retire : il est alors effacé."
        ),
        tables.actions,
        measures=("rights", "functions"),
    ),
    Processing(
        "safety",
        N_("Sécurité du service"),
        N_(
            "Empêcher qu’un mot de passe soit deviné ou que le service soit noyé de demandes, et comprendre un "
            "incident."
        ),
        SAFETY,
        N_("Personnes qui se connectent ou essaient de le faire ; programmes qui appellent l’interface (API)"),
        RUNNERS,
        N_("La durée dite. Les empreintes qui limitent les essais et les demandes : une heure au plus, en mémoire."),
        tables.safety,
        N_("Empreintes d’adresses IP et e-mail, illisibles sans la clé du serveur, qui limitent les essais."),
        kept=("security",),
        measures=("fingerprints",),
    ),
    Processing(
        "files",
        N_("Travaux demandés et fichiers préparés"),
        N_("Préparer en arrière-plan les fichiers longs à faire, et les remettre à qui les a demandés."),
        PUBLIC_TASK,
        N_("Membres connectés qui demandent un fichier"),
        N_("La personne qui a demandé. Ce qui est public est demandé sans compte et ne nomme personne."),
        N_("La durée dite."),
        tables.jobs,
        kept=("files",),
        measures=("rights",),
    ),
    Processing(
        "logs",
        N_("Journal technique"),
        N_("Savoir que le service fonctionne et réparer ses pannes."),
        SAFETY,
        N_("Personnes qui ouvrent une page du site"),
        RUNNERS,
        N_("Fixé par l’hébergeur : à confirmer par le responsable de traitement. Six mois au plus sont conseillés."),
        beside=N_(
            "Date, page demandée sans ses paramètres, réponse, durée : ni adresse IP, ni compte, ni lien secret."
        ),
        measures=("logs",),
    ),
    Processing(
        "backups",
        N_("Sauvegardes"),
        N_("Remettre le service après une panne."),
        SAFETY,
        N_("Toutes les personnes ci-dessus"),
        RUNNERS,
        N_(
            "Fixé par qui administre l’installation, qui efface les plus anciennes : à confirmer par le "
            "responsable de traitement. Une donnée effacée y reste jusque-là."
        ),
        beside=N_("Tout ce que tient la base, à la date de la sauvegarde, et la clé du serveur."),
        measures=("backups",),
    ),
)


def measures_of(processing: Processing) -> tuple[str, ...]:
    """The security measures of a processing, in the language in use, as this installation has them."""
    lacking = () if settings.SECOND_FACTOR else ("factors",)
    return tuple(_(MEASURES[key]) for key in processing.measures if key not in lacking)


def everywhere() -> tuple[str, ...]:
    """Those of all of them."""
    return tuple(_(MEASURES[key]) for key in ("https" if settings.HTTPS else "no_https", "policy"))


MEASURES = {
    "passwords": N_("Mots de passe gardés sous une forme qui ne se relit pas."),
    "factors": N_("Seconde preuve demandée à qui anime une COP ou administre l’installation, avant d’agir."),
    "cookies": N_("Cookies de connexion illisibles par les scripts ; aucun pour qui lit sans compte."),
    "forms": N_("Formulaires pris seulement de nos propres pages."),
    "rights": N_("Droits tenus COP par COP : chaque adresse est éprouvée avec chaque rôle, à chaque étape."),
    "functions": N_("Pages publiques, fichiers, documents et interface (API) : des fonctions, jamais des noms."),
    "links": N_("Liens scellés par la clé du serveur, qui expirent et se retirent."),
    "fingerprints": N_("Empreintes scellées par la clé du serveur, au lieu des adresses."),
    "logs": N_("Le journal est nettoyé des liens et des codes avant d’être écrit."),
    "backups": N_("Fichiers lisibles par le seul compte du service ; à garder en lieu sûr."),
    "https": N_("Connexion chiffrée (HTTPS) imposée."),
    "no_https": N_(
        "Cette installation n’impose pas la connexion chiffrée (HTTPS) : elle ne convient qu’à un réseau fermé."
    ),
    "policy": N_("Aucun contenu d’un autre site, aucun script hors des nôtres."),
}


def all_holdings() -> tuple[Holding, ...]:
    """All rows that say something of persons, the account last."""
    return tuple(holding for processing in REGISTER for holding in processing.present)


def _installed(label: str) -> bool:
    try:
        apps.get_model(label)
    except LookupError:
        return False
    return True
