"""What a dossier is made of: typed tables and drawings, so that the page, CSV, XLSX and JSON say the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from copilote.reference.simulator import Region
from copilote.reference.sources import Source
from copilote.ui.charts import Chart


class Kind(Enum):
    """What a column holds, hence how it is written."""

    TEXT = "text"
    CODE = "code"
    YEAR = "year"
    COUNT = "count"
    NUMBER = "number"
    KT = "kt"
    PERCENT = "percent"
    EUR = "eur"

    @property
    def numeric(self) -> bool:
        """True for what leans to the right and is a number in a spreadsheet."""
        return self not in (Kind.TEXT, Kind.CODE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A number with the decimals that its reader needs, and its sign for an addition; files hold it whole."""

    value: float
    decimals: int
    sign: bool = False


Cell = str | int | float | Shown | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` is its English name in JSON and CSV (with its unit), `title` what a reader sees.

    `page` False keeps it out of the page, `file` False out of the files.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    page: bool = True
    file: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns; None is "not known". The first column of the page names the row.

    sources : keys of sources.toml. origin : the project's table. follow : the command that traces its figures.
    remarks : (mark, text) of the notes that rows refer to. anchors : an identifier per row, for links within the
    page; empty when rows have none.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sources: tuple[str, ...]
    origin: str = ""
    follow: str = ""
    note: str = ""
    remarks: tuple[tuple[str, str], ...] = ()
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as drawn on wide pages and on phones, with its caption."""

    wide: Chart
    narrow: Chart
    caption: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number of the summary, written; `meaning` says in plain words what it counts."""

    value: str
    meaning: str
    link: str


@dataclass(frozen=True, slots=True)
class LeverWords:
    """A lever of the summary: what it weighs, and what that means in daily words."""

    id: str
    label: str
    target: str
    words: str


@dataclass(frozen=True, slots=True)
class Observed:
    """One regional indicator: its small chart, grade and the two figures that make it.

    levers : (identifier, label, nature of the link) of the region's levers that it follows.
    """

    number: str
    name: str
    unit: str
    levers: tuple[tuple[str, str, str], ...]
    chart: Chart
    grade: str
    grade_label: str
    sentence: str
    target_rule: str
    soundness_label: str
    warnings: tuple[str, ...]
    command: str


@dataclass(frozen=True, slots=True)
class Theme:
    """The observed indicators that follow the levers of one theme."""

    name: str
    indicators: tuple[Observed, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A region's dossier: everything that its page and its files say.

    place : the region with its preposition ("en Bretagne"). warning : what must be read first, or "".
    tables : every table, in the order of the page; `table(key)` finds one.
    """

    region: Region
    place: str
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
    observed_text: tuple[str, ...]
    observed: tuple[Theme, ...]
    dated_text: tuple[str, ...]
    funded_text: tuple[str, ...]
    funded: tuple[Drawing, ...]
    cautions: tuple[str, ...]
    marks: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    sources: tuple[Source, ...]
    today: str = ""

    def table(self, key: str) -> Table | None:
        """The table of that key, None when the region has none."""
        return next((table for table in self.tables if table.key == key), None)
