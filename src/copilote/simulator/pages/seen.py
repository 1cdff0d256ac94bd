"""What pages of regions, levers and indicators share: observations, verdicts, tables, the way back of figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from django.urls import NoReverseMatch, reverse

from copilote.dossier.model import Cell, Column, Drawing, Kind, Table
from copilote.dossier.observed import CARD, FIRST_YEAR, closeness, is_ceiling, worth_drawing
from copilote.dossier.observed import readable as in_few_digits
from copilote.dossier.page import MARKS
from copilote.dossier.render import written
from copilote.exchange.explained import Explanation, explain, explain_france
from copilote.exchange.observed import national_observations, regional_observations
from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.planning.panorama import total_target
from copilote.reference.barometer import NationalIndicator, load_national_indicators
from copilote.reference.errors import fold
from copilote.reference.simulator import Region, load_territories
from copilote.simulator.names import find_source, load_levers, per_language
from copilote.ui.charts import Chart, PathSeries, indicator_path
from copilote.ui.translation import english, lacks_english, local, say, t
from copilote.ui.words import NBSP, format_number, format_short, times, with_unit

SIDE_BY_SIDE = "Statistiques observées, à côté de ce que les collectivités déclarent : les deux ne s’ajoutent pas."
GRADES = tuple(Grade)
PUBLISHED = ("name", "beneficiary", "procedure", "key", "reason")
"""Columns of names and of reasons that people typed: those without English are said to be French."""


@dataclass(frozen=True, slots=True)
class EnglishObservation(Observation):
    """An observation whose texts are in English; `part` stays as published, since it tells series apart."""

    @property
    def name(self) -> str:
        """Label and part in one line."""
        return f"{self.label}: {t(self.part)}" if self.part else self.label


def readable(one: Observation) -> Observation:
    """A series as pages show it: in a unit that needs few digits, with its texts in the language in use."""
    found = in_few_digits(one)
    if not english():
        return found
    copied = EnglishObservation(**{field.name: getattr(found, field.name) for field in fields(Observation)})
    return local(copied, "label", "unit", "rule_text", "target_source", "target_formula", "warnings")


@lru_cache(maxsize=32)
def seen_in(code: str) -> tuple[Observation, ...]:
    """Everything observed in a region (code), in the units of the tables; nothing for the fictional one."""
    return regional_observations(code) if code.isdigit() else ()


@per_language
def shown_in(code: str) -> tuple[Observation, ...]:
    """The series that pages show, in readable units; first those with a target and a grade, the closest to a lever."""
    seen = seen_in(code)
    levers = {lever.id: lever for lever in load_levers(code)}
    shown = [readable(one) for one in seen if worth_drawing(one, seen)]
    return tuple(sorted(shown, key=lambda one: (rank_of(one), closeness(one, levers))))


def rank_of(one: Observation) -> int:
    """0 with a grade, 1 with a target alone, 2 without: what can be judged comes first."""
    if one.pace.grade is not Grade.UNKNOWN:
        return 0
    return 1 if one.target_2030 is not None else 2


@per_language
def seen_in_france() -> dict[str, Observation]:
    """The rows of the barometer that hold values, in readable units, by identifier ("fr-059")."""
    return {one.indicator: readable(one) for one in national_observations()}


@lru_cache(maxsize=1)
def national_indicators() -> dict[str, NationalIndicator]:
    """All rows of the barometer, by identifier."""
    return {one.id: one for one in load_national_indicators()}


def axes_of(one: Observation) -> tuple[str, ...]:
    """The axes that a series speaks of: those of the national row it goes with."""
    found = national_indicators().get(one.national or "")
    return found.axes if found else ()


def tied(text: str) -> str:
    """French typography: no-break spaces before the marks tied to the word before, and its apostrophe.

    In English these marks touch the word before, also where a French sentence set them apart.
    """
    text = text.replace("'", "’")
    if english():
        return _TIED.sub(r"\1", text)
    for mark in ":;?!»%€":
        text = text.replace(f" {mark}", f"{NBSP}{mark}")
    return text.replace("« ", f"«{NBSP}")


_TIED = re.compile("[ \u00a0]([:;?!%])")


_REACHED = {
    Grade.AHEAD: "cible déjà atteinte",
    Grade.ON_PACE: "cible tenue, avec une marge qui se réduit",
    Grade.WRONG_WAY: "cible tenue, mais perdue à ce rythme",
}


def verdict(one: Observation) -> str:
    """The grade in words, with how many times where every window says it: "cinq fois trop lent"; "" without one."""
    found = one.pace
    if one.target_2030 is None or found.grade is Grade.UNKNOWN:
        return ""
    if found.grade is Grade.UNCERTAIN:
        return t("appréciation incertaine")
    if found.reached:
        return t(_REACHED[found.grade])
    if is_ceiling(one) and found.pace_observed and found.pace_required and found.pace_required > 0:
        ratio = found.pace_observed / found.pace_required
        return say("%(times)s trop vite", times=times(ratio)) if found.grade is Grade.TOO_SLOW else t(found.word)
    if found.grade is Grade.TOO_SLOW and found.unanimous and found.ratio is not None and 0 < found.ratio < 1:
        return say("%(times)s trop lent", times=times(1 / found.ratio))
    return t("dans le mauvais sens") if found.grade is Grade.WRONG_WAY else t(found.word)


def last_value(one: Observation) -> str:
    """The last known value with its unit, without its year."""
    return with_unit(format_short(one.pace.last_value), one.unit or "")


def result(one: Observation) -> str:
    """The sentence that a title says: "… : 2,3 % en 2025, cinq fois trop lent"."""
    if one.pace.last_value is None:
        return say("%(name)s : aucune valeur connue", name=one.name)
    value = one.pace.last_value
    short = format_number(value, 2) if abs(value) < 100 else format_short(value)
    told = say(
        "%(name)s\u00a0: %(value)s en %(year)s",
        name=one.name,
        value=with_unit(short, one.unit or ""),
        year=one.pace.last_year,
    )
    return f"{told}, {verdict(one)}" if verdict(one) else told


def drawn(one: Observation, prefix: str, *, large: bool = False) -> Drawing:
    """The path of a series in two sizes: that of a page, that of a phone; cards take the phone's."""
    unit = one.unit or ""
    recent = one.values if large else tuple(pair for pair in one.values if pair[0] >= FIRST_YEAR) or one.values
    ceiling = 100.0 if unit == "%" else None
    series = PathSeries(one.name, unit, recent, one.target_2030, pace=one.pace.pace_observed, ceiling=ceiling)
    narrow = indicator_path(series, title=one.name, prefix=f"{prefix}-m", width=CARD[0], height=CARD[1])
    if not large:
        return Drawing(narrow, narrow, "")
    return Drawing(indicator_path(series, title=one.name, prefix=prefix, width=760, height=330), narrow, "")


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell as a page writes it; `link` makes it a link, `label` names its column on a phone.

    french : the text stays French on an English page, which says so.
    """

    text: str
    label: str = ""
    number: bool = False
    link: str = ""
    french: bool = False


@dataclass(frozen=True, slots=True)
class TableView:
    """A table ready to be written: the first cell of each row names it."""

    key: str
    caption: str
    columns: tuple[CellView, ...]
    rows: tuple[tuple[CellView, ...], ...]
    note: str = ""
    remarks: tuple[tuple[str, str], ...] = ()


def table_view(
    table: Table, *, links: Mapping[str, str] | None = None, leave_out: Sequence[str] = (), note: bool = True
) -> TableView:
    """A table of the dossier; `links` gives the address of a row by the text of its first cell."""
    shown = [(i, column) for i, column in enumerate(table.columns) if column.page and column.key not in leave_out]
    rows = []
    for row in table.rows:
        cells = [_cell(row[i], column) for i, column in shown]
        address = (links or {}).get(str(row[0]), "")
        rows.append((replace(cells[0], link=address), *cells[1:]))
    columns = tuple(CellView(t(column.title), number=column.kind.numeric) for _, column in shown)
    remarks = tuple((mark, t(text)) for mark, text in table.remarks)
    return TableView(table.key, t(table.title), columns, tuple(rows), t(table.note) if note else "", remarks)


def _written(cell: Cell, kind: Kind) -> str:
    """A cell in words; names are translated, numbers are written in the language already."""
    told = written(cell, kind)
    return t(told) if cell is None or isinstance(cell, str) else told


def _cell(cell: Cell, column: Column) -> CellView:
    text = _written(cell, column.kind)
    french = column.key in PUBLISHED and isinstance(cell, str) and lacks_english(cell)
    return CellView(text, t(column.title), column.kind.numeric and column.kind is not Kind.YEAR, french=french)


def chart_table(chart: Chart, key: str) -> TableView:
    """The table that goes with a drawing: the same numbers."""

    def cell(value: object, title: str) -> CellView:
        if isinstance(value, float):
            return CellView(format_short(value), title, True)
        return CellView("" if value is None else str(value), title, not isinstance(value, str))

    rows = tuple(
        tuple(cell(value, title) for value, title in zip(row, chart.columns, strict=True)) for row in chart.rows
    )
    columns = tuple(CellView(title, number=i > 0) for i, title in enumerate(chart.columns))
    return TableView(key, chart.title, columns, rows)


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One figure's way back: value, formula, table and row, source."""

    label: str
    value: str
    year: int | None
    mark: str
    formula: str
    table: str
    row: str
    source: str
    source_title: str
    table_address: str


