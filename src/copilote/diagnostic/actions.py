"""What members read and write of the actions of their organisation; the animation, of all."""

from __future__ import annotations

from copilote.cop.actions import Action, Visibility
from copilote.cop.models import SPEAKING, Role, Stage
from copilote.words import N_

LARGEST = 10_000_000
"""Bytes of a file of actions, and of a document."""
WRITES = (Role.ANIMATOR, Role.CONTRIBUTOR, Role.VALIDATOR)
SIGNS = (Role.ANIMATOR, Role.VALIDATOR)

ACTIONS = (
    Action(
        "diagnostic.see_actions",
        N_(
            "voir les actions de son organisation ; l’animation, celles de toutes ; un relais, celles de son "
            "département ; qui lit, celles que la COP voit"
        ),
        Visibility.COP,
        roles=(*WRITES, Role.RELAY, Role.READER),
        stages=tuple(Stage),
        reads=True,
    ),
    Action(
        "diagnostic.write_action",
        N_("écrire, confirmer ou écarter une action de son organisation ; l’animation, de toutes"),
        Visibility.COP,
        roles=WRITES,
    ),
    Action(
        "diagnostic.load_actions",
        N_("charger un fichier d’actions de son organisation ; l’animation, de toutes"),
        Visibility.COP,
        roles=WRITES,
        bytes=LARGEST + 1_000_000,
    ),
    Action(
        "diagnostic.join_document",
        N_("joindre un document à une action de son organisation ; l’animation, de toutes"),
        Visibility.COP,
        roles=WRITES,
        bytes=LARGEST + 1_000_000,
    ),
    Action(
        "diagnostic.see_survey",
        N_("lire l’enquête de la COP et ce qui y est envoyé"),
        Visibility.COP,
        roles=tuple(Role),
        stages=tuple(Stage),
        reads=True,
    ),
    Action(
        "diagnostic.see_workbench",
        N_("voir le tableau de son organisation, levier par levier ; l’animation, de toutes"),
        Visibility.COP,
        roles=WRITES,
        stages=tuple(Stage),
        reads=True,
    ),
    Action(
        "diagnostic.see_duplicates",
        N_("voir les actions de son organisation qui se ressemblent ; l’animation, celles de toutes"),
        Visibility.COP,
        roles=WRITES,
        stages=tuple(Stage),
        reads=True,
    ),
    Action(
        "diagnostic.answer_survey",
        N_("répondre à l’enquête pour son organisation, en brouillon"),
        Visibility.COP,
        roles=SPEAKING,
    ),
    Action(
        "diagnostic.send_survey",
        N_("envoyer les réponses de son organisation à l’enquête"),
        Visibility.COP,
        roles=(Role.VALIDATOR,),
    ),
    Action(
        "diagnostic.make_survey",
        N_("écrire les questions de l’enquête, l’ouvrir et la fermer"),
        Visibility.COP,
        roles=(Role.ANIMATOR,),
    ),
    Action(
        "diagnostic.decide_duplicates",
        N_("dire si deux actions de son organisation sont la même ; l’animation, de toutes"),
        Visibility.COP,
        roles=WRITES,
    ),
    Action(
        "diagnostic.ask",
        N_("demander une précision sur une action que l’on suit, ou la dire réglée"),
        Visibility.COP,
        roles=(Role.ANIMATOR, Role.RELAY, Role.VALIDATOR),
    ),
    Action(
        "diagnostic.answer",
        N_("répondre à une précision demandée sur une action de son organisation"),
        Visibility.COP,
        roles=WRITES,
    ),
    Action(
        "diagnostic.gather",
        N_("chercher ce qui est déjà connu des organisations"),
        Visibility.COP,
        roles=(Role.ANIMATOR,),
    ),
    Action(
        "diagnostic.validate_action",
        N_("valider une action de son organisation ; l’animation, de toutes"),
        Visibility.COP,
        roles=SIGNS,
    ),
)
