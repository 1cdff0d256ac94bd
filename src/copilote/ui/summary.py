"""The few figures that a page or a document begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copilote.planning.observation import Observation
from copilote.planning.panorama import Panorama
from copilote.ui.funded import Funded
from copilote.ui.observations import ON_TRACK
from copilote.words import _
from copilote.words.numbers import NBSP, counted, format_eur, format_kt, format_number


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number of the summary, written; `meaning` says in plain words what it counts. address : of its detail."""

    value: str
    meaning: str
    address: str = ""


def on_track(observations: Sequence[Observation]) -> tuple[int, int]:
    """How many indicators have a plain grade, and how many of those are on pace or ahead."""
    grades = [observation.pace.grade for observation in observations if observation.pace.grade.plain]
    return len(grades), sum(grade in ON_TRACK for grade in grades)


def region_figures(
    view: Panorama,
    population: int | None,
    observations: Sequence[Observation],
    funds: Funded,
    addresses: tuple[str, str, str],
) -> tuple[KeyFigure, ...]:
    """What a region's summary counts; what is not known is left out.

    addresses : of the detail of its targets, of what is observed, of what is funded.
    """
    target, (targets, observed, funded) = view.target.value, addresses
    figures = [KeyFigure(format_kt(target), _("à éviter chaque année en 2030, par rapport à 2019"), targets)]
    if population and target is not None:
        each = format_number(1000 * target / population, 2) + NBSP + _("t de CO2e")
        figures.append(KeyFigure(each, _("par habitant et par an, en moyenne"), targets))
    graded, good = on_track(observations)
    if graded:
        meaning = _("en bonne voie pour 2030, parmi les mesures observées")
        figures.append(KeyFigure(_("%(good)s sur %(all)s", good=good, all=graded), meaning, observed))
    if funds.count:
        meaning = _("du Fonds vert 2023, pour %(projects)s", projects=counted(funds.count, "projet", "projets"))
        figures.append(KeyFigure(format_eur(funds.amount_eur), meaning, funded))
    return tuple(figures)
