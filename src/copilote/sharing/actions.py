"""What members write about the sharing of a region's targets."""

from __future__ import annotations

from dataclasses import replace

from copilote.cop.actions import Action, Visibility
from copilote.cop.models import SPEAKING, Role, Stage
from copilote.words import N_

LEADS = (Role.ANIMATOR,)
FROM_SHARING = (Stage.SHARING, Stage.ROADMAP, Stage.FOLLOW_UP)
PUBLIC = Visibility.PUBLIC

OF_REGIONS = (
    Action("sharing.choose_key", N_("choisir la clé d’un levier"), PUBLIC, roles=LEADS, stages=FROM_SHARING),
    Action("sharing.undo_key", N_("annuler le choix d’une clé"), PUBLIC, roles=LEADS, stages=FROM_SHARING),
    Action(
        "sharing.propose",
        N_("dire ce que fait et propose un territoire"),
        PUBLIC,
        roles=SPEAKING,
        own=True,
        stages=FROM_SHARING,
    ),
    Action(
        "sharing.send_answer",
        N_("envoyer la réponse d’un territoire"),
        PUBLIC,
        roles=SPEAKING,
        own=True,
        stages=FROM_SHARING,
    ),
    Action(
        "sharing.validate",
        N_("valider la réponse d’un territoire"),
        PUBLIC,
        roles=(Role.VALIDATOR,),
        own=True,
        stages=FROM_SHARING,
    ),
    Action("sharing.draw_perimeter", N_("enregistrer un périmètre de la COP"), PUBLIC, roles=LEADS),
    Action("sharing.remove_perimeter", N_("retirer un périmètre de la liste"), PUBLIC, roles=LEADS),
    Action("sharing.restore_perimeter", N_("remettre un périmètre retiré"), PUBLIC, roles=LEADS),
    Action("sharing.prepare_sheets", "préparer les fiches d’une région", PUBLIC, public=True),
    Action("sharing.stop_sheets", N_("arrêter les fiches que d’autres attendent aussi"), PUBLIC, roles=LEADS),
)
ACTIONS = tuple(replace(action, regional=True) for action in OF_REGIONS)
"""It is a region's targets that are shared: in its COP alone."""
