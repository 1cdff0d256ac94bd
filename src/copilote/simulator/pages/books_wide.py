"""What the widest pages offer to download: the panoramas, scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from copilote.exchange.tabular import Book, Cell, Column, Table
from copilote.planning.observation import Observation
from copilote.planning.scenario import compare, evaluate
from copilote.reference.errors import InputError, UnknownNameError
from copilote.reference.simulator import Region
from copilote.reference.tables import latest
from copilote.simulator.names import load_levers, load_levers_2026, load_worksites
from copilote.simulator.pages.books import caution, side_by_side
from copilote.simulator.pages.frame import region_of
from copilote.simulator.pages.panoramas import ORDER, axis_name, followed
from copilote.simulator.pages.seen import national_indicators, seen_in_france
from copilote.simulator.pages.sharing import read_scenarios
from copilote.ui.translation import t

SOURCES = ("barometre-2026", "irpe-2026", "copilote-liens")


def panoramas_book(slug: str) -> Book:
    """The six axes of a region: every lever of 2026 and what follows it."""
    region = region_of(slug)
    title = _("%(region)s : les six panoramas") % {"region": region.name}
    return Book(f"copilote-{region.slug}-panoramas", title, (_axes_table(region, ORDER),), (side_by_side(),))


def panorama_book(slug: str, axis: str) -> Book:
    """One axis of a region. Raises UnknownNameError for an unknown one."""
    region = region_of(slug)
    if axis not in ORDER:
        raise UnknownNameError("Panorama", axis, [], "Panoramas : " + ", ".join(ORDER) + ".")
    title = f"{region.name} : {axis_name(axis).lower()}"
    return Book(f"copilote-{region.slug}-panorama-{axis}", title, (_axes_table(region, (axis,)),), (side_by_side(),))


def _axes_table(region: Region, axes: Sequence[str]) -> Table:
    worksites = {one.id: one.name for one in load_worksites()}
    rows: list[tuple[Cell, ...]] = []
    for axis in axes:
        for lever in (one for one in load_levers_2026() if axis in one.axes):
            who = _("territoires") if lever.territorial else _("État et entreprises")
            start: tuple[Cell, ...] = (axis_name(axis), worksites[lever.worksite], lever.name, who)
            seen = followed(region.code, lever.id)
            rows += [(*start, *_measure(one, place, region)) for one, place in seen]
            if not seen:
                rows.append((*start, *(None,) * 9))
    columns = (
        Column("axis", _("Axe")),
        Column("worksite", _("Chantier")),
        Column("lever", _("Levier")),
        Column("actors", _("Qui agit")),
        Column("indicator", _("Numéro")),
        Column("label", _("Indicateur")),
        Column("place", _("Où")),
        Column("last_year", _("Année"), year=True),
        Column("last_value", _("Dernière valeur")),
        Column("unit", _("Unité")),
        Column("national_target_2030", _("Cible nationale 2030")),
        Column("regional_target_2030", _("Cible régionale 2030")),
        Column("grade", _("Appréciation")),
    )
    return Table("panoramas", _("Leviers et indicateurs"), columns, tuple(rows), SOURCES)


def _measure(one: Observation, place: str, region: Region) -> tuple[Cell, ...]:
    regional = place != "france"
    country = seen_in_france().get(one.national or "")
    national = national_indicators().get(one.national or "")
    target = country.target_2030 if country is not None else (national.target() if national else None)
    return (
        one.indicator,
        one.name,
        region.name if regional else _("France"),
        one.pace.last_year,
        one.pace.last_value,
        one.unit,
        target,
        one.target_2030 if regional else None,
        t(one.pace.word),
    )


def compare_book(region: Region, texts: Sequence[str]) -> Book:
    """Scenarios side by side, lever by lever. Raises InputError when a text is no scenario, or when none is given."""
    read = read_scenarios(region, texts)
    if read.errors:
        raise InputError(" ".join(message for _rank, message in read.errors))
    if not read.named:
        raise InputError(_("Donnez deux à quatre scénarios à comparer : leurs liens ou leurs codes."))
    levers = load_levers(region.code, latest("simulator"))
    names = [name for name, _scenario in read.named]
    outcomes = [evaluate(scenario, levers) for _name, scenario in read.named]
    columns = [
        Column("id", _("Identifiant")),
        Column("label", _("Levier")),
        Column("theme", _("Thème")),
        Column("unit", _("Unité")),
    ]
    for rank, name in enumerate(names, start=1):
        columns += [
            Column(f"planned_kt_{rank}", f"{rank}. {name}", "ktCO2e", 1),
            Column(f"physical_2030_{rank}", _("%(name)s, grandeur en 2030") % {"name": f"{rank}. {name}"}),
            Column(f"delta_kt_{rank}", _("%(name)s, écart au premier") % {"name": f"{rank}. {name}"}, "ktCO2e", 1),
        ]
    rows = []
    for one in compare(outcomes):
        cells: list[Cell] = [one.lever.id, t(one.lever.label), t(one.lever.theme), t(one.lever.unit or "") or None]
        for kt, physical, delta in zip(one.planned_kt, one.physical_2030, one.deltas_kt, strict=True):
            cells += [kt, physical, delta]
        rows.append(tuple(cells))
    table = Table("levers", _("Les scénarios, levier par levier"), tuple(columns), tuple(rows), ("simulateur-2023",))
    title = _("%(region)s : scénarios comparés") % {"region": region.name}
    return Book(f"copilote-{region.slug}-comparaison", title, (table,), (caution(),))
