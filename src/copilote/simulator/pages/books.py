"""What each page offers to download: the tables that it shows, with all their columns, at full precision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from copilote.dossier import model
from copilote.dossier.export import plain
from copilote.dossier.levers import group_table, lever_table
from copilote.exchange.explained import Explanation, explain
from copilote.exchange.tabular import Book, Cell, Column, Table
from copilote.planning.observation import Observation
from copilote.planning.panorama import By, panorama
from copilote.planning.remarks import remarks
from copilote.planning.scenario import Outcome
from copilote.planning.trajectory import YEARS, lever_trajectory, shape_of
from copilote.reference.errors import UnknownNameError
from copilote.reference.links import indicator_links
from copilote.reference.simulator import LeverFigures, Region, load_regions
from copilote.simulator.names import load_levers, note, said
from copilote.simulator.pages.frame import lever_of, lever_slug, region_of
from copilote.simulator.pages.france import targets
from copilote.simulator.pages.regions import money
from copilote.simulator.pages.seen import SIDE_BY_SIDE, seen_in, seen_in_france
from copilote.simulator.pages.stepper import STEPS, check_step
from copilote.simulator.state import State
from copilote.ui.translation import t

KINDS: dict[model.Kind, tuple[int | None, bool]] = {
    model.Kind.YEAR: (0, True),
    model.Kind.COUNT: (0, False),
    model.Kind.KT: (1, False),
    model.Kind.PERCENT: (1, False),
    model.Kind.EUR: (2, False),
}
"""(decimals shown, is a year) by kind of column of the dossier."""


def caution() -> str:
    """What must be read with every file of targets."""
    return _(
        "Chiffres indicatifs. La somme des leviers n’est pas une réduction nette des émissions (recouvrements, puits)."
    )


def side_by_side() -> str:
    """What must be read with every file of observations."""
    rule = _("Les cibles régionales sont déduites des cibles nationales, par la règle indiquée.")
    return f"{t(SIDE_BY_SIDE)} {rule}"


def of_dossier(table: model.Table) -> Table:
    """A table of the dossier, with the columns of its files."""
    shown = [(i, column) for i, column in enumerate(table.columns) if column.file]
    columns = []
    for _i, column in shown:
        decimals, year = KINDS.get(column.kind, (None, False))
        columns.append(Column(column.key, t(column.title), decimals=decimals, year=year))
    rows = tuple(tuple(_told(plain(row[i])) for i, _column in shown) for row in table.rows)
    return Table(table.key, t(table.title), tuple(columns), rows, table.sources)


def region_book(slug: str) -> Book:
    """A region's levers, its targets by theme and sector, what is funded."""
    region = region_of(slug)
    levers = load_levers(region.code)
    by_theme = panorama(levers, By.THEME)
    tables = (
        lever_table(levers, by_theme, region.code),
        group_table("themes", _("Objectifs par thème"), _("Thème"), by_theme, region.code),
        group_table("sectors", _("Objectifs par secteur"), _("Secteur"), panorama(levers), region.code),
        *money(region.code).tables,
    )
    notes = (*([t(region.comment)] if region.comment else []), caution())
    title = _("%(region)s : objectifs de 2030 et leviers") % {"region": region.name}
    return Book(f"copilote-{region.slug}-objectifs", title, tuple(map(of_dossier, tables)), notes)


def lever_book(slug: str, lever: str) -> Book:
    """A lever's figures with their formulas and sources, its way to 2030, what is observed of it."""
    region = region_of(slug)
    found = lever_of(region, lever)
    followed = _followed(region, found)
    tables = [_figures_table(explain(region, found.id))]
    if found.target_kt is not None and found.target_kt >= 0:
        tables.append(_way_table(found))
    if followed:
        tables += [_observed_table(followed), _values_table(followed)]
    notes = (*([found.reason] if found.reason else []), caution())
    title = f"{found.label}, {region.name}"
    return Book(f"copilote-{region.slug}-{lever_slug(found)}", title, tuple(tables), notes)


def observed_book(slug: str) -> Book:
    """Everything that is observed in a region: a line an indicator, and all values."""
    region = region_of(slug)
    seen = seen_in(region.code)
    title = _("%(region)s : ce qui est observé") % {"region": region.name}
    tables = (_observed_table(seen), _values_table(seen))
    return Book(f"copilote-{region.slug}-observe", title, tables, (side_by_side(),))


