"""What the COP of a region recorded: the choice of keys and limits, lever by lever."""

from __future__ import annotations

from copilote.exchange.shares import Choices


def choices_of(region: str) -> Choices:
    """The choices in force in a region (INSEE code), in the order of the levers; empty when nothing was decided."""
    return ()
