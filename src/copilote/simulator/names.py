"""The facts of the tables with their names in the language in use: what every page takes in place of the loaders.

In French these are the loaders' own objects. In English the texts that people read are translated, once for each
table; identifiers, numbers and the names of regions are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.utils.translation import get_language

from copilote.planning.remarks import Remark, sentences
from copilote.reference import barometer, facts, nomenclature, projects, simulator, sources
from copilote.ui.translation import FRENCH, local, say, speaking, t

P = ParamSpec("P")
T = TypeVar("T")

LEVER = ("name", "label", "sector", "theme", "reason", "caution", "unit", "unit_short", "quantity")


def per_language(function: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function returns, for each language: its texts and addresses differ from one to the other."""

    @lru_cache(maxsize=1200)
    def kept(spoken: str, *args: P.args, **kwargs: P.kwargs) -> T:
        with speaking(spoken):  # the same as Django's, also where no request has said it
            return function(*args, **kwargs)

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> T:
        return kept(get_language() or FRENCH, *args, **kwargs)

    return called


def said(remark: Remark) -> str:
    """A remark on a scenario with its lever, in the language in use."""
    return say("%(lever)s : %(remark)s", lever=t(remark.label), remark=t(remark.text))


def note(told: tuple[Remark, ...]) -> str:
    """The remarks on one lever as one text, in the language in use."""
    return " ".join(t(sentence) for sentence in sentences(told))


def _all(found: Iterable[T], *fields: str) -> tuple[T, ...]:
    return tuple(local(one, *fields) for one in found)


@per_language
def load_levers(region: str, edition: str | None = None) -> tuple[simulator.LeverFigures, ...]:
    """The levers of a region, in the published order."""
    return _all(simulator.load_levers(region, edition), *LEVER)


@per_language
def load_lever_names() -> tuple[simulator.LeverName, ...]:
    """The levers of the simulator, whatever the region."""
    return _all(simulator.load_lever_names(), "name", "label", "unit", "unit_short", "quantity")


@per_language
def find_lever(region: str, text: str) -> simulator.LeverFigures:
    """A lever of a region by a spelling of its name or its identifier; raises UnknownNameError."""
    return local(simulator.find_lever(region, text), *LEVER)


@per_language
def load_observations(territory: str, edition: str | None = None) -> tuple[simulator.Observation, ...]:
    """The simulator's dated observations of a region, or of the country ("france")."""
    return _all(simulator.load_observations(territory, edition), "quantity", "unit", "period")


@lru_cache(maxsize=64)
def _french_labels(region: str, edition: str) -> dict[str, str]:
    return {lever.id: lever.label for lever in simulator.load_levers(region, edition)}


def french_label(lever: simulator.LeverFigures) -> str:
    """The lever's French label, which its address is made of in every language."""
    return _french_labels(lever.region, lever.edition).get(lever.id, lever.label)


@per_language
def load_levers_2026() -> tuple[barometer.Lever2026, ...]:
    """The levers of 2026."""
    return _all(barometer.load_levers_2026(), "name")


@per_language
def load_levers_72() -> tuple[nomenclature.Lever72, ...]:
    """The 72 levers common to the State's tools."""
    return _all(nomenclature.load_levers_72(), "name")


@per_language
def load_worksites() -> tuple[barometer.Worksite2026, ...]:
    """The worksites of 2026."""
    return _all(barometer.load_worksites(), "name")


@per_language
def load_axes() -> dict[str, str]:
    """Names of the axes by key."""
    return {key: t(name) for key, name in barometer.load_axes().items()}


@per_language
def load_commitments() -> tuple[barometer.Commitment, ...]:
    """The national commitments."""
    return _all(barometer.load_commitments(), "theme", "summary")


@per_language
def load_facts(territory: str) -> tuple[facts.Fact, ...]:
    """Key figures of a territory."""
    return _all(facts.load_facts(territory), "label", "unit", "note")


@per_language
def load_procedures() -> tuple[projects.Procedure, ...]:
    """The procedures of the Fonds vert 2023."""
    return _all(projects.load_procedures(), "title")


@per_language
def load_sources() -> dict[str, sources.Source]:
    """The sources by key; publishers keep their names."""
    return {key: local(one, "title", "licence", "note") for key, one in sources.load_sources().items()}


def find_source(key: str) -> sources.Source:
    """The source of a key."""
    return load_sources()[key] if key in load_sources() else sources.find_source(key)
