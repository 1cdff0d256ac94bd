"""Land figures of the communes of 2026, out of those published for EPCI.

The file of communes holds the EPCI of the end of 2018, but the hectares follow earlier perimeters: five EPCI have
hectares and no commune left, two new ones have communes and no hectares, and about a hundred gained or lost communes.
So an EPCI whose published area exceeds its communes' by 3 % gives the rest, in proportion, to those of its
département (then of its region) whose communes' area exceeds what is published for them: totals stay.

Corine's rows "1" to "4" (communes without EPCI) and that of the former CC de Cambremer repeat another EPCI's hectares,
and four rows are empty: land cover is not known there. Forests and hedges are, on every row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from _tables import read_published
from copilote.reference.passage import current_communes
from copilote.reference.territories import Commune

Figures = dict[str, float]

EDITION = "2026"
"""Of the communes that figures are brought to."""

ALONE = {"22016": "1", "29083": "2", "29155": "2", "49307": "3", "85113": "4"}
"""Communes without EPCI when hectares were measured, and the number that stands for one in the files."""
REPEATED = {"1": "200067072", "2": "242900074", "3": "244900015", "4": "248500258", "241400761": "200065589"}
"""EPCI whose row of Corine is another one's."""
GONE = {"200072122": "77", "247700024": "77", "243800455": "38", "246900633": "38", "241400761": "14"}
"""EPCI without a commune in 2018, and the département where their communes went on (Coulommiers, Vienne, Cambremer)."""
WORKS = ("122", "131", "132", "133")
"""Roads and railways, mines, dumps, building sites: a commune crossed by a high-speed line does not build more."""
DISTRICTS = {"751": "75056", "6938": "69123", "132": "13055"}
COVER = {
    "artificial_ha": "1",
    "arable_ha": "21",
    "permanent_crops_ha": "22",
    "pastures_ha": "23",
    "mixed_farming_ha": "24",
    "farmed_ha": "2",
    "wetlands_ha": "4",
}
"""Our figures, and the first digits of the Corine codes that they add up."""
OUTSIDE = ("331", "332", "335", "42", "5")
"""Sand, bare rock, glaciers, shores and water: a commune's published area leaves most of them out."""
BUILT_BY_DWELLINGS, BUILT_BY_AREA = 0.7, 0.15
"""What is built grows less than dwellings do: elasticities between EPCI (least squares on logarithms, 1,237 EPCI
weighted by their dwellings), taken to hold within them."""
SAME = 0.03
"""Areas that differ by less are those of the same perimeter."""


@dataclass
class Body:
    """An EPCI of the files: its hectares by figure, its published area and what of it may lie outside communes' areas.

    shares : communes of 2026 → the part of each that belongs to it; own : their area, in hectares.
    """

    hectares: Figures = field(default_factory=dict)
    area: float = 0.0
    outside: float = 0.0
    shares: dict[str, float] = field(default_factory=dict)
    own: float = 0.0
    departement: str = ""
    region: str = ""

    @property
    def surplus(self) -> float:
        """Hectares that are not its communes'."""
        more = self.area - self.own
        return max(0.0, more - (self.outside if self.own else 0.0)) if more > SAME * self.own else 0.0

    @property
    def lack(self) -> float:
        """Hectares of its communes that its row leaves out."""
        less = self.own - self.area
        return less if less > SAME * self.own else 0.0


