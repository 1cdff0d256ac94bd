"""Figures of the communes of 2026: the frame is the table, and the country's totals are those published."""

from __future__ import annotations

import csv
import filecmp
import io
import zipfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import build_communes
from _communes_about import FIGURES, Figure
from _communes_land import REPEATED, WORKS, Body, exchange, spread
from copilote.reference.communes import Frame, load_about, load_density_names, load_frame
from copilote.reference.errors import UnknownNameError
from copilote.reference.passage import current_communes
from copilote.reference.tables import PACKAGED, read_rows, table_path
from copilote.reference.territories import load_communes, load_epci
from published import PUBLISHED, needs_published

FRAME = load_frame()
TABLE = list(read_rows(table_path("communes", "figures.csv")))
COMMUNES = sorted(load_communes(), key=lambda row: row.code)
OVERSEAS = ("01", "02", "03", "04", "06")
LAND = PUBLISHED / "occupation-des-sols-epci"
INSEE = {figure.id: figure.column for figure in FIGURES if figure.column}
WITH_SECRETS = {"tax_households"}
"""Figures that INSEE keeps secret in small communes: a merger with one of them is not known."""


def within(frame: Frame, level: str, *codes: str) -> np.ndarray:
    return np.concatenate([frame.levels[level].members(code) for code in codes])


