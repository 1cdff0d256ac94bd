"""An ensemble as labelled arrays: France's communes, and the sums of many scenarios, computed block by block by Dask.

`labelled` gives one declination of a region or of France; `dataset` a whole ensemble that Dask computes when asked;
both need the extra "ensemble" (`pip install 'copilote[ensemble]'`). `ensemble_files` writes what memory cannot hold.

>>> labelled("24").kt.sum("commune")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from copilote.exchange.ensemble_plan import (
    NO_GRADE,
    SUM_LEVELS,
    Keying,
    Plan,
    base_of,
    lever_labels,
    names_of,
    plan_of,
)
from copilote.exchange.ensemble_scenarios import official
from copilote.exchange.shares import DEFAULT, Choices
from copilote.planning.allocation import Index
from copilote.planning.ensemble import STATISTICS, Grid, Level, commune_statistics, lever_spread, sums
from copilote.planning.key_test import GRADES
from copilote.reference.communes import load_frame
from copilote.reference.errors import CopiloteError
from copilote.reference.simulator import find_region, load_regions
from copilote.reference.territories import load_communes

if TYPE_CHECKING:
    import xarray

GRADE_NAMES = np.array([*GRADES, ""])
KT = {"units": "ktCO2e/an", "long_name": "ktCO2e évitées par an en 2030 par rapport à 2019"}
Held = Any
"""A value for Dask's tasks: itself, a delayed one, or one already sent to the workers."""


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


def _dask() -> tuple[Any, Any]:
    """Dask's arrays and its `delayed`; they come without types."""
    arrays: Any = import_module("dask.array")
    dask: Any = import_module("dask")
    return arrays, dask.delayed


@dataclass(frozen=True)
class Blocks:
    """How much is computed at once: scenarios of one choice of keys, and communes with all scenarios."""

    scenarios: int
    communes: int


def regions_of(texts: Sequence[str]) -> tuple[str, ...]:
    """INSEE codes of regions as people name them, each once; "france" is all 18. Raises UnknownNameError."""
    found: list[str] = []
    for text in texts:
        if text.strip().lower() == "france":
            found += [region.code for region in load_regions()]
        else:
            found.append(find_region(text).code)
    return tuple(dict.fromkeys(found))


def labelled(*regions: str, keys: str = DEFAULT, decided: Mapping[str, Choices] | None = None) -> xarray.Dataset:
    """The official targets of regions ("24", "Bretagne"; all of France by default) shared among their communes.

    keys : a choice of keys ("defaut", "cop", a key, "0.7*defaut+0.3*population"); decided : what "cop" stands for.

    Returns a Dataset with dimensions lever and commune: `kt` (ktCO2e a year avoided in 2030 against 2019, not rounded,
    NaN where the target is not known or the lever does not exist) and `grade` (A, B, C or ""); and, by lever and
    region, `target_kt` and `key`. Coordinates of communes: region, departement, crte, arrondissement, epci ("" for
    none), commune_name, population. `data.kt.groupby("epci").sum()` sums to any of them.
    """
    need_extra()
    import xarray as xr

    codes = regions_of(regions or ["france"])
    base = base_of(codes, SUM_LEVELS, (keys,), decided)
    plan = plan_of(base, official(base.axes))
    keying, grid = plan.keyings[0], plan.grid
    kt = np.concatenate(
        [lever_spread(plan.targets_kt, keying.sharing, grid, lever) for lever in range(len(plan.axes.levers))]
    )
    by_region = keying.grades_commune
    return xr.Dataset(
        {
            "kt": (("lever", "commune"), kt, KT),
            "grade": (("lever", "commune"), GRADE_NAMES[by_region[:, grid.region]]),
            "target_kt": (("lever", "of_region"), plan.axes.official_kt, KT),
            "key": (("lever", "of_region"), np.array(keying.key_ids)),
        },
        coords=_lever_coords(plan) | _commune_coords(plan) | {"of_region": list(codes)},
        attrs=plan.about,
    )


