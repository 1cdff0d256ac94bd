"""`copilote ensemble`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from copilote.ensemble.memory import LIBRARIES
from support_cli import copilote, refused

xarray = pytest.importorskip("xarray")
pytest.importorskip("zarr")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command holds less than the whole test run does."""
    monkeypatch.setattr("copilote.ensemble.memory.used_now", lambda: LIBRARIES)


PAGE = Path(__file__).resolve().parents[2] / "docs/guide/ensemble.md"


def test_an_ensemble_is_written_and_summed_up_in_a_line(tmp_path: Path) -> None:
    out = tmp_path / "e.zarr"
    answer = copilote("ensemble", "24", "--sample", "20", "--keys", "defaut,population", "--communes", "-o", str(out))
    assert answer.code == 0, answer.err
    assert "1 région, 20 scénarios, 30 leviers, 1 754 communes, 2 choix de clés" in re.sub(r"\s", " ", answer.out)
    assert "indicatifs" in answer.out
    assert "100 %" in answer.err
    data = xarray.open_zarr(out)
    assert data.sizes["epci"] == 82
    assert data.sizes["scenario"] == 20
    assert data.attrs["seed"] == 0


def test_official_targets_alone_give_the_region_s_total(tmp_path: Path) -> None:
    copilote("ensemble", "Centre", "--levels", "departement", "-o", str(tmp_path / "e.zarr"))
    assert float(xarray.open_zarr(tmp_path / "e.zarr").kt_departement.sum()) == pytest.approx(9503.8742)


def test_the_same_seed_gives_the_same_numbers_and_another_one_others(tmp_path: Path) -> None:
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        copilote("ensemble", "94", "--sample", "3", "--seed", seed, "-o", str(tmp_path / f"{name}.zarr"))
    one, same, other = (xarray.open_zarr(tmp_path / f"{name}.zarr").load() for name in "abc")
    assert one.identical(same)
    assert not one.equals(other)


def test_an_output_is_replaced_only_when_asked(tmp_path: Path) -> None:
    out = str(tmp_path / "e.zarr")
    copilote("ensemble", "94", "-o", out)
    assert "--overwrite" in refused("ensemble", "94", "-o", out)
    assert copilote("ensemble", "94", "-o", out, "--overwrite").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("94", "--keys", "populatoin"), "Vouliez-vous dire : population"),
        (("94", "--keys", ","), "au moins un choix de clés"),
        (("94", "--levels", "epcii"), "Vouliez-vous dire : epci"),
        (("94", "--levels", "commune"), "--communes"),
        (("94", "--scenarios", "absent.csv"), "introuvable"),
        (("94", "--scenarios", "absent.csv", "--sample", "3"), "l’un des deux"),
        (("94", "--sample", "0"), "au moins 1"),
        (("94", "--sample", "3", "--spread", "150"), "au plus 100"),
        (("94", "--sample", "3", "--seed", "-1"), "Graine"),
        (("94", "--sample", "90000000"), "tirages"),
        (("94", "--memory", "20MB"), "au moins"),
        (("94", "--memory", "beaucoup"), "500MB"),
        (("94", "--workers", "0"), "1 à 1024"),
        (("94", "--scheduler", "spark"), "tcp://"),
        (("Bretgne",), "Bretagne"),
    ],
)
def test_bad_input_gets_one_sentence(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    assert said in refused("ensemble", *arguments, "-o", str(tmp_path / "e.zarr"))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_extra_is_said_with_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zarr", None)
    assert "pip install 'copilote[ensemble]'" in refused("ensemble", "94", "-o", str(tmp_path / "e.zarr"))


# The system counts the memory of this process to those that it starts, until they say themselves what they took.
MEASURED = """
import re, sys
from pathlib import Path
from copilote.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code
print(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1], file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's account of memory")
@pytest.mark.parametrize("ending", ["zarr", "parquet"])
def test_the_whole_process_keeps_within_the_stated_memory(ending: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", MEASURED, "ensemble", "france", "--sample", "200", "--communes"]
    command += ["--memory", "500MB", "--workers", "2", "--output", str(tmp_path / f"e.{ending}")]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    assert int(ended.stderr.split()[-1]) * 1024 <= 500_000_000


@pytest.mark.parametrize("line", re.findall(r"^copilote .+$", PAGE.read_text("utf-8"), re.MULTILINE))
def test_a_command_of_the_page_answers(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "tcp://" in line or "france" in line:
        pytest.skip("needs a cluster, or minutes")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "build").mkdir()
    (tmp_path / "build/scenarios.csv").write_text("scenario,region,lever,target_kt\nA,24,augm_voitelec,500\n", "utf-8")
    answer = copilote(*line.removeprefix("copilote ").split())
    assert answer.code == 0, answer.err
