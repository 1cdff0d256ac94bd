"""The climate that comes and what has struck, in sentences."""

from __future__ import annotations

import math

from copilote.exchange.climate import IndexHere, LikePlace, TerritoryClimate
from copilote.exchange.risks import Disasters
from copilote.words import N_, _
from copilote.words.language import noun
from copilote.words.numbers import NBSP, counted, format_decimals, format_percent, times, with_unit
from copilote.words.typography import quoted, tied

NEAR, FAR = "+2.7", "+4.0"
"""The levels of 2050 and of 2100."""
FEW_DAYS = 2.5
"""Days above 30 °C in 2100 under which a title tells of degrees instead."""
SHORT = {
    "inondation": N_("inondations"),
    "secheresse": N_("sécheresse et sols argileux"),
    "mouvement_terrain": N_("mouvements de terrain"),
    "tempete": N_("tempêtes"),
    "autres": N_("autres"),
}
"""Kinds of disasters in a sentence."""


def number(here: IndexHere, value: float) -> str:
    """A value of an index as a sentence has it; a count that is not nothing is never told to be 0."""
    if here.index.decimals == 0 and 0.05 <= value < 0.5:
        return _("moins d’un")
    return format_decimals(value, here.index.decimals)


def days(value: float) -> str:
    """A count of days: "9 jours", "moins d’un jour", "aucun jour"."""
    if value < 0.5:
        return _("moins d’un jour") if value >= 0.05 else _("aucun jour")
    return counted(_whole(value), "jour", "jours")


def nights_words(value: float) -> str:
    """A count of nights."""
    if value < 0.5:
        return _("moins d’une nuit") if value >= 0.05 else _("aucune nuit")
    return counted(_whole(value), "nuit", "nuits")


def _whole(value: float) -> int:
    """The nearest whole number, halves up, as numbers are written."""
    return math.floor(value + 0.5)


def whole(text: str) -> str:
    """A text whose units stay with their number, as its marks do."""
    return tied(text).replace(" °C", f"{NBSP}°C")


def title_of(climate: TerritoryClimate, disasters: Disasters) -> str:
    """The result in one sentence."""
    name = quoted(climate.place.name)
    if not climate.indices:
        text = N_("%(name)s : %(count)s depuis 1982, et pas de projection du climat")
        return _(text, name=name, count=recognised(disasters.total))
    hot = climate.get("jours_30")
    if hot.at(FAR).median < FEW_DAYS:
        summer = climate.get("t_moy_ete")
        near, far = (degrees(summer.at(level).median - summer.reference) for level in (NEAR, FAR))
        text = N_("%(name)s : des étés plus chauds de %(near)s en 2050, de %(far)s en 2100 à +4 °C")
        return _(text, name=name, near=near, far=far)
    return _(
        "%(name)s : %(past)s au-dessus de 30 °C par an hier, %(near)s en 2030, %(far)s en 2100 à +4 °C",
        name=name,
        past=days(hot.reference),
        near=number(hot, hot.at("+2.0").median),
        far=number(hot, hot.at(FAR).median),
    )


def degrees(value: float) -> str:
    """A difference of temperature: "2,3 °C"."""
    return with_unit(format_decimals(value, 1), "°C")


def recognised(count: int) -> str:
    """How many recognitions of a disaster."""
    one, several = N_("reconnaissance de catastrophe naturelle"), N_("reconnaissances de catastrophe naturelle")
    return f"{format_decimals(count, 0)}{NBSP}{noun(count, one, several)}"


def range_words(here: IndexHere, level: str) -> str:
    """ "de 16 à 29 selon les modèles"; "" where it is not published."""
    at = here.at(level)
    if at.low is None or at.high is None:
        return ""
    low, high = (format_decimals(value, here.index.decimals) for value in (at.low, at.high))
    return _("de %(low)s à %(high)s selon les modèles", low=low, high=high)


def summary_of(climate: TerritoryClimate, disasters: Disasters, like: LikePlace | None) -> str:
    """What comes by 2050 and what has already struck, in two or three sentences."""
    struck = struck_words(disasters)
    if not climate.indices:
        return struck
    hot = climate.get("jours_30")
    coming = _(
        "En 2050, dans une France à +2,7 °C : %(days)s à 30 °C et plus par an (%(range)s).",
        days=days(hot.at(NEAR).median),
        range=range_words(hot, NEAR),
    )
    if like is None:
        return f"{coming} {struck}"
    summers = _("Des étés comme on en connaissait hier à %(place)s.", place=place_words(like))
    return f"{coming} {summers} {struck}"


def place_words(like: LikePlace) -> str:
    """A place and its département: "Lavaur (Tarn)"."""
    return f"{like.name} ({like.departement})" if like.departement else like.name


def struck_words(disasters: Disasters) -> str:
    """What has already struck."""
    if not disasters.total:
        return _("Déjà subi : aucune catastrophe naturelle reconnue depuis 1982.")
    return _(
        "Déjà subi : %(count)s depuis 1982, dont %(recent)s en dix ans, la dernière en %(year)s.",
        count=recognised(disasters.total),
        recent=format_decimals(disasters.last_ten_years, 0),
        year=disasters.last_year,
    )


def kinds_words(disasters: Disasters) -> str:
    """The kinds that struck, the most frequent first."""
    kinds = sorted(disasters.by_kind, key=lambda kind: -disasters.by_kind[kind])
    parts = [
        f"{_(SHORT[kind])} {format_decimals(disasters.by_kind[kind], 0)}" for kind in kinds if disasters.by_kind[kind]
    ]
    return ", ".join(parts)


def change_words(here: IndexHere) -> str:
    """From yesterday to 2050, in words: "Hier 9, 23 en 2050. 2,5 fois plus."."""
    near = here.at(NEAR).median
    counts = here.index.decimals == 0 and not here.index.id.startswith("pluie")
    unit = "" if counts else here.index.unit
    past, then = (with_unit(number(here, value), unit) for value in (here.reference, near))
    return f"{_('Hier %(past)s, %(near)s en 2050.', past=past, near=then)} {_how_much(here, near)}".strip()


def _how_much(here: IndexHere, near: float) -> str:
    if here.index.id.startswith("t"):
        return _("%(more)s de plus.", more=degrees(near - here.reference)) if near > here.reference else ""
    if here.index.id.startswith("pluie"):
        part = near / here.reference - 1
        if abs(part) < 0.02:
            return _("Presque autant.")
        sign = N_("%(part)s de plus.") if part > 0 else N_("%(part)s de moins.")
        return _(sign, part=format_percent(abs(part)))
    if here.reference >= 0.5 and near / here.reference >= 1.85:
        return _("%(times)s plus.", times=times(near / here.reference)).capitalize()
    more = near - here.reference
    return _("%(days)s de plus.", days=days(more)) if more >= 0.5 else ""


def agreement(here: IndexHere) -> str:
    """Whether all models go the same way by 2050; "" where their range is not published."""
    at = here.at(NEAR)
    if at.low is None or at.high is None:
        return ""
    if at.low > here.reference:
        return _("Tous les modèles vont dans ce sens.")
    if at.high < here.reference:
        return _("Tous les modèles vont vers moins.")
    return _("Les modèles ne sont pas d’accord : certains restent en dessous d’hier, d’autres au-dessus.")
