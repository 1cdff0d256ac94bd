"""Both panoramas of a region on one A3 sheet, side by side, as the State's slides have them; in black and white too.

Every text is written here or in the page models; the template `sheet.typ` only lays out.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from copilote.exchange.resources import resource_levers
from copilote.planning.panorama import By, panorama
from copilote.publish.to_pdf import set_pdf
from copilote.reference.simulator import Region, load_levers
from copilote.reference.sources import find_source
from copilote.simulator.pages.resources import SOURCES, Panel, resource_figures, resource_panels
from copilote.ui.cautions import notices
from copilote.ui.charts import TreemapItem, treemap
from copilote.ui.daily_words import place_of
from copilote.ui.resources import ResourceWords
from copilote.ui.summary import KeyFigure
from copilote.ui.targets import heaviest, inhabitants, lead
from copilote.words import N_, _, language
from copilote.words.numbers import format_kt, listed
from copilote.words.typography import day_words

TEMPLATE = Path(__file__).parent / "sheet.typ"
WIDTH, HEIGHT = 760.0, 780.0
"""Size of the treemap in its own units: that of its half of the sheet, for letters of 7 to 12 points."""
WORDS = {
    "climate": N_("Climat : ce qu’il faut éviter en 2030"),
    "resources": N_("Nature et ressources : où l’on en est"),
    "heaviest": N_("Les leviers qui pèsent le plus"),
    "elsewhere": N_("Pas mesuré dans la région"),
    "key": N_(
        "Barre : la dernière valeur. Trait : l’objectif. Hachures : ce qui manque, ou ce qui est de trop. Les cases "
        "ont toutes la même taille : ces grandeurs ne s’additionnent pas."
    ),
    "sources": N_("Sources"),
    "foot": N_(
        "Chiffres indicatifs, faits pour éclairer le débat. La somme des leviers n’est pas une réduction nette des "
        "émissions (recouvrements, puits). Les cibles régionales sont déduites des cibles nationales par une règle "
        "écrite, sauf celles que l’État a publiées pour la région."
    ),
}
"""The titles and the small texts of the template."""


def sheet_pdf(region: Region, today: date | None = None) -> bytes:
    """The A3 sheet of a region, in the language in use; the same data and day give the same bytes."""
    levers = load_levers(region.code)
    view, people = panorama(levers, By.THEME), inhabitants(region)
    items = [TreemapItem(lever.theme, lever.label, lever.target_kt) for lever in levers]
    drawn = treemap(
        items, title=_("Objectifs de 2030 par thème et par levier"), prefix="carte", width=WIDTH, height=HEIGHT
    )
    charts = {"treemap": drawn.svg}
    panels = [_panel(panel, charts) for panel in resource_panels(region)]
    sources = map(find_source, ("simulateur-2023", *(key for key in SOURCES if key != "simulateur-2023")))
    content = {
        "lang": language(),
        "words": {name: _(text) for name, text in WORDS.items()},
        "title": _("%(region)s : les deux panoramas de la COP", region=region.name),
        "region": region.name,
        "line": day_words(today) if today else "",
        "warning": " ".join(notices(region)),
        "climate": {
            "lead": lead(place_of(region), view, people)[0],
            "target": format_kt(view.target.value),
            "file": "treemap.svg",
            "alt": drawn.alternative,
            "heaviest": [
                {"label": lever.label, "target": lever.target, "words": lever.sentence}
                for lever in heaviest(levers, people)
            ],
        },
        "resources": {
            "figures": [_figure(figure) for figure in resource_figures(resource_levers(region))],
            "panels": panels,
        },
        "sources": listed(f"{source.title} ({source.year})" for source in sources),
    }
    return set_pdf(TEMPLATE, "sheet.json", content, charts)


def _figure(figure: KeyFigure) -> dict[str, str]:
    return {"value": figure.value, "meaning": figure.meaning}


def _panel(panel: Panel, charts: dict[str, str]) -> dict[str, Any]:
    return {
        "name": panel.name,
        "sum": panel.sum,
        "here": [_tile(tile, charts) for tile in panel.first],
        "elsewhere": [_tile(tile, charts) for tile in panel.rest],
    }


def _tile(tile: ResourceWords, charts: dict[str, str]) -> dict[str, Any]:
    """What a tile prints. Fills `charts` with its bar, by file name."""
    chart = tile.chart
    if chart is not None:
        charts[f"bar-{tile.id}"] = chart.svg
    return {
        "name": tile.name,
        "here": tile.here,
        "value": tile.figure,
        "quantity": tile.meaning,
        "target": tile.beneath,
        "gap": tile.gap,
        "basis": tile.basis,
        "pace": tile.badge,
        "grade": tile.grade,
        "file": f"bar-{tile.id}.svg" if chart else "",
        "alt": chart.alternative if chart else "",
    }
