"""Local climate zones of large urban areas (LCZ, Cerema): how much of a commune is dense or mineral, how much is green.

The map of 88 urban areas (`LCZ_SPOT_2022_….shp`) has a row a zone: `identifier, hre, are, bur, ror, bsr, war, ver, vhr,
lcz, lcz_int`, as a program that prints its columns, and three others, read it; `are` is the zone's area in m² (told by
its values), `lcz` one of the 17 zones of Stewart and Oke, "1" to "10" and "A" to "G". The map holds no commune: whoever
crosses it with them adds its code and the area of what lies in it (`surface`, else `are` counts), by any usual name, as
for farm parcels. The numbers of `lcz_int` after 10 are not established, and not read.

A zone tells the form of a city, by which it keeps heat more or less: no temperature. Only parts of what is mapped are
told, so that the unit does not matter.
"""

from __future__ import annotations

from copilote.exchange.intake import FileRow, FileSheet
from copilote.exchange.keyfiles.figures import Figures, gathered, key_layout, of_communes, one_year
from copilote.exchange.keyfiles.model import Draft, Options, declared

KINDS = {zone: kind for kind, zones in declared()["lcz-zones"].items() for zone in zones}
"""By zone: what it adds to besides all that is mapped; `others` is no key, and is told of nothing."""
MAPPED = "cartographie"


def read(sheet: FileSheet, options: Options) -> Draft:
    """m² of each commune that are mapped, dense or mineral, and green or water; a zone that is not one is a problem."""

    def figures(row: FileRow) -> Figures:
        kind = KINDS.get(row.text("zone").upper().removesuffix(".0"))
        if kind is None:
            row.problem("zone", f"« {row.text('zone')[:40]} » n’est pas une zone climatique locale (1 à 10, A à G)")
            return
        yield MAPPED, row["area"]
        yield kind, row["area"]

    rows, year = one_year(sheet, of_communes(sheet), options)
    return gathered(LAYOUT, sheet, rows, year, figures, keys=LAYOUT.keys)


LAYOUT = key_layout("lcz", read)
