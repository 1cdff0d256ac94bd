"""A territory's sheet: everything that its page, its two printed pages, its files and its département's deck say.

Built once from the shares, it holds texts, tables and drawings of the dossier's kinds, so that a page, a PDF, a CSV and
a deck never say different numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from copilote.dossier.model import Drawing, Table
from copilote.exchange.perimeters import LEVEL_WORDS, Place, place_of
from copilote.exchange.shares import KeyChoice, TerritoryShare, grain, key_title, share_of
from copilote.planning.declination import Part
from copilote.planning.key_test import UNFIT
from copilote.reference.keys import load_lever_keys
from copilote.reference.projects import Project
from copilote.sharing import sheet_tables as tables
from copilote.sharing import sheet_words as words
from copilote.sharing.around import density_of, funded_in, similar
from copilote.sharing.quantities import grade_words, rounded_share, share_words
from copilote.sharing.recorded import Figure as Declared
from copilote.sharing.recorded import all_choices, figures_of, replaced_in
from copilote.sharing.sheet_words import words_of
from copilote.ui.certainty import GRADE_WORDS, grade_name
from copilote.ui.charts import Bar, bars
from copilote.ui.translation import t
from copilote.ui.words import NBSP, counted, format_decimals, format_number, with_unit

HEAVIEST, UNPLACED_NAMED = 5, 6


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the summary, written, and what it counts."""

    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class HeavyLever:
    """One of the levers that weigh most in a territory, in daily words; `grade` in words too."""

    id: str
    label: str
    target: str
    words: str
    grade: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Levers that are known in the region only, for the same reason: (label, target there, what would say more)."""

    why: str
    levers: tuple[tuple[str, str, str], ...]


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

    name : as pages write it. likeness : bars per inhabitant of the territories like it, None without any.

    why : sentences that answer "why this much". observed, funded, rest : sentences of those parts. tables : by key
    ("themes", "levers", "keys", "inside", "similar", "declared", "measured", "funded", "projects"), those that
    have rows. unplaced : levers that are left out of the totals. certainty : (grade in words, what it weighs,
    meaning).
    """

    share: TerritoryShare
    name: str
    level_word: str
    title: str
    subtitle: str
    lead: str
    why: tuple[str, ...]
    figures: tuple[Figure, ...]
    heaviest: tuple[HeavyLever, ...]
    unplaced: tuple[Unplaced, ...]
    by_theme: Drawing
    likeness: Drawing | None
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

    @property
    def unplaced_words(self) -> str:
        """The levers that are left out, the heaviest by name with what would place each, on one line; "" for none."""
        levers = [lever for group in self.unplaced for lever in group.levers]
        named = []
        for label, target, more in levers[:UNPLACED_NAMED]:
            told = _("(ce qui le dirait : %(more)s)") % {"more": more} if more else ""
            named.append(f"{label}, {target} {told}".strip())
        if len(levers) > len(named):
            named.append(counted(len(levers) - len(named), "autre levier", "autres leviers"))
        return f"{' ; '.join(named)}." if named else ""

    def grade_words(self, part: Part) -> str:
        """How sure a lever is here: the State's own target where the territory is a whole region."""
        return _grade(self.place, part)

    def table(self, key: str) -> Table | None:
        """The table of that key, None when it has no row."""
        return next((table for table in self.tables if table.key == key), None)


def sheet_of(place: Place) -> Sheet:
    """The sheet of a territory, with what the COP of its regions decided and what it declares itself."""
    decided = all_choices()
    share = share_of(place, decided)
    whole = tuple(share_of(place_of("region", code), decided) for code in place.regions)
    declared = declared_by(place)
    projects = funded_in(place)
    others = similar(place)
    made = [
        tables.themes(share),
        tables.levers(share),
        tables.keys(share),
        *tables.inside_tables(place, decided),
        tables.similar_table(share, others, decided),
        tables.declared_table(share, declared),
        tables.measured_table(place),
        *tables.funded_tables(projects, place),
    ]
    found = tuple(table for table in made if table is not None and table.rows)
    name = words.shown_name(place.name)
    official = grain(place) == "region"
    title = _("%(name)s : %(target)s à éviter en 2030, part indicative")
    if official:
        title = _("%(name)s : %(target)s à éviter en 2030, l’objectif de la région")
    return Sheet(
        share=share,
        name=name,
        level_word=t(LEVEL_WORDS[place.level]),
        title=title % {"name": name, "target": words.amount(share.total_kt)},
        subtitle=words.subtitle(place),
        lead=words.lead(share, whole, decided),
        why=words.why(share, whole),
        figures=_figures(share, whole, projects),
        heaviest=_heaviest(share),
        unplaced=_unplaced(share),
        by_theme=_theme_drawing(tables.theme_bars(share)),
        likeness=_likeness(next((table for table in found if table.key == "similar"), None)),
        tables=found,
        funded=words.funded(len(projects)),
        observed=words.observed(),
        rest=words.rest(share, declared),
        certainty=tuple(
            (grade_name(grade), weight, _(meaning))
            for grade, meaning in GRADE_WORDS.items()
            if not official and (weight := words.weight(share, grade))
        ),
        certainty_text="" if official else words.certainty(share),
        decisions=tuple(_decision(share, choice) for choice in share.choices.values()),
        notes=(*words.notes(share), *_replaced(place)),
        cautions=(
            _("Parts indicatives : elles éclairent le débat et ne s’imposent à personne."),
            _("La somme des leviers n’est pas une réduction nette des émissions (recouvrements, puits de carbone)."),
        ),
    )


