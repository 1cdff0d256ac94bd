"""Perimeters that COPs draw, as territories beside those of the tables."""

from __future__ import annotations

from collections.abc import Iterable

from copilote.territories.load import DRAWN
from copilote.territories.models import CommuneIn, Edition, Territory


def draw(number: int, name: str, communes: Iterable[str], *, closed: bool = False) -> None:
    """Write the territory of a perimeter and the communes of the edition that it holds, by INSEE code.

    Called in the transaction that records the perimeter. Without an edition its communes wait for `migrate`.
    """
    territory, _made = Territory.objects.update_or_create(
        level=DRAWN, code=str(number), defaults={"name": name, "closed": closed}
    )
    edition = Edition.current()
    if closed or edition is None:
        return
    inside = Territory.objects.filter(level="commune", code__in=list(communes))
    CommuneIn.objects.filter(territory=territory, edition=edition).delete()
    CommuneIn.objects.bulk_create(
        CommuneIn(territory=territory, edition=edition, commune=commune) for commune in inside
    )


def waiting(numbers: Iterable[int]) -> list[int]:
    """Those of some perimeters whose communes are not written in the edition in use; none before the first edition."""
    edition = Edition.current()
    if edition is None:
        return []
    held = CommuneIn.objects.filter(territory__level=DRAWN, edition=edition)
    written = set(held.values_list("territory__code", flat=True).distinct())
    return [number for number in numbers if str(number) not in written]
