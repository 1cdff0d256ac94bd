"""The page of a dossier: one HTML file that holds its style and drawings, and asks nothing of any network."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from copilote.dossier.model import Dossier
from copilote.publish.cells import written
from copilote.publish.table import Kind
from copilote.ui.charts import Chart, chart_css
from copilote.ui.drawing import Drawing
from copilote.words import FRENCH, speaking
from copilote.words.numbers import NBSP

TEMPLATES = Path(__file__).parent / "templates"


@speaking(FRENCH)
def render_page(dossier: Dossier) -> str:
    """The whole page, UTF-8 text; the same dossier gives the same bytes."""
    css = _squeezed((TEMPLATES / "dossier.css").read_text(encoding="utf-8")) + chart_css()
    template = _environment().get_template("dossier.html")
    page = template.render(dossier=dossier, css=Markup(css), Kind=Kind)  # noqa: S704 (our own style sheet)
    head, mark, body = page.partition("</style>")
    return head + mark + _tied(body)


def _tied(body: str) -> str:
    """No-break spaces where French typography wants them, so that no line starts with a colon; markup is left alone."""
    return re.sub(r" (?=[:;?!»])|(?<=«) ", NBSP, body)


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
