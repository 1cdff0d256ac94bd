"""What files that this installation loaded measure in a territory, beside the keys of levers: fires, water drawn."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.exchange.place import Place
from copilote.reference.loaded import MEASURED, LoadedFile, LoadedKey, loaded_keys, loaded_values


@dataclass(frozen=True, slots=True)
class Measured:
    """A key over the communes of a territory. amount : the sum of those where it is known, in the unit of the key;
    known, communes : how many."""

    file: LoadedFile
    key: LoadedKey
    amount: float
    known: int
    communes: int


def measured_in(place: Place) -> tuple[Measured, ...]:
    """What the loaded files measure in a territory, in the order of `MEASURED`; nothing where no commune is known."""
    found = []
    for role in MEASURED:
        for key_id, (file, key) in loaded_keys().items():
            if key.role == role:
                values = loaded_values(key_id)
                known = [values[code] for code in place.codes if code in values]
                if known:
                    found.append(Measured(file, key, sum(known), len(known), len(place.codes)))
    return tuple(found)
