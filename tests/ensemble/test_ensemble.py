"""Ensembles on real communes: the same figures as one declination alone, whichever way they are computed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from copilote.ensemble.arrays import Blocks, labelled, regions_of
from copilote.ensemble.files import Target, target_of, write_ensemble
from copilote.ensemble.memory import MB, fit, read_memory, used_now
from copilote.ensemble.plan import SUM_LEVELS, BatchPlan, base_of, plan_of, read_mix
from copilote.ensemble.run import ClusterError, runner
from copilote.ensemble.scenarios import drawn, official, read_scenarios
from copilote.exchange.perimeters import place_of, places
from copilote.exchange.place import members_of
from copilote.exchange.scenario_file import parse_scenario
from copilote.exchange.shares import Bound, KeyChoice, shared
from copilote.planning.allocation import AllocationError
from copilote.planning.ensemble import commune_statistics, sums
from copilote.planning.scenario import evaluate
from copilote.reference.errors import InputError, UnknownNameError
from copilote.reference.keys import key_values, load_keys
from copilote.reference.simulator import load_levers

xarray = pytest.importorskip("xarray")
pytest.importorskip("dask")
zarr = pytest.importorskip("zarr")

MIX = "0.7*defaut+0.3*population"
SHORT = ("departement", "epci")


@pytest.fixture(scope="module")
def plan() -> BatchPlan:
    """Two regions that share EPCI, twelve scenarios, three choices of keys."""
    base = base_of(("28", "32"), SHORT, ("defaut", "population", MIX))
    return plan_of(base, drawn(base.axes, 12, 0.2, 7, base.most_kt))


def alone(region: str, level: str, key: str = "defaut") -> dict[str, np.ndarray]:
    """What the declination of one region gives each of its perimeters, exact kt by lever."""
    choices = () if key == "defaut" else tuple(KeyChoice(lever.id, read_mix(key)) for lever in load_levers(region))
    found = shared(region, choices)
    ranks = {code: at for at, code in enumerate(found.communes)}
    answer = {}
    for place in places(region, level):
        inside = [ranks[code] for code in place.codes if code in ranks]
        answer[place.code] = found.exact_kt[:, inside].sum(axis=1)
    return answer


def test_the_labelled_declination_adds_up_to_the_region_at_every_level() -> None:
    data = labelled("24")
    assert float(data.kt.sum()) == pytest.approx(9503.8742)
    assert data.sizes == {"lever": 30, "commune": 1754, "of_region": 1}
    for level in SUM_LEVELS:
        summed = data.kt.groupby(level).sum()
        assert float(summed.sum()) == pytest.approx(9503.8742)
    loiret = data.kt.groupby("departement").sum().sel(departement="45")
    np.testing.assert_allclose(loiret, alone("24", "departement")["45"])
    orleans = data.sel(commune="45234")
    assert str(orleans.commune_name.values) == "Orléans"
    assert str(orleans.epci.values) == "244500468"
    assert set(np.unique(data.grade)) <= set("ABCD")
    assert data.kt.attrs["units"] == "ktCO2e/an"


def test_a_lever_that_does_not_exist_or_is_not_known_has_no_figure() -> None:
    data = labelled("11", "04")
    forest = data.sel(lever="co2_foret")
    assert np.isnan(forest.kt).all()
    assert set(np.unique(forest.grade[forest.region == "11"])) != {""}
    overseas = data.where(data.region == "04", drop=True)
    absent = [lever for lever in data.lever.values if lever not in {one.id for one in load_levers("04")}]
    assert np.isnan(overseas.kt.sel(lever=absent)).all()


@pytest.mark.parametrize("key", ["defaut", "population", MIX])
@pytest.mark.parametrize("level", SUM_LEVELS)
def test_official_targets_give_the_declination_of_each_region(level: str, key: str) -> None:
    base = base_of(("24",), (level,), (key,))
    found = sums(base.axes.official_kt[None], plan_of(base, official(base.axes)).keyings[0].sharing, base.grid)[0][0]
    wanted = alone("24", level, key)
    assert set(base.grid.levels[0].codes) == set(wanted)
    for rank, code in enumerate(base.grid.levels[0].codes):
        np.testing.assert_allclose(found[:, rank], wanted[code], rtol=1e-6, atol=1e-6)


def test_an_epci_over_two_regions_adds_what_each_gives(plan: BatchPlan) -> None:
    base = base_of(("28", "32"), SHORT)
    epci = base.grid.levels[1]
    found = sums(base.axes.official_kt[None], plan.keyings[0].sharing, base.grid)[1][0]
    north, south = alone("28", "epci"), alone("32", "epci")
    both = [code for code in epci.codes if code in north and code in south]
    assert both
    levers = {lever.id: rank for rank, lever in enumerate(load_levers("28"))}
    order = [levers[lever] for lever in base.axes.levers]
    for code in both:
        np.testing.assert_allclose(found[:, epci.codes.index(code)], (north[code] + south[code])[order], rtol=1e-9)


def test_a_scenario_file_gives_what_its_declination_gives(tmp_path: Path) -> None:
    levers = {"augm_voitelec": {"completed_kt": 100, "new_target_kt": 500}}
    text = json.dumps({"format": "copilote-scenario", "region": "24", "levers": levers})
    (tmp_path / "haute.json").write_text(text)
    base = base_of(("24",), ("departement",))
    plan = plan_of(base, read_scenarios(tmp_path, base.axes))
    assert plan.scenarios.names == ("haute",)
    found = sums(plan.targets_kt, plan.keyings[0].sharing, plan.grid)[0][0]
    outcome = evaluate(parse_scenario(text), load_levers("24"))
    declined = shared("24", (), outcome)
    np.testing.assert_allclose(found.sum(axis=1), declined.exact_kt.sum(axis=1))


def test_what_the_cop_decided_is_followed_with_its_limits() -> None:
    lever = "augm_voitelec"
    choice = KeyChoice(lever, (("population", 1.0),), (Bound("departement", "45", None, 90.0),))
    base = base_of(("24",), ("departement",), ("cop",), {"24": (choice,)})
    plan = plan_of(base, official(base.axes))
    found = sums(plan.targets_kt, plan.keyings[0].sharing, plan.grid)[0][0]
    declined = shared("24", (choice,))
    row = base.axes.levers.index(lever)
    loiret = plan.grid.levels[0].codes.index("45")
    assert found[row, loiret] == pytest.approx(90)
    assert found[row].sum() == pytest.approx(482.1358)
    rank = [one.id for one in declined.levers].index(lever)
    inside = np.isin(declined.communes, place_of("departement", "18").codes)
    assert found[row, plan.grid.levels[0].codes.index("18")] == pytest.approx(declined.exact_kt[rank, inside].sum())


def test_a_limit_that_no_scenario_can_hold_is_said_with_the_lever() -> None:
    choice = KeyChoice("augm_voitelec", bounds=(Bound("departement", "45", 900.0),))
    base = base_of(("24",), ("departement",), ("cop",), {"24": (choice,)})
    with pytest.raises(AllocationError, match="augm_voitelec"):
        plan_of(base, official(base.axes))


def test_a_region_s_draws_are_the_same_alone_and_in_france() -> None:
    small, large = base_of(("24",), ("region",)), base_of(("11", "24"), ("region",))
    one, two = (drawn(base.axes, 4, 0.2, 1, base.most_kt).targets_kt for base in (small, large))
    rows = [large.axes.levers.index(lever) for lever in small.axes.levers]
    np.testing.assert_array_equal(one[:, :, 0], two[:, rows, 1])


def write(plan: BatchPlan, path: Path, scheduler: str, blocks: Blocks, **options: Any) -> None:
    with runner(scheduler, 2) as run:
        write_ensemble(plan, target_of(path, overwrite=False), blocks, run, communes=True, **options)


@pytest.mark.slow
def test_every_way_writes_the_same_numbers(plan: BatchPlan, tmp_path: Path) -> None:
    """One after the other, in two threads, in other blocks: the same bits; without short cut, the same numbers."""
    write(plan, tmp_path / "sync.zarr", "sync", Blocks(5, 700))
    write(plan, tmp_path / "threads.zarr", "threads", Blocks(3, 1000))
    write(plan, tmp_path / "full.zarr", "threads", Blocks(4, 2048), in_full=True)
    first = xarray.open_zarr(tmp_path / "sync.zarr").load()
    assert first.identical(xarray.open_zarr(tmp_path / "threads.zarr").load())
    full = xarray.open_zarr(tmp_path / "full.zarr").load()
    xarray.testing.assert_allclose(first, full, rtol=1e-10)
    assert first.identical(full.assign({name: first[name] for name in ("kt_departement", "kt_epci")}))


@pytest.mark.slow
def test_two_processes_and_a_cluster_by_its_address_write_the_same_bits(plan: BatchPlan, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    write(plan, tmp_path / "sync.zarr", "sync", Blocks(5, 700))
    write(plan, tmp_path / "processes.zarr", "processes", Blocks(4, 2048))
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        write(plan, tmp_path / "cluster.zarr", cluster.scheduler_address, Blocks(7, 1500))
    first = xarray.open_zarr(tmp_path / "sync.zarr").load()
    for name in ("processes", "cluster"):
        assert first.identical(xarray.open_zarr(tmp_path / f"{name}.zarr").load())


def test_what_is_written_is_what_is_computed(plan: BatchPlan, tmp_path: Path) -> None:
    write(plan, tmp_path / "a.zarr", "sync", Blocks(5, 1500))
    data = xarray.open_zarr(tmp_path / "a.zarr").load()
    assert data.statistics_kt.dims == ("key", "statistic", "lever", "commune")
    for rank, keying in enumerate(plan.keyings):
        for level, block in zip(plan.grid.levels, sums(plan.targets_kt, keying.sharing, plan.grid), strict=True):
            np.testing.assert_array_equal(data[f"kt_{level.name}"][rank], block)
        each, total = commune_statistics(plan.targets_kt, keying.sharing, plan.grid, 0, plan.communes.size)
        np.testing.assert_array_equal(data.statistics_kt[rank], each)
        np.testing.assert_array_equal(data.total_statistics_kt[rank], total)
    spread = data.kt_epci.sel(key="defaut").sum("epci")
    np.testing.assert_allclose(spread, np.nansum(plan.targets_kt, axis=2), rtol=1e-9)
    total = data.total_statistics_kt.sel(key="defaut", statistic="mean").sum()
    assert float(total) == pytest.approx(np.nansum(plan.targets_kt.mean(axis=0)))


def test_parquet_holds_the_same_rows(plan: BatchPlan, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    write(plan, tmp_path / "a.parquet", "threads", Blocks(5, 1500))
    write(plan, tmp_path / "a.zarr", "threads", Blocks(12, 9000))
    data = xarray.open_zarr(tmp_path / "a.zarr").load()
    table = parquet.read_table(tmp_path / "a.parquet/territories").to_pandas()
    assert len(table) == 3 * 12 * int((data.grade_departement[0] != "").sum() + (data.grade_epci[0] != "").sum())
    one = table[(table.key == MIX) & (table.scenario == "tirage-03") & (table.territory == "76")].set_index("lever").kt
    wanted = data.kt_departement.sel(key=MIX, scenario="tirage-03", departement="76").to_series()
    np.testing.assert_allclose(one.loc[wanted.index], wanted)
    communes = parquet.read_table(tmp_path / "a.parquet/communes").to_pandas()
    rouen = communes[(communes.commune == "76540") & (communes.key == "defaut")].set_index("lever")
    assert rouen.loc["total", "median"] == pytest.approx(
        float(data.total_statistics_kt.sel(key="defaut", statistic="median", commune="76540"))
    )
    names = parquet.read_table(tmp_path / "a.parquet/names.parquet").to_pandas()
    assert "Seine-Maritime" in set(names.name)
    about = json.loads((tmp_path / "a.parquet/about.json").read_text("utf-8"))
    assert about["seed"] == 7


def test_what_the_output_says_of_itself(plan: BatchPlan, tmp_path: Path) -> None:
    write(plan, tmp_path / "a.zarr", "sync", Blocks(12, 9000))
    data = xarray.open_zarr(tmp_path / "a.zarr")
    assert {"units", "source", "edition_simulator", "edition_keys", "keys", "seed", "caution"} <= set(data.attrs)
    assert "± 20 %" in data.attrs["scenarios"]
    assert set(np.unique(data.grade_epci)) <= {*"ABCD", ""}
    assert (data.grade_epci.sel(key="population") == "C").any()


def test_only_an_ensemble_of_ours_is_replaced(plan: BatchPlan, tmp_path: Path) -> None:
    write(plan, tmp_path / "a.zarr", "sync", Blocks(12, 9000))
    with pytest.raises(InputError, match="--overwrite"):
        target_of(tmp_path / "a.zarr", overwrite=False)
    assert isinstance(target_of(tmp_path / "a.zarr", overwrite=True), Target)
    (tmp_path / "mine.zarr").mkdir()
    with pytest.raises(InputError, match="n’est pas un ensemble"):
        target_of(tmp_path / "mine.zarr", overwrite=True)
    with pytest.raises(InputError, match=r"\.zarr ou \.parquet"):
        target_of(tmp_path / "a.csv", overwrite=False)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_blocks_fit_the_memory_or_the_least_is_said(plan: BatchPlan) -> None:
    options = {"own_processes": False, "communes": True, "parquet": False}
    roomy, tight = fit(plan, 4000 * MB, 2, **options), fit(plan, used_now() + 170 * MB, 2, **options)
    assert tight.scenarios <= roomy.scenarios <= 64
    with pytest.raises(InputError, match=r"au moins \d+ Mo avec 2 exécutants") as refused:
        fit(plan, 50 * MB, 2, **options)
    least = int(str(refused.value).split("au moins ")[1].split(" Mo")[0])
    assert fit(plan, (least + 20) * MB, 2, **options).scenarios >= 1


def test_memory_is_read_with_its_unit() -> None:
    assert [read_memory(text) for text in ("500MB", "2 Go", "1,5gb", "300")] == [500e6, 2e9, 1.5e9, 300e6]
    for text in ("", "lots", "500 TB", "-3"):
        with pytest.raises(InputError, match="500MB"):
            read_memory(text)


def test_a_cluster_that_does_not_answer_and_an_unknown_scheduler_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copilote.ensemble.run.CONNECT_SECONDS", 1)
    with pytest.raises(ClusterError, match="ne répond pas"), runner("tcp://127.0.0.1:1", 1):
        pass
    with pytest.raises(InputError, match="Ordonnanceur"), runner("spark", 1):
        pass


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("scenario,region,lever\nA,24,augm_voitelec\n", "colonnes manquantes : target_kt"),
        ("scenario,region,lever,target_kt\nA,24,augm_voitelc,3\n", "Vouliez-vous dire : augm_voitelec"),
        ("scenario,region,lever,target_kt\nA,Bretgne,augm_voitelec,3\n", "ligne 2 : Région « Bretgne »"),
        ("scenario,region,lever,target_kt\nA,24,augm_voitelec,-3\n", "positif est attendu, lu : « -3 »"),
        ("scenario,region,lever,target_kt\nA,24,augm_voitelec,beaucoup\n", "« beaucoup »"),
        ("scenario,region,lever,target_kt\nA,24,augm_voitelec,\n", "lu : «  »"),
        ("scenario,region,lever,target_kt\nA,24,augm_voitelec,1\nA,24,augm_voitelec,2\n", "donné deux fois"),
        ("scenario,region,lever,target_kt\n,24,augm_voitelec,1\n", "le nom du scénario manque"),
        ("scenario,region,lever,target_kt\nA,53,augm_voitelec,1\n", "aucun scénario pour les régions demandées"),
        ("scenario,region,lever,target_kt\n", "aucun scénario"),
    ],
)
def test_a_faulty_table_of_scenarios_is_refused_with_its_line(rows: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(rows, encoding="utf-8")
    axes = base_of(("24",), ("region",)).axes
    with pytest.raises(InputError, match=said):
        read_scenarios(path, axes)


def test_a_table_keeps_the_official_target_of_what_it_does_not_name(tmp_path: Path) -> None:
    parquet, pyarrow = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow")
    axes = base_of(("24",), ("region",)).axes
    rows = {"scenario": ["A", "B"], "region": ["24", "53"], "lever": ["augm_voitelec"] * 2, "target_kt": [500.0, 1.0]}
    parquet.write_table(pyarrow.table(rows), tmp_path / "s.parquet")
    (tmp_path / "s.csv").write_text("scenario;region;lever;target_kt\nA;Centre;augm_voitelec;500,0\n", "utf-8")
    for name in ("s.parquet", "s.csv"):
        found = read_scenarios(tmp_path / name, axes)
        assert found.names == ("A",)
        wanted = axes.official_kt.copy()
        wanted[axes.levers.index("augm_voitelec")] = 500
        np.testing.assert_array_equal(found.targets_kt[0], wanted)
    assert "53" in read_scenarios(tmp_path / "s.parquet", axes).remarks[0]


def test_a_target_above_the_stock_is_refused_and_a_draw_is_brought_back(tmp_path: Path) -> None:
    base = base_of(("24",), ("region",))
    bounded = int(np.flatnonzero(np.isfinite(base.most_kt[:, 0]))[0])
    lever, most = base.axes.levers[bounded], base.most_kt[bounded, 0]
    path = tmp_path / "s.csv"
    path.write_text(f"scenario,region,lever,target_kt\nA,24,{lever},{most * 1.5}\n", "utf-8")
    with pytest.raises(InputError, match=f"{lever} demande"):
        plan_of(base, read_scenarios(path, base.axes))
    found = drawn(base.axes, 30, 1.0, 0, base.most_kt)
    assert found.targets_kt[:, bounded].max() <= most
    plan_of(base, found)


def test_keys_levels_and_regions_are_told_from_what_is_not() -> None:
    assert read_mix(" 0,5×population + defaut") == (("population", 0.5), ("defaut", 1.0))
    with pytest.raises(InputError, match="poids"):
        read_mix("0*population")
    with pytest.raises(UnknownNameError, match="population"):
        read_mix("populatio")
    with pytest.raises(InputError, match="defaut"):
        read_mix("défo")
    with pytest.raises(InputError, match="Niveau"):
        base_of(("24",), ("commune",))
    assert len(regions_of(["france", "24"])) == 18
    with pytest.raises(UnknownNameError):
        regions_of(["Bretgne"])


def test_a_key_that_is_0_in_a_whole_region_leaves_the_default_and_says_so() -> None:
    base = base_of(("06", "24"), ("region",), (zero_in_mayotte(),))
    assert "la règle habituelle y reste" in base.keyings[0].remarks[0]


def zero_in_mayotte() -> str:
    """A key that says nothing in Mayotte and something in Centre-Val de Loire."""
    silent, told = members_of("06"), members_of("24")
    return next(key for key in load_keys() if not key_values(key)[silent].sum() and key_values(key)[told].sum())
