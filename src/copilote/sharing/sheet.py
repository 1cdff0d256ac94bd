"""A territory's sheet: everything that its page, its two printed pages, its files and its département's deck say.

Built once from the shares, it holds texts, tables and drawings of the dossier's kinds, so that a page, a PDF, a CSV and
a deck never say different numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from copilote.dossier.model import Drawing, Table
from copilote.dossier.phrases import daily_words
from copilote.exchange.perimeters import LEVEL_WORDS, Place, place_of
from copilote.exchange.shares import Choices, KeyChoice, TerritoryShare, key_title, share_of
from copilote.planning.declination import Part
from copilote.reference.simulator import load_regions
from copilote.sharing import sheet_tables as tables
from copilote.sharing.around import density_of, funded_in, similar
from copilote.sharing.recorded import choices_of
from copilote.simulator.names import load_levers
from copilote.ui.charts import Bar, bars
from copilote.ui.translation import t
from copilote.ui.words import NBSP, counted, format_decimals, format_kt, format_number, format_percent, plural

HEAVIEST = 5
GRADE_WORDS = {
    "A": "clé officielle, mesurée à ce niveau",
    "B": "clé approchée, dont la raison est donnée",
    "C": "population, faute de mieux",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the summary, written, and what it counts."""

    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class HeavyLever:
    """One of the levers that weigh most in a territory, in daily words."""

    id: str
    label: str
    target: str
    words: str
    grade: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the COP chose for a lever, to be read beside its share."""

    lever: str
    key: str
    reason: str
    on: str


@dataclass(frozen=True)
class Sheet:
    """Texts, tables and drawings of a territory's share.

    why : sentences that answer "why this much". observed, funded, rest : sentences of those parts. tables : by key
    ("themes", "levers", "inside", "similar", "measured", "funded", "projects"), those that have rows. certainty :
    (grade, part of the total, meaning).
    """

    share: TerritoryShare
    level_word: str
    title: str
    subtitle: str
    lead: str
    why: tuple[str, ...]
    figures: tuple[Figure, ...]
    heaviest: tuple[HeavyLever, ...]
    by_theme: Drawing
    tables: tuple[Table, ...]
    funded: tuple[str, ...]
    observed: tuple[str, ...]
    rest: tuple[str, ...]
    certainty: tuple[tuple[str, str, str], ...]
    certainty_text: str
    decisions: tuple[Decision, ...]
    notes: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def place(self) -> Place:
        """The territory."""
        return self.share.place

    def table(self, key: str) -> Table | None:
        """The table of that key, None when it has no row."""
        return next((table for table in self.tables if table.key == key), None)


def recorded_choices(place: Place) -> dict[str, Choices]:
    """What the COP of each region of a territory decided."""
    return {region: choices_of(region) for region in place.regions}


def sheet_of(place: Place) -> Sheet:
    """The sheet of a territory, with what the COP of its regions decided."""
    share = share_of(place, recorded_choices(place))
    whole = tuple(share_of(place_of("region", code), {code: choices_of(code)}) for code in place.regions)
    people, total = place.population, share.total_kt
    density = density_of(place)[1]
    projects = funded_in(place)
    regions = _(" et ").join(one.place.name for one in whole)
    figures = [Figure(format_kt(total), _("à éviter chaque année en 2030, par rapport à 2019 (part indicative)"))]
    if people:
        figures.append(Figure(f"{format_number(1000 * total / people, 2)}{NBSP}t", _per_head(whole)))
        figures.append(
            Figure(format_decimals(people, 0), _("habitants, %(density)s") % {"density": t(density).lower()})
        )
    if projects:
        money = float(sum(one.amount_eur for one in projects))
        figures.append(Figure(tables.euros(money), _("du Fonds vert 2023, pour %(n)s") % {"n": _projects(projects)}))
    theme_table, bars_of = tables.themes(share), tables.theme_bars(share)
    made = [
        theme_table,
        tables.levers(share),
        *tables.inside_tables(place),
        tables.similar_table(share, similar(place)),
        tables.measured_table(place),
        *tables.funded_tables(projects, place),
    ]
    return Sheet(
        share=share,
        level_word=t(LEVEL_WORDS[place.level]),
        title=_("%(name)s : %(target)s à éviter en 2030, part indicative")
        % {"name": place.name, "target": format_kt(total)},
        subtitle=_subtitle(place, regions, density),
        lead=_lead(share, whole, regions),
        why=_why(share, whole),
        figures=tuple(figures),
        heaviest=_heaviest(share),
        by_theme=_drawing(bars_of),
        tables=tuple(table for table in made if table is not None and table.rows),
        funded=_funded(projects),
        observed=_observed(),
        rest=_rest(),
        certainty=tuple(
            (grade, format_percent(share.weight_of(grade)), _(meaning)) for grade, meaning in GRADE_WORDS.items()
        ),
        certainty_text=_certainty(share),
        decisions=tuple(_decision(share, choice) for choice in share.choices.values()),
        notes=_notes(share),
        cautions=(
            _("Parts indicatives : elles éclairent le débat et ne s’imposent à personne."),
            _("La somme des leviers n’est pas une réduction nette des émissions (recouvrements, puits de carbone)."),
        ),
    )


def _projects(projects: tuple[object, ...]) -> str:
    return counted(len(projects), "projet")


def _per_head(whole: tuple[TerritoryShare, ...]) -> str:
    each = [
        f"{format_number(1000 * one.total_kt / one.place.population, 2)}{NBSP}t {_('en')} {one.place.name}"
        for one in whole
        if one.place.population
    ]
    return _("de CO2e par habitant et par an ; %(each)s en moyenne") % {"each": ", ".join(each)}


def _subtitle(place: Place, regions: str, density: str) -> str:
    word = t(LEVEL_WORDS[place.level])
    parts = [word[:1].upper() + word[1:], regions]
    if place.level != "commune":
        count = len(place.ranks)
        parts.append(f"{format_decimals(count, 0)}{NBSP}{plural(count, 'commune')}")
    if place.area_km2 is not None:
        parts.append(f"{format_number(place.area_km2)}{NBSP}km²")
    return " · ".join(part for part in parts if part)


def _lead(share: TerritoryShare, whole: tuple[TerritoryShare, ...], regions: str) -> str:
    total = sum(one.tonnes for one in whole)
    if len(whole) > 1:
        return _("Ce territoire est sur %(regions)s : ses parts dans chacune sont additionnées.") % {"regions": regions}
    people, everyone = share.place.population, whole[0].place.population
    part = format_percent(share.tonnes / total) if total else ""
    if not people or not everyone:
        return _("Soit %(part)s de l’objectif de la région %(region)s.") % {"part": part, "region": regions}
    return _("Soit %(part)s de l’objectif de la région %(region)s, pour %(people)s de ses habitants.") % {
        "part": part,
        "region": regions,
        "people": format_percent(people / everyone),
    }


def _why(share: TerritoryShare, whole: tuple[TerritoryShare, ...]) -> tuple[str, ...]:
    """Why this much: how it is shared, and the levers for which the territory weighs most and least."""
    told = [
        _(
            "Chaque objectif régional est partagé entre les communes selon une clé propre au levier (logements, "
            "emplois, terres…), puis additionné : les parts de tous les territoires font exactement l’objectif de la "
            "région."
        )
    ]
    people, everyone = share.place.population, sum(one.place.population or 0 for one in whole)
    if len(whole) > 1 or not people or not everyone:
        return tuple(told)
    own = people / everyone
    heavy = [part for part in share.parts if part.tonnes and part.share and part.rule.key != "population"]
    if heavy:
        most = max(heavy, key=lambda part: (part.share or 0) / own)
        least = min(heavy, key=lambda part: (part.share or 0) / own)
        for part, more in ((most, True), (least, False)):
            if ((part.share or 0) > own * 1.05) if more else ((part.share or 0) < own * 0.95):
                pattern = (
                    _("Plus que sa population (%(own)s) : « %(lever)s », %(share)s, car la clé est : %(key)s.")
                    if more
                    else _("Moins que sa population (%(own)s) : « %(lever)s », %(share)s, car la clé est : %(key)s.")
                )
                told.append(
                    pattern
                    % {
                        "own": format_percent(own),
                        "lever": t(part.lever.label),
                        "share": format_percent(part.share),
                        "key": t(key_title(part.rule.key)).lower(),
                    }
                )
    return tuple(told)


def words_of(part: Part, people: int | None) -> str:
    """What a territory's share of a lever means, in daily words."""
    names = {lever.id: lever for lever in load_levers(part.lever.region)}
    lever = replace(names.get(part.lever.id, part.lever), baseline_2019=part.baseline, target_kt=part.target_kt)
    physical = part.physical if part.baseline is not None else None
    return daily_words(lever, physical, people)


