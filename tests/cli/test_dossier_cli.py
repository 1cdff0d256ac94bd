"""`copilote dossier`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilote.dossier.page import build_dossier
from copilote.publish.table import Shown
from support_cli import copilote, refused


def test_a_dossier_is_written_and_its_files_are_named(tmp_path: Path) -> None:
    answer = copilote("dossier", "Centre Val de Loire", "--output", str(tmp_path / "dossiers"))
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0].startswith("Centre-Val de Loire : 9,5")
    assert [Path(line).suffix for line in lines[1:4]] == [".html", ".json", ".xlsx"]
    assert all(Path(line).is_file() for line in lines[1:4])
    record = json.loads(Path(lines[2]).read_text("utf-8"))
    assert record["region"] == {"code": "24", "slug": "centre-val-de-loire", "name": "Centre-Val de Loire"}


def test_a_date_is_printed_only_when_it_is_given(tmp_path: Path) -> None:
    copilote("dossier", "94", "-o", str(tmp_path), "--date", "12 janvier 2027")
    assert "12 janvier 2027" in (tmp_path / "dossier-corse.html").read_text("utf-8")


def test_bad_places_and_regions_are_refused_in_one_sentence(tmp_path: Path) -> None:
    taken = tmp_path / "fichier"
    taken.write_text("")
    assert "ce n’est pas un dossier" in refused("dossier", "24", "--output", str(taken))
    assert "Bretagne" in refused("dossier", "Bretagn", "--output", str(tmp_path))
    assert "--output" in refused("dossier", "24")


def _commands(region: str) -> dict[str, list[list[str]]]:
    """The commands that each table of the dossier shows, without repeats."""
    found = {}
    for table in build_dossier(region).tables:
        keys = [column.key for column in table.columns]
        if "command" in keys:
            shown = dict.fromkeys(str(row[keys.index("command")]) for row in table.rows)
            found[table.key] = [command.split() for command in shown]
    return found


@pytest.mark.parametrize("region", ["24", "04", "exemple"])
def test_any_number_of_the_dossier_is_followed_by_the_command_beside_it(region: str) -> None:
    for commands in _commands(region).values():
        for name, *arguments in commands[::7]:
            assert name == "copilote"
            answer = copilote(*arguments, "--format", "json")
            assert answer.code == 0, (arguments, answer.err)
            if arguments[0] == "explain":
                assert answer.json["figures"]
                for figure in answer.json["figures"]:
                    assert figure["source"]["year"]
                    assert figure["source"]["licence"]


def test_a_lever_s_figures_are_those_that_explain_traces() -> None:
    table = build_dossier("24").table("levers")
    assert table is not None
    keys = [column.key for column in table.columns]
    for row in table.rows[::6]:
        lever = dict(zip(keys, row, strict=True))
        figures = copilote("explain", "24", str(lever["id"]), "--format", "json").json["figures"]
        traced = {figure["key"]: figure["value"] for figure in figures}
        assert traced["target_kt"] == lever["target_kt"]
        if isinstance(lever["physical_2030"], Shown):
            assert traced["physical_2030"] == pytest.approx(lever["physical_2030"].value)


def test_an_indicator_s_target_is_the_one_that_explain_traces() -> None:
    table = build_dossier("24").table("observed")
    assert table is not None
    keys = [column.key for column in table.columns]
    rates = [dict(zip(keys, row, strict=True)) for row in table.rows if row[keys.index("unit")] == "%"]
    for row in [row for row in rates if row["target_2030"] is not None][::5]:
        figures = copilote("explain", "24", str(row["indicator"]), "--format", "json").json["figures"]
        assert pytest.approx(row["target_2030"]) in [figure["value"] for figure in figures]
        assert pytest.approx(row["last_value"]) in [figure["value"] for figure in figures]
