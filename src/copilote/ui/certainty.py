"""How sure a territory's share is, in words: an elected official reads these, files and the method hold the letters."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copilote.planning.key_test import UNFIT

GRADE_NAMES = {
    "A": gettext_noop("règle de l’État"),
    "B": gettext_noop("estimation correcte"),
    "C": gettext_noop("ordre de grandeur"),
    "D": gettext_noop("à localiser"),
}
GRADE_WORDS = {
    "A": gettext_noop("partagé comme l’État l’a fait entre les régions, par une grandeur mesurée ici"),
    "B": gettext_noop("partagé par une grandeur voisine : éprouvée sur les régions, elle place mal 10 % au plus"),
    "C": gettext_noop("partagé par une grandeur qui place mal jusqu’à 20 %, ou selon la population faute de mieux"),
    "D": gettext_noop("connu en région seulement : aucune donnée ne dit où, et rien n’en est compté ici"),
}


def grade_name(grade: str, *, chosen: bool = False) -> str:
    """How sure a share is, in two or three words. chosen : by the COP, whose decision places what no key does."""
    return _("décidé par la COP") if chosen and grade == UNFIT else _(GRADE_NAMES[grade])
