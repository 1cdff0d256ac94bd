"""How sure a territory's share is, in words: an elected official reads these, files and the method hold the letters."""

from __future__ import annotations

from copilote.planning.key_test import UNFIT
from copilote.words import N_, _

GRADE_NAMES = {
    "A": N_("règle de l’État"),
    "B": N_("estimation correcte"),
    "C": N_("ordre de grandeur"),
    "D": N_("à localiser"),
}
GRADE_WORDS = {
    "A": N_("partagé comme l’État l’a fait entre les régions, par une grandeur mesurée ici"),
    "B": N_("partagé par une grandeur voisine : éprouvée sur les régions, elle place mal 10 % au plus"),
    "C": N_("partagé par une grandeur qui place mal jusqu’à 20 %, ou selon la population faute de mieux"),
    "D": N_("connu en région seulement : aucune donnée ne dit où, et aucun total d’un territoire ne le compte"),
}


def grade_name(grade: str, *, chosen: bool = False) -> str:
    """How sure a share is, in two or three words. chosen : by the COP, whose decision places what no key does."""
    return _("décidé par la COP") if chosen and grade == UNFIT else _(GRADE_NAMES[grade])
