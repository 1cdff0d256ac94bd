"""The climate of a territory: that of the cells of its communes, averaged by population or by area, which is said.

Pages, the command and the API all call `climate_of`, so that they say the same numbers. `likeness_of` says whose
summers of the past a territory's will be like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from copilote.exchange.place import Place
from copilote.planning.climate import great_circle_km, nearest_climate, weighted_mean
from copilote.reference.climate import HORIZONS, NO_CELL, ClimateIndex, cells_of, load_cells, load_indices
from copilote.reference.communes import load_frame
from copilote.reference.errors import InputError
from copilote.words import N_, _
from copilote.words.numbers import counted, format_decimals, with_unit

WEIGHTINGS = {
    "population": N_("selon leurs habitants"),
    "area": N_("selon leur surface"),
    "cell": N_("maille de la commune"),
}
"""How communes are averaged; "cell" where there is one commune, whose cell is told as it is."""
DEFAULT = "population"
SUMMER = ("t_moy_ete", "tx_moy_ete", "jours_30", "nuits_tropicales", "pluie_ete")
"""The indices over which two summers are compared."""
LIKE_AT = "+2.7"
TOWN = 30_000
"""Inhabitants of what is called a town, when a place must be one that people know."""
CLOSE, FAR = 0.5, 1.0
"""Standard deviations up to which two summers are alike, and from which no place is like."""


BESIDE_KM = 12.0
"""From the middle of a cell to those of its neighbours, corners included."""
WARMER_BESIDE, COLD = 2.0, 7.0
"""°C of the year: from how much a neighbour is warmer, and under how much a cell is of mountains, that a town there may
be warmer than its cell. Ours: 2 °C are about 300 m of height."""


@dataclass(frozen=True, slots=True)
class ClimateLevel:
    """An index at a level of warming of France. horizon : the year by which it is expected; low, high : of the models,
    None where they are not published. In the unit of the index."""

    level: str
    horizon: int
    median: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class IndexHere:
    """An index in a territory. reference : of 1976-2005."""

    index: ClimateIndex
    reference: float
    levels: tuple[ClimateLevel, ...]

    def at(self, level: str) -> ClimateLevel:
        """The index at a level ("+2.7")."""
        return next(held for held in self.levels if held.level == level)


@dataclass(frozen=True, eq=False)
class TerritoryClimate:
    """The climate of a territory. cells : how many; communes, covered : how many communes, and how many have a cell;
    indices : none where no commune has one. relief : of a commune in the mountains, the mean of the year in its
    cell and in the warmest beside (°C); None elsewhere.
    """

    place: Place
    cells: int
    communes: int
    covered: int
    weighting: str
    indices: tuple[IndexHere, ...]
    relief: tuple[float, float] | None = None

    def get(self, index: str) -> IndexHere:
        """An index by its id."""
        return self._by_id[index]

    @cached_property
    def _by_id(self) -> dict[str, IndexHere]:
        return {here.index.id: here for here in self.indices}

    @property
    def cautions(self) -> tuple[str, ...]:
        """What must be read with the figures, in sentences."""
        return (*self._missing(), *(self._averaged() if self.indices else ()), *(_told() if self.indices else ()))

    @property
    def relief_words(self) -> str:
        """What a reader of a mountain commune must know first; "" elsewhere."""
        if self.relief is None:
            return ""
        here, beside = (with_unit(format_decimals(value, 1), "°C") for value in self.relief)
        text = _("En montagne, le bourg peut être bien plus chaud que ces chiffres : la maille de 8 km qui sert ici "
                 "avait %(here)s en moyenne sur l’année", here=here)  # fmt: skip
        if self.relief[1] - self.relief[0] >= WARMER_BESIDE:
            text += _(", une autre à moins de %(km)s km %(beside)s", km=format_decimals(BESIDE_KM, 0), beside=beside)
        return f"{text}."

    def _missing(self) -> tuple[str, ...]:
        if not self.indices:
            return (
                _(
                    "%(name)s : aucune projection ici. Météo-France publie ces indices pour la métropole et la Corse "
                    "seulement ; les catastrophes reconnues, elles, sont données.",
                    name=self.place.name,
                ),
            )
        if self.covered == self.communes:
            return ()
        lacking = counted(self.communes - self.covered, "commune", "communes")
        return (_("Sans projection, donc hors de compte ici : %(communes)s.", communes=lacking),)

    def _averaged(self) -> tuple[str, ...]:
        if self.weighting == "cell":
            return (
                *filter(None, (self.relief_words,)),
                _("Valeurs d’une seule maille de 8 km, la plus proche du centre de la commune : peu fidèles en relief "
                  "et sur la côte."),
            )  # fmt: skip
        return (
            _(
                "Moyenne de %(communes)s (%(cells)s de 8 km), %(by)s ; celle des extrêmes des modèles enveloppe ce "
                "que chaque modèle donne pour l’ensemble.",
                communes=counted(self.covered, "commune", "communes"),
                cells=counted(self.cells, "maille", "mailles"),
                by=_(WEIGHTINGS[self.weighting]),
            ),
        )


def _told() -> tuple[str, ...]:
    return (
        _("Un aléa, pas un risque : rien n’est dit de qui est exposé, ni de ce qui protège."),
        _("Médiane de 17 modèles de climat, avec le plus bas et le plus haut là où ils sont publiés. Les médianes de "
          "deux indices ne viennent pas du même modèle : elles ne s’additionnent pas."),
        _("La référence (1976-2005) est recalculée à partir des écarts publiés : un centième d’erreur environ."),
        _("Temps propice aux incendies : 10 modèles sur 17. Sol sec : toute l’année, pas seulement l’été."),
    )  # fmt: skip


def climate_of(place: Place, weighting: str = DEFAULT, only: Sequence[str] = ()) -> TerritoryClimate:
    """The climate of a territory.

    Parameters
    ----------
    weighting : "population" or "area"; a single commune is told as its cell is, whatever is asked.
    only : ids of the indices wanted; empty for all, in the published order.

    Raises
    ------
    InputError : another weighting.
    """
    if weighting not in (DEFAULT, "area"):
        accepted = f"{DEFAULT}, area"
        raise InputError(
            _("Pondération « %(text)s » inconnue. Acceptées : %(accepted)s.", text=weighting[:40], accepted=accepted)
        )
    ranks, cells = _cells_in(place)
    kept = cells != NO_CELL
    about = load_indices()
    wanted = [name for name in about if not only or name in only]
    count, covered = int(np.unique(cells[kept]).size), int(kept.sum())
    if not covered:
        return TerritoryClimate(place, 0, ranks.size, 0, weighting if ranks.size > 1 else "cell", ())
    table, weights, by = load_cells(), commune_weights(ranks[kept], weighting), weighting if ranks.size > 1 else "cell"
    at = [table.indices.index(name) for name in wanted]
    median, low, high = (
        weighted_mean(values[:, at][:, :, cells[kept]], weights).tolist()
        for values in (table.median, table.low, table.high)
    )
    indices = tuple(
        IndexHere(
            about[name],
            median[0][rank],
            tuple(
                ClimateLevel(level, year, median[step + 1][rank], _known(low[step][rank]), _known(high[step][rank]))
                for step, (level, year) in enumerate(HORIZONS.items())
            ),
        )
        for rank, name in enumerate(wanted)
    )
    relief = _relief(int(cells[kept][0])) if by == "cell" else None
    return TerritoryClimate(place, count, ranks.size, covered, by, indices, relief)


def _relief(cell: int) -> tuple[float, float] | None:
    """The mean of the year in a cell of mountains and in the warmest beside, 1976-2005 (°C); None for another cell."""
    table = load_cells()
    year = table.median[0, table.indices.index("t_moy_an")]
    near = great_circle_km(float(table.lat[cell]), float(table.lon[cell]), table.lat, table.lon) <= BESIDE_KM
    here, beside = float(year[cell]), float(year[near].max())
    return (here, beside) if here < COLD or beside - here >= WARMER_BESIDE else None


def _cells_in(place: Place) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The ranks of a territory's communes, and of their cells."""
    frame = load_frame()
    return place.ranks, cells_of(frame.codes[place.ranks].tolist(), place.regions)


