"""The sentences of a territory's sheet: what its share is of the region's, why this much, how sure it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _

from copilote.dossier.phrases import daily_words, has_own_words
from copilote.dossier.phrases import place_of as in_region
from copilote.exchange.perimeters import LEVEL_WORDS, Place
from copilote.exchange.shares import Choices, TerritoryShare, grain, key_title, members_of, shared
from copilote.planning.declination import Part, Rule
from copilote.planning.key_test import UNFIT
from copilote.reference.simulator import Region, load_regions
from copilote.sharing.quantities import amount_digits, digits, one_quantity, quantity_grade, scale_of
from copilote.sharing.recorded import Figure as Declared
from copilote.simulator.names import load_levers
from copilote.ui.certainty import GRADE_WORDS, grade_name
from copilote.ui.quantities import environ
from copilote.ui.translation import say, t
from copilote.ui.words import (
    NBSP,
    counted,
    format_decimals,
    format_kt,
    format_number,
    format_percent,
    listed,
    plural,
    with_unit,
)

SAID_IN_THOUSANDS, THOUSAND = ("milliers de km", "kha/an", "Mt.km/an"), 1e3
"""Units that a phrase says a thousand times smaller, or as they are: too large for what is counted smaller still."""
UNPLACED_NAMED = 3
"""Levers that are named among those that cannot be placed; the others are counted."""
TELLING = 2
"""How many levers are named that make a share larger than by the head, and smaller."""


def shown_name(name: str) -> str:
    """A territory's name with the quotes of French: the official list has straight ones.

    >>> shown_name('CA de Blois "Agglopolys"')
    'CA de Blois «\\xa0Agglopolys\\xa0»'
    """
    return re.sub(r'"([^"]*)"', f"«{NBSP}\\1{NBSP}»", name)


def region_of_code(code: str) -> Region:
    """The region of an INSEE code."""
    return next(one for one in load_regions() if one.code == code)


def regions_in_words(place: Place) -> str:
    """The names of its regions: "Bretagne et Pays de la Loire"."""
    return _(" et ").join(region_of_code(code).name for code in place.regions)


def subtitle(place: Place) -> str:
    """Its kind, region, communes and area in one line."""
    word = t(LEVEL_WORDS[place.level])
    parts = [word[:1].upper() + word[1:], regions_in_words(place)]
    if place.level != "commune":
        count = len(place.ranks)
        parts.append(f"{format_decimals(count, 0)}{NBSP}{plural(count, 'commune')}")
    if place.area_km2 is not None:
        parts.append(f"{format_number(place.area_km2)}{NBSP}km²")
    return " · ".join(part for part in parts if part)


def per_head(share: TerritoryShare, whole: tuple[TerritoryShare, ...]) -> str:
    """What a figure per inhabitant is, beside that of the regions for the same levers."""
    if grain(share.place) == "region":
        return _("de CO2e par habitant et par an")
    each = [
        f"{format_number(one.like(share) / one.place.population, 2)}{NBSP}t "
        + in_region(region_of_code(one.place.code))
        for one in whole
        if one.place.population
    ]
    return _("de CO2e par habitant et par an ; pour les mêmes leviers, %(each)s") % {"each": listed(each)}


def lead(share: TerritoryShare, whole: tuple[TerritoryShare, ...], decided: Mapping[str, Choices]) -> str:
    """The share as a part of what its region is to do with the same levers, beside the part of its inhabitants."""
    place, region = share.place, whole[0]
    if len(whole) > 1:
        each = [f"{one.place.name}, {amount(_within(share, one, decided), mega=False)}" for one in whole]
        return _(
            "Ce territoire est à cheval sur %(count)s régions ; ses parts dans chacune sont additionnées (%(each)s)."
        ) % {"count": len(whole), "each": listed(each)}
    if len(place.ranks) == len(region.place.ranks):
        return _("Ce territoire est à lui seul sa région : sa part est l’objectif régional entier.")
    alike = region.like(share)
    if not alike:
        return _("Aucun levier ne se partage jusqu’ici : ses objectifs ne sont connus qu’en région.")
    people, everyone = place.population, region.place.population
    words = {
        "part": format_percent(share.tonnes / alike),
        "whole": amount(alike / 1000),
        "region": region.place.name,
        "levers": counted(len(share.placed), "levier partageable", "leviers partageables"),
    }
    if not people or not everyone:
        return _("C’est %(part)s des %(whole)s que la région %(region)s doit éviter par %(levers)s.") % words
    words["people"] = format_percent(people / everyone)
    return (
        _(
            "C’est %(part)s des %(whole)s que la région %(region)s doit éviter par %(levers)s, pour %(people)s de ses "
            "habitants."
        )
        % words
    )


def unplaced(share: TerritoryShare) -> str:
    """What the headline leaves out, and where it is known; "" when nothing is."""
    if not share.unplaced:
        return ""
    names = sorted(share.unplaced, key=lambda part: -(part.lever.target_kt or 0.0))
    shown = [_("« %(name)s »") % {"name": t(part.lever.label)} for part in names[:UNPLACED_NAMED]]
    if len(names) > UNPLACED_NAMED:
        shown.append(counted(len(names) - UNPLACED_NAMED, "autre levier", "autres leviers"))
    return _("À localiser : %(kt)s en %(where)s, dont rien n’est compté ici (%(levers)s).") % {
        "kt": amount(share.unplaced_kt),
        "where": _("région") if len(share.place.regions) == 1 else _("régions"),
        "levers": listed(shown),
    }


def _within(share: TerritoryShare, region: TerritoryShare, decided: Mapping[str, Choices]) -> float:
    """The part of what is placed that lies in one of its regions, in kt."""
    code = region.place.code
    ranks = members_of(code).searchsorted(share.place.within(code))
    declined, ids = shared(code, decided.get(code, ())), {part.lever.id for part in share.placed}
    rows = [row for row, lever in enumerate(declined.levers) if lever.id in ids]
    return int(declined.tonnes[np.ix_(rows, ranks)].sum()) / 1000


@dataclass(frozen=True, slots=True)
class Gap:
    """By how much a lever's share differs from the one by the head, in kt (positive: more)."""

    part: Part
    kt: float


