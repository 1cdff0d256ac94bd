"""The rows of the base that say something of persons, processing by processing: a part of the register."""

from __future__ import annotations

from copilote.cop.models import SentList, User
from copilote.privacy.holdings import Fate, Holding, of_person, sessions_of
from copilote.words import N_


def accounts() -> tuple[Holding, ...]:
    """Accounts and what signing in leaves."""
    return (
        Holding(
            "cop.User",
            (
                *("email", "name", "password", "is_administrator", "is_active"),
                *("joined_at", "last_login", "came_at", "came_before"),
            ),
            of_person("pk"),
            Fate.GONE,
            ("password",),
            {"": N_("Compte")},
        ),
        Holding(
            "sessions.Session",
            ("session_key", "session_data", "expire_date"),
            sessions_of,
            Fate.GONE,
            ("session_data",),
            {
                "session_key": N_("numéro de session"),
                "session_data": N_("données de session"),
                "expire_date": N_("fin de la session"),
            },
        ),
        Holding(
            "usersessions.UserSession",
            ("user", "ip", "user_agent", "created_at", "last_seen_at", "session_key", "data"),
            of_person("user"),
            Fate.GONE,
            ("session_key", "data"),
            {
                "": N_("Appareils connectés"),
                "user": N_("personne"),
                "ip": N_("adresse IP, jamais gardée"),
                "user_agent": N_("navigateur"),
                "created_at": N_("depuis le"),
                "last_seen_at": N_("vu le"),
                "session_key": N_("numéro de session"),
                "data": N_("données de session"),
            },
        ),
        Holding(
            "account.EmailAddress",
            ("user", "email", "verified", "primary"),
            of_person("email", "user"),
            Fate.GONE,
            labels={
                "": N_("Adresses du compte"),
                "user": N_("personne"),
                "email": N_("adresse e-mail"),
                "verified": N_("vérifiée"),
                "primary": N_("principale"),
            },
        ),
        Holding(
            "mfa.Authenticator",
            ("user", "type", "data", "created_at", "last_used_at"),
            of_person("user"),
            Fate.GONE,
            ("data",),
            {
                "": N_("Clés d’accès, application de codes et codes de secours"),
                "user": N_("personne"),
                "type": N_("nature"),
                "data": N_("secret ou clé publique"),
                "created_at": N_("depuis le"),
                "last_used_at": N_("dernier usage"),
            },
        ),
        Holding(
            "socialaccount.SocialAccount",
            ("user", "provider", "uid", "extra_data", "last_login", "date_joined"),
            of_person("user"),
            Fate.GONE,
            labels={
                "": N_("Compte ProConnect"),
                "user": N_("personne"),
                "provider": N_("service de connexion"),
                "uid": N_("identifiant donné par ce service"),
                "extra_data": N_("prénom, nom, adresse et SIRET donnés par ce service"),
                "last_login": N_("dernière connexion"),
                "date_joined": N_("depuis le"),
            },
        ),
    )


HISTORY = {
    "history_date": N_("date du changement"),
    "history_user": N_("auteur du changement"),
    "history_type": N_("nature du changement"),
    "history_change_reason": N_("raison du changement"),
}


def roles() -> tuple[Holding, ...]:
    """Roles, organisations, and their changes."""
    return (
        Holding(
            "cop.Membership",
            ("user", "cop", "organisation", "role", "over", "since"),
            of_person("user"),
            Fate.GONE,
            labels={"": N_("Rôles dans les COP")},
        ),
        Holding(
            "cop.HistoricalMembership",
            ("user", "cop", "organisation", "role", "over", "history_date", "history_user", "history_change_reason"),
            of_person("user", "history_user"),
            Fate.NAMELESS,
            labels={"": N_("Changements de rôles")} | HISTORY,
        ),
        Holding(
            "cop.Organisation",
            ("contact_role", "contact_email"),
            of_person("contact_email"),
            Fate.NAMELESS,
            labels={"": N_("Contacts des organisations")},
        ),
        Holding(
            "cop.HistoricalOrganisation",
            ("contact_role", "contact_email", "history_user", "history_date", "history_change_reason"),
            of_person("contact_email", "history_user"),
            Fate.NAMELESS,
            labels={"": N_("Changements des organisations")} | HISTORY,
        ),
        Holding(
            "cop.HistoricalCop",
            ("history_user", "history_date", "history_change_reason"),
            of_person("history_user"),
            Fate.NAMELESS,
            labels={"": N_("Changements des COP")} | HISTORY,
        ),
    )


