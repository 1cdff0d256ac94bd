"""What each page offers to download: the tables that it shows, with all their columns, at full precision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from copilote.exchange.explained import Explanation, explain
from copilote.planning.observation import Observation
from copilote.planning.panorama import By
from copilote.planning.remarks import note_of, remarks
from copilote.planning.scenario import Outcome
from copilote.planning.trajectory import YEARS, lever_trajectory, shape_of
from copilote.publish.columns import (
    CODE,
    GRADE,
    INDICATOR,
    LAST_VALUE,
    LAST_YEAR,
    LEVERS,
    NUMBER,
    PART,
    SOUNDNESS,
    TARGET_2030,
    UNIT,
    VALUE,
    YEAR,
)
from copilote.publish.levers import group_table, lever_table
from copilote.publish.table import Book, Cell, Column, Kind, Table
from copilote.reference.links import indicator_links
from copilote.reference.simulator import LeverFigures, Region, load_levers, load_regions
from copilote.simulator.pages.france import targets
from copilote.simulator.pages.regions import money
from copilote.simulator.pages.stepper import STEPS, asked_table, check_step
from copilote.simulator.state import State
from copilote.ui.addresses import lever_of, region_of
from copilote.ui.cautions import apart, caution, side_by_side
from copilote.ui.indicators import national_of, published_in_france, seen_in, series_of
from copilote.words import N_, _

Fields = tuple[tuple[Column, Callable[[Any], Cell]], ...]
"""Columns and what each holds of an item."""


def pace_column(key: str, title: str) -> Column:
    """A column of changes a year."""
    return Column(key, title, Kind.NUMBER, N_("par an"))


def kt_column(key: str, title: str) -> Column:
    """A column of ktCO2e whose unit is apart from its title."""
    return Column(key, title, Kind.NUMBER, "ktCO2e", 1)


TARGET_KT = kt_column("target_kt", N_("Objectif 2030"))
OBSERVED: Fields = (
    (NUMBER, lambda observation: observation.indicator),
    (INDICATOR, lambda observation: observation.label),
    (PART, lambda observation: observation.part),
    (UNIT, lambda observation: observation.unit),
    (LAST_YEAR, lambda observation: observation.pace.last_year),
    (LAST_VALUE, lambda observation: observation.pace.last_value),
    (TARGET_2030, lambda observation: observation.target_2030),
    (pace_column("pace_1y", N_("Rythme sur un an")), lambda observation: observation.pace.pace_1y),
    (
        pace_column("pace_3y", N_("Rythme sur trois ans")),
        lambda observation: observation.pace.pace_3y,
    ),
    (
        pace_column("pace_observed", N_("Rythme montré")),
        lambda observation: observation.pace.pace_observed,
    ),
    (
        pace_column("pace_required", N_("Rythme requis")),
        lambda observation: observation.pace.pace_required,
    ),
    (Column("ratio", N_("Observé sur requis"), Kind.NUMBER), lambda observation: observation.pace.ratio),
    (GRADE, lambda observation: observation.pace.word),
    (Column("reason", N_("Pourquoi pas d’appréciation ferme")), lambda observation: observation.pace.reason),
    (SOUNDNESS, lambda observation: observation.soundness.label),
    (Column("national", N_("Indicateur national")), lambda observation: observation.national),
    (Column("rule_text", N_("Règle de la cible")), lambda observation: observation.rule_text),
    (Column("key_grade", N_("Note de la clé")), lambda observation: observation.key_grade),
    (Column("producer", N_("Producteur")), lambda observation: observation.producer),
    (Column("warnings", N_("Avertissements")), lambda observation: " ".join(observation.warnings)),
)
"""Of an observed series."""
VALUES: Fields = (
    (NUMBER, lambda row: row[0].indicator),
    (INDICATOR, lambda row: row[0].label),
    (PART, lambda row: row[0].part),
    (YEAR, lambda row: row[1]),
    (VALUE, lambda row: row[2]),
    (UNIT, lambda row: row[0].unit),
    (SOUNDNESS, lambda row: row[0].series_soundness.label),
)
"""Of a series, a year and its value."""
EVERYWHERE: Fields = (
    (CODE, lambda row: row[0].code),
    (Column("region", N_("Région")), lambda row: row[0].name),
    (YEAR, lambda row: row[1]),
    (VALUE, lambda row: row[2]),
    (UNIT, lambda row: row[3]),
)
"""Of a region, a year, a value and its unit."""
FIGURES: Fields = (
    (Column("section", N_("Rubrique")), lambda row: row[0]),
    (Column("label", N_("Chiffre")), lambda row: row[1].label),
    (VALUE, lambda row: row[1].value),
    (UNIT, lambda row: row[1].unit or None),
    (YEAR, lambda row: row[1].year),
    (SOUNDNESS, lambda row: row[1].soundness.label),
    (Column("formula", N_("Formule")), lambda row: row[1].formula),
    (Column("table", N_("Table")), lambda row: row[1].table),
    (Column("row", N_("Ligne")), lambda row: row[1].row),
    (Column("source_id", N_("Clé de la source")), lambda row: row[1].source),
)
"""Of a section's title and one of its traced figures."""
WAY: Fields = (
    (YEAR, lambda row: row[0]),
    (kt_column("avoided_kt", N_("Émissions évitées")), lambda row: row[1]),
)
"""Of a year and the emissions that a lever avoids in it."""
REGIONS: Fields = (
    (CODE, lambda row: row[0].code),
    (Column("name", N_("Région")), lambda row: row[0].name),
    (
        Column("kind", N_("Territoire")),
        lambda row: _("métropole") if row[0].kind == "metropolitan" else _("outre-mer"),
    ),
    (TARGET_KT, lambda row: row[1].value),
    (LEVERS, lambda row: len(load_levers(row[0].code))),
    (SOUNDNESS, lambda row: row[1].soundness.label),
    (Column("missing", N_("Leviers sans objectif connu")), lambda row: ", ".join(row[1].missing)),
)
"""Of a region and its target."""
LINES: Fields = (
    (Column("label", N_("Levier")), lambda row: row[0].lever.label),
    (Column("id", N_("Identifiant")), lambda row: row[0].lever.id),
    (Column("theme", N_("Thème")), lambda row: row[0].lever.theme),
    (Column("sector", N_("Secteur")), lambda row: row[0].lever.sector),
    (kt_column("target_kt", N_("Objectif de l’État")), lambda row: row[0].lever.target_kt),
    (kt_column("completed_kt", N_("Fait ou en cours")), lambda row: row[0].completed_kt),
    (kt_column("remaining_kt", N_("Reste")), lambda row: row[0].remaining_kt),
    (kt_column("new_target_kt", N_("Nouvel objectif")), lambda row: row[0].new_target_kt),
    (
        Column("baseline_2019", N_("Départ 2019"), Kind.NUMBER),
        lambda row: row[0].lever.baseline_2019 if row[0].lever.counts_completed else None,
    ),
    (Column("physical_2030", N_("Grandeur en 2030"), Kind.NUMBER), lambda row: row[0].physical_2030),
    (UNIT, lambda row: row[0].lever.unit),
    (SOUNDNESS.called(N_("Nature de l’objectif")), lambda row: row[0].lever.soundness.label),
    (Column("note", N_("Remarque")), lambda row: row[1] or row[0].lever.reason),
)
"""Of a lever of an evaluated scenario and what is to be said of it."""
TOTALS: Fields = (
    (Column("label", N_("Total")), lambda row: row[0]),
    (kt_column("kt", N_("Valeur")), lambda row: row[1]),
)
"""Of a total's name and value."""


