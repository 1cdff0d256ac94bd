"""The climate that comes and what has struck, in sentences."""

from __future__ import annotations

import math

from copilote.exchange.climate import IndexHere, LikePlace, TerritoryClimate
from copilote.exchange.risks import Disasters
from copilote.words import N_, _
from copilote.words.language import english, noun
from copilote.words.numbers import NBSP, counted, format_decimals, format_percent, times, with_unit
from copilote.words.typography import quoted, tied

NEAR, FAR = "+2.7", "+4.0"
"""The levels of 2050 and of 2100."""
NIGHTS = "nuits_tropicales"
FEW_DAYS = 2.5
"""Days at 30 °C in 2100 under which a title tells of degrees instead."""
FEW = 5
"""Days a year under which they are not told to be so many times more: a rounding would make the number."""
SHORT = {
    "inondation": N_("inondations"),
    "secheresse": N_("sécheresse et sols argileux"),
    "mouvement_terrain": N_("mouvements de terrain"),
    "tempete": N_("tempêtes"),
    "autres": N_("autres"),
}
"""Kinds of disasters in a sentence."""


AT_ARTICLES = {"Le": "au", "Les": "aux"}
"""The articles that "à" contracts with, before the name of a commune."""


def number(here: IndexHere, value: float) -> str:
    """A value of an index as a sentence has it; a count that is not nothing is never told to be 0."""
    if here.index.decimals == 0 and 0.05 <= value < 0.5:
        return _("moins d’une") if here.index.id == NIGHTS else _("moins d’un")
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
        "%(name)s : %(past)s à 30 °C et plus par an hier, %(near)s en 2030, %(far)s en 2100 à +4 °C",
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
    """ "de 16 à 29 selon les modèles", "autant selon tous les modèles"; "" where it is not published."""
    at = here.at(level)
    if at.low is None or at.high is None:
        return ""
    low, high = (format_decimals(value, here.index.decimals) for value in (at.low, at.high))
    if low == high:
        return _("autant selon tous les modèles")
    return _("de %(low)s à %(high)s selon les modèles", low=low, high=high)


def summary_of(climate: TerritoryClimate, disasters: Disasters, like: LikePlace | None) -> str:
    """What comes by 2050 and what has already struck, in two or three sentences."""
    struck = struck_words(disasters)
    if not climate.indices:
        return struck
    hot = climate.get("jours_30")
    text = N_("En 2050, dans une France à +2,7 °C : %(days)s à 30 °C et plus par an (%(range)s).")
    if climate.weighting == "population":
        text = N_("En 2050, dans une France à +2,7 °C, en moyenne par habitant : %(days)s à 30 °C et plus par an "
                  "(%(range)s).")  # fmt: skip
    coming = _(text, days=days(hot.at(NEAR).median), range=range_words(hot, NEAR))
    summers = _("Des étés comme on en connaissait hier %(at)s.", at=at_words(like)) if like else ""
    return " ".join(filter(None, (coming, climate.relief_words, summers, struck)))


def place_words(like: LikePlace) -> str:
    """A place and its département, unless it says the same: "Lavaur (Tarn)"."""
    return f"{like.name} ({like.departement})" if like.departement not in ("", like.name) else like.name


def at_words(like: LikePlace) -> str:
    """At a place: "à Lavaur (Tarn)", "au Mans (Sarthe)".

    >>> at_words(LikePlace("72181", "Le Mans", "Sarthe", 0.0, 0.0))
    'au Mans (Sarthe)'
    >>> at_words(LikePlace("75056", "Paris", "Paris", 0.0, 0.0))
    'à Paris'
    """
    place = place_words(like)
    article, _space, rest = place.partition(" ")
    if article in AT_ARTICLES and not english():
        return f"{AT_ARTICLES[article]} {rest}"
    return _("à %(place)s", place=place)


def struck_words(disasters: Disasters) -> str:
    """What has already struck."""
    if not disasters.total:
        return _("Déjà subi : aucune catastrophe naturelle reconnue depuis 1982.")
    text = N_("Déjà subi : %(count)s depuis 1982, dont %(recent)s en dix ans, la dernière en %(year)s.")
    if disasters.communes > 1:
        text = N_("Déjà subi, commune par commune : %(count)s depuis 1982, dont %(recent)s en dix ans, la dernière en "
                  "%(year)s.")  # fmt: skip
    return _(
        text,
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
    """From yesterday to 2050, in words: "Hier 9, 23 en 2050. 2,6 fois plus.". What it counts out of them is out of the
    numbers that it writes, so that a reader finds the same."""
    near = here.at(NEAR).median
    counts = here.index.decimals == 0 and not here.index.id.startswith("pluie")
    unit = "" if counts else here.index.unit
    past, then = (with_unit(number(here, value), unit) for value in (here.reference, near))
    return f"{_('Hier %(past)s, %(near)s en 2050.', past=past, near=then)} {_how_much(here, near)}".strip()


def _how_much(here: IndexHere, near: float) -> str:
    scale = 10.0**here.index.decimals
    past, then = (math.floor(value * scale + 0.5) / scale for value in (here.reference, near))
    if here.index.id.startswith("t"):
        return _("%(more)s de plus.", more=degrees(then - past)) if then > past else ""
    if here.index.id.startswith("pluie"):
        part = then / past - 1
        if abs(part) < 0.02:
            return _("Presque autant.")
        sign = N_("%(part)s de plus.") if part > 0 else N_("%(part)s de moins.")
        return _(sign, part=format_percent(abs(part)))
    if past >= FEW and then / past >= 1.85:
        return _("%(times)s plus.", times=times(then / past)).capitalize()
    more = nights_words(then - past) if here.index.id == NIGHTS else days(then - past)
    return _("%(days)s de plus.", days=more) if then > past >= 1 else ""


def agreement(here: IndexHere) -> str:
    """Whether all models go the same way by 2050; "" where their range is not published."""
    at = here.at(NEAR)
    if at.low is None or at.high is None:
        return ""
    if at.low == at.high == here.reference:
        return _("Aucun modèle ne voit de changement.")
    if at.low >= here.reference:
        if at.low > here.reference:
            return _("Tous les modèles vont dans ce sens.")
        return _("Certains modèles ne voient pas de changement, les autres vont dans ce sens.")
    if at.high <= here.reference:
        if at.high < here.reference:
            return _("Tous les modèles vont vers moins.")
        return _("Certains modèles ne voient pas de changement, les autres vont vers moins.")
    return _("Les modèles ne sont pas d’accord : certains restent en dessous d’hier, d’autres au-dessus.")