def indicator_book(slug: str, number: str) -> Book:
    """An indicator in a region: its values, what is made of them, their sources. Raises UnknownNameError."""
    region = region_of(slug)
    seen = [one for one in seen_in(region.code) if one.indicator == number]
    if not seen:
        known = ", ".join(dict.fromkeys(one.indicator for one in seen_in(region.code))) or _("aucun")
        raise UnknownNameError(f"Indicateur de {region.name}", number, [], f"Numéros connus : {known}.")
    tables = (_values_table(seen), _observed_table(seen), _figures_table(explain(region, number)))
    tables += () if region.fictional else (_regions_table(seen[0]),)
    title = f"{t(seen[0].label)}, {region.name}"
    return Book(f"copilote-{region.slug}-indicateur-{number}", title, tables, (side_by_side(),))


def national_book(number: str) -> Book:
    """A row of the national barometer ("fr-059"). Raises UnknownNameError when it holds no value."""
    seen = _national().get(number)
    if seen is None:
        raise UnknownNameError("Indicateur national", number, [], "De fr-001 à fr-358, parmi ceux qui ont une valeur.")
    tables = (_values_table([seen]), _observed_table([seen]))
    return Book(f"copilote-france-{number}", f"{seen.name}, France", tables)


def france_book() -> Book:
    """The regions' targets, and the national indicators."""
    rows: list[tuple[Cell, ...]] = []
    for kind in ("metropolitan", "overseas"):
        found, _whole = targets(kind)
        for region, figure in found:
            levers = len(load_levers(region.code))
            where = _("métropole") if kind == "metropolitan" else _("outre-mer")
            lacking = ", ".join(figure.missing)
            rows.append((region.code, region.name, where, figure.value, levers, t(figure.soundness.label), lacking))
    regions = Table(
        "regions",
        _("Objectifs des régions"),
        (
            Column("code", _("Code")),
            Column("name", _("Région")),
            Column("kind", _("Territoire")),
            Column("target_kt", _("Objectif 2030"), "ktCO2e", 1),
            Column("levers", _("Leviers"), decimals=0),
            Column("soundness", _("Nature")),
            Column("missing", _("Leviers sans objectif connu")),
        ),
        tuple(rows),
        ("simulateur-2023",),
    )
    seen = list(_national().values())
    return Book(
        "copilote-france",
        _("France : objectifs par région et indicateurs nationaux"),
        (regions, _observed_table(seen), _values_table(seen)),
        (caution(), SIDE_BY_SIDE),
    )


def step_book(state: State, step: str) -> Book:
    """A step of the simulator with the scenario of its address: every lever in both units, and totals."""
    region = state.region
    label = str(STEPS[check_step(step)])
    title = _("%(region)s : simulateur, %(step)s") % {"region": region.name, "step": label.lower()}
    if state.scenario.name:
        title += f" : {state.scenario.name}"
    told = tuple(said(one) for one in remarks(state.outcome))
    notes = (*state.remarks, *told, *(problem.message for problem in state.problems), caution())
    tables = (_outcome_table(state.outcome), _totals_table(state))
    return Book(f"copilote-{region.slug}-simulateur-{step}", title, tables, notes)


def _followed(region: Region, lever: LeverFigures) -> list[Observation]:
    """The series of the region that follow a lever, closest first."""
    numbers = [link.indicator for link in indicator_links(lever.id, "region") if link.indicator]
    seen = [one for one in seen_in(region.code) if one.indicator in numbers]
    return sorted(seen, key=lambda one: numbers.index(one.indicator))


@lru_cache(maxsize=1)
def _national() -> dict[str, Observation]:
    """The rows of the barometer that hold values, in the units of the tables."""
    from copilote.exchange.observed import national_observations

    shown = seen_in_france()
    return {one.indicator: one for one in national_observations() if one.indicator in shown}


@dataclass(frozen=True)
class _Made:
    """A column and how a row's cell is made."""

    column: Column
    cell: Callable[[Any], Cell]


