"""What loaded files measure in a territory, in sentences, with their source, their day and their caution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import groupby

from copilote.exchange.measured import Measured
from copilote.reference.english import word
from copilote.words import _
from copilote.words.numbers import counted, format_decimals, format_number, format_percent, with_unit
from copilote.words.typography import tied

YEARS = re.compile(r"(.+), (?:de (\d{4}) à (\d{4})|en (\d{4}))")
"""How the title of a loaded key ends when it is a sum of years."""


def measured_lines(measured: Sequence[Measured]) -> tuple[str, ...]:
    """What loaded files measure here: a sentence for each file and role, with its source, its day and its caution."""
    alike = groupby(measured, lambda one: (one.file.name, one.key.role, one.known, one.key.caution))
    return tuple(_measured_words(tuple(group)) for _alike, group in alike)


def _measured_words(measured: tuple[Measured, ...]) -> str:
    """ "Feux de forêt et de végétation, de 2015 à 2024 : 12 feux (…). Connu dans 3 communes sur 5."."""
    said = (_("%(title)s : %(amount)s", title=titled(one.key.title), amount=_amount_words(one)) for one in measured)
    told = reduce(lambda first, then: _("%(first)s ; %(then)s", first=first, then=then[:1].lower() + then[1:]), said)
    return sourced(told, measured[0])


def sourced(told: str, one: Measured) -> str:
    """What is told of a measure, with its file, and what is to be read with it."""
    return cautioned(_("%(said)s (%(source)s).", said=told, source=source_words(one)), one)


def source_words(one: Measured) -> str:
    """The file of a measure, its year and the day when it was loaded."""
    return replace(one.file, title=word(one.file.title)).dated


def cautioned(text: str, one: Measured) -> str:
    """A sentence on a measure, with how much of the territory it knows and its caution."""
    if one.known < one.communes:
        known = counted(one.known, "commune", "communes")
        whole_count = format_decimals(one.communes, 0)
        text += " " + _("Connu dans %(communes)s sur %(all)s.", communes=known, all=whole_count)
    if one.key.caution:
        text += " " + word(one.key.caution)
    return tied(text)


def titled(title: str) -> str:
    """A key's title; the years that its file covers, which end it, are told apart from the words of the table."""
    dated = YEARS.fullmatch(title)
    if dated is None:
        return word(title)
    bare, first, last, single = word(dated[1]), *dated.groups()[1:]
    if single:
        return _("%(title)s, en %(year)s", title=bare, year=single)
    return _("%(title)s, de %(first)s à %(last)s", title=bare, first=first, last=last)


def _amount_words(measured: Measured) -> str:
    """The figure as its key is told: a sum, the communes that have some, a part of another sum, or a quotient."""
    key = measured.key
    if key.told == "communes":
        if measured.communes == 1:
            return _("oui") if measured.present else _("non")
        communes = counted(measured.present, "commune", "communes")
        return _("%(communes)s sur %(all)s", communes=communes, all=format_decimals(measured.known, 0))
    if key.told == "rate" and measured.over:
        quotient = measured.amount / measured.over
        percent = key.rate_unit == "%"
        return format_percent(quotient) if percent else with_unit(format_number(quotient, 2), word(key.rate_unit))
    amount = with_unit(format_number(measured.amount, 3), word(key.unit))
    if key.told == "part" and measured.over:
        whole, share = format_number(measured.over, 3), format_percent(measured.amount / measured.over)
        return _("%(amount)s sur %(all)s, soit %(share)s", amount=amount, all=whole, share=share)
    return amount