def land_figures(
    folder: Path, communes: Mapping[str, Commune], today: Mapping[str, Figures]
) -> tuple[dict[str, Figures], Figures]:
    """(land figures by commune of 2026, the country's hectares that they share).

    today : area_km2 and dwellings of the communes of 2026. Within an EPCI, what is built follows dwellings and area
    (`BUILT_BY_DWELLINGS`), within a commune's area; the rest follows the area less what is built.
    """
    bodies = read_bodies(folder, communes, today)
    totals: Figures = defaultdict(float)
    for body in bodies.values():
        for name, hectares in body.hectares.items():
            totals[name] += hectares
    exchange(bodies, lambda body: body.departement)
    exchange(bodies, lambda body: body.region)
    settle(bodies)
    found: dict[str, Figures] = defaultdict(lambda: defaultdict(float))
    unknown: set[str] = set()
    for body in bodies.values():
        if "artificial_ha" not in body.hectares:
            unknown.update(body.shares)
        for name, values in shared(body, today).items():
            for code, value in values.items():
                found[code][name] += value
    for code in unknown:
        for name in COVER:
            found[code].pop(name, None)
    taken = land_take(folder)
    for code, hectares in taken.items():
        found[code]["land_take_ha"] = hectares
    for code, figures in found.items():
        figures.setdefault("land_take_ha", 0.0)
        if "artificial_ha" in figures:
            figures["open_ha"] = max(0.0, 100 * today[code]["area_km2"] - figures["artificial_ha"])
    totals["land_take_ha"] = sum(taken.values())
    return {code: dict(figures) for code, figures in found.items()}, dict(totals)


def read_bodies(folder: Path, communes: Mapping[str, Commune], today: Mapping[str, Figures]) -> dict[str, Body]:
    """The EPCI of the files, with their hectares (each counted once) and their communes of 2026."""
    bodies: dict[str, Body] = defaultdict(Body)
    for siren, row in once(folder, "forets-ign-epci.csv").items():
        bodies[siren].hectares["forest_ha"] = float(row["total"])
        wooded = float(row["tx_boisement"])
        bodies[siren].area = float(row["total"]) / wooded if wooded else 0.0
    for siren, row in once(folder, "haies-epci.csv").items():
        bodies[siren].hectares["hedges_ha"] = float(row["area"])
    cover = once(folder, "corine-2018-epci.csv")
    for siren, other in REPEATED.items():
        if [*cover[siren].values()][1:] != [*cover[other].values()][1:]:
            raise ValueError(f"corine-2018-epci.csv, {siren}: no longer the row of {other}")
    for siren, row in cover.items():
        if siren not in REPEATED and any([*row.values()][1:]):
            bodies[siren].hectares |= {name: starting(row, digits) for name, digits in COVER.items()}
            bodies[siren].area = starting(row, "")
            bodies[siren].outside = sum(starting(row, digits) for digits in OUTSIDE)
    for code, origins in origins_of(folder, communes).items():
        for siren, part in origins.items():
            bodies[siren].shares[code] = part
            bodies[siren].own += 100 * today[code]["area_km2"] * part
    region_of = {commune.departement: commune.region for commune in communes.values()}
    for siren, body in bodies.items():
        seat = max(body.shares, key=lambda code: (body.shares[code] * today[code]["area_km2"], code), default=None)
        body.departement = communes[seat].departement if seat else GONE[siren]
        body.region = region_of[body.departement]
        if siren in ALONE.values():
            body.area = body.own
    return dict(bodies)


def once(folder: Path, file: str) -> dict[str, dict[str, str]]:
    """Rows by SIREN; a file repeats, once a département, what an EPCI holds in all."""
    found: dict[str, dict[str, str]] = {}
    for row in read_published(folder / file):
        if row["siren"].isdigit() and found.setdefault(row["siren"], row) != row:
            raise ValueError(f"{file}, {row['siren']}: two rows that differ")
    return found


def starting(row: Mapping[str, str], digits: str) -> float:
    """The hectares of the Corine codes that begin so."""
    return sum(float(value) for code, value in row.items() if code.isdigit() and code.startswith(digits) and value)


def origins_of(folder: Path, communes: Mapping[str, Commune]) -> dict[str, dict[str, float]]:
    """Commune of 2026 → EPCI of the files → the part that comes from there, by inhabitants of 2018.

    A commune that the file of 2018 leaves out has its EPCI of 2026.
    """
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    regions = set()
    for row in read_published(folder / "communes-epci-2018.csv"):
        passage = current_communes(row["insee"], year=2018)
        for code, share in zip(passage.codes, passage.shares, strict=True):
            weights[code][ALONE.get(row["insee"], row["epci"])] += float(row["population"] or 0) * share
        regions.add(row["region"])
    for code, commune in communes.items():
        if code not in weights and commune.region in regions and commune.epci:
            weights[code][commune.epci] = 1.0
    found = {}
    for code, origins in weights.items():
        whole = sum(origins.values())
        found[code] = {siren: weight / whole if whole else 1 / len(origins) for siren, weight in origins.items()}
    return found


