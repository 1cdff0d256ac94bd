"""What members read and write of the priorities of adaptation and of the matrix of issues."""

from __future__ import annotations

from copilote.cop.actions import Action, Visibility
from copilote.cop.models import SPEAKING, Role, Stage
from copilote.words import N_

LARGEST = 10_000_000
"""Bytes of a file of priorities."""
SIGNS = (Role.ANIMATOR, Role.RELAY)
WRITES = (*SIGNS, *SPEAKING)

ACTIONS = (
    Action(
        "adaptation.see_priorities",
        N_(
            "voir les priorités d’adaptation validées ; les brouillons, dans son département ; l’animation, tous ; "
            "qui lit, ce qui est validé"
        ),
        Visibility.COP,
        roles=tuple(Role),
        stages=tuple(Stage),
        reads=True,
    ),
    Action(
        "adaptation.write_priority",
        N_(
            "écrire une priorité d’adaptation de son département ; une organisation, un brouillon qui reste le sien ; "
            "l’animation, de tous"
        ),
        Visibility.COP,
        roles=WRITES,
    ),
    Action(
        "adaptation.remark_priority",
        N_("laisser une remarque sur une priorité d’adaptation que l’on voit, et lire celles des autres"),
        Visibility.COP,
        roles=WRITES,
    ),
    Action(
        "adaptation.load_priorities",
        N_("charger un fichier de priorités de son département ; l’animation, de tous"),
        Visibility.COP,
        roles=SIGNS,
        bytes=LARGEST + 1_000_000,
    ),
    Action(
        "adaptation.write_issue",
        N_("écrire dans une case de la matrice des leviers et des enjeux"),
        Visibility.PUBLIC,
        roles=(Role.ANIMATOR,),
    ),
    Action(
        "adaptation.validate_priority",
        N_("valider une priorité d’adaptation de son département, ou la rouvrir ; l’animation, de tous"),
        Visibility.COP,
        roles=SIGNS,
    ),
)
