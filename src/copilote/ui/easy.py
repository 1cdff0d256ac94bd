"""Easy words that every page says alike: what it is all about, who decides, amounts without a unit to know."""

from __future__ import annotations

from collections.abc import Iterable

from copilote.ui.daily_words import UNTOLD, has_own_words
from copilote.ui.page import EasyPart
from copilote.ui.targets import LeverWords
from copilote.words import _
from copilote.words.numbers import format_decimals, format_short


def tonnes(kt: float) -> str:
    """An amount for who knows no unit but the tonne: "9,5 millions de tonnes", "482 000 tonnes"."""
    if kt >= 1000:
        return _("%(count)s millions de tonnes", count=format_decimals(kt / 1000, 1))
    return _("%(count)s tonnes", count=format_short(1000 * kt))


def plain(text: str) -> str:
    """A sentence of other pages without the unit that it counts gases in, nor what is not published."""
    return text.replace(f" {_(UNTOLD)}", "").replace("CO2e", _("gaz"))


def efforts(heaviest: Iterable[LeverWords]) -> tuple[str, ...]:
    """The largest efforts: what each asks, after the name of the lever where that alone does not say it."""
    told = []
    for lever in heaviest:
        alone = has_own_words(lever.id) and not lever.untold
        told.append(plain(lever.sentence if alone else f"{lever.label}. {lever.sentence}"))
    unknown = next((rank for rank, text in enumerate(told) if _("tonnes-kilomètres") in text), None)
    if unknown is not None:
        told.insert(unknown + 1, _("Une tonne-kilomètre, c’est une tonne portée sur un kilomètre."))
    return tuple(told)


def why() -> EasyPart:
    """What it is all about, in four sentences."""
    return EasyPart(
        _("De quoi parle-t-on ?"),
        (
            _("La Terre se réchauffe."),
            _("Des gaz en sont la cause : ceux des voitures, du chauffage, des usines, des champs."),
            _("La France veut émettre beaucoup moins de ces gaz en 2030."),
            _("Chaque région y prend sa part."),
        ),
    )


def who_decides() -> EasyPart:
    """What a COP is, and what the numbers are."""
    return EasyPart(
        _("Qui décide ?"),
        (
            _("L’État et la région réunissent les maires, les entreprises, les associations et les habitants."),
            _("Cette réunion s’appelle la COP régionale."),
            _("Les nombres de cette page servent à en parler. Ils n’obligent personne."),
        ),
    )