def _told(cell: Cell) -> Cell:
    """A name in the language in use; a number as it is."""
    return t(cell) if isinstance(cell, str) else cell


def _table(key: str, title: str, made: Sequence[_Made], rows: Iterable[Any], sources: Sequence[str]) -> Table:
    columns = tuple(one.column for one in made)
    cells = tuple(tuple(_told(one.cell(row)) for one in made) for row in rows)
    return Table(key, title, columns, cells, tuple(dict.fromkeys(sources)))


def _observed_table(seen: Sequence[Observation]) -> Table:
    made = (
        _Made(Column("indicator", _("Numéro")), lambda one: one.indicator),
        _Made(Column("label", _("Indicateur")), lambda one: one.label),
        _Made(Column("part", _("Partie")), lambda one: one.part),
        _Made(Column("unit", _("Unité")), lambda one: one.unit),
        _Made(Column("last_year", _("Année"), year=True), lambda one: one.pace.last_year),
        _Made(Column("last_value", _("Dernière valeur")), lambda one: one.pace.last_value),
        _Made(Column("target_2030", _("Cible 2030")), lambda one: one.target_2030),
        _Made(Column("pace_1y", _("Rythme sur un an"), _("par an")), lambda one: one.pace.pace_1y),
        _Made(Column("pace_3y", _("Rythme sur trois ans"), _("par an")), lambda one: one.pace.pace_3y),
        _Made(Column("pace_observed", _("Rythme montré"), _("par an")), lambda one: one.pace.pace_observed),
        _Made(Column("pace_required", _("Rythme requis"), _("par an")), lambda one: one.pace.pace_required),
        _Made(Column("ratio", _("Observé sur requis")), lambda one: one.pace.ratio),
        _Made(Column("grade", _("Appréciation")), lambda one: t(one.pace.word)),
        _Made(Column("reason", _("Pourquoi pas d’appréciation ferme")), lambda one: t(one.pace.reason)),
        _Made(Column("soundness", _("Nature")), lambda one: t(one.soundness.label)),
        _Made(Column("national", _("Indicateur national")), lambda one: one.national),
        _Made(Column("rule_text", _("Règle de la cible")), lambda one: one.rule_text),
        _Made(Column("key_grade", _("Note de la clé")), lambda one: one.key_grade),
        _Made(Column("producer", _("Producteur")), lambda one: one.producer),
        _Made(Column("warnings", _("Avertissements")), lambda one: " ".join(one.warnings)),
    )
    sources = [one.source for one in seen] + ["barometre-2026", "copilote-liens"] * any(one.national for one in seen)
    return _table("observed", _("Rythme observé et rythme requis"), made, seen, sources)


def _values_table(seen: Sequence[Observation]) -> Table:
    made = (
        _Made(Column("indicator", _("Numéro")), lambda row: row[0].indicator),
        _Made(Column("label", _("Indicateur")), lambda row: row[0].label),
        _Made(Column("part", _("Partie")), lambda row: row[0].part),
        _Made(Column("year", _("Année"), year=True), lambda row: row[1]),
        _Made(Column("value", _("Valeur")), lambda row: row[2]),
        _Made(Column("unit", _("Unité")), lambda row: row[0].unit),
        _Made(Column("soundness", _("Nature")), lambda row: t(row[0].series_soundness.label)),
    )
    rows = [(one, year, value) for one in seen for year, value in one.values]
    return _table("values", _("Valeurs observées"), made, rows, [one.source for one in seen])


def _regions_table(own: Observation) -> Table:
    """An indicator in the 18 regions, year by year; the country's own value is on its page."""
    rows: list[tuple[Cell, ...]] = []
    for region in load_regions():
        found = [one for one in seen_in(region.code) if (one.indicator, one.part) == (own.indicator, own.part)]
        rows += [(region.code, region.name, year, value, one.unit) for one in found for year, value in one.values]
    columns = (
        Column("code", _("Code")),
        Column("region", _("Région")),
        Column("year", _("Année"), year=True),
        Column("value", _("Valeur")),
        Column("unit", _("Unité")),
    )
    return Table("regions", _("Les 18 régions, année par année"), columns, tuple(rows), (own.source,))