def gaps(share: TerritoryShare, own: float) -> tuple[Gap, ...]:
    """Each lever's distance to the share by the head, the largest surplus first. own : part of the inhabitants."""
    found = [
        Gap(part, part.target_kt - own * part.lever.target_kt)
        for part in share.placed
        if part.target_kt is not None and part.lever.target_kt is not None
    ]
    return tuple(sorted(found, key=lambda gap: -gap.kt))


def why(share: TerritoryShare, whole: tuple[TerritoryShare, ...]) -> tuple[str, ...]:
    """Why this much: how it is shared, and the levers that take the territory away from its share by the head."""
    if grain(share.place) == "region":
        return (official(),)
    told = [
        _(
            "Chaque objectif régional est partagé entre les communes selon une clé propre au levier (logements, "
            "emplois, terres…), puis additionné. N’est compté ici que ce qu’une clé éprouvée place assez bien à cette "
            "échelle."
        )
    ]
    place, region = share.place, whole[0]
    people, everyone = place.population, region.place.population
    if all(part.rule.key == "population" for part in share.parts):
        told.append(_("Ici, aucune autre clé n’est mesurée à la commune : tout est partagé selon la population."))
        return tuple(told)
    if len(whole) > 1 or not people or not everyone or len(place.ranks) == len(region.place.ranks):
        return tuple(told)
    own = people / everyone
    by_head = own * region.like(share) / 1000
    told.append(
        _("À proportion de ses habitants (%(own)s de la région), la part serait de %(by_head)s ; elle est de %(kt)s.")
        % {
            "own": format_percent(own),
            "by_head": amount(by_head, mega=False),
            "kt": amount(share.total_kt, mega=False),
        }
    )
    found = gaps(share, own)
    least = max(0.0005, by_head / 200)
    more = [gap for gap in found[:TELLING] if gap.kt > least]
    less = [gap for gap in found[::-1][:TELLING] if -gap.kt > least]
    if more:
        told.append(_("Ce qui l’augmente le plus : %(levers)s.") % {"levers": listed(map(_gap, more))})
    if less:
        told.append(_("Ce qui la réduit le plus : %(levers)s.") % {"levers": listed(map(_gap, less))})
    return tuple(told)