def region_book(slug: str) -> Book:
    """A region's levers, its targets by theme and sector, what is funded."""
    region = region_of(slug)
    levers = load_levers(region.code)
    tables = (
        lever_table(levers, region.code),
        *(group_table(levers, by, region.code) for by in (By.THEME, By.SECTOR)),
        *money(region.code).tables,
    )
    notes = (*([region.comment] if region.comment else []), caution())
    title = _("%(region)s : objectifs de 2030 et leviers", region=region.name)
    return Book(f"copilote-{region.slug}-objectifs", title, tables, notes)


def lever_book(slug: str, lever: str) -> Book:
    """A lever's figures with their formulas and sources, its way to 2030, what is observed of it."""
    region = region_of(slug)
    figures = lever_of(region, lever)
    tables = [_figures_table(explain(region, figures.id))]
    if figures.target_kt is not None and figures.target_kt >= 0:
        tables.append(_way_table(figures))
    if series := _followed(region, figures):
        tables += [_observed_table(series), _values_table(series)]
    notes = (*([figures.reason] if figures.reason else []), caution())
    return Book(f"copilote-{region.slug}-{figures.slug}", f"{figures.label}, {region.name}", tuple(tables), notes)


def observed_book(slug: str) -> Book:
    """Everything that is observed in a region: a line an indicator, and all values."""
    region = region_of(slug)
    series = seen_in(region.code)
    title = _("%(region)s : ce qui est observé", region=region.name)
    tables = (_observed_table(series), _values_table(series))
    return Book(f"copilote-{region.slug}-observe", title, tables, (side_by_side(),))


def indicator_book(slug: str, number: str) -> Book:
    """An indicator in a region: its values, what is made of them, their sources. Raises UnknownNameError."""
    region = region_of(slug)
    series = series_of(region, number)
    tables = [_values_table(series), _observed_table(series), _figures_table(explain(region, number))]
    if not region.fictional:
        tables.append(_everywhere_table(series[0]))
    title = f"{series[0].label}, {region.name}"
    return Book(f"copilote-{region.slug}-indicateur-{number}", title, tuple(tables), (side_by_side(),))