def _figures_table(answer: Explanation) -> Table:
    made = (
        _Made(Column("section", _("Rubrique")), lambda row: row[0]),
        _Made(Column("label", _("Chiffre")), lambda row: row[1].label),
        _Made(Column("value", _("Valeur")), lambda row: row[1].value),
        _Made(Column("unit", _("Unité")), lambda row: row[1].unit or None),
        _Made(Column("year", _("Année"), year=True), lambda row: row[1].year),
        _Made(Column("soundness", _("Nature")), lambda row: t(row[1].soundness.label)),
        _Made(Column("formula", _("Formule")), lambda row: row[1].formula),
        _Made(Column("table", _("Table")), lambda row: row[1].table),
        _Made(Column("row", _("Ligne")), lambda row: row[1].row),
        _Made(Column("source_id", _("Clé de la source")), lambda row: row[1].source),
    )
    rows = [(section.title, figure) for section in answer.sections for figure in section.figures]
    return _table("figures", _("Chiffres et formules"), made, rows, [figure.source for _title, figure in rows])


def _way_table(lever: LeverFigures) -> Table:
    shape = shape_of(lever.id)
    values = [float(kt) for kt in lever_trajectory(lever.target_kt or 0.0, shape)]
    made = (
        _Made(Column("year", _("Année"), year=True), lambda row: row[0]),
        _Made(Column("avoided_kt", _("Émissions évitées"), "ktCO2e", 1), lambda row: row[1]),
    )
    title = _("Chemin illustratif de 2019 à 2030 (%(shape)s)") % {"shape": t(shape.label)}
    return _table("trajectory", title, made, zip(YEARS, values, strict=True), [lever.source])


def _outcome_table(outcome: Outcome) -> Table:
    told = remarks(outcome)
    notes = {
        lever: note(tuple(one for one in told if one.lever == lever))
        for lever in dict.fromkeys(one.lever for one in told)
    }
    made = (
        _Made(Column("label", _("Levier")), lambda line: line.lever.label),
        _Made(Column("id", _("Identifiant")), lambda line: line.lever.id),
        _Made(Column("theme", _("Thème")), lambda line: line.lever.theme),
        _Made(Column("sector", _("Secteur")), lambda line: line.lever.sector),
        _Made(Column("target_kt", _("Objectif de l’État"), "ktCO2e", 1), lambda line: line.lever.target_kt),
        _Made(Column("completed_kt", _("Fait ou en cours"), "ktCO2e", 1), lambda line: line.completed_kt),
        _Made(Column("remaining_kt", _("Reste"), "ktCO2e", 1), lambda line: line.remaining_kt),
        _Made(Column("new_target_kt", _("Nouvel objectif"), "ktCO2e", 1), lambda line: line.new_target_kt),
        _Made(Column("baseline_2019", _("Départ 2019")), lambda line: _start(line.lever)),
        _Made(Column("physical_2030", _("Grandeur en 2030")), lambda line: line.physical_2030),
        _Made(Column("unit", _("Unité")), lambda line: line.lever.unit),
        _Made(Column("soundness", _("Nature de l’objectif")), lambda line: t(line.lever.soundness.label)),
        _Made(Column("note", _("Remarque")), lambda line: notes.get(line.lever.id) or line.lever.reason),
    )
    return _table(
        "levers", _("Les leviers du scénario"), made, outcome.levers, ["simulateur-2023", "simulateur-methode"]
    )


def _start(lever: LeverFigures) -> float | None:
    """The quantity in 2019, where the translation counts from one."""
    return lever.baseline_2019 if lever.counts_completed else None


def _totals_table(state: State) -> Table:
    totals = state.outcome.totals
    rows: list[tuple[str, float | None]] = [
        (_("Objectif de l’État"), totals.target.value),
        (_("Fait ou en cours"), totals.completed_kt),
        (_("Nouveaux objectifs"), totals.new_target.value),
        (_("Reste à assigner (négatif : l’objectif est dépassé)"), totals.gap_kt),
    ]
    made = (
        _Made(Column("label", _("Total")), lambda row: row[0]),
        _Made(Column("kt", _("Valeur"), "ktCO2e", 1), lambda row: row[1]),
    )
    return _table("totals", _("Totaux"), made, rows, ["simulateur-2023"])
