"""Build `links/2026/indicators_2026.csv`: the indicators that the barometer attaches to each lever of 2026.

    python tools/build_links.py SHARED_FOLDER [OUT]

Everything is read from the barometer's own columns, and the regional series come through its column "IRPE ids".
Only two things are judged by hand, here below: which indicator carries the very quantity of its lever's objective,
and where a regional series does not count the same thing as the national row that names it.

The other tables of `links/2026` are written by hand.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from _tables import DATA, clean, read_published, write_table

FOLDER = "barometre-planification-ecologique"
COLUMNS = ["lever_2026", "scope", "indicator", "kind", "reason"]

# Values of the column "Levier" that name no lever.
_OF_WORKSITE = "Indicateur de chantier"
_NO_LEVER = {"Indicateur d'impact", "Indicateur d'impact - autres", "Autres indicateurs", ""}

# National rows that carry the quantity of the objective of their lever, as the lever's own sentence words it.
# fmt: off
_SAME = {
    14, 24, 25, 28, 33, 35, 42, 56, 59, 70, 71, 72, 73, 76, 78, 79, 83, 104, 106, 109, 117, 131, 139, 140,
    151, 157, 167, 194, 207, 210, 214, 215, 234, 235, 236, 239, 241, 243, 245, 247, 248, 249, 251, 255, 259,
    261, 270, 279, 280, 288, 296, 297, 298, 299, 301, 309, 323, 334, 343, 352,
}
# fmt: on
# National rows that carry one share of it: a mode, a technology, a product, a place.
# fmt: off
_PART = {
    80, 81, 82, 91, 92, 93, 94, 95, 96, 98, 99, 100, 101, 107, 114, 115, 116, 132, 133, 135, 168, 188, 189,
    201, 202, 203, 204, 205, 206, 250, 253, 254, 257, 269, 305, 306, 310, 311, 316, 325, 327, 345, 346, 347,
}
# fmt: on

# Regional series that the barometer names beside a national row and that count another thing: kind and reason.
_REGIONAL = {
    "133": ("related", "Aménagements par habitant, quand le pays compte des kilomètres"),
    "257": ("related", "Gaz consommé, sans correction du climat\u202f; l’objectif compte des surfaces"),
    "337": ("related", "Substances achetées, en kilos\u202f; l’objectif suit un indice de risque"),
    "681": ("related", "Valorisation matière et organique\u202f; le baromètre la range aussi sous l’énergie"),
    "683": ("related", "La série compte aussi le gaz, malgré son libellé"),
    "684": ("related", "Tonnes-kilomètres par le rail, quand l’objectif est une part"),
    "685": ("related", "Tonnes-kilomètres par le fleuve, quand l’objectif est une part"),
    "686": ("same", "Tonnes-kilomètres de tous les modes, au départ de la région"),
    "955": ("related", "Part des actifs qui vont travailler à vélo, quand l’objectif compte des kilomètres"),
    "992": ("part", "Logements classés F\u00a0: l’objectif réunit F et G"),
    "994": ("part", "Logements classés G\u00a0: l’objectif réunit F et G"),
    "1082": ("related", "Trajets passés par une plateforme\u202f; l’objectif compte des personnes par voiture"),
}
# Regional series that follow a national row without being named beside it.
_ALSO = {
    "278": ("611", "related", "Espaces consommés dans l’année\u00a0: la série régionale du cumul"),
    "343": ("964", "part", "Protection forte sur terre\u202f; l’objectif réunit terre et mer"),
}


def build(shared: Path, out: Path) -> None:
    """Write the table below `out`, from the published files of the barometer below `shared`."""
    folder = shared / FOLDER
    levers = read_published(folder / "leviers.csv")
    regional = {row["indicateur"] for row in read_published(folder / "series-regionales.csv")}
    by_name: dict[str, list[tuple[str, str]]] = {}
    by_worksite: dict[str, list[str]] = {}
    for rank, lever in enumerate(levers, 1):
        lever_id, worksite = f"2026-{rank:03d}", clean(lever["chantier"])
        by_name.setdefault(clean(lever["levier"]), []).append((lever_id, worksite))
        by_worksite.setdefault(worksite, []).append(lever_id)

    links: dict[tuple[str, str, str], tuple[str, str]] = {}
    for rank, row in enumerate(read_published(folder / "indicateurs.csv"), 1):
        number = f"{rank:03d}"
        worksites = [_worksite(text) for text in _listed(row["Chantier"])]
        names = _listed(row["Levier"])
        own = [lever for name in names for lever in _levers_named(name, worksites, by_name)]
        for lever_id in own:
            _keep(links, lever_id, "france", f"fr-{number}", *_national(number))
        shared_levers = _of_worksites(worksites, by_worksite) if _OF_WORKSITE in names else []
        for lever_id in shared_levers:
            _keep(links, lever_id, "france", f"fr-{number}", "related", "Indicateur du chantier, commun à ses leviers")
        for series, kind, reason in _series(row["IRPE ids"], number):
            if series not in regional:
                continue
            for lever_id in own:
                _keep(links, lever_id, "region", series, kind, reason)
            for lever_id in shared_levers:
                _keep(links, lever_id, "region", series, "related", "Série régionale d’un indicateur du chantier")

    rows = [dict(zip(COLUMNS, (*key, *value), strict=True)) for key, value in links.items()]
    rows.sort(key=_order)
    write_table(out, "links/2026/indicators_2026.csv", COLUMNS, rows)


def _listed(cell: str) -> list[str]:
    """The values of a cell: comma between them, quotes around those that hold a comma."""
    return [clean(value) for value in next(csv.reader([clean(cell)], skipinitialspace=True), [])]


def _worksite(text: str) -> str:
    """The name of a worksite without its theme ("Se loger / Rénover le parc tertiaire…")."""
    return text.partition(" / ")[2] or text


def _levers_named(name: str, worksites: list[str], by_name: dict[str, list[tuple[str, str]]]) -> list[str]:
    """The levers of that name; two worksites share one name, then the indicator's own worksites decide."""
    if name in _NO_LEVER or name == _OF_WORKSITE:
        return []
    if name not in by_name:
        raise ValueError(f"indicateurs.csv names an unknown lever: {name!r}")
    found = by_name[name]
    return [lever for lever, worksite in found if len(found) == 1 or worksite in worksites]


