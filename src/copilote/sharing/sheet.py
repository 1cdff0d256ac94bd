"""A territory's sheet: everything that its page, its two printed pages, its files and its département's deck say.

Built once from the shares, it holds texts, tables and drawings, so that a page, a PDF, a CSV and a deck never say
different numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from copilote.exchange.around import density_of, funded_in, similar
from copilote.exchange.perimeters import place_of
from copilote.exchange.place import LEVEL_WORDS, Place
from copilote.exchange.shares import Choices, KeyChoice, TerritoryShare, key_title, share_of
from copilote.planning.declination import Part
from copilote.planning.key_test import UNFIT
from copilote.publish.funded import territory_tables
from copilote.publish.table import Table
from copilote.reference.keys import load_lever_keys
from copilote.reference.projects import Project
from copilote.sharing import sheet_tables as tables
from copilote.sharing import sheet_words as words
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.quantities import grade_words, rounded_share, share_words
from copilote.sharing.recorded import all_choices, figures_of, replaced_in
from copilote.ui.certainty import GRADE_WORDS, grade_name
from copilote.ui.charts import Bar, bars
from copilote.ui.drawing import Drawing
from copilote.ui.quantities import amount, spelled
from copilote.ui.summary import KeyFigure
from copilote.ui.targets import LeverWords
from copilote.words import _
from copilote.words.carbon import is_small, told_for
from copilote.words.numbers import NBSP, counted, format_decimals, format_eur, format_number, with_unit
from copilote.words.typography import day_words, quoted

HEAVIEST, UNPLACED_NAMED = 5, 6


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

    @property
    def line(self) -> str:
        """All of it on one line."""
        choice = f"{self.lever} : {self.key}" if self.key else self.lever
        return " ".join(part for part in (choice, f"({self.on})." if self.on else "", self.reason) if part)


@dataclass(frozen=True)
class TerritorySheet:
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
    figures: tuple[KeyFigure, ...]
    heaviest: tuple[LeverWords, ...]
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
            would = _("(ce qui le dirait : %(more)s)", more=more) if more else ""
            named.append(f"{label}, {target} {would}".strip())
        if len(levers) > len(named):
            named.append(counted(len(levers) - len(named), "autre levier", "autres leviers"))
        return f"{' ; '.join(named)}." if named else ""

    def grade_words(self, part: Part) -> str:
        """How sure a lever is here: the State's own target where the territory is a whole region."""
        return _grade(self.place, part)

    @property
    def small(self) -> bool:
        """Whether it is told in tonnes."""
        return is_small(self.share.total_kt)

    def table(self, key: str) -> Table | None:
        """The table of that key, None when it has no row."""
        return next((table for table in self.tables if table.key == key), None)

    def note(self, key: str) -> str:
        """The note of that table, "" when it has none."""
        table = self.table(key)
        return table.note if table else ""


def sheet_of(place: Place) -> TerritorySheet:
    """The sheet of a territory, with what the COP of its regions decided and what it declares itself."""
    decided = all_choices()
    share = share_of(place, decided)
    with told_for(share.total_kt):
        return _sheet(place, share, decided)


