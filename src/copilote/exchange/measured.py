"""What files that this installation loaded measure in a territory, beside the keys of levers: plans, fires, water…"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from copilote.exchange.place import Place
from copilote.reference.loaded import MEASURED, LoadedFile, LoadedKey, loaded_keys, loaded_values


@dataclass(frozen=True, slots=True)
class Measured:
    """A key over the communes of a territory. amount : the sum of those where it is known, in the unit of the key;
    known, communes : how many. present : those of them where it is above 0. over : the sum, over the same communes, of
    the key that it is told beside, None where there is none."""

    file: LoadedFile
    key: LoadedKey
    amount: float
    known: int
    communes: int
    present: int = 0
    over: float | None = None


def measured_in(place: Place) -> tuple[Measured, ...]:
    """What the loaded files measure in a territory, in the order of `MEASURED`; nothing where no commune is known."""
    return tuple(
        one
        for role in MEASURED
        for file, key in loaded_keys().values()
        if key.role == role
        for one in _measured(file, key, place.codes)
    )


def measured_tile(place: Place, tile: str) -> Measured | None:
    """What the first loaded file that measures a tile of the second panorama tells of a territory; None for none."""
    keys = [(file, key) for file, key in loaded_keys().values() if key.tile == tile]
    return next((one for file, key in keys for one in _measured(file, key, place.codes)), None)


def _measured(file: LoadedFile, key: LoadedKey, codes: tuple[str, ...]) -> Iterator[Measured]:
    """At most one: nothing for a quotient that has nothing to be divided by, nor for a use of which there is none."""
    if key.over and key.over not in loaded_keys():
        return
    values, beside = loaded_values(key.id), loaded_values(key.over) if key.over else None
    known = [code for code in codes if code in values and (beside is None or code in beside)]
    amount = sum(values[code] for code in known)
    over = None if beside is None else sum(beside[code] for code in known)
    if known and over != 0 and not (key.told == "detail" and amount == 0):
        present = sum(values[code] > 0 for code in known)
        yield Measured(file, key, amount, len(known), len(codes), present, over)
