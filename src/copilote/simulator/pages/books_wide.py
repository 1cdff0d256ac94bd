"""What the widest pages offer to download: the panoramas, scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.planning.scenario import compare, evaluate
from copilote.publish.columns import GRADE, INDICATOR, LAST_VALUE, LAST_YEAR, NUMBER, UNIT
from copilote.publish.table import Book, Cell, Column, Kind, Table
from copilote.reference.barometer import load_levers_2026, load_worksites
from copilote.reference.errors import InputError
from copilote.reference.simulator import Region, load_levers
from copilote.reference.tables import latest
from copilote.simulator.pages.books import kt_column
from copilote.simulator.pages.compare import read_scenarios
from copilote.simulator.pages.panoramas import ORDER, axis_name, check_axis, followed, national_target
from copilote.ui.addresses import region_of
from copilote.ui.cautions import caution, side_by_side
from copilote.words import N_, _

SOURCES = ("barometre-2026", "irpe-2026", "copilote-liens")
COLUMNS = (
    Column("axis", N_("Axe")),
    Column("worksite", N_("Chantier")),
    Column("lever", N_("Levier")),
    Column("actors", N_("Qui agit")),
    NUMBER,
    INDICATOR,
    Column("place", N_("Où")),
    LAST_YEAR,
    LAST_VALUE,
    UNIT,
    Column("national_target_2030", N_("Cible nationale 2030"), Kind.NUMBER),
    Column("regional_target_2030", N_("Cible régionale 2030"), Kind.NUMBER),
    GRADE,
)
"""Of an axis, one of its levers and one of the indicators that follow it."""


def panoramas_book(slug: str) -> Book:
    """The six axes of a region: every lever of 2026 and what follows it."""
    region = region_of(slug)
    title = _("%(region)s : les six panoramas", region=region.name)
    return Book(f"copilote-{region.slug}-panoramas", title, (_axes_table(region, ORDER),), (side_by_side(),))


def panorama_book(slug: str, axis: str) -> Book:
    """One axis of a region. Raises UnknownNameError for an unknown one."""
    region = region_of(slug)
    check_axis(axis)
    title = f"{region.name} : {axis_name(axis).lower()}"
    return Book(f"copilote-{region.slug}-panorama-{axis}", title, (_axes_table(region, (axis,)),), (side_by_side(),))


def _axes_table(region: Region, axes: Sequence[str]) -> Table:
    """A line for each indicator of each lever; a lever that nothing follows has one, empty after its name."""
    worksites = {worksite.id: worksite.name for worksite in load_worksites()}
    rows: list[tuple[Cell, ...]] = []
    for axis in axes:
        for lever in (lever for lever in load_levers_2026() if axis in lever.axes):
            actors = _("territoires") if lever.territorial else _("État et entreprises")
            start: tuple[Cell, ...] = (axis_name(axis), worksites[lever.worksite], lever.name, actors)
            series = followed(region.code, lever.id)
            rows += [
                (
                    *start,
                    observation.indicator,
                    observation.name,
                    region.name if regional else _("France"),
                    observation.pace.last_year,
                    observation.pace.last_value,
                    observation.unit,
                    national_target(observation)[0],
                    observation.target_2030 if regional else None,
                    observation.pace.word,
                )
                for observation, regional in series
            ] or [(*start, *(None,) * (len(COLUMNS) - len(start)))]
    return Table("panoramas", _("Leviers et indicateurs"), COLUMNS, tuple(rows), SOURCES)


def compare_book(region: Region, texts: Sequence[str]) -> Book:
    """Scenarios side by side, lever by lever. Raises InputError when a text is no scenario, or when none is given."""
    read = read_scenarios(region, texts)
    if read.errors:
        raise InputError(" ".join(message for _rank, message in read.errors))
    if not read.named:
        raise InputError(_("Donnez deux à quatre scénarios à comparer : leurs liens ou leurs codes."))
    levers = load_levers(region.code, latest("simulator"))
    columns = [
        Column("id", N_("Identifiant")),
        Column("label", N_("Levier")),
        Column("theme", N_("Thème")),
        UNIT,
    ]
    for rank, (scenario_name, _scenario) in enumerate(read.named, start=1):
        name = f"{rank}. {scenario_name}"
        columns += [
            kt_column(f"planned_kt_{rank}", name),
            Column(f"physical_2030_{rank}", _("%(name)s, grandeur en 2030", name=name), Kind.NUMBER),
            kt_column(f"delta_kt_{rank}", _("%(name)s, écart au premier", name=name)),
        ]
    rows = []
    for line in compare([evaluate(scenario, levers) for _name, scenario in read.named]):
        cells: list[Cell] = [line.lever.id, line.lever.label, line.lever.theme, line.lever.unit or None]
        for amounts in zip(line.planned_kt, line.physical_2030, line.deltas_kt, strict=True):
            cells += amounts
        rows.append(tuple(cells))
    table = Table("levers", _("Les scénarios, levier par levier"), tuple(columns), tuple(rows), ("simulateur-2023",))
    title = _("%(region)s : scénarios comparés", region=region.name)
    return Book(f"copilote-{region.slug}-comparaison", title, (table,), (caution(),))
