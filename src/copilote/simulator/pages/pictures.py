"""The charts that each page lets people take away, by name: the very drawings of the page, alone with their source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from copilote.dossier.observed import sentence
from copilote.planning.observation import Observation
from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.simulator import Region
from copilote.simulator.names import find_source
from copilote.simulator.pages.books import caution
from copilote.simulator.pages.everywhere import everywhere
from copilote.simulator.pages.frame import lever_of, lever_slug, region_of
from copilote.simulator.pages.france import EMISSIONS, france_page
from copilote.simulator.pages.levers import way
from copilote.simulator.pages.objectives import objectives_page
from copilote.simulator.pages.outcomes import balance_page, result_page
from copilote.simulator.pages.regions import objectives
from copilote.simulator.pages.seen import drawn, readable, seen_in, seen_in_france
from copilote.simulator.pages.sharing import compare_page
from copilote.simulator.state import State
from copilote.ui.charts import Chart
from copilote.ui.charts.sheet import sheet

T = TypeVar("T")
SIMULATOR = ("simulateur-2023",)


@dataclass(frozen=True)
class Picture:
    """A chart and what stands around it; `name` is that of its file, without ending."""

    name: str
    title: str
    chart: Chart
    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def svg(self, address: str, font: str | None = None) -> str:
        """The drawing alone with title, source line and the address of its page."""
        found = [find_source(key) for key in self.sources]
        told = " ; ".join(f"{source.title} ({source.publisher}, {source.year})" for source in found)
        lines = [_("Source : %(sources)s.") % {"sources": told}, *self.notes, f"Copilote : {address}"]
        options = {} if font is None else {"font": font}
        return sheet(self.chart, lines, title=self.title, **options)


def region_picture(slug: str, name: str) -> Picture:
    """Names: "themes" or "secteurs": the region's targets as a treemap."""
    region = region_of(slug)
    by = _chosen(name, {"themes": "theme", "secteurs": "secteur"})
    chart = objectives(region.code, by)[0].wide
    return Picture(f"{region.slug}-{name}", f"{region.name} : {_lower(chart.title)}", chart, SIMULATOR, (caution(),))


def lever_picture(slug: str, lever: str, name: str) -> Picture:
    """Name: "trajectoire": the lever's way from 2019 to 2030."""
    region = region_of(slug)
    found = lever_of(region, lever)
    drawn_way, _rows, text = way(found)
    drawing = _chosen(name, {"trajectoire": drawn_way} if drawn_way else {})
    notes = (text, caution())
    title = f"{drawing.wide.title} ({region.name})"
    return Picture(f"{region.slug}-{lever_slug(found)}-{name}", title, drawing.wide, SIMULATOR, notes)


def indicator_picture(slug: str, number: str, name: str) -> Picture:
    """Name: "trajectoire", observed and required; "trajectoire-2"… for other series; "regions", all 18."""
    region = region_of(slug)
    seen = [one for one in seen_in(region.code) if one.indicator == number]
    if name == "regions" and (wide := everywhere(region, number)) is not None:
        return Picture(f"{number}-regions", wide.values.caption, wide.drawing.wide, (seen[0].source,), (wide.text,))
    names = {f"trajectoire-{rank}" if rank > 1 else "trajectoire": one for rank, one in enumerate(seen, start=1)}
    one = readable(_chosen(name, names))
    chart = drawn(one, "chemin", large=True).wide
    sources = (one.source, *(("barometre-2026",) if one.target_2030 is not None else ()))
    notes = (reading(one), *((one.rule_text,) if one.rule_text else ()))
    return Picture(f"{region.slug}-{number}-{name}", f"{one.name}, {region.name}", chart, sources, notes)


def reading(one: Observation) -> str:
    """What the lines of a path stand for, and the pace in words."""
    told = _("Trait plein : observé.")
    if one.target_2030 is not None:
        told += _(" Tirets : trajectoire requise jusqu’à la cible de 2030. Pointillés : au rythme observé.")
    return f"{told} {sentence(one)}"


def national_picture(number: str, name: str) -> Picture:
    """Name: "trajectoire" of a row of the national barometer."""
    found = seen_in_france().get(number)
    one = _chosen(name, {"trajectoire": found} if found else {})
    return Picture(
        f"france-{number}", f"{one.name}, France", drawn(one, "chemin", large=True).wide, (one.source,), (reading(one),)
    )


def france_picture(name: str) -> Picture:
    """Names: "regions": targets by region; "emissions": the country's path."""
    if _chosen(name, {"regions": True, "emissions": False}):
        chart = france_page().map.wide
        return Picture("france-regions", chart.title, chart, SIMULATOR, (caution(),))
    return national_picture(EMISSIONS, "trajectoire")


STEP_CHARTS: Mapping[str, Callable[[State], Chart]] = {
    "objectifs": lambda state: objectives_page(state).content.wide,
    "bilan": lambda state: balance_page(state).wide,
    "resultat": lambda state: result_page(state).wide,
}


def step_picture(state: State, step: str, name: str) -> Picture:
    """The chart of a step, which bears its name ("bilan"), with the scenario of the address."""
    make = _chosen(name, {step: STEP_CHARTS[step]} if step in STEP_CHARTS else {})
    chart = make(state)
    title = f"{state.region.name} : {_lower(chart.title)}"
    if state.scenario.name:
        title += f" ({state.scenario.name})"
    return Picture(f"{state.region.slug}-simulateur-{name}", title, chart, SIMULATOR, (caution(),))


def compare_picture(region: Region, texts: Sequence[str], name: str) -> Picture:
    """Name: "scenarios", side by side by theme. Raises InputError when no text is a scenario of the region."""
    page = compare_page(region, texts)
    if page.wide is None:
        raise InputError(_("Donnez deux à quatre scénarios à comparer : leurs liens ou leurs codes."))
    chart = _chosen(name, {"scenarios": page.wide})
    title = f"{region.name} : {_lower(chart.title)}"
    return Picture(f"{region.slug}-comparaison", title, chart, SIMULATOR, (caution(),))


def _chosen(name: str, known: Mapping[str, T]) -> T:
    if name not in known:
        accepted = _("Graphiques de cette page : %(names)s.") % {"names": ", ".join(known) or _("aucun")}
        raise UnknownNameError(_("Graphique"), name, nearest(name, known), accepted)
    return known[name]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