def _heaviest(share: TerritoryShare) -> tuple[HeavyLever, ...]:
    known = sorted((part for part in share.parts if part.tonnes), key=lambda part: -(part.tonnes or 0))
    return tuple(
        HeavyLever(
            part.lever.id,
            t(part.lever.label),
            format_kt(part.target_kt, mega=False),
            words_of(part, share.place.population),
            part.grade,
        )
        for part in known[:HEAVIEST]
    )


def _drawing(items: tuple[Bar, ...]) -> Drawing:
    title = _("Part du territoire par thème")
    unit = _("ktCO2e évitées par an en 2030")

    def write(value: float | None) -> str:
        return format_kt(value, mega=False)

    return Drawing(
        bars(items, title=title, prefix="parts", unit=unit, write=write),
        bars(items, title=title, prefix="parts-m", unit=unit, width=300, write=write),
        _("%(title)s, en milliers de tonnes de CO2e (kt) évitées par an en 2030.") % {"title": title},
    )


def _funded(projects: tuple[object, ...]) -> tuple[str, ...]:
    if not projects:
        return (_("Aucun projet du Fonds vert 2023 n’est connu sur ce territoire."),)
    return (
        _(
            "La liste du Fonds vert 2023 compte %(n)s sur ce territoire. Elle dit les euros engagés ; elle ne dit ni "
            "les émissions évitées, ni l’avancement."
        )
        % {"n": _projects(projects)},
    )