def _replaced(place: Place) -> tuple[str, ...]:
    """In which COP a listed CRTE gave its place to a perimeter drawn there."""
    told = _("Une COP de cette région l’a remplacé par « %(name)s » (%(day)s) ; ailleurs, il reste dans la liste.")
    return tuple(
        told % {"name": one.name, "day": one.decided_on.strftime("%d/%m/%Y") if one.decided_on else ""}
        for one in (replaced_in(place.code) if place.level == "crte" else ())
    )


def declared_by(place: Place) -> tuple[Declared, ...]:
    """What a territory says of its levers, in each of its regions."""
    return tuple(
        one
        for region in place.regions
        for one in figures_of(region)
        if (one.level, one.code) == (place.level, place.code)
    )


def _figures(
    share: TerritoryShare, whole: tuple[TerritoryShare, ...], projects: tuple[Project, ...]
) -> tuple[Figure, ...]:
    people, total = share.place.population, share.total_kt
    meaning = _("à éviter chaque année en 2030, par rapport à 2019 (part indicative)")
    if grain(share.place) == "region":
        meaning = _("à éviter chaque année en 2030, par rapport à 2019 (objectif publié)")
    figures = [Figure(words.amount(total), meaning)]
    if people:
        figures.append(Figure(f"{format_number(1000 * total / people, 2)}{NBSP}t", words.per_head(share, whole)))
        density = t(density_of(share.place)[1]) if share.place.level in ("commune", "epci") else ""
        meaning = _("habitants") if not density else _("habitants ; densité : %(density)s")
        figures.append(Figure(format_decimals(people, 0), meaning % {"density": density[:1].lower() + density[1:]}))
    if projects:
        money = float(sum(one.amount_eur for one in projects))
        counted_projects = counted(len(projects), "projet")
        figures.append(Figure(tables.euros(money), _("du Fonds vert 2023, pour %(n)s") % {"n": counted_projects}))
    return tuple(figures)


def _grade(place: Place, part: Part) -> str:
    return _("objectif officiel") if grain(place) == "region" else grade_words(part)


def _heaviest(share: TerritoryShare) -> tuple[HeavyLever, ...]:
    known = sorted((part for part in share.placed if part.tonnes), key=lambda part: -(part.tonnes or 0))
    return tuple(
        HeavyLever(
            part.lever.id,
            t(part.lever.label),
            share_words(part, words.amount(rounded_share(part), mega=False)),
            words_of(part, share.place.population),
            _grade(share.place, part),
        )
        for part in known[:HEAVIEST]
    )


def _unplaced(share: TerritoryShare) -> tuple[Unplaced, ...]:
    known = sorted(share.unplaced, key=lambda part: -(part.lever.target_kt or 0.0))
    rules, fine = load_lever_keys(), grain(share.place)
    by_reason: dict[str, list[tuple[str, str, str]]] = {}
    for part in known:
        why = words.why_unplaced(part.rule)
        if part.rule.grade(fine) != UNFIT:
            why = _("Plus de deux emplois par habitant : un seul site fait la commune, une moyenne n’en dit rien.")
        more = t(rules[part.lever.id].localised_by)
        by_reason.setdefault(why, []).append((t(part.lever.label), words.amount(part.lever.target_kt), more))
    return tuple(Unplaced(why, tuple(levers)) for why, levers in by_reason.items())


def _theme_drawing(items: tuple[Bar, ...]) -> Drawing:
    title = _("Part du territoire par thème")
    unit = _("ktCO2e évitées par an en 2030")

    def write(value: float | None) -> str:
        return words.amount(value, mega=False)

    return Drawing(
        bars(items, title=title, prefix="parts", unit=unit, write=write),
        bars(items, title=title, prefix="parts-m", unit=unit, width=300, write=write),
        _("%(title)s, en milliers de tonnes de CO2e (kt) évitées par an en 2030.") % {"title": title},
    )


def _likeness(table: Table | None) -> Drawing | None:
    """Bars per inhabitant of the territory and of those like it."""
    if table is None:
        return None
    title, unit = _("Part par habitant, territoires comparables"), _("tonnes de CO2e par habitant et par an")
    items = tuple(Bar(str(row[0]), float(row[5]) if isinstance(row[5], float) else None) for row in table.rows)

    def write(value: float | None) -> str:
        return with_unit(format_number(value, 2), "t")

    return Drawing(
        bars(items, title=title, prefix="pareils", unit=unit, width=600, write=write),
        bars(items, title=title, prefix="pareils-m", unit=unit, width=300, write=write),
        _("Tonnes de CO2e à éviter par habitant et par an en 2030 ; ce territoire en premier."),
    )


def _decision(share: TerritoryShare, choice: KeyChoice) -> Decision:
    part = share.part(choice.lever)
    label = t(part.lever.label) if part else choice.lever
    key = t(key_title(part.rule.key)) if part else ""
    return Decision(label, key, choice.reason, choice.decided_on.strftime("%d/%m/%Y") if choice.decided_on else "")
