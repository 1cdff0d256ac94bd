"""The climate of cells and communes is the published one to the last decimal; Climadiag's values are found."""

from __future__ import annotations

import filecmp
import math
from pathlib import Path

import numpy as np
import pytest

import build_climate
from _tables import read_published
from copilote.reference.climate import HORIZONS, NO_CELL, cells_of, find_index, load_cells, load_indices
from copilote.reference.errors import UnknownNameError
from copilote.reference.passage import current_communes
from copilote.reference.tables import PACKAGED
from copilote.reference.territories import commune_or_none, load_communes, load_districts, load_regions
from copilote.words import speaking
from published import PUBLISHED, needs_published

TRACC = PUBLISHED / "climat-tracc"
CELLS = load_cells()
LEVELS = ("reference", *HORIZONS)


def values(commune: str, index: str) -> list[float]:
    """An index of a commune at the reference and at each level."""
    region = commune_or_none(commune).region  # type: ignore[union-attr]
    (cell,) = cells_of([commune], [region])
    return CELLS.median[:, CELLS.indices.index(index), cell].tolist()


@pytest.mark.parametrize(
    ("commune", "index", "climadiag"),
    [
        ("45001", "jours_35", (1, 3, 5, 11)),
        ("45001", "nuits_tropicales", (2, 6, 11, 23)),
        ("45001", "jours_30", (10, 16, 23, 36)),
        ("45001", "jours_feu", (1, 2, 6, 8)),
    ],
)
def test_adon_is_as_climadiag_publishes_it(commune: str, index: str, climadiag: tuple[int, ...]) -> None:
    assert tuple(math.floor(value + 0.5) for value in values(commune, index)) == climadiag


def test_four_cities_are_as_the_publication_checks_them() -> None:
    assert values("45234", "jours_30") == [10.5, 17.8, 24.3, 39.2]
    ends = {"41018": (9.2, 35.7), "37261": (10.1, 38.2), "18033": (11.5, 41.7)}
    assert {code: (values(code, "jours_30")[0], values(code, "jours_30")[3]) for code in ends} == ends


def test_every_commune_of_the_metropolis_has_a_cell_and_none_overseas() -> None:
    for region in load_regions():
        cells = cells_of([commune.code for commune in load_communes(region.code)], [region.code])
        assert (cells == NO_CELL).all() if region.code < "10" else (cells != NO_CELL).all(), region.name
    assert cells_of(["41018"], ["53"]).tolist() == [NO_CELL]


def test_ranges_hold_the_medians_and_are_unknown_where_none_is_published() -> None:
    ranged = [rank for rank in range(len(CELLS.indices)) if np.isfinite(CELLS.low[0, rank]).all()]
    assert len(ranged) == 9
    others = [rank for rank in range(len(CELLS.indices)) if rank not in ranged]
    assert np.isnan(CELLS.low[:, others]).all()
    assert np.isnan(CELLS.high[:, others]).all()
    # Ranges have a decimal less than some medians.
    assert (CELLS.low[:, ranged] <= CELLS.median[1:, ranged] + 0.51).all()
    assert (CELLS.high[:, ranged] >= CELLS.median[1:, ranged] - 0.51).all()


def test_arrays_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        CELLS.median[0, 0, 0] = 1.0


def test_an_index_is_found_by_its_id_or_its_name_and_mistakes_are_told_the_nearest() -> None:
    assert find_index("jours_30").id == find_index("Jours à 30 °C et plus").id == "jours_30"
    with pytest.raises(UnknownNameError, match="nuits_tropicales"):
        find_index("nuit_tropicale")
    assert load_indices()["jours_feu"].models == 10
    with speaking("en"):
        assert load_indices()["nuits_tropicales"].unit == "nights a year"


@needs_published
def test_each_value_of_each_commune_is_the_published_one() -> None:
    """All rows of the published file: the values of 4 levels and their ranges, for each of its communes."""
    medians = {
        (row["maille"], row["niveau_france"]): row for row in read_published(TRACC / "tracc-mailles-mediane.csv.gz")
    }
    ranges = {
        (row["maille"], row["niveau_france"]): row
        for row in read_published(TRACC / "tracc-mailles-min-max-modeles.csv.gz")
    }
    rows, districts = read_published(TRACC / "communes-mailles.csv.gz"), {row.code for row in load_districts()}
    assert len(rows) == 34_883
    today = {commune.code: commune.region for commune in load_communes()}
    held = [row for row in rows if row["insee"] in today]
    cells = cells_of([row["insee"] for row in held], set(today.values()))
    assert CELLS.cells[cells].tolist() == [int(row["maille"]) for row in held]
    for row in rows:
        if row["insee"] not in today:  # a city's own row counts it once; a commune that merged is where it is today
            assert row["insee"] in districts or current_communes(row["insee"]).codes[0] in today
    at = {int(cell): rank for rank, cell in enumerate(CELLS.cells)}
    for step, level in enumerate(LEVELS):
        for rank, name in enumerate(CELLS.indices):
            published = np.array([float(medians[str(cell), level][name]) for cell in at])
            assert np.array_equal(CELLS.median[step, rank], published), (level, name)
            if level in HORIZONS and f"{name}_min" in ranges[str(CELLS.cells[0]), level]:
                for kept, end in ((CELLS.low, "min"), (CELLS.high, "max")):
                    published = np.array([float(ranges[str(cell), level][f"{name}_{end}"]) for cell in at])
                    assert np.array_equal(kept[step - 1, rank], published), (level, name, end)


@needs_published
def test_the_tables_are_those_that_the_script_makes(tmp_path: Path) -> None:
    build_climate.build(PUBLISHED, tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert len(made) == 14
    for path in made:
        assert filecmp.cmp(tmp_path / path, PACKAGED / path, shallow=False), path


def test_climate_and_risks_stay_light() -> None:
    sizes = [
        path.stat().st_size
        for domain in ("climate", "risks")
        for path in (PACKAGED / domain).rglob("*")
        if path.is_file()
    ]
    assert sum(sizes) < 6_000_000
