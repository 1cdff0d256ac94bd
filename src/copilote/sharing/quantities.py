"""A lever's quantities in a territory, as its page, its form, its sheet, its slides and its files say them.

One unit for one lever in one territory, that of its magnitude; digits follow how sure the key is.
"""

from __future__ import annotations

from copilote.planning.declination import Part
from copilote.planning.quantities import Scale, borne, digits_of, scale_for
from copilote.ui.certainty import grade_name
from copilote.ui.quantities import environ, shown, shown_change
from copilote.words import _


def scale_of(part: Part) -> Scale:
    """The unit in which the lever is said in the territory."""
    return scale_for(part.lever, (part.baseline, part.physical))


def quantity_grade(part: Part) -> str:
    """How sure the quantity is: as its share in kt, but for a rate, which no key measures in the territory."""
    return "B" if part.rule.rate_over and part.grade == "A" else part.grade


def grade_words(part: Part) -> str:
    """How sure the row is, in words: where it is not that of the quantity, it says that it is only that of the kt."""
    name = grade_name(part.grade, chosen=part.rule.chosen)
    if part.physical is None or part.grade == quantity_grade(part):
        return name
    return _("%(grade)s (CO2e seulement)", grade=name)


def digits(part: Part) -> int:
    """Significant digits that the quantity bears in text."""
    return digits_of(quantity_grade(part), part.lever)


def quantity_words(part: Part) -> str:
    """From 2019 to 2030 ("environ 170 → 9 500 véhicules"), or what is added ("environ +24 hectares par an"); ""
    without translation."""
    if part.physical is None or part.baseline is None:
        return ""
    scale, grade = scale_of(part), quantity_grade(part)
    if not part.lever.counts_completed:
        words = shown(part.physical, scale, grade, digits(part), sign=True)
    else:
        words = shown_change(part.baseline, part.physical, scale, grade, digits(part))
    return _("moyenne régionale : %(quantity)s", quantity=words) if of_region(part) else words


def of_region(part: Part) -> bool:
    """Whether the quantity is a rate that nothing tells from the region's."""
    return bool(part.rule.rate_over) and part.rule.rate_over == part.rule.key


def quantity_in_2030(part: Part, scale: Scale, *, alone: bool = True) -> str:
    """The quantity of 2030: "environ 9 500 véhicules", "environ +43 km"; "" without translation.

    alone : whether it says itself that it is rounded, where nothing before it does.
    """
    if part.physical is None:
        return ""
    added = not part.lever.counts_completed
    words = shown(part.physical, scale, quantity_grade(part) if alone else "A", digits(part), sign=added)
    return _("moyenne régionale : %(quantity)s", quantity=words) if of_region(part) else words


def one_quantity(part: Part, value: float) -> str:
    """A quantity of the lever in the territory: "environ 170 véhicules". value : in the lever's unit."""
    return shown(value, scale_of(part), quantity_grade(part), digits(part))


def amount_digits(part: Part) -> int:
    """Significant digits that the share in kt bears in text."""
    return digits_of(part.grade, part.lever)


def share_words(part: Part, written: str) -> str:
    """A share in kt, already written to `amount_digits`, with "environ" unless the State's own key measures it."""
    return environ(written, part.grade) if part.tonnes else written


def rounded_share(part: Part) -> float | None:
    """The share in kt to the digits that it bears in text."""
    return None if part.target_kt is None else borne(part.target_kt, amount_digits(part))


def remark_on(part: Part) -> str:
    """What must be read beside the quantity: that a rate was changed by a key, a caution on the region's figures."""
    changed = part.physical is not None and part.rule.rate_over and not of_region(part)
    rate = _("Taux de la région, corrigé par la clé choisie : ce n’est pas une mesure d’ici.") if changed else ""
    return " ".join(text for text in (rate, part.lever.caution) if text)