def dataset(
    plan: Plan,
    blocks: Blocks,
    *,
    communes: bool = False,
    in_full: bool = False,
    hold: Callable[[Any], Held] | None = None,
) -> xarray.Dataset:
    """The whole ensemble, that Dask computes block by block when it is asked for.

    Variables: `kt_<level>` (key, scenario, lever, <level>) and `grade_<level>` (key, lever, <level>); with `communes`,
    `statistics_kt` (key, statistic, lever, commune) and `total_statistics_kt` (key, statistic, commune), over the
    scenarios. hold : how large values reach the tasks (by default, through the graph).
    """
    need_extra()
    import xarray as xr

    da, delayed = _dask()
    keep = hold or (lambda value: delayed(value, traverse=False))
    grid, levers, count = keep(plan.grid), len(plan.axes.levers), len(plan.scenarios.names)
    targets = keep(plan.targets_kt)
    variables: dict[str, Any] = {}
    pieces: dict[str, list[Any]] = {f"kt_{level.name}": [] for level in plan.grid.levels}
    each, total = [], []
    for keying in plan.keyings:
        sharing = keep(keying.sharing)
        rows: dict[str, list[Any]] = {name: [] for name in pieces}
        for first, stop in spans(count, blocks.scenarios):
            block = delayed(sums)(plan.targets_kt[first:stop], sharing, grid, first, in_full=in_full)
            for rank, level in enumerate(plan.grid.levels):
                shape = (stop - first, levers, level.starts.size)
                rows[f"kt_{level.name}"].append(da.from_delayed(block[rank], shape, np.float64))
        for name, held in rows.items():
            pieces[name].append(da.concatenate(held, axis=0))
        if communes:
            found = [
                (delayed(commune_statistics)(targets, sharing, grid, first, stop, in_full=in_full), stop - first)
                for first, stop in spans(plan.communes.size, blocks.communes)
            ]
            six = len(STATISTICS)
            each.append(
                da.concatenate(
                    [da.from_delayed(one[0], (six, levers, size), np.float64) for one, size in found], axis=2
                )
            )
            total.append(
                da.concatenate([da.from_delayed(one[1], (six, size), np.float64) for one, size in found], axis=1)
            )
    for level in plan.grid.levels:
        variables[f"kt_{level.name}"] = (
            ("key", "scenario", "lever", level.name),
            da.stack(pieces[f"kt_{level.name}"]),
            KT,
        )
        grades = np.stack([GRADE_NAMES[grades_at(keying, plan.grid, level)] for keying in plan.keyings])
        variables[f"grade_{level.name}"] = (("key", "lever", level.name), grades)
    if communes:
        variables["statistics_kt"] = (("key", "statistic", "lever", "commune"), da.stack(each), KT)
        variables["total_statistics_kt"] = (("key", "statistic", "commune"), da.stack(total), KT)
        grades = np.stack([GRADE_NAMES[keying.grades_commune[:, plan.grid.region]] for keying in plan.keyings])
        variables["grade_commune"] = (("key", "lever", "commune"), grades)
    return xr.Dataset(variables, coords=coordinates(plan, communes=communes), attrs=plan.about)


def coordinates(plan: Plan, *, communes: bool) -> dict[str, Any]:
    """Names along every dimension of an ensemble."""
    found = _lever_coords(plan) | {
        "key": ("key", [keying.name for keying in plan.keyings]),
        "key_title": ("key", [keying.title for keying in plan.keyings]),
        "scenario": ("scenario", list(plan.scenarios.names)),
    }
    for level in plan.grid.levels:
        names = names_of(level.name, plan.axes.regions)
        found[level.name] = (level.name, list(level.codes))
        found[f"{level.name}_name"] = (level.name, [names[code] for code in level.codes])
    if communes:
        held = _commune_coords(plan)
        found |= {"commune": held["commune"], "commune_name": held["commune_name"]}
        # Codes of the perimeter of each commune; the plain names are dimensions of their own here.
        found |= {f"commune_{level.name}": held[level.name] for level in plan.grid.levels}
        found["statistic"] = ("statistic", list(STATISTICS))
    return found


def _lever_coords(plan: Plan) -> dict[str, Any]:
    return {"lever": ("lever", list(plan.axes.levers)), "lever_label": ("lever", list(lever_labels(plan.axes)))}


def _commune_coords(plan: Plan) -> dict[str, Any]:
    frame = load_frame()
    codes = frame.codes[plan.communes].tolist()
    names = {one.code: one.name for region in plan.axes.regions for one in load_communes(region)}
    found: dict[str, Any] = {
        "commune": ("commune", codes),
        "commune_name": ("commune", [names.get(code, code) for code in codes]),
        "population": ("commune", frame.population[plan.communes]),
    }
    for level in plan.grid.levels:
        found[level.name] = ("commune", perimeter_of(plan.grid, level))
    return found


def perimeter_of(grid: Grid, level: Level) -> NDArray[np.str_]:
    """The code of each commune's perimeter (N,), "" for none; of its two CRTE, both codes, a blank between."""
    counts = np.diff([*level.starts.tolist(), level.atoms.size])
    held: list[list[str]] = [[] for _ in range(grid.starts.size)]
    for atom, rank in zip(level.atoms.tolist(), np.repeat(np.arange(level.starts.size), counts).tolist(), strict=True):
        held[atom].append(level.codes[rank])
    lengths = np.diff([*grid.starts.tolist(), grid.order.size])
    found: NDArray[np.str_] = np.repeat(np.array([" ".join(codes) for codes in held], dtype=np.str_), lengths)
    return found


def grades_at(keying: Keying, grid: Grid, level: Level) -> Index:
    """The grade of each lever in each perimeter (L, P), ranks in `GRADE_NAMES`; over several regions, the weakest."""
    by_atom = keying.grades[:, grid.atom_region][:, level.atoms]
    known = np.where(by_atom == NO_GRADE, -1, by_atom)
    weakest = np.maximum.reduceat(known, level.starts, axis=1)
    found: Index = np.where(weakest < 0, NO_GRADE, weakest).astype(np.intp)
    return found


def spans(count: int, size: int) -> list[tuple[int, int]]:
    """Consecutive pieces of at most `size`."""
    return [(first, min(first + size, count)) for first in range(0, count, size)]