def exchange(bodies: Mapping[str, Body], place: Callable[[Body], str]) -> None:
    """Hectares that are not one's communes' go to those that lack some, within each place."""
    around: dict[str, list[Body]] = defaultdict(list)
    for body in bodies.values():
        around[place(body)].append(body)
    for group in around.values():
        lacking = sum(body.lack for body in group)
        exceeding = sum(body.surplus for body in group)
        moved = min(lacking, exceeding)
        if moved <= 0:
            continue
        pool: Figures = defaultdict(float)
        gains = [(body, body.lack / lacking) for body in group if body.lack]
        for body in group:
            left = body.surplus * moved / exceeding
            part = left / body.area if left else 0.0
            for name in list(body.hectares) if part else ():
                pool[name] += body.hectares[name] * part
                body.hectares[name] *= 1 - part
            body.area -= left
        for body, share in gains:
            for name, hectares in pool.items():
                body.hectares[name] = body.hectares.get(name, 0.0) + hectares * share
            body.area += moved * share


def settle(bodies: Mapping[str, Body]) -> None:
    """What an EPCI without communes still holds goes to all those of its département, by area."""
    for body in bodies.values():
        if not body.shares:
            others = [one for one in bodies.values() if one.own and one.departement == body.departement]
            for name, hectares in body.hectares.items():
                heirs = [one for one in others if name in one.hectares]
                whole = sum(one.own for one in heirs)
                for one in heirs:
                    one.hectares[name] += hectares * one.own / whole
            body.hectares = {}


def shared(body: Body, today: Mapping[str, Figures]) -> dict[str, dict[str, float]]:
    """An EPCI's hectares by figure and commune."""
    area = {code: 100 * today[code]["area_km2"] * part for code, part in body.shares.items()}
    homes = {code: today[code]["dwellings"] * part for code, part in body.shares.items()}
    weights = {code: homes[code] ** BUILT_BY_DWELLINGS * area[code] ** BUILT_BY_AREA for code in area}
    built = spread(body.hectares.get("artificial_ha", 0.0), weights, area)
    opened = {code: max(0.0, area[code] - built[code]) for code in area}
    return {
        name: built if name == "artificial_ha" else spread(hectares, opened) for name, hectares in body.hectares.items()
    }


def spread(total: float, weights: Mapping[str, float], room: Mapping[str, float] | None = None) -> dict[str, float]:
    """A total in proportion to weights, each within its room; equally when no weight says anything."""
    found = dict.fromkeys(weights, 0.0)
    active, rest = dict(weights), total
    while active and rest > 0:
        if sum(active.values()) <= 0:
            active = dict.fromkeys(active, 1.0)
        whole = sum(active.values())
        full = [code for code in active if room is not None and rest * active[code] > room[code] * whole]
        if not full or room is None:
            return found | {code: rest * weight / whole for code, weight in active.items()}
        for code in full:
            found[code] = room[code]
            rest -= room[code]
            del active[code]
    return found


def land_take(folder: Path) -> dict[str, float]:
    """Hectares by commune of 2026 mapped as built in 2018, `WORKS` left out, and as anything else on land in 2012."""
    found: dict[str, float] = defaultdict(float)
    for row in read_published(folder / "corine-2012-2018-changements-communes.csv"):
        if row["code12"][0] in "234" and row["code18"][0] == "1" and row["code18"] not in WORKS:
            code = next((city for start, city in DISTRICTS.items() if row["commune"].startswith(start)), row["commune"])
            passage = current_communes(code, year=2018)
            for today, share in zip(passage.codes, passage.shares, strict=True):
                found[today] += float(row["area"]) * share
    return dict(found)