@dataclass(frozen=True, slots=True)
class TraceSection:
    """Figures that belong together."""

    title: str
    note: str
    lines: tuple[TraceLine, ...]


@per_language
def trace(code: str, subject: str) -> tuple[TraceSection, ...]:
    """The way back of the figures of a lever, indicator or region's "total"; `code` "france" for a national row."""
    if code == "france":
        return _sections(explain_france(subject))
    region = next(one for one in load_territories() if one.code == code)
    return _sections(explain(region, subject))


def _sections(found: Explanation) -> tuple[TraceSection, ...]:
    sections = []
    for section in found.sections:
        lines = tuple(
            TraceLine(
                t(figure.label),
                with_unit(format_number(figure.value, 6), t(figure.unit)),
                figure.year,
                t(figure.soundness.label),
                t(figure.formula),
                figure.table,
                t(figure.row),
                figure.source,
                find_source(figure.source).title,
                _table_address(figure.table),
            )
            for figure in section.figures
        )
        sections.append(TraceSection(tied(t(section.title)), t(section.note or ""), lines))
    return tuple(sections)


def _table_address(table: str) -> str:
    """Where a table ("simulator/2023/targets.csv") can be looked at; "" when it cannot."""
    domain, _slash, rest = table.removesuffix(".csv").partition("/")
    edition, _slash, name = rest.partition("/")
    return address_of("source_table", domain, edition, name) if name else ""


def marks() -> tuple[tuple[str, str], ...]:
    """The legend of soundness marks."""
    return tuple((t(mark.label), t(meaning)) for mark, meaning in MARKS.items())


def address_of(name: str, *args: str) -> str:
    """The address of a page that another part of the site may offer; "" when it does not."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def slug_of(text: str) -> str:
    """A name as part of an address or an identifier."""
    return fold(text).replace(" ", "-")


def notices(region: Region, lever: str = "") -> tuple[str, ...]:
    """What must be known of a region before its figures: fictional, not opened, limited, incomplete.

    lever : id of the only one looked at, "" for all: a total that lacks another one is then none of its business.
    """
    found = []
    if region.fictional:
        found.append(t("Région fictive, donnée en exemple par le simulateur : aucun de ses chiffres n’est réel."))
    if region.comment:
        found.append(t(region.comment))
    if not lever and (missing := total_target(load_levers(region.code)).missing):
        found.append(say("Total incomplet : objectif non connu pour %(names)s.", names=", ".join(missing)))
    return tuple(tied(text) for text in found)
