"""The paces that the barometer itself publishes, to be compared with ours."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.reference.records import keyed, load


@dataclass(frozen=True, slots=True)
class PublishedPace:
    """The paces of an indicator, in its unit a year, as rounded there."""

    id: str
    pace_1y: float | None
    pace_3y: float | None
    pace_required: float | None


PACES: dict[str, PublishedPace] = keyed("id", load(PublishedPace, "barometer", "published_paces.csv"))
