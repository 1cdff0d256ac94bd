"""Where plants let out most, from the State's register of emissions, when the site loaded it: by commune.

The register is loaded by commune, without the names of plants; nothing is said of them.
"""

from __future__ import annotations

from copilote.exchange.perimeters import place_of
from copilote.publish.table import Column, Kind, Linked, Table
from copilote.reference.loaded import LoadedFile, LoadedKey, kept_while_loaded, loaded_files, loaded_values
from copilote.reference.simulator import Region
from copilote.ui.addresses import address_of
from copilote.words import N_, _

LAYOUT = "irep"
MOST = 20


@kept_while_loaded(maxsize=40)
def emitters(region: Region) -> tuple[Table, ...]:
    """A table a kind of plants, the communes where they let out most first; none where nothing is loaded."""
    codes = set(place_of("region", region.code).codes)
    tables = []
    for file in loaded_files():
        for key in file.keys if file.layout == LAYOUT else ():
            values = [(value, code) for code, value in loaded_values(key.id).items() if code in codes and value > 0]
            largest = sorted(values, key=lambda pair: (-pair[0], pair[1]))[:MOST]
            if largest:
                tables.append(_table(file, key, largest))
    return tuple(tables)


def _table(file: LoadedFile, key: LoadedKey, largest: list[tuple[float, str]]) -> Table:
    def name(row: tuple[float, str]) -> Linked:
        return Linked(place_of("commune", row[1]).name, address_of("territory", "commune", row[1]))

    heading = _("tCO2e en %(year)s", year=file.year) if file.year else "tCO2e"
    return Table.of(
        key.id,
        key.title,
        ((Column("commune", N_("Commune")), name), (Column("tco2e", heading, Kind.COUNT), lambda row: round(row[0]))),
        largest,
        (file.source,),
        note=_("Source : %(what)s, %(publisher)s.", what=file.dated, publisher=file.publisher),
    )
