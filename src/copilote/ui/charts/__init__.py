"""Charts: numbers in, SVG text out; one pure function each, used by every page, print and document.

May import `reference` and `words`. Each function returns a `Chart`, whose table (columns, rows) says the same numbers.
"""

from copilote.ui.charts.against import AgainstPart, against
from copilote.ui.charts.bars import Bar, bars
from copilote.ui.charts.bullet import BulletLever, bullets
from copilote.ui.charts.columns import columns_by_year
from copilote.ui.charts.level import level
from copilote.ui.charts.multiples import SmallMultiple, multiples
from copilote.ui.charts.paces import PaceRow, paces
from copilote.ui.charts.palette import chart_css
from copilote.ui.charts.parts import parts
from copilote.ui.charts.path import PathSeries, indicator_path, path_sentence
from copilote.ui.charts.ranges import RangeRow, ranges
from copilote.ui.charts.spark import sparkline
from copilote.ui.charts.stack import Band, stack
from copilote.ui.charts.svg import Chart
from copilote.ui.charts.treemap import TreemapItem, treemap

__all__ = [
    "AgainstPart",
    "Band",
    "Bar",
    "BulletLever",
    "Chart",
    "PaceRow",
    "PathSeries",
    "RangeRow",
    "SmallMultiple",
    "TreemapItem",
    "against",
    "bars",
    "bullets",
    "chart_css",
    "columns_by_year",
    "indicator_path",
    "level",
    "multiples",
    "paces",
    "parts",
    "path_sentence",
    "ranges",
    "sparkline",
    "stack",
    "treemap",
]