def _gap(gap: Gap) -> str:
    return _("« %(lever)s », %(kt)s (clé : %(key)s)") % {
        "lever": t(gap.part.lever.label),
        "kt": amount(gap.kt, 2, mega=False, sign=True),
        "key": _small(t(key_title(gap.part.rule.key))),
    }


def _small(text: str) -> str:
    """With a small first letter, but for what is written in capitals ("PAC")."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def amount(kt: float | None, significant: int = 3, *, mega: bool = True, sign: bool = False) -> str:
    """A share for reading: in tonnes under 1 kt, which most communes' are.

    >>> amount(0.2974), amount(342.186)
    ('297\\xa0tCO2e', '342\\xa0ktCO2e')
    """
    if kt is None or not 0 < abs(kt) < 0.9995:
        return format_kt(kt, significant, mega=mega, sign=sign)
    return with_unit(format_number(1000 * kt, significant, sign=sign), "tCO2e")


def words_of(part: Part, people: int | None) -> str:
    """What a territory's share of a lever means, in daily words, to the digits that its key bears."""
    names = {lever.id: lever for lever in load_levers(part.lever.region)}
    lever = replace(names.get(part.lever.id, part.lever), baseline_2019=part.baseline, target_kt=part.target_kt)
    if part.physical is None or part.baseline is None:
        return environ(daily_words(lever, None, people, amount_digits(part)), part.grade)
    scale = scale_of(part)
    if has_own_words(lever.id) and not (part.lever.unit_short in SAID_IN_THOUSANDS and scale.factor > THOUSAND):
        return environ(daily_words(lever, part.physical, people, digits(part)), quantity_grade(part))
    end = one_quantity(part, part.physical)
    if not part.lever.counts_completed:
        return say("%(told)s de plus qu’en 2019", told=end)
    return say("%(told)s en 2030, contre %(start)s en 2019", told=end, start=one_quantity(part, part.baseline))


def weight(share: TerritoryShare, grade: str) -> str:
    """What the levers of a grade weigh: a part of the total, or what is known in the region only; "" for nothing."""
    if grade == UNFIT:
        return _("%(kt)s en région") % {"kt": amount(share.unplaced_kt)} if share.unplaced else ""
    tonnes = sum(part.tonnes or 0 for part in share.placed if part.grade == grade)
    if not tonnes:
        return ""
    return _("%(part)s du total") % {"part": format_percent(tonnes / share.tonnes if share.tonnes else 0.0)}


def official() -> str:
    """How sure the figures of a whole region are."""
    return _("Les objectifs sont ceux de la région, tels que l’État les a publiés : rien n’y est partagé.")


def certainty(share: TerritoryShare) -> str:
    """The weakest grade that weighs, and what was filled by rule."""
    meaning = _("par une clé que la COP a retenue, sans qu’elle retrouve les objectifs que l’État a publiés")
    decided = share.grade == UNFIT and bool(share.placed)
    told = _("Dans l’ensemble, %(name)s : %(meaning)s.") % {
        "name": grade_name(share.grade, chosen=decided),
        "meaning": meaning if decided else _(GRADE_WORDS[share.grade]),
    }
    filled = sum(1 for part in share.parts if part.rule.filled)
    if filled:
        told += " " + _("Pour %(n)s, des communes de la région sans donnée ont été complétées par règle.") % {
            "n": counted(filled, "levier")
        }
    return told