def commune_weights(ranks: NDArray[np.intp], weighting: str = DEFAULT) -> NDArray[np.float64]:
    """What each commune counts for; where nobody lives, as much as it is wide, and alike where that is not known."""
    frame = load_frame()
    if ranks.size == 1:
        return np.ones(1)
    people, area = (np.nan_to_num(values[ranks]) for values in (frame.population, frame.figures["area_km2"]))
    first, second = (people, area) if weighting == DEFAULT else (area, people)
    return first if first.any() else second if second.any() else np.ones(ranks.size)


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class LikePlace:
    """A place whose summers of 1976-2005 are like those to come. distance : in standard deviations; km : as the crow
    flies, from the middle of the territory's cells."""

    code: str
    name: str
    departement: str
    distance: float
    km: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """Whose summers of the past those of a territory in 2050 will be like. place : the nearest; town : the nearest of
    30,000 inhabitants and more. None where no place of metropolitan France is like."""

    place: LikePlace | None
    town: LikePlace | None

    @property
    def told(self) -> LikePlace | None:
        """That which people know, when it is alike; else the nearest."""
        return self.town if self.town and self.town.distance <= CLOSE else self.place


def likeness_of(climate: TerritoryClimate) -> Likeness | None:
    """Whose summers those of a territory will be like at +2.7 °C; None where it has no projection."""
    if not climate.indices:
        return None
    table = load_cells()
    at = [table.indices.index(name) for name in SUMMER]
    profile = np.array([climate.get(name).at(LIKE_AT).median for name in SUMMER])
    _ranks, cells = _cells_in(climate.place)
    own = cells[cells != NO_CELL]
    lat, lon = float(table.lat[own].mean()), float(table.lon[own].mean())
    people = _people_of_cells()

    def like(least: int) -> LikePlace | None:
        found = nearest_climate(profile, table.median[0, at], people >= least)
        if found is None or found.distance > FAR:
            return None
        km = float(great_circle_km(lat, lon, table.lat[[found.rank]], table.lon[[found.rank]])[0])
        code = str(table.main_commune[found.rank])
        return LikePlace(code, *_named(code), found.distance, km)

    return Likeness(like(1), like(TOWN))


@lru_cache(maxsize=1)
def _people_of_cells() -> NDArray[np.float64]:
    """Inhabitants of the most populous commune of each cell, 0 for none."""
    frame, codes = load_frame(), load_cells().main_commune
    ranks = np.minimum(np.searchsorted(frame.codes, codes), len(frame.codes) - 1)
    return np.where(frame.codes[ranks] == codes, np.nan_to_num(frame.population[ranks]), 0.0)


def _named(code: str) -> tuple[str, str]:
    """The name of a commune and that of its département."""
    from copilote.reference.territories import commune_or_none, load_departements

    commune = commune_or_none(code)
    if commune is None:
        return code, ""
    names = {departement.code: departement.name for departement in load_departements(commune.region)}
    return commune.name, names.get(commune.departement, "")
