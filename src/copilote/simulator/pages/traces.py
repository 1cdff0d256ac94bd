"""The way back of the figures of a page: each with its formula, its table and row, its source."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.exchange.explained import explain, explain_france
from copilote.planning.trace import TracedFigure
from copilote.reference.simulator import load_territories
from copilote.reference.sources import find_source
from copilote.ui.addresses import address_of
from copilote.words import per_language
from copilote.words.numbers import format_number, with_unit
from copilote.words.typography import tied


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One figure's way back, as the template writes it."""

    figure: TracedFigure

    @property
    def value(self) -> str:
        """The figure with its unit, to six digits."""
        return with_unit(format_number(self.figure.value, 6), self.figure.unit)

    @property
    def source_title(self) -> str:
        """The title of its source."""
        return find_source(self.figure.source).title

    @property
    def table_address(self) -> str:
        """Where its table ("simulator/2023/targets.csv") can be looked at; "" when it cannot."""
        domain, _slash, rest = self.figure.table.removesuffix(".csv").partition("/")
        edition, _slash, name = rest.partition("/")
        return address_of("source_table", domain, edition, name) if name else ""


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
        explanation = explain_france(subject)
    else:
        explanation = explain(next(region for region in load_territories() if region.code == code), subject)
    return tuple(
        TraceSection(tied(section.title), section.note or "", tuple(map(TraceLine, section.figures)))
        for section in explanation.sections
    )
