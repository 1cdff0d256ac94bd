"""The paces of the indicators: the barometer's own, the grade, and what is said of a weak series."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copilote.planning.grade import AHEAD_RATIO, ON_PACE_RATIO, Grade
from copilote.planning.pace import TOO_OLD_BEFORE, Pace
from copilote.planning.pace import pace as pace_of
from copilote.planning.slope import least_squares
from copilote.planning.windows import Span
from copilote.reference.soundness import Soundness
from published import PUBLISHED, needs_published

# Share of electric cars in the fleet, France (barometer of 2026), %; target of 2030: 15.
ELECTRIC_YEARS = [2021, 2022, 2023, 2024]


def pace(years: Iterable[int], values: Iterable[float], **options: Any) -> Pace:
    """The pace of values in some years."""
    return pace_of(list(zip(years, values, strict=True)), **options)


def _cell(text: str) -> float | None:
    bare = "".join(text.split()).replace(",", ".")
    return None if bare in ("", "-") else float(bare)


def _barometer() -> list[tuple[int, list[int], list[float], dict[str, float | None]]]:
    columns = {"target": "cible_2030", "1y": "Rythme annuel sur un an", "required": "Rythme annuel requis d'ici 2030"}
    rows = []
    path = PUBLISHED / "barometre-planification-ecologique" / "indicateurs.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        for rank, row in enumerate(csv.DictReader(handle), start=1):
            series = [(year, _cell(row[str(year)])) for year in range(2010, 2027)]
            years = [year for year, value in series if value is not None]
            values = [value for _, value in series if value is not None]
            rows.append((rank, years, values, {key: _cell(row[name]) for key, name in columns.items()}))
    return rows


@needs_published
def test_every_yearly_pace_is_the_barometer_s() -> None:
    """Published values and paces are both rounded to 3 decimals, so that their difference may be off by 0.001."""
    compared = from_the_year_before = 0
    for rank, years, values, cells in _barometer():
        if cells["1y"] is None:
            continue
        found = pace(years, values, target=cells["target"]).pace_1y
        gap = years[-1] - years[-2]
        assert found == pytest.approx(cells["1y"], rel=0, abs=0.0005 + 0.001 / gap + 1e-9), rank
        compared += 1
        from_the_year_before += gap == 1
    assert (compared, from_the_year_before) == (334, 311)


@needs_published
def test_every_required_pace_is_the_barometer_s() -> None:
    """Required paces are published with 4 decimals, from values that are published with 3."""
    compared = 0
    for rank, years, values, cells in _barometer():
        if cells["required"] is None:
            continue
        found = pace(years, values, target=cells["target"]).pace_required
        tolerance = 0.00005 + 0.0005 / (2030 - years[-1]) + 1e-9
        assert found == pytest.approx(cells["required"], rel=0, abs=tolerance), rank
        compared += 1
    assert compared == 192


@needs_published
def test_national_emissions_are_too_slow_though_three_years_alone_would_say_on_pace() -> None:
    rank, years, values, cells = _barometer()[0]
    found = pace(years, values, target=cells["target"])
    assert rank == 1
    assert found.pace_1y == pytest.approx(-7.6)
    assert found.pace_required == pytest.approx(-16.68)
    assert found.pace_3y == pytest.approx((359.4 - 405.8) / 3)
    assert (found.direction, found.grade) == ("down", Grade.TOO_SLOW)
    assert {window.span: window.grade for window in found.windows} == {
        Span.LAST_YEAR: Grade.TOO_SLOW,
        Span.THREE_YEARS: Grade.ON_PACE,
        Span.SINCE_2019: Grade.TOO_SLOW,
        Span.TREND: Grade.TOO_SLOW,
    }
    assert found.basis is not None
    assert (found.basis.span, found.basis.start) == (Span.SINCE_2019, 2019)
    assert found.ratio == pytest.approx((359.4 - 437.7) / 6 / -16.68)
    told = "Appréciation selon la période : trop lent sur un an et depuis 2019 ; au rythme depuis 2022."
    assert told in found.warnings


@needs_published
def test_series_that_cross_their_target_are_not_graded_without_a_direction() -> None:
    """Aviation fuel (target below today's, above 2010's), SO2 under its ceiling, deadwood sink."""
    ungraded = [
        rank
        for rank, years, values, cells in _barometer()
        if cells["required"] is not None and pace(years, values, target=cells["target"]).grade is Grade.UNKNOWN
    ]
    assert {16, 51, 52, 219} <= set(ungraded)
    rank, years, values, cells = _barometer()[15]
    assert (rank, pace(years, values, target=cells["target"], direction="down").grade) == (16, Grade.AHEAD)


def test_the_three_year_pace_is_shown_before_the_one_year_pace() -> None:
    found = pace([2021, 2022, 2023, 2024], [10.0, 12.0, 15.0, 16.0], target=40.0)
    assert (found.pace_1y, found.pace_3y, found.pace_3y_from) == (1.0, 2.0, 2021)
    assert found.basis is not None
    assert (found.basis.span, found.pace_observed) == (Span.THREE_YEARS, 2.0)
    assert (found.pace_required, found.ratio, found.year_reached) == (4.0, 0.5, 2036.0)
    assert (found.grade, found.grade.label, found.soundness) == (Grade.TOO_SLOW, "trop lent", Soundness.DERIVED)
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("years", "since", "expected"),
    [
        ([2020, 2022, 2024], 2020, 2.0),  # no 2021: the oldest within four years
        ([2019, 2022, 2024], 2022, 3.0),
        ([2019, 2023, 2024], None, None),  # one year is no three-year pace
        ([2019, 2020, 2021, 2024], 2021, 8 / 3),
    ],
)
def test_a_missing_year_three_years_ago_is_replaced_and_said(
    years: list[int], since: int | None, expected: float | None
) -> None:
    values = [0.0] * (len(years) - 1) + [8.0]
    if years == [2019, 2022, 2024]:
        values = [0.0, 2.0, 8.0]
    found = pace(years, values, target=100.0)
    assert found.pace_3y_from == since
    assert found.pace_3y == (None if expected is None else pytest.approx(expected))
    assert any("faute de valeur en 2021" in note for note in found.warnings) == (since not in (None, 2021, 2022))


@pytest.mark.parametrize(
    ("yearly", "grade"),
    [
        (10 * AHEAD_RATIO, Grade.AHEAD),
        (10 * AHEAD_RATIO - 0.01, Grade.ON_PACE),
        (10.0, Grade.ON_PACE),
        (10 * ON_PACE_RATIO, Grade.ON_PACE),
        (10 * ON_PACE_RATIO - 0.01, Grade.TOO_SLOW),
        (0.0, Grade.TOO_SLOW),
        (-0.01, Grade.WRONG_WAY),
    ],
)
@pytest.mark.parametrize("mirror", [1.0, -1.0])
def test_grades_change_at_their_thresholds_whether_up_or_down(yearly: float, grade: Grade, mirror: float) -> None:
    """Last value 0 in 2025, target ±50 in 2030: the required pace is ±10 a year."""
    values = [mirror * yearly * step for step in (-3, -2, -1, 0)]
    found = pace([2022, 2023, 2024, 2025], values, target=mirror * 50.0, direction="up" if mirror > 0 else "down")
    assert found.grade is grade
    assert found.pace_required == mirror * 10.0


def test_standing_still_or_moving_away_never_reaches_the_target() -> None:
    still = pace([2022, 2023, 2024, 2025], [5.0, 5.0, 5.0, 5.0], target=10.0)
    away = pace([2022, 2023, 2024, 2025], [5.0, 4.0, 3.0, 2.0], target=10.0)
    assert (still.year_reached, still.ratio, still.grade) == (None, 0.0, Grade.TOO_SLOW)
    assert math.copysign(1.0, still.ratio or 0.0) == 1.0
    assert (away.year_reached, away.grade) == (None, Grade.WRONG_WAY)
    assert away.ratio is not None
    assert away.ratio < 0


def test_a_target_already_reached_is_ahead_and_says_so() -> None:
    """Farmland birds are past 40.5 on the wrong side when more is better; protected areas are past 30 %."""
    areas = pace([2019, 2023, 2024, 2025], [25.79, 29.0, 30.5, 31.22], target=30.0, direction="up")
    assert (areas.grade, areas.reached, areas.ratio, areas.year_reached) == (Grade.AHEAD, True, None, None)
    assert areas.pace_required == pytest.approx(-1.22 / 5)
    assert "Cible déjà atteinte en 2025." in areas.warnings
    birds = ([2019, 2021, 2023, 2024], [46.0, 43.0, 39.0, 37.0])
    assert pace(*birds, target=40.5, direction="up").grade is Grade.WRONG_WAY
    guessed = pace(*birds, target=40.5)
    assert guessed.soundness is Soundness.ESTIMATED
    assert any("à vérifier" in note for note in guessed.warnings)


@pytest.mark.parametrize(
    ("values", "target", "grade", "said"),
    [
        # Air travel, in milliards of passenger.km: 247.2 for 270 at most, but 19.6 more every year.
        ([188.44, 220.0, 237.26, 247.2], 270.0, Grade.WRONG_WAY, "Cible tenue en 2025, perdue avant 2030 à ce rythme."),
        (
            [240.0, 242.0, 245.0, 247.2],
            270.0,
            Grade.ON_PACE,
            "Cible tenue en 2025 et encore en 2030 à ce rythme, mais la marge se réduit.",
        ),
        ([300.0, 280.0, 260.0, 247.2], 270.0, Grade.AHEAD, "Cible déjà atteinte en 2025."),
    ],
)
@pytest.mark.parametrize("mirror", [1.0, -1.0])
def test_a_reached_target_that_the_pace_would_lose_is_not_ahead(
    values: list[float], target: float, grade: Grade, said: str, mirror: float
) -> None:
    found = pace(
        [2022, 2023, 2024, 2025],
        [mirror * value for value in values],
        target=mirror * target,
        direction="down" if mirror > 0 else "up",
    )
    assert (found.grade, found.reached, found.ratio, found.year_reached) == (grade, True, None, None)
    assert said in found.warnings


def test_a_target_reached_at_its_deadline_cannot_be_lost_any_more() -> None:
    met = pace([2027, 2028, 2029, 2030], [80.0, 70.0, 65.0, 61.0], target=60.0, direction="up")
    assert (met.grade, met.pace_required) == (Grade.AHEAD, None)
    assert "Cible déjà atteinte en 2030." in met.warnings


def test_a_value_equal_to_its_target_is_reached_and_kept_by_the_right_pace_only() -> None:
    for direction in ("up", None):
        found = pace([2022, 2023, 2024, 2025], [49.0, 52.0, 55.0, 60.0], target=60.0, direction=direction)
        assert (found.grade, found.reached, found.pace_required) == (Grade.AHEAD, True, 0.0)
    falling = pace([2022, 2023, 2024, 2025], [49.0, 52.0, 55.0, 60.0], target=60.0, direction="down")
    assert (falling.grade, falling.reached) == (Grade.WRONG_WAY, True)
    still = pace([2022, 2023, 2024, 2025], [49.0, 60.0, 60.0, 60.0], target=60.0, direction="up")
    assert still.grade is Grade.AHEAD


@pytest.mark.parametrize("values", [[0.0, 0.0, 0.0], [60.0, 60.0, 60.0], [60.0]])
@pytest.mark.parametrize("direction", ["up", "down", None])
def test_a_series_that_never_differed_from_its_target_says_nothing(values: list[float], direction: str | None) -> None:
    found = pace([2023, 2024, 2025][-len(values) :], values, target=values[0], direction=direction)  # type: ignore[arg-type]
    assert (found.grade, found.ratio) == (Grade.UNKNOWN, None)
    assert "égale à la cible depuis le début" in found.reason
    assert not any("atteinte" in note for note in found.warnings)


def test_rounding_is_not_taken_for_a_fall() -> None:
    """0.1 + 0.2 is not 0.3 in binary: the series stands still all the same."""
    still = pace([2022, 2023, 2024, 2025], [0.1 + 0.2, 0.3, 0.3, 0.3], target=0.3, direction="up")
    assert still.pace_3y is not None
    assert still.pace_3y < 0
    assert still.grade is Grade.AHEAD


@pytest.mark.parametrize("last_year", [TOO_OLD_BEFORE - 1, TOO_OLD_BEFORE])
@pytest.mark.parametrize("target", [40.0, 10.0])
def test_an_old_last_value_keeps_its_paces_and_loses_its_grade(last_year: int, target: float) -> None:
    years = range(last_year - 3, last_year + 1)
    found = pace(years, [10.0, 12.0, 15.0, 16.0], target=target, direction="up")
    assert (found.pace_1y, found.pace_3y) == (1.0, 2.0)
    assert found.pace_required == pytest.approx((target - 16) / (2030 - last_year))
    told = f"Dernière valeur de {last_year} : trop ancienne pour juger du rythme."
    if last_year < TOO_OLD_BEFORE:
        assert (found.grade, found.ratio, found.year_reached) == (Grade.UNKNOWN, None, None)
        assert found.reason == told
    else:
        assert found.grade.plain
        assert found.reason == ""


def test_a_direction_cannot_be_read_from_a_target_equal_to_the_start() -> None:
    found = pace([2019, 2020, 2021, 2022], [50.0, 48.0, 47.0, 46.0], target=50.0)
    assert (found.direction, found.grade, found.ratio, found.year_reached) == (None, Grade.UNKNOWN, None, None)
    assert found.pace_required == 0.5
    assert "ambigu" in found.reason
    assert pace([2019, 2020, 2021, 2022], [50.0, 48.0, 47.0, 46.0], target=50.0, direction="up").grade is (
        Grade.WRONG_WAY
    )


def test_without_target_there_are_paces_and_no_grade() -> None:
    found = pace([2022, 2023, 2024, 2025], [1.0, 2.0, 3.0, 4.0], target=None)
    assert (found.pace_1y, found.pace_3y, found.pace_ls, found.pace_required) == (1.0, 1.0, 1.0, None)
    assert (found.grade, found.soundness, found.direction) == (Grade.UNKNOWN, Soundness.DERIVED, None)


def test_short_old_and_empty_series_are_said_to_be_so() -> None:
    empty = pace([], [], target=3.0)
    assert (empty.points, empty.last_year, empty.last_value, empty.pace_required) == (0, None, None, None)
    assert (empty.grade, empty.soundness, empty.warnings) == (
        Grade.UNKNOWN,
        Soundness.UNKNOWN,
        ("Aucune valeur connue.",),
    )
    single = pace([2024], [1.0], target=3.0)
    assert (single.pace_1y, single.pace_3y, single.pace_ls, single.grade) == (None, None, None, Grade.UNKNOWN)
    assert single.pace_required == pytest.approx(2 / 6)
    pair = pace([2019, 2020], [49.0, 50.0], target=60.0)
    assert pair.warnings == ("Série courte (2 valeurs).",)
    assert pair.reason == "Dernière valeur de 2020 : trop ancienne pour juger du rythme."
    old = pace([2019, 2020, 2021, 2022], [48.0, 49.0, 50.0, 51.0], target=59.0)
    assert (old.warnings, old.grade) == (("Dernière valeur ancienne (2022).",), Grade.ON_PACE)
    assert (pair.pace_ls, pair.pace_ls_error, pair.soundness) == (1.0, None, Soundness.ESTIMATED)


def test_a_noisy_series_is_said_to_be_so() -> None:
    noisy = pace([2020, 2021, 2022, 2023, 2024, 2025], [10.0, 30.0, 5.0, 28.0, 8.0, 25.0], target=60.0)
    assert any(note.startswith("Série bruitée") for note in noisy.warnings)
    constant = pace([2020, 2021, 2022, 2023], [0.1, 0.1, 0.1, 0.1], target=1.0)
    assert constant.warnings == ()


def test_a_deadline_that_has_passed_is_a_miss_unless_the_target_is_reached() -> None:
    missed = pace([2027, 2028, 2029, 2030], [1.0, 2.0, 3.0, 4.0], target=9.0)
    assert (missed.pace_required, missed.ratio, missed.grade) == (None, None, Grade.TOO_SLOW)
    assert missed.year_reached == 2035.0
    met = pace([2027, 2028, 2029, 2030], [1.0, 2.0, 3.0, 4.0], target=4.0)
    assert met.grade is Grade.AHEAD


values_of_a_series = st.lists(st.integers(-10_000, 10_000), min_size=3, max_size=10)


@given(values_of_a_series)
def test_the_least_squares_slope_is_the_exact_one(values: list[int]) -> None:
    """Against the normal equations in exact fractions."""
    years = range(2026 - len(values), 2026)
    count = len(values)
    sums = [sum(Fraction(x) for x in column) for column in (years, values)]
    cross = sum(Fraction(t) * v for t, v in zip(years, values, strict=True))
    squares = sum(Fraction(t) ** 2 for t in years)
    exact = (count * cross - sums[0] * sums[1]) / (count * squares - sums[0] ** 2)
    left = [v - (sums[1] / count + exact * (t - sums[0] / count)) for t, v in zip(years, values, strict=True)]
    variance = sum(x * x for x in left) / (count - 2)
    found = least_squares([(t, float(v)) for t, v in zip(years, values, strict=True)])
    assert found is not None
    assert found.per_year == pytest.approx(float(exact), abs=1e-8)
    assert found.error == pytest.approx(math.sqrt(variance / (squares / 1 - sums[0] ** 2 / count)), abs=1e-6)


@given(values_of_a_series, st.integers(-10_000, 10_000))
def test_grades_do_not_depend_on_the_unit_nor_on_the_sign(values: list[int], target: int) -> None:
    """Doubling every figure doubles the paces; turning every figure over turns the direction over."""
    years = list(range(2026 - len(values), 2026))
    plain = pace(years, values, target=target)
    doubled = pace(years, [2.0 * v for v in values], target=2.0 * target)
    turned = pace(years, [-v for v in values], target=-target)
    assert (plain.grade, plain.ratio, plain.year_reached) == (doubled.grade, doubled.ratio, doubled.year_reached)
    assert (plain.grade, plain.ratio, plain.year_reached) == (turned.grade, turned.ratio, turned.year_reached)
    assert (turned.direction, plain.direction) in {("up", "down"), ("down", "up"), (None, None)}


@given(
    st.lists(st.floats(-1e15, 1e15), min_size=1, max_size=8),
    st.floats(-1e15, 1e15),
    st.sampled_from(["up", "down", None]),
)
@example([0.0, -5e9, 1.0, 0.0, 1.0, 0.0], 2_380_952_382.0, "up")
def test_no_figure_is_ever_infinite_or_not_a_number(values: list[float], target: float, direction: str | None) -> None:
    found = pace(list(range(2026 - len(values), 2026)), values, target=target, direction=direction)  # type: ignore[arg-type]
    numbers = [getattr(found, name) for name in found.__dataclass_fields__]
    assert all(math.isfinite(number) for number in numbers if isinstance(number, float))
    if found.grade in (Grade.ON_PACE, Grade.AHEAD) and not found.reached:
        assert found.year_reached is not None
        assert found.year_reached < 2032.5  # the window shown is at four fifths of the required pace at least
    if found.grade is Grade.WRONG_WAY:
        assert found.year_reached is None
