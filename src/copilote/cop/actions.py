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
    ONESELF = "soi seul"
    NOBODY = "personne : rien n’est gardé"


@dataclass(frozen=True, slots=True)
class Action:
    """Something that one may do. does : in French, as the docs print it.

    public : without signing in. roles : those that may, in the current COP of the address's region; none for whoever
    is signed in. own : only on the territory of one's own organisation. stages : when, by the stage of the COP. reads :
    a page is shown, nothing is sent to it. raw : what is sent is read by the view alone, as it is, files too.
    """

    name: str
    does: str
    visibility: Visibility
    public: bool = False
    roles: tuple[Role, ...] = ()
    own: bool = False
    stages: tuple[Stage, ...] = OPEN
    reads: bool = False
    raw: bool = False

    @property
    def who(self) -> str:
        """Who may, in French."""
        if self.public:
            return "tout le monde"
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
        if self.own:
            return _("Seul un membre de ce territoire peut parler en son nom.")
        return _("Seule l’animation de la COP de cette région peut faire cela.")


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
    Action("cop.sign_in", "se connecter", Visibility.NOBODY, public=True),
    Action("cop.sign_out", "se déconnecter", Visibility.NOBODY, public=True),
    Action("cop.choose_password", "choisir son mot de passe, par un lien", Visibility.ONESELF, public=True),
    Action("cop.see_space", "voir son espace", Visibility.ONESELF, reads=True),
)
