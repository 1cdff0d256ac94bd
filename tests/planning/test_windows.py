"""The windows that a pace is measured on, and those that crises and breaks leave out."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.planning.grade import Grade
from copilote.planning.pace import pace
from copilote.planning.windows import Span, Window, measured
from copilote.reference.reading import PLAIN, Aim, Crisis, Doubt, IndicatorReading

HEALTH = IndicatorReading("x", crises=(Crisis.HEALTH,))
TRAVEL = IndicatorReading("x", crises=(Crisis.TRAVEL,))
PRICES = IndicatorReading("x", crises=(Crisis.PRICES,))
# Distance driven by cars, milliards of vehicle.km (barometer of 2026, fr-240); target of 2030: 424.7.
CARS = [(2019, 459.1), (2020, 372.2), (2021, 410.4), (2022, 445.3), (2023, 439.1), (2024, 440.1)]


def series(years: Iterable[int], values: Iterable[float]) -> list[tuple[int, float]]:
    return [*zip(years, values, strict=True)]


def by_span(points: list[tuple[int, float]], reading: IndicatorReading = PLAIN) -> dict[Span, Window]:
    return {window.span: window for window in measured(points, reading)}


def test_four_windows_measure_a_series() -> None:
    windows = by_span(CARS)
    assert {span: (window.start, window.end) for span, window in windows.items()} == {
        Span.LAST_YEAR: (2023, 2024),
        Span.THREE_YEARS: (2021, 2024),
        Span.SINCE_2019: (2019, 2024),
        Span.TREND: (2019, 2024),
    }
    assert windows[Span.LAST_YEAR].pace == pytest.approx(1.0)
    assert windows[Span.THREE_YEARS].pace == pytest.approx((440.1 - 410.4) / 3)
    assert windows[Span.SINCE_2019].pace == pytest.approx((440.1 - 459.1) / 5)
    assert all(window.used for window in windows.values())


def test_no_window_starts_in_the_health_crisis_of_what_it_moved() -> None:
    windows = by_span(CARS, HEALTH)
    assert windows[Span.THREE_YEARS].start == 2022
    assert windows[Span.THREE_YEARS].used
    assert windows[Span.SINCE_2019].start == 2019
    kept = [(year, value) for year, value in CARS if year not in (2020, 2021)]
    assert windows[Span.TREND].pace == pytest.approx(by_span(kept)[Span.TREND].pace)
    short = by_span([(2021, 410.4), (2023, 439.1), (2024, 440.1)], HEALTH)
    assert not short[Span.THREE_YEARS].used
    assert short[Span.THREE_YEARS].reason == "part de 2021, année troublée par la crise sanitaire"
    assert short[Span.SINCE_2019].start == 2023


def test_cars_are_neither_the_wrong_way_nor_ahead() -> None:
    plain = pace(CARS, target=424.7, direction="down")
    assert {window.span: window.grade for window in plain.windows}[Span.THREE_YEARS] is Grade.WRONG_WAY
    read = pace(CARS, target=424.7, direction="down", reading=HEALTH)
    assert read.grade is Grade.UNCERTAIN
    assert read.reason == (
        "Les périodes ne disent pas la même chose : mauvais sens sur un an ; au rythme depuis 2022 ; en avance depuis "
        "2019."
    )
    assert (read.pace_observed, read.basis, read.ratio, read.year_reached) == (None, None, None, None)


def test_buses_below_their_level_of_2019_are_not_ahead() -> None:
    """Bus, coach and tram travel, milliards of passenger.km (fr-305): +4.3 a year since 2021, −1.2 since 2019."""
    points = series(range(2017, 2025), [59.144, 58.748, 60.374, 37.602, 41.421, 47.5, 53.171, 54.391])
    assert pace(points, target=69.8, direction="up").grade is Grade.UNCERTAIN
    read = pace(points, target=69.8, direction="up", reading=TRAVEL)
    assert read.grade is Grade.TOO_SLOW
    assert {window.span for window in read.windows if window.used} == {Span.LAST_YEAR, Span.SINCE_2019}


def test_a_window_from_2022_is_marked_where_prices_moved_it_and_shown_last() -> None:
    points = series(range(2019, 2026), [100.0, 98.0, 96.0, 92.0, 91.0, 90.0, 89.0])
    read = pace(points, target=60.0, direction="down", reading=PRICES)
    marks = {window.span: window.mark for window in read.windows}
    assert marks[Span.THREE_YEARS] == "part de 2022, année de crise des prix de l’énergie"
    assert marks[Span.SINCE_2019] == ""
    assert read.basis is not None
    assert (read.grade, read.basis.span) == (Grade.TOO_SLOW, Span.SINCE_2019)
    assert pace(points, target=60.0, direction="down").basis.span is Span.THREE_YEARS  # type: ignore[union-attr]


def test_nothing_is_compared_across_a_break() -> None:
    points = [(2019, 2.3), (2020, 8.2), (2021, 19.2), (2022, 29.9), (2023, 37.4), (2024, 39.8), (2025, 39.7)]
    windows = by_span(points, IndicatorReading("x", break_year=2023))
    assert {window.start for window in windows.values() if window.used} == {2023, 2024}
    late = by_span(points, IndicatorReading("x", break_year=2025))
    assert not any(window.used for window in late.values())
    assert late[Span.LAST_YEAR].reason == "rupture de série en 2025"


def test_a_programme_counts_from_its_own_base_year() -> None:
    points = [(year, float(year - 2020)) for year in range(2017, 2026)]
    assert by_span(points, IndicatorReading("x", base_year=2021))[Span.SINCE_2019].start == 2021


def test_a_window_that_repeats_a_shorter_one_does_not_count_twice() -> None:
    biennial = by_span([(2018, 14.7), (2020, 14.6), (2022, 14.3)])
    assert biennial[Span.SINCE_2019].reason == "même période que la précédente"
    assert [span for span, window in biennial.items() if window.used] == [Span.LAST_YEAR, Span.THREE_YEARS]


def test_two_points_and_one_window_grade_nothing() -> None:
    pair = pace([(2023, 22.9), (2024, 32.1)], target=69.0, direction="up")
    assert (pair.grade, pair.ratio) == (Grade.UNKNOWN, None)
    assert pair.reason == "Deux valeurs seulement : une évolution ne se juge pas sur deux points."
    # Surface water in good state: 44 % in 2015 and 2019, 43.6 in 2022.
    water = pace([(2015, 44.0), (2019, 44.0), (2022, 43.6)], target=100.0, direction="up")
    assert (water.grade, water.reason) == (
        Grade.UNKNOWN,
        "Une seule période mesurée (depuis 2019) : rien ne la confirme.",
    )


def test_what_is_to_be_stabilised_is_graded_by_its_distance_from_the_level() -> None:
    level = IndicatorReading("x", aim=Aim.STABILISE)
    near = pace(
        series(range(2019, 2025), [28.1, 26.0, 29.1, 26.6, 27.8, 26.9]), target=26.2, reading=level, direction="up"
    )
    assert (near.grade, near.word, near.reached) == (Grade.ON_PACE, "au niveau visé", False)
    for value, side in ((20.0, "au-dessous"), (32.0, "au-dessus")):
        far = pace(series(range(2019, 2023), [26.0, 26.0, 26.0, value]), target=26.2, reading=level, direction="down")
        assert far.grade is Grade.UNCERTAIN
        assert side in far.reason


def test_a_doubt_takes_the_plain_grade_away_and_says_why() -> None:
    points = series(range(2019, 2025), [142.0, 142.0, 143.0, 138.0, 135.0, 130.0])
    told = IndicatorReading("x", doubt=Doubt.COMPARABILITY, reason="Difficile à comparer.")
    doubted = pace(points, target=100.0, direction="down", reading=told)
    assert pace(points, target=100.0, direction="down").grade is Grade.TOO_SLOW
    assert (doubted.grade, doubted.reason, doubted.ratio) == (Grade.UNCERTAIN, "Difficile à comparer.", None)


def test_a_grade_holds_only_if_the_two_targets_of_an_indicator_give_it() -> None:
    points = series(range(2019, 2025), [10.0, 11.0, 12.0, 13.0, 14.0, 15.0])
    for other, grade in ((40.0, Grade.TOO_SLOW), (21.0, Grade.UNCERTAIN)):
        read = IndicatorReading("x", other_target=other, doubt=Doubt.TARGET, reason="Deux cibles.")
        found = pace(points, target=30.0, direction="up", reading=read)
        assert found.grade is grade
        assert (found.reason == "Deux cibles.") == (grade is Grade.UNCERTAIN)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=10),
    st.floats(-1e6, 1e6),
    st.sampled_from([PLAIN, HEALTH, TRAVEL, PRICES]),
)
def test_only_used_windows_say_something_and_none_of_them_touches_the_crisis(
    values: list[float], target: float, reading: IndicatorReading
) -> None:
    found = pace(series(range(2026 - len(values), 2026), values), target=target, direction="up", reading=reading)
    for window in found.windows:
        assert window.used != bool(window.reason)
        assert window.used or window.grade is Grade.UNKNOWN
        if window.used and window.start is not None:
            assert not reading.stopped(window.start)
    if found.grade.plain:
        assert sum(window.used for window in found.windows) >= 2
        assert found.basis is not None
    if found.grade is Grade.UNCERTAIN:
        assert found.reason
        assert (found.ratio, found.pace_observed) == (None, None)
