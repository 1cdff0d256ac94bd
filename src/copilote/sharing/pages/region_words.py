"""What the pages of a region's shares say in words: levels, units, keys and their reasons, sources."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from copilote.exchange.key_rules import key_test_of
from copilote.exchange.perimeters import Place, Ranks, overlaps, twice_words
from copilote.exchange.shares import key_title, keys_in, official_key, shared, shares_at
from copilote.planning.declination import Rule
from copilote.planning.quantities import Scale
from copilote.reference.communes import load_frame
from copilote.reference.keys import load_keys
from copilote.reference.perimeters import load_crte_list
from copilote.reference.simulator import LeverFigures, Region, load_regions
from copilote.reference.sources import Source
from copilote.reference.territories import commune_or_none
from copilote.sharing.pages.region_lines import NOWHERE, TWICE, UNPLACED, Line
from copilote.sharing.recorded import choices_of, places_of
from copilote.simulator.names import find_source, load_levers
from copilote.simulator.pages.books import caution
from copilote.simulator.pages.frame import lever_slug
from copilote.simulator.pages.seen import tied
from copilote.ui.certainty import GRADE_WORDS, grade_name
from copilote.ui.translation import t
from copilote.ui.words import counted, format_number, format_percent, plural

LEVELS = ("epci", "crte", "departement", "arrondissement")
"""Levels that the map of a region shows, the usual one first."""
_WORDS = {
    "epci": ("intercommunalité", "intercommunalités"),
    "crte": ("CRTE", "CRTE"),
    "departement": ("département", "départements"),
    "arrondissement": ("arrondissement", "arrondissements"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """What a lever is shared by, why, and how sure it is; `decided` is said when the COP chose it, else ""."""

    title: str
    reason: str
    grade: str
    grade_text: str
    test: str
    official: str
    filled: str
    decided: str


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A lever in the table of keys; `query` leads to its map."""

    lever: str
    query: str
    target: str
    key: str
    grade: str
    chosen: bool


def plural_of(level: str) -> str:
    """ "intercommunalités"."""
    return plural(2, *_WORDS[level])


def count_of(count: int, level: str) -> str:
    """ "82 intercommunalités"."""
    return counted(count, *_WORDS[level])


def name_of(line: Line, level: str) -> str:
    """Its name: of a territory, of the communes of none, or of what is counted twice."""
    if line.code == NOWHERE:
        return _("Communes hors %(level)s") % {"level": plural_of(level)}
    if line.code == UNPLACED:
        return _("À localiser")
    return _("Compté deux fois, à ôter") if line.code == TWICE else line.name


def crte_notes(region: Region, held: tuple[Place, ...], *, mapped: bool = True) -> tuple[str, ...]:
    """Which list the CRTE of a region are of, what its COP drew in their place, and what is in two or in none.

    mapped : a map and its table stand beside.
    """
    found = [t(load_crte_list().words)]
    drawn = [one.name for one in held if one.level != "crte"]
    if drawn:
        found.append(_("Périmètres dessinés par la COP : %(names)s.") % {"names": ", ".join(drawn)})
    twice, never = overlaps(held, region.code)
    if twice.size:
        found.append(t(twice_words(twice)))
        if mapped:
            found.append(_("Sur la carte, une commune de deux CRTE est dessinée dans le plus petit."))
    if never.size:
        told = _("Dans aucun CRTE : %(names)s.") if drawn else _("Pas dans la liste, donc dans aucun CRTE : %(names)s.")
        found.append(told % {"names": _few(never)})
    return tuple(found)


def _few(communes: Ranks) -> str:
    """The names of some communes, four at most, and how many there are."""
    codes = load_frame().codes[communes[:4]].tolist()
    names = ", ".join(one.name for one in map(commune_or_none, codes) if one)
    return names if communes.size <= len(codes) else f"{names}… ({counted(int(communes.size), 'commune')})"


def unit_of(measure: str, scale: Scale) -> str:
    """The unit of what the map shows. scale : that of the quantities."""
    if measure == "grandeur":
        return t(scale.unit)
    return _("tCO2e par habitant") if measure == "habitant" else "ktCO2e"