def published_csv(name: str) -> list[dict[str, str]]:
    with (LAND / name).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def insee() -> dict[str, dict[str, str]]:
    with zipfile.ZipFile(PUBLISHED / "communes" / "insee-comparateur-2022.zip") as archive:
        text = archive.read("base_cc_comparateur.CSV").decode("utf-8-sig")
    return {row["CODGEO"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}


def test_the_frame_holds_the_table_to_the_last_decimal() -> None:
    assert list(FRAME.codes) == [row["code"] for row in TABLE] == [commune.code for commune in COMMUNES]
    assert set(FRAME.figures) == set(TABLE[0]) - {"code"}
    for name, values in FRAME.figures.items():
        cells = [float(row[name]) if row[name] else np.nan for row in TABLE]
        assert np.array_equal(values, cells, equal_nan=True), name


def test_the_frame_holds_the_memberships_and_populations_of_the_territories() -> None:
    assert list(FRAME.population) == [commune.population for commune in COMMUNES]
    for name, level in FRAME.levels.items():
        found = [level.codes[index] if index >= 0 else None for index in level.index]
        assert found == [getattr(commune, name) for commune in COMMUNES], name
        assert list(level.codes) == sorted(set(level.codes))
    assert set(FRAME.levels["epci"].codes) == {epci.code for epci in load_epci()}
    assert len(FRAME.levels["region"].codes) == 18


def test_arrays_cannot_be_changed_and_unknown_codes_are_refused() -> None:
    with pytest.raises(ValueError, match="read-only"):
        FRAME.figures["jobs"][0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        FRAME.population[0] = 1.0
    assert FRAME.codes[FRAME.rank_of("2A004")] == "2A004"
    for wrong in ("99999", "00000", "75101"):
        with pytest.raises(UnknownNameError):
            FRAME.rank_of(wrong)
    assert FRAME.levels["region"].members("99").size == 0


def test_no_figure_is_negative_and_parts_fit_their_wholes() -> None:
    figures = FRAME.figures
    for name, values in figures.items():
        assert np.nanmin(values) >= 0, name
    built, area = figures["artificial_ha"], figures["area_km2"] * 100
    known = np.isfinite(built)
    assert (built[known] <= area[known] + 0.011).all()
    crops = ("arable_ha", "permanent_crops_ha", "pastures_ha", "mixed_farming_ha")
    assert np.nanmax(np.abs(sum(figures[name] for name in crops) - figures["farmed_ha"])) < 0.05
    kinds = ("main_residences", "secondary_residences", "vacant_dwellings")
    assert np.nanmax(np.abs(sum(figures[name] for name in kinds) - figures["dwellings"])) < 0.25
    assert set(np.unique(figures["density_class"])) == set(load_density_names()) == set(range(1, 8))


def test_what_is_not_known_is_empty_not_zero() -> None:
    mayotte = within(FRAME, "region", "06")
    assert mayotte.size == 17
    overseas = within(FRAME, "region", *OVERSEAS)
    assert overseas.size == 129
    for figure in FIGURES:
        values = FRAME.figures[figure.id]
        if figure.column:
            assert np.isnan(values[mayotte]).all(), figure.id
        elif figure.id != "density_class":
            assert np.isnan(values[overseas]).all(), figure.id
    assert np.isfinite(FRAME.figures["density_class"]).all()
    # No land cover: the communes of 2018 without EPCI, and those of the rows that are empty or another's.
    for code in ("22016", "29083", "29155", "49307", "85113", "02019"):
        assert np.isnan(FRAME.figures["arable_ha"][FRAME.rank_of(code)]), code
        assert np.isfinite(FRAME.figures["forest_ha"][FRAME.rank_of(code)]), code


def test_every_figure_says_what_it_is_and_for_how_many_communes() -> None:
    about = load_about()
    assert list(about) == list(FRAME.figures)
    for name, one in about.items():
        assert one.known == np.isfinite(FRAME.figures[name]).sum(), name
        assert (one.communes, one.level in ("commune", "epci")) == (34_875, True)
        assert one.title
        assert one.rule.endswith(".")


@needs_published
@pytest.mark.parametrize(("city", "first", "last"), [("75056", "75101", "75120"), ("69123", "69381", "69389"),
                                                     ("13055", "13201", "13216")])  # fmt: skip
def test_paris_lyon_and_marseille_are_counted_once(city: str, first: str, last: str) -> None:
    rows = insee()
    for name, column in INSEE.items():
        parts = sum(Decimal(row[column]) for code, row in rows.items() if first <= code <= last)
        assert abs(Decimal(rows[city][column]) - parts) < Decimal("1e-6"), name
        assert abs(FRAME.figures[name][FRAME.rank_of(city)] - float(parts)) <= 0.1, name


@needs_published
def test_the_countrys_totals_are_those_of_insee() -> None:
    districts = [("75101", "75120"), ("69381", "69389"), ("13201", "13216")]
    rows = [row for code, row in insee().items() if not any(first <= code <= last for first, last in districts)]
    assert len(rows) == 34_965
    for figure in FIGURES:
        if figure.column:
            total = sum(Decimal(row[figure.column]) for row in rows if row[figure.column])
            ours = sum(Decimal(row[figure.id]) for row in TABLE if row[figure.id])
            if figure.id in WITH_SECRETS:
                assert Decimal("0.999") < ours / total < 1
            else:
                assert ours == round(total, figure.decimals), figure.id


@pytest.mark.slow
@needs_published
def test_a_merged_commune_is_the_sum_of_those_that_merged() -> None:
    parts: dict[str, list[str]] = defaultdict(list)
    rows = insee()
    for code in rows:
        (*others, today) = current_communes(code, year=2021).codes
        if not others and code not in ("75056", "69123", "13055"):
            parts[today].append(code)
    merged = {today: codes for today, codes in parts.items() if len(codes) > 1 and today not in "75056 69123 13055"}
    assert len(merged) > 50
    for today, codes in merged.items():
        for name in ("dwellings", "jobs", "establishments", "area_km2"):
            if all(rows[code][INSEE[name]] for code in codes):
                total = sum(float(rows[code][INSEE[name]]) for code in codes)
                assert abs(FRAME.figures[name][FRAME.rank_of(today)] - total) <= 0.1, today


@needs_published
def test_the_countrys_hectares_are_those_published_each_epci_once() -> None:
    cover = [row for row in published_csv("corine-2018-epci.csv") if row["siren"] and row["siren"] not in REPEATED]
    starts = {"artificial_ha": "1", "arable_ha": "21", "permanent_crops_ha": "22", "pastures_ha": "231",
              "mixed_farming_ha": "24", "farmed_ha": "2", "wetlands_ha": "4"}  # fmt: skip
    totals = {
        name: sum(Decimal(cell) for row in cover for code, cell in row.items() if code.startswith(start) and cell
                  and code.isdigit())
        for name, start in starts.items()
    }  # fmt: skip
    hedges = {row["siren"]: Decimal(row["area"]) for row in published_csv("haies-epci.csv") if row["siren"].isdigit()}
    forests = {row["siren"]: Decimal(row["total"]) for row in published_csv("forets-ign-epci.csv") if row["siren"]}
    totals |= {"hedges_ha": sum(hedges.values(), Decimal()), "forest_ha": sum(forests.values(), Decimal())}
    for name, total in totals.items():
        ours = sum(Decimal(row[name]) for row in TABLE if row[name])
        assert abs(ours - total) < Decimal("0.02"), name
    # The national row of the hedges' file is not quite the sum of its EPCI.
    assert abs(totals["hedges_ha"] - Decimal("445461.83")) / totals["hedges_ha"] < Decimal("0.001")


@needs_published
def test_land_take_by_commune_is_that_of_the_file_by_epci_to_two_percent() -> None:
    by_epci = sum(
        float(cell)
        for row in published_csv("corine-2012-2018-changements-epci.csv")
        if row["siren"] not in REPEATED
        for pair, cell in row.items()
        if pair[0] in "234" and pair[4:5] == "1" and pair[4:7] not in WORKS and cell
    )
    ours = float(np.nansum(FRAME.figures["land_take_ha"]))
    assert ours == pytest.approx(29_112.4)
    assert ours == pytest.approx(by_epci, rel=0.02)


@needs_published
def test_an_epci_of_the_same_perimeter_keeps_its_hectares() -> None:
    cover = {row["siren"]: row for row in published_csv("corine-2018-epci.csv")}
    members = FRAME.levels["epci"].members("243700754")  # Tours Métropole Val de Loire
    arable = sum(float(cover["243700754"][code] or 0) for code in ("211", "212", "213"))
    assert FRAME.figures["arable_ha"][members].sum() == pytest.approx(arable, abs=0.2)
    # Coulommiers Pays de Brie has no row: it takes those of the two EPCI that it was made of.
    heir = FRAME.levels["epci"].members("200090504")
    assert FRAME.figures["farmed_ha"][heir].sum() > 20_000


@needs_published
@pytest.mark.slow
def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    build_communes.build(PUBLISHED, tmp_path)
    for name in ("figures.csv", "figures_about.csv", "density.csv", "frame.npz"):
        path = f"communes/2026/{name}"
        assert filecmp.cmp(tmp_path / path, PACKAGED / path, shallow=False), name


def test_a_split_is_shared_by_inhabitants_and_an_unknown_part_makes_a_merger_unknown() -> None:
    split = build_communes.carried({"60054": {"dwellings": 100.0}}, {"60054", "60694"})
    assert sum(figures["dwellings"] for figures in split.values()) == pytest.approx(100)
    assert split["60694"]["dwellings"] > split["60054"]["dwellings"] > 0
    (today,) = current_communes("24089", year=2021).codes
    both = {"24089": {"jobs": 3.0, "dwellings": 1.0}, today: {"jobs": 4.0}}
    assert today != "24089"
    assert build_communes.carried(both, {today}) == {today: {"jobs": 7.0}}


@given(
    values=st.lists(st.none() | st.floats(0, 1e5, allow_nan=False), min_size=1, max_size=60),
    decimals=st.integers(0, 2),
)
def test_rounding_keeps_the_total_and_moves_no_value_by_a_unit(values: list[float | None], decimals: int) -> None:
    units = build_communes.rounded(values, Figure("x", "x", "x", None, decimals=decimals))
    known = [(value, unit) for value, unit in zip(values, units, strict=True) if value is not None]
    assert all(unit == -1 for value, unit in zip(values, units, strict=True) if value is None)
    assert abs(sum(unit for _value, unit in known) - sum(value * 10**decimals for value, _unit in known)) <= 0.5 + 1e-4
    assert all(abs(unit - value * 10**decimals) < 1 + 1e-5 and unit >= 0 for value, unit in known)


@pytest.mark.parametrize(
    ("units", "decimals", "text"), [(-1, 1, ""), (0, 2, "0"), (123, 1, "12.3"), (120, 1, "12"), (5, 2, "0.05"),
                                    (150, 2, "1.5"), (7, 0, "7")]
)  # fmt: skip
def test_whole_numbers_are_written_as_short_decimals(units: int, decimals: int, text: str) -> None:
    assert build_communes.decimal(units, decimals) == text


@given(
    total=st.floats(0, 1e6, allow_subnormal=False),
    weights=st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=20),
    rooms=st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=20, max_size=20),
)
def test_a_spread_adds_up_and_stays_within_the_room(total: float, weights: list[float], rooms: list[float]) -> None:
    by_code = {str(rank): weight for rank, weight in enumerate(weights)}
    assert sum(spread(total, by_code).values()) == pytest.approx(total)
    room = {code: rooms[int(code)] for code in by_code}
    found = spread(total, by_code, room)
    assert sum(found.values()) == pytest.approx(min(total, sum(room.values())), abs=1e-6)
    assert all(0 <= found[code] <= room[code] * (1 + 1e-9) for code in found)


def test_hectares_follow_communes_that_changed_epci_and_totals_stay() -> None:
    left = Body({"arable_ha": 900.0, "forest_ha": 100.0}, area=1000, own=800, shares={"a": 1.0}, departement="28")
    joined = Body({"arable_ha": 100.0, "forest_ha": 300.0}, area=400, own=600, shares={"b": 1.0}, departement="28")
    still = Body({"arable_ha": 50.0}, area=100, own=101, shares={"c": 1.0}, departement="28")
    lakes = Body({"arable_ha": 10.0}, area=100, outside=60, own=50, shares={"d": 1.0}, departement="28")
    bodies = {"1": left, "2": joined, "3": still, "4": lakes}
    exchange(bodies, lambda body: body.departement)
    assert left.hectares == pytest.approx({"arable_ha": 720.0, "forest_ha": 80.0})
    assert joined.hectares == pytest.approx({"arable_ha": 280.0, "forest_ha": 320.0})
    assert (still.hectares, lakes.hectares) == ({"arable_ha": 50.0}, {"arable_ha": 10.0})