def national_book(number: str) -> Book:
    """A row of the national barometer ("fr-059"). Raises UnknownNameError when it holds no value."""
    series = national_of(number, published=True)
    tables = (_values_table([series]), _observed_table([series]))
    return Book(f"copilote-france-{number}", f"{series.name}, France", tables)


def france_book() -> Book:
    """The regions' targets, and the national indicators."""
    rows = [pair for kind in ("metropolitan", "overseas") for pair in targets(kind)[0]]
    regions = Table.of("regions", _("Objectifs des régions"), REGIONS, rows, ["simulateur-2023"])
    series = list(published_in_france().values())
    title = _("France : objectifs par région et indicateurs nationaux")
    tables = (regions, _observed_table(series), _values_table(series))
    return Book("copilote-france", title, tables, (caution(), apart()))


def step_book(state: State, step: str) -> Book:
    """A step of the simulator with the scenario of its address: every lever in both units, and totals."""
    region = state.region
    label = str(STEPS[check_step(step)])
    title = _("%(region)s : simulateur, %(step)s", region=region.name, step=label.lower())
    if state.scenario.name:
        title += f" : {state.scenario.name}"
    sentences = (remark.sentence for remark in remarks(state.outcome))
    notes = (*state.remarks, *sentences, *(problem.message for problem in state.problems), caution())
    asked = _("Part indicative") if state.territory else _("Objectif de l’État")
    tables = (asked_table(state, _outcome_table(state.outcome)), _totals_table(state.outcome, asked))
    own = f"-{state.territory.code}" if state.territory else ""
    return Book(f"copilote-{region.slug}{own}-simulateur-{step}", title, tables, notes)


def _followed(region: Region, lever: LeverFigures) -> list[Observation]:
    """The series of the region that follow a lever, closest first, in the units of the tables."""
    numbers = [link.indicator for link in indicator_links(lever.id, "region") if link.indicator]
    series = [observation for observation in seen_in(region.code) if observation.indicator in numbers]
    return sorted(series, key=lambda observation: numbers.index(observation.indicator))


def _observed_table(series: Sequence[Observation]) -> Table:
    sources = [observation.source for observation in series]
    sources += ["barometre-2026", "copilote-liens"] * any(observation.national for observation in series)
    return Table.of("observed", _("Rythme observé et rythme requis"), OBSERVED, series, sources)


def _values_table(series: Iterable[Observation]) -> Table:
    rows = [(observation, year, value) for observation in series for year, value in observation.values]
    return Table.of("values", _("Valeurs observées"), VALUES, rows, [row[0].source for row in rows])


def _everywhere_table(own: Observation) -> Table:
    """An indicator in the 18 regions, year by year; the country's own value is on its page."""
    rows = [
        (region, year, value, observation.unit)
        for region in load_regions()
        for observation in seen_in(region.code)
        if (observation.indicator, observation.part) == (own.indicator, own.part)
        for year, value in observation.values
    ]
    return Table.of("regions", _("Les 18 régions, année par année"), EVERYWHERE, rows, [own.source])


def _figures_table(explanation: Explanation) -> Table:
    rows = [(section.title, figure) for section in explanation.sections for figure in section.figures]
    return Table.of("figures", _("Chiffres et formules"), FIGURES, rows, [figure.source for _title, figure in rows])


def _way_table(lever: LeverFigures) -> Table:
    shape = shape_of(lever.id)
    values = [float(kt) for kt in lever_trajectory(lever.target_kt or 0.0, shape)]
    title = _("Chemin illustratif de 2019 à 2030 (%(shape)s)", shape=shape.label)
    return Table.of("trajectory", title, WAY, zip(YEARS, values, strict=True), [lever.source])


def _outcome_table(outcome: Outcome) -> Table:
    every = remarks(outcome)
    rows = [
        (line, note_of(tuple(remark for remark in every if remark.lever == line.lever.id))) for line in outcome.levers
    ]
    sources = ["simulateur-2023", "simulateur-methode"]
    return Table.of("levers", _("Les leviers du scénario"), LINES, rows, sources)


def _totals_table(outcome: Outcome, asked: str) -> Table:
    totals = outcome.totals
    rows: list[tuple[str, float | None]] = [
        (asked, totals.target.value),
        (_("Fait ou en cours"), totals.completed_kt),
        (_("Nouveaux objectifs"), totals.new_target.value),
        (_("Reste à assigner (négatif : l’objectif est dépassé)"), totals.gap_kt),
    ]
    return Table.of("totals", _("Totaux"), TOTALS, rows, ["simulateur-2023"])