def no_quantity(lever: LeverFigures | None) -> str:
    """Why the map cannot show the physical quantity of a lever, or of all."""
    if lever is None:
        return _("Tous les leviers ensemble n’ont pas de grandeur physique commune : la carte est en ktCO2e.")
    if not lever.translated:
        return _("Ce levier n’a pas de grandeur physique : la carte est en ktCO2e.")
    return _("La grandeur de ce levier est un taux, qui ne s’additionne pas : la carte est en ktCO2e.")


def cautions() -> tuple[str, ...]:
    """What must be read before the figures."""
    return (
        tied(caution()),
        _("Une part n’est pas une obligation : c’est un repère pour en débattre."),
    )


def grade_text(grade: str) -> str:
    """What a grade means."""
    return _(GRADE_WORDS[grade])


def key_of(lever: LeverFigures, region: Region, level: str, whole: Line) -> Key:
    """How a lever is shared in a region, with what its COP decided."""
    choices = choices_of(region.code)
    rule = next(one for one in shared(region.code, choices).rules if one.lever == lever.id)
    grade = rule.grade(level)
    choice = next((one for one in choices if one.lever == lever.id), None)
    decided = ""
    if choice is not None and choice.decided_on is not None:
        decided = _("Clé retenue par la COP le %(day)s.") % {"day": choice.decided_on.strftime("%d/%m/%Y")}
    elif rule.chosen:
        decided = _("Clé retenue par la COP.")
    return Key(
        t(key_title(rule.key)),
        tied(t(rule.note)),
        grade_name(grade, chosen=rule.chosen),
        grade_text(grade),
        test_words(lever.id, rule.key),
        t(official_key(lever.id)),
        _filled(rule),
        decided,
    )


def test_words(lever: str, key: str) -> str:
    """What the test of a key on the published regional targets says; "" where there is none."""
    test = key_test_of(lever, key) if key in load_keys() else None
    if test is None:
        return ""
    code, ratio = test.worst(1)[0]
    names = {region.code: region.name for region in load_regions()}
    return _(
        "Épreuve : si l’on partageait l’objectif de la métropole par cette clé, %(part)s irait ailleurs que là où "
        "l’État l’a mis ; la région la plus mal servie, %(region)s, en aurait %(ratio)s fois sa part."
    ) % {"part": format_percent(test.misplaced), "region": names[code], "ratio": format_number(ratio, 2)}


def _filled(rule: Rule) -> str:
    if not rule.filled:
        return ""
    return _("La clé n’est pas connue dans %(count)s, où une règle la complète.") % {
        "count": counted(rule.filled, "commune")
    }


def key_rows(region: Region, level: str) -> tuple[KeyRow, ...]:
    """The key of every lever of a region, in the published order."""
    (own,) = shares_at(region.code, "region", choices_of(region.code))
    names = {lever.id: lever for lever in load_levers(region.code)}
    return tuple(
        KeyRow(
            names[part.lever.id].label,
            lever_slug(names[part.lever.id]),
            format_number(part.target_kt, 4),
            t(key_title(part.rule.key)),
            grade_name(part.rule.grade(level), chosen=part.rule.chosen),
            part.rule.chosen,
        )
        for part in own.parts
    )


def source_keys(region: Region, lever: LeverFigures | None, level: str) -> tuple[str, ...]:
    """Keys of sources.toml that the page stands on: targets, keys, perimeters, contours."""
    rules = shared(region.code, choices_of(region.code)).rules
    known = load_keys()
    found = ["simulateur-2023", "copilote-cles"]
    for rule in rules:
        if lever is None or rule.lever == lever.id:
            found += [known[name].source for name in keys_in(rule.key) if name in known]
    found += ["insee-comparateur-2022", "decoupage-2026"]
    if level == "crte":
        found += [one.source for one in places_of(region.code, "crte")]
    return tuple(dict.fromkeys([*found, "ign-contours-2024"]))


def sources_of(region: Region, lever: LeverFigures | None, level: str) -> tuple[Source, ...]:
    """The same, with their words."""
    return tuple(find_source(key) for key in source_keys(region, lever, level))
