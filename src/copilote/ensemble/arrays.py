"""An ensemble as labelled arrays: the declination of regions, and the names and empty arrays that blocks fill.

Needs the extra "ensemble" (`pip install 'copilote[ensemble]'`).

>>> labelled("24").kt.sum("commune")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from copilote.ensemble.plan import NO_GRADE, SUM_LEVELS, BatchPlan, Keying, base_of, lever_labels, names_of, plan_of
from copilote.ensemble.scenarios import official
from copilote.exchange.shares import DEFAULT, Choices
from copilote.planning.allocation import Index
from copilote.planning.ensemble import STATISTICS, Grid, PerimeterLevel, lever_spread
from copilote.planning.key_test import GRADES
from copilote.reference.communes import load_frame
from copilote.reference.errors import CopiloteError
from copilote.reference.simulator import find_region, load_regions
from copilote.reference.territories import load_communes

if TYPE_CHECKING:
    import xarray

GRADE_NAMES = np.array([*GRADES, ""])
KT = {"units": "ktCO2e/an", "long_name": "ktCO2e évitées par an en 2030 par rapport à 2019"}


class MissingExtraError(CopiloteError):
    """The libraries of the extra "ensemble" are not installed."""


def need_extra() -> None:
    """Raise MissingExtraError when a library of the extra is missing."""
    try:
        import dask  # noqa: F401
        import xarray  # noqa: F401
        import zarr  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            f"L’ensemble demande l’extra « ensemble » (il manque {error.name}) : pip install 'copilote[ensemble]'."
        ) from None


@dataclass(frozen=True)
class Blocks:
    """How much is computed at once: scenarios of one choice of keys, and communes with all scenarios."""

    scenarios: int
    communes: int


def regions_of(texts: Sequence[str]) -> tuple[str, ...]:
    """INSEE codes of regions as people name them, each once; "france" is all 18. Raises UnknownNameError."""
    codes: list[str] = []
    for text in texts:
        if text.strip().lower() == "france":
            codes += [region.code for region in load_regions()]
        else:
            codes.append(find_region(text).code)
    return tuple(dict.fromkeys(codes))


def labelled(*regions: str, keys: str = DEFAULT, decided: Mapping[str, Choices] | None = None) -> xarray.Dataset:
    """The official targets of regions ("24", "Bretagne"; all of France by default) shared among their communes.

    keys : a choice of keys ("defaut", "cop", a key, "0.7*defaut+0.3*population"); decided : what "cop" stands for.

    Returns a Dataset with dimensions lever and commune: `kt` (ktCO2e a year avoided in 2030 against 2019, not rounded,
    NaN where the target is not known or the lever does not exist) and `grade` (A, B, C, D or ""); and, by lever and
    region, `target_kt` and `key`. Coordinates of communes: region, departement, crte, arrondissement, epci ("" for
    none), commune_name, population. `data.kt.groupby("epci").sum()` sums to any of them.
    """
    need_extra()
    import xarray as xr

    codes = regions_of(regions or ["france"])
    base = base_of(codes, SUM_LEVELS, (keys,), decided)
    plan = plan_of(base, official(base.axes))
    keying, grid = plan.keyings[0], plan.grid
    spreads = [lever_spread(plan.targets_kt, keying.sharing, grid, lever) for lever in range(len(plan.axes.levers))]
    return xr.Dataset(
        {
            "kt": (("lever", "commune"), np.concatenate(spreads), KT),
            "grade": (("lever", "commune"), GRADE_NAMES[keying.grades_commune[:, grid.region]]),
            "target_kt": (("lever", "of_region"), plan.axes.official_kt, KT),
            "key": (("lever", "of_region"), np.array(keying.key_ids)),
        },
        coords=_lever_coords(plan) | _commune_coords(plan) | {"of_region": list(codes)},
        attrs=plan.about,
    )


def empty_dataset(plan: BatchPlan, blocks: Blocks, *, communes: bool) -> xarray.Dataset:
    """The whole ensemble before anything is computed: names, grades, and arrays to be filled block by block.

    Variables: `kt_<level>` (key, scenario, lever, <level>) and `grade_<level>` (key, lever, <level>); with `communes`,
    `statistics_kt` (key, statistic, lever, commune), `total_statistics_kt` (key, statistic, commune) over the
    scenarios, and `grade_commune`.
    """
    import xarray as xr
    from dask import array as dask_array

    keys, levers, six = len(plan.keyings), len(plan.axes.levers), len(STATISTICS)
    variables: dict[str, Any] = {}

    def add(name: str, dimensions: tuple[str, ...], shape: tuple[int, ...], chunks: tuple[int, ...]) -> None:
        variables[name] = (dimensions, dask_array.empty(shape, chunks=chunks), KT)

    def grade(name: str, ranks: list[Index]) -> None:
        variables[f"grade_{name}"] = (("key", "lever", name), GRADE_NAMES[np.stack(ranks)])

    for level in plan.grid.levels:
        sizes = levers, level.starts.size
        shape = (keys, len(plan.scenarios.names), *sizes)
        add(f"kt_{level.name}", ("key", "scenario", "lever", level.name), shape, (1, blocks.scenarios, *sizes))
        grade(level.name, [grades_at(keying, plan.grid, level) for keying in plan.keyings])
    if communes:
        size, piece = plan.communes.size, blocks.communes
        dimensions = ("key", "statistic", "lever", "commune")
        add("statistics_kt", dimensions, (keys, six, levers, size), (1, six, levers, piece))
        add("total_statistics_kt", ("key", "statistic", "commune"), (keys, six, size), (1, six, piece))
        grade("commune", [keying.grades_commune[:, plan.grid.region] for keying in plan.keyings])
    return xr.Dataset(variables, coords=coordinates(plan, communes=communes), attrs=plan.about)


def coordinates(plan: BatchPlan, *, communes: bool) -> dict[str, Any]:
    """Names along every dimension of an ensemble."""
    named = _lever_coords(plan) | {
        "key": ("key", [keying.name for keying in plan.keyings]),
        "key_title": ("key", [keying.title for keying in plan.keyings]),
        "scenario": ("scenario", list(plan.scenarios.names)),
    }
    for level in plan.grid.levels:
        names = names_of(level.name, plan.axes.regions)
        named[level.name] = (level.name, list(level.codes))
        named[f"{level.name}_name"] = (level.name, [names[code] for code in level.codes])
    if communes:
        of_commune = _commune_coords(plan)
        named |= {name: of_commune[name] for name in ("commune", "commune_name")}
        # Codes of the perimeter of each commune; the plain names are dimensions of their own here.
        named |= {f"commune_{level.name}": of_commune[level.name] for level in plan.grid.levels}
        named["statistic"] = ("statistic", list(STATISTICS))
    return named


def _lever_coords(plan: BatchPlan) -> dict[str, Any]:
    return {"lever": ("lever", list(plan.axes.levers)), "lever_label": ("lever", list(lever_labels(plan.axes)))}


def _commune_coords(plan: BatchPlan) -> dict[str, Any]:
    frame = load_frame()
    codes = frame.codes[plan.communes].tolist()
    names = {commune.code: commune.name for region in plan.axes.regions for commune in load_communes(region)}
    named: dict[str, Any] = {
        "commune": ("commune", codes),
        "commune_name": ("commune", [names.get(code, code) for code in codes]),
        "population": ("commune", frame.population[plan.communes]),
    }
    return named | {level.name: ("commune", perimeter_of(plan.grid, level)) for level in plan.grid.levels}


def perimeter_of(grid: Grid, level: PerimeterLevel) -> NDArray[np.str_]:
    """The code of each commune's perimeter (N,), "" for none; of its two CRTE, both codes, a blank between."""
    counts = np.diff([*level.starts.tolist(), level.atoms.size])
    codes: list[list[str]] = [[] for _atom in range(grid.starts.size)]
    for atom, rank in zip(level.atoms.tolist(), np.repeat(np.arange(level.starts.size), counts).tolist(), strict=True):
        codes[atom].append(level.codes[rank])
    lengths = np.diff([*grid.starts.tolist(), grid.order.size])
    by_commune: NDArray[np.str_] = np.repeat(np.array([" ".join(each) for each in codes], dtype=np.str_), lengths)
    return by_commune


def grades_at(keying: Keying, grid: Grid, level: PerimeterLevel) -> Index:
    """The grade of each lever in each perimeter (L, P), ranks in `GRADE_NAMES`; over several regions, the weakest."""
    by_atom = keying.grades[:, grid.atom_region][:, level.atoms]
    weakest = np.maximum.reduceat(np.where(by_atom == NO_GRADE, -1, by_atom), level.starts, axis=1)
    ranks: Index = np.where(weakest < 0, NO_GRADE, weakest).astype(np.intp)
    return ranks
