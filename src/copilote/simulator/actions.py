"""What visitors send to the simulator: nothing of it is kept about anybody."""

from __future__ import annotations

from copilote.cop.actions import Action, Visibility

ACTIONS = (
    Action("simulator.open_scenario", "ouvrir un fichier de scénario", Visibility.NOBODY, public=True, raw=True),
    Action(
        "simulator.turn_slides", "faire avancer l’écran d’une salle dont on a le code", Visibility.NOBODY, public=True
    ),
)