def _observed() -> tuple[str, ...]:
    return (
        _(
            "Ce que l’on sait mesurer ici : l’état des lieux qui sert à partager. Le rythme depuis 2019 n’est publié "
            "qu’à l’échelle de la région."
        ),
    )


def _rest() -> tuple[str, ...]:
    return (_("Aucune action n’a été déclarée sur ce territoire : tout ce qui est ci-dessus reste à attribuer."),)


def _certainty(share: TerritoryShare) -> str:
    filled = sum(1 for part in share.parts if part.rule.filled)
    told = _("Certitude %(grade)s : %(meaning)s.") % {"grade": share.grade, "meaning": _(GRADE_WORDS[share.grade])}
    if filled:
        told += " " + _("Pour %(n)s, des communes de la région sans donnée ont été complétées par règle.") % {
            "n": counted(filled, "levier")
        }
    return told


def _decision(share: TerritoryShare, choice: KeyChoice) -> Decision:
    part = share.part(choice.lever)
    label = t(part.lever.label) if part else choice.lever
    key = t(key_title(part.rule.key)) if part else ""
    return Decision(label, key, choice.reason, choice.decided_on.strftime("%d/%m/%Y") if choice.decided_on else "")


def _notes(share: TerritoryShare) -> tuple[str, ...]:
    found = [share.place.note] if share.place.note else []
    if share.missing:
        names = ", ".join(t(name) for name in share.missing)
        found.append(_("Total incomplet : objectif régional non connu pour %(names)s.") % {"names": names})
    limited = [one.name for one in load_regions() if one.code in share.place.regions and one.limited]
    if limited:
        found.append(_("%(names)s : le simulateur ne donne que quelques leviers.") % {"names": ", ".join(limited)})
    return tuple(t(text) for text in found)
