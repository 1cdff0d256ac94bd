"""The verdicts that a person read one by one still stand, and so does what is said of the barometer's own words."""

from __future__ import annotations

import re

import build_verdicts
from build_verdicts import agrees, computed, load_judgements, verdicts_read
from copilote.planning.grade import Grade
from copilote.reference.barometer import load_national_indicators
from copilote.reference.reading import Aim, Crisis, Doubt, load_national_readings
from copilote.reference.series import load_regional_rules
from published import PUBLISHED, needs_published

SEEN = computed()
NATIONAL = {one.id: one for one in load_national_indicators()}
READINGS = load_national_readings()


def test_every_verdict_that_was_read_is_still_the_one_computed() -> None:
    read = verdicts_read()
    assert len(read) >= 60
    assert len({(row["place"], row["id"]) for row in read}) == len(read)
    for row in read:
        assert SEEN[row["place"], row["id"]].pace.grade.value == row["grade"], row
        assert row["why"].endswith("."), row


def test_the_page_of_verdicts_is_what_the_script_writes() -> None:
    assert build_verdicts.DOC.read_text(encoding="utf-8") == build_verdicts.text()


def test_every_judgement_that_differs_from_ours_is_explained_and_no_other() -> None:
    for judgement in load_judgements():
        same = agrees(judgement.key, SEEN["france", judgement.id].pace.grade)
        assert same == (judgement.explanation == ""), judgement


def test_every_indicator_that_has_a_target_was_read() -> None:
    assert set(READINGS) == {one.id for one in NATIONAL.values() if one.target() is not None}
    for number, reading in READINGS.items():
        assert reading.doubt is Doubt.NONE or reading.reason.endswith("."), number
        direction = NATIONAL[number].direction
        if reading.aim is Aim.RISE:
            assert direction == "up", number
        if reading.aim in (Aim.FALL, Aim.CEILING):
            assert direction == "down", number


def test_what_is_hard_to_compare_or_to_be_stabilised_is_never_ahead_nor_too_slow() -> None:
    careful = [
        number
        for number, reading in READINGS.items()
        if reading.aim is Aim.STABILISE or (reading.doubt is not Doubt.NONE and reading.other_target is None)
    ]
    assert {"fr-324", "fr-122", "fr-166", "fr-322"} <= set(careful)
    for number in careful:
        assert SEEN["france", number].pace.grade in (Grade.ON_PACE, Grade.UNCERTAIN, Grade.UNKNOWN), number


def test_a_series_broken_in_its_way_of_measuring_gets_no_plain_grade() -> None:
    for number, reading in READINGS.items():
        if reading.break_year is not None:
            assert not SEEN["france", number].pace.grade.plain, number


def test_mobility_traffic_planes_and_industry_are_not_measured_from_2020_nor_2021() -> None:
    for number in ("fr-001", "fr-050", "fr-051", "fr-079", "fr-159", "fr-166", "fr-221", "fr-240", "fr-305", "fr-306"):
        assert {Crisis.HEALTH, Crisis.TRAVEL} & set(READINGS[number].crises), number
        for window in SEEN["france", number].pace.windows:
            assert not window.used or window.start not in (2020, 2021), (number, window)


def test_no_plain_grade_rests_on_two_points_or_one_window() -> None:
    for seen in SEEN.values():
        if seen.pace.grade.plain:
            assert seen.pace.points >= 3
            assert sum(window.used for window in seen.pace.windows) >= 2


def test_a_grade_without_certainty_always_says_why() -> None:
    for seen in SEEN.values():
        if seen.target_2030 is not None and seen.values and not seen.pace.grade.plain:
            assert seen.pace.reason.endswith("."), seen.name


def test_national_headlines_still_say_something() -> None:
    """Caution is not silence: of the indicators that have a target and three values, six in ten keep a plain grade."""
    graded = [
        seen.pace.grade.plain
        for (place, _), seen in SEEN.items()
        if place == "france" and seen.target_2030 is not None and seen.pace.points >= 3
    ]
    assert sum(graded) > 0.6 * len(graded)


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("\u00a0", " ")).lower()


@needs_published
def test_the_words_quoted_are_in_the_barometer_s_text() -> None:
    import csv

    path = PUBLISHED / "barometre-planification-ecologique" / "indicateurs.csv"
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    texts: dict[str, str] = {}
    for row in rows:
        told = _bare(f"{row['Description']} {row['Mode de calcul de la cible']}")
        texts[row["Indicateur"]] = f"{texts.get(row['Indicateur'], '')} {told}"
    quoted = [(one.id, one.quote) for one in load_judgements()] + [(one.id, one.quote) for one in READINGS.values()]
    for number, quote in quoted:
        for part in _bare(quote).split(" (...) "):
            assert part in texts[rows[int(number[3:]) - 1]["Indicateur"]], (number, quote)


def test_every_regional_series_was_read() -> None:
    from copilote.reference.reading import load_regional_readings

    readings = load_regional_readings()
    assert {number for number in readings if "/" not in number} == {rule.number for rule in load_regional_rules()}
    assert all(reading.doubt is Doubt.NONE or reading.reason for reading in readings.values())
