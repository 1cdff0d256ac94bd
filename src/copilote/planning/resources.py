"""The second panorama of a region: where each quantity of nature and resources stands, its target, what is missing.

Verdicts are those of `planning.pace`, targets those of `planning.derivation` or of the State: nothing is judged or
derived here. A tile without target stays one, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from copilote.planning.observation import Observation
from copilote.planning.pace import pace
from copilote.reference.resources import ResourceMeasure, ResourceTile
from copilote.reference.series import Points
from copilote.reference.simulator import LeverFigures
from copilote.reference.soundness import Soundness
from copilote.words import _

STATE = "state"
"""The rule of a target that the State publishes for the region itself, in its simulator of 2023."""


class Place(Enum):
    """Where a tile is measured; the value is the key used in JSON."""

    REGION = "region"
    FRANCE = "france"
    NOWHERE = "none"

    @property
    def rank(self) -> int:
        """0 for the nearest."""
        return tuple(Place).index(self)


class GapKind(Enum):
    """What lies between a value and its target; the value is the key used in JSON."""

    LACKING = "lacking"
    EXCESS = "excess"
    LEFT = "left"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between the last value and the target of 2030, in the unit of the series and never negative.

    LACKING : still to be gained; EXCESS : still to be cut, or over the ceiling; LEFT : before the ceiling; MET : none.
    """

    kind: GapKind
    amount: float


@dataclass(frozen=True, slots=True)
class Addition:
    """What the State wants on top of the quantity of 2019 by 2030, in the unit of its lever."""

    lever: LeverFigures
    value: float


@dataclass(frozen=True, slots=True)
class ResourceLever:
    """A tile of a region's panorama.

    regional : what is observed in the region, None where it is not measured. national : the barometer's row, which may
    hold a target without any value. addition : a target of the State that only counts what is to be added.
    """

    tile: ResourceTile
    group: str
    regional: Observation | None
    national: Observation | None
    addition: Addition | None = None

    @property
    def place(self) -> Place:
        """Where it is measured."""
        if self.regional is not None:
            return Place.REGION
        measured = self.national is not None and self.national.pace.last_value is not None
        return Place.FRANCE if measured else Place.NOWHERE

    @property
    def observation(self) -> Observation | None:
        """What is shown: the region's series, else the country's."""
        return self.regional or self.national

    @property
    def target_2030(self) -> float | None:
        """The region's target, in the unit of its series; None where there is none."""
        return None if self.regional is None else self.regional.target_2030

    @property
    def aimed(self) -> bool:
        """Whether the region has a target, as a level or as an addition."""
        return self.target_2030 is not None or self.addition is not None

    @property
    def gap(self) -> Gap | None:
        """What is missing in the region; None without a value, a target or a wanted direction."""
        return None if self.regional is None else gap(self.regional)

    @property
    def why(self) -> str:
        """By what rule the region has its target, or why it has none."""
        if self.target_2030 is None and self.addition is not None:
            return _("Objectif indicatif de l’État pour la région : ce qui s’ajoute, par rapport à 2019.")
        if self.regional is not None and self.regional.rule_text:
            return self.regional.rule_text
        if self.regional is not None and self.regional.national is None:
            return _("Aucun objectif n’est publié pour cette grandeur.")
        if self.tile.measure is not None:
            return _("Pas de mesure complète pour cette région ; aucun objectif n’est publié.")
        if self.national is None:
            return _("Ni mesure ni objectif publiés.")
        return _("Aucune série régionale n’est publiée : pas de cible pour la région.")


def gap(observation: Observation) -> Gap | None:
    """What lies between the last value of a series and its target; None where that cannot be said."""
    value, target, seen = observation.pace.last_value, observation.target_2030, observation.pace
    if value is None or target is None:
        return None
    if seen.ceiling:
        return Gap(GapKind.EXCESS, value - target) if value > target else Gap(GapKind.LEFT, target - value)
    if seen.direction is None:
        return None
    short = target - value if seen.direction == "up" else value - target
    if short <= 0:
        return Gap(GapKind.MET, 0.0)
    return Gap(GapKind.LACKING if seen.direction == "up" else GapKind.EXCESS, short)


def observe_measure(measure: ResourceMeasure, note: str | None) -> Observation:
    """A measure of the panorama's own, which nobody sets a target for."""
    return _observation(
        measure.id, measure.label, measure.unit, measure.values, None, measure.source, measure.producer, note
    )


def observe_state(lever: LeverFigures, label: str, values: Points, target: float | None) -> Observation:
    """The dated observations of a lever of the simulator, against the target that the State publishes for the region.

    values, target : in the lever's unit; target None where it is of another quantity.
    """
    return _observation(lever.id, label, lever.unit or "", values, target, lever.source, None, lever.caution)


def _observation(
    number: str,
    label: str,
    unit: str,
    values: Points,
    target: float | None,
    source: str,
    producer: str | None,
    note: str | None,
) -> Observation:
    aims = Soundness.UNKNOWN if target is None else Soundness.OFFICIAL_TARGET
    paces = pace(values, target=target, direction=None)
    mark = Soundness.MEASURED if source != "corine-2018" else Soundness.DERIVED
    told = _("Objectif indicatif de l’État pour la région.") if target is not None else None
    return Observation(
        indicator=number,
        label=label,
        part=None,
        unit=unit,
        values=values,
        target_2030=target,
        target_soundness=aims,
        national=None,
        rule=STATE if target is not None else "none",
        rule_text=told,
        key_grade=None,
        pace=paces,
        series_soundness=mark,
        soundness=mark,
        source=source,
        producer=producer,
        target_source=None,
        warnings=(*([note] if note else []), *paces.warnings),
    )
