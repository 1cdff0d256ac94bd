"""What a room is shown of the pages of the simulator: one title, one picture, three numbers a slide."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.planning.panorama import By, TargetGroup, panorama
from copilote.reference.simulator import LeverFigures, Region
from copilote.ui.charts import Bar, Chart, bars
from copilote.ui.indicators import GradeCount
from copilote.ui.page import Slide
from copilote.ui.summary import KeyFigure
from copilote.ui.targets import LeverWords
from copilote.words import _
from copilote.words.numbers import counted, format_kt, format_percent

WIDTH = 440.0
"""Of a picture in drawing units: its letters are then read from afar."""
FIGURES = 3
LEVERS = 6


def region_slides(
    region: Region,
    title: str,
    levers: Sequence[LeverFigures],
    figures: Sequence[KeyFigure],
    heaviest: Sequence[LeverWords],
    observed: tuple[str, Sequence[GradeCount]],
) -> tuple[Slide, ...]:
    """A region: its target by theme, its heaviest levers, what is observed, then each theme.

    observed : the sentence that says it, and how many series have each grade.
    """
    groups = panorama(levers, By.THEME).groups
    numbers = tuple((figure.value, figure.meaning) for figure in figures[:FIGURES])
    whole = _bars([Bar(group.name, group.target.value, group.name) for group in groups], title, "themes")
    slides = [Slide(title, whole, numbers, _("Objectifs de l’État, indicatifs"))]
    known = {lever.id: lever for lever in levers}
    weighty = [Bar(lever.label, known[lever.id].target_kt, known[lever.id].theme) for lever in heaviest]
    first = tuple((format_kt(bar.value, mega=False), bar.label) for bar in weighty[:FIGURES])
    name = _("%(region)s : les cinq leviers qui pèsent le plus", region=region.name)
    slides.append(Slide(name, _bars(weighty, name, "leviers"), first, _("Objectifs de l’État, indicatifs")))
    sentence, grades = observed
    if grades:
        counts = [Bar(grade.label, float(grade.count)) for grade in grades]
        by_key = {grade.key: grade.count for grade in grades}
        numbers = (
            (str(by_key.get("ahead", 0) + by_key.get("on_pace", 0)), _("en bonne voie")),
            (str(by_key.get("too_slow", 0)), _("en retard")),
            (str(by_key.get("wrong_way", 0)), _("dans le mauvais sens")),
        )
        picture = bars(
            counts, title=sentence, prefix="avis", unit=_("indicateurs"), width=WIDTH, write=lambda v: f"{v or 0:.0f}"
        )
        slides.append(Slide(sentence, picture, numbers, _("Statistiques observées")))
    return (*slides, *(_theme(group, levers) for group in groups))


def _theme(group: TargetGroup, levers: Sequence[LeverFigures]) -> Slide:
    """A theme: its levers, what it weighs."""
    own = sorted((lever for lever in levers if lever.id in group.levers), key=lambda lever: -(lever.target_kt or 0.0))
    title = _("%(theme)s : %(target)s à éviter", theme=group.name, target=format_kt(group.target.value))
    picture = _bars([Bar(lever.label, lever.target_kt, lever.theme) for lever in own[:LEVERS]], title, "theme")
    numbers = [(format_kt(group.target.value), _("par an en 2030"))]
    if group.share is not None:
        numbers.append((format_percent(group.share), _("de l’objectif de la région")))
    numbers.append((str(len(own)), counted(len(own), "levier", "leviers").split("\u00a0")[-1]))
    return Slide(title, picture, tuple(numbers), _("Objectifs de l’État, indicatifs"))


def _bars(items: Sequence[Bar], title: str, prefix: str) -> Chart:
    return bars(
        items,
        title=title,
        prefix=f"salle-{prefix}",
        unit="ktCO2e",
        width=WIDTH,
        write=lambda kt: format_kt(kt, mega=False),
    )
