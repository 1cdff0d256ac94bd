"""What the sharing offers to the other stages: how the COP of a region shares its levers, and what each EPCI takes."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.exchange.shares import Choices
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.simulator import Region
from copilote.sharing.pages.region_table import lines_of
from copilote.sharing.recorded import choices_of
from copilote.ui.addresses import address_of

__all__ = ["EpciShare", "choices_of", "epci_shares"]


@dataclass(frozen=True, slots=True)
class EpciShare:
    """What an EPCI takes of the target of a region, of one lever or of all that are shared there.

    kt : ktCO2e a year, in its part of the region. per_head_t : tCO2e by inhabitant. address : of its page.
    """

    name: str
    address: str
    kt: float
    per_head_t: float


def epci_shares(region: Region, lever: str = "") -> tuple[EpciShare, ...]:
    """The EPCI of a region, the one that takes most by inhabitant first; none where the lever is not shared there.

    lever : its official id, "" for all that are shared, together.
    """
    return _ranked(region.code, lever, choices_of(region.code))


@kept_while_loaded(maxsize=400)
def _ranked(region: str, lever: str, _choices: Choices) -> tuple[EpciShare, ...]:
    """The same, made once as long as the COP decides nothing else."""
    lines = lines_of(region, "epci", lever)
    shares = [
        EpciShare(
            line.name,
            address_of("territory", line.place.level, line.place.code) if line.place else "",
            line.kt,
            line.each,
        )
        for line in (lines.rows if lines.placed else ())
        if line.each is not None and line.kt is not None
    ]
    return tuple(sorted(shares, key=lambda share: -share.per_head_t))
