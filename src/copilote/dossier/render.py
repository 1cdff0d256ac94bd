"""The page of a dossier: one HTML file that holds its style and drawings, and asks nothing of any network."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from copilote.dossier.model import Cell, Dossier, Drawing, Kind, Shown
from copilote.ui.charts import Chart, chart_css
from copilote.ui.words import NBSP, UNKNOWN, format_decimals, format_short

TEMPLATES = Path(__file__).parent / "templates"


def render_page(dossier: Dossier) -> str:
    """The whole page, UTF-8 text; the same dossier gives the same bytes."""
    css = _squeezed((TEMPLATES / "dossier.css").read_text(encoding="utf-8")) + chart_css()
    template = _environment().get_template("dossier.html")
    page = template.render(dossier=dossier, css=Markup(css), Kind=Kind)  # noqa: S704 (our own style sheet)
    head, mark, body = page.partition("</style>")
    return head + mark + tied(body)


def tied(text: str) -> str:
    """No-break spaces where French typography wants them, so that no line starts with a colon."""
    return re.sub(r" (?=[:;?!»])|(?<=«) ", NBSP, text)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["written"] = written
    environment.filters["svg"] = _svg
    environment.filters["both"] = _both
    return environment


def written(cell: Cell, kind: Kind) -> str:
    """A cell as the page writes it: the French way, few digits; empty when there is nothing to say."""
    if cell is None:
        return UNKNOWN if kind is Kind.KT else ""
    if isinstance(cell, Shown):
        return format_decimals(cell.value, cell.decimals, sign=cell.sign)
    if isinstance(cell, str) or kind is Kind.YEAR:
        return str(cell)
    if kind in (Kind.KT, Kind.PERCENT):
        return format_decimals(cell, 1)
    if kind in (Kind.COUNT, Kind.EUR):
        return format_decimals(cell, 0)
    return format_short(cell)


def _svg(chart: Chart) -> Markup:
    """A drawing of ours, whose texts are escaped where they are drawn."""
    return Markup(chart.svg)  # noqa: S704


def _both(drawing: Drawing) -> Markup:
    """A chart in its two sizes; the style sheet shows one."""
    wide, narrow = _svg(drawing.wide), _svg(drawing.narrow)
    return Markup('<div class="wide">{}</div><div class="narrow">{}</div>').format(wide, narrow)


def _squeezed(css: str) -> str:
    """The style sheet without comments and line breaks."""
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip()