def actions() -> tuple[Holding, ...]:
    """Who wrote of the actions of an organisation."""
    return (
        Holding(
            "diagnostic.HistoricalAction",
            ("title", "organisation", "signed", "history_user", "history_date", "history_change_reason"),
            of_person("history_user"),
            Fate.NAMELESS,
            labels={"": N_("Changements des actions")} | HISTORY,
        ),
        Holding(
            "diagnostic.Cell",
            ("lever", "column", "value", "organisation", "signed", "user", "changed_at"),
            of_person("user"),
            Fate.NAMELESS,
            labels={"": N_("Cases du tableau de saisie")},
        ),
        Holding(
            "diagnostic.HistoricalCell",
            (
                *("lever", "column", "value", "organisation", "signed", "user", "history_user", "history_date"),
                "history_change_reason",
            ),
            of_person("user", "history_user"),
            Fate.NAMELESS,
            labels={"": N_("Changements du tableau de saisie")} | HISTORY,
        ),
        Holding(
            "diagnostic.WorkbenchStep",
            ("step", "organisation", "reason", "signed", "user", "said_at"),
            of_person("user"),
            Fate.NAMELESS,
            labels={"": N_("Envois et publications du tableau de saisie")},
        ),
        Holding(
            "diagnostic.HistoricalSurveyAnswer",
            ("organisation", "signed", "history_user", "history_date", "history_change_reason"),
            of_person("history_user"),
            Fate.NAMELESS,
            labels={"": N_("Changements des réponses à l’enquête")} | HISTORY,
        ),
        Holding(
            "adaptation.HistoricalPriority",
            ("title", "departement", "organisation", "signed", "history_user", "history_date", "history_change_reason"),
            of_person("history_user"),
            Fate.NAMELESS,
            labels={"": N_("Changements des priorités d’adaptation")} | HISTORY,
        ),
    )


def invitations() -> tuple[Holding, ...]:
    """Invitations that a person received."""
    return (
        Holding(
            "cop.Invitation",
            ("email", "name", "role", "organisation", "created_by", "accepted_by", "sent_at", "opened_at"),
            of_person("email", "accepted_by"),
            Fate.GONE,
            labels={
                "": N_("Invitations reçues"),
                "created_by": N_("qui a invité"),
                "accepted_by": N_("qui a accepté"),
            },
        ),
    )


def lists() -> tuple[Holding, ...]:
    """Lists that a person sent."""
    return (
        Holding(
            "cop.SentList",
            ("name", "content", "sent_by", "sent_role", "sent_at", "changed"),
            of_person("sent_by"),
            Fate.NAMELESS,
            ("content", "changed"),
            {
                "": N_("Listes envoyées"),
                "content": N_("contenu, jusqu’à ce que la liste soit chargée"),
                "text": N_("collée"),
                "sent_by": N_("qui l’a envoyée"),
                "added": N_("lignes ajoutées"),
                "changed": N_("ce qu’elle a changé"),
            },
            _out_of_lists,
        ),
    )


def _out_of_lists(user: User) -> None:
    """Lists that name a person: gone where nobody loaded them, without the address where they were."""
    for sent in SentList.objects.filter(loaded_at=None):
        if user.email in bytes(sent.content or b"").decode("utf-8", "replace").lower():
            sent.delete()
    for sent in SentList.objects.filter(changed__icontains=user.email):
        for row in sent.changed.values():
            for name, pair in row.items():
                row[name] = ["" if value.lower() == user.email else value for value in pair]
        sent.save(update_fields=["changed"])


def messages() -> tuple[Holding, ...]:
    """Messages, and what a person wants of them."""
    return (
        Holding(
            "outbox.Message",
            ("email", "user", "subject", "body", "link", "made", "sent", "error"),
            of_person("email", "user"),
            Fate.GONE,
            ("link",),
            {
                "": N_("Messages reçus"),
                "email": N_("adresse e-mail"),
                "user": N_("destinataire"),
                "kind": N_("nature"),
                "scope": N_("COP"),
                "about": N_("à propos de"),
                "subject": N_("objet"),
                "body": N_("texte"),
                "link": N_("lien"),
                "made": N_("écrit le"),
                "due": N_("à envoyer le"),
                "urgent": N_("urgent"),
                "state": N_("état"),
                "attempts": N_("nombre d’essais"),
                "turn": N_("tours"),
                "tried": N_("essayé le"),
                "held": N_("pris le"),
                "sent": N_("envoyé le"),
                "error": N_("raison d’un échec"),
                "remark": N_("remarque"),
                "once": N_("clé"),
                "within": N_("message du jour"),
                "reference": N_("numéro"),
            },
        ),
        Holding(
            "outbox.Recipient",
            ("email", "wish", "reminders", "bounced", "bounce", "digest_on"),
            of_person("email"),
            Fate.GONE,
            labels={
                "": N_("Choix de messages"),
                "email": N_("adresse e-mail"),
                "wish": N_("messages voulus"),
                "reminders": N_("rappels voulus"),
                "bounced": N_("adresse refusée le"),
                "bounce": N_("raison du refus"),
                "digest_on": N_("dernier message du jour"),
            },
        ),
    )


def safety() -> tuple[Holding, ...]:
    """What protects the service."""
    return (
        Holding(
            "cop.SecurityEvent",
            ("at", "event", "user", "about", "cop", "client", "detail"),
            of_person("user", "about"),
            Fate.NAMELESS,
            labels={"": N_("Journal de sécurité"), "client": N_("empreinte de l’adresse IP")},
            words={"event": "words"},
        ),
    )


def jobs() -> tuple[Holding, ...]:
    """Work that a person asked for."""
    return (
        Holding(
            "jobs.Job",
            ("owner", "arguments", "file", "created"),
            of_person("owner"),
            Fate.GONE,
            labels={
                "": N_("Travaux demandés"),
                "owner": N_("qui l’a demandé"),
                "arguments": N_("ce qui est demandé"),
                "file": N_("fichier préparé"),
                "created": N_("date de la demande"),
                "kind": N_("nature"),
                "key": N_("numéro"),
                "state": N_("état"),
                "done": N_("fait"),
                "total": N_("en tout"),
                "size": N_("taille"),
                "ended": N_("fini le"),
                "expires": N_("gardé jusqu’au"),
            },
        ),
    )
