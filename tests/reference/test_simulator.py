"""The simulator's tables: what was published, normalised, and nothing lost."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

import build_simulator
from copilote.reference.errors import AmbiguousNameError, UnknownNameError
from copilote.reference.simulator import (
    find_lever,
    find_region,
    load_lever_names,
    load_levers,
    load_observations,
    load_regions,
    load_territories,
)
from copilote.reference.soundness import Soundness
from copilote.reference.tables import PACKAGED
from published import PUBLISHED, needs_published


def test_18_regions_and_a_fictional_one_that_is_not_counted() -> None:
    assert len(load_regions()) == 18
    assert len(load_territories()) == 19
    assert find_region("Région exemple").fictional


def test_levers_by_territory_are_those_of_the_state() -> None:
    counts = {region.code: len(load_levers(region.code)) for region in load_territories()}
    assert counts["11"] == 29
    assert counts["94"] == 26
    assert [counts[code] for code in ("01", "02", "03", "04", "06")] == [13, 13, 8, 13, 12]
    assert all(counts[code] == 30 for code in counts if code not in ("11", "94", "01", "02", "03", "04", "06"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("24", "24"),
        (" 24 ", "24"),
        ("1", "01"),
        ("centre-val-de-loire", "24"),
        ("CENTRE VAL DE LOIRE", "24"),
        ("PACA", "93"),
        ("Provence-Alpes-Côte d’Azur", "93"),
        ("provence alpes cote d'azur", "93"),
        ("Ile de France", "11"),
        ("île-de-france", "11"),
        ("La Réunion", "04"),
        ("reunion", "04"),
        ("Région Bretagne", "53"),
        ("région exemple", "exemple"),
        ("AURA", "84"),
    ],
)
def test_a_region_is_found_in_any_spelling_people_use(text: str, code: str) -> None:
    assert find_region(text).code == code


def test_an_unknown_region_suggests_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Centre-Val de Loire"):
        find_region("centr val de loir")


def test_a_former_region_is_not_taken_for_the_larger_one() -> None:
    with pytest.raises(UnknownNameError, match="Grand Est"):
        find_region("Alsace")


@pytest.mark.parametrize(
    ("text", "lever"),
    [
        ("augm_voitelec", "augm_voitelec"),
        ("augm_velotc", "augm_vélotc"),
        ("véhicules électriques", "augm_voitelec"),
        ("COVOITURAGE", "augm_covoit"),
        ("elevage durable", "co2_elevage"),
        ("Changement de chaudière à gaz (tertiaire)", "reduc_tgaz"),
        ("gestion des haies", "augm_haies"),
    ],
)
def test_a_lever_is_found_by_id_or_by_name(text: str, lever: str) -> None:
    assert find_lever("24", text).id == lever


@pytest.mark.parametrize(
    ("text", "said"), [("transport", "augm_vélotc"), ("gaz", "reduc_rgaz"), ("haies", "augm_haies")]
)
def test_a_part_of_a_name_is_suggested_never_taken(text: str, said: str) -> None:
    with pytest.raises(UnknownNameError, match=said):
        find_lever("24", text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("PACAA", "Provence-Alpes"), ("45", "Centre-Val de Loire"), ("Paris", "Île-de-France"), ("974", "La Réunion")],
)
def test_a_departement_or_a_slip_leads_to_its_region(text: str, said: str) -> None:
    with pytest.raises(UnknownNameError, match=said):
        find_region(text)


def test_a_name_that_two_levers_bear_is_told_apart() -> None:
    with pytest.raises(AmbiguousNameError, match=r"reduc_rfioul.*reduc_tfioul"):
        find_lever("24", "Changement de chaudière à fioul")


def test_labels_are_unique_and_names_clean() -> None:
    labels = [lever.label for lever in load_lever_names()]
    assert len(set(labels)) == len(labels)
    for region in load_territories():
        for lever in load_levers(region.code):
            for text in (lever.name, lever.sector, lever.theme, lever.unit or ""):
                assert not re.search(r"[\n\u00a0\u202f]|  |^ | $", text)


def test_a_lever_that_cannot_be_edited_converted_or_shown_says_why() -> None:
    for region in load_territories():
        for lever in load_levers(region.code):
            free = lever.editable and lever.translated and lever.target_shown
            assert free == (lever.reason is None)


def test_the_forest_target_is_never_shown_as_certain() -> None:
    for region in load_regions():
        for lever in load_levers(region.code):
            if lever.id == "co2_foret":
                assert lever.soundness in (Soundness.ESTIMATED, Soundness.UNKNOWN)


def test_observations_of_2019_agree_with_the_starting_points() -> None:
    compared = 0
    for region in load_territories():
        levers = {lever.id: lever for lever in load_levers(region.code)}
        for seen in load_observations(region.code):
            lever = levers[seen.lever]
            if seen.year == 2019 and seen.value is not None and lever.baseline_2019 and seen.unit != "Mt.km":
                assert seen.value == pytest.approx(lever.baseline_2019, abs=0.5 * 10 ** -_decimals(seen.value) + 1e-9)
                compared += 1
    assert compared > 150


def _decimals(value: float) -> int:
    return 1 if value != int(value) or value < 1000 else 0


def test_what_the_state_does_not_know_stays_empty() -> None:
    missing = [seen for seen in load_observations("24") if seen.kind == "not_available"]
    assert [(seen.lever, seen.year, seen.value) for seen in missing] == [("augm_valodma", 2019, None)]


def test_no_number_of_the_comments_is_left_unread_without_a_reason() -> None:
    with (PACKAGED / "simulator/2023/unread.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert rows
    assert all(row["reason"] for row in rows)
    assert not [row for row in rows if re.search(r"\b(19|20)\d\d\b", row["numbers"])]


@needs_published
def test_every_bold_figure_of_the_comments_is_in_the_observations() -> None:
    published = json.loads((PUBLISHED / "simulateur-territorial/data.json").read_text("utf-8"))
    bold = sum(len(re.findall(r"^\* .*\*\*[\d N]", row["comment"], re.MULTILINE)) for row in published)
    regional = sum(len(load_observations(region.code)) for region in load_territories())
    national_once = sum(1 for row in published if row["id"] == "reduc_consovp")
    assert regional == bold - national_once


@needs_published
def test_the_committed_tables_are_what_the_script_makes(tmp_path: Path) -> None:
    build_simulator.build(PUBLISHED, tmp_path)
    made = sorted(path.name for path in (tmp_path / "simulator/2023").iterdir())
    assert made == sorted(path.name for path in (PACKAGED / "simulator/2023").iterdir())
    for name in made:
        assert (tmp_path / "simulator/2023" / name).read_bytes() == (PACKAGED / "simulator/2023" / name).read_bytes()