def _sheet(place: Place, share: TerritoryShare, decided: Mapping[str, Choices]) -> TerritorySheet:
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
        *territory_tables(projects, place.regions[0]),
    ]
    kept = {table.key: table for table in made if table is not None and table.rows}
    name = quoted(place.name)
    official = share.official
    values = {"name": name, "target": spelled(share.total_kt)}
    title = _("%(name)s : %(target)s à éviter en 2030, part indicative", **values)
    if official:
        title = _("%(name)s : %(target)s à éviter en 2030, l’objectif de la région", **values)
    return TerritorySheet(
        share=share,
        name=name,
        level_word=_(LEVEL_WORDS[place.level]),
        title=title,
        subtitle=words.subtitle(place),
        lead=words.lead(share, whole, decided),
        why=words.why(share, whole),
        figures=_figures(share, whole, projects),
        heaviest=_heaviest(share),
        unplaced=_unplaced(share),
        by_theme=_theme_drawing(tables.theme_bars(share), is_small(share.total_kt)),
        likeness=_likeness(kept.get("similar")),
        tables=tuple(kept.values()),
        funded=(words.funded(len(projects)),),
        observed=(_(words.OBSERVED),),
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
    drawn = replaced_in(place.code) if place.level == "crte" else ()
    return tuple(
        _(
            "Une COP de cette région l’a remplacé par « %(name)s » (%(day)s) ; ailleurs, il reste dans la liste.",
            name=perimeter.name,
            day=day_words(perimeter.decided_on),
        )
        for perimeter in drawn
    )


def declared_by(place: Place) -> tuple[TerritoryFigure, ...]:
    """What a territory says of its levers, in each of its regions."""
    return tuple(
        figure
        for region in place.regions
        for figure in figures_of(region)
        if (figure.level, figure.code) == (place.level, place.code)
    )


def _figures(
    share: TerritoryShare, whole: tuple[TerritoryShare, ...], projects: tuple[Project, ...]
) -> tuple[KeyFigure, ...]:
    people = share.place.population
    meaning = _("à éviter chaque année en 2030, par rapport à 2019 (part indicative)")
    if share.official:
        meaning = _("à éviter chaque année en 2030, par rapport à 2019 (objectif publié)")
    figures = [KeyFigure(amount(share.total_kt), meaning)]
    if people:
        figures.append(KeyFigure(f"{format_number(share.per_head_t, 2)}{NBSP}t", words.per_head(share, whole)))
        density = density_of(share.place)[1] if share.place.level in ("commune", "epci") else ""
        living = _("habitants ; densité : %(density)s", density=density[:1].lower() + density[1:])
        figures.append(KeyFigure(format_decimals(people, 0), living if density else _("habitants")))
    if projects:
        euros = float(sum(project.amount_eur for project in projects))
        meaning = _("du Fonds vert 2023, pour %(n)s", n=counted(len(projects), "projet", "projets"))
        figures.append(KeyFigure(format_eur(euros), meaning))
    return tuple(figures)


def _grade(place: Place, part: Part) -> str:
    return _("objectif officiel") if place.grain == "region" else grade_words(part)


def _heaviest(share: TerritoryShare) -> tuple[LeverWords, ...]:
    return tuple(
        LeverWords(
            part.lever.id,
            part.lever.label,
            part.lever.slug,
            share_words(part, amount(rounded_share(part), mega=False)),
            words.words_of(part, share.place.population),
            _grade(share.place, part),
        )
        for part in share.heaviest[:HEAVIEST]
        if part.tonnes
    )


def _unplaced(share: TerritoryShare) -> tuple[Unplaced, ...]:
    rules, fine = load_lever_keys(), share.place.grain
    by_reason: dict[str, list[tuple[str, str, str]]] = {}
    for part in share.largest_unplaced:
        why = words.why_unplaced(part.rule)
        if part.rule.grade(fine) != UNFIT:
            why = _("Plus de deux emplois par habitant : un seul site fait la commune, une moyenne n’en dit rien.")
        more = rules[part.lever.id].localised_by
        by_reason.setdefault(why, []).append((part.lever.label, amount(part.lever.target_kt), more))
    return tuple(Unplaced(why, tuple(levers)) for why, levers in by_reason.items())


def _theme_drawing(items: tuple[Bar, ...], small: bool) -> Drawing:
    title = _("Part du territoire par thème")
    unit = _("tCO2e évitées par an en 2030") if small else _("ktCO2e évitées par an en 2030")
    caption = _("%(title)s, en milliers de tonnes de CO2e (kt) évitées par an en 2030.", title=title)
    if small:
        caption = _("%(title)s, en tonnes de CO2e évitées par an en 2030.", title=title)

    def write(value: float | None) -> str:
        return amount(value, mega=False)

    return Drawing.of(bars, items, title=title, prefix="parts", unit=unit, write=write, caption=caption)


def _likeness(table: Table | None) -> Drawing | None:
    """Bars per inhabitant of the territory and of those like it."""
    if table is None:
        return None
    title, unit = _("Part par habitant, territoires comparables"), _("tonnes de CO2e par habitant et par an")
    heads = [(str(row["name"]), row["per_head_t"]) for row in table.records()]
    items = [Bar(name, per_head if isinstance(per_head, float) else None) for name, per_head in heads]

    def write(value: float | None) -> str:
        return with_unit(format_number(value, 2), "t")

    caption = _("Tonnes de CO2e à éviter par habitant et par an en 2030 ; ce territoire en premier.")
    return Drawing.of(bars, items, title=title, prefix="pareils", unit=unit, width=600, write=write, caption=caption)


def _decision(share: TerritoryShare, choice: KeyChoice) -> Decision:
    part = share.part(choice.lever)
    label = part.lever.label if part else choice.lever
    key = key_title(part.rule.key) if part else ""
    return Decision(label, key, choice.reason, day_words(choice.decided_on))