def observed() -> tuple[str, ...]:
    """What can be said to be observed in a territory."""
    return (
        _(
            "Ce que l’on sait mesurer ici est l’état des lieux qui sert à partager. Le rythme depuis 2019 n’est publié "
            "qu’à l’échelle de la région."
        ),
    )


def rest(share: TerritoryShare, figures: Sequence[Declared] = ()) -> tuple[str, ...]:
    """What remains of the share once what the territory declares is taken off, lever by lever, never below 0."""
    if not figures:
        return (
            _(
                "Aucune action n’a été déclarée dans Copilote pour ce territoire : ses %(total)s restent entièrement à "
                "attribuer. Cela ne veut pas dire que rien n’est fait."
            )
            % {"total": amount(share.total_kt, mega=False)},
        )
    done = {one.lever: one.done_kt for one in figures if one.done_kt is not None}
    told = []
    if done:
        left = sum(max(0.0, (part.target_kt or 0.0) - done.get(part.lever.id, 0.0)) for part in share.placed)
        told.append(
            _(
                "Le territoire déclare %(done)s faites ou engagées, sur %(n)s. Levier par levier, il reste %(left)s à "
                "attribuer sur sa part indicative."
            )
            % {
                "done": amount(sum(done.values()), mega=False),
                "n": counted(len(done), "levier"),
                "left": amount(left, mega=False),
            }
        )
    proposed = [one for one in figures if one.proposed_kt is not None]
    if proposed:
        parts = (share.part(one.lever) for one in proposed)
        own = sum(part.target_kt or 0.0 for part in parts if part is not None and part.placed)
        told.append(
            _("Il propose sa propre part pour %(n)s : %(proposed)s, quand la part indicative est de %(own)s.")
            % {
                "n": counted(len(proposed), "levier"),
                "proposed": amount(sum(one.proposed_kt or 0.0 for one in proposed), mega=False),
                "own": amount(own, mega=False),
            }
        )
    return tuple(told)


def funded(count: int) -> tuple[str, ...]:
    """What the list of funded projects says, and does not."""
    if not count:
        return (_("Aucun projet du Fonds vert 2023 n’est connu sur ce territoire."),)
    return (
        _(
            "La liste du Fonds vert 2023 compte %(n)s sur ce territoire. Elle dit les euros engagés ; elle ne dit ni "
            "les émissions évitées, ni l’avancement."
        )
        % {"n": counted(count, "projet")},
    )


def notes(share: TerritoryShare) -> tuple[str, ...]:
    """What must be known before the figures: an assumed perimeter, targets that lack, few levers."""
    place = share.place
    found = [t(place.note)] if place.note else []
    if left_out := unplaced(share):
        found.append(left_out)
    if place.level == "commune" and place.code in CITIES:
        found.append(_("La commune compte ici entière : ses arrondissements ne sont pas partagés."))
    if share.missing:
        names = ", ".join(t(name) for name in share.missing)
        found.append(_("Total incomplet : objectif régional non connu pour %(names)s.") % {"names": names})
    limited = [region_of_code(code).name for code in place.regions if region_of_code(code).limited]
    if limited:
        found.append(_("%(names)s : le simulateur ne donne que quelques leviers.") % {"names": ", ".join(limited)})
    return tuple(found)


CITIES = ("75056", "69123", "13055")
"""Paris, Lyon and Marseille, whose arrondissements have codes of their own."""


def why_unplaced(rule: Rule) -> str:
    """Why a lever’s rule places nothing: the limit of the key tried, or how far it falls from the State’s targets."""
    return t(rule.limit) or _("La clé essayée s’écarte trop des objectifs que l’État a publiés.")
