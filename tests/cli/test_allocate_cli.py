"""`copilote allocate`: shares that add up, at every level, with their keys and grades."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copilote.exchange.overlap import counted_twice
from copilote.exchange.shares import Choices, KeyChoice, shares_at
from copilote.publish import allocated_files
from copilote.reference.errors import InputError
from copilote.words.numbers import format_decimals, format_six
from support_cli import copilote, refused

KEYS = {"territory", "lever", "target_kt", "physical", "unit", "key", "grade", "share"}
SCENARIO = {
    "format": "copilote-scenario",
    "region": "24",
    "name": "Hypothèse",
    "levers": {"augm_covoit": {"completed_kt": 10, "new_target_kt": 50}},
}


@pytest.fixture(autouse=True)
def _no_base(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of these tests are typed on a machine without a database, but where they say otherwise."""
    monkeypatch.setattr("copilote.cli.allocate.recorded_choices", lambda region: ())
    monkeypatch.setattr("copilote.cli.allocate.recorded_crte", lambda region: ())


def rows_of(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = copilote("allocate", *arguments, "--format", "json").json
    return found


def tonnes(rows: list[dict[str, Any]]) -> int:
    return sum(round(1000 * row["target_kt"]) for row in rows if row["target_kt"] is not None)


@pytest.mark.parametrize(("level", "count"), [("departement", 6), ("epci", 82), ("commune", 1754), ("region", 1)])
def test_every_level_adds_up_to_the_region_s_target(level: str, count: int) -> None:
    rows = rows_of("24", "--level", level)
    assert set(rows[0]) == KEYS
    assert set(rows[0]["territory"]) == {"code", "name", "level"}
    assert len(rows) == 30 * count
    assert tonnes(rows) == 9_503_874


def test_levers_add_up_one_by_one_and_say_the_pages_figures() -> None:
    by_lever: dict[str, int] = defaultdict(int)
    for row in rows_of("24", "--level", "crte"):
        by_lever[row["lever"]] += round(1000 * row["target_kt"])
    region = rows_of("24", "--level", "region")
    assert by_lever == {row["lever"]: round(1000 * row["target_kt"]) for row in region}
    shares = {one.place.code: one for one in shares_at("24", "departement")}
    for row in rows_of("24"):
        part = shares[row["territory"]["code"]].part(row["lever"])
        assert part is not None
        assert (row["target_kt"], row["physical"], row["share"], row["grade"]) == (
            part.target_kt,
            part.physical,
            part.share,
            part.grade,
        )


def test_france_counts_a_territory_of_two_regions_once_and_whole() -> None:
    rows = rows_of("france", "--level", "epci", "--lever", "covoiturage")
    codes = [row["territory"]["code"] for row in rows]
    assert len(codes) == len(set(codes))
    (dreux,) = [row for row in rows if row["territory"]["code"] == "200040277"]
    assert dreux["share"] is None
    (inside,) = rows_of("24", "--level", "epci", "--lever", "covoiturage", "--territory", "200040277")
    assert inside["target_kt"] < dreux["target_kt"]
    regions = rows_of("france", "--lever", "covoiturage")
    assert {row["territory"]["level"] for row in regions} == {"region"}
    # Four islands are in no EPCI: what they take is said.
    said = copilote("allocate", "france", "--level", "epci", "--lever", "covoiturage", "--format", "json").err
    assert "Île-de-Bréhat, Île-de-Sein, Ouessant" in said
    missing = tonnes(regions) - tonnes(rows)
    islands = ("22016", "29083", "29155", "85113")
    apart = [rows_of("france", "--level", "commune", "--lever", "covoiturage", "--territory", one) for one in islands]
    assert missing == sum(tonnes(one) for one in apart)


def test_csv_json_and_parquet_say_the_same(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    asked = ("allocate", "24", "--level", "epci")
    flat = [{**row.pop("territory"), **row} for row in copilote(*asked, "--format", "json").json]
    read = list(csv.DictReader(io.StringIO(copilote(*asked, "--format", "csv").out)))
    assert [row["code"] for row in read] == [row["code"] for row in flat]
    assert [float(row["target_kt"]) for row in read] == [row["target_kt"] for row in flat]
    assert [row["physical"] for row in read] == ["" if r["physical"] is None else repr(r["physical"]) for r in flat]
    for name in ("shares.parquet", "deep/shares.json", "shares.csv"):
        assert "2 460 lignes" in copilote(*asked, "--output", str(tmp_path / name)).out.replace("\u202f", " ")
    table = pq.read_table(tmp_path / "shares.parquet")
    assert table.to_pylist() == flat
    assert "indicatifs" in table.schema.metadata[b"notes"].decode()
    assert [{**row.pop("territory"), **row} for row in json.loads((tmp_path / "deep/shares.json").read_text())] == flat
    assert (tmp_path / "shares.csv").read_text() == copilote(*asked, "--format", "csv").out


def test_parquet_is_not_for_a_screen_and_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--output" in refused("allocate", "24", "--format", "parquet")

    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(allocated_files, "import_module", absent)
    with pytest.raises(InputError, match=r"copilote\[ensemble\]"):
        allocated_files.write_parquet([], io.BytesIO())


def test_a_key_is_tried_on_one_lever_or_on_all() -> None:
    tried = rows_of("24", "--lever", "augm_voitelec", "--key", "population")
    assert {(row["key"], row["grade"]) for row in tried} == {("population", "C")}
    assert tonnes(tried) == tonnes(rows_of("24", "--lever", "augm_voitelec"))
    every = rows_of("24", "--key", "Ménages")
    assert {row["key"] for row in every} == {"households"}
    assert tonnes(every) == 9_503_874


def test_a_key_that_a_region_does_not_know_is_left_aside_and_said() -> None:
    answer = copilote("allocate", "france", "--lever", "co2_enr", "--key", "farmed", "--format", "json")
    assert answer.code == 0, answer.err
    assert "Mayotte : la clé « Surfaces agricoles » n’y est pas connue" in answer.err
    keys = {row["territory"]["code"]: row["key"] for row in answer.json}
    assert keys["24"] == "farmed"
    assert keys["06"] == "population"


def test_a_scenario_s_targets_replace_the_official_ones(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps(SCENARIO), encoding="utf-8")
    rows = rows_of("24", "--lever", "augm_covoit", "--scenario", str(path))
    assert tonnes(rows) == 60_000
    other = rows_of("24", "--lever", "augm_voitelec", "--scenario", str(path))
    assert tonnes(other) == tonnes(rows_of("24", "--lever", "augm_voitelec"))
    assert "Objectifs du scénario « Hypothèse »" in copilote("allocate", "24", "--scenario", str(path)).out
    assert "autre région" in refused("allocate", "53", "--scenario", str(path))
    assert "donnez-la" in refused("allocate", "france", "--scenario", str(path))


def test_what_the_cop_decided_counts_and_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    decided: Choices = (KeyChoice("augm_covoit", (("jobs", 1.0),), reason="Le travail.", decided_on=date(2026, 3, 1)),)
    plain = rows_of("24", "--lever", "covoiturage")
    monkeypatch.setattr("copilote.cli.allocate.recorded_choices", lambda region: decided if region == "24" else ())
    answer = copilote("allocate", "24", "--lever", "covoiturage", "--format", "json")
    assert "répartition décidée par la COP pour Covoiturage" in answer.err
    assert {row["key"] for row in answer.json} == {"jobs"}
    assert tonnes(answer.json) == tonnes(plain)
    assert rows_of("24", "--lever", "covoiturage", "--key", "defaut") == plain


def test_a_territory_is_kept_alone_or_with_what_it_holds() -> None:
    blois = rows_of("24", "--territory", "blois")
    assert {row["territory"]["code"] for row in blois} == {"41018"}
    inside = rows_of("24", "--level", "commune", "--territory", "200030385", "--lever", "covoiturage")
    assert len(inside) == 43
    (whole,) = rows_of("24", "--territory", "200030385", "--lever", "covoiturage")
    assert tonnes(inside) == tonnes([whole])


def test_the_table_is_in_french_with_grades_and_cautions() -> None:
    out = copilote("allocate", "24").out.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Centre-Val de Loire, par département (6 départements) : 7 153,755 ktCO2e" in out
    assert "À localiser : 2 350,1 kt en Centre-Val de Loire" in out
    assert "Loiret" in out
    assert "A : la clé de l’État, mesurée à ce niveau" in out
    assert "Chiffres indicatifs" in out
    one = copilote("allocate", "24", "--territory", "200030385").out
    assert "CA de Blois" in one
    assert "Véhicules électriques" in one
    assert "Liste des CRTE de janvier 2023 (ANCT)." in copilote("allocate", "24", "--level", "crte").out
    past = copilote("allocate", "28", "--territory", "14472").out
    assert "L'Oudon (14472) fait aujourd’hui partie de Saint-Pierre-en-Auge" in past


def test_what_is_in_two_crte_is_said_and_counted_once_in_the_total() -> None:
    out = " ".join(copilote("allocate", "84", "--level", "crte").out.split())
    assert "CA du Pays de Gex et CC Terre Valserhône (CCTV) sont dans deux CRTE" in out
    more = counted_twice("84", "crte")
    assert f"({format_six(more / 1000)} kt de trop dans la somme de ces lignes)" in out
    rows = [row for row in rows_of("84", "--level", "crte") if row["grade"] != "D"]
    assert f"par CRTE (132 CRTE) : {format_decimals((tonnes(rows) - more) / 1000, 3)}".replace("\u202f", " ") in out
    brittany = copilote("allocate", "53", "--level", "crte").out
    assert "Pas dans la liste des CRTE : Île-de-Bréhat" in brittany


@pytest.mark.parametrize("region", ["01", "06", "11", "94"])
def test_unusual_regions_have_their_shares(region: str) -> None:
    rows = rows_of(region, "--level", "commune")
    assert tonnes(rows) == tonnes(rows_of(region, "--level", "region"))
    assert {row["territory"]["code"] for row in rows} >= {"11": {"75056"}, "94": {"2A004", "2B033"}}.get(region, set())


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ((), "il manque l’argument REGION"),
        (("99",), "Région « 99 »"),
        (("exemple",), "fictive"),
        (("24", "--level", "departemen"), "departement"),
        (("24", "--level", "pays"), "Niveaux acceptés"),
        (("24", "--lever", "covoitturage"), "augm_covoit"),
        (("france", "--lever", "covoitturage"), "augm_covoit"),
        (("24", "--key", "populaton"), "population (Population)"),
        (("24", "--key", "menage"), "households (Ménages)"),
        (("24", "--key", "farmed"), "Changement de chaudière à fioul"),
        (("24", "--territory", "departement:75"), "dans Centre-Val de Loire"),
        (("24", "--territory", "75"), "departement:75 (Paris)"),
        (("24", "--territory", "zzzz"), "introuvable"),
        (("06", "--level", "arrondissement"), "n’en a aucun"),
        (("france", "--level", "commune"), "trop pour une table"),
        (("24", "--output", "x.txt"), "--output écrit du json"),
        (("24", "--scenario", "rien.json"), "Fichier introuvable"),
        (("24", "--output", "/proc/rien/x.csv"), "Impossible d’écrire"),
        (("24", "--format", "excel"), "parquet"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_sentence(arguments: tuple[str, ...], hint: str) -> None:
    assert hint in refused("allocate", *arguments)