def _of_worksites(worksites: list[str], by_worksite: dict[str, list[str]]) -> list[str]:
    return [lever for worksite in worksites for lever in by_worksite.get(worksite, [])]


def _national(number: str) -> tuple[str, str]:
    if int(number) in _SAME:
        return "same", "Rattachement du baromètre\u00a0: la grandeur que le levier vise"
    if int(number) in _PART:
        return "part", "Rattachement du baromètre\u00a0: une part de ce que le levier vise"
    return "related", "Rattachement du baromètre"


def _series(cell: str, number: str) -> list[tuple[str, str, str]]:
    """The regional series of a national row: (number, kind, reason)."""
    found = []
    for series in (part.strip() for part in cell.split(",") if part.strip()):
        kind, reason = _REGIONAL.get(series, (_national(number)[0], "Série régionale du même indicateur"))
        found.append((series, kind, reason))
    return found + ([_ALSO[number]] if number in _ALSO else [])


def _keep(
    links: dict[tuple[str, str, str], tuple[str, str]], lever: str, scope: str, indicator: str, kind: str, reason: str
) -> None:
    """Keep a link once, with its strongest kind when two rows give it."""
    strength = ["related", "part", "same"]
    key = (lever, scope, indicator)
    if key not in links or strength.index(kind) > strength.index(links[key][0]):
        links[key] = (kind, reason)


def _order(row: dict[str, str]) -> tuple[str, str, int]:
    return row["lever_2026"], row["scope"], int(row["indicator"].removeprefix("fr-"))


def main() -> None:
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else DATA)


if __name__ == "__main__":
    main()
