"""Disasters, radon, coast and heat vigilance of the communes of today are those published, nothing lost on the way."""

from __future__ import annotations

import filecmp
from pathlib import Path

import build_risks
from _tables import read_published
from copilote.reference.passage import current_communes
from copilote.reference.risks import KINDS, CommuneRisks, load_coast, load_commune_risks, load_heat_vigilance
from copilote.reference.tables import PACKAGED
from copilote.reference.territories import load_communes, load_regions
from published import PUBLISHED, needs_published

ALL: dict[str, CommuneRisks] = {
    code: row for region in load_regions() for code, row in load_commune_risks(region.code).items()
}


def test_orders_add_up_to_the_published_total_and_every_commune_has_a_row() -> None:
    assert sum(row.orders for row in ALL.values()) == 260_799
    assert set(ALL) == {commune.code for commune in load_communes()}
    for row in ALL.values():
        assert len(row.by_kind) == len(KINDS)
        assert min(row.by_kind) >= 0
        assert sum(row.by_kind) == row.orders >= row.orders_10_years
        assert (row.last_year is None) == (row.orders == 0)


def test_four_cities_are_as_the_publication_checks_them() -> None:
    found = {
        code: (ALL[code].orders, ALL[code].flood, ALL[code].drought) for code in ("45234", "41018", "37261", "18033")
    }
    assert found == {"45234": (19, 4, 9), "41018": (17, 5, 11), "37261": (26, 8, 13), "18033": (15, 6, 6)}
    assert {ALL[code].radon for code in found} == {1}
    assert sum(row.radon == 3 for code, row in ALL.items() if code.startswith("36")) == 33


def test_loiret_had_two_red_days_in_2025_and_a_missing_coast_is_not_a_stable_one() -> None:
    (summer,) = [row for row in load_heat_vigilance() if (row.departement, row.year) == ("45", 2025)]
    assert (summer.yellow, summer.orange, summer.red) == (7, 6, 2)
    coast = load_coast()
    assert coast["06004"].retreat_m_year == 0.14
    assert coast["06011"].retreat_m_year is None
    assert not any(code in coast for code in ("45234", "41018"))


@needs_published
def test_merged_communes_have_the_sum_of_orders_and_the_highest_radon_class() -> None:
    rows = {row["insee"]: row for row in read_published(PUBLISHED / "risques" / "catnat-communes.csv.gz")}
    (today,) = current_communes("01039").codes
    both = [rows["01039"], rows[today]]
    assert ALL[today].orders == sum(int(row["arretes_total"]) for row in both)
    assert ALL[today].last_year == max(int(row["derniere_annee"]) for row in both)
    published = {
        row["insee"]: int(row["radon_classe"])
        for row in read_published(PUBLISHED / "risques" / "radon-communes.csv.gz")
    }
    for code, grade in published.items():
        if code in ALL:
            assert (ALL[code].radon or 0) >= grade


@needs_published
def test_the_tables_are_those_that_the_script_makes(tmp_path: Path) -> None:
    build_risks.build(PUBLISHED, tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert len(made) == 20
    for path in made:
        assert filecmp.cmp(tmp_path / path, PACKAGED / path, shallow=False), path
