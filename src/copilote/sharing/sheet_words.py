"""The sentences of a territory's sheet: what its share is of the region's, why this much, how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from copilote.exchange.place import LEVEL_WORDS, Place
from copilote.exchange.shares import Choices, TerritoryShare, key_title, shared
from copilote.planning.apportionment import TONNES
from copilote.planning.declination import Part, Rule
from copilote.planning.key_test import UNFIT
from copilote.planning.part_sums import total_tonnes
from copilote.reference.simulator import Region, load_regions
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.quantities import amount_digits, digits, one_quantity, quantity_grade, scale_of
from copilote.ui.certainty import GRADE_WORDS, grade_name
from copilote.ui.daily_words import daily_words, few_words, has_own_words
from copilote.ui.daily_words import place_of as in_region
from copilote.ui.quantities import amount, environ
from copilote.words import N_, _
from copilote.words.numbers import NBSP, counted, format_number, format_percent, listed
from copilote.words.typography import capital

SAID_IN_THOUSANDS, THOUSAND = ("milliers de km", "kha/an", "Mt.km/an"), 1e3
"""Units that a phrase says a thousand times smaller, or as they are: too large for what is counted smaller still."""
UNPLACED_NAMED = 3
"""Levers that are named among those that cannot be placed; the others are counted."""
TELLING = 2
"""How many levers are named that make a share larger than by the head, and smaller."""


def region_of_code(code: str) -> Region:
    """The region of an INSEE code."""
    return next(region for region in load_regions() if region.code == code)


def regions_in_words(place: Place) -> str:
    """The names of its regions: "Bretagne et Pays de la Loire"."""
    return _(" et ").join(region_of_code(code).name for code in place.regions)


def subtitle(place: Place) -> str:
    """Its kind, region, communes and area in one line."""
    word = _(LEVEL_WORDS[place.level])
    parts = [capital(word), regions_in_words(place)]
    if place.level != "commune":
        parts.append(counted(len(place.ranks), "commune", "communes"))
    if place.area_km2 is not None:
        parts.append(f"{format_number(place.area_km2)}{NBSP}km²")
    return " · ".join(part for part in parts if part)


def per_head(share: TerritoryShare, whole: tuple[TerritoryShare, ...]) -> str:
    """What a figure per inhabitant is, beside that of the regions for the same levers."""
    if share.official:
        return _("de CO2e par habitant et par an")
    each = [
        f"{format_number(region.like(share) / region.place.population, 2)}{NBSP}t "
        + in_region(region_of_code(region.place.code))
        for region in whole
        if region.place.population
    ]
    return _("de CO2e par habitant et par an ; pour les mêmes leviers, %(each)s", each=listed(each))


def lead(share: TerritoryShare, whole: tuple[TerritoryShare, ...], decided: Mapping[str, Choices]) -> str:
    """The share as a part of what its region is to do with the same levers, beside the part of its inhabitants."""
    place, region = share.place, whole[0]
    if len(whole) > 1:
        each = [f"{own.place.name}, {amount(_within(share, own, decided), mega=False)}" for own in whole]
        return _(
            "Ce territoire est à cheval sur %(count)s régions ; ses parts dans chacune sont additionnées (%(each)s).",
            count=len(whole),
            each=listed(each),
        )
    if len(place.ranks) == len(region.place.ranks):
        return _("Ce territoire est à lui seul sa région : sa part est l’objectif régional entier.")
    alike = region.like(share)
    if not alike:
        return _("Aucun levier ne se partage jusqu’ici : ses objectifs ne sont connus qu’en région.")
    words = {
        "part": format_percent(share.tonnes / alike),
        "whole": amount(alike / TONNES),
        "region": region.place.name,
        "levers": counted(len(share.placed), "levier compté ici", "leviers comptés ici"),
    }
    if not place.population or not region.place.population:
        return _("Soit %(part)s de ce que la région %(region)s vise avec %(levers)s (%(whole)s).", **words)
    return _(
        "Soit %(part)s de ce que la région %(region)s vise avec %(levers)s (%(whole)s), pour %(people)s de ses "
        "habitants.",
        people=format_percent(place.population / region.place.population),
        **words,
    )


def unplaced(share: TerritoryShare) -> str:
    """What the headline leaves out, and where it is known; "" when nothing is."""
    if not share.unplaced:
        return ""
    parts = share.largest_unplaced
    shown = [_("« %(name)s »", name=part.lever.label) for part in parts[:UNPLACED_NAMED]]
    if len(parts) > UNPLACED_NAMED:
        shown.append(counted(len(parts) - UNPLACED_NAMED, "autre levier", "autres leviers"))
    return _(
        "À localiser : %(kt)s %(where)s ne sont comptés dans aucun territoire (%(levers)s).",
        kt=amount(share.unplaced_kt),
        where=_("des régions") if share.place.several_regions else _("de la région"),
        levers=listed(shown),
    )


def _within(share: TerritoryShare, region: TerritoryShare, decided: Mapping[str, Choices]) -> float:
    """The part of what is placed that lies in one of its regions, in kt."""
    code = region.place.code
    declined, ids = shared(code, decided.get(code, ())), {part.lever.id for part in share.placed}
    rows = [row for row, lever in enumerate(declined.levers) if lever.id in ids]
    return int(declined.tonnes[rows][:, share.place.inside(code)].sum()) / TONNES


def gaps(share: TerritoryShare, own: float) -> list[tuple[float, Part]]:
    """By how many kt each lever is above its share by the head, the largest first. own : part of the inhabitants."""
    known = [
        (part.target_kt - own * part.lever.target_kt, part)
        for part in share.placed
        if part.target_kt is not None and part.lever.target_kt is not None
    ]
    return sorted(known, key=lambda gap: -gap[0])


def why(share: TerritoryShare, whole: tuple[TerritoryShare, ...]) -> tuple[str, ...]:
    """Why this much: how it is shared, and the levers that take the territory away from its share by the head."""
    if share.official:
        return (_("Les objectifs sont ceux de la région, tels que l’État les a publiés : rien n’y est partagé."),)
    sentences = [
        _(
            "Chaque objectif régional est partagé entre les communes selon une mesure propre au levier (logements, "
            "emplois, terres…), puis additionné. N’est compté ici que ce qu’une mesure éprouvée place assez bien à "
            "cette échelle."
        )
    ]
    place, region = share.place, whole[0]
    people, everyone = place.population, region.place.population
    if all(part.rule.key == "population" for part in share.parts):
        sentences.append(_("Ici, rien d’autre n’est mesuré à la commune : tout est partagé selon la population."))
        return tuple(sentences)
    if len(whole) > 1 or not people or not everyone or len(place.ranks) == len(region.place.ranks):
        return tuple(sentences)
    own = people / everyone
    by_head = own * region.like(share) / TONNES
    sentences.append(
        _(
            "À proportion de ses habitants (%(own)s de la région), la part serait de %(by_head)s ; elle est de %(kt)s.",
            own=format_percent(own),
            by_head=amount(by_head, mega=False),
            kt=amount(share.total_kt, mega=False),
        )
    )
    widest, least = gaps(share, own), max(0.0005, by_head / 200)
    more = [_gap(kt, part) for kt, part in widest[:TELLING] if kt > least]
    less = [_gap(kt, part) for kt, part in widest[::-1][:TELLING] if -kt > least]
    if more:
        sentences.append(_("Ce qui l’augmente le plus : %(levers)s.", levers=listed(more)))
    if less:
        sentences.append(_("Ce qui la réduit le plus : %(levers)s.", levers=listed(less)))
    return tuple(sentences)


def _gap(kt: float, part: Part) -> str:
    more, key = amount(kt, 2, mega=False, sign=True), _small(key_title(part.rule.key))
    return _("« %(lever)s », %(kt)s (partagé selon : %(key)s)", lever=part.lever.label, kt=more, key=key)


def _small(text: str) -> str:
    """With a small first letter, but for what is written in capitals ("PAC")."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def words_of(part: Part, people: int | None) -> str:
    """What a territory's share of a lever means, in daily words, to the digits that its key bears."""
    lever = replace(part.lever, baseline_2019=part.baseline, target_kt=part.target_kt)
    if part.physical is None or part.baseline is None:
        return environ(daily_words(lever, None, people, amount_digits(part)), part.grade)
    if few := few_words(lever, part.physical):
        return few
    scale = scale_of(part)
    if has_own_words(lever.id) and not (part.lever.unit_short in SAID_IN_THOUSANDS and scale.factor > THOUSAND):
        return environ(daily_words(lever, part.physical, people, digits(part)), quantity_grade(part))
    end = one_quantity(part, part.physical)
    if not part.lever.counts_completed:
        return _("%(end)s de plus qu’en 2019", end=end)
    return _("%(end)s en 2030, contre %(start)s en 2019", end=end, start=one_quantity(part, part.baseline))


