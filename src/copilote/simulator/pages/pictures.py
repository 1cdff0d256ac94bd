"""The charts that each page lets people take away: the very drawings of the page, alone with their source.

Each page's images are declared once, by the name in their address: the words of the link and how the image is made,
which happens only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from copilote.planning.observation import Observation
from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.simulator import Region
from copilote.simulator.pages.balance import balance_page
from copilote.simulator.pages.compare import compare_page
from copilote.simulator.pages.everywhere import everywhere
from copilote.simulator.pages.france import EMISSIONS, france_page
from copilote.simulator.pages.levers import way
from copilote.simulator.pages.objectives import objectives_page
from copilote.simulator.pages.regions import objectives
from copilote.simulator.pages.result import result_page
from copilote.simulator.state import State
from copilote.ui.addresses import lever_of, region_of
from copilote.ui.cautions import caution
from copilote.ui.charts import Chart
from copilote.ui.indicators import drawn, national_of, seen_in
from copilote.ui.observations import readable, sentence
from copilote.ui.pictures import Picture
from copilote.words import N_, _

Images = Mapping[str, tuple[str, Callable[[], Picture]]]
"""By name: the words of the link, "" for an image that no link offers, and how the image is made."""
SIMULATOR = ("simulateur-2023",)
CHART = N_("Image du graphique")
STEP_CHARTS: Mapping[str, Callable[[State], Chart]] = {
    "objectifs": lambda state: objectives_page(state).content.chart.wide,
    "bilan": lambda state: balance_page(state).chart.wide,
    "resultat": lambda state: result_page(state).chart.wide,
}
"""Steps of the simulator that have a chart, which bears their name."""


def chosen(images: Images, name: str) -> Picture:
    """The image of a name; raises UnknownNameError with those of the page for another."""
    if name not in images:
        accepted = _("Graphiques de cette page : %(names)s.", names=", ".join(images) or _("aucun"))
        raise UnknownNameError(_("Graphique"), name, nearest(name, images), accepted)
    return images[name][1]()


def region_images(slug: str) -> Images:
    """The region's targets as a treemap, by theme and by sector."""
    region = region_of(slug)

    def treemap(name: str, by: str) -> Picture:
        chart = objectives(region.code, by)[0].wide
        return _of_simulator(f"{region.slug}-{name}", f"{region.name} : {_lower(chart.title)}", chart)

    return {
        "themes": (N_("Image par thème"), lambda: treemap("themes", "theme")),
        "secteurs": (N_("Image par secteur"), lambda: treemap("secteurs", "secteur")),
    }


def lever_images(slug: str, lever: str) -> Images:
    """The lever's way from 2019 to 2030; nothing without a target."""
    region = region_of(slug)
    figures = lever_of(region, lever)
    drawing, _rows, text = way(figures)
    if drawing is None:
        return {}
    name, title = f"{region.slug}-{figures.slug}-trajectoire", f"{drawing.wide.title} ({region.name})"
    return {"trajectoire": (N_("Image du chemin"), lambda: _of_simulator(name, title, drawing.wide, text))}


def indicator_images(slug: str, number: str) -> Images:
    """The path of each series, observed and required ("trajectoire", "trajectoire-2"…), and all 18 regions."""
    region = region_of(slug)
    series = [observation for observation in seen_in(region.code) if observation.indicator == number]

    def path(observation: Observation, name: str) -> Picture:
        shown = readable(observation)
        sources = (shown.source, *(("barometre-2026",) if shown.target_2030 is not None else ()))
        notes = (reading(shown), *((shown.rule_text,) if shown.rule_text else ()))
        title = f"{shown.name}, {region.name}"
        return Picture(f"{region.slug}-{number}-{name}", title, _path(shown), sources, notes)

    images: dict[str, tuple[str, Callable[[], Picture]]] = {}
    for rank, observation in enumerate(series, start=1):
        name = f"trajectoire-{rank}" if rank > 1 else "trajectoire"
        images[name] = ("" if rank > 1 else CHART, partial(path, observation, name))
    if series and (wide := everywhere(region, number)) is not None:
        of_regions = Picture(
            f"{number}-regions", wide.values.title, wide.drawing.wide, (series[0].source,), (wide.text,)
        )
        images["regions"] = (N_("Image des 18 régions"), lambda: of_regions)
    return images


def national_images(number: str) -> Images:
    """The path of a row of the national barometer."""
    return {"trajectoire": (CHART, lambda: _national(number))}


def france_images() -> Images:
    """The targets by region, and the country's path."""

    def regions() -> Picture:
        chart = france_page().map.wide
        return _of_simulator("france-regions", chart.title, chart)

    return {
        "regions": (N_("Image des objectifs"), regions),
        "emissions": (N_("Image des émissions"), lambda: _national(EMISSIONS)),
    }


def step_images(state: State, step: str) -> Images:
    """The chart of a step, which bears its name ("bilan"), with the scenario of the address."""

    def picture() -> Picture:
        chart = STEP_CHARTS[step](state)
        title = f"{state.region.name} : {_lower(chart.title)}"
        if state.scenario.name:
            title += f" ({state.scenario.name})"
        return _of_simulator(f"{state.region.slug}-simulateur-{step}", title, chart)

    return {step: (CHART, picture)} if step in STEP_CHARTS else {}


def compare_images(region: Region, texts: Sequence[str]) -> Images:
    """The scenarios side by side by theme. Raises InputError when no text is a scenario of the region."""
    drawing = compare_page(region, texts).chart
    if drawing is None:
        raise InputError(_("Donnez deux à quatre scénarios à comparer : leurs liens ou leurs codes."))
    chart = drawing.wide
    title = f"{region.name} : {_lower(chart.title)}"
    return {"scenarios": (CHART, lambda: _of_simulator(f"{region.slug}-comparaison", title, chart))}


def reading(observation: Observation) -> str:
    """What the lines of a path stand for, and the pace in words."""
    lines = _("Trait plein : observé.")
    if observation.target_2030 is not None:
        lines += _(" Tirets : trajectoire requise jusqu’à la cible de 2030. Pointillés : au rythme observé.")
    return f"{lines} {sentence(observation)}"


def _national(number: str) -> Picture:
    observation = national_of(number)
    title = f"{observation.name}, France"
    return Picture(f"france-{number}", title, _path(observation), (observation.source,), (reading(observation),))


def _path(observation: Observation) -> Chart:
    return drawn(observation, "chemin", large=True).wide


def _of_simulator(name: str, title: str, chart: Chart, *notes: str) -> Picture:
    """A picture of the State's figures, with the caution that they need."""
    return Picture(name, title, chart, SIMULATOR, (*notes, caution()))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
