"""What the cockpit draws: a bar of where answers stand, by group, and the map of the intercommunalities by state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from copilote.cop.following import ANSWERED, SUREST_FIRST, WORDS, Line, Step
from copilote.cop.models import Cop, OrganisationKind
from copilote.exchange.perimeters import places
from copilote.exchange.shapes import shapes_of
from copilote.ui.charts import Chart
from copilote.ui.charts.choropleth import Area, Choropleth, Named, choropleth
from copilote.ui.charts.classes import LESS, SHADES, UNKNOWN_SHADE, States
from copilote.ui.charts.progress import progress_bar
from copilote.words.numbers import format_percent
from copilote.words.typography import capital

MARKS = {
    Step.VALIDATED: "V",
    Step.ANSWERED: "E",
    Step.BEGUN: "C",
    Step.OPENED: "O",
    Step.INVITED: "I",
    Step.NOBODY: "–",
}
PAINT = {
    Step.VALIDATED: SHADES[5],
    Step.ANSWERED: SHADES[4],
    Step.BEGUN: SHADES[2],
    Step.OPENED: SHADES[0],
    Step.INVITED: LESS[0],
    Step.NOBODY: UNKNOWN_SHADE,
}


@dataclass(frozen=True, slots=True)
class Group:
    """Organisations told together: how many stand where, and the part of the inhabitants whose territory answered."""

    name: str
    address: str
    count: int
    answered: int
    covered: str
    bar: Chart


def states_of(lines: Iterable[Line]) -> States:
    """How many lines stand where."""
    counts = Counter(line.step for line in lines)
    return States(
        tuple(WORDS[step][0] for step in Step),
        tuple(MARKS[step] for step in Step),
        tuple(PAINT[step] for step in Step),
        tuple(counts[step] for step in Step),
    )


def covered(lines: Sequence[Line]) -> str:
    """The part of the inhabitants whose intercommunality answered (départements hold the same ones); "" for none."""
    people = [line for line in lines if line.population and line.asked.organisation.kind == OrganisationKind.EPCI]
    people = people or [line for line in lines if line.population]
    total = sum(line.population or 0 for line in people)
    return (
        format_percent(sum(line.population or 0 for line in people if line.step in ANSWERED) / total) if total else ""
    )


def groups_of(
    lines: Sequence[Line], by: Callable[[Line], tuple[str, str]], name: str, *, by_key: bool = False
) -> tuple[Group, ...]:
    """The lines by what they have in common (its key, its name), in the order of names, or of keys; nothing where they
    have nothing in common."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if by(line)[0]:
            groups.setdefault(by(line), []).append(line)
    return tuple(
        Group(
            label,
            f"?{urlencode({name: key})}#liste",
            len(inside),
            sum(line.step in ANSWERED for line in inside),
            covered(inside) or "–",
            progress_bar(states_of(inside), SUREST_FIRST, title=label, prefix=f"{name[:3]}{rank}", height=20),
        )
        for rank, ((key, label), inside) in enumerate(sorted(groups.items(), key=lambda pair: pair[0][not by_key]))
    )


def map_of(cop: Cop, lines: Sequence[Line], *, whole: bool) -> Choropleth | None:
    """The intercommunalities by state; None when none is asked. whole : of a region, with its départements."""
    own = {
        line.asked.organisation.territory.code: line
        for line in lines
        if line.asked.organisation.territory and line.asked.organisation.territory.level == "epci"
    }
    shapes, around = shapes_of(cop.region, "epci"), shapes_of(cop.region, "departement")
    areas = tuple(
        Area(code, line.name, rings, float(line.step), line.asked.address or f"#o-{line.number}")
        for code, line in own.items()
        if (rings := shapes.outline(code))
    )
    if not areas:
        return None
    states = states_of(own.values())
    described = ", ".join(
        f"{WORDS[step][states.counts[step] > 1]} : {states.counts[step]}"
        for step in SUREST_FIRST
        if states.counts[step]
    )
    return choropleth(
        areas,
        title="Où en est chaque intercommunalité",
        unit="",
        what="intercommunalités",
        states=states,
        described=f"{capital(described)}.",
        borders=around.lines if whole else (),
        names=tuple(Named(place.name, around.outline(place.code)) for place in places(cop.region, "departement"))
        if whole
        else tuple(Named(area.name, area.rings) for area in areas),
        legend=False,
    )
