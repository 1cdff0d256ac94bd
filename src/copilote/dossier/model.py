"""What a dossier is made of: typed tables and drawings, so that the page, CSV, XLSX and JSON say the same numbers."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.adaptation.reads import IndexCard
from copilote.planning.observation import Observation
from copilote.publish.table import Table
from copilote.reference.simulator import Region
from copilote.reference.sources import Source
from copilote.ui.charts import Chart
from copilote.ui.drawing import Drawing
from copilote.ui.funded import Funded
from copilote.ui.resources import ResourceWords
from copilote.ui.summary import KeyFigure
from copilote.ui.targets import LeverWords


@dataclass(frozen=True, slots=True)
class Card:
    """One regional indicator: its series in readable units, its small chart, and what is said of its pace and target.

    levers : (identifier, label, nature of the link) of the region's levers that it follows.
    """

    observation: Observation
    chart: Chart
    levers: tuple[tuple[str, str, str], ...]
    sentence: str
    target_rule: str


@dataclass(frozen=True, slots=True)
class ThemeCards:
    """The observed indicators that follow the levers of one theme."""

    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class ObservedPart:
    """The observed part of a dossier; `shown` : the series that it draws."""

    shown: tuple[Observation, ...]
    text: tuple[str, ...]
    themes: tuple[ThemeCards, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class ComingPart:
    """The climate that comes to a region, and its second panorama. panels : (name, how many of each, the tiles that are
    measured or aimed at in the region); none and no card for the fictional region."""

    text: tuple[str, ...]
    cards: tuple[IndexCard, ...]
    alike: tuple[str, ...]
    struck: tuple[str, ...]
    struck_drawing: Drawing | None
    cautions: tuple[str, ...]
    panels: tuple[tuple[str, str, tuple[ResourceWords, ...]], ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A region's dossier: everything that its page and its files say, in French.

    warning : what must be read first, or "". tables : every table, in the order of the page; `table(key)` finds one.
    """

    region: Region
    edition: str
    title: str
    warning: str
    lead: tuple[str, ...]
    figures: tuple[KeyFigure, ...]
    heaviest: tuple[LeverWords, ...]
    by_theme: Drawing
    by_sector: Drawing
    trajectory: Drawing
    trajectory_text: tuple[str, ...]
    observed: ObservedPart
    dated_text: tuple[str, ...]
    funded: Funded
    coming: ComingPart
    cautions: tuple[str, ...]
    marks: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    sources: tuple[Source, ...]
    today: str = ""

    def table(self, key: str) -> Table | None:
        """The table of that key, None when the region has none."""
        return next((table for table in self.tables if table.key == key), None)
