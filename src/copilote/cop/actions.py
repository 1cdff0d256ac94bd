"""The registry of rights: every action by which something is written or seen behind sign-in, who may do it, and when.

An app that has some says them in its own module `actions` (`ACTIONS`), under names that begin with the app's. A view is
marked with one (`@may("sharing.choose_key")`, cop/permissions.py): a view without mark takes nothing. docs/droits.md is
printed from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from copilote.cop.models import Role, Stage
from copilote.words import N_, _

OPEN = tuple(stage for stage in Stage if stage != Stage.CLOSED)
"""All stages but the last."""


class Visibility(StrEnum):
    """Who sees what was written."""

    PUBLIC = "tout le monde"
    COP = "les membres de la COP"
    ADMINISTRATION = "qui administre l’installation"
    ONESELF = "soi seul"
    NOBODY = "personne : rien n’est gardé"


@dataclass(frozen=True, slots=True)
class Action:
    """Something that one may do. does : in French, as the docs print it.

    public : without signing in. roles : those that may, in the current COP of the address's region; none for whoever
    is signed in. own : only on the territory of one's own organisation. administrator : for who administers the
    installation, whatever the COP. regional : in the COP of a region alone, not in a département's. stages : when, by
    the stage of the COP. reads : a page is shown, nothing is sent to it. raw : what is sent is read by the view alone,
    as it is, files too. bytes : the most that a form with files may have, when it is more than the usual.
    """

    name: str
    does: str
    visibility: Visibility
    public: bool = False
    roles: tuple[Role, ...] = ()
    own: bool = False
    administrator: bool = False
    regional: bool = False
    stages: tuple[Stage, ...] = OPEN
    reads: bool = False
    raw: bool = False
    bytes: int = 0

    @property
    def who(self) -> str:
        """Who may, in French."""
        if self.public:
            return "tout le monde"
        if self.administrator:
            return "qui administre l’installation"
        if not self.roles:
            return "toute personne connectée"
        roles = ", ".join(str(role.label) for role in self.roles)
        return f"{roles} ; pour son propre territoire seulement" if self.own else roles

    @property
    def when(self) -> str:
        """In which stages of the COP, in French."""
        if self.public or not self.roles:
            return "toujours"
        return ", ".join(str(stage.label) for stage in self.stages)

    @property
    def done_by(self) -> str:
        """The roles that may, in the language in use."""
        roles = ", ".join(_(str(role.label)) for role in self.roles)
        return _("%(roles)s, pour son propre territoire", roles=roles) if self.own else roles

    @property
    def refusal(self) -> str:
        """What is said to who may not, in the language in use."""
        if self.administrator:
            return _("Seule l’administration de cette installation peut faire cela.")
        if self.own:
            return _("Seul un membre de ce territoire peut parler en son nom.")
        if Role.CONTRIBUTOR in self.roles:
            return _("Cette page est pour les membres de la COP qui y ont un rôle pour cela.")
        return _("Seule l’animation de cette COP peut faire cela.")


@cache
def actions_of(app: str) -> dict[str, Action]:
    """What an app says, by name."""
    return {action.name: action for action in import_module(f"copilote.{app}.actions").ACTIONS}


def action_of(name: str) -> Action:
    """The action of a name ("sharing.choose_key"); raises KeyError for one that its app does not say."""
    return actions_of(name.partition(".")[0])[name]


def actions_in_cops() -> tuple[Action, ...]:
    """Those of all the apps that are for some roles of a COP, by name."""
    found = []
    for config in apps.get_app_configs():
        if config.name.startswith("copilote.") and find_spec(f"{config.name}.actions"):
            found += [action for action in actions_of(config.label).values() if action.roles]
    return tuple(sorted(found, key=lambda action: action.name))


ACTIONS = (
    Action(
        "cop.set_calendar",
        N_("tenir le calendrier de la COP"),
        Visibility.PUBLIC,
        roles=(Role.ANIMATOR,),
        stages=tuple(Stage),
    ),
    Action(
        "cop.see_organisations",
        N_("voir les organisations de la COP"),
        Visibility.COP,
        roles=tuple(Role),
        stages=tuple(Stage),
        reads=True,
    ),
    Action(
        "cop.follow",
        N_("suivre les réponses, un relais celles de son département"),
        Visibility.COP,
        roles=(Role.ANIMATOR, Role.RELAY),
        stages=tuple(Stage),
        reads=True,
    ),
    Action(
        "cop.keep_organisations",
        N_("tenir les organisations : ajouter, changer, charger une liste, fusionner"),
        Visibility.COP,
        roles=(Role.ANIMATOR,),
        stages=tuple(Stage),
    ),
    Action(
        "cop.open",
        "ouvrir une COP",
        Visibility.PUBLIC,
        administrator=True,
        stages=tuple(Stage),
    ),
    Action(
        "cop.announce",
        N_("annoncer les réunions et les documents de la COP"),
        Visibility.PUBLIC,
        roles=(Role.ANIMATOR,),
        stages=tuple(Stage),
    ),
    Action(
        "cop.see_people",
        N_("voir les personnes et les invitations : toutes, celles de son département, de son organisation"),
        Visibility.COP,
        roles=(Role.ANIMATOR, Role.RELAY, Role.VALIDATOR),
        stages=tuple(Stage),
        reads=True,
    ),
    Action(
        "cop.invite",
        N_("inviter : partout, dans son département, dans son organisation"),
        Visibility.COP,
        roles=(Role.ANIMATOR, Role.RELAY, Role.VALIDATOR),
        stages=tuple(Stage),
    ),
    Action(
        "cop.open_meeting",
        N_("inviter par un code, en réunion"),
        Visibility.COP,
        roles=(Role.ANIMATOR,),
        stages=tuple(Stage),
    ),
    Action(
        "cop.see_meeting_code",
        N_("projeter le code d’une réunion"),
        Visibility.COP,
        roles=(Role.ANIMATOR,),
        stages=tuple(Stage),
        reads=True,
    ),
    Action(
        "cop.keep_people",
        N_("changer, remplacer, retirer une personne"),
        Visibility.COP,
        roles=(Role.ANIMATOR,),
        stages=tuple(Stage),
    ),
    Action("cop.answer_invitation", "accepter une invitation, par son lien", Visibility.COP, public=True),
    Action("cop.join_meeting", "rejoindre une réunion, par son code", Visibility.COP, public=True),
    Action("cop.choose_hat", "choisir à quel titre on agit", Visibility.ONESELF),
    Action("cop.leave", "quitter une COP", Visibility.COP),
    Action(
        "cop.remind",
        N_("relancer ceux qui n’ont pas répondu"),
        Visibility.COP,
        roles=(Role.ANIMATOR, Role.RELAY),
    ),
    Action(
        "cop.relay_review",
        N_("dire qu’on a vu, ou qu’on approuve, les réponses de son département"),
        Visibility.COP,
        roles=(Role.RELAY,),
    ),
    Action("cop.sign_in", "se connecter", Visibility.NOBODY, public=True),
    Action("cop.sign_out", "se déconnecter", Visibility.NOBODY, public=True),
    Action("cop.choose_password", "choisir son mot de passe, par un lien", Visibility.ONESELF, public=True),
    Action(
        "cop.become_administrator",
        "devenir l’administrateur d’une installation vide, par le lien que le serveur affiche",
        Visibility.ONESELF,
        public=True,
    ),
    Action(
        "cop.see_messages",
        N_("lire les messages que la COP envoie"),
        Visibility.COP,
        roles=(Role.ANIMATOR,),
        stages=tuple(Stage),
        reads=True,
    ),
    Action("cop.send_again", N_("renvoyer un message"), Visibility.COP, roles=(Role.ANIMATOR,), stages=tuple(Stage)),
    Action(
        "cop.write_text",
        N_("écrire le texte des messages de la COP"),
        Visibility.COP,
        roles=(Role.ANIMATOR,),
        stages=tuple(Stage),
    ),
    Action("cop.choose_messages", "dire quels messages on reçoit, par un lien", Visibility.ONESELF, public=True),
    Action("cop.stop_messages", "ne plus recevoir de messages, en un clic", Visibility.ONESELF, public=True),
    Action("cop.secure_account", "tenir son compte : mot de passe, seconde preuve, sessions", Visibility.ONESELF),
    Action("cop.see_space", "voir son espace", Visibility.ONESELF, reads=True),
    Action(
        "cop.see_security",
        "lire le journal de sécurité",
        Visibility.ADMINISTRATION,
        administrator=True,
        reads=True,
    ),
)