def weight(share: TerritoryShare, grade: str) -> str:
    """What the levers of a grade weigh: a part of the total, or what is known in the region only; "" for nothing."""
    if grade == UNFIT:
        return _("%(kt)s en région", kt=amount(share.unplaced_kt)) if share.unplaced else ""
    tonnes = total_tonnes([part for part in share.placed if part.grade == grade])
    return _("%(part)s du total", part=format_percent(tonnes / share.tonnes)) if tonnes else ""


def certainty(share: TerritoryShare) -> str:
    """The weakest grade that weighs, and what was filled by rule."""
    meaning = _("par une clé que la COP a retenue, sans qu’elle retrouve les objectifs que l’État a publiés")
    decided = share.grade == UNFIT and bool(share.placed)
    weakest = _(
        "Dans l’ensemble, %(name)s : %(meaning)s.",
        name=grade_name(share.grade, chosen=decided),
        meaning=meaning if decided else _(GRADE_WORDS[share.grade]),
    )
    filled = sum(1 for part in share.parts if part.rule.filled)
    if not filled:
        return weakest
    levers = counted(filled, "levier", "leviers")
    rule = _("Pour %(n)s, des communes de la région sans donnée ont été complétées par règle.", n=levers)
    return f"{weakest} {rule}"


OBSERVED = N_(
    "Ce que l’on sait mesurer ici est l’état des lieux qui sert à partager. Le rythme depuis 2019 n’est publié "
    "qu’à l’échelle de la région."
)
"""What can be said to be observed in a territory."""


