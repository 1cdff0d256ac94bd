"""The EPCI rule of Territoires en Transitions: its shares are those published, region by region."""

from __future__ import annotations

import csv
import filecmp
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

import build_epci_rule
from copilote.reference.epci_rule import SOURCE, covered_regions, find_rule, load_postes, load_rule
from copilote.reference.errors import InputError
from copilote.reference.simulator import find_region, load_levers
from copilote.reference.sources import find_source
from copilote.reference.tables import PACKAGED
from published import PUBLISHED, needs_published

MAINLAND = {"11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"}


def test_thirteen_regions_have_the_same_levers() -> None:
    assert {region.code for region in covered_regions()} == MAINLAND
    names = [lever.name for lever in load_rule("24")]
    assert len(names) == len(set(names)) == 29
    for code in MAINLAND:
        rule = load_rule(code)
        assert [lever.name for lever in rule] == names
        assert all(lever.share_pct >= 0 for lever in rule), code
    assert find_source(SOURCE).title


def test_every_poste_is_summed_by_a_lever_and_every_simulator_lever_stands_once() -> None:
    postes = load_postes()
    assert len(postes) == 14
    rule = load_rule("24")
    assert {poste for lever in rule for poste in lever.postes} == set(postes)
    stood = Counter(one for lever in rule for one in lever.simulator_levers)
    assert set(stood) == {lever.id for lever in load_levers("24")}
    assert set(stood.values()) == {1}
    assert [poste.id for poste in postes.values() if poste.sink] == ["foret", "produits_bois"]
    assert {poste.name for poste in postes.values()} >= {"Agriculture - pratiques culturales", "Sols artificialisés"}


def test_shares_are_those_of_the_sheet() -> None:
    by_name = {lever.name: lever for lever in load_rule("24")}
    assert by_name["Changement chaudières fioul + rénovation (résidentiel)"].share_pct == Decimal(40)
    assert by_name["Gestion des forêts et produits bois"].postes == ("foret", "produits_bois")
    assert load_rule("01") == ()


def test_a_region_without_shares_names_those_that_have_some() -> None:
    assert find_rule(find_region("Bretagne")) == load_rule("53")
    with pytest.raises(InputError, match=r"Guadeloupe : .* Elle couvre : Île-de-France"):
        find_rule(find_region("01"))


@needs_published
def test_every_share_of_the_sheet_is_in_the_tables() -> None:
    with (PUBLISHED / "trajectoire-leviers-epci" / "parts-regionales.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        rows = list(csv.DictReader(file))
    published = [Decimal(row["Centre-Val de Loire"]) for row in rows if row["Centre-Val de Loire"].strip()]
    assert published == [lever.share_pct for lever in load_rule("24")]
    corsica = [Decimal(row["Corse"]) for row in rows if row["Corse"].strip()]
    assert corsica == [lever.share_pct for lever in load_rule("94")]


@needs_published
def test_the_tables_are_those_that_their_script_makes(tmp_path: Path) -> None:
    build_epci_rule.build(PUBLISHED, tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert [path.name for path in made] == ["levers.csv", "postes.csv", "shares.csv"]
    for path in made:
        assert filecmp.cmp(tmp_path / path, PACKAGED / path, shallow=False), path
