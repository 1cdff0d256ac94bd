"""The tables of the climate of a territory: for its page, and for its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from copilote.exchange.climate import WEIGHTINGS, ClimateLevel, IndexHere, TerritoryClimate
from copilote.exchange.risks import Disasters, OtherRisks
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.reference import risks
from copilote.reference.climate import HORIZONS, REFERENCE, SOURCE
from copilote.reference.risks import KINDS, HeatVigilance
from copilote.reference.territories import load_departements
from copilote.words import N_, _
from copilote.words.numbers import format_decimals

PERIOD = Column("period", N_("Période"))
WARMING = Column("warming_c", N_("Réchauffement de la France (°C)"), Kind.NUMBER)
INDEX = Column("label", N_("Par an"))


@dataclass(frozen=True, slots=True)
class _Row:
    """An index at a date of a weighting; level None for the reference."""

    weighting: str
    here: IndexHere
    level: ClimateLevel | None


def indices_table(climate: TerritoryClimate, key: str, title: str) -> Table:
    """Every index, yesterday and at each level, its range beneath the median."""

    def at(level: str) -> Callable[[IndexHere], Cell]:
        return lambda here: _with_range(here, here.at(level))

    fields: list[tuple[Column, Callable[[IndexHere], Cell]]] = [
        (INDEX, lambda here: Linked(here.index.label, note=here.index.unit)),
        (
            Column("reference", _("Hier"), Kind.NUMBER),
            lambda here: format_decimals(here.reference, here.index.decimals),
        ),
        *((Column(f"year_{year}", str(year), Kind.NUMBER), at(level)) for level, year in HORIZONS.items()),
    ]
    return Table.of(key, title, fields, climate.indices, (SOURCE,))


def _with_range(here: IndexHere, level: ClimateLevel) -> Cell:
    decimals = here.index.decimals
    if level.low is None or level.high is None:
        return format_decimals(level.median, decimals)
    low, high = format_decimals(level.low, decimals), format_decimals(level.high, decimals)
    note = _("%(low)s à %(high)s", low=low, high=high)
    return Linked(level.median, text=format_decimals(level.median, decimals), note=note)


def values_table(climates: Sequence[TerritoryClimate]) -> Table:
    """For files: a row an index, a weighting and a date."""
    rows = [
        _Row(climate.weighting, here, level)
        for climate in climates
        for here in climate.indices
        for level in (None, *here.levels)
    ]
    fields: list[tuple[Column, Callable[[_Row], Cell]]] = [
        (Column("index", N_("Identifiant"), Kind.CODE), lambda row: row.here.index.id),
        (Column("label", N_("Indice")), lambda row: row.here.index.label),
        (Column("unit", N_("Unité")), lambda row: row.here.index.unit),
        (Column("weighting", N_("Moyenne des communes")), lambda row: _(WEIGHTINGS[row.weighting])),
        (PERIOD, lambda row: str(row.level.horizon) if row.level else REFERENCE),
        (WARMING, lambda row: float(row.level.level) if row.level else None),
        (
            Column("median", N_("Médiane des modèles"), Kind.NUMBER),
            lambda row: row.level.median if row.level else row.here.reference,
        ),
        (Column("low", N_("Plus bas des modèles"), Kind.NUMBER), lambda row: row.level.low if row.level else None),
        (Column("high", N_("Plus haut des modèles"), Kind.NUMBER), lambda row: row.level.high if row.level else None),
        (Column("models", N_("Modèles"), Kind.COUNT), lambda row: row.here.index.models),
    ]
    return Table.of("climat", _("Le climat qui vient"), fields, rows, (SOURCE,))


def weightings_table(people: TerritoryClimate, area: TerritoryClimate, title: str) -> Table:
    """The medians of 2050 and 2100 by inhabitants and by area, side by side."""

    def of(climate: TerritoryClimate, level: str) -> Callable[[IndexHere], Cell]:
        return lambda here: format_decimals(climate.get(here.index.id).at(level).median, here.index.decimals)

    fields: list[tuple[Column, Callable[[IndexHere], Cell]]] = [(INDEX, lambda here: here.index.label)]
    for level, year in tuple(HORIZONS.items())[1:]:
        fields += [
            (Column(f"people_{year}", _("%(year)s, par habitants", year=year), Kind.NUMBER), of(people, level)),
            (Column(f"area_{year}", _("%(year)s, par surface", year=year), Kind.NUMBER), of(area, level)),
        ]
    return Table.of("ponderations", title, fields, people.indices, (SOURCE,))


def disasters_table(disasters: Disasters) -> Table:
    """The recognitions by kind."""
    fields: list[tuple[Column, Callable[[str], Cell]]] = [
        (Column("kind", N_("Nature")), lambda kind: _(KINDS[kind])),
        (Column("recognised", N_("Reconnaissances depuis 1982"), Kind.COUNT), lambda kind: disasters.by_kind[kind]),
    ]
    return Table.of("catastrophes", _("Catastrophes naturelles reconnues"), fields, KINDS, (risks.DISASTERS,))


def vigilance_table(other: OtherRisks) -> Table | None:
    """Days of heat-wave vigilance of the départements; None where none is published."""
    if not other.vigilance:
        return None
    names = {departement.code: departement.name for departement in load_departements()}
    fields: list[tuple[Column, Callable[[HeatVigilance], Cell]]] = [
        (Column("departement", N_("Département")), lambda row: names.get(row.departement, row.departement)),
        (Column("year", N_("Été"), Kind.YEAR), lambda row: row.year),
        (Column("orange", N_("Jours orange"), Kind.COUNT), lambda row: row.orange),
        (Column("red", N_("Jours rouges"), Kind.COUNT), lambda row: row.red),
        (Column("yellow", N_("Jours jaunes"), Kind.COUNT), lambda row: row.yellow),
    ]
    title = _("Vigilance canicule, de juin à la mi-septembre")
    return Table.of("canicule", title, fields, other.vigilance, (risks.HEAT,))