def rest(share: TerritoryShare, figures: Sequence[TerritoryFigure]) -> tuple[str, ...]:
    """What remains of the share once what the territory declares is taken off, lever by lever, never below 0."""
    if not figures:
        return (
            _(
                "Aucune action n’a été déclarée dans Copilote pour ce territoire : ses %(total)s restent entièrement à "
                "attribuer. Cela ne veut pas dire que rien n’est fait.",
                total=amount(share.total_kt, mega=False),
            ),
        )
    done = {figure.lever: figure.done_kt for figure in figures if figure.done_kt is not None}
    sentences = []
    if done:
        left = sum(max(0.0, (part.target_kt or 0.0) - done.get(part.lever.id, 0.0)) for part in share.placed)
        sentences.append(
            _(
                "Le territoire déclare %(done)s faites ou engagées, sur %(n)s. Levier par levier, il reste %(left)s à "
                "attribuer sur sa part indicative.",
                done=amount(sum(done.values()), mega=False),
                n=counted(len(done), "levier", "leviers"),
                left=amount(left, mega=False),
            )
        )
    proposed = {figure.lever: figure.proposed_kt for figure in figures if figure.proposed_kt is not None}
    if proposed:
        own = sum(part.target_kt or 0.0 for part in share.placed if part.lever.id in proposed)
        sentences.append(
            _(
                "Il propose sa propre part pour %(n)s : %(proposed)s, quand la part indicative est de %(own)s.",
                n=counted(len(proposed), "levier", "leviers"),
                proposed=amount(sum(proposed.values()), mega=False),
                own=amount(own, mega=False),
            )
        )
    return tuple(sentences)


def funded(count: int) -> str:
    """What the list of funded projects says, and does not."""
    if not count:
        return _("Aucun projet du Fonds vert 2023 n’est connu sur ce territoire.")
    return _(
        "La liste du Fonds vert 2023 compte %(n)s sur ce territoire. Elle dit les euros engagés ; elle ne dit ni "
        "les émissions évitées, ni l’avancement.",
        n=counted(count, "projet", "projets"),
    )


def notes(share: TerritoryShare) -> tuple[str, ...]:
    """What must be known before the figures: an assumed perimeter, targets that lack, few levers."""
    place = share.place
    sentences = [_(place.note), unplaced(share)]
    if place.level == "commune" and place.code in CITIES:
        sentences.append(_("La commune compte ici entière : ses arrondissements ne sont pas partagés."))
    if share.missing:
        names = ", ".join(share.missing)
        sentences.append(_("Total incomplet : objectif régional non connu pour %(names)s.", names=names))
    limited = [region_of_code(code).name for code in place.regions if region_of_code(code).limited]
    if limited:
        sentences.append(_("%(names)s : le simulateur ne donne que quelques leviers.", names=", ".join(limited)))
    return tuple(sentence for sentence in sentences if sentence)


CITIES = ("75056", "69123", "13055")
"""Paris, Lyon and Marseille, whose arrondissements have codes of their own."""


def why_unplaced(rule: Rule) -> str:
    """Why a lever’s rule places nothing: the limit of the key tried, or how far it falls from the State’s targets."""
    return rule.limit or _("La clé essayée s’écarte trop des objectifs que l’État a publiés.")
